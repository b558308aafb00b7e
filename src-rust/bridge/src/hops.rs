//! The time of every hop, taken from the spans that the stages open.
//!
//! [`Hops`] is a layer for `tracing`. It keeps the hops of those calls that ask for it with the header
//! [`TRACE`](crate::wire::header::TRACE), for whoever waits for them; all other calls pass it by.

use serde::Serialize;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};
use tokio::sync::Notify;
use tracing::{
    Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};
use tracing_subscriber::{
    Layer,
    filter::filter_fn,
    layer::Context,
    registry::{LookupSpan, SpanRef},
};

/// One call, hop by hop.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Trace {
    /// The command.
    pub command: String,
    /// Label of the window that called.
    pub window: String,
    /// Label of the webview that called.
    pub webview: String,
    /// By which transport the request came.
    pub transport: String,
    /// Size of the request's body, in bytes.
    pub bytes_in: u32,
    /// Size of the reply's body, in bytes.
    pub bytes_out: u32,
    /// When the request reached Rust, in microseconds since 1970.
    pub arrived_unix_us: f64,
    /// When the reply left Rust, in microseconds since 1970.
    pub left_unix_us: f64,
    /// The stages, in the order in which they began.
    pub hops: Vec<Hop>,
    /// The hop that refused the call.
    pub stopped_at: Option<String>,
    /// Code of the refusal.
    pub code: Option<String>,
    /// The refusal's sentence.
    pub message: Option<String>,
}

/// One stage of a call.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Hop {
    /// Name of the stage, which is that of its span.
    pub name: String,
    /// When it began, in microseconds after the request arrived.
    pub start_us: f64,
    /// How long it took, in microseconds.
    pub duration_us: f64,
}

/// Keeps the last traces. Clones share them.
#[derive(Clone)]
pub struct Hops(Arc<Shared>);

struct Shared {
    capacity: usize,
    traces: Mutex<Traces>,
    changed: Notify,
}

/// By name, the oldest first; without hops while the call is under way.
type Traces = VecDeque<(String, Option<Trace>)>;

impl Hops {
    /// A store for the last `capacity` traces.
    pub fn new(capacity: usize) -> Self {
        Self(Arc::new(Shared { capacity, traces: Mutex::default(), changed: Notify::new() }))
    }

    /// The layer that fills the store. It listens to the bridge's spans only, whatever other layers let through.
    pub fn layer<S: Subscriber + for<'a> LookupSpan<'a>>(&self) -> impl Layer<S> + use<S> {
        self.clone().with_filter(filter_fn(|metadata| {
            metadata.is_span() && metadata.target().starts_with("footbridge::")
        }))
    }

    /// The trace of a name, once its call has ended. `None` when it has not ended after `at_most`.
    pub async fn wait(&self, name: &str, at_most: Duration) -> Option<Trace> {
        let ended = self.look(|traces| found(traces, name).cloned().flatten());
        tokio::time::timeout(at_most, ended).await.ok()
    }

    /// The trace of a call that was answered, which is a call that has begun. `None` when there is none: what is refused
    /// before it is a call has no hops, and neither has a call that is so old that it is forgotten.
    pub async fn of_answered(&self, name: &str) -> Option<Trace> {
        self.look(|traces| match found(traces, name) {
            // The answer leaves a moment before the call has ended.
            Some(None) => None,
            Some(Some(trace)) => Some(Some(trace.clone())),
            None => Some(None),
        })
        .await
    }

    /// Looks whenever something has changed, until something is seen.
    async fn look<T>(&self, see: impl Fn(&Traces) -> Option<T>) -> T {
        loop {
            let changed = self.0.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            let seen = see(&self.traces());
            if let Some(seen) = seen {
                return seen;
            }
            changed.await;
        }
    }

    /// Keeps a trace by its name, in the place of any before it.
    fn keep(&self, name: String, trace: Option<Trace>) {
        let mut traces = self.traces();
        traces.retain(|(stored, _)| *stored != name);
        if traces.len() >= self.0.capacity {
            traces.pop_front();
        }
        traces.push_back((name, trace));
        drop(traces);
        self.0.changed.notify_waiters();
    }

    fn traces(&self) -> MutexGuard<'_, Traces> {
        self.0.traces.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn found<'a>(traces: &'a Traces, name: &str) -> Option<&'a Option<Trace>> {
    traces.iter().find(|(stored, _)| stored == name).map(|(_, trace)| trace)
}

/// Kept in the span of a call that is traced.
struct Traced {
    name: String,
    arrived: Instant,
    trace: Trace,
}

/// Kept in the span of a hop.
struct Began(Instant);

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Hops {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        if span.name() == "call" {
            let mut name = Name(None);
            attributes.record(&mut name);
            if let Some(name) = name.0 {
                let mut fields = Fields::default();
                attributes.record(&mut fields);
                let trace = Trace { arrived_unix_us: unix_us(), ..fields.0 };
                self.keep(name.clone(), None);
                span.extensions_mut().insert(Traced { name, arrived: Instant::now(), trace });
            }
        } else if span.parent().is_some_and(|parent| is_traced(&parent)) {
            span.extensions_mut().insert(Began(Instant::now()));
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let Some(call) = call_of(&span) else { return };
        let mut extensions = call.extensions_mut();
        let Some(traced) = extensions.get_mut::<Traced>() else { return };
        let mut fields = Fields(std::mem::take(&mut traced.trace));
        values.record(&mut fields);
        traced.trace = fields.0;
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let Some(span) = context.span(&id) else { return };
        if span.name() == "call" {
            if let Some(Traced { name, trace, .. }) = span.extensions_mut().remove() {
                self.keep(name, Some(trace));
            }
            return;
        }
        let Some(Began(began)) = span.extensions_mut().remove() else { return };
        let Some(call) = call_of(&span) else { return };
        let mut extensions = call.extensions_mut();
        let Some(traced) = extensions.get_mut::<Traced>() else { return };
        traced.trace.hops.push(Hop {
            name: span.name().to_owned(),
            start_us: micros(began - traced.arrived),
            duration_us: micros(began.elapsed()),
        });
        traced.trace.left_unix_us = unix_us();
    }
}

/// The traced call that a span belongs to: the span itself, or the one around it.
fn call_of<'a, S: LookupSpan<'a>>(span: &SpanRef<'a, S>) -> Option<SpanRef<'a, S>> {
    span.scope().find(is_traced)
}

fn is_traced<'a, S: LookupSpan<'a>>(span: &SpanRef<'a, S>) -> bool {
    span.extensions().get::<Traced>().is_some()
}

fn micros(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e6
}

fn unix_us() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map(micros).unwrap_or_default()
}

/// Reads the name that a call is to be kept by, and nothing else: most calls have none.
struct Name(Option<String>);

impl Visit for Name {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "trace" {
            self.0 = Some(value.to_owned());
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}

/// Reads the fields of a call's span.
#[derive(Default)]
struct Fields(Trace);

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        let value = value.to_owned();
        match field.name() {
            "command" => self.0.command = value,
            "window" => self.0.window = value,
            "webview" => self.0.webview = value,
            "transport" => self.0.transport = value,
            "stopped_at" => self.0.stopped_at = Some(value),
            "code" => self.0.code = Some(value),
            "message" => self.0.message = Some(value),
            _ => {}
        }
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        let value = u32::try_from(value).unwrap_or(u32::MAX);
        match field.name() {
            "bytes_in" => self.0.bytes_in = value,
            "bytes_out" => self.0.bytes_out = value,
            _ => {}
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.record_str(field, &format!("{value:?}"));
    }
}
