//! # transports
//!
//! The same calls over each transport: what each costs, and which one the bridge takes for what.
//!
//! Press Measure: each cell is the same work, sent the way its column says. Then take one call apart, hop by hop, and
//! send larger and larger bodies, to see which transport the bridge chooses for each.
//!
//! Read next: `src-rust/bridge/src/transport/choice.rs`, the table by which a transport is chosen.

use bytes::Bytes;
use footbridge::ipc::{InvokeBody, Request, Response};
use footbridge::{Builder, Commands, State, command, generate_handler};

use crate::Failure;

/// The commands of this demo.
pub const COMMANDS: Commands = generate_handler![carry, carry_text, carry_up, carry_down];

/// Bytes that one call of this demo brings down, at most.
const BYTES_MAX: usize = 16 * 1024 * 1024;

/// What goes down: made once, so that no call's time is that of making it.
struct Cargo(Bytes);

/// Loads the cargo.
pub fn setup(builder: Builder) -> Builder {
    builder.manage(Cargo(vec![0xa5; BYTES_MAX].into()))
}

/// Gives `text` back: JSON in both directions.
#[command]
fn carry(text: String) -> String {
    text
}

/// Takes a text as JSON, and says how many bytes it has.
#[command]
fn carry_text(text: &str) -> u32 {
    u32::try_from(text.len()).expect("the body limit is far below 4 GiB")
}

/// Takes the body as it is, and says how many bytes came.
#[command]
fn carry_up(request: Request<'_>) -> Result<u32, Failure> {
    match request.body() {
        InvokeBody::Raw(bytes) => Ok(u32::try_from(bytes.len()).expect("the body limit is far below 4 GiB")),
        InvokeBody::Json(_) => {
            Err(Failure::new("not_raw", "This command takes bytes. Send a Uint8Array in place of arguments."))
        }
    }
}

/// Sends `size` bytes as they are.
#[command]
fn carry_down(size: u32, cargo: State<'_, Cargo>) -> Result<Response, Failure> {
    let size = size as usize;
    if size > BYTES_MAX {
        return Err(Failure::new("too_large", format!("Ask for at most {BYTES_MAX} bytes.")));
    }
    Ok(Response::new(cargo.0.slice(..size)))
}
