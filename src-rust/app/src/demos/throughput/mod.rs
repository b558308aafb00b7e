//! # throughput
//!
//! Calls, messages and bytes a second on this machine, drawn as they are measured, beside the rules of thumb.
//!
//! Press Start and watch the curves grow; Stop ends it at once. Then read below what each rule of thumb comes to here,
//! and copy or save the figures.
//!
//! Read next: `src-rust/bridge/src/outbox.rs`, where many messages become one delivery.

mod report;

use bytes::Bytes;
use footbridge::ipc::{InvokeBody, Request, Response};
use footbridge::{AppHandle, Builder, Channel, Commands, State, command, generate_handler};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use self::report::{Report, SavedReport};
use crate::{Failure, dialog, whole};

/// The commands of this demo.
pub const COMMANDS: Commands = generate_handler![
    echo_rows,
    give_rows,
    give_bytes,
    take_bytes,
    stream_text,
    stream_bytes,
    save_throughput
];

/// Bytes of one body or message, at most.
const BYTES_MAX: u32 = 16 * 1024 * 1024;
/// Messages of one stream, at most.
const MESSAGES_MAX: u32 = 1_000_000;
/// The JSON of one row, with the comma behind it.
const ROW_BYTES: u32 = 50;

/// What goes down as bytes: made once, so that no call's time is that of making it.
struct Ballast(Bytes);

/// Loads the ballast.
pub fn setup(builder: Builder) -> Builder {
    builder.manage(Ballast(vec![0x5a; BYTES_MAX as usize].into()))
}

/// A row of data, as apps send them.
#[derive(Debug, PartialEq, Serialize, Deserialize, TS)]
struct Measurement {
    id: u32,
    name: String,
    value: f64,
}

/// Gives the rows back: JSON in both directions, read and written with its types.
#[command]
fn echo_rows(rows: Vec<Measurement>) -> Vec<Measurement> {
    rows
}

/// Sends rows that take about `bytes` bytes of JSON.
#[command]
fn give_rows(bytes: u32) -> Result<Vec<Measurement>, Failure> {
    check(bytes, 1)?;
    let row = |n| Measurement { id: 100_000 + n, name: "Ada Lovelace".into(), value: 0.625 };
    Ok((0..bytes / ROW_BYTES).map(row).collect())
}

/// Sends so many bytes as they are.
#[command]
fn give_bytes(bytes: u32, ballast: State<'_, Ballast>) -> Result<Response, Failure> {
    check(bytes, 1)?;
    Ok(Response::new(ballast.0.slice(..bytes as usize)))
}

/// Takes the body as it is, and says how many bytes came.
#[command]
fn take_bytes(request: Request<'_>) -> Result<u32, Failure> {
    match request.body() {
        InvokeBody::Raw(bytes) => Ok(u32::try_from(bytes.len()).expect("the body limit is far below 4 GiB")),
        InvokeBody::Json(_) => {
            Err(Failure::new("not_raw", "This command takes bytes. Send a Uint8Array in place of arguments."))
        }
    }
}

/// Sends `count` texts, each of which takes exactly `bytes` bytes of JSON.
#[command]
async fn stream_text(count: u32, bytes: u32, messages: Channel<String>) -> Result<(), Failure> {
    check(bytes, count)?;
    // Two of them are quotation marks.
    let text = "x".repeat((bytes as usize).saturating_sub(2));
    for _ in 0..count {
        messages.send(text.clone()).await?;
    }
    Ok(())
}

/// Sends `count` messages of `bytes` bytes as they are.
#[command]
async fn stream_bytes(
    count: u32,
    bytes: u32,
    messages: Channel<Response>,
    ballast: State<'_, Ballast>,
) -> Result<(), Failure> {
    check(bytes, count)?;
    let message = ballast.0.slice(..bytes as usize);
    for _ in 0..count {
        messages.send(Response::new(message.clone())).await?;
    }
    Ok(())
}

fn check(bytes: u32, count: u32) -> Result<(), Failure> {
    if bytes > BYTES_MAX || count > MESSAGES_MAX {
        let message = format!("Ask for at most {BYTES_MAX} bytes, and at most {MESSAGES_MAX} times.");
        return Err(Failure::new("too_large", message));
    }
    Ok(())
}

/// Lets the person say where to write the figures. The answer is `null` when they closed the dialog.
#[command]
async fn save_throughput(report: Report, app: AppHandle) -> Result<Option<SavedReport>, Failure> {
    let text = report.text()?;
    let filters: [(&str, &[&str]); 1] = [("JSON", &["json"])];
    let path = dialog::save_file(&app, "Save the figures", "footbridge-throughput.json", &filters).await?;
    let Some(path) = path else { return Ok(None) };
    whole::write(&path, text.as_bytes())?;
    Ok(Some(SavedReport { path: path.display().to_string() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_take_as_many_bytes_as_were_asked_for() {
        for bytes in [100, 1_000, 30_000, 1_000_000] {
            let json = serde_json::to_string(&give_rows(bytes).unwrap()).unwrap();
            assert_eq!(json.len(), bytes as usize + 1, "one bracket more than there are commas");
        }
    }

    #[test]
    fn what_would_take_all_memory_is_refused() {
        assert_eq!(give_rows(BYTES_MAX + 1).unwrap_err().code, "too_large");
        assert_eq!(check(1, MESSAGES_MAX + 1).unwrap_err().code, "too_large");
    }
}
