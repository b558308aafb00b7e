//! What the bridge asks of whoever owns the windows.

use crate::Error;

/// The owner of windows and of the main thread. Every method returns at once and may be called from any thread.
///
/// # Trust
/// The bridge believes its host: labels, origins and the fact that a webview exists are the host's word.
pub trait Host: Send + Sync + 'static {
    /// Runs a task on the thread that windows belong to.
    fn run_on_main_thread(&self, task: Box<dyn FnOnce() + Send>);
    /// Opens a window with one webview of the same label, or raises the one that is there, and reports through `done`.
    fn open_window(&self, config: WindowConfig, done: Box<dyn FnOnce(Result<(), Error>) + Send>);
    /// Closes a window and the webviews in it. An unknown label is left alone.
    fn close_window(&self, label: &str);
    /// Raises a window and gives it the keyboard. An unknown label is left alone.
    fn focus_window(&self, label: &str);
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
        }
    }
}
