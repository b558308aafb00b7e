//! A request's body, read whole.
//!
//! # Trust
//! The caller has shown the key and has a permission. Nobody else's body may come this far: for one that is a `Blob`,
//! the engine crashes the process inside the very call that asks for the stream, and nothing in the head of a request
//! tells such a body from another.

use bytes::Bytes;
use footbridge::Refusal;
use gtk::{
    gio::{self, prelude::InputStreamExtManual},
    glib::Priority,
};
use http::header::CONTENT_LENGTH;
use webkit2gtk::{URISchemeRequest, URISchemeRequestExt};

/// The first memory that is set aside for a body: small ones come as texts. It costs nothing before it is written to.
const FIRST_BYTES: usize = 4 * 1024 * 1024;
/// No read holds the main thread for longer than this many take to copy.
const READ_BYTES_MAX: usize = 1024 * 1024;

/// Reads the body until its end, which is the only sign that it is whole: a short read says nothing.
pub(super) async fn read(request: &URISchemeRequest, bytes_max: usize) -> Result<Bytes, Refusal> {
    let Some(stream) = request.http_body() else { return Ok(Bytes::new()) };
    let body = read_to_end(&stream, bytes_max).await?;
    match announced_bytes(request) {
        Some(announced) if announced != body.len() => {
            Err(Refusal::body_unreadable(format_args!("{} of {announced} bytes came", body.len())))
        }
        _ => Ok(body),
    }
}

async fn read_to_end(stream: &gio::InputStream, bytes_max: usize) -> Result<Bytes, Refusal> {
    // One byte more than may come, so that the end of a body of just that length is found without growing.
    let mut body = Buffer::new(bytes_max.saturating_add(1).min(FIRST_BYTES + 1));
    loop {
        body.make_room();
        let read = stream.read_future(body, Priority::DEFAULT).await;
        let (filled, count) = read.map_err(|(_, error)| Refusal::body_unreadable(error))?;
        body = filled;
        if count == 0 {
            return Ok(body.into_bytes());
        }
        body.used += count;
        if body.used > bytes_max {
            return Err(Refusal::body_too_large(bytes_max));
        }
    }
}

fn announced_bytes(request: &URISchemeRequest) -> Option<usize> {
    request.http_headers()?.one(CONTENT_LENGTH.as_str())?.parse().ok()
}

/// Bytes that grow at their end. A read goes into the part behind `used`, so that no piece is copied a second time.
struct Buffer {
    bytes: Vec<u8>,
    used: usize,
}

impl Buffer {
    fn new(bytes: usize) -> Self {
        Self { bytes: vec![0; bytes], used: 0 }
    }

    fn make_room(&mut self) {
        if self.used == self.bytes.len() {
            self.bytes.resize(2 * self.used, 0);
        }
    }

    fn into_bytes(mut self) -> Bytes {
        self.bytes.truncate(self.used);
        self.bytes.into()
    }
}

impl AsMut<[u8]> for Buffer {
    fn as_mut(&mut self) -> &mut [u8] {
        let end = self.bytes.len().min(self.used + READ_BYTES_MAX);
        &mut self.bytes[self.used..end]
    }
}
