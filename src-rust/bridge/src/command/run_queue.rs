//! Calls on their way to the threads that they run on.
//!
//! A page may make thousands of calls at once, and a task for each costs more than most commands do: memory that another
//! thread gives back, and often a thread that is woken. So they wait in a queue, one for the runtime and one for the
//! threads that may block, and a few tasks, the runners, take them out and begin them, one by one. A call that has to wait
//! for something goes on as a task of its own.
//!
//! No call waits for another's command. Before a runner begins a call, its successor is in the hands of the runtime, and
//! there is a thread for it: workers are made while all are busy, and one of the runtime's own threads that says that it
//! blocks (`block_in_place`) is replaced. One that blocks without a word keeps its successor; so each batch, each call that
//! comes alone, and each runner that ends its turn bring runners for the other processors.

use futures_util::{FutureExt, future::BoxFuture};
use std::{
    collections::VecDeque,
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::{runtime::Handle, task::coop};

use super::place;

type Call = BoxFuture<'static, ()>;

/// Calls that one runner begins before it lets go of its thread, and that come in before their batch has ended.
const TURN: usize = 64;

/// The queues of an app.
pub(crate) struct RunQueues {
    /// Of calls that wait for nothing but what they await.
    pub(super) runtime: Arc<RunQueue>,
    /// Of calls that may hold their thread.
    pub(super) workers: Arc<RunQueue>,
}

impl RunQueues {
    pub(crate) fn new(runtime: &Handle) -> Self {
        let queue =
            |threads| Arc::new(RunQueue { runtime: runtime.clone(), threads, state: Mutex::default() });
        Self { runtime: queue(Threads::Runtime), workers: queue(Threads::Workers) }
    }

    /// Says that many calls come in a row, until what is returned is dropped.
    pub(crate) fn batch(&self) -> [Batch; 2] {
        [&self.runtime, &self.workers].map(RunQueue::batch)
    }

    /// Drops what waits, and all that comes from here on.
    pub(crate) fn close(&self) {
        self.runtime.close();
        self.workers.close();
    }
}

/// The threads of the runtime that runners are tasks of.
#[derive(Clone, Copy, Debug)]
enum Threads {
    Runtime,
    Workers,
}

/// One queue.
pub(super) struct RunQueue {
    runtime: Handle,
    threads: Threads,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    calls: VecDeque<Call>,
    /// Runners that the runtime has and that have not begun. A successor does not count: should the call that is begun
    /// hold its thread without a word, it may have to wait for that.
    called: usize,
    /// Batches that are coming in.
    batches: usize,
    is_closed: bool,
}

impl RunQueue {
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

    fn batch(self: &Arc<Self>) -> Batch {
        self.lock().batches += 1;
        Batch(Arc::clone(self))
    }

    fn close(&self) {
        let mut state = self.lock();
        state.is_closed = true;
        let calls = mem::take(&mut state.calls);
        drop(state);
        drop(calls);
    }

    /// Has a runner for each processor, as far as there are calls for them.
    fn call_runners(self: &Arc<Self>, mut state: MutexGuard<'_, State>) {
        let wanted = state.calls.len().min(self.runtime.metrics().num_workers());
        let missing = wanted.saturating_sub(state.called);
        state.called += missing;
        drop(state);
        for _ in 0..missing {
            self.call_runner(|queue| {
                queue.lock().called -= 1;
                queue.run();
            });
        }
    }

    fn call_runner(self: &Arc<Self>, run: fn(Arc<Self>)) {
        let queue = Arc::clone(self);
        match self.threads {
            Threads::Runtime => drop(self.runtime.spawn(async move { run(queue) })),
            Threads::Workers => drop(self.runtime.spawn_blocking(move || place::as_worker(|| run(queue)))),
        }
    }

    fn run(self: Arc<Self>) {
        let mut has_successor = false;
        for _ in 0..TURN {
            let mut state = self.lock();
            let Some(mut call) = state.calls.pop_front() else { return };
            let needs_successor = !has_successor && !state.calls.is_empty();
            drop(state);
            if needs_successor {
                self.call_runner(Self::run);
                has_successor = true;
            }
            if call.as_mut().now_or_never().is_none() {
                self.runtime.spawn(call);
            }
            if !coop::has_budget_remaining() {
                break;
            }
        }
        self.call_runners(self.lock());
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

    fn queues() -> (Runtime, [Arc<RunQueue>; 2]) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
        let RunQueues { runtime: one, workers: other } = RunQueues::new(runtime.handle());
        (runtime, [one, other])
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
        let (_runtime, queues) = queues();
        for queue in queues {
            let (release, held) = mpsc::channel::<()>();
            let first = async move {
                let _ = held.recv();
            }
            .boxed();
            all(&batch(&queue, [first]));
            // The next batch finds a runner for the thread that is left, and so does a call that comes alone.
            all(&batch(&queue, []));
            let (sender, ran) = mpsc::channel();
            queue.push(async move { sender.send(()).unwrap() }.boxed());
            ran.recv().unwrap();
            drop(release);
        }
    }

    /// Calls that end when what is given beside them is dropped.
    fn holding(hold: fn(mpsc::Receiver<()>) -> mpsc::RecvError) -> (Vec<mpsc::Sender<()>>, Vec<Call>) {
        let one = |_| {
            let (release, held) = mpsc::channel();
            (release, async move { assert_eq!(hold(held), mpsc::RecvError) }.boxed())
        };
        (0..20).map(one).unzip()
    }

    #[test]
    fn calls_that_may_hold_their_thread_hold_up_no_other_however_many_they_are() {
        let (_runtime, [runtime, workers]) = queues();
        let (release, first) = holding(|held| block_in_place(|| held.recv().unwrap_err()));
        all(&batch(&runtime, first));
        drop(release);
        let (release, first) = holding(|held| held.recv().unwrap_err());
        all(&batch(&workers, first));
        drop(release);
    }

    #[test]
    fn a_call_that_has_to_wait_goes_on_as_a_task_of_its_own() {
        let (_runtime, queues) = queues();
        for queue in queues {
            let (waited, numbers) = mpsc::channel();
            let (go, gone): (Vec<_>, Vec<_>) = (0..CALLS).map(|_| oneshot::channel::<()>()).unzip();
            for (n, gone) in gone.into_iter().enumerate() {
                let waited = waited.clone();
                let call = async move {
                    gone.await.unwrap();
                    yield_now().await;
                    waited.send(n).unwrap();
                };
                queue.push(call.boxed());
            }
            drop(waited);
            for go in go {
                go.send(()).unwrap();
            }
            all(&numbers);
        }
    }

    #[test]
    fn a_call_that_panics_takes_no_other_with_it() {
        let (_runtime, queues) = queues();
        for queue in queues {
            let first = (0..3).map(|_| async { panic!("on purpose") }.boxed());
            all(&batch(&queue, first));
        }
    }

    #[test]
    fn what_waits_when_the_app_ends_is_dropped_and_so_is_what_comes_later() {
        let (_runtime, queues) = queues();
        for queue in queues {
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
}
