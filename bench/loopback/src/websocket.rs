//! The commands over a WebSocket: a call is a text with a number, its bytes are the frame after it. What a command streams
//! is a frame each.

use futures_util::{FutureExt, Sink, SinkExt, StreamExt};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{self, Message as Frame};
use tokio_tungstenite::{WebSocketStream, accept_async_with_config};

use crate::{Arguments, Message, answer, pattern};

#[derive(Deserialize)]
struct Call {
    id: u32,
    command: String,
    args: Arguments,
}

#[derive(Serialize)]
struct Answer {
    id: u32,
    value: Box<RawValue>,
}

#[derive(Serialize)]
struct Pushed<T> {
    message: T,
}

/// Serves for as long as the process lives.
pub async fn serve(listener: TcpListener) {
    while let Ok((stream, _)) = listener.accept().await {
        let _ = stream.set_nodelay(true);
        // It ends when the page goes, which says no farewell. What went wrong before, the page sees: no answer comes.
        tokio::spawn(talk(stream));
    }
}

async fn talk(stream: TcpStream) -> tungstenite::Result<()> {
    let config = WebSocketConfig::default().max_message_size(None).max_frame_size(None);
    let mut socket = accept_async_with_config(stream, Some(config)).await?;
    let mut next = socket.next().await;
    while let Some(frame) = next {
        if let Frame::Text(text) = frame? {
            respond(&text, &mut socket).await?;
        }
        // What came in one go is answered in one go.
        next = match socket.next().now_or_never() {
            Some(next) => next,
            None => {
                socket.flush().await?;
                socket.next().await
            }
        };
    }
    Ok(())
}

async fn respond(text: &str, socket: &mut WebSocketStream<TcpStream>) -> tungstenite::Result<()> {
    let call: Call = serde_json::from_str(text).map_err(unwritten)?;
    let body = match call.command.as_str() {
        "upload" | "digest" => socket.next().await.transpose()?.map(Frame::into_data),
        _ => None,
    };
    push(&call, socket).await?;
    let value = answer(&call.command, &call.args, &body.unwrap_or_default()).map_err(unwritten)?;
    socket.feed(text_of(&Answer { id: call.id, value })?).await
}

/// What a command sends before its answer.
async fn push(
    call: &Call,
    out: &mut (impl Sink<Frame, Error = tungstenite::Error> + Unpin),
) -> tungstenite::Result<()> {
    let Arguments { bytes, count, .. } = call.args;
    match call.command.as_str() {
        "download" => out.feed(Frame::Binary(pattern(bytes).into())).await,
        "stream_json" => {
            let text = "x".repeat(bytes.saturating_sub(r#"{"n":10000,"text":""}"#.len()));
            for n in 0..count {
                let message = Message { n: 10_000 + n % 90_000, text: text.clone() };
                out.feed(text_of(&Pushed { message })?).await?;
            }
            Ok(())
        }
        "stream_raw" => {
            for n in 0..count {
                let mut message = pattern(bytes);
                message[..4].copy_from_slice(&n.to_le_bytes());
                out.feed(Frame::Binary(message.into())).await?;
            }
            Ok(())
        }
        "emit_events" => {
            for n in 0..count {
                out.feed(text_of(&Pushed { message: n })?).await?;
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

fn text_of(value: &impl Serialize) -> tungstenite::Result<Frame> {
    serde_json::to_string(value).map(Frame::text).map_err(unwritten)
}

fn unwritten(error: serde_json::Error) -> tungstenite::Error {
    tungstenite::Error::Io(error.into())
}
