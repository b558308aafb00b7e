//! Where a call is brought to its end. Every change of thread costs a page as much as the whole rest of the call, so it
//! goes at once to the thread that its command runs on, and its answer is written there.

use futures_util::{FutureExt, future::BoxFuture};
use std::cell::{Cell, RefCell};

use super::Run;
use crate::AppHandle;

/// A place to drive a call from its body to its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The asynchronous runtime: `async` commands, and whatever has to wait for its body.
    Runtime,
    /// A thread that may block.
    Worker,
    /// The thread that windows belong to.
    MainThread,
    /// Where the call came in: it waits for nothing.
    Here,
}

impl Place {
    /// The place for a command whose call waits for its body, or has it already.
    pub(super) fn of(run: Run, has_body: bool) -> Self {
        match run {
            Run::Own(_) => Self::Here,
            Run::Worker(_) if has_body => Self::Worker,
            Run::MainThread(_) if has_body => Self::MainThread,
            _ => Self::Runtime,
        }
    }

    /// Drives a task there. What has to wait in a place where nothing may wait goes on in the runtime.
    pub(crate) fn drive(self, app: &AppHandle, task: impl Future<Output = ()> + Send + 'static) {
        match self {
            Self::Runtime | Self::Worker => self.queue(app, task.boxed()),
            Self::Here => begin(app, task.boxed()),
            Self::MainThread => {
                let handle = app.clone();
                match app.host() {
                    Ok(host) => host.run_on_main_thread(Box::new(move || begin(&handle, task.boxed()))),
                    // The command says so itself.
                    Err(_) => begin(app, task.boxed()),
                }
            }
        }
    }

    fn queue(self, app: &AppHandle, call: BoxFuture<'static, ()>) {
        let kept = KEPT.with_borrow_mut(|kept| match kept {
            Some(calls) => {
                calls.push((self, call));
                None
            }
            None => Some(call),
        });
        let Some(call) = kept else { return };
        let queues = app.run_queues();
        if self == Self::Worker { queues.workers.push(call) } else { queues.runtime.push(call) }
    }
}

thread_local! {
    static IS_WORKER: Cell<bool> = const { Cell::new(false) };
    /// Calls that this thread brings in and runs itself.
    static KEPT: RefCell<Option<Vec<(Place, BoxFuture<'static, ()>)>>> = const { RefCell::new(None) };
}

/// Runs the calls that `bring` brings in on this thread, one after another, in place of those that they would change to.
pub(crate) fn run_here<T>(app: &AppHandle, bring: impl FnOnce() -> T) -> T {
    let outer = KEPT.replace(Some(Vec::new()));
    let brought = bring();
    let kept = KEPT.replace(outer).unwrap_or_default();
    let _entered = app.runtime().enter();
    for (place, call) in kept {
        match place {
            Place::Worker => as_worker(|| begin(app, call)),
            _ => begin(app, call),
        }
    }
    brought
}

/// Runs something on a thread that may block. Afterwards the runtime may take the thread for its own tasks.
pub(super) fn as_worker(run: impl FnOnce()) {
    IS_WORKER.set(true);
    run();
    IS_WORKER.set(false);
}

/// Whether this thread may block.
pub(super) fn is_worker() -> bool {
    IS_WORKER.get()
}

fn begin(app: &AppHandle, mut task: BoxFuture<'static, ()>) {
    if task.as_mut().now_or_never().is_none() {
        app.runtime().spawn(task);
    }
}
