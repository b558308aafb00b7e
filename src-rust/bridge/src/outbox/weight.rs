//! What is counted for an entry from when it is queued until the page has run it.

use tokio::sync::OwnedSemaphorePermit;

/// What one entry holds, or those of a delivery together. Nothing, where an entry is small and belongs to what was counted.
#[derive(Default)]
pub(super) struct Weight {
    pub(super) room: Option<Room>,
    /// Unit: bytes.
    pub(super) answer_bytes: usize,
    /// Unit: bytes.
    pub(super) event_bytes: usize,
}

/// A piece of the queue's room. Dropped, it is free again.
pub(crate) struct Room(pub(super) OwnedSemaphorePermit);

impl Weight {
    pub(super) fn room(room: Room) -> Self {
        Self { room: Some(room), ..Self::default() }
    }

    pub(super) fn answer(answer_bytes: usize) -> Self {
        Self { answer_bytes, ..Self::default() }
    }

    pub(super) fn event(event_bytes: usize) -> Self {
        Self { event_bytes, ..Self::default() }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.answer_bytes += other.answer_bytes;
        self.event_bytes += other.event_bytes;
        match (&mut self.room, other.room) {
            // Given back together: each time, whoever waits for room is looked for.
            (Some(all), Some(room)) => all.0.merge(room.0),
            (none @ None, room) => *none = room,
            (Some(_), None) => {}
        }
    }
}
