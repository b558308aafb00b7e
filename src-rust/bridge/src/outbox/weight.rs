//! What is counted for an entry from when it is queued until the page has run it.

use tokio::sync::OwnedSemaphorePermit;

/// What one entry holds.
pub(super) enum Weight {
    /// A word that is small and belongs to what was counted.
    None,
    Answer(usize),
    Room(Room),
    Event(usize),
}

/// A piece of the queue's room. Dropped, it is free again.
pub(crate) struct Room(pub(super) OwnedSemaphorePermit);

/// What the entries of a delivery hold together.
#[derive(Default)]
pub(super) struct Held {
    pub(super) room: Option<Room>,
    /// Unit: bytes.
    pub(super) answer_bytes: usize,
    /// Unit: bytes.
    pub(super) event_bytes: usize,
}

impl Held {
    pub(super) fn add(&mut self, weight: Weight) {
        match weight {
            Weight::None => {}
            Weight::Answer(bytes) => self.answer_bytes += bytes,
            Weight::Event(bytes) => self.event_bytes += bytes,
            Weight::Room(room) => match &mut self.room {
                // Given back together: each time, whoever waits for room is looked for.
                Some(all) => all.0.merge(room.0),
                None => self.room = Some(room),
            },
        }
    }
}
