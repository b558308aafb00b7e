//! The whole way of one call, as one function.
//!
//! ```text
//! bytes -transport-> Request -key-> Trusted -isolation-> Enveloped -acl-> Granted -router-> Invocation
//!       -open-> Opened -command-> Reply -responder-> bytes
//! ```
//!
//! Each stage takes what only the stage before it can make, so the stages cannot be put in another order:
//!
//! ```compile_fail,E0308
//! # use footbridge::{gate, key::InvokeKey, router::Router, wire::Request};
//! fn route_before_the_gate(key: &InvokeKey, router: &Router, request: Request) {
//!     let trusted = key.check(request).unwrap();
//!     router.find(trusted); // expected `Granted`, found `Trusted`
//! }
//! ```
//!
//! ```compile_fail,E0451
//! # use footbridge::{gate::Granted, wire::Request};
//! fn forge(request: Request) -> Granted {
//!     Granted { 0: request } // field `0` of struct `Granted` is private
//! }
//! ```
//!
//! ```compile_fail,E0616
//! # use footbridge::isolation::Enveloped;
//! fn read_unopened(call: Enveloped) {
//!     drop(call.request.body); // field `request` of struct `Enveloped` is private
//! }
//! ```

use tracing::{Instrument, Span, field};

use crate::{
    AppHandle, Refusal,
    command::{self, Ended, Started},
    gate, isolation,
    printable::Printable,
    wire::{InvokeBody, Reply, Request, header},
};

/// Takes a call to its command. The gates run here and now, so calls are admitted in the order they came and a
/// cancellation cannot overtake its call; what may take time is how it ends.
fn cross(app: &AppHandle, request: Request) -> Result<Started, Refusal> {
    let trusted = app.invoke_key().check(request)?;
    let wiring = app.wiring();
    let enveloped = isolation::check(trusted)?;
    let granted = gate::check(&wiring.authority, enveloped)?;
    let invocation = wiring.router.find(granted)?;
    command::start(app, invocation)
}

/// Receives a request from a transport. `respond` is called exactly once, on any thread.
pub(crate) fn receive(app: &AppHandle, request: Request, respond: impl FnOnce(Reply) + Send + 'static) {
    let span = span_of(&request);
    let responder = Responder { respond: Some(respond), span: span.clone() };
    match span.in_scope(|| cross(app, request)) {
        Ok(call) => {
            let place = call.place();
            let task = async move {
                let Ended { reply, rest } = call.end().await;
                responder.answer(reply);
                // While the page has its answer already.
                drop(rest);
            };
            place.drive(app, task.instrument(span));
        }
        Err(refusal) => responder.answer(refusal.into()),
    }
}

/// The span that all hops of a call are children of. It never holds the key.
fn span_of(request: &Request) -> Span {
    tracing::trace_span!(
        "call",
        command = %request.command,
        window = request.caller.page.window_label(),
        webview = request.caller.page.label(),
        transport = request.by.as_str(),
        trace = header::trace_of(&request.headers),
        bytes_out = field::Empty,
        stopped_at = field::Empty,
        code = field::Empty,
        message = field::Empty,
    )
}

/// Answers once, whatever happens: a call that is dropped on its way is answered too.
struct Responder<F: FnOnce(Reply)> {
    respond: Option<F>,
    span: Span,
}

impl<F: FnOnce(Reply)> Responder<F> {
    fn answer(mut self, reply: Reply) {
        self.send(reply);
    }

    fn send(&mut self, reply: Reply) {
        let Some(respond) = self.respond.take() else { return };
        let span = self.span.clone();
        if !span.is_disabled() {
            span.record("bytes_out", reply.len());
        }
        if let Reply::Refused(refusal) = &reply {
            span.record("code", refusal.code().as_str());
            span.record("stopped_at", refusal.code().hop());
            span.record("message", refusal.message());
        }
        span.in_scope(|| {
            tracing::trace!(target: "footbridge::payload", reply = %Cut(&reply));
            let _hop = tracing::trace_span!("reply").entered();
            respond(reply);
        });
    }
}

impl<F: FnOnce(Reply)> Drop for Responder<F> {
    fn drop(&mut self) {
        self.send(Refusal::host_failed("the call was lost on its way").into());
    }
}

/// A payload for the log: its first 120 characters, or its size when it is bytes.
pub(crate) struct Cut<T>(pub T);

impl std::fmt::Display for Cut<&InvokeBody> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            InvokeBody::Json(json) => cut(json.wire_text(), f),
            InvokeBody::Raw(bytes) => write!(f, "<{} raw bytes>", bytes.len()),
        }
    }
}

impl std::fmt::Display for Cut<&Reply> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        use crate::wire::InvokeResponseBody::{Json, Raw};
        match self.0 {
            Reply::Value(Json(text)) => cut(text, f),
            Reply::Value(Raw(bytes)) => write!(f, "<{} raw bytes>", bytes.len()),
            Reply::Error(error) => cut(error.as_json(), f),
            Reply::Refused(refusal) => cut(refusal.message(), f),
        }
    }
}

fn cut(text: &str, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
    let end = text.char_indices().nth(120).map_or(text.len(), |(end, _)| end);
    write!(f, "{}", Printable(&text[..end]))?;
    if end < text.len() { write!(f, "... ({} bytes)", text.len()) } else { Ok(()) }
}
