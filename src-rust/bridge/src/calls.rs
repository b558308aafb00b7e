//! The calls of one page: those that run, and the last of those that ended.
//!
//! This is what keeps "one call, at most one execution" whatever a transport does: a message that carries the ids of
//! a call that runs waits for that call's answer, and one that carries the ids of a call that ended is refused.

use std::{
    collections::{HashMap, VecDeque, hash_map::Entry},
    mem,
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
    calls: HashMap<CallId, Call>,
    running: usize,
    ended_in_order: VecDeque<CallId>,
    /// Sum of the bodies that running calls hold.
    body_bytes: usize,
    /// The page is gone for good.
    closed: bool,
}

enum Call {
    Running(Running),
    Ended,
}

struct Running {
    command: Arc<str>,
    cancellation: CancellationToken,
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
        let is_full = table.running >= limits.pending_calls_max;
        let vacant = match table.calls.entry(id) {
            Entry::Vacant(vacant) => vacant,
            Entry::Occupied(mut call) => {
                let Call::Running(running) = call.get_mut() else { return Err(Refusal::duplicate_call()) };
                if running.command != *command || running.echo.is_some() {
                    return Err(Refusal::duplicate_call());
                }
                let (echo, answer) = oneshot::channel();
                running.echo = Some(echo);
                return Ok(Admission::Echo(answer));
            }
        };
        if is_full {
            return Err(Refusal::too_many_calls(limits.pending_calls_max));
        }
        let cancellation = CancellationToken::new();
        let (command, token) = (Arc::clone(command), cancellation.clone());
        vacant.insert(Call::Running(Running { command, cancellation: token, echo: None }));
        table.running += 1;
        Ok(Admission::First(Ticket {
            calls: Arc::clone(self),
            id,
            cancellation,
            remembered: limits.settled_calls_max,
            body_bytes: 0,
            is_over: false,
        }))
    }

    /// Cancels one call. One that has ended, or never was, is left alone: the page may be late by a moment.
    pub fn cancel(&self, id: CallId) {
        if let Some(Call::Running(running)) = self.lock().calls.get(&id) {
            running.cancellation.cancel();
        }
    }

    /// Cancels all: their document is gone.
    pub fn cancel_all(&self) {
        for call in self.lock().calls.values() {
            if let Call::Running(running) = call {
                running.cancellation.cancel();
            }
        }
    }

    /// Cancels all and admits no more: their page is gone.
    pub fn close(&self) {
        self.lock().closed = true;
        self.cancel_all();
    }

    /// How many calls run.
    pub fn running(&self) -> usize {
        self.lock().running
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
    /// What of the page's bytes is this call's.
    body_bytes: usize,
    is_over: bool,
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
    pub fn hold(&mut self, body_bytes: usize, limits: &Limits) -> Result<(), Refusal> {
        let mut table = self.calls.lock();
        let sum = table.body_bytes.saturating_add(body_bytes);
        if sum > limits.pending_body_bytes_max {
            return Err(Refusal::too_many_bytes(limits.pending_body_bytes_max));
        }
        table.body_bytes = sum;
        self.body_bytes += body_bytes;
        Ok(())
    }

    /// Ends the call and hands its answer to everyone who sent it.
    pub fn settle(mut self, reply: Reply) -> Reply {
        if let Some(echo) = self.end(true) {
            // Whoever asked may have gone away in the meantime.
            let _ = echo.send(reply.clone());
        }
        reply
    }

    /// Takes a message back that was not the call whose ids it carries, which may still come.
    pub fn withdraw(mut self) {
        self.end(false);
    }

    /// Gives back what the call held, once.
    fn end(&mut self, was_call: bool) -> Option<oneshot::Sender<Reply>> {
        if mem::replace(&mut self.is_over, true) {
            return None;
        }
        let mut table = self.calls.lock();
        table.body_bytes -= self.body_bytes;
        table.running -= 1;
        if !was_call {
            table.calls.remove(&self.id);
            return None;
        }
        let call = table.calls.insert(self.id, Call::Ended);
        table.ended_in_order.push_back(self.id);
        while table.ended_in_order.len() > self.remembered {
            if let Some(oldest) = table.ended_in_order.pop_front() {
                table.calls.remove(&oldest);
            }
        }
        match call {
            Some(Call::Running(running)) => running.echo,
            _ => None,
        }
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
        assert_eq!(calls.lock().calls.len(), 2, "the table is bounded");
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
        let (mut one, mut two) = (first(&calls, id(1), &limits), first(&calls, id(3), &limits));
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
