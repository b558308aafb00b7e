//! Where a command runs, and when it stops.

use futures_util::future::BoxFuture;
use http::header::CONTENT_TYPE;
use std::sync::Arc;
use tokio::sync::oneshot;
use tracing::Instrument;

use super::{
    Command, InvokeMessage, Outcome,
    output::reply_of,
    panic::{Caught, caught},
};
use crate::{
    AppHandle, Refusal,
    calls::{Admission, Ticket},
    gate,
    journey::Cut,
    router::Invocation,
    wire::{InvokeBody, Json, Reply, Request, header},
};

/// The future of an `async` command. It owns its call, so arguments may borrow from it.
#[doc(hidden)]
pub type RunFuture = BoxFuture<'static, Outcome>;

/// Where a command runs.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub enum Run {
    Worker(fn(&InvokeMessage) -> Outcome),
    MainThread(fn(&InvokeMessage) -> Outcome),
    Async(fn(Arc<InvokeMessage>) -> RunFuture),
    /// Cancels another call of the same page.
    Cancel,
}

/// Enters a call into its page's table and gives its future: body, arguments, command.
///
/// # Errors
/// `duplicate_call` and `too_many_calls`.
pub(crate) fn start(
    app: &AppHandle,
    invocation: Invocation,
) -> Result<impl Future<Output = Reply> + Send + use<>, Refusal> {
    let app = app.clone();
    let Invocation { request, command } = invocation;
    // A page that is at its bound must still be able to cancel, and cancelling twice does no harm.
    let admission = match command.run {
        Run::Cancel => None,
        _ => Some(request.caller.page.calls().admit(request.id, command.name, app.limits())?),
    };
    Ok(async move {
        match admission {
            None => reply_of(cancel(request).await),
            Some(Admission::First(ticket)) => run_to_end(app, request, command, ticket).await,
            Some(Admission::Echo(answer)) => {
                answer.await.unwrap_or_else(|_| Refusal::host_failed("the call was lost").into())
            }
        }
    })
}

async fn run_to_end(app: AppHandle, request: Request, command: &Command, ticket: Ticket) -> Reply {
    let hop = tracing::trace_span!("command", bytes_in = tracing::field::Empty);
    let outcome = async {
        let message = read(app, request, command.name, &ticket).await?;
        execute(command.run, message).await
    };
    let reply = reply_of(outcome.instrument(hop).await);
    ticket.settle(reply)
}

/// Reads the body; from here on there is nothing of the transport left.
async fn read(
    app: AppHandle,
    request: Request,
    command: &'static str,
    ticket: &Ticket,
) -> Result<InvokeMessage, Refusal> {
    let Request { headers, body, caller, .. } = request;
    let cancellation = ticket.cancellation().clone();
    let bytes = cancellation.run_until_cancelled(body.read(app.limits().body_bytes_max)).await;
    let bytes = bytes.ok_or_else(Refusal::cancelled)??;
    ticket.hold(bytes.len(), app.limits())?;
    let raw = headers.get(CONTENT_TYPE).is_some_and(|kind| kind == header::OCTETS);
    let body = if raw { InvokeBody::Raw(bytes) } else { InvokeBody::Json(Json::from_bytes(bytes)?) };
    tracing::Span::current().record("bytes_in", body.len());
    tracing::trace!(target: "footbridge::payload", bytes = body.len(), arguments = %Cut(&body));
    Ok(InvokeMessage::new(app, caller, command, headers, body, cancellation))
}

async fn execute(run: Run, message: InvokeMessage) -> Outcome {
    let runtime = message.app.runtime().clone();
    match run {
        Run::Async(start) => run_async(start, Arc::new(message)).await,
        Run::Worker(run) => {
            let worker = runtime.spawn_blocking(move || run_plain(run, &message));
            worker.await.map_err(Refusal::host_failed)?
        }
        Run::MainThread(run) => {
            let (sender, outcome) = oneshot::channel();
            let app = message.app.clone();
            app.run_on_main_thread(move || drop(sender.send(run_plain(run, &message))))
                .map_err(Refusal::host_failed)?;
            outcome.await.map_err(|_| Refusal::host_failed("the main thread has ended"))?
        }
        Run::Cancel => unreachable!("a cancellation is answered before it is admitted"),
    }
}

fn run_plain(run: fn(&InvokeMessage) -> Outcome, message: &InvokeMessage) -> Outcome {
    // It may have waited for its thread longer than its page cared.
    if message.cancellation().is_cancelled() {
        return Err(Refusal::cancelled().into());
    }
    caught(message.command(), || run(message))?
}

async fn run_async(start: fn(Arc<InvokeMessage>) -> RunFuture, message: Arc<InvokeMessage>) -> Outcome {
    let cancellation = message.cancellation().clone();
    let mut future = Caught::new(message.command(), start(Arc::clone(&message)));
    match cancellation.run_until_cancelled(&mut future).await {
        Some(outcome) => outcome,
        // A command that took the token stops in its own way.
        None if message.watches_cancellation() => future.await,
        // Any other is dropped, here, at the await that it stands at.
        None => Err(Refusal::cancelled().into()),
    }
}

/// Cancels another call of the same page, which it names by its ids.
async fn cancel(request: Request) -> Outcome {
    const IDS_BYTES_MAX: usize = 1024;
    let ids = request.body.read(IDS_BYTES_MAX).await?;
    let id = serde_json::from_slice(&ids);
    let id = id.map_err(|error| Refusal::malformed_request(format!("`{}`: {error}", gate::CANCEL)))?;
    request.caller.page.calls().cancel(id);
    Ok("null".to_owned().into())
}
