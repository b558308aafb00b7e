//! Where a command runs, and when it stops.

use futures_util::{FutureExt, future::BoxFuture};
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
    AppHandle, CancellationToken, Refusal,
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

/// Enters a call into its page's table.
///
/// # Errors
/// `duplicate_call` and `too_many_calls`.
pub(crate) fn start(app: &AppHandle, invocation: Invocation) -> Result<Started, Refusal> {
    let app = app.clone();
    let Invocation { call, target } = invocation;
    // The document that asks, and not one that came after it.
    let document = Arc::clone(&call.caller().document);
    let place = Place::of(target.route.command.run, call.has_body());
    // A page that is at its bound must still be able to cancel, and cancelling twice does no harm.
    if let Run::Own(run) = target.route.command.run {
        return Ok(Started::Own(Box::new(Own { app, call, document, run })));
    }
    let again = |app, call, answer| Started::Again(Box::new(Again { app, call, answer }));
    match call.caller().page.calls().admit(call.id(), &target.route.name, app.limits()) {
        // Its page cancels the calls of a document that goes. One that comes after that is no call any more.
        Ok(Admission::First(_)) if document.closed().is_cancelled() => Err(Refusal::cancelled()),
        Ok(Admission::First(ticket)) => {
            let turn = turns::has(&target.route.name).then(|| document.turns().draw());
            Ok(Started::First(place, Box::new(First { app, call, document, target, turn, ticket })))
        }
        Ok(Admission::Echo(answer)) => {
            let lost = |_| Refusal::host_failed("the call was lost").into();
            Ok(again(app, call, answer.map(move |answer| answer.unwrap_or_else(lost)).boxed()))
        }
        Err(refusal) if call.is_sealed() && refusal.code() == Code::DuplicateCall => {
            Ok(again(app, call, ready(refusal.into()).boxed()))
        }
        Err(refusal) => Err(refusal),
    }
}

/// A call that was let in: a pointer, because futures hold what they were made of twice.
pub(crate) enum Started {
    First(Place, Box<First>),
    Again(Box<Again>),
    Own(Box<Own>),
}

impl Started {
    /// The place to bring it to its end.
    pub(crate) fn place(&self) -> Place {
        match self {
            Self::First(place, _) => *place,
            Self::Again(_) => Place::Runtime,
            Self::Own(_) => Place::Here,
        }
    }

    /// Brings it to its end: body, seal, arguments, command.
    pub(crate) async fn end(self) -> Ended {
        match self {
            Self::First(_, call) => call.end().await,
            Self::Again(call) => Ended { reply: call.end().boxed().await, rest: None },
            Self::Own(call) => Ended { reply: reply_of(call.end().boxed().await), rest: None },
        }
    }
}

/// A call that has its answer.
pub(crate) struct Ended {
    pub(crate) reply: Reply,
    /// What is let go once the answer is on its way.
    pub(crate) rest: Option<Rest>,
}

/// A command with what its answer was made of, and with its call, whose streams end with it.
pub(crate) type Rest = Caught;

/// A command that acts on the caller's own things.
pub(crate) struct Own {
    app: AppHandle,
    call: Enveloped,
    document: Arc<Document>,
    run: fn(&Opened, &Document) -> Outcome,
}

impl Own {
    async fn end(self: Box<Self>) -> Outcome {
        let opened = self.call.open(own::ARGUMENTS_BYTES_MAX, self.app.limits(), Use::Again).await?;
        (self.run)(&opened, &self.document)
    }
}

/// A message that carries the ids of another call, with the answer that it gets. A sealed one is opened first: ids alone
/// do not make it the same call.
pub(crate) struct Again {
    app: AppHandle,
    call: Enveloped,
    answer: BoxFuture<'static, Reply>,
}

impl Again {
    async fn end(self: Box<Self>) -> Reply {
        let Self { app, call, answer } = *self;
        if call.is_sealed() {
            let hop = tracing::trace_span!("isolation");
            let opened =
                call.open(app.limits().body_bytes_max, app.limits(), Use::Again).instrument(hop).await;
            if let Err(refusal) = opened {
                return refusal.into();
            }
        }
        answer.await
    }
}

/// A call that runs for the first time.
pub(crate) struct First {
    app: AppHandle,
    call: Enveloped,
    document: Arc<Document>,
    target: Target,
    turn: Option<Turn>,
    ticket: Ticket,
}

impl First {
    async fn end(self: Box<Self>) -> Ended {
        let Self { app, call, document, target, mut turn, mut ticket } = *self;
        let run = target.route.command.run;
        let is_sealed = call.is_sealed();
        let command_hop = || tracing::trace_span!("command", bytes_in = tracing::field::Empty);
        // A seal is opened at a hop of its own; the body of another call is read when its command begins.
        let hop = if is_sealed { tracing::trace_span!("isolation") } else { command_hop() };
        let opened = if call.has_body() {
            hop.in_scope(|| call.open_here(app.limits().body_bytes_max, app.limits(), Use::Once))
        } else {
            open(app.clone(), call, ticket.cancellation().clone()).boxed().instrument(hop.clone()).await
        };
        if is_sealed && opened.as_ref().is_err_and(|refusal| refusal.code() == Code::BadSeal) {
            ticket.withdraw();
            let reply = opened.map_or_else(Reply::from, |_| unreachable!("it was found to be an error"));
            return Ended { reply, rest: None };
        }
        let hop = if is_sealed { command_hop() } else { hop };
        let message = hop.in_scope(|| {
            let opened = opened?;
            ticket.hold(opened.body().len(), app.limits())?;
            message(app, opened, document, target, &ticket)
        });
        let (outcome, rest) = match message {
            Err(refusal) => (Err(refusal.into()), None),
            Ok(message) => {
                if let Some(turn) = &mut turn {
                    turn.come().instrument(hop.clone()).await;
                }
                let mut command = pin!(execute(run, Arc::new(message)).instrument(hop));
                let outcome = futures_util::poll!(command.as_mut());
                // What it waits for, as an emit does for room, keeps its own order. The calls behind it need not wait too.
                drop(turn);
                match outcome {
                    Poll::Ready(outcome) => outcome,
                    Poll::Pending => command.await,
                }
            }
        };
        Ended { reply: ticket.settle(reply_of(outcome)), rest }
    }
}

/// Waits for the body and opens it; from there on there is nothing of the transport left.
async fn open(app: AppHandle, call: Enveloped, cancellation: CancellationToken) -> Result<Opened, Refusal> {
    let opening = call.open(app.limits().body_bytes_max, app.limits(), Use::Once);
    cancellation.run_until_cancelled(opening).await.ok_or_else(Refusal::cancelled)?
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

async fn execute(run: Run, message: Arc<InvokeMessage>) -> (Outcome, Option<Rest>) {
    let outcome = match run {
        Run::Async(start) => return run_async(start, message).await,
        Run::Worker(run) if place::is_worker() => run_plain(run, &message),
        Run::MainThread(run) if message.app.is_main_thread() => run_plain(run, &message),
        Run::Worker(run) => {
            let runtime = message.app.runtime().clone();
            let worker = runtime.spawn_blocking(move || run_plain(run, &message));
            worker.await.unwrap_or_else(|error| Err(Refusal::host_failed(error).into()))
        }
        Run::MainThread(run) => on_main_thread(run, message).await,
        Run::Own(_) => unreachable!("a command of this kind is answered before it is admitted"),
    };
    (outcome, None)
}

async fn on_main_thread(run: fn(&InvokeMessage) -> Outcome, message: Arc<InvokeMessage>) -> Outcome {
    let (sender, outcome) = oneshot::channel();
    let app = message.app.clone();
    app.run_on_main_thread(move || drop(sender.send(run_plain(run, &message))))
        .map_err(Refusal::host_failed)?;
    outcome.await.map_err(|_| Refusal::host_failed("the main thread has ended"))?
}

fn run_plain(run: fn(&InvokeMessage) -> Outcome, message: &InvokeMessage) -> Outcome {
    // It may have waited for its thread longer than its page cared.
    if message.cancellation().is_cancelled() {
        return Err(Refusal::cancelled().into());
    }
    caught(&message.target.route.name, || run(message))?
}

async fn run_async(
    start: fn(Arc<InvokeMessage>) -> RunFuture,
    message: Arc<InvokeMessage>,
) -> (Outcome, Option<Rest>) {
    let cancellation = message.cancellation().clone();
    let mut future = Caught::new(Arc::clone(&message), start(Arc::clone(&message)));
    // Most end at once, and need nobody to be told when they are cancelled.
    if !cancellation.is_cancelled()
        && let Poll::Ready(outcome) = futures_util::poll!(&mut future)
    {
        return (outcome, future.rest());
    }
    let outcome = match cancellation.run_until_cancelled(&mut future).await {
        Some(outcome) => outcome,
        // A command that took the token stops in its own way.
        None if message.watches_cancellation() => (&mut future).await,
        // Any other is dropped, here, at the await that it stands at.
        None => return (Err(Refusal::cancelled().into()), None),
    };
    (outcome, future.rest())
}
