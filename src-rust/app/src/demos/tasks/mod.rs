//! # tasks
//!
//! Commands that take their time: many at once, one that is cancelled, one that blocks its thread.
//!
//! Start ten tasks and see them finish out of order. Start a slow one and cancel it.
//! Then start the one that blocks, and watch the animation: it does not stop.
//!
//! Read next: `src-rust/bridge/src/command/run.rs`, where a command runs and when it stops.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use footbridge::{Builder, CancellationToken, Commands, State, command, generate_handler};
use serde::Serialize;
use tokio::time::sleep;
use ts_rs::TS;

/// The commands of this demo.
pub const COMMANDS: Commands = generate_handler![work, slow, slow_steps, drops, block];

/// Puts the counts where the commands find them.
pub fn setup(builder: Builder) -> Builder {
    builder.manage(Counts::default())
}

#[derive(Default)]
struct Counts {
    finished: AtomicU32,
    dropped: AtomicU32,
    told: AtomicU32,
    reached: AtomicU32,
}

/// A task that came to its end.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
struct Finished {
    number: u32,
    /// 1 for the first task that finished since the app started.
    finished_as: u32,
    /// How long it really took.
    ms: u32,
}

/// Takes `ms` milliseconds without holding a thread: `async`, so any number run side by side.
#[command]
async fn work(number: u32, ms: u32, counts: State<'_, Counts>) -> Finished {
    let start = Instant::now();
    sleep(Duration::from_millis(ms.into())).await;
    Finished {
        number,
        finished_as: counts.finished.fetch_add(1, Relaxed) + 1,
        ms: u32::try_from(start.elapsed().as_millis()).unwrap_or(u32::MAX),
    }
}

/// Takes `ms` milliseconds and knows nothing of cancelling: a cancelled call is dropped where it waits.
#[command]
async fn slow(ms: u32, counts: State<'_, Counts>) -> String {
    let unfinished = Unfinished(&counts);
    sleep(Duration::from_millis(ms.into())).await;
    std::mem::forget(unfinished);
    format!("Nobody cancelled it: it took its {ms} ms.")
}

/// Counts when it is dropped: the proof that a cancelled call is gone, not merely ignored.
struct Unfinished<'a>(&'a Counts);

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        self.0.dropped.fetch_add(1, Relaxed);
    }
}

/// Takes `steps` steps of 100 ms and asks for the token: told of the cancellation, it stops between two steps.
#[command]
async fn slow_steps(steps: u32, token: CancellationToken, counts: State<'_, Counts>) -> u32 {
    for step in 0..steps {
        if token.is_cancelled() {
            counts.told.fetch_add(1, Relaxed);
            counts.reached.store(step, Relaxed);
            return step;
        }
        sleep(Duration::from_millis(100)).await;
    }
    steps
}

/// What became of the cancelled calls.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
struct Drops {
    /// Calls to `slow` that were dropped before their end.
    dropped: u32,
    /// Calls to `slow_steps` that were told to stop.
    told: u32,
    /// The step which the last of those had reached.
    reached: u32,
}

/// Says what became of the cancelled calls.
#[command]
fn drops(counts: State<'_, Counts>) -> Drops {
    Drops {
        dropped: counts.dropped.load(Relaxed),
        told: counts.told.load(Relaxed),
        reached: counts.reached.load(Relaxed),
    }
}

/// Blocks its thread for `ms` milliseconds and names it: a worker, never the one that draws the window.
#[command]
fn block(ms: u32) -> String {
    thread::sleep(Duration::from_millis(ms.into()));
    thread::current().name().unwrap_or("a thread without a name").to_owned()
}
