//! WebKitGTK. The shell registers its schemes with the engine itself, because the engine's way to a request's body can
//! crash the process: it must not be taken for a caller who has not shown the key.

mod main_thread;
mod outlet;
mod scheme;
mod call_scheme;
mod body;

use std::{cell::RefCell, collections::HashMap, path::PathBuf, rc::Rc};

use footbridge::{AppHandle, Page};
use gtk::prelude::{GtkSettingsExt, WidgetExt};
use tao::{platform::unix::WindowExtUnix, window::Window};
use webkit2gtk::{SettingsExt, WebViewExt};
use wry::{WebContext, WebViewBuilder, WebViewBuilderExtUnix, WebViewExtUnix};

use crate::{
    Error,
    asset::{self, Assets},
    host::EventLoopHost,
};

pub(crate) use outlet::PageOutlet;

pub(crate) const ENGINE: &str = "WebKitGTK";

/// Which page a webview shows, by the identity of the engine's own object: the host's word for who calls.
type Pages = Rc<RefCell<HashMap<webkit2gtk::WebView, Page>>>;

/// Connects to the display. Everything after it takes the connection for granted.
pub(crate) fn prepare() -> Result<(), Error> {
    gtk::init().map_err(|_| Error::NoDisplay)
}

/// Runs a task on the main thread, after what was sent before it. It runs even while a native dialog is open, which
/// keeps the event loop waiting.
pub(crate) fn run_on_main_thread(_: &EventLoopHost, task: Box<dyn FnOnce() + Send>) {
    main_thread::enqueue(task);
}

/// Whether a page sees `prefers-color-scheme: dark`; the engine goes by these two settings.
pub(crate) fn is_dark(_: &Window) -> bool {
    gtk::Settings::default().is_some_and(|settings| {
        let theme = settings.gtk_theme_name().unwrap_or_default().to_lowercase();
        settings.is_gtk_application_prefer_dark_theme() || theme.ends_with("-dark")
    })
}

/// One engine context for all webviews of the app.
pub(crate) struct Engine {
    context: WebContext,
    app: AppHandle,
    host: EventLoopHost,
    assets: Assets,
    pages: Pages,
    automation: bool,
    has_schemes: bool,
}

impl Engine {
    pub(crate) fn new(
        app: AppHandle,
        host: EventLoopHost,
        assets: Assets,
        data_dir: Option<PathBuf>,
        automation: bool,
    ) -> Self {
        let mut context = WebContext::new(data_dir);
        context.set_allows_automation(automation);
        Self { context, app, host, assets, pages: Pages::default(), automation, has_schemes: false }
    }

    pub(crate) fn outlet(&self, _label: &str) -> PageOutlet {
        PageOutlet::default()
    }

    /// Builds a webview for `page` that has not loaded anything; `connect` gives it what every engine's webview has.
    pub(crate) fn build(
        &mut self,
        window: &Window,
        page: &Page,
        connect: impl for<'a> FnOnce(WebViewBuilder<'a>) -> WebViewBuilder<'a>,
    ) -> Result<wry::WebView, Error> {
        let container = window.default_vbox().ok_or(Error::Engine("a container for the webview"))?;
        let view = connect(WebViewBuilder::new_with_web_context(&mut self.context)).build_gtk(container)?;
        let widget = view.webview();
        self.register_schemes(&widget)?;
        if let Some(settings) = WebViewExt::settings(&widget).filter(|_| self.automation) {
            // A driver has no way to a page's console; whoever started the app can read its output.
            settings.set_enable_write_console_messages_to_stdout(true);
        }
        let gone = page.clone();
        widget.connect_web_process_terminated(move |_, reason| {
            tracing::error!(webview = gone.label(), ?reason, "the page's process ended");
            gone.reset();
        });
        self.pages.borrow_mut().insert(widget.clone(), page.clone());
        self.close_with(&widget, page.window_label());
        Ok(view)
    }

    pub(crate) fn forget(&mut self, view: &wry::WebView) {
        self.pages.borrow_mut().remove(&view.webview());
    }

    /// A page or a driver may close a webview, of which the engine destroys the view alone. Its window goes with it.
    fn close_with(&self, widget: &webkit2gtk::WebView, window_label: &str) {
        let (pages, host, label) = (self.pages.clone(), self.host.clone(), window_label.to_owned());
        widget.connect_destroy(move |widget| {
            let is_forgotten = pages.borrow_mut().remove(widget).is_none();
            if !is_forgotten {
                let label = label.clone();
                host.send(move |windows, _| windows.close(&label));
            }
        });
    }

    /// The engine's context comes into the shell's hands with the first webview, and keeps its schemes for all others.
    fn register_schemes(&mut self, widget: &webkit2gtk::WebView) -> Result<(), Error> {
        if self.has_schemes {
            return Ok(());
        }
        let context = widget.context().ok_or(Error::Engine("a context around its webview"))?;
        let assets = self.assets.clone();
        scheme::register(&context, "app", move |head, request| {
            scheme::finish(&request, asset::serve(&assets, &head.method, &head.uri));
        })?;
        let (app, pages) = (self.app.clone(), self.pages.clone());
        scheme::register(&context, "ipc", move |head, request| {
            call_scheme::receive(&app, &pages.borrow(), head, request);
        })?;
        self.has_schemes = true;
        Ok(())
    }
}
