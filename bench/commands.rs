//! The commands of the bench, one text for both apps. What differs between the two stands in `crate::bridge`.
//!
//! In: what the page asks for. Out: what it measures, and on the standard output a line of JSON for each thing that the
//! bench wants to know.

use std::env;
use std::io::{self, Write};

use serde_json::{Value, json};

use crate::bridge::{self, AppHandle, Channel, InvokeBody, Message, Request, Response, command};

/// What the bench wrote on the command line: the way to measure, and the jobs.
#[command]
pub fn plan() -> Vec<String> {
    env::args().skip(1).collect()
}

/// The page has had the answer to its first call.
#[command]
pub fn ready() {
    say(json!({ "ready": true }));
}

/// Waits for a line from the bench. It holds its thread, so it is not called while something is timed.
#[command]
pub async fn wait() -> Result<(), String> {
    io::stdin().read_line(&mut String::new()).map(drop).map_err(|error| error.to_string())
}

/// What a job came to: its figure, or why it has none.
#[command]
pub fn report(job: String, value: Option<f64>, failure: Option<String>) {
    say(json!({ "job": job, "value": value, "failure": failure }));
}

/// One line for the bench, which started this process.
pub fn say(line: Value) {
    let mut out = io::stdout().lock();
    // The bench may have gone; then nobody wants the line.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

#[command]
pub async fn add(a: i32, b: i32) -> i32 {
    a + b
}

/// The same, written as a plain function: on a worker here, on the thread of the windows there.
#[command]
pub fn add_plain(a: i32, b: i32) -> i32 {
    a + b
}

#[command]
pub async fn echo(value: Value) -> Value {
    value
}

#[command]
pub async fn download(bytes: usize) -> Response {
    Response::new(pattern(bytes))
}

/// How many bytes came.
#[command]
pub async fn upload(request: Request<'_>) -> Result<usize, String> {
    raw(&request).map(<[u8]>::len)
}

/// What they were: each byte counts, and its place.
#[command]
pub async fn digest(request: Request<'_>) -> Result<u32, String> {
    let step = |sum: u32, byte: &u8| sum.wrapping_mul(31).wrapping_add(u32::from(*byte));
    Ok(raw(&request)?.iter().fold(0, step))
}

fn raw<'a>(request: &'a Request<'_>) -> Result<&'a [u8], String> {
    match request.body() {
        InvokeBody::Raw(bytes) => Ok(bytes),
        InvokeBody::Json(_) => Err("the bytes came as JSON".to_owned()),
    }
}

/// Its number has five digits, so that all are of one length.
#[command]
pub async fn stream_json(count: u32, bytes: usize, messages: Channel<Message>) -> Result<(), String> {
    let frame = r#"{"n":10000,"text":""}"#.len();
    let text = "x".repeat(bytes.saturating_sub(frame));
    for n in 0..count {
        bridge::send(&messages, Message { n: 10_000 + n % 90_000, text: text.clone() }).await?;
    }
    Ok(())
}

/// Each message begins with its number.
#[command]
pub async fn stream_raw(count: u32, bytes: usize, messages: Channel<Response>) -> Result<(), String> {
    for n in 0..count {
        let mut message = pattern(bytes);
        message[..4].copy_from_slice(&n.to_le_bytes());
        bridge::send(&messages, Response::new(message)).await?;
    }
    Ok(())
}

#[command]
pub async fn emit_events(count: u32, app: AppHandle) -> Result<(), String> {
    for n in 0..count {
        bridge::emit(&app, "bench", n).await?;
    }
    Ok(())
}

/// Bytes that say where they stand: 0 to 250, again and again.
fn pattern(length: usize) -> Vec<u8> {
    const PERIOD: usize = 251;
    const BLOCK: [u8; PERIOD * 256] = {
        let mut block = [0; PERIOD * 256];
        let mut at = 0;
        while at < block.len() {
            block[at] = (at % PERIOD) as u8;
            at += 1;
        }
        block
    };
    static WRITTEN: [u8; PERIOD * 256] = BLOCK;
    let mut bytes = Vec::with_capacity(length);
    while bytes.len() < length {
        let piece = WRITTEN.len().min(length - bytes.len());
        bytes.extend_from_slice(&WRITTEN[..piece]);
    }
    bytes
}
