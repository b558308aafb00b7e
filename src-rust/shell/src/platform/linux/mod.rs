//! WebKitGTK. The shell registers its schemes with the engine itself, because the engine's way to a request's body can
//! crash the process: it must not be taken for a caller who has not shown the key.

mod main_thread;
mod outlet;
mod desktop;
mod drag_source;
mod stage;
mod scheme;
mod call_scheme;
mod plugin_scheme;
mod body;
mod socket;

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
    path::PathBuf,
    rc::Rc,
};

use footbridge::{AppHandle, Page};
use gtk::prelude::{GtkSettingsExt, WidgetExt};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tao::{
    platform::unix::{WindowBuilderExtUnix, WindowExtUnix},
    window::{Window, WindowBuilder},
};
use webkit2gtk::{
    DownloadExt, SettingsExt, URIRequestExt, URISchemeRequest, URISchemeRequestExt,
    UserContentInjectedFrames, UserScript, UserScriptInjectionTime, WebContextExt, WebViewExt,
};
use wry::{WebContext, WebViewBuilder, WebViewBuilderExtUnix, WebViewExtUnix};

use crate::{
    Error, asset::Files, contained::contained, guard, host::EventLoopHost, limits::OPEN_FILES_MAX,
    origin::Loaded, placement::Placement, windows::OpenWindow,
};

pub(crate) use desktop::{
    is_enabled, outer_size, set_badge_count, set_content_protected, set_cursor_grab, set_enabled,
    set_icon_file, set_ignore_cursor_events, set_maximizable, set_minimizable, set_shadow, set_skip_taskbar,
    shown, work_area,
};
pub(crate) use drag_source::DragSource;
pub(crate) use outlet::PageOutlet;
pub(crate) use stage::{Stage, View};

pub(crate) const ENGINE: &str = "WebKitGTK";

/// Which page a webview shows and what is loaded in it, by the identity of the engine's own object: the host's word for
/// who calls.
type Pages = Rc<RefCell<HashMap<webkit2gtk::WebView, (Page, Loaded)>>>;

/// Connects to the display. Everything after it takes the connection for granted.
pub(crate) fn prepare() -> Result<(), Error> {
    let files = getrlimit(Resource::Nofile);
    if let Err(error) = setrlimit(Resource::Nofile, raised(files)) {
        tracing::warn!(?files, %error, "the process may have no more files open than it was started with");
    }
    gtk::init().map_err(|_| Error::NoDisplay)
}

/// A limit with as much of it in use as is permitted and needed; none is lowered.
fn raised(Rlimit { current, maximum }: Rlimit) -> Rlimit {
    let needed = maximum.map_or(OPEN_FILES_MAX, |maximum| maximum.min(OPEN_FILES_MAX));
    Rlimit { current: current.map(|current| current.max(needed)), maximum }
}

/// Runs a task on the main thread, after what was sent before it. It runs even while a native dialog is open, which
/// keeps the event loop waiting.
pub(crate) fn run_on_main_thread(_: &EventLoopHost, task: Box<dyn FnOnce() + Send>) {
    main_thread::enqueue(task);
}

/// Whether this is the main thread.
pub(crate) fn is_main_thread() -> bool {
    gtk::glib::MainContext::default().is_owner()
}

/// Whether a page sees `prefers-color-scheme: dark`; the engine goes by these two settings.
pub(crate) fn is_dark(_: &Window) -> bool {
    gtk::Settings::default().is_some_and(|settings| {
        let theme = settings.gtk_theme_name().unwrap_or_default().to_lowercase();
        settings.is_gtk_application_prefer_dark_theme() || theme.ends_with("-dark")
    })
}

/// Tells the windows when the desktop may have gone light or dark.
pub(crate) fn watch_theme(host: &EventLoopHost) {
    let Some(settings) = gtk::Settings::default() else { return };
    let (name_host, preference_host) = (host.clone(), host.clone());
    settings.connect_gtk_theme_name_notify(move |_| name_host.send(|windows, _| windows.theme_changed()));
    settings.connect_gtk_application_prefer_dark_theme_notify(move |_| {
        preference_host.send(|windows, _| windows.theme_changed());
    });
}

/// A place in a webview in physical pixels; the engine tells logical ones.
pub(crate) fn drag_position(window: &Window, (x, y): (i32, i32)) -> (f64, f64) {
    let scale = window.scale_factor();
    (f64::from(x) * scale, f64::from(y) * scale)
}

/// The builder of a window that stays over its parent, and that a taskbar may leave out.
pub(crate) fn with_relations(
    builder: WindowBuilder,
    skip_taskbar: bool,
    parent: Option<&Window>,
) -> WindowBuilder {
    let builder = builder.with_skip_taskbar(skip_taskbar);
    match parent {
        Some(parent) => builder.with_transient_for(parent.gtk_window()),
        None => builder,
    }
}

/// One engine context for all webviews of the app.
pub(crate) struct Engine {
    context: WebContext,
    app: AppHandle,
    host: EventLoopHost,
    files: Files,
    pages: Pages,
    automation: bool,
    /// The folder of the extension that opens sockets.
    extension: Option<PathBuf>,
    /// What is registered with the shared context.
    schemes: HashSet<String>,
    shared: Option<webkit2gtk::WebContext>,
}

impl Engine {
    pub(crate) fn new(
        app: AppHandle,
        host: EventLoopHost,
        files: Files,
        data_dir: Option<PathBuf>,
        automation: bool,
    ) -> Self {
        let mut context = WebContext::new(data_dir);
        context.set_allows_automation(automation);
        Self {
            context,
            app,
            host,
            files,
            pages: Pages::default(),
            automation,
            extension: socket::install(),
            schemes: HashSet::new(),
            shared: None,
        }
    }

    pub(crate) fn outlet(&self, _label: &str) -> PageOutlet {
        PageOutlet::default()
    }

    /// Builds a webview for `page` that has not loaded anything; `connect` gives it what every engine's webview has.
    pub(crate) fn build(
        &mut self,
        open: &OpenWindow,
        page: &Page,
        loaded: &Loaded,
        placement: Placement,
        connect: impl for<'a> FnOnce(WebViewBuilder<'a>) -> WebViewBuilder<'a>,
    ) -> Result<View, Error> {
        let frame = open.stage.frame(placement);
        let mut builder = connect(WebViewBuilder::new_with_web_context(&mut self.context));
        if let Some(folder) = &self.extension {
            builder = builder.with_extensions_path(folder);
        }
        let built = builder.build_gtk(&frame);
        let mut view = match built {
            Ok(web) => View::new(web, frame, (*open.stage).clone()),
            Err(error) => {
                open.stage.remove(&frame);
                return Err(error.into());
            }
        };
        let widget = view.web().webview();
        self.register_schemes(&widget)?;
        view.set_scripts(self.plugin_scripts());
        if let Some(settings) = WebViewExt::settings(&widget) {
            // A document that comes back out of the engine's cache has lost its calls, channels and listeners here.
            settings.set_enable_page_cache(false);
            // A driver has no way to a page's console; whoever started the app can read its output.
            settings.set_enable_write_console_messages_to_stdout(self.automation);
        }
        let (socket_app, socket_page, socket_loaded) = (self.app.clone(), page.clone(), loaded.clone());
        widget.connect_user_message_received(move |_, message| {
            let socket = socket::in_message(message);
            let is_ours = socket.is_some();
            if let Some(socket) = socket {
                contained(|| socket::open(&socket_app, &socket_page, socket_loaded.origin(), socket));
            }
            is_ours
        });
        let gone = page.clone();
        widget.connect_web_process_terminated(move |_, reason| {
            tracing::error!(webview = gone.label(), ?reason, "the page's process ended");
            gone.reset();
        });
        self.pages.borrow_mut().insert(widget.clone(), (page.clone(), loaded.clone()));
        self.close_with(&widget, page.label());
        Ok(view)
    }

    pub(crate) fn forget(&mut self, view: &View) {
        self.pages.borrow_mut().remove(&view.web().webview());
    }

    /// Registers the schemes of plugins that came, and renews the scripts of plugins in these webviews.
    pub(crate) fn plugins_changed<'a>(&mut self, views: impl Iterator<Item = &'a mut View>) {
        if let Some(context) = self.shared.clone()
            && let Err(error) = self.register_plugin_schemes(&context)
        {
            tracing::error!(%error, "the schemes of a plugin are not answered");
        }
        for view in views {
            view.set_scripts(self.plugin_scripts());
        }
    }

    /// A page or a driver may close a webview, of which the engine destroys the view alone.
    fn close_with(&self, widget: &webkit2gtk::WebView, label: &str) {
        let (pages, host, label) = (self.pages.clone(), self.host.clone(), label.to_owned());
        widget.connect_destroy(move |widget| {
            let is_forgotten = pages.borrow_mut().remove(widget).is_none();
            if !is_forgotten {
                let label = label.clone();
                host.send(move |windows, _| windows.view_gone(&label));
            }
        });
    }

    fn plugin_scripts(&self) -> Vec<UserScript> {
        let script = |source: &String| {
            let (frames, time) = (UserContentInjectedFrames::TopFrame, UserScriptInjectionTime::Start);
            UserScript::new(source, frames, time, &[], &[])
        };
        self.app.plugin_scripts().iter().map(script).collect()
    }

    /// The engine's context comes into the shell's hands with the first webview, and keeps its schemes for all others.
    /// A webview that leaves no traces has a context of its own.
    fn register_schemes(&mut self, widget: &webkit2gtk::WebView) -> Result<(), Error> {
        let context = widget.context().ok_or(Error::Engine("a context around its webview"))?;
        if widget.is_ephemeral() {
            self.register_own_schemes(&context)?;
            return self
                .app
                .schemes()
                .iter()
                .try_for_each(|scheme| self.register_plugin_scheme(&context, scheme));
        }
        if self.shared.is_none() {
            self.register_own_schemes(&context)?;
            self.shared = Some(context.clone());
        }
        self.register_plugin_schemes(&context)
    }

    fn register_own_schemes(&self, context: &webkit2gtk::WebContext) -> Result<(), Error> {
        // The engine would put what a page wants to download into the person's folder, and nobody is asked.
        context.connect_download_started(|_, download| {
            let url = download.request().and_then(|request| request.uri()).unwrap_or_default();
            tracing::warn!(
                url = %guard::cut(&url),
                "a page may not download by itself; the download was refused"
            );
            download.cancel();
        });
        let (files, app, pages) = (self.files.clone(), self.app.clone(), self.pages.clone());
        scheme::register(context, "app", move |head, request| {
            let is_isolated = page_of(&pages, &request).is_some_and(|page| page.isolation().is_some());
            scheme::finish(&request, files.serve(&app.schemes(), is_isolated, &head.method, &head.uri));
        })?;
        let (app, pages) = (self.app.clone(), self.pages.clone());
        scheme::register(context, "isolation", move |head, request| {
            let page = page_of(&pages, &request);
            scheme::finish(&request, app.isolation_frame(page.as_ref(), &head.method, &head.uri));
        })?;
        let (app, pages) = (self.app.clone(), self.pages.clone());
        scheme::register(context, "ipc", move |head, request| {
            call_scheme::receive(&app, &pages.borrow(), head, request);
        })
    }

    fn register_plugin_schemes(&mut self, context: &webkit2gtk::WebContext) -> Result<(), Error> {
        for scheme in self.app.schemes() {
            if self.schemes.insert(scheme.clone()) {
                self.register_plugin_scheme(context, &scheme)?;
            }
        }
        Ok(())
    }

    fn register_plugin_scheme(&self, context: &webkit2gtk::WebContext, name: &str) -> Result<(), Error> {
        let (app, pages, scheme) = (self.app.clone(), self.pages.clone(), name.to_owned());
        scheme::register(context, name, move |head, request| {
            plugin_scheme::receive(&app, &scheme, &pages, head, request);
        })
    }
}

/// The page that sent a request, by the host's word.
fn page_of(pages: &Pages, request: &URISchemeRequest) -> Option<Page> {
    pages.borrow().get(&request.web_view()?).map(|(page, _)| page.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_files_may_be_open_as_are_permitted_and_needed() {
        let raised = |current, maximum| raised(Rlimit { current, maximum }).current;
        assert_eq!(raised(Some(1_024), Some(1_048_576)), Some(OPEN_FILES_MAX));
        assert_eq!(raised(Some(1_024), Some(4_096)), Some(4_096));
        assert_eq!(raised(Some(1_024), None), Some(OPEN_FILES_MAX));
        assert_eq!(raised(Some(100_000), Some(1_048_576)), Some(100_000));
        assert_eq!(raised(None, None), None);
    }
}
