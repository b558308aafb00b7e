//! Streams from a page to a command, at the command's pace.
//!
//! In: a `ReadableStream` or an async iterable among the arguments of a call. Out: its pieces, one by one. The page reads
//! its stream when the command takes it, and reads on when there is room for one more piece, so a slow command holds the
//! page back and not the memory full.
//!
//! # Trust
//! A page can push into streams of its own document only, only where a command has taken one, and in order.

mod error;
mod id;
mod table;

pub use error::UpstreamError;
pub use id::{NoUpstream, UpstreamId};
pub(crate) use table::{Announced, Upstreams, push};

use serde::de::DeserializeOwned;
use std::{
    marker::PhantomData,
    sync::{Arc, Weak},
};
use tokio::sync::{Semaphore, mpsc};

use crate::{CancellationToken, command, document::Document};
use table::Piece;

/// What a page sends while a command runs, as the command's argument; nested in another argument it is an
/// [`UpstreamId`]. `T` is the type of one piece; `Bytes` and `Vec<u8>` take raw ones.
///
/// Dropped, it stops the page's stream: `cancel` is called on a `ReadableStream`, `return` on an iterator.
///
/// ```
/// use bytes::Bytes;
/// use footbridge::{Upstream, UpstreamError, command};
///
/// #[command]
/// async fn weigh(mut file: Upstream<Bytes>) -> Result<usize, UpstreamError> {
///     let mut bytes = 0;
///     while let Some(piece) = file.next().await {
///         bytes += piece?.len();
///     }
///     Ok(bytes)
/// }
/// ```
pub struct Upstream<T> {
    id: u32,
    document: Weak<Document>,
    pieces: mpsc::Receiver<Piece>,
    room: Arc<Semaphore>,
    /// Of the call that announced it.
    cancellation: CancellationToken,
    is_over: bool,
    piece: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> Upstream<T> {
    /// The next piece; `None` after the last. Dropped while it waits, it has taken nothing.
    ///
    /// # Errors
    /// An item is an error when it is no `T`, after which the next one may be; and, as the last item, when the page's
    /// stream failed, the call was cancelled or the page went away.
    pub async fn next(&mut self) -> Option<Result<T, UpstreamError>> {
        if self.is_over {
            return None;
        }
        let last = match self.cancellation.run_until_cancelled(self.pieces.recv()).await {
            Some(Some(Piece::Chunk { body, .. })) => {
                return Some(command::read(body).map_err(UpstreamError::from));
            }
            Some(Some(Piece::End)) => None,
            Some(Some(Piece::Failed(message))) => Some(Err(UpstreamError::Failed(message))),
            Some(None) => Some(Err(UpstreamError::Gone)),
            None => Some(Err(UpstreamError::Cancelled)),
        };
        self.is_over = true;
        last
    }

    /// As [`Self::next`], for a thread that may block: a plain command, or a thread of your own.
    ///
    /// # Errors
    /// As [`Self::next`].
    ///
    /// # Panics
    /// Where a thread must not block: inside an `async` command or task.
    pub fn blocking_next(&mut self) -> Option<Result<T, UpstreamError>> {
        let Some(document) = self.document.upgrade() else {
            return (!std::mem::replace(&mut self.is_over, true)).then_some(Err(UpstreamError::Gone));
        };
        let runtime = document.runtime().clone();
        // Held while it waits, it would keep a document that was left.
        drop(document);
        runtime.block_on(self.next())
    }
}

impl<T> Drop for Upstream<T> {
    fn drop(&mut self) {
        self.room.close();
        if let Some(document) = self.document.upgrade() {
            document.upstreams().end(&document, self.id, true);
        }
    }
}
