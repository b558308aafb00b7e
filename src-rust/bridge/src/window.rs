//! Windows and webviews as a command sees them: a label, and what can be done with it.

use crate::{AppHandle, Error, Page};

/// A native window. As a command's argument it is the window that the call came from.
#[derive(Clone)]
pub struct Window {
    app: AppHandle,
    label: String,
}

impl Window {
    pub(crate) fn new(app: AppHandle, label: &str) -> Self {
        Self { app, label: label.to_owned() }
    }

    /// The window's label.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The app that the window belongs to.
    pub fn app_handle(&self) -> &AppHandle {
        &self.app
    }

    /// Closes the window, the webviews in it, and their calls.
    ///
    /// # Errors
    /// When the app has no host.
    pub fn close(&self) -> Result<(), Error> {
        self.app.host()?.close_window(&self.label);
        Ok(())
    }

    /// Raises the window and gives it the keyboard.
    ///
    /// # Errors
    /// When the app has no host.
    pub fn set_focus(&self) -> Result<(), Error> {
        self.app.host()?.focus_window(&self.label);
        Ok(())
    }
}

/// The view inside a window. As a command's argument it is the webview that the call came from.
#[derive(Clone)]
pub struct Webview {
    app: AppHandle,
    page: Page,
}

impl Webview {
    pub(crate) fn new(app: AppHandle, page: Page) -> Self {
        Self { app, page }
    }

    /// The webview's label.
    pub fn label(&self) -> &str {
        self.page.label()
    }

    /// The window that the webview is in.
    pub fn window(&self) -> Window {
        Window::new(self.app.clone(), self.page.window_label())
    }

    /// The app that the webview belongs to.
    pub fn app_handle(&self) -> &AppHandle {
        &self.app
    }

    /// Evaluates a script in the webview's main frame.
    ///
    /// # Trust
    /// The script runs with everything the page may do; build it from nothing that somebody else wrote.
    pub fn eval(&self, script: impl Into<String>) {
        self.page.evaluate(script.into());
    }
}
