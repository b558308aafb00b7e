//! A page as the host knows it: one webview, with a label that the page cannot choose.

use std::{fmt, sync::Arc};

pub use crate::acl::Origin;
use crate::calls::Calls;

/// How the bridge reaches a page.
pub trait Outlet: Send + Sync + 'static {
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
}

impl Page {
    pub(crate) fn new(label: &str, window_label: &str, outlet: Arc<dyn Outlet>) -> Self {
        Self(Arc::new(Inner {
            label: label.to_owned(),
            window_label: window_label.to_owned(),
            outlet,
            calls: Arc::default(),
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

    /// The document went away (reload, navigation, close): its calls are cancelled and their memory comes back.
    pub fn reset(&self) {
        self.0.calls.cancel_all();
    }

    /// The webview went away, and may call no more.
    pub(crate) fn close(&self) {
        self.0.calls.close();
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
