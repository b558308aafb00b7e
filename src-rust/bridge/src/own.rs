//! What a page may do with its own things: its calls, its channels. None of these needs a capability, because none
//! reaches further than the document that asks; all of them need the key.

use serde::{Deserialize, de::DeserializeOwned};

use crate::{
    Refusal, channel,
    command::{Command, Outcome, Run, checked},
    document::Document,
    isolation::Opened,
    upstream::push,
    wire::{CallId, InvokeResponseBody, header},
};

#[cfg(feature = "bindings")]
use crate::typed::Signature;

/// The bridge's own commands.
pub(crate) static COMMANDS: &[Command] = &[
    crate::__command!("plugin:footbridge|cancel", Run::Own(cancel), |_| Signature::new("")),
    crate::__command!("plugin:footbridge|credit", Run::Own(credit), |_| Signature::new("")),
    crate::__command!("plugin:footbridge|close_channel", Run::Own(close_channel), |_| Signature::new("")),
    crate::__command!(channel::FETCH, Run::Own(fetch), |_| Signature::new("")),
    // It waits for room with its body in hand, so it counts among the page's calls.
    crate::__command!("plugin:footbridge|push", Run::Async(|it| Box::pin(push(it))), |_| Signature::new("")),
];

/// Whether a command acts on nothing but the caller's own things.
pub(crate) fn is_own(command: &str) -> bool {
    COMMANDS.iter().any(|own| own.name == command)
}

/// Cancels another call of the same page, which it names by its ids.
fn cancel(call: &Opened, document: &Document) -> Outcome {
    let id: CallId = arguments(call)?;
    call.caller().page.calls().cancel(id);
    // It may have ended, and its answer be on its way.
    document.outbox().abandon(id.callback);
    done()
}

#[derive(Deserialize)]
struct Credit {
    channel: u32,
    consumed: u64,
}

/// Says how many messages of a channel the page has consumed in all.
fn credit(call: &Opened, document: &Document) -> Outcome {
    let Credit { channel, consumed } = arguments(call)?;
    document.channels().credit(channel, consumed);
    done()
}

#[derive(Deserialize)]
struct CloseChannel {
    channel: u32,
}

/// Says that the page reads a channel no more.
fn close_channel(call: &Opened, document: &Document) -> Outcome {
    let CloseChannel { channel } = arguments(call)?;
    document.channels().close(channel);
    document.parked().drop_channel(channel);
    done()
}

/// Hands over a message that was too large for a delivery, once.
fn fetch(call: &Opened, document: &Document) -> Outcome {
    let name = &header::CHANNEL_ID;
    let id = header::number(call.headers(), name);
    let id =
        id.ok_or_else(|| Refusal::malformed_request(format!("the header `{name}` must name a message")))?;
    let message = document.parked().take(id);
    let gone = || Refusal::malformed_request(format!("no message {id} waits: each is fetched once"));
    Ok(checked(message.ok_or_else(gone)?)?)
}

/// What one of these commands may be told, in bytes.
pub(crate) const ARGUMENTS_BYTES_MAX: usize = 1024;

fn arguments<T: DeserializeOwned>(call: &Opened) -> Result<T, Refusal> {
    serde_json::from_slice(call.body())
        .map_err(|error| Refusal::malformed_request(format!("`{}`: {error}", call.command())))
}

fn done() -> Outcome {
    Ok(InvokeResponseBody::Json("null".into()))
}
