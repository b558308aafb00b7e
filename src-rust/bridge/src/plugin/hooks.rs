//! What a plugin is told, and when.

use std::sync::{Mutex, PoisonError};

use url::Url;

use super::Installed;
use crate::{
    AppHandle, Page, PageLoad, RunEvent, Webview, WebviewEvent, Window, WindowEvent, command::caught, event,
    scheme::SchemeResponse,
};

pub(crate) type SchemeHandler =
    Box<dyn Fn(&AppHandle, Option<&Webview>, http::Request<()>) -> SchemeResponse + Send + Sync>;

/// The hooks of one plugin. They may run on several threads at once.
#[derive(Default)]
#[expect(clippy::type_complexity, reason = "each is a closure that is written once and called once")]
pub(crate) struct Hooks {
    pub(super) navigation: Option<Box<dyn Fn(&Webview, &Url) -> bool + Send + Sync>>,
    pub(super) page_load: Option<Box<dyn Fn(&Webview, &PageLoad) + Send + Sync>>,
    pub(super) window_ready: Option<Box<dyn Fn(&Window) + Send + Sync>>,
    pub(super) webview_ready: Option<Box<dyn Fn(&Webview) + Send + Sync>>,
    pub(super) event: Option<Box<dyn Fn(&AppHandle, &RunEvent) + Send + Sync>>,
    pub(super) dropped: Mutex<Option<Box<dyn FnOnce(AppHandle) + Send>>>,
    pub(super) schemes: Vec<(String, SchemeHandler)>,
}

/// What the host tells.
impl AppHandle {
    /// Tells plugins and listeners what happened.
    ///
    /// A window's or a webview's `Created` runs the hooks `on_window_ready` and `on_webview_ready`, a `PageLoad` runs
    /// `on_page_load`, and every event runs `on_event`.
    pub fn run_event(&self, event: &RunEvent) {
        for plugin in &self.wiring().plugins {
            plugin.told(self, event);
        }
        event::tell(self, event);
    }

    /// Whether every plugin lets a page go to an address. One whose hook panics does not.
    pub fn may_navigate(&self, page: &Page, url: &Url) -> bool {
        let webview = Webview::new(self.clone(), page.clone());
        self.wiring().plugins.iter().all(|plugin| match &plugin.hooks.navigation {
            None => true,
            Some(allows) => plugin.contained(|| allows(&webview, url)).unwrap_or(false),
        })
    }

    /// Tells plugins how far a page's document has come.
    pub fn page_loaded(&self, page: &Page, load: &PageLoad) {
        let event = WebviewEvent::PageLoad(load.clone());
        self.run_event(&RunEvent::Webview { label: page.label().to_owned(), event });
    }

    /// The scripts that plugins have injected into a page's main frame, in their order, after the bridge's own. Each
    /// is a script by itself: one that does not parse takes no other with it.
    pub fn plugin_scripts(&self) -> Vec<String> {
        self.wiring().plugins.iter().flat_map(|plugin| plugin.scripts.iter().cloned()).collect()
    }
}

impl Installed {
    fn told(&self, app: &AppHandle, event: &RunEvent) {
        let hooks = &self.hooks;
        match event {
            RunEvent::Window { label, event: WindowEvent::Created } => {
                if let Some(hook) = &hooks.window_ready {
                    self.contained(|| hook(&Window::new(app.clone(), label)));
                }
            }
            RunEvent::Webview { label, event } => {
                let webview = || Some(Webview::new(app.clone(), app.page(label)?));
                match (event, &hooks.webview_ready, &hooks.page_load) {
                    (WebviewEvent::Created, Some(hook), _) => {
                        webview().map(|webview| self.contained(|| hook(&webview)));
                    }
                    (WebviewEvent::PageLoad(load), _, Some(hook)) => {
                        webview().map(|webview| self.contained(|| hook(&webview, load)));
                    }
                    _ => {}
                }
            }
            _ => {}
        }
        if let Some(hook) = &hooks.event {
            self.contained(|| hook(app, event));
        }
    }

    /// The schemes that it answers.
    pub(crate) fn schemes(&self) -> impl Iterator<Item = &str> {
        self.hooks.schemes.iter().map(|(scheme, _)| scheme.as_str())
    }

    /// Its answer to a request; none when it panics.
    pub(crate) fn answer(
        &self,
        app: &AppHandle,
        scheme: &str,
        webview: Option<&Webview>,
        request: http::Request<()>,
    ) -> Option<SchemeResponse> {
        let (_, handler) = self.hooks.schemes.iter().find(|(it, _)| it == scheme)?;
        self.contained(|| handler(app, webview, request))
    }

    /// The last thing a plugin hears.
    pub(crate) fn dropped(&self, app: &AppHandle) {
        let hook = self.hooks.dropped.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(hook) = hook {
            self.contained(|| hook(app.clone()));
        }
    }

    /// Runs code of the plugin. A panic is logged with its backtrace and goes no further.
    pub(crate) fn contained<T>(&self, run: impl FnOnce() -> T) -> Option<T> {
        caught(&self.label, run).ok()
    }
}
