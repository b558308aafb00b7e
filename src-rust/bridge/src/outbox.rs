//! Everything that Rust pushes to a page: one bounded queue a document, in order, many messages to one delivery.
//!
//! In come entries, from any thread; out goes a [`Delivery`] to a [`Courier`], which takes all that waits at the
//! moment it is ready for it. A delivery that the page has run is acknowledged by being dropped. At most
//! four are unacknowledged, so a page that cannot keep up leaves its messages here, where they are counted, and not in
//! the engine, where they are not.
//!
//! # Trust
//! Entries are JSON that the bridge wrote. A page cannot reach the queue; all it can do is be slow.

mod delivery;
mod entry;
mod script;
mod way;
mod weight;

use bytes::Bytes;
use std::{
    collections::{HashMap, VecDeque},
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::{Semaphore, TryAcquireError};

use crate::{Courier, Limits};
pub use delivery::Delivery;
use entry::{BYTES_MAX, ENTRIES_MAX, Entry};
pub(crate) use script::EntryText;
use script::Script;
pub use script::Statement;
use way::Way;
pub(crate) use weight::Room;
use weight::Weight;

/// What an entry weighs besides its text: small ones are mostly that. Unit: bytes.
pub(crate) const ENTRY_BYTES: usize = 128;

/// Refusals that wait beyond all other answers. Unit: bytes.
const REFUSAL_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Deliveries that the page has not run yet. Others are under way while one runs.
const UNACKNOWLEDGED_MAX: usize = 4;

/// The queue of one document.
pub struct Outbox {
    queue: Mutex<Queue>,
    /// Bytes that senders who can wait may have in the queue together.
    room: Arc<Semaphore>,
    room_bytes_max: usize,
    event_bytes_max: usize,
    answer_bytes_max: usize,
}

struct Queue {
    way: Way,
    /// Deliveries that the connection took and could not carry.
    returned: VecDeque<(Vec<Statement>, Weight)>,
    entries: VecDeque<Entry>,
    /// Answers that go in pieces. They take turns.
    large: VecDeque<Large>,
    /// How many of `entries` went out before the first that is here.
    taken: u64,
    /// Which entry holds the latest event of a name, counted from the first there ever was.
    latest: HashMap<Box<str>, u64>,
    /// Bytes of events that are queued or not acknowledged.
    event_bytes: usize,
    /// Bytes of answers that are queued or not acknowledged.
    answer_bytes: usize,
    /// A delivery is on its way to the main thread and has not taken anything yet.
    is_called: bool,
    unacknowledged: usize,
    is_closed: bool,
}

/// Bytes that are too many for one delivery.
struct Large {
    callback: u32,
    bytes: Bytes,
    taken: usize,
}

impl Large {
    /// What is counted with its first piece.
    fn own_bytes(&self) -> usize {
        if self.taken == 0 { ENTRY_BYTES } else { 0 }
    }
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
    pub(crate) fn new(courier: Arc<dyn Courier>, limits: &Limits) -> Arc<Self> {
        let room_bytes_max = limits.outbox_bytes_max.clamp(1, Semaphore::MAX_PERMITS.min(u32::MAX as usize));
        Arc::new(Self {
            queue: Mutex::new(Queue::new(courier)),
            room: Arc::new(Semaphore::new(room_bytes_max)),
            room_bytes_max,
            event_bytes_max: limits.event_bytes_max,
            answer_bytes_max: limits.answer_bytes_max,
        })
    }

    /// Waits for room. One entry that is larger than all the room there is gets all of it.
    pub(crate) async fn room(&self, bytes: usize) -> Result<Room, Unqueued> {
        let permit = Arc::clone(&self.room).acquire_many_owned(self.permits(bytes)).await;
        permit.map(Room).map_err(|_| Unqueued::Closed)
    }

    /// Takes room if there is any.
    pub(crate) fn try_room(&self, bytes: usize) -> Result<Room, Unqueued> {
        match Arc::clone(&self.room).try_acquire_many_owned(self.permits(bytes)) {
            Ok(bytes) => Ok(Room(bytes)),
            Err(TryAcquireError::NoPermits) => Err(Unqueued::Full),
            Err(TryAcquireError::Closed) => Err(Unqueued::Closed),
        }
    }

    fn permits(&self, bytes: usize) -> u32 {
        let bytes = bytes.saturating_add(ENTRY_BYTES);
        u32::try_from(bytes.clamp(1, self.room_bytes_max)).expect("the room was clamped to 32 bits")
    }

    /// Queues an entry for which room was taken.
    pub(crate) fn push(self: &Arc<Self>, text: impl Into<EntryText>, room: Room) -> Result<(), Unqueued> {
        self.enqueue(Entry { text: text.into(), weight: Weight::room(room), latest: None })
    }

    /// Queues a small entry that must not wait and belongs to something that was counted, as its end does.
    pub(crate) fn push_word(self: &Arc<Self>, text: impl Into<EntryText>) -> Result<(), Unqueued> {
        self.enqueue(Entry { text: text.into(), weight: Weight::default(), latest: None })
    }

    /// Queues the answer of a call.
    pub(crate) fn push_answer(self: &Arc<Self>, text: impl Into<EntryText>) -> Result<(), Unqueued> {
        self.enqueue_answer(text.into(), self.answer_bytes_max)
    }

    /// Queues a refusal, for which there is some room left where no other answer has any.
    pub(crate) fn push_refusal(self: &Arc<Self>, text: impl Into<EntryText>) -> Result<(), Unqueued> {
        self.enqueue_answer(text.into(), self.answer_bytes_max.saturating_add(REFUSAL_BYTES_MAX))
    }

    fn enqueue_answer(self: &Arc<Self>, text: EntryText, bytes_max: usize) -> Result<(), Unqueued> {
        let mut queue = self.lock();
        let weight = queue.count_answer(text.len(), bytes_max)?;
        queue.push(Entry { text, weight, latest: None });
        self.call(queue);
        Ok(())
    }

    /// Queues an answer of bytes, which goes in pieces.
    pub(crate) fn push_bytes(self: &Arc<Self>, callback: u32, bytes: Bytes) -> Result<(), Unqueued> {
        let mut queue = self.lock();
        // Each piece gives its share back.
        queue.count_answer(bytes.len(), self.answer_bytes_max)?;
        queue.large.push_back(Large { callback, bytes, taken: 0 });
        self.call(queue);
        Ok(())
    }

    /// Sends no more of an answer in pieces: nobody waits for it.
    pub(crate) fn abandon(&self, callback: u32) {
        let mut queue = self.lock();
        let place = queue.large.iter().position(|large| large.callback == callback);
        let Some(large) = place.and_then(|place| queue.large.remove(place)) else { return };
        queue.answer_bytes -= large.bytes.len() - large.taken + large.own_bytes();
    }

    /// Queues an event. `latest` names events of which only the last one counts: one that waits already is replaced,
    /// and the other keeps its place in the queue.
    pub(crate) fn push_event(
        self: &Arc<Self>,
        text: impl Into<EntryText>,
        latest: Option<&str>,
    ) -> Result<(), Unqueued> {
        let text = text.into();
        let bytes = text.len() + ENTRY_BYTES;
        let mut queue = self.lock();
        if queue.is_closed {
            return Err(Unqueued::Closed);
        }
        if queue.event_bytes.saturating_add(bytes) > self.event_bytes_max {
            return Err(Unqueued::Full);
        }
        queue.event_bytes += bytes;
        if let Some(waiting) = latest.and_then(|name| queue.waiting(name)) {
            waiting.text = text;
            let before = mem::replace(&mut waiting.weight, Weight::event(bytes));
            queue.event_bytes -= before.event_bytes;
            return Ok(());
        }
        let latest = latest.map(Box::from);
        if let Some(name) = latest.clone() {
            let place = queue.taken + queue.entries.len() as u64;
            queue.latest.insert(name, place);
        }
        queue.push(Entry { text, weight: Weight::event(bytes), latest });
        self.call(queue);
        Ok(())
    }

    fn enqueue(self: &Arc<Self>, entry: Entry) -> Result<(), Unqueued> {
        let mut queue = self.lock();
        if queue.is_closed {
            return Err(Unqueued::Closed);
        }
        queue.push(entry);
        self.call(queue);
        Ok(())
    }

    /// Sends for a delivery when there is something to take and the page has run enough of what it got. The lock is let
    /// go first: an outlet may answer at once.
    fn call(self: &Arc<Self>, mut queue: MutexGuard<'_, Queue>) {
        let is_empty = queue.entries.is_empty() && queue.large.is_empty() && queue.returned.is_empty();
        if is_empty || queue.is_called || queue.unacknowledged >= UNACKNOWLEDGED_MAX {
            return;
        }
        queue.is_called = true;
        let is_none_under_way = queue.unacknowledged == 0;
        let (courier, is_by_connection) = queue.way.courier(is_none_under_way);
        drop(queue);
        courier.deliver(Delivery::new(Arc::clone(self), is_by_connection));
    }

    /// Has deliveries go over a connection of the document's own. Returns whether it had none before, and still lives.
    pub(crate) fn connect(&self, courier: Arc<dyn Courier>) -> bool {
        let mut queue = self.lock();
        !queue.is_closed && queue.way.connect(courier)
    }

    /// Has deliveries go by the engine again.
    pub(crate) fn disconnect(self: &Arc<Self>) {
        let mut queue = self.lock();
        let connection = queue.way.end();
        self.call(queue);
        // After the lock is let go: it may hold deliveries still, which come here when they are dropped.
        drop(connection);
    }

    /// The document is gone: nothing more is queued, what waits is let go, and so is everybody who waits for room.
    pub(crate) fn close(&self) {
        self.room.close();
        let mut queue = self.lock();
        queue.is_closed = true;
        let entries = (mem::take(&mut queue.entries), mem::take(&mut queue.large));
        queue.latest.clear();
        let returned = mem::take(&mut queue.returned);
        let connection = queue.way.end();
        drop(queue);
        if let Some(courier) = connection {
            courier.close();
        }
        drop(returned);
        drop(entries);
    }

    /// Bytes of answers that may wait.
    pub(crate) fn answer_bytes_max(&self) -> usize {
        self.answer_bytes_max
    }

    /// How many entries wait.
    pub fn waiting(&self) -> usize {
        self.lock().entries.iter().map(|entry| entry.text.count()).sum()
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        // Nothing panics while it holds the lock, and a queue that is whole stays usable.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Queue {
    fn new(engine: Arc<dyn Courier>) -> Self {
        Self {
            way: Way::new(engine),
            returned: VecDeque::new(),
            entries: VecDeque::new(),
            large: VecDeque::new(),
            taken: 0,
            latest: HashMap::new(),
            event_bytes: 0,
            answer_bytes: 0,
            is_called: false,
            unacknowledged: 0,
            is_closed: false,
        }
    }

    fn count_answer(&mut self, bytes: usize, bytes_max: usize) -> Result<Weight, Unqueued> {
        if self.is_closed {
            return Err(Unqueued::Closed);
        }
        let bytes = bytes + ENTRY_BYTES;
        if self.answer_bytes.saturating_add(bytes) > bytes_max {
            return Err(Unqueued::Full);
        }
        self.answer_bytes += bytes;
        Ok(Weight::answer(bytes))
    }

    /// Puts an entry behind the others: into the last of them, where they begin alike.
    fn push(&mut self, entry: Entry) {
        match self.entries.back_mut() {
            Some(last) if last.takes(&entry) => last.append(entry),
            _ => self.entries.push_back(entry),
        }
    }

    fn waiting(&mut self, name: &str) -> Option<&mut Entry> {
        let place = self.latest.get(name)?.checked_sub(self.taken)?;
        self.entries.get_mut(usize::try_from(place).ok()?)
    }

    /// Takes what fits into one delivery, and at least one entry.
    fn take(&mut self) -> Option<(Vec<Statement>, Weight)> {
        if let Some(returned) = self.returned.pop_front() {
            return Some(returned);
        }
        let mut script = Script::default();
        let mut held = Weight::default();
        let mut count = 0;
        while let Some(next) = self.entries.front() {
            count += next.text.count();
            let bytes = script.len() + next.text.script_bytes();
            if !script.is_empty() && (count > ENTRIES_MAX || bytes > next.script_bytes_max()) {
                break;
            }
            let Some(entry) = self.entries.pop_front() else { break };
            self.taken += 1;
            if let Some(name) = entry.latest {
                self.latest.remove(&name);
            }
            script.push(entry.text);
            held.add(entry.weight);
        }
        self.take_piece(&mut script, &mut held);
        (!script.is_empty()).then(|| (script.finish(), held))
    }

    /// Fills a delivery up with a piece of what is large: `[7,callback,length,bytes]`.
    fn take_piece(&mut self, script: &mut Script, held: &mut Weight) {
        // A full delivery has one entry that is larger than all others may be together.
        let room = BYTES_MAX.saturating_sub(script.len()) / 4 * 3;
        if room == 0 {
            return;
        }
        let Some(mut large) = self.large.pop_front() else { return };
        let piece = large.bytes.slice(large.taken..large.bytes.len().min(large.taken + room));
        let piece_bytes = piece.len();
        held.answer_bytes += piece_bytes + large.own_bytes();
        large.taken += piece_bytes;
        let (callback, length) = (large.callback, large.bytes.len());
        script.push_bytes(format!("[7,{callback},{length},null]"), piece);
        if large.taken < length {
            self.large.push_back(large);
        }
    }
}

#[cfg(test)]
mod tests;
