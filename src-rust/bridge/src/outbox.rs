//! Everything that Rust pushes to a page: one bounded queue a document, in order, many messages to one delivery.
//!
//! In come entries, from any thread; out goes a [`Delivery`] to the page's [`Outlet`], which takes all that waits at the
//! moment it is ready for it. A delivery that the page has run is acknowledged by being dropped. At most
//! two are unacknowledged, so a page that cannot keep up leaves its messages here, where they are counted, and not in
//! the engine, where they are not.
//!
//! # Trust
//! Entries are JSON that the bridge wrote. A page cannot reach the queue; all it can do is be slow.

use std::{
    collections::{HashMap, VecDeque},
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, TryAcquireError};

use crate::{Limits, Outlet};

/// Largest script of one delivery, in bytes, unless a single entry is larger: the page breathes between two of them.
const DELIVERY_BYTES_MAX: usize = 256 * 1024;

/// Deliveries that the page has not run yet. The second is under way while the first runs.
const UNACKNOWLEDGED_MAX: usize = 2;

/// The queue of one document.
pub struct Outbox {
    outlet: Arc<dyn Outlet>,
    queue: Mutex<Queue>,
    /// Bytes that senders who can wait may have in the queue together.
    room: Arc<Semaphore>,
    room_bytes_max: usize,
    event_bytes_max: usize,
}

#[derive(Default)]
struct Queue {
    entries: VecDeque<Entry>,
    /// How many entries went out before the first that is here.
    taken: u64,
    /// Which entry holds the latest event of a name, counted from the first there ever was.
    latest: HashMap<Box<str>, u64>,
    /// Bytes of events that are queued or not acknowledged.
    event_bytes: usize,
    /// A delivery is on its way to the main thread and has not taken anything yet.
    is_called: bool,
    unacknowledged: usize,
    is_closed: bool,
}

struct Entry {
    text: String,
    weight: Weight,
    latest: Option<Box<str>>,
}

/// What an entry holds until the page has run it.
enum Weight {
    /// An answer: its call was counted when it came in.
    None,
    Room(Room),
    Event(usize),
}

/// A piece of the queue's room. Dropped, it is free again.
pub(crate) struct Room {
    _bytes: OwnedSemaphorePermit,
}

/// Why an entry was not queued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unqueued {
    /// The queue holds as much as it may.
    Full,
    /// The document is gone.
    Closed,
}

impl Outbox {
    pub(crate) fn new(outlet: Arc<dyn Outlet>, limits: &Limits) -> Arc<Self> {
        let room_bytes_max = limits.outbox_bytes_max.clamp(1, Semaphore::MAX_PERMITS.min(u32::MAX as usize));
        Arc::new(Self {
            outlet,
            queue: Mutex::default(),
            room: Arc::new(Semaphore::new(room_bytes_max)),
            room_bytes_max,
            event_bytes_max: limits.event_bytes_max,
        })
    }

    /// Waits for room. One entry that is larger than all the room there is gets all of it.
    pub(crate) async fn room(&self, bytes: usize) -> Result<Room, Unqueued> {
        let permit = Arc::clone(&self.room).acquire_many_owned(self.permits(bytes)).await;
        permit.map(|bytes| Room { _bytes: bytes }).map_err(|_| Unqueued::Closed)
    }

    /// Takes room if there is any.
    pub(crate) fn try_room(&self, bytes: usize) -> Result<Room, Unqueued> {
        match Arc::clone(&self.room).try_acquire_many_owned(self.permits(bytes)) {
            Ok(bytes) => Ok(Room { _bytes: bytes }),
            Err(TryAcquireError::NoPermits) => Err(Unqueued::Full),
            Err(TryAcquireError::Closed) => Err(Unqueued::Closed),
        }
    }

    fn permits(&self, bytes: usize) -> u32 {
        u32::try_from(bytes.clamp(1, self.room_bytes_max)).expect("the room was clamped to 32 bits")
    }

    /// Queues an entry for which room was taken.
    pub(crate) fn push(self: &Arc<Self>, text: String, room: Room) -> Result<(), Unqueued> {
        self.enqueue(Entry { text, weight: Weight::Room(room), latest: None })
    }

    /// Queues an entry that must not wait: an answer, or the end of something that was counted.
    pub(crate) fn push_answer(self: &Arc<Self>, text: String) -> Result<(), Unqueued> {
        self.enqueue(Entry { text, weight: Weight::None, latest: None })
    }

    /// Queues an event. `latest` names events of which only the last one counts: one that waits already is replaced,
    /// and the other keeps its place in the queue.
    pub(crate) fn push_event(self: &Arc<Self>, text: String, latest: Option<&str>) -> Result<(), Unqueued> {
        let bytes = text.len();
        let mut queue = self.lock();
        if queue.is_closed {
            return Err(Unqueued::Closed);
        }
        if queue.event_bytes.saturating_add(bytes) > self.event_bytes_max {
            return Err(Unqueued::Full);
        }
        queue.event_bytes += bytes;
        if let Some(waiting) = latest.and_then(|name| queue.waiting(name)) {
            let Weight::Event(before) = mem::replace(&mut waiting.weight, Weight::Event(bytes)) else {
                unreachable!("only an event is entered as the latest of its name");
            };
            waiting.text = text;
            queue.event_bytes -= before;
            return Ok(());
        }
        let latest = latest.map(Box::from);
        if let Some(name) = latest.clone() {
            let place = queue.taken + queue.entries.len() as u64;
            queue.latest.insert(name, place);
        }
        queue.entries.push_back(Entry { text, weight: Weight::Event(bytes), latest });
        self.call(queue);
        Ok(())
    }

    fn enqueue(self: &Arc<Self>, entry: Entry) -> Result<(), Unqueued> {
        let mut queue = self.lock();
        if queue.is_closed {
            return Err(Unqueued::Closed);
        }
        queue.entries.push_back(entry);
        self.call(queue);
        Ok(())
    }

    /// Sends for a delivery when there is something to take and the page has run enough of what it got. The lock is let
    /// go first: an outlet may answer at once.
    fn call(self: &Arc<Self>, mut queue: MutexGuard<'_, Queue>) {
        if queue.entries.is_empty() || queue.is_called || queue.unacknowledged >= UNACKNOWLEDGED_MAX {
            return;
        }
        queue.is_called = true;
        drop(queue);
        self.outlet.deliver(Delivery { outbox: Arc::clone(self), state: State::Called });
    }

    /// The document is gone: nothing more is queued, what waits is let go, and so is everybody who waits for room.
    pub(crate) fn close(&self) {
        self.room.close();
        let mut queue = self.lock();
        queue.is_closed = true;
        let entries = mem::take(&mut queue.entries);
        queue.latest.clear();
        drop(queue);
        drop(entries);
    }

    /// How many entries wait.
    pub fn waiting(&self) -> usize {
        self.lock().entries.len()
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        // Nothing panics while it holds the lock, and a queue that is whole stays usable.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Queue {
    fn waiting(&mut self, name: &str) -> Option<&mut Entry> {
        let place = self.latest.get(name)?.checked_sub(self.taken)?;
        self.entries.get_mut(usize::try_from(place).ok()?)
    }

    /// Takes what fits into one delivery, and at least one entry.
    fn take(&mut self) -> Option<(String, Vec<Weight>)> {
        let mut script = String::from("__FOOTBRIDGE__.deliver([");
        let mut weights = Vec::new();
        while let Some(next) = self.entries.front() {
            if !weights.is_empty() && script.len() + next.text.len() > DELIVERY_BYTES_MAX {
                break;
            }
            let Some(entry) = self.entries.pop_front() else { break };
            self.taken += 1;
            if let Some(name) = entry.latest {
                self.latest.remove(&name);
            }
            if !weights.is_empty() {
                script.push(',');
            }
            script.push_str(&entry.text);
            weights.push(entry.weight);
        }
        script.push_str("])");
        (!weights.is_empty()).then_some((script, weights))
    }
}

/// One delivery to a page: a promise to take what waits, then the duty to say when the page has run it.
///
/// An [`Outlet`] calls [`Self::script`] once, on the thread that evaluates and in a later turn of its loop than the one in
/// which it got the delivery, so that many messages become one script. It drops the delivery when the page has run the
/// script, or never will.
pub struct Delivery {
    outbox: Arc<Outbox>,
    state: State,
}

enum State {
    Called,
    Taken(Vec<Weight>),
    Empty,
}

impl Delivery {
    /// Takes everything that waits, up to a bound, as one script. `None` when there is nothing.
    pub fn script(&mut self) -> Option<String> {
        if !matches!(self.state, State::Called) {
            return None;
        }
        let mut queue = self.outbox.lock();
        queue.is_called = false;
        let Some((script, weights)) = queue.take() else {
            self.state = State::Empty;
            return None;
        };
        queue.unacknowledged += 1;
        self.state = State::Taken(weights);
        self.outbox.call(queue);
        Some(script)
    }
}

impl Drop for Delivery {
    fn drop(&mut self) {
        match mem::replace(&mut self.state, State::Empty) {
            State::Empty => {}
            // The outlet has no view. The next message will try again.
            State::Called => self.outbox.lock().is_called = false,
            State::Taken(weights) => {
                let events =
                    weights.iter().map(|weight| if let Weight::Event(bytes) = weight { *bytes } else { 0 });
                let event_bytes: usize = events.sum();
                drop(weights);
                let mut queue = self.outbox.lock();
                queue.unacknowledged -= 1;
                queue.event_bytes -= event_bytes;
                self.outbox.call(queue);
            }
        }
    }
}
