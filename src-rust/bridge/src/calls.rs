//! The calls of one page: those that run, and the last of those that ended.
//!
//! This is what keeps "one call, at most one execution" whatever a transport does: a message that carries the ids of
//! a call that runs waits for that call's answer, and one that carries the ids of a call that ended is refused.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::oneshot;

use crate::{
    CancellationToken, Limits, Refusal,
    wire::{CallId, Reply},
};

/// The id table of one page.
#[derive(Default)]
pub struct Calls {
    table: Mutex<Table>,
}

#[derive(Default)]
struct Table {
    running: HashMap<CallId, Running>,
    ended: HashSet<CallId>,
    ended_in_order: VecDeque<CallId>,
}

struct Running {
    cancellation: CancellationToken,
    /// The same call, sent again while it ran.
    echoes: Vec<oneshot::Sender<Reply>>,
}

/// What the table says of a call that arrives.
pub enum Admission {
    /// It is new: run it, and settle the ticket.
    First(Ticket),
    /// It runs already: its answer will come here too.
    Echo(oneshot::Receiver<Reply>),
}

impl Calls {
    /// Writes a call into the table.
    ///
    /// # Errors
    /// `duplicate_call` when it ended already, `too_many_calls` when the page has all it may have.
    pub fn admit(self: &Arc<Self>, id: CallId, limits: &Limits) -> Result<Admission, Refusal> {
        let mut table = self.lock();
        if table.ended.contains(&id) {
            return Err(Refusal::duplicate_call());
        }
        let full = table.running.len() >= limits.pending_calls_max;
        if let Some(running) = table.running.get_mut(&id) {
            let (echo, answer) = oneshot::channel();
            running.echoes.push(echo);
            return Ok(Admission::Echo(answer));
        }
        if full {
            return Err(Refusal::too_many_calls(limits.pending_calls_max));
        }
        let cancellation = CancellationToken::new();
        table.running.insert(id, Running { cancellation: cancellation.clone(), echoes: Vec::new() });
        Ok(Admission::First(Ticket {
            calls: Arc::clone(self),
            id,
            cancellation,
            remembered: limits.settled_calls_max,
        }))
    }

    /// Cancels one call. One that has ended, or never was, is left alone: the page may be late by a moment.
    pub fn cancel(&self, id: CallId) {
        if let Some(running) = self.lock().running.get(&id) {
            running.cancellation.cancel();
        }
    }

    /// Cancels all: their page is gone.
    pub fn cancel_all(&self) {
        for running in self.lock().running.values() {
            running.cancellation.cancel();
        }
    }

    /// How many calls run.
    pub fn running(&self) -> usize {
        self.lock().running.len()
    }

    fn lock(&self) -> MutexGuard<'_, Table> {
        // Nothing panics while it holds the lock, and a table that is whole stays usable.
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The right and the duty to end one call. Dropped unsettled, it ends the call as failed by the host.
pub struct Ticket {
    calls: Arc<Calls>,
    id: CallId,
    cancellation: CancellationToken,
    remembered: usize,
}

impl Ticket {
    /// Told when the page cancels the call, or goes away.
    pub fn cancellation(&self) -> &CancellationToken {
        &self.cancellation
    }

    /// Ends the call and hands its answer to everyone who sent it.
    pub fn settle(self, reply: Reply) -> Reply {
        for echo in self.end() {
            // Whoever asked may have gone away in the meantime.
            let _ = echo.send(reply.clone());
        }
        reply
    }

    fn end(&self) -> Vec<oneshot::Sender<Reply>> {
        let mut table = self.calls.lock();
        let Some(running) = table.running.remove(&self.id) else { return Vec::new() };
        if table.ended.insert(self.id) {
            table.ended_in_order.push_back(self.id);
        }
        while table.ended_in_order.len() > self.remembered {
            if let Some(oldest) = table.ended_in_order.pop_front() {
                table.ended.remove(&oldest);
            }
        }
        running.echoes
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        for echo in self.end() {
            let _ = echo.send(Refusal::host_failed("the call was lost").into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(callback: u32) -> CallId {
        CallId { callback, error: callback + 1 }
    }

    fn first(calls: &Arc<Calls>, id: CallId, limits: &Limits) -> Ticket {
        match calls.admit(id, limits) {
            Ok(Admission::First(ticket)) => ticket,
            _ => panic!("the call is new"),
        }
    }

    #[test]
    fn the_table_forgets_the_oldest_calls_first() {
        let limits = Limits { settled_calls_max: 2, ..Limits::default() };
        let calls = Arc::new(Calls::default());
        for n in [10, 20, 30] {
            first(&calls, id(n), &limits).settle(Refusal::cancelled().into());
        }
        assert!(calls.admit(id(30), &limits).is_err());
        assert!(calls.admit(id(20), &limits).is_err());
        assert!(matches!(calls.admit(id(10), &limits), Ok(Admission::First(_))));
        assert_eq!(calls.lock().ended.len(), 2, "the table is bounded");
    }

    #[test]
    fn a_page_has_a_bounded_number_of_calls() {
        let limits = Limits { pending_calls_max: 1, ..Limits::default() };
        let calls = Arc::new(Calls::default());
        let ticket = first(&calls, id(1), &limits);
        let refusal = calls.admit(id(2), &limits).err().unwrap();
        assert_eq!(refusal.code().as_str(), "too_many_calls");
        assert!(matches!(calls.admit(id(1), &limits), Ok(Admission::Echo(_))), "the same call is no new one");
        drop(ticket);
        assert_eq!(calls.running(), 0);
        assert!(matches!(calls.admit(id(2), &limits), Ok(Admission::First(_))));
    }
}
