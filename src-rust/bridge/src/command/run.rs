//! Where a command runs, and when it stops.

use futures_util::{
    FutureExt,
    future::{BoxFuture, Either},
};
use std::{future::ready, pin::pin, sync::Arc, task::Poll};
use tokio::sync::oneshot;
use tracing::Instrument;

use super::{
    InvokeMessage, Outcome,
    output::reply_of,
    panic::{Caught, caught},
    place::{self, Place},
    turns::{self, Turn},
};
use crate::{
    AppHandle, Refusal,
    calls::{Admission, Ticket},
    document::Document,
    isolation::{Enveloped, Opened, Use},
    journey::Cut,
    own,
    refusal::Code,
    router::{Invocation, Target},
    wire::Reply,
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
    /// Acts on the caller's own things, and is not entered among its calls: see [`crate::own`].
    Own(fn(&Opened, &Document) -> Outcome),
}

/// Enters a call into its page's table and gives its future, which is body, seal, arguments and command, and the place to
/// drive it.
///
/// # Errors
/// `duplicate_call` and `too_many_calls`.
pub(crate) fn start(
    app: &AppHandle,
    invocation: Invocation,
) -> Result<(Place, impl Future<Output = Reply> + Send + use<>), Refusal> {
    let app = app.clone();
    let Invocation { call, target } = invocation;
    // The document that asks, and not one that came after it.
    let document = call.caller().page.document();
    let at = Place::of(target.route.command.run, call.has_body());
    // A page that is at its bound must still be able to cancel, and cancelling twice does no harm.
    if let Run::Own(run) = target.route.command.run {
        return Ok((at, Either::Left(run_own(app, call, document, run).map(reply_of))));
    }
    let admission = call.caller().page.calls().admit(call.id(), &target.route.name, app.limits());
    let again = |app, call, answer| (Place::Runtime, Either::Right(Either::Right(again(app, call, answer))));
    Ok(match admission {
        Ok(Admission::First(ticket)) => {
            let turn = turns::has(&target.route.name).then(|| document.turns().draw());
            let call = run_to_end(app, call, document, target, turn, ticket);
            (at, Either::Right(Either::Left(call)))
        }
        Ok(Admission::Echo(answer)) => {
            let lost = |_| Refusal::host_failed("the call was lost").into();
            again(app, call, answer.map(move |answer| answer.unwrap_or_else(lost)).boxed())
        }
        Err(refusal) if call.is_sealed() && refusal.code() == Code::DuplicateCall => {
            again(app, call, ready(refusal.into()).boxed())
        }
        Err(refusal) => return Err(refusal),
    })
}

async fn run_own(
    app: AppHandle,
    call: Enveloped,
    document: Arc<Document>,
    run: fn(&Opened, &Document) -> Outcome,
) -> Outcome {
    let opened = call.open(own::ARGUMENTS_BYTES_MAX, app.limits(), Use::Again).await?;
    run(&opened, &document)
}

/// The answer for a message that carries the ids of another call. A sealed one is opened first: ids alone do not make it
/// the same call.
async fn again(app: AppHandle, call: Enveloped, answer: BoxFuture<'static, Reply>) -> Reply {
    if call.is_sealed() {
        let hop = tracing::trace_span!("isolation");
        let opened = call.open(app.limits().body_bytes_max, app.limits(), Use::Again).instrument(hop).await;
        if let Err(refusal) = opened {
            return refusal.into();
        }
    }
    answer.await
}

async fn run_to_end(
    app: AppHandle,
    call: Enveloped,
    document: Arc<Document>,
    target: Target,
    mut turn: Option<Turn>,
    ticket: Ticket,
) -> Reply {
    let is_sealed = call.is_sealed();
    let opened = open(&app, call, &ticket);
    // A seal is opened at a hop of its own; the body of another call is read when its command begins.
    let opened = if is_sealed {
        match opened.instrument(tracing::trace_span!("isolation")).await {
            Err(refusal) if refusal.code() == Code::BadSeal => {
                ticket.withdraw();
                return refusal.into();
            }
            opened => Either::Left(ready(opened)),
        }
    } else {
        Either::Right(opened)
    };
    let hop = tracing::trace_span!("command", bytes_in = tracing::field::Empty);
    let outcome = async {
        let run = target.route.command.run;
        let message = match opened.await {
            Ok(opened) => message(app.clone(), opened, document, target, &ticket),
            Err(refusal) => Err(refusal),
        };
        if let Some(turn) = &mut turn {
            turn.come().await;
        }
        let mut command = pin!(execute(run, message?));
        let outcome = futures_util::poll!(command.as_mut());
        // What it waits for, as an emit does for room, keeps its own order. The calls behind it need not wait too.
        drop(turn);
        match outcome {
            Poll::Ready(outcome) => outcome,
            Poll::Pending => command.await,
        }
    };
    let reply = reply_of(outcome.instrument(hop).await);
    ticket.settle(reply)
}

/// Reads the body and opens it; from here on there is nothing of the transport left.
async fn open(app: &AppHandle, call: Enveloped, ticket: &Ticket) -> Result<Opened, Refusal> {
    let opening = call.open(app.limits().body_bytes_max, app.limits(), Use::Once);
    let opened = ticket.cancellation().run_until_cancelled(opening).await;
    let opened = opened.ok_or_else(Refusal::cancelled)??;
    ticket.hold(opened.body().len(), app.limits())?;
    Ok(opened)
}

fn message(
    app: AppHandle,
    opened: Opened,
    document: Arc<Document>,
    target: Target,
    ticket: &Ticket,
) -> Result<InvokeMessage, Refusal> {
    let (caller, headers, body) = opened.into_arguments()?;
    let cancellation = ticket.cancellation().clone();
    tracing::Span::current().record("bytes_in", body.len());
    tracing::trace!(target: "footbridge::payload", bytes = body.len(), arguments = %Cut(&body));
    InvokeMessage::new(app, caller, document, target, headers, body, cancellation)
}

async fn execute(run: Run, message: InvokeMessage) -> Outcome {
    let runtime = message.app.runtime().clone();
    match run {
        Run::Async(start) => run_async(start, Arc::new(message)).await,
        Run::Worker(run) if place::is_worker() => run_plain(run, &message),
        Run::MainThread(run) if message.app.is_main_thread() => run_plain(run, &message),
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
        Run::Own(_) => unreachable!("a command of this kind is answered before it is admitted"),
    }
}

fn run_plain(run: fn(&InvokeMessage) -> Outcome, message: &InvokeMessage) -> Outcome {
    // It may have waited for its thread longer than its page cared.
    if message.cancellation().is_cancelled() {
        return Err(Refusal::cancelled().into());
    }
    caught(&message.target.route.name, || run(message))?
}

async fn run_async(start: fn(Arc<InvokeMessage>) -> RunFuture, message: Arc<InvokeMessage>) -> Outcome {
    let cancellation = message.cancellation().clone();
    let mut future = Caught::new(&message.target.route.name, start(Arc::clone(&message)));
    match cancellation.run_until_cancelled(&mut future).await {
        Some(outcome) => outcome,
        // A command that took the token stops in its own way.
        None if message.watches_cancellation() => future.await,
        // Any other is dropped, here, at the await that it stands at.
        None => Err(Refusal::cancelled().into()),
    }
}
