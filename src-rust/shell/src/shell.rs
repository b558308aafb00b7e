//! The door of the crate: what an app says about its windows, and the loop that runs until the last one is closed.

use std::{path::PathBuf, rc::Rc, sync::Arc};

use footbridge::{App, AppHandle, Page, RunEvent, WindowConfig};
use tao::{
    event::Event,
    event_loop::{ControlFlow, EventLoopBuilder},
    platform::run_return::EventLoopExtRunReturn,
};
use url::Url;

use crate::{
    Asset, ContentSecurity, Error,
    asset::{Assets, Files},
    desktop::Desktop,
    guard::{Guard, Navigation, OnNewWindow},
    host::{EventLoopHost, Task},
    platform::{self, Engine},
    windows::Windows,
};

/// What happens with files that somebody drops on a window.
pub(crate) type OnDrop = Rc<dyn Fn(&AppHandle, &Page, Vec<PathBuf>)>;

/// An app's windows, before they are opened.
///
/// See the [crate's front page](crate) for an example.
pub struct Shell {
    app: App,
    assets: Assets,
    policy: ContentSecurity,
    first: WindowConfig,
    data_dir: Option<PathBuf>,
    automation: bool,
    looks: Looks,
    on_drop: OnDrop,
    navigation: Navigation,
    on_new_window: OnNewWindow,
}

/// What every window of the app has in common.
#[derive(Default)]
pub(crate) struct Looks {
    pub(crate) devtools: bool,
    pub(crate) background: Background,
    pub(crate) icon: Option<(Vec<u8>, u32, u32)>,
    pub(crate) freeze_prototype: bool,
}

/// What a window is filled with until its page has painted: red, green, blue.
///
/// The page's own ground colours belong here, so that a window does not flash.
#[derive(Clone, Copy, Debug)]
pub struct Background {
    /// Where the system prefers light.
    pub light: [u8; 3],
    /// Where the system prefers dark.
    pub dark: [u8; 3],
}

impl Default for Background {
    fn default() -> Self {
        Self { light: [255; 3], dark: [24; 3] }
    }
}

impl Shell {
    /// A shell for `app`, with one window and no files.
    pub fn new(app: App) -> Self {
        Self {
            app,
            assets: Arc::new(|_| None),
            policy: ContentSecurity::default(),
            first: WindowConfig::default(),
            data_dir: None,
            automation: false,
            looks: Looks::default(),
            on_drop: Rc::new(|_, _, _| ()),
            navigation: Rc::new(|_, _| false),
            on_new_window: Rc::new(|_, _, _| None),
        }
    }

    /// Where the page's files come from, by their path from the root of the app's scheme: `index.html`.
    ///
    /// # Trust
    /// The path was written by a page. It has no empty and no dotted part, so it stays below its root.
    #[must_use]
    pub fn assets(mut self, assets: impl Fn(&str) -> Option<Asset> + Send + Sync + 'static) -> Self {
        self.assets = Arc::new(assets);
        self
    }

    /// What documents of the app may load and where they may send, in the place of [`ContentSecurity::default`].
    #[must_use]
    pub fn content_security(mut self, policy: ContentSecurity) -> Self {
        self.policy = policy;
        self
    }

    /// Freezes `Object.prototype` in documents of the app before a script of theirs runs, so that no code that writes to
    /// a name of an attacker's choice changes what all objects inherit. Off unless asked for: code that gives an object a
    /// member of its own by assignment, such as `toString`, throws then.
    #[must_use]
    pub fn freeze_prototype(mut self, frozen: bool) -> Self {
        self.looks.freeze_prototype = frozen;
        self
    }

    /// The window to open first.
    #[must_use]
    pub fn window(mut self, config: WindowConfig) -> Self {
        self.first = config;
        self
    }

    /// Lets a WebDriver control the app. Off unless asked for: a driver may do all that a person and a page may.
    #[must_use]
    pub fn automation(mut self, allowed: bool) -> Self {
        self.automation = allowed;
        self
    }

    /// Offers the engine's inspector in the page's context menu.
    #[must_use]
    pub fn devtools(mut self, offered: bool) -> Self {
        self.looks.devtools = offered;
        self
    }

    /// Where the engine keeps what a page stores. The engine has a place of its own otherwise.
    #[must_use]
    pub fn data_dir(mut self, folder: PathBuf) -> Self {
        self.data_dir = Some(folder);
        self
    }

    /// What a window shows before its page does.
    #[must_use]
    pub fn background(mut self, background: Background) -> Self {
        self.looks.background = background;
        self
    }

    /// The picture of the app's windows: rows of red, green, blue and alpha, a byte each.
    #[must_use]
    pub fn icon(mut self, rgba: Vec<u8>, width: u32, height: u32) -> Self {
        self.looks.icon = Some((rgba, width, height));
        self
    }

    /// What to do with files that a person drops on a webview. Called on the main thread, with absolute paths.
    ///
    /// # Trust
    /// The paths come from outside the app: files of a drag that began in one of its windows are left out, because a page
    /// says what is dragged out of it.
    #[must_use]
    pub fn on_drop(mut self, on_drop: impl Fn(&AppHandle, &Page, Vec<PathBuf>) + 'static) -> Self {
        self.on_drop = Rc::new(on_drop);
        self
    }

    /// Lets pages go to addresses outside the app: those for which `allowed` is true. None, unless asked for. Called on
    /// the main thread.
    ///
    /// # Trust
    /// The page chose the address. What loads there has the origin of its address, so no command is open to it unless a
    /// capability names that; but it is in the app's window, and a person may take it for the app.
    #[must_use]
    pub fn navigation(mut self, allowed: impl Fn(&Page, &Url) -> bool + 'static) -> Self {
        self.navigation = Rc::new(allowed);
        self
    }

    /// What becomes of a window that a page wants to open, with `window.open` or a link that has a target: the window
    /// that `opened` gives, which is the app's own, with a label and what capabilities open to it; or none, unless asked
    /// for. The page gets no reference to it. Called on the main thread.
    ///
    /// # Trust
    /// The page chose the address. This is also the place to hand a link to the system's browser, and to give none.
    #[must_use]
    pub fn on_new_window(
        mut self,
        opened: impl Fn(&AppHandle, &Page, &Url) -> Option<WindowConfig> + 'static,
    ) -> Self {
        self.on_new_window = Rc::new(opened);
        self
    }

    /// Opens the first window and runs until the last one is closed. Call it on the main thread. Gives the code to exit
    /// with.
    ///
    /// # Errors
    /// When there is no display, the icon is not of its size, or the first window cannot be opened.
    pub fn run(self) -> Result<i32, Error> {
        platform::prepare()?;
        let mut event_loop = EventLoopBuilder::<Task>::with_user_event().build();
        let app = self.app.handle();
        let host = EventLoopHost::new(event_loop.create_proxy());
        app.attach(Arc::new(host.clone()));
        app.manage(Desktop::new(host.clone()));
        let files = Files { assets: self.assets, policy: self.policy };
        let engine = Engine::new(app.clone(), host.clone(), files, self.data_dir, self.automation);
        let guard = Guard::new(app.clone(), self.navigation, self.on_new_window);
        let mut windows = Windows::new(app.clone(), host, self.looks, guard, self.on_drop, engine);
        platform::watch_theme(windows.host());
        app.run_event(&RunEvent::Ready);
        windows.open_configured(&event_loop, &self.first)?;
        let code = event_loop.run_return(|event, target, flow| {
            match event {
                Event::UserEvent(task) => task.run(&mut windows, target),
                Event::WindowEvent { window_id, event, .. } => windows.on_event(window_id, &event),
                _ => {}
            }
            *flow = match windows.is_empty() {
                true => ControlFlow::ExitWithCode(windows.exit_code()),
                false => ControlFlow::Wait,
            };
        });
        app.run_event(&RunEvent::Exit);
        Ok(code)
    }
}

/// The engine that shows the pages, by name and version: `WebKitGTK 2.50.6`.
pub fn engine() -> String {
    wry::webview_version()
        .map_or_else(|_| platform::ENGINE.into(), |version| format!("{} {version}", platform::ENGINE))
}
