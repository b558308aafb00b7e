//! A large body in pieces, sent side by side: the call itself is a text that announces them, and each piece is a request of
//! the call scheme with the header [`PIECE`](header::PIECE). One whole body becomes bytes at the end, without a copy more.
//!
//! # Trust
//! A piece shows the key like any message. It belongs to a call of the same document that has announced it, has the place
//! and the length that were announced, and is read once that is certain. Bodies that are announced count among the bytes
//! that a page may have under way.

use bytes::BytesMut;
use futures_util::FutureExt;
use std::{
    collections::HashMap,
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::oneshot;

use crate::{
    Limits, Refusal,
    document::Document,
    wire::{Incoming, header},
};

/// Smallest piece. Unit: bytes. Attack: a body announced in a million pieces.
const PIECE_BYTES_MIN: usize = 64 * 1024;

/// The bodies of one document that come in pieces, by the callbacks of their calls.
#[derive(Default)]
pub(crate) struct Pieces {
    table: Mutex<Table>,
}

#[derive(Default)]
struct Table {
    bodies: HashMap<u32, Body>,
    bytes: usize,
    is_closed: bool,
}

struct Body {
    length: usize,
    pieces: Vec<Piece>,
    missing: usize,
    whole: oneshot::Sender<BytesMut>,
}

enum Piece {
    /// Nobody has sent it yet; this is the memory for it.
    Missing(BytesMut),
    UnderWay,
    Here(BytesMut),
}

impl Pieces {
    /// Expects a body of `length` bytes in pieces of `piece_bytes`, the last one as long as it must be.
    ///
    /// # Errors
    /// `body_too_large`, `too_many_bytes`, and `malformed_request` for pieces that cannot be.
    pub(crate) fn expect(
        document: &Arc<Document>,
        callback: u32,
        length: usize,
        piece_bytes: usize,
    ) -> Result<Incoming, Refusal> {
        let limits = document.limits();
        check(length, piece_bytes, limits)?;
        let (sender, whole) = oneshot::channel();
        let mut table = document.pieces().lock();
        if table.is_closed {
            return Err(Refusal::cancelled());
        }
        if table.bodies.contains_key(&callback) {
            return Err(Refusal::duplicate_call());
        }
        if table.bytes.saturating_add(length) > limits.pending_body_bytes_max {
            return Err(Refusal::too_many_bytes(limits.pending_body_bytes_max));
        }
        table.bytes += length;
        let mut rest = BytesMut::zeroed(length);
        let mut pieces = Vec::with_capacity(length.div_ceil(piece_bytes));
        while rest.len() > piece_bytes {
            let behind = rest.split_off(piece_bytes);
            pieces.push(Piece::Missing(mem::replace(&mut rest, behind)));
        }
        pieces.push(Piece::Missing(rest));
        table.bodies.insert(callback, Body { length, missing: pieces.len(), pieces, whole: sender });
        drop(table);
        let expected = Expected { document: Arc::clone(document), callback };
        Ok(Incoming::Later(Box::new(move |_, bytes_max| {
            async move {
                let _until_it_came = expected;
                if length > bytes_max {
                    return Err(Refusal::body_too_large(bytes_max));
                }
                whole.await.map_err(|_| Refusal::body_unreadable("its page went away"))
            }
            .boxed()
        })))
    }

    /// Takes a piece in: `place` is the header's value.
    ///
    /// # Errors
    /// `malformed_request` when no call waits for this piece, or it is not as long as was announced.
    pub(crate) async fn take(
        document: Arc<Document>,
        place: Option<(u32, usize)>,
        body: Incoming,
    ) -> Result<(), Refusal> {
        let unexpected = || {
            Refusal::malformed_request(format!("`{}` names no piece that a call waits for", header::PIECE))
        };
        let (callback, index) = place.ok_or_else(unexpected)?;
        let memory = document.pieces().begin(callback, index).ok_or_else(unexpected)?;
        let memory = body.read_into(memory).await?;
        document.pieces().end(callback, index, memory);
        Ok(())
    }

    fn begin(&self, callback: u32, index: usize) -> Option<BytesMut> {
        let mut table = self.lock();
        let piece = table.bodies.get_mut(&callback)?.pieces.get_mut(index)?;
        match mem::replace(piece, Piece::UnderWay) {
            Piece::Missing(memory) => Some(memory),
            other => {
                *piece = other;
                None
            }
        }
    }

    fn end(&self, callback: u32, index: usize, memory: BytesMut) {
        let mut table = self.lock();
        let Some(body) = table.bodies.get_mut(&callback) else { return };
        body.pieces[index] = Piece::Here(memory);
        body.missing -= 1;
        if body.missing > 0 {
            return;
        }
        let Some(body) = table.remove(callback) else { return };
        drop(table);
        let mut whole = BytesMut::new();
        for piece in body.pieces {
            if let Piece::Here(piece) = piece {
                // They lie side by side in one memory, so nothing is copied.
                whole.unsplit(piece);
            }
        }
        // Whoever waited may have been cancelled.
        let _ = body.whole.send(whole);
    }

    /// The document is gone, and with it everybody who waits.
    pub(crate) fn close(&self) {
        let mut table = self.lock();
        table.is_closed = true;
        let bodies = mem::take(&mut table.bodies);
        drop(table);
        drop(bodies);
    }

    fn lock(&self) -> MutexGuard<'_, Table> {
        // Nothing panics while it holds the lock, and a table that is whole stays usable.
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Table {
    fn remove(&mut self, callback: u32) -> Option<Body> {
        let body = self.bodies.remove(&callback)?;
        self.bytes -= body.length;
        Some(body)
    }
}

fn check(length: usize, piece_bytes: usize, limits: &Limits) -> Result<(), Refusal> {
    // A seal's own share is small.
    if length > limits.body_bytes_max.saturating_add(limits.header_bytes_max) {
        return Err(Refusal::body_too_large(limits.body_bytes_max));
    }
    if length == 0 || piece_bytes < PIECE_BYTES_MIN {
        let problem = format!(
            "a body in pieces has at least one, and none is announced smaller than {PIECE_BYTES_MIN} bytes"
        );
        return Err(Refusal::malformed_request(problem));
    }
    Ok(())
}

/// A call that waits for its body. Dropped, it waits no more.
struct Expected {
    document: Arc<Document>,
    callback: u32,
}

impl Drop for Expected {
    fn drop(&mut self) {
        let body = self.document.pieces().lock().remove(self.callback);
        drop(body);
    }
}
