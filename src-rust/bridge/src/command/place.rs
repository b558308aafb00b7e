//! Where a call is brought to its end. Every change of thread costs a page as much as the whole rest of the call, so it
//! goes at once to the thread that its command runs on, and its answer is written there.

use futures_util::{FutureExt, future::BoxFuture};
use std::{
    cell::{Cell, RefCell},
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
};

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

    fn queue(self, app: &AppHandle, call: Call) {
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

type Call = BoxFuture<'static, ()>;

thread_local! {
    static IS_WORKER: Cell<bool> = const { Cell::new(false) };
    /// Calls that this thread brings in and runs itself.
    static KEPT: RefCell<Option<Vec<(Place, Call)>>> = const { RefCell::new(None) };
}

/// Runs the calls that `bring` brings in on this thread, one after another, in place of those that they would change to.
pub(crate) fn run_here<T>(app: &AppHandle, bring: impl FnOnce() -> T) -> T {
    let outer = KEPT.replace(Some(Vec::new()));
    let brought = catch_unwind(AssertUnwindSafe(bring));
    let kept = KEPT.replace(outer).unwrap_or_default();
    let brought = brought.unwrap_or_else(|panic| resume_unwind(panic));
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

fn begin(app: &AppHandle, mut task: Call) {
    if task.as_mut().now_or_never().is_none() {
        app.runtime().spawn(task);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Builder;
    use std::{sync::mpsc, thread};

    fn app() -> crate::App {
        Builder::new().build().unwrap()
    }

    /// Drives a call that notes its thread and where it may block.
    fn note(place: Place, app: &AppHandle, notes: &mpsc::Sender<(thread::ThreadId, bool)>) {
        let notes = notes.clone();
        place.drive(app, async move { notes.send((thread::current().id(), is_worker())).unwrap() });
    }

    #[test]
    fn calls_run_on_the_thread_that_brings_them_where_that_is_asked_for_and_nowhere_else() {
        let app = app();
        let (notes, noted) = mpsc::channel();
        let here = thread::current().id();
        for (place, blocks) in [(Place::Runtime, false), (Place::Worker, true)] {
            run_here(&app.handle(), || note(place, &app.handle(), &notes));
            assert_eq!(noted.try_recv().unwrap(), (here, blocks), "{place:?}");
            note(place, &app.handle(), &notes);
            let (thread, is_worker) = noted.recv().unwrap();
            assert!(thread != here && is_worker == blocks, "{place:?}");
        }
    }

    #[test]
    fn a_call_that_waits_goes_on_and_none_is_kept_when_what_brings_it_panics() {
        let app = app();
        let (go, gone) = tokio::sync::oneshot::channel::<()>();
        let (notes, noted) = mpsc::channel();
        run_here(&app.handle(), || {
            Place::Runtime.drive(&app.handle(), async move {
                gone.await.unwrap();
                notes.send(()).unwrap();
            });
        });
        go.send(()).unwrap();
        noted.recv().unwrap();

        let (notes, noted) = mpsc::channel::<()>();
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            run_here(&app.handle(), || {
                Place::Runtime.drive(&app.handle(), async move { notes.send(()).unwrap() });
                panic!("on purpose");
            })
        }));
        assert!(panicked.is_err());
        assert_eq!(noted.recv(), Err(mpsc::RecvError), "nobody keeps it");
    }
}
