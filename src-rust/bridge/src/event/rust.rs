//! Listeners that are Rust closures, and how they are called.
//!
//! They run on the thread that emits. What a listener emits itself waits until the event that it hears has reached
//! everyone, so all listeners hear the events of a thread in one order, that of the emits.

use std::{
    cell::RefCell,
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
};

use super::{
    Event, EventId, EventTarget,
    table::{Entry, Table},
};
use crate::{Error, command::caught, wire::InvokeResponseBody};

/// The listeners of Rust, and the ids of all: a page's listeners have theirs from here too.
#[derive(Default)]
pub(crate) struct Listeners {
    table: Table<Arc<Closure>>,
    next_id: AtomicU32,
}

struct Closure {
    is_once: bool,
    /// Somebody took it out. An emit that found it before that does not call it any more.
    is_gone: AtomicBool,
    call: Box<dyn Fn(Event) + Send + Sync>,
}

impl Listeners {
    pub fn next_id(&self) -> EventId {
        self.next_id.fetch_add(1, Ordering::Relaxed)
    }

    pub fn listen(
        &self,
        event: &str,
        target: EventTarget,
        is_once: bool,
        call: impl Fn(Event) + Send + Sync + 'static,
    ) -> EventId {
        let id = self.next_id();
        let closure = Closure { is_once, is_gone: AtomicBool::new(false), call: Box::new(call) };
        let entry = Entry { id, target: Arc::new(target), handler: Arc::new(closure) };
        // Rust code is the app's own and has no bound here; a table that is closed belongs to an app that is ending.
        let _ = self.table.add(event, entry, usize::MAX);
        id
    }

    pub fn unlisten(&self, id: EventId) {
        if let Some(entry) = self.table.remove(id) {
            entry.handler.is_gone.store(true, Ordering::Release);
        }
    }

    /// Lets go of those who listen as a window or a webview that is gone.
    pub fn forget(&self, target: &EventTarget) {
        for entry in self.table.remove_target(target) {
            entry.handler.is_gone.store(true, Ordering::Release);
        }
    }

    /// The app ends. Listeners that hold a handle to it would keep each other alive.
    pub fn close(&self) {
        self.table.close();
    }

    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// Those who hear an event that `audience` is meant for.
    pub fn of(&self, event: &str, audience: impl Fn(&EventTarget) -> bool) -> Heard {
        let list = self.table.of(event);
        let list = list.iter().flat_map(|list| list.iter());
        Heard(list.filter(|entry| audience(&entry.target)).cloned().collect())
    }

    fn call(&self, name: &Arc<str>, entry: &Entry<Arc<Closure>>, body: &Arc<InvokeResponseBody>) {
        let closure = &entry.handler;
        if closure.is_gone.load(Ordering::Acquire) {
            return;
        }
        if closure.is_once {
            self.unlisten(entry.id);
        }
        let heard = Event { id: entry.id, body: Arc::clone(body) };
        // What it panicked with stands in the log; the others hear all the same.
        let _ = caught(name, || (closure.call)(heard));
    }
}

/// Listeners that an event was found to be for.
pub(crate) struct Heard(Vec<Entry<Arc<Closure>>>);

impl Heard {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Calls them, or has them called after the event that this thread is calling others for.
    ///
    /// # Errors
    /// When as many events wait for that as may.
    pub fn call(
        self,
        listeners: &Arc<Listeners>,
        event: &str,
        body: InvokeResponseBody,
        nested_max: usize,
    ) -> Result<(), Error> {
        if self.is_empty() {
            return Ok(());
        }
        let round = Round {
            listeners: Arc::clone(listeners),
            name: format!("a listener to `{event}`").into(),
            body: Arc::new(body),
            heard: self,
        };
        let busy = WAITING.with_borrow(|waiting| waiting.as_ref().map(VecDeque::len));
        match busy {
            None => run(round),
            Some(rounds) if rounds >= nested_max => return Err(Error::TooManyNestedEvents(nested_max)),
            Some(_) => WAITING.with_borrow_mut(|waiting| waiting.get_or_insert_default().push_back(round)),
        }
        Ok(())
    }
}

/// One event, with those who are to be called for it.
struct Round {
    listeners: Arc<Listeners>,
    /// What the log calls its listeners.
    name: Arc<str>,
    body: Arc<InvokeResponseBody>,
    heard: Heard,
}

thread_local! {
    /// What listeners emitted while this thread calls them; `None` when it calls nobody.
    static WAITING: RefCell<Option<VecDeque<Round>>> = const { RefCell::new(None) };
}

fn run(first: Round) {
    WAITING.set(Some(VecDeque::new()));
    let _turn = Turn;
    let mut next = Some(first);
    while let Some(round) = next {
        for entry in &round.heard.0 {
            round.listeners.call(&round.name, entry, &round.body);
        }
        // What a listener holds may emit when it is dropped, so it is dropped while nothing is borrowed.
        drop(round);
        next = WAITING.with_borrow_mut(|waiting| waiting.as_mut()?.pop_front());
    }
}

/// The time in which this thread calls listeners. It ends even when a listener's own values panic as they are dropped.
struct Turn;

impl Drop for Turn {
    fn drop(&mut self) {
        drop(WAITING.take());
    }
}
