//! What carries entries from the queue to the engine, and says when the page has run them.

use std::{mem, sync::Arc};

use super::{Outbox, Statement, Weight, script};

/// One delivery to a page: a promise to take what waits, then the duty to say when the page has run it.
///
/// A [`Courier`](crate::Courier) calls [`Self::script`] or [`Self::statements`] once, and drops the delivery when the page has
/// run that, or never will. One that evaluates scripts takes them in a later turn of its loop than the one in which it got
/// the delivery, so that many messages become one script.
pub struct Delivery {
    outbox: Arc<Outbox>,
    state: State,
    /// The document's connection has it, and not the engine.
    is_by_connection: bool,
}

enum State {
    Called,
    Taken(Weight),
    Empty,
}

impl Delivery {
    pub(super) fn new(outbox: Arc<Outbox>, is_by_connection: bool) -> Self {
        Self { outbox, state: State::Called, is_by_connection }
    }

    /// Takes everything that waits, up to a bound, as one script. `None` when there is nothing.
    pub fn script(&mut self) -> Option<String> {
        self.statements().map(|statements| script::write(&statements))
    }

    /// The same for who can hand a page its bytes as they are: what the script would call, in order.
    pub fn statements(&mut self) -> Option<Vec<Statement>> {
        if !matches!(self.state, State::Called) {
            return None;
        }
        let mut queue = self.outbox.lock();
        queue.is_called = false;
        let Some((statements, held)) = queue.take() else {
            self.state = State::Empty;
            return None;
        };
        queue.unacknowledged += 1;
        self.state = State::Taken(held);
        self.outbox.call(queue);
        Some(statements)
    }
}

impl Delivery {
    /// Gives back what was taken, because the document's connection cannot carry it. When the connection ends, the engine
    /// carries it, and all that comes behind it.
    pub fn give_back(mut self, statements: Vec<Statement>) {
        if let State::Taken(held) = mem::replace(&mut self.state, State::Empty) {
            let mut queue = self.outbox.lock();
            queue.unacknowledged -= 1;
            if queue.is_closed {
                drop(queue);
                drop(held);
            } else {
                queue.returned.push_back((statements, held));
                // A connection that has ended already calls for nothing any more.
                if queue.way.has_ended() {
                    self.outbox.call(queue);
                }
            }
        }
    }
}

impl Drop for Delivery {
    fn drop(&mut self) {
        match mem::replace(&mut self.state, State::Empty) {
            State::Empty => {}
            State::Called => {
                let mut queue = self.outbox.lock();
                queue.is_called = false;
                // A connection that has ended since leaves it to the engine. An engine without a view leaves it to the next
                // message to try again.
                if self.is_by_connection && queue.way.has_ended() {
                    self.outbox.call(queue);
                }
            }
            State::Taken(Weight { room, answer_bytes, event_bytes }) => {
                drop(room);
                let mut queue = self.outbox.lock();
                queue.unacknowledged -= 1;
                queue.event_bytes -= event_bytes;
                queue.answer_bytes -= answer_bytes;
                self.outbox.call(queue);
            }
        }
    }
}
