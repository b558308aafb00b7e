//! A request's body, read whole.
//!
//! # Trust
//! The caller has shown the key and has a permission. Nobody else's body may come this far: for one that is a `Blob`,
//! the engine crashes the process inside the very call that asks for the stream, and nothing in the head of a request
//! tells such a body from another.

use bytes::BytesMut;
use footbridge::Refusal;
use gtk::{
    gio::{self, prelude::InputStreamExtManual},
    glib::Priority,
};
use http::header::CONTENT_LENGTH;
use webkit2gtk::{URISchemeRequest, URISchemeRequestExt};

/// The first memory that is set aside for a body: small ones come as texts.
const FIRST_BYTES: usize = 4 * 1024 * 1024;
/// No read holds the main thread for longer than this many take to copy.
const READ_BYTES_MAX: usize = 1024 * 1024;

/// Reads the body until its end, which is the only sign that it is whole: a short read says nothing.
pub(super) async fn read(
    request: &URISchemeRequest,
    memory: BytesMut,
    bytes_max: usize,
) -> Result<BytesMut, Refusal> {
    let Some(stream) = request.http_body() else { return Ok(BytesMut::new()) };
    let body = read_to_end(&stream, memory, bytes_max).await?;
    match announced_bytes(request) {
        Some(announced) if announced != body.len() => {
            Err(Refusal::body_unreadable(format_args!("{} of {announced} bytes came", body.len())))
        }
        _ => Ok(body),
    }
}

async fn read_to_end(
    stream: &gio::InputStream,
    memory: BytesMut,
    bytes_max: usize,
) -> Result<BytesMut, Refusal> {
    let mut body = Buffer { memory, used: 0 };
    while body.used < bytes_max {
        body.make_room(bytes_max);
        let (filled, count) = read_once(stream, body).await?;
        body = filled;
        if count == 0 {
            return Ok(body.into_memory());
        }
        body.used += count;
    }
    let (_, count) = read_once(stream, [0; 1]).await?;
    if count == 0 { Ok(body.into_memory()) } else { Err(Refusal::body_too_large(bytes_max)) }
}

async fn read_once<B: AsMut<[u8]> + Send + 'static>(
    stream: &gio::InputStream,
    buffer: B,
) -> Result<(B, usize), Refusal> {
    let read = stream.read_future(buffer, Priority::DEFAULT).await;
    read.map_err(|(_, error)| Refusal::body_unreadable(error))
}

fn announced_bytes(request: &URISchemeRequest) -> Option<usize> {
    request.http_headers()?.one(CONTENT_LENGTH.as_str())?.parse().ok()
}

/// Bytes that grow at their end. A read goes into the part behind `used`, so that no piece is copied a second time.
struct Buffer {
    memory: BytesMut,
    used: usize,
}

impl Buffer {
    fn make_room(&mut self, bytes_max: usize) {
        if self.memory.is_empty() {
            // Zeroed as a whole, it costs nothing before it is written to.
            self.memory = BytesMut::zeroed(bytes_max.min(FIRST_BYTES));
        } else if self.used == self.memory.len() {
            self.memory.resize(bytes_max.min(2 * self.used), 0);
        }
    }

    fn into_memory(mut self) -> BytesMut {
        self.memory.truncate(self.used);
        self.memory
    }
}

impl AsMut<[u8]> for Buffer {
    fn as_mut(&mut self) -> &mut [u8] {
        let end = self.memory.len().min(self.used + READ_BYTES_MAX);
        &mut self.memory[self.used..end]
    }
}
