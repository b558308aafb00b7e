//! # channel
//!
//! Streams from Rust, in order whichever way each message came, at the page's pace; and from the page, at Rust's.
//!
//! Send with mixed sizes: large messages are fetched, come late, and still nothing is out of order.
//! Then move a message across the threshold, let a reader on either side stand still, and take a message away.
//!
//! Read next: `src-rust/bridge/src/channel/mod.rs`, what holds a sender back.

mod intake;
#[cfg(test)]
mod tests;

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use footbridge::ipc::{Response, SendError};
use footbridge::{
    AppHandle, Builder, Channel, Commands, Emitter, Events, State, command, events, generate_handler,
};
use serde::Serialize;
use ts_rs::TS;

use self::intake::{Intake, set_intake, take_in, taken_in};
use crate::Failure;

/// The commands of this demo.
pub const COMMANDS: Commands = generate_handler![
    send_json,
    send_raw,
    firehose,
    firehose_of_events,
    flow,
    flow_sent,
    take_in,
    set_intake,
    taken_in
];

/// What it emits.
pub const EVENTS: Events = events!["firehose" => u32];

/// Puts the counts where the commands find them.
pub fn setup(builder: Builder) -> Builder {
    builder.manage(Counts::default()).manage(Intake::default())
}

/// Messages of one call at most.
const MESSAGES_MAX: usize = 256;
/// Bytes of one message at most.
const MESSAGE_BYTES_MAX: u32 = 256 * 1024;
/// Messages of the firehose at most.
const FIREHOSE_MAX: u32 = 1_000_000;

/// A message that knows its number, and is as large as was asked for.
#[derive(Debug, Serialize, TS)]
struct Numbered {
    number: u32,
    padding: String,
}

impl Numbered {
    /// The message that takes `bytes` bytes of JSON, or as few as it can.
    fn new(number: u32, bytes: u32) -> Self {
        let without = r#"{"number":,"padding":""}"#.len() + number.to_string().len();
        Self { number, padding: ".".repeat((bytes as usize).saturating_sub(without)) }
    }
}

/// Sends a message of each of these sizes, in bytes of JSON, numbered from 1.
#[command]
async fn send_json(sizes: Vec<u32>, messages: Channel<Numbered>) -> Result<(), Failure> {
    check(&sizes)?;
    for (number, bytes) in (1..).zip(sizes) {
        messages.send(Numbered::new(number, bytes)).await?;
    }
    Ok(())
}

/// The same as bytes: the number is in the first four of them, little-endian.
#[command]
async fn send_raw(sizes: Vec<u32>, messages: Channel<Response>) -> Result<(), Failure> {
    check(&sizes)?;
    for (number, bytes) in (1_u32..).zip(sizes) {
        let mut message = number.to_le_bytes().to_vec();
        message.resize(message.len().max(bytes as usize), 0);
        messages.send(Response::new(message)).await?;
    }
    Ok(())
}

fn check(sizes: &[u32]) -> Result<(), Failure> {
    if sizes.len() > MESSAGES_MAX || sizes.iter().any(|bytes| *bytes > MESSAGE_BYTES_MAX) {
        let message =
            format!("Ask for at most {MESSAGES_MAX} messages of at most {MESSAGE_BYTES_MAX} bytes each.");
        return Err(Failure::new("too_large", message));
    }
    Ok(())
}

/// Sends the numbers from 0 to `count`, as fast as they come.
#[command]
async fn firehose(count: u32, numbers: Channel<u32>) -> Result<(), Failure> {
    check_count(count)?;
    for number in 0..count {
        numbers.send(number).await?;
    }
    Ok(())
}

/// The same as events, to whoever listens. The channel carries nothing but its end, which comes behind the last event:
/// all that goes to a page stands in one queue.
#[command]
async fn firehose_of_events(count: u32, end: Channel<()>, app: AppHandle) -> Result<(), Failure> {
    check_count(count)?;
    for number in 0..count {
        let emitted = app.emit_waiting("firehose", number).await;
        emitted.map_err(|error| Failure::new("not_emitted", format!("Rust did not emit: {error}.")))?;
    }
    drop(end);
    Ok(())
}

fn check_count(count: u32) -> Result<(), Failure> {
    if count > FIREHOSE_MAX {
        return Err(Failure::new("too_large", format!("Ask for at most {FIREHOSE_MAX} numbers.")));
    }
    Ok(())
}

#[derive(Default)]
struct Counts {
    sent: AtomicU32,
}

/// Sends numbers for as long as the page reads them. It never asks how fast: `send` returns when there is room.
#[command]
async fn flow(numbers: Channel<u32>, counts: State<'_, Counts>) -> Result<(), SendError> {
    counts.sent.store(0, Relaxed);
    for number in 1..=u32::MAX {
        match numbers.send(number).await {
            Ok(()) => counts.sent.store(number, Relaxed),
            Err(SendError::Closed) => break,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// How many numbers `flow` has sent.
#[command]
fn flow_sent(counts: State<'_, Counts>) -> u32 {
    counts.sent.load(Relaxed)
}
