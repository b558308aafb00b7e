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
    /// Sum of the bodies that running calls hold.
    body_bytes: usize,
    /// The page is gone for good.
    closed: bool,
}

struct Running {
    command: Arc<str>,
    cancellation: CancellationToken,
    body_bytes: usize,
    /// The same call, sent again while it ran. A page does that once, over the other transport.
    echo: Option<oneshot::Sender<Reply>>,
}

/// What the table says of a call that arrives.
pub enum Admission {
    /// It is new: run it, and settle the ticket.
    First(Ticket),
    /// It runs already: its answer will come here too.
    Echo(oneshot::Receiver<Reply>),
}

impl Calls {
    /// Writes a call of `command` into the table.
    ///
    /// # Errors
    /// `duplicate_call` when it ended already or was sent again before, `too_many_calls` when the page has all it may
    /// have, `cancelled` when the page is closed.
    pub fn admit(
        self: &Arc<Self>,
        id: CallId,
        command: &Arc<str>,
        limits: &Limits,
    ) -> Result<Admission, Refusal> {
        let mut table = self.lock();
        if table.closed {
            return Err(Refusal::cancelled());
        }
        if table.ended.contains(&id) {
            return Err(Refusal::duplicate_call());
        }
        let full = table.running.len() >= limits.pending_calls_max;
        if let Some(running) = table.running.get_mut(&id) {
            if running.command != *command || running.echo.is_some() {
                return Err(Refusal::duplicate_call());
            }
            let (echo, answer) = oneshot::channel();
            running.echo = Some(echo);
            return Ok(Admission::Echo(answer));
        }
        if full {
            return Err(Refusal::too_many_calls(limits.pending_calls_max));
        }
        let cancellation = CancellationToken::new();
        let running = Running {
            command: Arc::clone(command),
            cancellation: cancellation.clone(),
            body_bytes: 0,
            echo: None,
        };
        table.running.insert(id, running);
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

    /// Cancels all: their document is gone.
    pub fn cancel_all(&self) {
        for running in self.lock().running.values() {
            running.cancellation.cancel();
        }
    }

    /// Cancels all and admits no more: their page is gone.
    pub fn close(&self) {
        self.lock().closed = true;
        self.cancel_all();
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

    /// Counts a body that the call holds until it ends.
    ///
    /// # Errors
    /// `too_many_bytes` when the page's calls hold all they may.
    pub fn hold(&self, body_bytes: usize, limits: &Limits) -> Result<(), Refusal> {
        let mut table = self.calls.lock();
        let sum = table.body_bytes.saturating_add(body_bytes);
        if sum > limits.pending_body_bytes_max {
            return Err(Refusal::too_many_bytes(limits.pending_body_bytes_max));
        }
        table.body_bytes = sum;
        if let Some(running) = table.running.get_mut(&self.id) {
            running.body_bytes = body_bytes;
        }
        Ok(())
    }

    /// Ends the call and hands its answer to everyone who sent it.
    pub fn settle(self, reply: Reply) -> Reply {
        if let Some(echo) = self.end(true) {
            // Whoever asked may have gone away in the meantime.
            let _ = echo.send(reply.clone());
        }
        reply
    }

    /// Takes a message back that was not the call whose ids it carries, which may still come.
    pub fn withdraw(self) {
        self.end(false);
    }

    fn end(&self, was_call: bool) -> Option<oneshot::Sender<Reply>> {
        let mut table = self.calls.lock();
        let running = table.running.remove(&self.id)?;
        table.body_bytes -= running.body_bytes;
        if !was_call {
            return None;
        }
        if table.ended.insert(self.id) {
            table.ended_in_order.push_back(self.id);
        }
        while table.ended_in_order.len() > self.remembered {
            if let Some(oldest) = table.ended_in_order.pop_front() {
                table.ended.remove(&oldest);
            }
        }
        running.echo
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        if let Some(echo) = self.end(true) {
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
        match calls.admit(id, &"greet".into(), limits) {
            Ok(Admission::First(ticket)) => ticket,
            _ => panic!("the call is new"),
        }
    }

    fn code(admission: Result<Admission, Refusal>) -> &'static str {
        admission.err().map_or("admitted", |refusal| refusal.code().as_str())
    }

    #[test]
    fn the_table_forgets_the_oldest_calls_first() {
        let limits = Limits { settled_calls_max: 2, ..Limits::default() };
        let calls = Arc::new(Calls::default());
        for n in [10, 20, 30] {
            first(&calls, id(n), &limits).settle(Refusal::cancelled().into());
        }
        assert_eq!(code(calls.admit(id(30), &"greet".into(), &limits)), "duplicate_call");
        assert_eq!(code(calls.admit(id(20), &"greet".into(), &limits)), "duplicate_call");
        assert!(matches!(calls.admit(id(10), &"greet".into(), &limits), Ok(Admission::First(_))));
        assert_eq!(calls.lock().ended.len(), 2, "the table is bounded");
    }

    #[test]
    fn a_page_has_a_bounded_number_of_calls() {
        let limits = Limits { pending_calls_max: 1, ..Limits::default() };
        let calls = Arc::new(Calls::default());
        let ticket = first(&calls, id(1), &limits);
        assert_eq!(code(calls.admit(id(2), &"greet".into(), &limits)), "too_many_calls");
        assert!(
            matches!(calls.admit(id(1), &"greet".into(), &limits), Ok(Admission::Echo(_))),
            "the same call is no new one"
        );
        drop(ticket);
        assert_eq!(calls.running(), 0);
        assert!(matches!(calls.admit(id(2), &"greet".into(), &limits), Ok(Admission::First(_))));
    }

    #[test]
    fn a_running_call_has_one_echo_of_the_same_command() {
        let limits = Limits::default();
        let calls = Arc::new(Calls::default());
        let _ticket = first(&calls, id(1), &limits);
        assert_eq!(code(calls.admit(id(1), &"delete".into(), &limits)), "duplicate_call");
        assert_eq!(code(calls.admit(id(1), &"greet".into(), &limits)), "admitted");
        assert_eq!(code(calls.admit(id(1), &"greet".into(), &limits)), "duplicate_call");
    }

    #[test]
    fn the_bodies_of_running_calls_are_bounded_together_and_given_back() {
        let limits = Limits { pending_body_bytes_max: 10, ..Limits::default() };
        let calls = Arc::new(Calls::default());
        let (one, two) = (first(&calls, id(1), &limits), first(&calls, id(3), &limits));
        assert!(one.hold(6, &limits).is_ok());
        assert_eq!(two.hold(6, &limits).unwrap_err().code().as_str(), "too_many_bytes");
        drop(one);
        assert!(two.hold(6, &limits).is_ok());
        drop(two);
        assert_eq!(calls.lock().body_bytes, 0);
    }

    #[test]
    fn a_closed_page_calls_no_more() {
        let limits = Limits::default();
        let calls = Arc::new(Calls::default());
        let ticket = first(&calls, id(1), &limits);
        calls.close();
        assert!(ticket.cancellation().is_cancelled());
        assert_eq!(code(calls.admit(id(3), &"greet".into(), &limits)), "cancelled");
    }
}
