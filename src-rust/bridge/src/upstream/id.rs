//! A stream as an argument: a text that names it, and what becomes of it.

use serde::{Deserialize, Deserializer, de::DeserializeOwned, de::Error as _};
use std::{borrow::Cow, str::FromStr};

use super::{Upstream, UpstreamError};
use crate::{
    Webview,
    command::{ArgumentError, CommandArg, CommandItem},
};

const PREFIX: &str = "__UPSTREAM__:";

/// A stream that stands somewhere inside an argument: `__UPSTREAM__:<id>` on the wire.
///
/// ```
/// use footbridge::{Upstream, UpstreamError, Webview, command, ipc::UpstreamId};
///
/// #[derive(serde::Deserialize)]
/// # #[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
/// struct Recording {
///     name: String,
///     samples: UpstreamId,
/// }
///
/// #[command]
/// async fn record(recording: Recording, webview: Webview) -> Result<(), UpstreamError> {
///     let mut samples: Upstream<Vec<f32>> = recording.samples.upstream_on(&webview)?;
///     while let Some(sample) = samples.next().await {
///         drop(sample?);
///     }
///     Ok(())
/// }
/// ```
#[derive(Debug, PartialEq, Eq)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(type = "AsyncIterable<any> | ReadableStream<any>"))]
pub struct UpstreamId(u32);

impl UpstreamId {
    /// Takes the stream of this name out of `webview`'s document, the one that called.
    ///
    /// # Errors
    /// [`UpstreamError::Gone`] when it was taken already, or the call that brought it has ended.
    pub fn upstream_on<T: DeserializeOwned>(&self, webview: &Webview) -> Result<Upstream<T>, UpstreamError> {
        let document = webview.document();
        document.upstreams().take(&document, self.0).ok_or(UpstreamError::Gone)
    }
}

/// Why a text names no stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a stream; pass a `ReadableStream` or an async iterable to the client's `invoke`")]
pub struct NoUpstream;

impl FromStr for UpstreamId {
    type Err = NoUpstream;

    fn from_str(text: &str) -> Result<Self, NoUpstream> {
        let id = text.strip_prefix(PREFIX).filter(|id| id.bytes().all(|byte| byte.is_ascii_digit()));
        id.and_then(|id| id.parse().ok()).map(Self).ok_or(NoUpstream)
    }
}

impl<'de> Deserialize<'de> for UpstreamId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Cow::<'de, str>::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

impl<'a, T: DeserializeOwned> CommandArg<'a> for Upstream<T> {
    fn from_command(item: CommandItem<'a>) -> Result<Self, ArgumentError> {
        let document = item.message.document();
        let text: String = item.deserialize()?;
        let id: UpstreamId =
            text.parse().map_err(|_| ArgumentError::new("a stream or an async iterable", "another text"))?;
        let stream = document.upstreams().take(document, id.0);
        stream.ok_or_else(|| ArgumentError::new("a stream of this call", "one that is taken, or unknown"))
    }
}
