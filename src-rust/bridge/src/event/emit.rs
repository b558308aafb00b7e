//! One event on its way to everyone who listens.
//!
//! The payload is serialized once and written once for the pages; each page that has listeners gets one entry in its
//! outbox, whatever their number:
//! `[5,[[handler,id],...],"event",kind,data]`.

use futures_util::future::{BoxFuture, FutureExt, join_all};
use serde_json::value::RawValue;
use std::{
    cell::OnceCell,
    fmt::{self, Write},
    sync::Arc,
};

use super::{EventId, EventTarget, name::EventName};
use crate::{
    AppHandle, Error, IpcResponse,
    document::Document,
    outbox::{EntryText, Unqueued},
    payload::Form,
    wire::InvokeResponseBody,
};

/// Whether events of one name may replace each other before they are delivered.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Keep {
    Each,
    Latest,
}

/// An event that keeps the rules: a name and a body.
pub(super) struct Emission {
    name: EventName,
    body: InvokeResponseBody,
    /// Whether serde wrote it. Text of anyone else may be nested deeper than the script of a delivery can be.
    is_written_by_serde: bool,
}

impl Emission {
    pub fn new<P: IpcResponse>(app: &AppHandle, event: &str, payload: P) -> Result<Self, Error> {
        let name = EventName::new(event, app.limits().event_name_bytes_max)?;
        let unwritable = |reason: String| Error::UnwritableEvent { event: event.to_owned(), reason };
        let body = payload.body().map_err(|refusal| unwritable(refusal.message().to_owned()))?;
        if let InvokeResponseBody::Json(json) = &body
            && !P::IS_WRITTEN_BY_SERDE
        {
            // Told here, where it can be mended, and not by every page that hears it.
            serde_json::from_str::<&RawValue>(json)
                .map_err(|error| unwritable(format!("its text is not JSON: {error}")))?;
        }
        Ok(Self { name, body, is_written_by_serde: P::IS_WRITTEN_BY_SERDE })
    }

    /// Takes what a page sent.
    pub fn from_page(name: EventName, body: InvokeResponseBody) -> Self {
        Self { name, body, is_written_by_serde: false }
    }

    /// Sends it without waiting. A page that has no room does not get it, and is named in the error; everyone else does.
    pub fn send(
        self,
        app: &AppHandle,
        keep: Keep,
        audience: &dyn Fn(&EventTarget) -> bool,
    ) -> Result<(), Error> {
        let mut refused = Ok(());
        self.write(app, audience, |label, document, text| {
            // Two events replace each other when the same handlers hear them under the same name.
            let latest = (keep == Keep::Latest).then(|| text.shared().to_owned());
            if document.outbox().push_event(text, latest.as_deref()) == Err(Unqueued::Full) {
                refused = Err(Error::EventQueueFull {
                    event: self.name.to_string(),
                    webview: label.to_owned(),
                    bytes_max: app.limits().event_bytes_max,
                });
            }
        });
        self.call(app, audience).and(refused)
    }

    /// Sends it to everyone who has room, here and now; what it gives waits for the others.
    pub fn send_waiting(
        self,
        app: &AppHandle,
        audience: &dyn Fn(&EventTarget) -> bool,
    ) -> impl Future<Output = Result<(), Error>> + Send + use<> {
        let mut waiting: Vec<BoxFuture<'static, ()>> = Vec::new();
        self.write(app, audience, |_, document, text| {
            let outbox = Arc::clone(document.outbox());
            match outbox.try_room(text.len()) {
                // A document that is gone listens no more.
                Ok(room) => _ = outbox.push(text, room),
                Err(Unqueued::Closed) => {}
                Err(Unqueued::Full) => waiting.push(
                    async move {
                        if let Ok(room) = outbox.room(text.len()).await {
                            let _ = outbox.push(text, room);
                        }
                    }
                    .boxed(),
                ),
            }
        });
        // Whoever has no room yet gets it all the same.
        let called = self.call(app, audience);
        join_all(waiting).map(|_| called)
    }

    /// Writes the entry of each page that listens.
    fn write(
        &self,
        app: &AppHandle,
        audience: &dyn Fn(&EventTarget) -> bool,
        mut push: impl FnMut(&str, &Document, EntryText),
    ) {
        let form = OnceCell::new();
        for page in app.pages().values() {
            let document = page.document();
            let handlers = document.listeners().of(&self.name, |target| hears(target, audience));
            if handlers.is_empty() {
                continue;
            }
            let form = *form.get_or_init(|| Form::of(&self.body, self.is_written_by_serde));
            let head = Head { handlers: &handlers, event: &self.name };
            let mut entry = EntryText::beginning(format_args!("{head}"), form.text_bytes(&self.body));
            write!(entry.json, ",{}", form.number()).expect("a string takes any text");
            push(page.label(), &document, form.end(entry, &self.body));
        }
    }

    /// Calls the listeners of Rust.
    fn call(self, app: &AppHandle, audience: &dyn Fn(&EventTarget) -> bool) -> Result<(), Error> {
        let heard = app.listeners().of(&self.name, |target| hears(target, audience));
        heard.call(app.listeners(), &self.name, self.body, app.limits().nested_events_max)
    }
}

/// Whoever listens to everything hears everything, filtered or not.
fn hears(target: &EventTarget, audience: &dyn Fn(&EventTarget) -> bool) -> bool {
    *target == EventTarget::Any || audience(target)
}

/// Which listeners are meant, and the event's name: what the entry of a page begins with.
struct Head<'a> {
    handlers: &'a [(u32, EventId)],
    event: &'a EventName,
}

impl fmt::Display for Head<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[5,[")?;
        for (n, (handler, id)) in self.handlers.iter().enumerate() {
            let comma = if n > 0 { "," } else { "" };
            write!(f, "{comma}[{handler},{id}]")?;
        }
        // A name has nothing in it that JSON escapes.
        write!(f, "],\"{}\"", &**self.event)
    }
}
