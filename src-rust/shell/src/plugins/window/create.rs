//! Windows come and go: creation, the list, closing.

use footbridge::{AppHandle, Commands, State, Window, command, generate_handler};

use super::on_window;
use crate::{Error, desktop::Desktop, options::WindowOptions};

pub(super) const COMMANDS: Commands = generate_handler![create, get_all_windows, close, destroy];

/// Opens a window without a webview.
#[command]
async fn create(desktop: State<'_, Desktop>, options: WindowOptions) -> Result<(), Error> {
    desktop.open(options, None).await
}

/// The labels of all windows.
#[command]
async fn get_all_windows(app: AppHandle) -> Vec<String> {
    app.windows().iter().map(|window| window.label().to_owned()).collect()
}

/// Closes a window as a person would: a page that listens for the wish decides.
#[command]
async fn close(desktop: State<'_, Desktop>, window: Window, label: Option<String>) -> Result<(), Error> {
    let label = on_window(&desktop, &window, label, |open, _| Ok(open.label.clone())).await?;
    desktop.ask(move |windows, _| Ok(windows.close(&label))).await
}

/// Closes a window without asking.
#[command]
async fn destroy(desktop: State<'_, Desktop>, window: Window, label: Option<String>) -> Result<(), Error> {
    let label = on_window(&desktop, &window, label, |open, _| Ok(open.label.clone())).await?;
    desktop.ask(move |windows, _| Ok(windows.destroy(&label))).await
}
