//! What stands in the queue, and how much of it goes into one delivery.

use super::{EntryText, weight::Weight};

/// Largest script of one delivery, unless a single entry is larger: the page breathes between two of them, and the engine
/// keeps a hundred of them or so until it collects its garbage. Unit: bytes.
pub(super) const ENTRIES_BYTES_MAX: usize = 64 * 1024;

/// The same for large entries of JSON: a page is done with them sooner than with as many bytes of small ones. Unit: bytes.
pub(super) const LARGE_BYTES_MAX: usize = 512 * 1024;

/// From here on an entry is large. Unit: bytes.
const LARGE_BYTES_MIN: usize = 4 * 1024;

/// The same where the entries are bytes behind a little JSON, which a page decodes and does not parse: to the engine,
/// one large text costs less than many. Unit: bytes.
pub(super) const BYTES_MAX: usize = 1024 * 1024;

/// Most entries of one delivery: while the page runs one, the next is written. Unit: entries.
pub(super) const ENTRIES_MAX: usize = 1_000;

/// One entry, or some in a row that are written as one.
pub(super) struct Entry {
    pub(super) text: EntryText,
    pub(super) weight: Weight,
    pub(super) latest: Option<Box<str>>,
}

impl Entry {
    /// Whether another can be written behind this one. One that may be replaced stands alone.
    pub(super) fn takes(&self, next: &Self) -> bool {
        self.latest.is_none()
            && next.latest.is_none()
            && self.text.count() < ENTRIES_MAX
            && self.text.takes(&next.text, ENTRIES_BYTES_MAX)
    }

    /// Writes another behind this one.
    pub(super) fn append(&mut self, next: Self) {
        self.text.append(&next.text);
        self.weight.add(next.weight);
    }

    /// Largest script of a delivery that this one ends.
    pub(super) fn script_bytes_max(&self) -> usize {
        match &self.text {
            text if !text.behind.is_empty() => BYTES_MAX,
            text if text.len() >= LARGE_BYTES_MIN * text.count() => LARGE_BYTES_MAX,
            _ => ENTRIES_BYTES_MAX,
        }
    }
}
