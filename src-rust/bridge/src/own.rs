//! What a page may do with its own things: its calls, its channels. None of these needs a capability, because none
//! reaches further than the document that asks; all of them need the key.

use futures_util::future::BoxFuture;
use serde::{Deserialize, de::DeserializeOwned};

use crate::{
    AppHandle, Refusal, channel,
    command::{Command, Outcome, Run},
    upstream::push,
    wire::{CallId, InvokeResponseBody, Request, header},
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
fn cancel(_: AppHandle, request: Request) -> BoxFuture<'static, Outcome> {
    Box::pin(async {
        let page = request.caller.page.clone();
        let id: CallId = arguments(request).await?;
        page.calls().cancel(id);
        done()
    })
}

#[derive(Deserialize)]
struct Credit {
    channel: u32,
    consumed: u64,
}

/// Says how many messages of a channel the page has consumed in all.
fn credit(_: AppHandle, request: Request) -> BoxFuture<'static, Outcome> {
    // The document that asks, and not one that came after it.
    let document = request.caller.page.document();
    Box::pin(async move {
        let Credit { channel, consumed } = arguments(request).await?;
        document.channels().credit(channel, consumed);
        done()
    })
}

#[derive(Deserialize)]
struct CloseChannel {
    channel: u32,
}

/// Says that the page reads a channel no more.
fn close_channel(_: AppHandle, request: Request) -> BoxFuture<'static, Outcome> {
    let document = request.caller.page.document();
    Box::pin(async move {
        let CloseChannel { channel } = arguments(request).await?;
        document.channels().close(channel);
        document.parked().drop_channel(channel);
        done()
    })
}

/// Hands over a message that was too large for a delivery, once.
fn fetch(_: AppHandle, request: Request) -> BoxFuture<'static, Outcome> {
    let document = request.caller.page.document();
    Box::pin(async move {
        let name = &header::CHANNEL_ID;
        let id = header::number(&request.headers, name);
        let id =
            id.ok_or_else(|| Refusal::malformed_request(format!("the header `{name}` must name a message")))?;
        let message = document.parked().take(id);
        let gone = || Refusal::malformed_request(format!("no message {id} waits: each is fetched once"));
        Ok(message.ok_or_else(gone)?)
    })
}

/// What one of these commands may be told, in bytes.
const ARGUMENTS_BYTES_MAX: usize = 1024;

async fn arguments<T: DeserializeOwned>(request: Request) -> Result<T, Refusal> {
    let body = request.body.read(ARGUMENTS_BYTES_MAX).await?;
    let command = request.command;
    serde_json::from_slice(&body).map_err(|error| Refusal::malformed_request(format!("`{command}`: {error}")))
}

fn done() -> Outcome {
    Ok(InvokeResponseBody::Json("null".into()))
}
