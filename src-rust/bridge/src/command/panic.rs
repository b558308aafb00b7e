//! A command that panics takes nothing with it but its own call.

use std::{
    backtrace::Backtrace,
    cell::RefCell,
    panic::{self, AssertUnwindSafe, PanicHookInfo},
    pin::Pin,
    sync::{Arc, Once},
    task::{Context, Poll},
};

use super::{InvokeMessage, Outcome, RunFuture};
use crate::Refusal;

thread_local! {
    /// The command or the plugin whose code runs on this thread at this moment.
    static RUNNING: RefCell<Option<Arc<str>>> = const { RefCell::new(None) };
}

/// Runs a part of a command; a panic in it is logged with its backtrace and becomes a refusal.
pub(crate) fn caught<T>(command: &Arc<str>, run: impl FnOnce() -> T) -> Result<T, Refusal> {
    log_panics_of_commands();
    let outer = RUNNING.replace(Some(Arc::clone(command)));
    let result = panic::catch_unwind(AssertUnwindSafe(run));
    RUNNING.replace(outer);
    result.map_err(|payload| {
        // What a command panicked with may panic again when it is dropped; it is a word or two, so it stays.
        std::mem::forget(payload);
        Refusal::panicked(command)
    })
}

/// The same for the future of a command: each poll of it is a part, and so is its end.
pub(crate) struct Caught {
    message: Arc<InvokeMessage>,
    future: Option<RunFuture>,
    has_left_its_answer: bool,
}

impl Caught {
    pub(super) fn new(message: Arc<InvokeMessage>, future: RunFuture) -> Self {
        Self { message, future: Some(future), has_left_its_answer: false }
    }

    /// What is left of it when it has given its outcome, if anything is.
    pub(super) fn rest(self) -> Option<Self> {
        self.has_left_its_answer.then_some(self)
    }
}

impl Future for Caught {
    type Output = Outcome;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Outcome> {
        let message = Arc::clone(&self.message);
        let future = self.future.as_mut().expect("only `drop` takes the future away");
        match caught(&message.target.route.name, || future.as_mut().poll(context)) {
            Ok(Poll::Pending) => {
                let Some(body) = message.take_left() else { return Poll::Pending };
                self.has_left_its_answer = true;
                Poll::Ready(Ok(body))
            }
            Ok(ready) => ready,
            Err(refusal) => Poll::Ready(Err(refusal.into())),
        }
    }
}

impl Drop for Caught {
    fn drop(&mut self) {
        let future = self.future.take();
        // What a cancelled future drops is the command's own code too.
        let _ = caught(&self.message.target.route.name, || drop(future));
    }
}

/// The backtrace of a panic exists only while it unwinds, so it is a hook that logs it.
fn log_panics_of_commands() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let previous = panic::take_hook();
        panic::set_hook(Box::new(move |info: &PanicHookInfo<'_>| {
            if let Some(command) = RUNNING.with_borrow(Clone::clone) {
                let message = info.payload_as_str().unwrap_or("a panic without a message");
                let place = info.location().map(ToString::to_string).unwrap_or_default();
                let backtrace = Backtrace::force_capture();
                tracing::error!(target: "footbridge::command", %command, place, "{message}\n{backtrace}");
            }
            previous(info);
        }));
    });
}
