//! Webviews come and go: creation, the list, closing.

use footbridge::{AppHandle, Commands, State, Webview, command, generate_handler};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use serde_json::Value;
use ts_rs::TS;

use super::named;
use crate::{
    Error,
    desktop::Desktop,
    options::{WebviewOptions, WindowOptions},
};

pub(super) const COMMANDS: Commands =
    generate_handler![create_webview_window, create_webview, get_all_webviews, webview_close, reparent];

/// Options of a window and of the webview that fills it, in one object.
#[derive(TS)]
#[ts(type = "WindowOptions & WebviewOptions")]
struct WebviewWindowOptions {
    window: WindowOptions,
    webview: WebviewOptions,
}

impl<'de> Deserialize<'de> for WebviewWindowOptions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let options = Value::deserialize(deserializer)?;
        let window = WindowOptions::deserialize(&options).map_err(D::Error::custom)?;
        let webview = WebviewOptions::deserialize(&options).map_err(D::Error::custom)?;
        Ok(Self { window, webview })
    }
}

/// A webview in the list of all.
#[derive(Serialize, TS)]
#[serde(rename_all = "camelCase")]
struct Listed {
    window_label: String,
    label: String,
}

/// Opens a window with a webview of the same label that fills it.
#[command]
async fn create_webview_window(
    app: AppHandle,
    desktop: State<'_, Desktop>,
    webview: Webview,
    options: WebviewWindowOptions,
) -> Result<(), Error> {
    let view = as_opened_by(&app, &webview, options.webview)?;
    desktop.open(options.window, Some(view)).await
}

/// Puts a webview into a window.
#[command]
async fn create_webview(
    app: AppHandle,
    desktop: State<'_, Desktop>,
    webview: Webview,
    window_label: String,
    options: WebviewOptions,
) -> Result<(), Error> {
    let options = as_opened_by(&app, &webview, options)?;
    desktop.ask(move |windows, _| windows.open_view(&window_label, &options, None)).await
}

fn as_opened_by(app: &AppHandle, opener: &Webview, options: WebviewOptions) -> Result<WebviewOptions, Error> {
    // A page that is gone does not say any more whether it was isolated, and opens nothing.
    let page = app.page(opener.label()).ok_or_else(|| Error::NoWebview(opener.label().into()))?;
    Ok(options.opened_by(&page))
}

/// All webviews.
#[command]
async fn get_all_webviews(app: AppHandle) -> Vec<Listed> {
    let listed = |webview: &Webview| Listed {
        window_label: webview.window().label().into(),
        label: webview.label().into(),
    };
    app.webviews().iter().map(listed).collect()
}

/// Takes a webview out of its window.
#[command]
async fn webview_close(
    desktop: State<'_, Desktop>,
    webview: Webview,
    label: Option<String>,
) -> Result<(), Error> {
    let label = named(&webview, label);
    desktop.ask(move |windows, _| windows.close_view(&label)).await
}

/// Would move a webview into another window.
#[command]
async fn reparent() -> Result<(), Error> {
    let reason = "a webview's capabilities follow from its window, which stays what it was when the webview was opened";
    Err(Error::Unsupported("another window", reason))
}
