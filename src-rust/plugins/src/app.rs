//! The plugin `app`: who the app is.
//!
//! What comes in are questions, what goes out is what [`AppInfo`] says. What a desktop shell of this kind cannot do is an
//! error that says so.
//!
//! Source of names and forms: `@tauri-apps/api/app` 2.12 and its plugin.

use footbridge::plugin::{self, Plugin};
use footbridge::{AppHandle, State, Theme, command, generate_handler};

/// The version of Tauri whose wire this bridge speaks: what a guest package wants to know when it asks for one.
const WIRE_VERSION: &str = "2.12.5";

/// Who the app is, as its pages may learn it.
#[derive(Clone, Debug)]
pub struct AppInfo {
    /// Its name, for people.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its identifier, such as `com.example.app`.
    pub identifier: String,
}

/// The plugin.
pub fn plugin(info: AppInfo) -> Plugin {
    plugin::Builder::new("app")
        .key("core:app")
        .invoke_handler(generate_handler![
            version,
            name,
            tauri_version,
            identifier,
            app_show,
            app_hide,
            exit,
            fetch_data_store_identifiers,
            remove_data_store,
            default_window_icon,
            set_app_theme,
            set_dock_visibility,
            bundle_type,
            supports_multiple_windows,
        ])
        .manifest(|manifest| {
            manifest.default_permissions([
                "allow-version",
                "allow-name",
                "allow-tauri-version",
                "allow-identifier",
                "allow-bundle-type",
                "allow-register-listener",
                "allow-remove-listener",
                "allow-supports-multiple-windows",
            ])
        })
        .setup(|app, ()| {
            app.manage(info);
            Ok(())
        })
        .build()
}

#[command]
fn version(info: State<'_, AppInfo>) -> String {
    info.version.clone()
}

#[command]
fn name(info: State<'_, AppInfo>) -> String {
    info.name.clone()
}

#[command]
fn tauri_version() -> &'static str {
    WIRE_VERSION
}

#[command]
fn identifier(info: State<'_, AppInfo>) -> String {
    info.identifier.clone()
}

#[command]
fn app_show() -> Result<(), &'static str> {
    Err(
        "an app is shown and hidden as a whole on macOS alone, and not by this shell; show its windows instead",
    )
}

#[command]
fn app_hide() -> Result<(), &'static str> {
    Err(
        "an app is shown and hidden as a whole on macOS alone, and not by this shell; hide its windows instead",
    )
}

#[command]
fn exit(app: AppHandle, code: i32) -> Result<(), String> {
    app.exit(code).map_err(|error| error.to_string())
}

/// Only WebKit on macOS and iOS keeps data of pages in stores of their own.
#[command]
fn fetch_data_store_identifiers() -> Vec<[u8; 16]> {
    Vec::new()
}

#[command]
fn remove_data_store(uuid: Vec<u8>) -> Result<(), String> {
    Err(format!("there is no data store of these {} bytes: this engine keeps one folder for all", uuid.len()))
}

/// There is none: the app's windows have the icon that the desktop gives them.
#[command]
fn default_window_icon() -> Option<u32> {
    None
}

#[command]
fn set_app_theme(app: AppHandle, theme: Option<Theme>) -> Result<(), String> {
    app.set_theme(theme).map_err(|error| error.to_string())
}

#[command]
fn set_dock_visibility(visible: bool) -> Result<(), String> {
    let wish = if visible { "shown" } else { "hidden" };
    Err(format!("there is no dock here in which the app could be {wish}"))
}

/// None: the app was not packed by Tauri's bundler.
#[command]
fn bundle_type() -> Option<String> {
    None
}

#[command]
fn supports_multiple_windows() -> bool {
    true
}
