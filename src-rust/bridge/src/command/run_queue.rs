//! Calls on their way into the runtime.
//!
//! A page may make thousands of calls at once, and a task for each costs more than most commands do: memory that another
//! thread gives back, and often a thread that is woken. So they wait in one queue, and a few tasks, the runners, take them
//! out and begin them, one by one. A call that has to wait for something goes on as a task of its own.
//!
//! No call waits for another's command. Before a runner begins a call, its successor is in the hands of the runtime, which
//! gives it to a thread that is free, or to the one that takes the place of a thread that says that it blocks
//! (`block_in_place`); and with each batch come runners for the threads that have none.

use futures_util::{FutureExt, future::BoxFuture};
use std::{
    collections::VecDeque,
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::{runtime::Handle, task::coop};

type Call = BoxFuture<'static, ()>;

/// Calls that one runner begins before it lets go of its thread, and that come in before their batch has ended.
const TURN: usize = 64;

/// The queue of an app.
pub(crate) struct RunQueue {
    runtime: Handle,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    calls: VecDeque<Call>,
    /// Runners that the runtime has and that have not begun.
    called: usize,
    /// Batches that are coming in.
    batches: usize,
    is_closed: bool,
}

impl RunQueue {
    pub(crate) fn new(runtime: Handle) -> Arc<Self> {
        Arc::new(Self { runtime, state: Mutex::default() })
    }

    /// Queues a call. In a batch, runners come for many at once.
    pub(super) fn push(self: &Arc<Self>, call: Call) {
        let mut state = self.lock();
        if state.is_closed {
            drop(state);
            // Outside the lock: a call that is dropped is answered.
            return drop(call);
        }
        state.calls.push_back(call);
        if state.batches == 0 || state.calls.len().is_multiple_of(TURN) {
            self.call_runners(state);
        }
    }

    /// Says that many calls come in a row, until what is returned is dropped.
    pub(crate) fn batch(self: &Arc<Self>) -> Batch {
        self.lock().batches += 1;
        Batch(Arc::clone(self))
    }

    /// Drops what waits, and all that comes from here on.
    pub(crate) fn close(&self) {
        let mut state = self.lock();
        state.is_closed = true;
        let calls = mem::take(&mut state.calls);
        drop(state);
        drop(calls);
    }

    /// Has a runner for each thread of the runtime, as far as there are calls for them.
    fn call_runners(self: &Arc<Self>, mut state: MutexGuard<'_, State>) {
        let wanted = state.calls.len().min(self.runtime.metrics().num_workers());
        let missing = wanted.saturating_sub(state.called);
        state.called += missing;
        drop(state);
        for _ in 0..missing {
            self.call_runner();
        }
    }

    fn call_runner(self: &Arc<Self>) {
        let queue = Arc::clone(self);
        self.runtime.spawn(async move { queue.run() });
    }

    fn run(self: Arc<Self>) {
        let mut has_successor = false;
        self.lock().called -= 1;
        for _ in 0..TURN {
            let mut state = self.lock();
            let Some(mut call) = state.calls.pop_front() else { return };
            let needs_successor = !has_successor && !state.calls.is_empty();
            if needs_successor {
                state.called += 1;
            }
            drop(state);
            if needs_successor {
                self.call_runner();
                has_successor = true;
            }
            if call.as_mut().now_or_never().is_none() {
                self.runtime.spawn(call);
            }
            if !coop::has_budget_remaining() {
                break;
            }
        }
        if !has_successor {
            self.call_runners(self.lock());
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it holds the lock, and a queue that is whole stays usable.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Calls that come in a row.
pub(crate) struct Batch(Arc<RunQueue>);

impl Drop for Batch {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.batches -= 1;
        self.0.call_runners(state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;
    use tokio::{
        runtime::Runtime,
        sync::oneshot,
        task::{block_in_place, yield_now},
    };

    const CALLS: usize = 1_000;

    fn queue() -> (Runtime, Arc<RunQueue>) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
        let queue = RunQueue::new(runtime.handle().clone());
        (runtime, queue)
    }

    /// Queues in one batch what comes first, and behind it many calls, each of which sends its number.
    fn batch(queue: &Arc<RunQueue>, first: impl IntoIterator<Item = Call>) -> mpsc::Receiver<usize> {
        let (sender, numbers) = mpsc::channel();
        let _batch = queue.batch();
        first.into_iter().for_each(|call| queue.push(call));
        for n in 0..CALLS {
            let sender = sender.clone();
            queue.push(async move { sender.send(n).unwrap() }.boxed());
        }
        numbers
    }

    fn all(numbers: &mpsc::Receiver<usize>) {
        let mut numbers: Vec<_> = numbers.iter().collect();
        numbers.sort_unstable();
        assert!(numbers.into_iter().eq(0..CALLS), "each call began once");
    }

    #[test]
    fn a_call_that_holds_its_thread_holds_up_no_other() {
        let (_runtime, queue) = queue();
        let (release, held) = mpsc::channel::<()>();
        let first = async move {
            let _ = held.recv();
        }
        .boxed();
        all(&batch(&queue, [first]));
        // The next batch finds a runner for the thread that is left, too.
        all(&batch(&queue, []));
        drop(release);
    }

    #[test]
    fn calls_that_say_that_they_block_hold_up_no_other_however_many_they_are() {
        let (_runtime, queue) = queue();
        let (releases, first): (Vec<_>, Vec<_>) = (0..20)
            .map(|_| {
                let (release, held) = mpsc::channel::<()>();
                (
                    release,
                    async move {
                        block_in_place(|| held.recv().unwrap_err());
                    }
                    .boxed(),
                )
            })
            .unzip();
        all(&batch(&queue, first));
        drop(releases);
    }

    #[test]
    fn a_call_that_has_to_wait_goes_on_as_a_task_of_its_own() {
        let (_runtime, queue) = queue();
        let (waited, numbers) = mpsc::channel();
        let (go, gone): (Vec<_>, Vec<_>) = (0..CALLS).map(|_| oneshot::channel::<()>()).unzip();
        for (n, gone) in gone.into_iter().enumerate() {
            let waited = waited.clone();
            queue.push(
                async move {
                    gone.await.unwrap();
                    yield_now().await;
                    waited.send(n).unwrap();
                }
                .boxed(),
            );
        }
        drop(waited);
        for go in go {
            go.send(()).unwrap();
        }
        all(&numbers);
    }

    #[test]
    fn a_call_that_panics_takes_no_other_with_it() {
        let (_runtime, queue) = queue();
        let first = (0..3).map(|_| async { panic!("on purpose") }.boxed());
        all(&batch(&queue, first));
    }

    #[test]
    fn what_waits_when_the_app_ends_is_dropped_and_so_is_what_comes_later() {
        let (_runtime, queue) = queue();
        let batch = queue.batch();
        let (sender, numbers) = mpsc::channel::<usize>();
        for _ in 0..2 {
            let sender = sender.clone();
            queue.push(async move { sender.send(0).unwrap() }.boxed());
            queue.close();
        }
        drop((sender, batch));
        assert_eq!(numbers.recv(), Err(mpsc::RecvError), "nobody has it any more, and nobody ran it");
    }
}
