//! The table of windows, owned by the event loop: a label, a native window, and the webviews in it.
//!
//! What comes in are wishes of the host and of pages, and events of the system. A webview and its page live and end
//! together; a window takes the webviews in it along.

mod events;
mod view;

use std::{cell::Cell, collections::HashMap, mem, rc::Rc};

use footbridge::{AppHandle, RunEvent, Theme, WebviewEvent, WindowConfig, WindowEvent};
use tao::{
    dpi::{LogicalPosition, LogicalSize},
    event_loop::EventLoopWindowTarget,
    window::{Window, WindowBuilder, WindowId},
};

use crate::{
    Error,
    guard::Guard,
    host::{EventLoopHost, Task},
    options::{WebviewOptions, WindowOptions, icon as icon_of, native_theme},
    placement::Placement,
    platform::{self, Engine, Stage},
    shell::{Looks, OnDrop},
};

use events::Seen;
pub(crate) use events::theme_of;
pub(crate) use view::OpenView;

pub(crate) type Target = EventLoopWindowTarget<Task>;

pub(crate) struct Windows {
    pub(crate) app: AppHandle,
    pub(crate) looks: Looks,
    host: EventLoopHost,
    guard: Guard,
    on_drop: OnDrop,
    engine: Engine,
    /// What the app wants of every window, over what the desktop prefers.
    theme: Option<Theme>,
    exit_code: i32,
    open: HashMap<WindowId, OpenWindow>,
}

/// Fields are dropped in this order: the views before the window that they are drawn in.
pub(crate) struct OpenWindow {
    pub(crate) label: String,
    pub(crate) views: Vec<OpenView>,
    pub(crate) stage: Rc<Stage>,
    pub(crate) window: Window,
    /// Whether it was last asked to stay above all others. The X11 side of the window library does not hear of it.
    pub(crate) is_on_top: Cell<bool>,
    seen: Seen,
}

impl Windows {
    pub(crate) fn new(
        app: AppHandle,
        host: EventLoopHost,
        looks: Looks,
        guard: Guard,
        on_drop: OnDrop,
        engine: Engine,
    ) -> Self {
        Self { app, looks, host, guard, on_drop, engine, theme: None, exit_code: 0, open: HashMap::new() }
    }

    /// The way back to the loop.
    pub(crate) fn host(&self) -> &EventLoopHost {
        &self.host
    }

    /// Opens a window as Rust code describes it, or raises the one that has its label.
    pub(crate) fn open_configured(&mut self, target: &Target, config: &WindowConfig) -> Result<(), Error> {
        if self.find(&config.label).is_ok() {
            self.focus(&config.label);
            return Ok(());
        }
        let main = config.webview.then(|| WebviewOptions::try_from(config)).transpose()?;
        self.open(target, &config.try_into()?, main.as_ref())
    }

    /// Opens a window, with a webview that fills it or without.
    pub(crate) fn open(
        &mut self,
        target: &Target,
        options: &WindowOptions,
        main: Option<&WebviewOptions>,
    ) -> Result<(), Error> {
        let label = &options.label;
        if self.find(label).is_ok() {
            return Err(Error::DuplicateWindow(label.clone()));
        }
        let windows_max = self.app.limits().pages_max;
        if self.open.len() >= windows_max {
            return Err(Error::TooManyWindows(windows_max));
        }
        self.app.window_opened(label)?;
        let opened = self.build(target, options);
        if opened.is_err() {
            self.app.window_closed(label);
        }
        let opened = opened?;
        self.open.insert(opened.window.id(), opened);
        self.tell(label, WindowEvent::Created);
        let filled = main.map_or(Ok(()), |main| self.open_view(label, main, Some(Placement::FILL)));
        if filled.is_err() {
            self.destroy(label);
        }
        filled
    }

    fn build(&self, target: &Target, options: &WindowOptions) -> Result<OpenWindow, Error> {
        let icon = self.looks.icon.clone();
        let icon = icon.map(|(rgba, width, height)| icon_of(rgba, width, height)).transpose()?;
        let parent = options.parent.as_deref().map(|parent| self.find(parent)).transpose()?;
        let builder = placed(options.builder(self.theme)?, options, target).with_window_icon(icon);
        let builder =
            platform::with_relations(builder, options.skip_taskbar, parent.map(|parent| &parent.window));
        let window = builder.build(target)?;
        let stage = Rc::new(Stage::new(&window, &self.host)?);
        let seen = Seen::new(&window);
        let is_on_top = Cell::new(options.always_on_top);
        Ok(OpenWindow { label: options.label.clone(), views: Vec::new(), stage, window, is_on_top, seen })
    }

    /// Puts a webview into a window, where its options say unless a placement is given.
    pub(crate) fn open_view(
        &mut self,
        window: &str,
        options: &WebviewOptions,
        placement: Option<Placement>,
    ) -> Result<(), Error> {
        let open = self.open.values_mut().find(|open| open.label == window);
        let open = open.ok_or_else(|| Error::NoWindow(window.into()))?;
        let placement = placement.map_or_else(|| options.placement(open.logical_size()), Ok)?;
        let tools = view::Tools {
            app: &self.app,
            host: &self.host,
            looks: &self.looks,
            guard: &self.guard,
            on_drop: &self.on_drop,
            engine: &mut self.engine,
        };
        let (view, address) = OpenView::open(tools, open, options, placement)?;
        open.views.push(view);
        let event = WebviewEvent::Created;
        self.app.run_event(&RunEvent::Webview { label: options.label.clone(), event });
        // A hook may have closed it.
        self.view(&options.label)?.1.view.web().load_url(&address)?;
        Ok(())
    }

    /// Asks a window to close: where a page listens for that, it decides.
    pub(crate) fn close(&mut self, label: &str) {
        if self.find(label).is_err() {
            return;
        }
        let page_decides = self.app.close_requested(label);
        self.tell(label, WindowEvent::CloseRequested);
        if !page_decides {
            self.destroy(label);
        }
    }

    /// Closes a window and the webviews in it.
    pub(crate) fn destroy(&mut self, label: &str) {
        let Ok(id) = self.find(label).map(|open| open.window.id()) else { return };
        let Some(mut closed) = self.open.remove(&id) else { return };
        for view in mem::take(&mut closed.views) {
            self.end_view(view);
        }
        self.tell(label, WindowEvent::Destroyed);
        self.app.window_closed(label);
    }

    /// Takes a webview out of its window.
    pub(crate) fn close_view(&mut self, label: &str) -> Result<(), Error> {
        let place = |open: &OpenWindow| open.views.iter().position(|view| view.page.label() == label);
        let view = self.open.values_mut().find_map(|open| Some(open.views.remove(place(open)?)));
        self.end_view(view.ok_or_else(|| Error::NoWebview(label.into()))?);
        Ok(())
    }

    /// The engine took a webview away: its page or a driver closed it. A window that has no other goes with it.
    pub(crate) fn view_gone(&mut self, label: &str) {
        let Ok(window) = self.view(label).map(|(open, _)| open.label.clone()) else { return };
        let _ = self.close_view(label);
        if self.find(&window).is_ok_and(|open| open.views.is_empty()) {
            self.destroy(&window);
        }
    }

    fn end_view(&mut self, view: OpenView) {
        let label = view.page.label().to_owned();
        self.engine.forget(&view.view);
        self.app.close_page(&label);
        drop(view);
        self.app.run_event(&RunEvent::Webview { label, event: WebviewEvent::Destroyed });
    }

    /// Makes all windows light or dark, those to come as well.
    pub(crate) fn set_theme(&mut self, theme: Option<Theme>) {
        self.theme = theme;
        for open in self.open.values() {
            open.window.set_theme(theme.map(native_theme));
        }
    }

    /// Closes all windows without asking; the loop ends with `code`.
    pub(crate) fn exit(&mut self, code: i32) {
        self.exit_code = code;
        let labels: Vec<String> = self.open.values().map(|open| open.label.clone()).collect();
        labels.iter().for_each(|label| self.destroy(label));
    }

    /// What the loop ends with.
    pub(crate) fn exit_code(&self) -> i32 {
        self.exit_code
    }

    /// Plugins came or went: their schemes are registered, and every webview gets the scripts that hold from here on.
    pub(crate) fn plugins_changed(&mut self) {
        let views: Vec<_> = self.open.values_mut().flat_map(|open| &mut open.views).collect();
        self.engine.plugins_changed(views.into_iter().map(|view| &mut view.view));
    }

    pub(crate) fn focus(&self, label: &str) {
        if let Ok(open) = self.find(label) {
            open.window.set_minimized(false);
            open.window.set_focus();
        }
    }

    /// Evaluates a script where a webview cannot be reached past the event loop.
    #[cfg(not(target_os = "linux"))]
    pub(crate) fn evaluate(&self, label: &str, script: &str) {
        let evaluated = self.view(label).and_then(|(_, view)| Ok(view.view.web().evaluate_script(script)?));
        if let Err(error) = evaluated {
            tracing::error!(webview = label, %error, "a script did not reach its page");
        }
    }

    /// Evaluates a script where a webview cannot be reached past the event loop, and says when the page has run it.
    #[cfg(not(target_os = "linux"))]
    pub(crate) fn deliver(&self, label: &str, script: &str, done: impl FnOnce() + Send + 'static) {
        let done = std::sync::Mutex::new(Some(done));
        let ran = move |_| {
            let done = done.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
            done.map_or((), |done| done());
        };
        let web = self.view(label).map(|(_, view)| view.view.web());
        if let Err(error) = web.and_then(|web| Ok(web.evaluate_script_with_callback(script, ran)?)) {
            tracing::error!(webview = label, %error, "a delivery did not reach its page");
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    /// The window of a label.
    pub(crate) fn find(&self, label: &str) -> Result<&OpenWindow, Error> {
        let mut windows = self.open.values();
        windows.find(|open| open.label == label).ok_or_else(|| Error::NoWindow(label.into()))
    }

    /// The webview of a label, and the window that it is in.
    pub(crate) fn view(&self, label: &str) -> Result<(&OpenWindow, &OpenView), Error> {
        let view = self
            .open
            .values()
            .find_map(|open| Some((open, open.views.iter().find(|view| view.page.label() == label)?)));
        view.ok_or_else(|| Error::NoWebview(label.into()))
    }

    fn tell(&self, label: &str, event: WindowEvent) {
        self.app.run_event(&RunEvent::Window { label: label.into(), event });
    }
}

impl OpenWindow {
    /// Width and height of the content, in logical pixels.
    pub(crate) fn logical_size(&self) -> (f64, f64) {
        let size = self.window.inner_size().to_logical::<f64>(self.window.scale_factor());
        (size.width, size.height)
    }
}

/// The builder with size and place as the monitor allows them.
fn placed(builder: WindowBuilder, options: &WindowOptions, target: &Target) -> WindowBuilder {
    let Some(monitor) = target.primary_monitor().or_else(|| target.available_monitors().next()) else {
        return builder;
    };
    let scale = monitor.scale_factor();
    let (origin, room) =
        (monitor.position().to_logical::<f64>(scale), monitor.size().to_logical::<f64>(scale));
    let (width, height) = options.size_on((room.width, room.height));
    let builder = builder.with_inner_size(LogicalSize::new(width, height));
    if !options.center {
        return builder;
    }
    let middle = |start: f64, room: f64, length: f64| start + ((room - length) / 2.0).max(0.0);
    let (x, y) = (middle(origin.x, room.width, width), middle(origin.y, room.height, height));
    builder.with_position(LogicalPosition::new(x, y))
}
