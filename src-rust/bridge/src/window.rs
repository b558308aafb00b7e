//! Windows and webviews as Rust code sees them: a label, and what can be done with it.

use std::sync::Arc;
use tokio::sync::oneshot;

use crate::{
    AppHandle, Error, Host, Page, Theme, WebviewConfig, WindowConfig, app::check_label, document::Document,
    host::Done, resource::ResourceTable,
};

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

    /// The webviews in the window, in no order.
    pub fn webviews(&self) -> Vec<Webview> {
        let webviews = self.app.webviews().into_iter();
        webviews.filter(|webview| webview.page.window_label() == self.label).collect()
    }

    /// Closes the window as a person would: a page that listens for the wish to close decides. Otherwise the window, the
    /// webviews in it and their calls end.
    ///
    /// # Errors
    /// When the app has no host.
    pub fn close(&self) -> Result<(), Error> {
        self.app.host()?.close_window(&self.label);
        Ok(())
    }

    /// Closes the window without asking.
    ///
    /// # Errors
    /// When the app has no host.
    pub fn destroy(&self) -> Result<(), Error> {
        self.app.host()?.destroy_window(&self.label);
        Ok(())
    }

    /// The resources that belong to the window. They are closed when it is.
    pub fn resources_table(&self) -> Arc<ResourceTable> {
        self.app.window_resources(&self.label)
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
    /// The document that called, when it is a command's argument. The one that is there now may be another.
    caller: Option<Arc<Document>>,
}

impl Webview {
    pub(crate) fn new(app: AppHandle, page: Page) -> Self {
        Self { app, page, caller: None }
    }

    /// The webview that a call came from.
    pub(crate) fn of_call(app: AppHandle, page: Page, caller: Arc<Document>) -> Self {
        Self { app, page, caller: Some(caller) }
    }

    /// The document that called, or the one that is there.
    pub(crate) fn document(&self) -> Arc<Document> {
        self.caller.clone().unwrap_or_else(|| self.page.document())
    }

    /// The webview's label.
    pub fn label(&self) -> &str {
        self.page.label()
    }

    /// The page in it, as the host knows it.
    pub fn page(&self) -> &Page {
        &self.page
    }

    /// The window that the webview is in.
    pub fn window(&self) -> Window {
        Window::new(self.app.clone(), self.page.window_label())
    }

    /// The app that the webview belongs to.
    pub fn app_handle(&self) -> &AppHandle {
        &self.app
    }

    /// The resources that belong to the document in the webview: the one that called, when this is a command's argument.
    /// They are closed when it goes.
    pub fn resources_table(&self) -> Arc<ResourceTable> {
        Arc::clone(self.document().resources())
    }

    /// Evaluates a script in the webview's main frame.
    ///
    /// # Trust
    /// The script runs with everything the page may do; build it from nothing that somebody else wrote.
    pub fn eval(&self, script: impl Into<String>) {
        self.page.evaluate(script.into());
    }

    /// Takes the webview out of its window, and ends its calls. The window stays.
    ///
    /// # Errors
    /// When the app has no host.
    pub fn close(&self) -> Result<(), Error> {
        self.app.host()?.close_webview(self.label());
        Ok(())
    }
}

/// Windows and webviews.
impl AppHandle {
    /// Opens a window, or raises the one with this label.
    ///
    /// # Errors
    /// When there is no host, the label is none, or the host cannot open it.
    pub async fn open_window(&self, config: WindowConfig) -> Result<Window, Error> {
        check_label(&config.label)?;
        let window = Window::new(self.clone(), &config.label);
        self.ask_host(|host, done| host.open_window(config, done)).await?;
        Ok(window)
    }

    /// Puts one more webview into a window.
    ///
    /// # Errors
    /// When there is no host, the label is none or is taken, there is no such window, or the host cannot open it.
    pub async fn open_webview(&self, config: WebviewConfig) -> Result<Webview, Error> {
        check_label(&config.label)?;
        let label = config.label.clone();
        self.ask_host(|host, done| host.open_webview(config, done)).await?;
        self.webview(&label).ok_or_else(|| Error::Host(format!("the webview `{label}` closed at once")))
    }

    /// Ends the app with a code for the system: every window closes without being asked.
    ///
    /// # Errors
    /// When there is no host, or it cannot.
    pub fn exit(&self, code: i32) -> Result<(), Error> {
        self.host()?.exit(code)
    }

    /// Makes every window light or dark, those to come as well; `None` follows the desktop.
    ///
    /// # Errors
    /// When there is no host, or it cannot.
    pub fn set_theme(&self, theme: Option<Theme>) -> Result<(), Error> {
        self.host()?.set_theme(theme)
    }

    async fn ask_host(&self, ask: impl FnOnce(&dyn Host, Done)) -> Result<(), Error> {
        let (sender, answer) = oneshot::channel();
        ask(&**self.host()?, Box::new(|result| drop(sender.send(result))));
        answer.await.map_err(|_| Error::Host("it went away".into()))?
    }

    /// The windows that are open, by label.
    pub fn windows(&self) -> Vec<Window> {
        self.window_labels().iter().map(|label| Window::new(self.clone(), label)).collect()
    }

    /// The window of a label.
    pub fn window(&self, label: &str) -> Option<Window> {
        self.knows_window(label).then(|| Window::new(self.clone(), label))
    }

    /// The webviews of this app, in no order.
    pub fn webviews(&self) -> Vec<Webview> {
        self.pages().values().map(|page| Webview::new(self.clone(), page.clone())).collect()
    }

    /// The webview of a label.
    pub fn webview(&self, label: &str) -> Option<Webview> {
        self.page(label).map(|page| Webview::new(self.clone(), page))
    }
}
