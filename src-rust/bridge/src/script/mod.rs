//! What is injected into a page before any script of its own, in the main frame only.

use serde_json::json;

use crate::{
    Page,
    isolation::FRAME_SCHEME,
    key::InvokeKey,
    transport::{self, Transport},
};

/// The page's half of the bridge: a function that takes its configuration as an argument, so that no source text of
/// it holds the key.
const CORE: &str = include_str!("core.js");

/// Where the engine has custom schemes, and how it spells them.
#[cfg(not(any(windows, target_os = "android")))]
fn scheme_url(scheme: &str) -> String {
    format!("{scheme}://localhost/")
}

#[cfg(any(windows, target_os = "android"))]
fn scheme_url(scheme: &str) -> String {
    format!("http://{scheme}.localhost/")
}

/// The origin of the app's own documents, as their scripts see it.
pub(crate) fn local_origin() -> String {
    scheme_url("app").trim_end_matches('/').to_owned()
}

/// The script for one page. It holds the key: it goes to the engine and nowhere else.
pub(crate) fn initialization(page: &Page, key: &InvokeKey, forced: Option<Transport>) -> String {
    let config = json!({
        "key": key.reveal(),
        "label": page.label(),
        "windowLabel": page.window_label(),
        "ipcUrl": scheme_url("ipc"),
        "assetUrl": scheme_url("asset"),
        "isolationUrl": page.isolation().map(|_| scheme_url(FRAME_SCHEME)),
        "transports": transport::table(forced),
    });
    format!("({CORE})({config})")
}
