//! The plugin `webview`: what `@tauri-apps/api/webview` and `webviewWindow` ask for.
//!
//! # Trust
//! A page that a capability lets in may name any webview of the app, and open as many as `Limits::pages_max` allows. What
//! it opens loads documents of the app and of nobody else, unless the app has said so.

mod create;
mod view;

use footbridge::{
    Webview,
    plugin::{Builder, Plugin},
};

use crate::{
    Error,
    desktop::Desktop,
    windows::{OpenView, OpenWindow},
};

pub(super) fn plugin() -> Plugin {
    let default = ["get-all-webviews", "webview-position", "webview-size", "internal-toggle-devtools"];
    let default = default.map(|command| format!("allow-{command}"));
    Builder::new("webview")
        .key("core:webview")
        .invoke_handler(create::COMMANDS)
        .invoke_handler(view::COMMANDS)
        .manifest(move |manifest| manifest.default_permissions(default))
        .build()
}

/// The webview of a label, or the caller's own.
fn named(webview: &Webview, label: Option<String>) -> String {
    label.filter(|label| !label.is_empty()).unwrap_or_else(|| webview.label().into())
}

/// Asks the event loop something about the webview of a label, or about the caller's own.
async fn on_view<T: Send + 'static>(
    desktop: &Desktop,
    webview: &Webview,
    label: Option<String>,
    question: impl FnOnce(&OpenWindow, &OpenView) -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let label = named(webview, label);
    desktop
        .ask(move |windows, _| {
            let (open, view) = windows.view(&label)?;
            question(open, view)
        })
        .await
}
