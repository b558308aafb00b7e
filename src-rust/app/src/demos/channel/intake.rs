//! The other direction: what a page streams to a command, taken at the pace that the page chooses for it.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use footbridge::{State, Upstream, UpstreamError, command};
use serde::Deserialize;
use tokio::sync::watch;
use ts_rs::TS;

/// How long a number takes where Rust takes them slowly.
const TURN: Duration = Duration::from_millis(100);

/// What the command does with the stream that it holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub(super) enum Pace {
    /// Takes number after number.
    #[default]
    Fast,
    /// Takes ten a second.
    Slow,
    /// Takes none, and keeps the stream.
    Still,
    /// Drops the stream.
    Enough,
}

/// How fast the command takes, and how far it is.
#[derive(Default)]
pub(super) struct Intake {
    pace: watch::Sender<Pace>,
    taken: AtomicU32,
}

/// Takes numbers until the page ends its stream, or there are enough; answers how many. It never asks the page to wait:
/// the page is asked for the next number when there is room for it.
#[command]
pub(super) async fn take_in(
    mut numbers: Upstream<u32>,
    pace: Pace,
    intake: State<'_, Intake>,
) -> Result<u32, UpstreamError> {
    intake.pace.send_replace(pace);
    let mut paces = intake.pace.subscribe();
    let mut taken = 0;
    loop {
        intake.taken.store(taken, Relaxed);
        // The other end stands in `intake`, so there is always a pace.
        match paces.wait_for(|pace| *pace != Pace::Still).await.map(|pace| *pace) {
            Ok(Pace::Slow) => tokio::time::sleep(TURN).await,
            Ok(Pace::Fast) => {}
            _ => break,
        }
        let Some(number) = numbers.next().await else { break };
        number?;
        taken += 1;
    }
    Ok(taken)
}

/// Has `take_in` go on at another pace.
#[command]
pub(super) fn set_intake(pace: Pace, intake: State<'_, Intake>) {
    intake.pace.send_replace(pace);
}

/// How many numbers `take_in` has taken.
#[command]
pub(super) fn taken_in(intake: State<'_, Intake>) -> u32 {
    intake.taken.load(Relaxed)
}
