//! A table of listeners. One for those of Rust, and one in each document for those of its page.
//!
//! Whoever emits takes a list out of the table and lets go of it, so a listener may emit, listen and unlisten as it likes.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{EventId, EventTarget};

/// One listener. `H` is how it is reached.
#[derive(Clone)]
pub(super) struct Entry<H> {
    pub id: EventId,
    pub target: Arc<EventTarget>,
    pub handler: H,
}

/// Listeners by event, in the order in which they began to listen.
pub(super) struct Table<H>(Mutex<Lists<H>>);

struct Lists<H> {
    by_event: HashMap<Arc<str>, Arc<Vec<Entry<H>>>>,
    event_of: HashMap<EventId, Arc<str>>,
    /// Nobody is there to listen any more.
    is_closed: bool,
}

/// Why a listener was not added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    Full,
    Closed,
}

impl<H> Default for Table<H> {
    fn default() -> Self {
        Self(Mutex::new(Lists { by_event: HashMap::new(), event_of: HashMap::new(), is_closed: false }))
    }
}

impl<H: Clone> Table<H> {
    pub fn add(&self, event: &str, entry: Entry<H>, listeners_max: usize) -> Result<(), Refused> {
        let mut lists = self.lock();
        if lists.is_closed {
            return Err(Refused::Closed);
        }
        if lists.event_of.len() >= listeners_max {
            return Err(Refused::Full);
        }
        let name =
            lists.by_event.get_key_value(event).map_or_else(|| event.into(), |(name, _)| Arc::clone(name));
        lists.event_of.insert(entry.id, Arc::clone(&name));
        Arc::make_mut(lists.by_event.entry(name).or_default()).push(entry);
        Ok(())
    }

    /// Takes a listener out. One that is gone already is left alone.
    pub fn remove(&self, id: EventId) -> Option<Entry<H>> {
        let mut lists = self.lock();
        let event = lists.event_of.remove(&id)?;
        let list = lists.by_event.get_mut(&event)?;
        let place = list.iter().position(|entry| entry.id == id)?;
        let entry = Arc::make_mut(list).remove(place);
        if list.is_empty() {
            lists.by_event.remove(&event);
        }
        Some(entry)
    }

    /// Takes out everyone who listens as `target`.
    pub fn remove_target(&self, target: &EventTarget) -> Vec<Entry<H>> {
        let ids: Vec<_> = {
            let lists = self.lock();
            let all = lists.by_event.values().flat_map(|list| list.iter());
            all.filter(|entry| *entry.target == *target).map(|entry| entry.id).collect()
        };
        ids.into_iter().filter_map(|id| self.remove(id)).collect()
    }

    /// Those who listen to an event.
    pub fn of(&self, event: &str) -> Option<Arc<Vec<Entry<H>>>> {
        self.lock().by_event.get(event).map(Arc::clone)
    }

    pub fn len(&self) -> usize {
        self.lock().event_of.len()
    }

    /// Lets everyone go and takes nobody in from here on.
    pub fn close(&self) {
        let lists = {
            let mut lists = self.lock();
            lists.is_closed = true;
            lists.event_of.clear();
            std::mem::take(&mut lists.by_event)
        };
        // What a listener holds is dropped without the lock: it may want to unlisten.
        drop(lists);
    }

    fn lock(&self) -> MutexGuard<'_, Lists<H>> {
        // Nothing panics while it holds the lock, and a table that is whole stays usable.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: EventId, target: EventTarget) -> Entry<&'static str> {
        Entry { id, target: Arc::new(target), handler: "h" }
    }

    fn ids(table: &Table<&'static str>, event: &str) -> Vec<EventId> {
        table.of(event).map_or(Vec::new(), |list| list.iter().map(|entry| entry.id).collect())
    }

    #[test]
    fn a_table_goes_back_to_nothing() {
        let table = Table::default();
        for id in 0..100 {
            table.add(&format!("event-{}", id % 7), entry(id, EventTarget::Any), 100).unwrap();
        }
        assert_eq!(table.add("event-0", entry(100, EventTarget::Any), 100), Err(Refused::Full));
        for id in (0..100).rev() {
            assert!(table.remove(id).is_some());
            assert!(table.remove(id).is_none(), "it is gone");
        }
        let lists = table.lock();
        assert!(lists.by_event.is_empty() && lists.event_of.is_empty());
    }

    #[test]
    fn listeners_stand_in_the_order_in_which_they_came() {
        let table = Table::default();
        for id in [3, 1, 2] {
            table.add("a", entry(id, EventTarget::Any), 9).unwrap();
        }
        assert_eq!(ids(&table, "a"), [3, 1, 2]);
        table.remove(1);
        assert_eq!(ids(&table, "a"), [3, 2]);
        assert!(ids(&table, "b").is_empty());
    }

    #[test]
    fn a_list_that_was_taken_out_does_not_change() {
        let table = Table::default();
        table.add("a", entry(1, EventTarget::Any), 9).unwrap();
        let before = table.of("a").unwrap();
        table.add("a", entry(2, EventTarget::Any), 9).unwrap();
        table.remove(1);
        assert_eq!(before.len(), 1);
        assert_eq!(ids(&table, "a"), [2]);
    }

    #[test]
    fn everyone_of_one_target_leaves_together() {
        let table = Table::default();
        table.add("a", entry(1, EventTarget::window("w")), 9).unwrap();
        table.add("b", entry(2, EventTarget::window("w")), 9).unwrap();
        table.add("b", entry(3, EventTarget::webview("w")), 9).unwrap();
        assert_eq!(table.remove_target(&EventTarget::window("w")).len(), 2);
        assert_eq!((ids(&table, "a").len(), ids(&table, "b")), (0, vec![3]));
    }

    #[test]
    fn a_closed_table_takes_nobody_in() {
        let table = Table::default();
        table.add("a", entry(1, EventTarget::Any), 9).unwrap();
        table.close();
        assert_eq!(table.add("a", entry(2, EventTarget::Any), 9), Err(Refused::Closed));
        assert_eq!(table.len(), 0);
    }
}
