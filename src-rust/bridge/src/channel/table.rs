//! The channels of one document, and the messages that wait to be fetched.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicU32, Ordering},
    },
};
use tokio::sync::Semaphore;

use super::{Inner, JavaScriptChannelId, Receiver, Window};
use crate::{document::Document, outbox::Room, wire::InvokeResponseBody};

/// Channels by their ids. It does not keep them: a channel lives as long as somebody may send.
#[derive(Default)]
pub(crate) struct Channels(Mutex<HashMap<u32, Weak<Inner>>>);

impl Channels {
    /// The channel of an id, made when it is not open.
    pub(crate) fn open(&self, document: &Arc<Document>, id: JavaScriptChannelId) -> Arc<Inner> {
        let mut channels = self.lock();
        if let Some(open) = channels.get(&id.id).and_then(Weak::upgrade) {
            return open;
        }
        let window = id.window.map(|messages| Window {
            free: Arc::new(Semaphore::new(messages as usize)),
            consumed: Mutex::new(0),
        });
        let to = Receiver::Page { document: Arc::downgrade(document), next: Mutex::new(0), window };
        let channel = Arc::new(Inner { id: id.id, to, closed: document.closed().child_token().into() });
        if channels.len() >= document.limits().channels_max {
            channel.close();
            return channel;
        }
        channels.insert(id.id, Arc::downgrade(&channel));
        channel
    }

    /// Forgets a channel that was dropped, unless another of the same id came after it.
    pub(super) fn remove(&self, id: u32) {
        let mut channels = self.lock();
        if channels.get(&id).is_some_and(|channel| channel.strong_count() == 0) {
            channels.remove(&id);
        }
    }

    /// The page has consumed so many messages of a channel in all. One that is gone needs no credit.
    pub(crate) fn credit(&self, id: u32, consumed: u64) {
        if let Some(channel) = self.find(id) {
            channel.credit(consumed);
        }
    }

    /// The page reads a channel no more.
    pub(crate) fn close(&self, id: u32) {
        if let Some(channel) = self.find(id) {
            channel.close();
        }
    }

    /// How many channels are open.
    pub(crate) fn len(&self) -> usize {
        self.lock().values().filter(|channel| channel.strong_count() > 0).count()
    }

    fn find(&self, id: u32) -> Option<Arc<Inner>> {
        self.lock().get(&id).and_then(Weak::upgrade)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u32, Weak<Inner>>> {
        // Nothing panics while it holds the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Messages too large for a delivery. Each waits here with its room in the outbox, to be fetched once.
#[derive(Default)]
pub(crate) struct Parked(Mutex<HashMap<u32, Parcel>>);

struct Parcel {
    channel: u32,
    body: InvokeResponseBody,
    _room: Room,
}

/// One count for all documents, so that a fetch that comes too late finds nothing of the document that came after.
static NEXT_PARCEL: AtomicU32 = AtomicU32::new(0);

impl Parked {
    pub(super) fn park(&self, channel: u32, body: InvokeResponseBody, room: Room) -> u32 {
        let mut parcels = self.lock();
        let mut id = NEXT_PARCEL.fetch_add(1, Ordering::Relaxed);
        while parcels.contains_key(&id) {
            id = NEXT_PARCEL.fetch_add(1, Ordering::Relaxed);
        }
        parcels.insert(id, Parcel { channel, body, _room: room });
        id
    }

    /// Takes a message out; its room is free from here on.
    pub(crate) fn take(&self, id: u32) -> Option<InvokeResponseBody> {
        self.lock().remove(&id).map(|parcel| parcel.body)
    }

    /// Lets go of what waits of a channel that nobody reads.
    pub(crate) fn drop_channel(&self, channel: u32) {
        let mut parcels = self.lock();
        let dropped: Vec<_> = parcels.extract_if(|_, parcel| parcel.channel == channel).collect();
        drop(parcels);
        drop(dropped);
    }

    /// Lets go of everything.
    pub(crate) fn clear(&self) {
        let parcels = std::mem::take(&mut *self.lock());
        drop(parcels);
    }

    /// How many messages wait.
    pub(crate) fn len(&self) -> usize {
        self.lock().len()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u32, Parcel>> {
        // Nothing panics while it holds the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
