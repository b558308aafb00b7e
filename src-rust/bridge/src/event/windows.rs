//! What happens to windows and webviews, as the events that Tauri 2 makes of it: `tauri://resize` and so on.
//!
//! In comes the host's word, out go events. Names, payloads and targets are those of Tauri 2.12. Of a size, a place and
//! a pointer only the last counts, so these do not pile up in front of a page that is busy.

use serde::Serialize;
use serde_json::json;
use std::path::PathBuf;

use super::{
    EventTarget,
    emit::{Emission, Keep},
};
use crate::{AppHandle, RunEvent, WebviewEvent, WindowEvent};

const CLOSE_REQUESTED: &str = "tauri://close-requested";

impl AppHandle {
    /// Whether a page listens as this window to `tauri://close-requested`. Then that page decides whether the window
    /// closes, and destroys it itself; [`Self::run_event`] asks it, with [`WindowEvent::CloseRequested`].
    pub fn close_requested(&self, label: &str) -> bool {
        let is_window = audience_of_window(label);
        self.pages()
            .values()
            .any(|page| !page.document().listeners().of(CLOSE_REQUESTED, &is_window).is_empty())
    }
}

/// Emits what an event of the host means to listeners, if anything.
pub(crate) fn tell(app: &AppHandle, event: &RunEvent) {
    match event {
        RunEvent::Window { label, event } => tell_of_window(app, label, event),
        RunEvent::Webview { label, event } => tell_of_webview(app, label, event),
        RunEvent::Ready | RunEvent::Exit => {}
    }
}

fn tell_of_window(app: &AppHandle, label: &str, event: &WindowEvent) {
    let audience = audience_of_window(label);
    let tell = |name, keep, payload| emit(app, name, keep, payload, &audience);
    match *event {
        WindowEvent::Created => {
            emit(app, "tauri://window-created", Keep::Each, json!({ "label": label }), &|_| true);
        }
        WindowEvent::Resized { width, height } => {
            tell("tauri://resize", Keep::Latest, json!({ "width": width, "height": height }));
        }
        WindowEvent::Moved { x, y } => tell("tauri://move", Keep::Latest, json!({ "x": x, "y": y })),
        WindowEvent::CloseRequested => tell(CLOSE_REQUESTED, Keep::Each, json!(null)),
        WindowEvent::Destroyed => tell("tauri://destroyed", Keep::Each, json!(null)),
        WindowEvent::Focused(true) => tell("tauri://focus", Keep::Each, json!(null)),
        WindowEvent::Focused(false) => tell("tauri://blur", Keep::Each, json!(null)),
        WindowEvent::ScaleFactorChanged { scale_factor, width, height } => {
            let size = json!({ "width": width, "height": height });
            tell("tauri://scale-change", Keep::Each, json!({ "scaleFactor": scale_factor, "size": size }));
        }
        WindowEvent::ThemeChanged(theme) => tell("tauri://theme-changed", Keep::Each, json!(theme)),
    }
}

fn tell_of_webview(app: &AppHandle, label: &str, event: &WebviewEvent) {
    let everything_of_this_label = is_alone(app, label).then(|| EventTarget::labeled(label));
    let exact = [EventTarget::webview(label), EventTarget::webview_window(label)];
    let audience = |listener: &EventTarget| match &everything_of_this_label {
        // A webview that fills its window is the window as well; one that shares it is meant as itself.
        Some(target) => target.reaches(listener),
        None => exact.contains(listener),
    };
    let tell = |name, keep, payload| emit(app, name, keep, payload, &audience);
    match event {
        WebviewEvent::Created => {
            emit(app, "tauri://webview-created", Keep::Each, json!({ "label": label }), &|_| true);
        }
        WebviewEvent::DragEnter { paths, position } => {
            tell("tauri://drag-enter", Keep::Each, json!({ "paths": texts(paths), "position": position }));
        }
        WebviewEvent::DragOver { position } => {
            tell("tauri://drag-over", Keep::Latest, json!({ "position": position }));
        }
        WebviewEvent::DragDrop { paths, position } => {
            tell("tauri://drag-drop", Keep::Each, json!({ "paths": texts(paths), "position": position }));
        }
        WebviewEvent::DragLeave => tell("tauri://drag-leave", Keep::Each, json!(null)),
        WebviewEvent::Destroyed | WebviewEvent::PageLoad(_) => {}
    }
}

/// Those who listen as a window, or as one with its webview.
fn audience_of_window(label: &str) -> impl Fn(&EventTarget) -> bool {
    let (window, webview_window) = (EventTarget::window(label), EventTarget::webview_window(label));
    move |listener| *listener == window || *listener == webview_window
}

/// Whether a webview is its window's only one, and named like it.
fn is_alone(app: &AppHandle, label: &str) -> bool {
    app.pages().values().all(|page| page.window_label() != label || page.label() == label)
        && app.page(label).is_some_and(|page| page.window_label() == label)
}

/// Paths as text. What is not Unicode in them is replaced, as JSON has no other way.
fn texts(paths: &[PathBuf]) -> Vec<String> {
    paths.iter().map(|path| path.to_string_lossy().into_owned()).collect()
}

fn emit(
    app: &AppHandle,
    name: &str,
    keep: Keep,
    payload: impl Serialize,
    audience: &dyn Fn(&EventTarget) -> bool,
) {
    let emitted = Emission::new(app, name, payload).and_then(|emission| emission.send(app, keep, audience));
    if let Err(error) = emitted {
        tracing::warn!(target: "footbridge::event", "{error}");
    }
}
