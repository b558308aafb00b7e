//! What is open, and what each window and webview keeps for itself: told by the shell, read by whoever watches.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use footbridge::plugin::{self, Plugin};
use footbridge::{AppHandle, PageLoadEvent, RunEvent, Webview, WebviewEvent, Window, WindowEvent};
use serde::Serialize;
use tokio::sync::watch;
use ts_rs::TS;

/// Everything that is open.
#[derive(Debug, Serialize, TS)]
pub struct Overview {
    pub windows: Vec<OpenWindow>,
    /// Presses in all windows together.
    pub pressed: u32,
}

/// One window.
#[derive(Debug, Serialize, TS)]
pub struct OpenWindow {
    pub label: String,
    pub state: OfWindow,
    pub webviews: Vec<OpenWebview>,
}

/// One webview.
#[derive(Debug, Serialize, TS)]
pub struct OpenWebview {
    pub label: String,
    pub state: OfWebview,
}

/// What a window keeps for itself, for as long as it is open.
#[derive(Debug, Default, Clone, Serialize, TS)]
pub struct OfWindow {
    /// Width of the content, in physical pixels. Zero until the system has said.
    pub width: u32,
    /// Height of the content, in physical pixels.
    pub height: u32,
    pub focused: bool,
    /// Whether it was asked to close and a page in it has not decided.
    pub asked: bool,
    /// Presses in its webviews.
    pub pressed: u32,
}

/// What a webview keeps for itself. It outlives a reload, and ends with the webview.
#[derive(Debug, Default, Clone, Serialize, TS)]
pub struct OfWebview {
    /// Documents that it began to load.
    pub documents: u32,
    pub loading: bool,
    pub pressed: u32,
}

/// Where it is kept.
pub struct Desk {
    kept: Mutex<Kept>,
    changed: watch::Sender<()>,
}

#[derive(Default)]
struct Kept {
    pressed: u32,
    windows: HashMap<String, OfWindow>,
    webviews: HashMap<String, OfWebview>,
}

impl Default for Desk {
    fn default() -> Self {
        Self { kept: Mutex::default(), changed: watch::Sender::new(()) }
    }
}

/// A plugin of one hook, which is how an app is told what happens to its windows.
pub fn watcher() -> Plugin {
    plugin::Builder::new("desk").on_event(|app, event| app.state::<Desk>().told(app, event)).build()
}

impl Desk {
    /// Wakes whoever waits for a change.
    pub fn changes(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    /// Counts a press, for everybody, for the window and for the webview.
    pub fn press(&self, webview: &Webview) {
        self.change(|kept| {
            kept.pressed += 1;
            if let Some(window) = kept.windows.get_mut(webview.window().label()) {
                window.pressed += 1;
            }
            if let Some(webview) = kept.webviews.get_mut(webview.label()) {
                webview.pressed += 1;
            }
        });
    }

    /// Notes that a window which was asked to close stays.
    pub fn stays(&self, window: &Window) {
        self.change(|kept| kept.answered(window.label()));
    }

    /// What is open now. A window whose end was told may still be among the app's, so it is left out here.
    pub fn overview(&self, app: &AppHandle) -> Overview {
        let kept = self.kept();
        let open_webview = |webview: Webview| {
            let state = kept.webviews.get(webview.label())?.clone();
            Some(OpenWebview { label: webview.label().to_owned(), state })
        };
        let open_window = |window: Window| {
            let state = kept.windows.get(window.label())?.clone();
            let mut webviews: Vec<_> = window.webviews().into_iter().filter_map(open_webview).collect();
            webviews.sort_by(|a, b| a.label.cmp(&b.label));
            Some(OpenWindow { label: window.label().to_owned(), state, webviews })
        };
        Overview {
            windows: app.windows().into_iter().filter_map(open_window).collect(),
            pressed: kept.pressed,
        }
    }

    fn told(&self, app: &AppHandle, event: &RunEvent) {
        match event {
            // Where a window stands is not kept, and one that is dragged tells it again and again.
            RunEvent::Window { event: WindowEvent::Moved { .. }, .. } => {}
            RunEvent::Window { label, event } => self.change(|kept| kept.window(label, event)),
            RunEvent::Webview { label, event } => {
                let window = app.webview(label).map(|webview| webview.window().label().to_owned());
                self.change(|kept| kept.webview(label, window.as_deref(), event));
            }
            _ => {}
        }
    }

    fn change(&self, change: impl FnOnce(&mut Kept)) {
        change(&mut self.kept());
        self.changed.send_replace(());
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn window(&mut self, label: &str, event: &WindowEvent) {
        if let WindowEvent::Destroyed = event {
            self.windows.remove(label);
            return;
        }
        let window = self.windows.entry(label.to_owned()).or_default();
        match *event {
            WindowEvent::Resized { width, height } => (window.width, window.height) = (width, height),
            WindowEvent::Focused(focused) => window.focused = focused,
            WindowEvent::CloseRequested => window.asked = true,
            _ => {}
        }
    }

    fn webview(&mut self, label: &str, window: Option<&str>, event: &WebviewEvent) {
        if let WebviewEvent::Destroyed = event {
            self.webviews.remove(label);
            return;
        }
        let webview = self.webviews.entry(label.to_owned()).or_default();
        let WebviewEvent::PageLoad(load) = event else { return };
        webview.loading = load.event == PageLoadEvent::Started;
        if webview.loading {
            webview.documents += 1;
            // The document that was to decide is gone.
            self.answered(window.unwrap_or_default());
        }
    }

    fn answered(&mut self, label: &str) {
        if let Some(window) = self.windows.get_mut(label) {
            window.asked = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use footbridge::PageLoad;

    use super::*;

    fn load(event: PageLoadEvent) -> WebviewEvent {
        let url = "app://localhost/index.html".parse().unwrap();
        WebviewEvent::PageLoad(PageLoad { url, event })
    }

    #[test]
    fn window_keeps_its_own_until_it_is_destroyed() {
        let mut kept = Kept::default();
        for event in [
            WindowEvent::Created,
            WindowEvent::Resized { width: 640, height: 480 },
            WindowEvent::Focused(true),
            WindowEvent::CloseRequested,
        ] {
            kept.window("a", &event);
        }
        kept.window("b", &WindowEvent::Created);
        let window = &kept.windows["a"];
        assert_eq!((window.width, window.height, window.focused, window.asked), (640, 480, true, true));
        kept.window("a", &WindowEvent::Destroyed);
        assert_eq!(kept.windows.keys().collect::<Vec<_>>(), ["b"]);
    }

    #[test]
    fn document_that_was_to_decide_about_closing_takes_the_question_with_it() {
        let mut kept = Kept::default();
        kept.window("a", &WindowEvent::CloseRequested);
        kept.webview("left", Some("a"), &load(PageLoadEvent::Finished));
        assert!(kept.windows["a"].asked);
        kept.webview("left", Some("a"), &load(PageLoadEvent::Started));
        assert!(!kept.windows["a"].asked);
    }

    #[test]
    fn webview_counts_its_documents_until_it_is_gone() {
        let mut kept = Kept::default();
        for event in [PageLoadEvent::Started, PageLoadEvent::Finished, PageLoadEvent::Started] {
            kept.webview("left", Some("a"), &load(event));
        }
        let webview = &kept.webviews["left"];
        assert_eq!((webview.documents, webview.loading), (2, true));
        kept.webview("left", None, &WebviewEvent::Destroyed);
        assert!(kept.webviews.is_empty());
    }
}
