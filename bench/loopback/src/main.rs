//! What a person might build instead of a bridge: the commands of the bench behind a loopback port, over HTTP and over a
//! WebSocket.
//!
//! In: requests of whoever finds a port; the page of the bench alone is told. Out: answers, and first of all a line with
//! both addresses. Trust: none is needed, for no command touches anything.
#![forbid(unsafe_code)]

mod http;
mod websocket;

use std::error::Error;
use std::io::{self, Write};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use tokio::net::TcpListener;

/// The arguments of every command there is; each uses its own.
#[derive(Default, Deserialize)]
pub struct Arguments {
    #[serde(default)]
    a: i32,
    #[serde(default)]
    b: i32,
    #[serde(default)]
    pub bytes: usize,
    #[serde(default)]
    pub count: u32,
    value: Option<serde_json::Value>,
}

/// A command that answers with JSON.
pub fn answer(command: &str, arguments: &Arguments, body: &[u8]) -> serde_json::Result<Box<RawValue>> {
    let step = |sum: u32, byte: &u8| sum.wrapping_mul(31).wrapping_add(u32::from(*byte));
    let text = match command {
        "add" => serde_json::to_string(&(arguments.a + arguments.b)),
        "echo" => serde_json::to_string(&arguments.value),
        "upload" => serde_json::to_string(&body.len()),
        "digest" => serde_json::to_string(&body.iter().fold(0, step)),
        _ => Ok("null".to_owned()),
    };
    RawValue::from_string(text?)
}

/// A message in JSON, as the apps send it.
#[derive(Serialize)]
pub struct Message {
    pub n: u32,
    pub text: String,
}

/// Bytes that say where they stand, as those of the apps do.
pub fn pattern(length: usize) -> Vec<u8> {
    let block: Vec<u8> = (0..=250).cycle().take(length.min(251 * 256)).collect();
    let mut bytes = Vec::with_capacity(length);
    while bytes.len() < length {
        let piece = block.len().min(length - bytes.len());
        bytes.extend_from_slice(&block[..piece]);
    }
    bytes
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let http = TcpListener::bind("127.0.0.1:0").await?;
    let websocket = TcpListener::bind("127.0.0.1:0").await?;
    let line = serde_json::json!({
        "profile": env!("BENCH_PROFILE"),
        "fetch": format!("http://{}", http.local_addr()?),
        "websocket": format!("ws://{}", websocket.local_addr()?),
    });
    writeln!(io::stdout(), "{line}")?;
    tokio::join!(http::serve(http), websocket::serve(websocket));
    Ok(())
}
