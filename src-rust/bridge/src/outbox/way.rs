//! Which way deliveries go: by the engine, or over a connection that the document has to the host.

use std::{mem, sync::Arc};

use crate::Courier;

/// The way to one document.
pub(super) struct Way {
    /// What reaches any document of the page.
    engine: Arc<dyn Courier>,
    connection: Connection,
}

enum Connection {
    None,
    /// It carries the next delivery before which none is under way: two ways keep no order.
    Opening(Arc<dyn Courier>),
    Open(Arc<dyn Courier>),
    /// There was one, and there will be no other.
    Ended,
}

impl Way {
    pub(super) fn new(engine: Arc<dyn Courier>) -> Self {
        Self { engine, connection: Connection::None }
    }

    /// Who carries the next delivery, and whether that is the connection.
    pub(super) fn courier(&mut self, is_none_under_way: bool) -> (Arc<dyn Courier>, bool) {
        if is_none_under_way && let Connection::Opening(courier) = &self.connection {
            self.connection = Connection::Open(Arc::clone(courier));
        }
        match &self.connection {
            Connection::Open(courier) => (Arc::clone(courier), true),
            Connection::None | Connection::Opening(_) | Connection::Ended => {
                (Arc::clone(&self.engine), false)
            }
        }
    }

    /// Opens a connection. Returns whether it is the first.
    pub(super) fn connect(&mut self, courier: Arc<dyn Courier>) -> bool {
        let is_first = matches!(self.connection, Connection::None);
        if is_first {
            self.connection = Connection::Opening(courier);
        }
        is_first
    }

    /// Ends the connection, and returns what there was.
    pub(super) fn end(&mut self) -> Option<Arc<dyn Courier>> {
        match mem::replace(&mut self.connection, Connection::Ended) {
            Connection::Opening(courier) | Connection::Open(courier) => Some(courier),
            Connection::None | Connection::Ended => None,
        }
    }

    pub(super) fn has_ended(&self) -> bool {
        matches!(self.connection, Connection::Ended)
    }
}
