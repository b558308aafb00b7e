//! `--conformance`: one empty window in which clients that are not ours are tried against this app.
//!
//! Its capability stands beside those tests and counts with this flag alone, which counts with `--automation` alone.
//! The plugin `conformance` comes with it: what the official packages leave to each app, such as a command that fills a
//! channel.

use std::collections::BTreeMap;

use footbridge::ipc::{InvokeBody, Request, Response, SendError};
use footbridge::plugin::{self, Plugin, PluginListeners};
use footbridge::{AppHandle, Channel, Error, Isolation, WindowConfig, command, generate_handler};

/// Opens to the window what the official packages know and this app supports.
///
/// # Errors
/// When the capability names what is not there.
pub fn open(app: &AppHandle) -> Result<(), Error> {
    const FILE: &str = "e2e/conformance/capability.json";
    app.plugin(plugin())?;
    app.add_capability(FILE, include_str!("../../../e2e/conformance/capability.json"))
}

/// The window itself, isolated or not.
///
/// # Errors
/// Never: the hook is one.
pub fn window(isolated: bool) -> Result<WindowConfig, Error> {
    const HOOK: &str = "window.__TAURI_ISOLATION_HOOK__ = (message) => message;";
    Ok(WindowConfig {
        label: "conformance".into(),
        title: "Footbridge conformance".into(),
        path: "conformance.html".into(),
        isolation: isolated.then(|| Isolation::new(HOOK)).transpose()?,
        ..WindowConfig::default()
    })
}

fn plugin() -> Plugin {
    plugin::Builder::new("conformance")
        .invoke_handler(generate_handler![
            echo,
            send_numbers,
            send_bytes,
            trigger,
            check_permissions,
            request_permissions
        ])
        .manifest(|manifest| {
            manifest.default_permissions([
                "allow-echo",
                "allow-send-numbers",
                "allow-send-bytes",
                "allow-trigger",
                "allow-check-permissions",
                "allow-request-permissions",
                "allow-register-listener",
                "allow-remove-listener",
            ])
        })
        .build()
}

/// The body as it came, raw.
#[command]
fn echo(request: Request<'_>) -> Response {
    match request.body() {
        InvokeBody::Json(json) => Response::new(json.as_str().as_bytes().to_vec()),
        InvokeBody::Raw(bytes) => Response::new(bytes.clone()),
    }
}

/// Numbers from 1 to `count`.
#[command]
async fn send_numbers(count: u32, numbers: Channel<u32>) -> Result<(), SendError> {
    for number in 1..=count {
        numbers.send(number).await?;
    }
    Ok(())
}

/// A raw message of each of these lengths.
#[command]
async fn send_bytes(lengths: Vec<u16>, pieces: Channel<Response>) -> Result<(), SendError> {
    for length in lengths {
        pieces.send(Response::new(vec![7; length.into()])).await?;
    }
    Ok(())
}

/// Tells everyone who listens to this plugin.
#[command]
fn trigger(listeners: PluginListeners, event: String, payload: String) -> Result<(), String> {
    listeners.trigger(&event, payload).map_err(|error| error.to_string())
}

#[command]
fn check_permissions() -> BTreeMap<String, String> {
    [("listen".into(), "prompt".into())].into()
}

/// Grants what is asked for.
#[command]
fn request_permissions() -> BTreeMap<String, String> {
    [("listen".into(), "granted".into())].into()
}
