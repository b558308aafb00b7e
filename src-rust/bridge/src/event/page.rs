//! Listeners that are callbacks of a page.

use std::sync::Arc;

use super::{
    EventId, EventTarget,
    table::{Entry, Refused, Table},
};
use crate::Refusal;

/// The listeners of one document. They go with it, and no other document can take them away.
#[derive(Default)]
pub(crate) struct PageListeners(Table<u32>);

impl PageListeners {
    /// Takes in the callback `handler`.
    ///
    /// # Errors
    /// `too_many_listeners` at the bound, `cancelled` when the document is gone.
    pub fn listen(
        &self,
        event: &str,
        id: EventId,
        target: EventTarget,
        handler: u32,
        listeners_max: usize,
    ) -> Result<(), Refusal> {
        let entry = Entry { id, target: Arc::new(target), handler };
        self.0.add(event, entry, listeners_max).map_err(|refused| match refused {
            Refused::Full => Refusal::too_many_listeners(listeners_max),
            Refused::Closed => Refusal::cancelled(),
        })
    }

    pub fn unlisten(&self, id: EventId) {
        self.0.remove(id);
    }

    /// Handler and id of everyone who hears an event.
    pub fn of(&self, event: &str, hears: impl Fn(&EventTarget) -> bool) -> Vec<(u32, EventId)> {
        let list = self.0.of(event);
        let list = list.iter().flat_map(|list| list.iter());
        list.filter(|entry| hears(&entry.target)).map(|entry| (entry.handler, entry.id)).collect()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The document is gone.
    pub fn close(&self) {
        self.0.close();
    }
}
