//! The table of windows, owned by the event loop: a label, a native window, and the webview in it.
//!
//! What comes in are wishes of the host and events of the system. A window and its page live and end together.

use std::{collections::HashMap, path::PathBuf, sync::Arc};

use footbridge::{AppHandle, Page, WindowConfig, transport::post_message};
use tao::{
    dpi::LogicalSize,
    event_loop::EventLoopWindowTarget,
    window::{Icon, Window, WindowBuilder, WindowId},
};
use wry::{DragDropEvent, NewWindowResponse, PageLoadEvent, WebView, WebViewBuilder};

use crate::{
    Error,
    contained::contained,
    host::Task,
    origin,
    platform::{self, Engine, PageOutlet},
    shell::{Looks, OnDrop},
};

pub(crate) struct Windows {
    app: AppHandle,
    engine: Engine,
    looks: Looks,
    on_drop: OnDrop,
    open: HashMap<WindowId, OpenWindow>,
}

/// Fields are dropped in this order: the view before the window that it is drawn in.
struct OpenWindow {
    label: String,
    view: WebView,
    window: Window,
}

impl Windows {
    pub(crate) fn new(app: AppHandle, engine: Engine, looks: Looks, on_drop: OnDrop) -> Self {
        Self { app, engine, looks, on_drop, open: HashMap::new() }
    }

    /// Opens a window, or raises the one that has this label.
    pub(crate) fn open(
        &mut self,
        target: &EventLoopWindowTarget<Task>,
        config: &WindowConfig,
    ) -> Result<(), Error> {
        if self.find(&config.label).is_some() {
            self.focus(&config.label);
            return Ok(());
        }
        let outlet = Arc::new(self.engine.outlet(&config.label));
        let page = self.app.open_page(&config.label, &config.label, outlet.clone())?;
        let opened = self.build(target, config, &page, &outlet);
        if opened.is_err() {
            self.app.close_page(&config.label);
        }
        let opened = opened?;
        self.open.insert(opened.window.id(), opened);
        Ok(())
    }

    pub(crate) fn close(&mut self, label: &str) {
        if let Some(id) = self.find(label).map(|open| open.window.id()) {
            self.close_by_id(id);
        }
    }

    pub(crate) fn close_by_id(&mut self, id: WindowId) {
        if let Some(closed) = self.open.remove(&id) {
            self.app.close_page(&closed.label);
            self.engine.forget(&closed.view);
        }
    }

    pub(crate) fn focus(&self, label: &str) {
        if let Some(open) = self.find(label) {
            open.window.set_minimized(false);
            open.window.set_focus();
        }
    }

    /// Evaluates a script where a webview cannot be reached past the event loop.
    #[cfg(not(target_os = "linux"))]
    pub(crate) fn evaluate(&self, label: &str, script: &str) {
        if let Some(Err(error)) = self.find(label).map(|open| open.view.evaluate_script(script)) {
            tracing::error!(webview = label, %error, "a script did not reach its page");
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    fn find(&self, label: &str) -> Option<&OpenWindow> {
        self.open.values().find(|open| open.label == label)
    }

    fn build(
        &mut self,
        target: &EventLoopWindowTarget<Task>,
        config: &WindowConfig,
        page: &Page,
        outlet: &PageOutlet,
    ) -> Result<OpenWindow, Error> {
        let icon = self.looks.icon.clone();
        let icon = icon.map(|(rgba, width, height)| Icon::from_rgba(rgba, width, height)).transpose()?;
        let window = WindowBuilder::new()
            .with_title(&config.title)
            .with_inner_size(LogicalSize::new(config.width, config.height))
            .with_min_inner_size(LogicalSize::new(config.min_width, config.min_height))
            .with_window_icon(icon)
            .build(target)?;
        let background = self.looks.background;
        let [red, green, blue] = if platform::is_dark(&window) { background.dark } else { background.light };
        let devtools = self.looks.devtools;
        let (app, on_drop) = (self.app.clone(), self.on_drop.clone());
        let view = self.engine.build(&window, page, |builder| {
            let builder = builder.with_background_color((red, green, blue, 255)).with_devtools(devtools);
            connect(builder, &app, page, on_drop)
        })?;
        outlet.bind(&view);
        view.load_url(&format!("{}/{}", origin::APP, config.path.trim_start_matches('/')))?;
        Ok(OpenWindow { label: config.label.clone(), view, window })
    }
}

/// What every engine does alike: the injected script, the message handler, and the guards around the document.
fn connect<'a>(
    builder: WebViewBuilder<'a>,
    app: &AppHandle,
    page: &Page,
    on_drop: OnDrop,
) -> WebViewBuilder<'a> {
    let (messages_app, messages_page) = (app.clone(), page.clone());
    let (drop_app, drop_page) = (app.clone(), page.clone());
    let loaded_page = page.clone();
    let builder = builder.with_initialization_script_for_main_only(app.initialization_script(page), true);
    let scripts = app.plugin_scripts().into_iter();
    scripts
        .fold(builder, |builder, script| builder.with_initialization_script_for_main_only(script, true))
        .with_ipc_handler(move |message| {
            // The address is that of the main frame, whichever frame sent the message: only the key tells them apart.
            let origin = origin::of_document(&message.uri().to_string());
            contained(|| post_message::receive(&messages_app, &messages_page, origin, message.body()));
        })
        .with_on_page_load_handler(move |event, _| {
            // A new document takes the old one's place at this moment and not before: a navigation that is refused or
            // fails leaves the old one alive, and its calls with it.
            if matches!(event, PageLoadEvent::Started) {
                loaded_page.reset();
            }
        })
        .with_navigation_handler(|url| may_load(&url))
        .with_new_window_req_handler(|url, _| {
            tracing::warn!(%url, "a page may not open windows by itself; the request was refused");
            NewWindowResponse::Deny
        })
        .with_drag_drop_handler(move |event| match event {
            DragDropEvent::Drop { paths, .. } => {
                let files: Vec<PathBuf> = paths.into_iter().filter(|path| path.is_absolute()).collect();
                let dropped = !files.is_empty();
                if dropped {
                    on_drop(&drop_app, &drop_page, files);
                }
                dropped
            }
            _ => false,
        })
}

/// Whether a document may load. Some engines ask for frames too; a frame that is written into a document of the app is
/// under that document's policy already.
fn may_load(url: &str) -> bool {
    let allowed = origin::is_app(url) || url == "about:srcdoc";
    if !allowed {
        tracing::warn!(%url, "a page may only navigate inside the app; the navigation was refused");
    }
    allowed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_of_the_app_may_load_and_no_other() {
        for url in ["app://localhost/", "app://localhost/index.html#/hello", "about:srcdoc"] {
            assert!(may_load(url), "{url}");
        }
        for url in [
            "about:blank",
            "https://remote.invalid/",
            "app://localhost.evil.invalid/",
            "app://localhost:1/",
            "ipc://localhost/greet",
            "blob:app://localhost/5ba3",
            "data:text/html,hello",
            "file:///etc/passwd",
            "javascript:alert(1)",
        ] {
            assert!(!may_load(url), "{url}");
        }
    }
}
