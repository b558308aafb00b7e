//! # bytes
//!
//! The same bytes as JSON and as they are, in both directions, with the time each way takes.
//!
//! Choose a size and press Measure. Each cell is one transfer, and each hash was worked out on both sides.
//!
//! Read next: `src-rust/bridge/src/ipc.rs`, the raw request and the raw response.

use footbridge::ipc::{InvokeBody, Request, Response};
use footbridge::{Commands, command, generate_handler};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use ts_rs::TS;

use crate::Failure;

/// The commands of this demo.
pub const COMMANDS: Commands = generate_handler![raw_down, raw_up, json_down, digest_of];

/// Bytes, at most, that one transfer of this demo makes up.
const TRANSFER_BYTES_MAX: u32 = 64 * 1024 * 1024;

/// What arrived, to be compared with what was sent.
#[derive(Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
struct Digest {
    bytes: u32,
    /// SHA-256, in lowercase hexadecimal.
    sha256: String,
}

/// Sends `size` bytes as they are.
#[command]
fn raw_down(size: u32) -> Result<Response, Failure> {
    Ok(Response::new(pattern(size)?))
}

/// Takes the body of the request as it is.
#[command]
fn raw_up(request: Request<'_>) -> Result<Digest, Failure> {
    match request.body() {
        InvokeBody::Raw(bytes) => Ok(digest(bytes)),
        InvokeBody::Json(_) => {
            Err(Failure::new("not_raw", "This command takes bytes. Send a Uint8Array in place of arguments."))
        }
    }
}

/// Sends `size` bytes as a JSON array of numbers: up to four characters a byte.
#[command]
fn json_down(size: u32) -> Result<Vec<u8>, Failure> {
    pattern(size)
}

/// The digest of what `raw_down` and `json_down` send for this `size`.
#[command]
fn digest_of(size: u32) -> Result<Digest, Failure> {
    Ok(digest(&pattern(size)?))
}

/// `size` bytes that look random and are the same every time: xorshift32, each number little-endian.
fn pattern(size: u32) -> Result<Vec<u8>, Failure> {
    if size > TRANSFER_BYTES_MAX {
        let message =
            format!("{size} bytes are too many for this demo. Choose at most {TRANSFER_BYTES_MAX}.");
        return Err(Failure::new("too_large", message));
    }
    let size = size as usize;
    let mut bytes = Vec::with_capacity(size + 3);
    let mut x = 0x9e37_79b9_u32;
    while bytes.len() < size {
        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
        bytes.extend_from_slice(&x.to_le_bytes());
    }
    bytes.truncate(size);
    Ok(bytes)
}

fn digest(bytes: &[u8]) -> Digest {
    let sha256 = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    Digest { bytes: u32::try_from(bytes.len()).expect("the body limit is far below 4 GiB"), sha256 }
}
