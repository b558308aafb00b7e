//! What the bridge asks of whoever owns the windows.

use crate::{Error, Isolation, Theme};

/// Told how it went, once, on any thread. Dropped where the host went away.
pub type Done = Box<dyn FnOnce(Result<(), Error>) + Send>;

/// The owner of windows and of the main thread. Every method returns at once and may be called from any thread.
///
/// A host without windows needs the first method only.
///
/// # Trust
/// The bridge believes its host: labels, origins and the fact that a webview exists are the host's word.
pub trait Host: Send + Sync + 'static {
    /// Runs a task on the thread that windows belong to.
    fn run_on_main_thread(&self, task: Box<dyn FnOnce() + Send>);

    /// Whether this is that thread. A host that cannot tell says no, and gets a task for what could have run at once.
    fn is_main_thread(&self) -> bool {
        false
    }

    /// Opens a window, or raises the one that is there.
    fn open_window(&self, _: WindowConfig, done: Done) {
        done(Err(no_windows()));
    }

    /// Puts one more webview into a window.
    fn open_webview(&self, _: WebviewConfig, done: Done) {
        done(Err(no_windows()));
    }

    /// Closes a window as a person would: a page that listens for the wish to close decides. An unknown label is left
    /// alone.
    fn close_window(&self, _label: &str) {}

    /// Closes a window and the webviews in it, without asking. An unknown label is left alone.
    fn destroy_window(&self, _label: &str) {}

    /// Takes a webview out of its window, which stays. An unknown label is left alone.
    fn close_webview(&self, _label: &str) {}

    /// Called when a plugin came or went while the app runs: its schemes are to be answered from here on, and the next
    /// document of every webview gets the scripts of the plugins that are there then.
    fn plugins_changed(&self) {}

    /// Ends the app with a code for the system: every window closes without being asked.
    ///
    /// # Errors
    /// When the host cannot.
    fn exit(&self, _code: i32) -> Result<(), Error> {
        Err(no_windows())
    }

    /// Makes every window light or dark, those to come as well; `None` follows the desktop.
    ///
    /// # Errors
    /// When the host cannot.
    fn set_theme(&self, _: Option<Theme>) -> Result<(), Error> {
        Err(no_windows())
    }

    /// Raises a window and gives it the keyboard. An unknown label is left alone.
    fn focus_window(&self, _label: &str) {}
}

fn no_windows() -> Error {
    Error::Host("it has no windows".into())
}

/// A window to open.
#[derive(Clone, Debug, PartialEq)]
pub struct WindowConfig {
    /// Its label, and that of the webview in it: what capabilities name it by.
    pub label: String,
    /// What its title bar says.
    pub title: String,
    /// What to load, from the root of the app's own scheme: `index.html#/hello`.
    pub path: String,
    /// Width of the content, in logical pixels.
    pub width: f64,
    /// Height of the content, in logical pixels.
    pub height: f64,
    /// Least width, in logical pixels.
    pub min_width: f64,
    /// Least height, in logical pixels.
    pub min_height: f64,
    /// Whether a webview of the same label fills it. A window without one shows whatever webviews are put into it.
    pub webview: bool,
    /// What isolates the webview, if anything does. It stays for as long as the webview does, and what its pages open is
    /// isolated by the same.
    pub isolation: Option<Isolation>,
}

impl Default for WindowConfig {
    fn default() -> Self {
        Self {
            label: "main".into(),
            title: String::new(),
            path: "index.html".into(),
            width: 1280.0,
            height: 800.0,
            min_width: 480.0,
            min_height: 360.0,
            webview: true,
            isolation: None,
        }
    }
}

/// A webview to put into a window, over what is there.
#[derive(Clone, Debug, PartialEq)]
pub struct WebviewConfig {
    /// Its label: what capabilities name it by.
    pub label: String,
    /// The label of the window to put it into.
    pub window: String,
    /// What to load: a path from the root of the app's own scheme, or an address that the host lets pages go to.
    pub path: String,
    /// Distance from the left edge of the window's content, in logical pixels.
    pub x: f64,
    /// Distance from the upper edge of the window's content, in logical pixels.
    pub y: f64,
    /// Width, in logical pixels.
    pub width: f64,
    /// Height, in logical pixels.
    pub height: f64,
    /// Whether place and size keep their share of the window when it is resized.
    pub auto_resize: bool,
    /// What isolates it, if anything does: see [`WindowConfig::isolation`].
    pub isolation: Option<Isolation>,
}

impl Default for WebviewConfig {
    fn default() -> Self {
        Self {
            label: "webview".into(),
            window: "main".into(),
            path: "index.html".into(),
            x: 0.0,
            y: 0.0,
            width: 480.0,
            height: 360.0,
            auto_resize: false,
            isolation: None,
        }
    }
}
