//! The streams of one document: announced by the head of a call, taken by its command, filled by pushes.

use http::HeaderMap;
use std::{
    collections::HashMap,
    marker::PhantomData,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

use super::Upstream;
use crate::{
    CancellationToken, Refusal,
    command::{InvokeMessage, Outcome},
    document::Document,
    wire::{InvokeBody, InvokeResponseBody, header},
};

/// Streams by their ids.
#[derive(Default)]
pub(crate) struct Upstreams(Mutex<Table>);

#[derive(Default)]
struct Table {
    streams: HashMap<u32, Stream>,
    is_closed: bool,
}

enum Stream {
    /// Its call has come, and no command has taken it. With the call's token.
    Announced(CancellationToken),
    Taken(Arc<Inlet>),
}

/// Where pushes go in.
struct Inlet {
    pieces: mpsc::Sender<Piece>,
    /// Bytes that may wait in it.
    room: Arc<Semaphore>,
    /// Index of the piece that comes next. Held while that one waits for room, so that pieces keep their order.
    next: tokio::sync::Mutex<u64>,
}

/// What a push brings.
pub(super) enum Piece {
    Chunk { body: InvokeBody, _room: OwnedSemaphorePermit },
    End,
    Failed(String),
}

impl Upstreams {
    /// Takes a stream that was announced, and has the page begin to read it.
    pub(super) fn take<T>(&self, document: &Arc<Document>, id: u32) -> Option<Upstream<T>> {
        let chunks_max = document.limits().upstream_chunks_max.clamp(1, Semaphore::MAX_PERMITS);
        let mut table = self.lock();
        let stream = table.streams.get_mut(&id)?;
        let Stream::Announced(cancellation) = stream else { return None };
        let cancellation = cancellation.clone();
        let (sender, pieces) = mpsc::channel(chunks_max);
        let room = Arc::new(Semaphore::new(bytes_max(document) as usize));
        *stream = Stream::Taken(Arc::new(Inlet {
            pieces: sender,
            room: Arc::clone(&room),
            next: tokio::sync::Mutex::new(0),
        }));
        drop(table);
        // The document may be gone by now, and with it whoever would read.
        let _ = document.outbox().push_word(format!("[0,{id},0,null]"));
        let document = Arc::downgrade(document);
        Some(Upstream { id, document, pieces, room, cancellation, is_over: false, piece: PhantomData })
    }

    /// Forgets a stream that a command has dropped, or that none has taken, and tells the page.
    pub(super) fn end(&self, document: &Document, id: u32, was_taken: bool) {
        let mut table = self.lock();
        if table.streams.get(&id).is_some_and(|stream| matches!(stream, Stream::Taken(_)) == was_taken) {
            table.streams.remove(&id);
            drop(table);
            // The page counts what it was told before: that somebody took the stream.
            let _ = document.outbox().push_word(format!("[4,{id},{}]", u8::from(was_taken)));
        }
    }

    /// The document is gone: whoever reads learns it.
    pub(crate) fn close(&self) {
        let mut table = self.lock();
        table.is_closed = true;
        let streams = std::mem::take(&mut table.streams);
        drop(table);
        drop(streams);
    }

    /// How many streams are announced or taken.
    pub(crate) fn len(&self) -> usize {
        self.lock().streams.len()
    }

    fn inlet(&self, id: u32) -> Option<Arc<Inlet>> {
        match self.lock().streams.get(&id)? {
            Stream::Taken(inlet) => Some(Arc::clone(inlet)),
            Stream::Announced(_) => None,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Table> {
        // Nothing panics while it holds the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The streams that one call brought. Dropped with the call, it ends those that no command has taken.
pub(crate) struct Announced {
    document: Weak<Document>,
    ids: Vec<u32>,
}

impl Announced {
    /// Enters the streams that the head of a call names.
    ///
    /// # Errors
    /// `malformed_request` when the header is no list of new ids, `too_many_upstreams` when the page has all it may
    /// have, `cancelled` when the document is gone.
    pub fn new(
        document: &Arc<Document>,
        headers: &HeaderMap,
        cancellation: &CancellationToken,
    ) -> Result<Self, Refusal> {
        let mut announced = Self { document: Arc::downgrade(document), ids: Vec::new() };
        let Some(list) = headers.get(header::UPSTREAMS) else { return Ok(announced) };
        let name = header::UPSTREAMS;
        let malformed =
            || Refusal::malformed_request(format!("the header `{name}` lists ids of streams, each new"));
        let upstreams_max = document.limits().upstreams_max;
        for id in list.to_str().map_err(|_| malformed())?.split(',') {
            let id: u32 = id.parse().map_err(|_| malformed())?;
            let mut table = document.upstreams().lock();
            if table.is_closed {
                return Err(Refusal::cancelled());
            }
            if table.streams.contains_key(&id) {
                return Err(malformed());
            }
            if table.streams.len() >= upstreams_max {
                return Err(Refusal::too_many_upstreams(upstreams_max));
            }
            table.streams.insert(id, Stream::Announced(cancellation.clone()));
            announced.ids.push(id);
        }
        Ok(announced)
    }
}

impl Drop for Announced {
    fn drop(&mut self) {
        let Some(document) = self.document.upgrade() else { return };
        for &id in &self.ids {
            document.upstreams().end(&document, id, false);
        }
    }
}

/// The core command by which a page sends one piece. It is answered when the piece has found room.
pub(crate) async fn push(message: Arc<InvokeMessage>) -> Outcome {
    let (id, index, kind) = place(message.headers())?;
    let closed = || Refusal::upstream_closed(id);
    let document = message.document();
    let inlet = document.upstreams().inlet(id).ok_or_else(closed)?;
    let body = message.payload().clone();
    if body.len() > bytes_max(document) as usize {
        return Err(Refusal::chunk_too_large(bytes_max(document) as usize).into());
    }
    let mut next = inlet.next.lock().await;
    if index > *next {
        let problem = format!("piece {index} of stream {id} came where {} was next", *next);
        return Err(Refusal::malformed_request(problem).into());
    }
    // A piece that is here already came again because its answer was lost.
    if index == *next {
        let piece = match kind {
            Kind::Chunk => {
                let bytes = u32::try_from(body.len().max(1)).expect("a chunk is within 32 bits");
                let room = Arc::clone(&inlet.room).acquire_many_owned(bytes).await.map_err(|_| closed())?;
                Piece::Chunk { body, _room: room }
            }
            Kind::End => Piece::End,
            Kind::Failed => Piece::Failed(reason(&body)),
        };
        inlet.pieces.send(piece).await.map_err(|_| closed())?;
        *next += 1;
    }
    Ok(InvokeResponseBody::Json("null".into()))
}

enum Kind {
    Chunk,
    End,
    Failed,
}

/// Reads `<id>;<index>`, `<id>;<index>;end` or `<id>;<index>;failed`.
fn place(headers: &HeaderMap) -> Result<(u32, u64, Kind), Refusal> {
    let read = || {
        let mut members = headers.get(header::UPSTREAM)?.to_str().ok()?.split(';');
        let (id, index) = (members.next()?.parse().ok()?, members.next()?.parse().ok()?);
        let kind = match (members.next(), members.next()) {
            (None, None) => Kind::Chunk,
            (Some("end"), None) => Kind::End,
            (Some("failed"), None) => Kind::Failed,
            _ => return None,
        };
        Some((id, index, kind))
    };
    let problem = || {
        format!(
            "the header `{}` must be `<id>;<index>`, with `;end` or `;failed` at the end",
            header::UPSTREAM
        )
    };
    read().ok_or_else(|| Refusal::malformed_request(problem()))
}

/// Why the page's stream failed, in its own words.
fn reason(body: &InvokeBody) -> String {
    match body {
        InvokeBody::Json(json) => json.parse().unwrap_or_else(|_| json.as_str().to_owned()),
        InvokeBody::Raw(bytes) => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// Bytes that may wait in one stream, and so the largest chunk.
fn bytes_max(document: &Document) -> u32 {
    let bytes = document.limits().upstream_bytes_max.clamp(1, Semaphore::MAX_PERMITS);
    u32::try_from(bytes).unwrap_or(u32::MAX)
}
