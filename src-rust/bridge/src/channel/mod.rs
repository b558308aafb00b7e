//! Channels: messages from a command to its page, in order, at the page's pace.
//!
//! In: values, from any thread. Out: entries of the page's [`Outbox`](crate::outbox). A small message goes with the
//! delivery; a large one is parked, and the page fetches it once. The page puts them in the order of their index.
//!
//! A sender is held back twice: by the room of the outbox, and, where the page asks for it, by a window of messages that
//! the page has not consumed yet. So memory does not grow with a page that is slow.
//!
//! Source of the format: Tauri 2's channels; the window is ours (`PROTOCOL.md`).

mod id;
mod message;
mod table;

pub use id::JavaScriptChannelId;
pub(crate) use message::FETCH;
pub use message::{SendError, TrySendError};
pub(crate) use table::{Channels, Parked};

use futures_util::FutureExt;
use std::{
    marker::PhantomData,
    sync::{Arc, Mutex, PoisonError, Weak},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, TryAcquireError};

use crate::{CancellationToken, IpcResponse, document::Document, outbox::Room, wire::InvokeResponseBody};
use message::Written;

/// A way to send messages to the page that made the call, as a command's argument; nested in another argument it is a
/// [`JavaScriptChannelId`].
///
/// All clones are one channel. When the last is dropped, the page sees the end. A channel whose page is gone, or whose
/// reader has stopped, is closed: sending fails, and [`Self::closed`] tells.
///
/// ```
/// use footbridge::{Channel, command};
/// use footbridge::ipc::SendError;
///
/// #[command]
/// async fn count(to: u32, numbers: Channel<u32>) -> Result<(), SendError> {
///     for number in 0..to {
///         // Waits while the page is behind.
///         numbers.send(number).await?;
///     }
///     Ok(())
/// }
/// ```
pub struct Channel<T = InvokeResponseBody> {
    inner: Arc<Inner>,
    message: PhantomData<fn(T)>,
}

impl<T> Clone for Channel<T> {
    fn clone(&self) -> Self {
        Self::of(Arc::clone(&self.inner))
    }
}

/// What all clones of a channel share.
pub(crate) struct Inner {
    id: u32,
    to: Receiver,
    closed: CancellationToken,
}

enum Receiver {
    Page { document: Weak<Document>, next: Mutex<u64>, window: Option<Window> },
    Rust(Box<dyn Fn(InvokeResponseBody) + Send + Sync>),
}

/// Messages that the page lets Rust send ahead of what it has consumed.
struct Window {
    free: Arc<Semaphore>,
    /// How many messages the page says it has consumed.
    consumed: Mutex<u64>,
}

impl<T> Channel<T> {
    /// A channel whose messages go to a function in Rust, on the thread that sends them.
    pub fn new(on_message: impl Fn(InvokeResponseBody) + Send + Sync + 'static) -> Self {
        Self::of(Arc::new(Inner {
            id: 0,
            to: Receiver::Rust(Box::new(on_message)),
            closed: CancellationToken::new(),
        }))
    }

    fn of(inner: Arc<Inner>) -> Self {
        Self { inner, message: PhantomData }
    }

    /// The number under which the page knows it; 0 for one made in Rust.
    pub fn id(&self) -> u32 {
        self.inner.id
    }

    /// Whether nobody reads any more.
    pub fn is_closed(&self) -> bool {
        self.inner.closed.is_cancelled()
    }

    /// Waits until nobody reads any more: the page went away, or its reader has stopped.
    pub async fn closed(&self) {
        self.inner.closed.cancelled().await;
    }
}

impl<T: IpcResponse> Channel<T> {
    /// Sends a message, and waits while the page is too far behind. Dropped while it waits, it has sent nothing.
    ///
    /// # Errors
    /// When the channel is closed, or the message has no form on the wire.
    pub async fn send(&self, message: T) -> Result<(), SendError> {
        let message = Written::new(message)?;
        let Receiver::Page { document, next, window } = &self.inner.to else {
            return self.inner.hand_over(message);
        };
        let document = document.upgrade().ok_or(SendError::Closed)?;
        let admitted = async {
            let ahead = match window {
                Some(window) => {
                    Some(Arc::clone(&window.free).acquire_owned().await.map_err(|_| SendError::Closed)?)
                }
                None => None,
            };
            let room = document.outbox().room(message.bytes()).await?;
            Ok::<_, SendError>((room, ahead))
        };
        let admitted = self.inner.closed.run_until_cancelled(admitted).await;
        let (room, ahead) = admitted.ok_or(SendError::Closed)??;
        self.inner.put(&document, next, message, room, ahead)
    }

    /// Sends a message if the page is not too far behind.
    ///
    /// # Errors
    /// [`TrySendError::Full`] when it is; otherwise as [`Self::send`].
    pub fn try_send(&self, message: T) -> Result<(), TrySendError> {
        let message = Written::new(message)?;
        let Receiver::Page { document, next, window } = &self.inner.to else {
            return Ok(self.inner.hand_over(message)?);
        };
        let document = document.upgrade().ok_or(TrySendError::Closed)?;
        if self.is_closed() {
            return Err(TrySendError::Closed);
        }
        let ahead = match window {
            Some(window) => {
                Some(Arc::clone(&window.free).try_acquire_owned().map_err(|error| match error {
                    TryAcquireError::NoPermits => TrySendError::Full,
                    TryAcquireError::Closed => TrySendError::Closed,
                })?)
            }
            None => None,
        };
        let room = document.outbox().try_room(message.bytes())?;
        Ok(self.inner.put(&document, next, message, room, ahead)?)
    }

    /// As [`Self::send`], for a thread that may block: a plain command, or a thread of your own.
    ///
    /// # Errors
    /// As [`Self::send`].
    ///
    /// # Panics
    /// Where a thread must not block: inside an `async` command or task.
    pub fn blocking_send(&self, message: T) -> Result<(), SendError> {
        let Receiver::Page { document, .. } = &self.inner.to else {
            return self.inner.hand_over(Written::new(message)?);
        };
        let runtime = document.upgrade().ok_or(SendError::Closed)?.runtime().clone();
        // Nearly always there is room, and then nothing has to wait.
        let mut send = std::pin::pin!(self.send(message));
        match send.as_mut().now_or_never() {
            Some(sent) => sent,
            None => runtime.block_on(send),
        }
    }
}

impl Inner {
    fn hand_over(&self, message: Written) -> Result<(), SendError> {
        if self.closed.is_cancelled() {
            return Err(SendError::Closed);
        }
        if let Receiver::Rust(on_message) = &self.to {
            on_message(message.into_body());
        }
        Ok(())
    }

    /// Numbers a message and queues it. Nothing waits in here, so no number is ever left out.
    fn put(
        &self,
        document: &Arc<Document>,
        next: &Mutex<u64>,
        message: Written,
        room: Room,
        ahead: Option<OwnedSemaphorePermit>,
    ) -> Result<(), SendError> {
        if self.closed.is_cancelled() {
            return Err(SendError::Closed);
        }
        let mut next = next.lock().unwrap_or_else(PoisonError::into_inner);
        message.queue(document, self.id, *next, room)?;
        *next += 1;
        if self.closed.is_cancelled() {
            // Closed meanwhile: whoever closed it may have looked for parked messages before this one was.
            document.parked().drop_channel(self.id);
        }
        if let Some(ahead) = ahead {
            // The page gives it back when it has consumed the message.
            ahead.forget();
        }
        Ok(())
    }

    /// The page has consumed so many messages in all.
    fn credit(&self, consumed: u64) {
        let Receiver::Page { next, window: Some(window), .. } = &self.to else { return };
        // Nobody consumes what was not sent.
        let sent = *next.lock().unwrap_or_else(PoisonError::into_inner);
        let consumed = consumed.min(sent);
        let mut before = window.consumed.lock().unwrap_or_else(PoisonError::into_inner);
        let more = consumed.saturating_sub(*before);
        *before += more;
        window.free.add_permits(usize::try_from(more).expect("a window is smaller than memory"));
    }

    fn close(&self) {
        self.closed.cancel();
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        let Receiver::Page { document, next, .. } = &self.to else { return };
        let Some(document) = document.upgrade() else { return };
        document.channels().remove(self.id);
        let next = *next.lock().unwrap_or_else(PoisonError::into_inner);
        // Where nobody reads any more, the page still forgets the channel by it. The document may be gone by now.
        let _ = document.outbox().push_word(format!("[4,{},{next}]", self.id));
    }
}
