//! A channel as an argument: a text that names it, and what becomes of it.

use serde::{Deserialize, Deserializer, de::Error as _};
use std::str::FromStr;

use super::Channel;
use crate::{
    Webview,
    command::{ArgumentError, CommandArg, CommandItem},
};

const PREFIX: &str = "__CHANNEL__:";

/// Largest window that a page may ask for, in messages. A larger one would bound nothing.
const WINDOW_MAX: u32 = 65_536;

/// A channel that stands somewhere inside an argument: `__CHANNEL__:<id>` on the wire.
///
/// The client of this bridge adds `:<window>`, how many messages Rust may be ahead of what the page has consumed.
///
/// ```
/// use footbridge::{Channel, Webview, command, ipc::JavaScriptChannelId};
///
/// #[derive(serde::Deserialize)]
/// # #[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
/// struct Job {
///     name: String,
///     progress: JavaScriptChannelId,
/// }
///
/// #[command]
/// async fn start(job: Job, webview: Webview) {
///     let progress: Channel<u32> = job.progress.channel_on(&webview);
///     let _ = progress.send(100).await;
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(type = "Channel<any>"))]
pub struct JavaScriptChannelId {
    pub(super) id: u32,
    pub(super) window: Option<u32>,
}

impl JavaScriptChannelId {
    /// The channel of this name in `webview`'s document, the one that called. One that is open already is the same channel.
    pub fn channel_on<T>(&self, webview: &Webview) -> Channel<T> {
        let document = webview.document();
        Channel::of(document.channels().open(&document, *self))
    }
}

/// Why a text names no channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a channel; pass a `Channel` of the client, with a window of 1 to 65,536")]
pub struct NoChannel;

impl FromStr for JavaScriptChannelId {
    type Err = NoChannel;

    fn from_str(text: &str) -> Result<Self, NoChannel> {
        let name = text.strip_prefix(PREFIX).ok_or(NoChannel)?;
        let (id, window) = name.split_once(':').map_or((name, None), |(id, window)| (id, Some(window)));
        let number = |text: &str| {
            let digits = text.bytes().all(|byte| byte.is_ascii_digit());
            if digits { text.parse().map_err(|_| NoChannel) } else { Err(NoChannel) }
        };
        let window = window.map(number).transpose()?;
        if window.is_some_and(|window| !(1..=WINDOW_MAX).contains(&window)) {
            return Err(NoChannel);
        }
        Ok(Self { id: number(id)?, window })
    }
}

impl<'de> Deserialize<'de> for JavaScriptChannelId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

impl<'a, T> CommandArg<'a> for Channel<T> {
    fn from_command(item: CommandItem<'a>) -> Result<Self, ArgumentError> {
        let message = item.message;
        let text: String = item.deserialize()?;
        let id: JavaScriptChannelId = text.parse().map_err(|_| {
            ArgumentError::new("a channel, with a window of 1 to 65,536 messages if any", "another text")
        })?;
        // A call that outlived its document talks to that document, and not to the one that came after it.
        Ok(Self::of(message.document().channels().open(message.document(), id)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_is_named_by_its_id_and_perhaps_a_window() {
        let id = |id, window| Ok(JavaScriptChannelId { id, window });
        for (text, expected) in [
            ("__CHANNEL__:7", id(7, None)),
            ("__CHANNEL__:4294967295:256", id(u32::MAX, Some(256))),
            ("__CHANNEL__:4294967296", Err(NoChannel)),
            ("__CHANNEL__:", Err(NoChannel)),
            ("__CHANNEL__:+7", Err(NoChannel)),
            ("__CHANNEL__:7:", Err(NoChannel)),
            ("__CHANNEL__:7:0", Err(NoChannel)),
            ("__CHANNEL__:7:65536", id(7, Some(65_536))),
            ("__CHANNEL__:7:65537", Err(NoChannel)),
            ("__CHANNEL__:7:1:1", Err(NoChannel)),
            ("7", Err(NoChannel)),
        ] {
            assert_eq!(text.parse(), expected, "{text}");
        }
    }
}
