//! A page as the host knows it: one webview, with a label that the page cannot choose.

use std::{
    fmt, mem,
    sync::{Arc, PoisonError, RwLock},
    time::Instant,
};
use tokio::runtime::Handle;

pub use crate::acl::Origin;
use crate::{Delivery, Isolation, Limits, calls::Calls, document::Document, refusal_log::RefusalLog};

/// What carries deliveries to the scripts of a document.
pub trait Courier: Send + Sync + 'static {
    /// Takes what waits for the document and has it run: see [`Delivery`]. Called from any thread, returns at once;
    /// deliveries run in the order of the calls.
    fn deliver(&self, delivery: Delivery);

    /// A document to which it carried is gone. One that serves a page, whatever is in it, has nothing to do.
    fn close(&self) {}
}

/// How the bridge reaches a page.
pub trait Outlet: Courier {
    /// Evaluates a script in the page's main frame. Called from any thread, returns at once; scripts run in the order
    /// of the calls.
    fn evaluate(&self, script: String);
}

/// One webview that may call. Cheap to clone; all clones are the same page.
#[derive(Clone)]
pub struct Page(Arc<Inner>);

struct Inner {
    label: String,
    window_label: String,
    outlet: Arc<dyn Outlet>,
    calls: Arc<Calls>,
    document: RwLock<Arc<Document>>,
    limits: Arc<Limits>,
    runtime: Handle,
    isolation: Option<Isolation>,
    refusals: RefusalLog,
}

impl Page {
    pub(crate) fn new(
        label: &str,
        window_label: &str,
        isolation: Option<Isolation>,
        outlet: Arc<dyn Outlet>,
        limits: Arc<Limits>,
        runtime: Handle,
    ) -> Self {
        let document = Document::new(outlet.clone(), Arc::clone(&limits), runtime.clone());
        Self(Arc::new(Inner {
            label: label.to_owned(),
            window_label: window_label.to_owned(),
            outlet,
            calls: Arc::default(),
            document: RwLock::new(document),
            refusals: RefusalLog::new(limits.refusal_lines_max),
            limits,
            runtime,
            isolation,
        }))
    }

    /// Label of the webview.
    pub fn label(&self) -> &str {
        &self.0.label
    }

    /// Label of the window that the webview is in.
    pub fn window_label(&self) -> &str {
        &self.0.window_label
    }

    /// What isolates it, if anything does. It was decided when the webview was built, and stays.
    pub fn isolation(&self) -> Option<&Isolation> {
        self.0.isolation.as_ref()
    }

    /// The document that is loaded in it.
    pub fn document(&self) -> Arc<Document> {
        Arc::clone(&self.0.document.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The document went away (reload, navigation, close), and all that was its own goes with it: its calls are
    /// cancelled, its channels closed.
    pub fn reset(&self) {
        let outlet = self.0.outlet.clone();
        let next = Document::new(outlet, Arc::clone(&self.0.limits), self.0.runtime.clone());
        let gone = mem::replace(&mut *self.0.document.write().unwrap_or_else(PoisonError::into_inner), next);
        // In this order: a call that is admitted meanwhile sees that its document is gone, or is cancelled.
        gone.close();
        self.0.calls.cancel_all();
    }

    /// The webview went away, and may call no more.
    pub(crate) fn close(&self) {
        self.0.calls.close();
        self.document().close();
        let left_out = self.0.refusals.end();
        if left_out > 0 {
            tracing::warn!(
                webview = self.label(),
                left_out,
                "refusals of the page that are in no line before this"
            );
        }
    }

    /// Has a refusal written to the log by `line`, unless the page was refused the same within a second, or too much
    /// else: see [`Limits::refusal_lines_max`]. `what` is the command, or a word for what is none. `line` is given the
    /// number of refusals since the last line, if there were any.
    pub fn log_refusal(&self, what: &str, line: impl FnOnce(Option<u64>)) {
        if let Some(left_out) = self.0.refusals.line(what, Instant::now()) {
            line((left_out > 0).then_some(left_out));
        }
    }

    /// How many calls of this page are not answered yet.
    pub fn calls_running(&self) -> usize {
        self.0.calls.running()
    }

    pub(crate) fn calls(&self) -> &Arc<Calls> {
        &self.0.calls
    }

    pub(crate) fn evaluate(&self, script: String) {
        self.0.outlet.evaluate(script);
    }
}

impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page")
            .field("label", &self.label())
            .field("window_label", &self.window_label())
            .finish()
    }
}
