//! What carries entries from the queue to the engine, and says when the page has run them.

use std::{mem, sync::Arc};

use super::{Outbox, Weight};

/// One delivery to a page: a promise to take what waits, then the duty to say when the page has run it.
///
/// An [`Outlet`](crate::Outlet) calls [`Self::script`] once, on the thread that evaluates and in a later turn of its loop
/// than the one in which it got the delivery, so that many messages become one script. It drops the delivery when the page
/// has run the script, or never will.
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
    pub(super) fn new(outbox: Arc<Outbox>) -> Self {
        Self { outbox, state: State::Called }
    }

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
                let (mut event_bytes, mut answer_bytes) = (0, 0);
                for weight in &weights {
                    match weight {
                        Weight::Event(bytes) => event_bytes += bytes,
                        Weight::Answer(bytes) => answer_bytes += bytes,
                        Weight::None | Weight::Room(_) => {}
                    }
                }
                drop(weights);
                let mut queue = self.outbox.lock();
                queue.unacknowledged -= 1;
                queue.event_bytes -= event_bytes;
                queue.answer_bytes -= answer_bytes;
                self.outbox.call(queue);
            }
        }
    }
}
