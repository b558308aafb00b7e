//! Events: one name, one payload, everyone who listens.
//!
//! In comes an emit, of Rust or of a page; out go calls of Rust closures and one entry a page into its outbox. Listeners
//! of Rust and of pages are found by the same rules; [`EventTarget::reaches`] has them, and they are Tauri 2's.
//!
//! # Trust
//! Any page that a capability opens `core:event` to can emit any event to anyone. A listener in Rust must not take a
//! payload for the word of a certain page; a command knows its caller, an event does not.

mod declare;
mod emit;
mod name;
mod page;
pub(crate) mod plugin;
mod rust;
mod table;
mod target;
mod windows;

use std::sync::{Arc, Mutex};

use self::{
    emit::{Emission, Keep},
    name::EventName,
};
use crate::{AppHandle, Error, IpcResponse, Webview, Window, ipc::Response, wire::InvokeResponseBody};

pub use self::{
    declare::{DeclaredEvent, Events, checked},
    target::EventTarget,
};
pub(crate) use self::{page::PageListeners, rust::Listeners, windows::tell};

/// What a listener is taken out by. No two listeners of an app share one, be they of Rust or of a page.
pub type EventId = u32;

/// One event, as a listener in Rust hears it.
#[derive(Clone, Debug)]
pub struct Event {
    id: EventId,
    body: Arc<InvokeResponseBody>,
}

impl Event {
    /// The id of the listener that hears it.
    pub fn id(&self) -> EventId {
        self.id
    }

    /// What was emitted: JSON text, or bytes.
    pub fn payload(&self) -> &InvokeResponseBody {
        &self.body
    }

    /// The payload as JSON text; `None` when it is bytes.
    pub fn json(&self) -> Option<&str> {
        match &*self.body {
            InvokeResponseBody::Json(json) => Some(json),
            InvokeResponseBody::Raw(_) => None,
        }
    }
}

/// Whatever can emit: [`AppHandle`], [`Window`], [`Webview`].
///
/// It makes no difference which of them does; whom an event reaches is said by the method and its target.
/// A payload is whatever a command can return: a value that serializes, or [`crate::ipc::Response`] for raw bytes, which
/// reach a page as an `ArrayBuffer`. It is serialized once, however many listen.
///
/// ```
/// use footbridge::{Builder, Emitter, EventTarget, Listener};
/// use std::sync::mpsc;
///
/// let app = Builder::new().build()?;
/// let (heard, hears) = mpsc::channel();
/// app.handle().listen("saved", move |event| heard.send(event.json().map(str::to_owned)).unwrap());
///
/// app.handle().emit("saved", 3)?;
/// app.handle().emit_to(EventTarget::App, "saved", ["a", "b"])?;
/// app.handle().emit_to("settings", "saved", "for the window or webview of this label only")?;
///
/// assert_eq!(hears.recv().unwrap().unwrap(), "3");
/// assert_eq!(hears.recv().unwrap().unwrap(), r#"["a","b"]"#);
/// assert!(hears.try_recv().is_err());
/// # Ok::<(), footbridge::Error>(())
/// ```
///
/// # Errors
/// All methods: [`Error::InvalidEventName`] and [`Error::EventNameTooLong`], [`Error::UnwritableEvent`] when the payload
/// has no JSON form, [`Error::TooManyNestedEvents`] when listeners emit faster than they return. Those that never wait:
/// [`Error::EventQueueFull`] when a page is [`crate::Limits::event_bytes_max`] behind; that page does not get the event,
/// everyone else does.
pub trait Emitter: sealed::Member {
    /// Emits to everyone. Never waits.
    fn emit(&self, event: &str, payload: impl IpcResponse) -> Result<(), Error> {
        Emission::new(self.app(), event, payload)?.send(self.app(), Keep::Each, &everyone)
    }

    /// Emits to those whom the target reaches. Never waits.
    fn emit_to(
        &self,
        target: impl Into<EventTarget>,
        event: &str,
        payload: impl IpcResponse,
    ) -> Result<(), Error> {
        let target = target.into();
        let audience = |listener: &EventTarget| target.reaches(listener);
        Emission::new(self.app(), event, payload)?.send(self.app(), Keep::Each, &audience)
    }

    /// Emits to those whose target the filter lets through, and to those who listen to everything. Never waits.
    fn emit_filter(
        &self,
        event: &str,
        payload: impl IpcResponse,
        filter: impl Fn(&EventTarget) -> bool,
    ) -> Result<(), Error> {
        Emission::new(self.app(), event, payload)?.send(self.app(), Keep::Each, &filter)
    }

    /// Emits to everyone JSON text that stands already.
    fn emit_str(&self, event: &str, json: String) -> Result<(), Error> {
        Emission::new(self.app(), event, Response::new(json))?.send(self.app(), Keep::Each, &everyone)
    }

    /// Emits JSON text that stands already to those whom the target reaches.
    fn emit_str_to(&self, target: impl Into<EventTarget>, event: &str, json: String) -> Result<(), Error> {
        let target = target.into();
        let audience = |listener: &EventTarget| target.reaches(listener);
        Emission::new(self.app(), event, Response::new(json))?.send(self.app(), Keep::Each, &audience)
    }

    /// Emits JSON text that stands already to those whose target the filter lets through, and to those who listen to
    /// everything.
    fn emit_str_filter(
        &self,
        event: &str,
        json: String,
        filter: impl Fn(&EventTarget) -> bool,
    ) -> Result<(), Error> {
        Emission::new(self.app(), event, Response::new(json))?.send(self.app(), Keep::Each, &filter)
    }

    /// Emits to everyone, for events of which only the last counts, such as a position: in a page's queue it takes the
    /// place of one of the same name that was not delivered yet. A listener in Rust hears each. Never waits.
    fn emit_latest(&self, event: &str, payload: impl IpcResponse) -> Result<(), Error> {
        Emission::new(self.app(), event, payload)?.send(self.app(), Keep::Latest, &everyone)
    }

    /// [`Self::emit_latest`], to those whom the target reaches.
    fn emit_latest_to(
        &self,
        target: impl Into<EventTarget>,
        event: &str,
        payload: impl IpcResponse,
    ) -> Result<(), Error> {
        let target = target.into();
        let audience = |listener: &EventTarget| target.reaches(listener);
        Emission::new(self.app(), event, payload)?.send(self.app(), Keep::Latest, &audience)
    }

    /// Emits to everyone and waits until there is room for it in the queue of every page that listens: the pace of the
    /// slowest. Whoever has room gets it at once, also when what this returns is never awaited.
    fn emit_waiting(
        &self,
        event: &str,
        payload: impl IpcResponse,
    ) -> impl Future<Output = Result<(), Error>> + Send {
        let sent = Emission::new(self.app(), event, payload)
            .map(|emission| emission.send_waiting(self.app(), &everyone));
        async move { sent?.await }
    }
}

fn everyone(_: &EventTarget) -> bool {
    true
}

/// Whatever can listen: [`AppHandle`] as [`EventTarget::App`], [`Window`] and [`Webview`] as themselves.
///
/// A listener runs on the thread that emits, and may emit, listen and unlisten as it likes. One that panics is logged, and
/// the others still hear. Those of a window or webview go when it closes.
///
/// ```
/// use footbridge::{Builder, Emitter, Listener};
/// use std::sync::{Arc, atomic::{AtomicU32, Ordering}};
///
/// let app = Builder::new().build()?;
/// let handle = app.handle();
/// let sum = Arc::new(AtomicU32::new(0));
/// let adds = Arc::clone(&sum);
/// let id = handle.listen("add", move |event| {
///     let number = event.json().and_then(|json| json.parse().ok()).unwrap_or(0);
///     adds.fetch_add(number, Ordering::Relaxed);
/// });
/// handle.emit("add", 2)?;
/// handle.emit("add", 3)?;
/// handle.unlisten(id);
/// handle.emit("add", 5)?;
/// assert_eq!(sum.load(Ordering::Relaxed), 5);
/// # Ok::<(), footbridge::Error>(())
/// ```
///
/// # Panics
/// When `event` is no event name: letters, digits and any of `-/:_`, at least one of them, at most
/// [`crate::Limits::event_name_bytes_max`] bytes.
pub trait Listener: sealed::Member {
    /// Calls `handler` for each event of this name that is meant for `self`.
    fn listen(&self, event: impl Into<String>, handler: impl Fn(Event) + Send + Sync + 'static) -> EventId {
        listen(self.app(), event.into(), self.target(), false, handler)
    }

    /// Calls `handler` for the next event of this name that is meant for `self`, and for none after it.
    fn once(&self, event: impl Into<String>, handler: impl FnOnce(Event) + Send + 'static) -> EventId {
        listen(self.app(), event.into(), self.target(), true, only_once(handler))
    }

    /// Calls `handler` for each event of this name, whoever it is meant for.
    fn listen_any(
        &self,
        event: impl Into<String>,
        handler: impl Fn(Event) + Send + Sync + 'static,
    ) -> EventId {
        listen(self.app(), event.into(), EventTarget::Any, false, handler)
    }

    /// Calls `handler` for the next event of this name, whoever it is meant for, and for none after it.
    fn once_any(&self, event: impl Into<String>, handler: impl FnOnce(Event) + Send + 'static) -> EventId {
        listen(self.app(), event.into(), EventTarget::Any, true, only_once(handler))
    }

    /// Lets a listener go. One that is gone already is left alone.
    fn unlisten(&self, id: EventId) {
        self.app().listeners().unlisten(id);
    }
}

fn listen(
    app: &AppHandle,
    event: String,
    target: EventTarget,
    is_once: bool,
    handler: impl Fn(Event) + Send + Sync + 'static,
) -> EventId {
    match EventName::new(event, app.limits().event_name_bytes_max) {
        Ok(event) => app.listeners().listen(&event, target, is_once, handler),
        Err(error) => panic!("{error}"),
    }
}

fn only_once(handler: impl FnOnce(Event) + Send + 'static) -> impl Fn(Event) + Send + Sync + 'static {
    let handler = Mutex::new(Some(handler));
    move |event| {
        // The lock is let go before the handler runs.
        let handler = handler.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
        if let Some(handler) = handler {
            handler(event);
        }
    }
}

impl Emitter for AppHandle {}
impl Emitter for Window {}
impl Emitter for Webview {}
impl Listener for AppHandle {}
impl Listener for Window {}
impl Listener for Webview {}

mod sealed {
    use super::{AppHandle, EventTarget, Webview, Window};

    /// A part of the app that events come from and go to.
    pub trait Member {
        fn app(&self) -> &AppHandle;
        fn target(&self) -> EventTarget;
    }

    impl Member for AppHandle {
        fn app(&self) -> &AppHandle {
            self
        }

        fn target(&self) -> EventTarget {
            EventTarget::App
        }
    }

    impl Member for Window {
        fn app(&self) -> &AppHandle {
            self.app_handle()
        }

        fn target(&self) -> EventTarget {
            EventTarget::window(self.label())
        }
    }

    impl Member for Webview {
        fn app(&self) -> &AppHandle {
            self.app_handle()
        }

        fn target(&self) -> EventTarget {
            EventTarget::webview(self.label())
        }
    }
}
