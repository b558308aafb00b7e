//! The plugin `window`: what `@tauri-apps/api/window` asks for.
//!
//! The commands stand by theme, most of them one line in a table: what is read from the window or done to it.
//!
//! # Trust
//! A page that a capability lets in may name any window of the app. What only asks is in the set `default`; what changes
//! a window is opened command by command.

mod create;
mod cursor;
mod drag;
mod icon;
mod look;
mod monitor;
mod place;
mod state;

use footbridge::{
    Window,
    plugin::{Builder, Plugin},
};

use crate::{
    Error,
    desktop::Desktop,
    windows::{OpenWindow, Target},
};

/// What only asks, as in Tauri's set of this name.
const DEFAULT: &[&str] = &[
    "get-all-windows",
    "scale-factor",
    "inner-position",
    "outer-position",
    "inner-size",
    "outer-size",
    "is-fullscreen",
    "is-minimized",
    "is-maximized",
    "is-focused",
    "is-decorated",
    "is-resizable",
    "is-maximizable",
    "is-minimizable",
    "is-closable",
    "is-visible",
    "is-enabled",
    "is-always-on-top",
    "title",
    "theme",
    "current-monitor",
    "primary-monitor",
    "monitor-from-point",
    "available-monitors",
    "cursor-position",
    "activity-name",
    "scene-identifier",
    "internal-toggle-maximize",
];

pub(super) fn plugin() -> Plugin {
    let default = DEFAULT.iter().map(|command| format!("allow-{command}"));
    let tables = [
        create::COMMANDS,
        state::COMMANDS,
        place::COMMANDS,
        look::COMMANDS,
        icon::COMMANDS,
        cursor::COMMANDS,
        drag::COMMANDS,
        monitor::COMMANDS,
    ];
    let plugin = Builder::new("window").key("core:window").js_init_script(include_str!("drag.js"));
    let plugin = tables.into_iter().fold(plugin, Builder::invoke_handler);
    plugin.manifest(move |manifest| manifest.default_permissions(default)).build()
}

/// Asks the event loop something about the window of a label, or about the caller's own.
async fn on_window<T: Send + 'static>(
    desktop: &Desktop,
    window: &Window,
    label: Option<String>,
    question: impl FnOnce(&OpenWindow, &Target) -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let label = label.filter(|label| !label.is_empty()).unwrap_or_else(|| window.label().into());
    desktop.ask(move |windows, target| question(windows.find(&label)?, target)).await
}

/// A table of commands that read something from a native window: `name: type = |window| value;`.
macro_rules! getters {
    ($($name:ident: $type:ty = $read:expr;)*) => {$(
        #[footbridge::command]
        async fn $name(
            desktop: footbridge::State<'_, crate::desktop::Desktop>,
            window: footbridge::Window,
            label: Option<String>,
        ) -> Result<$type, crate::Error> {
            let read: fn(&tao::window::Window) -> $type = $read;
            super::on_window(&desktop, &window, label, move |open, _| Ok(read(&open.window))).await
        }
    )*};
}

/// A table of commands that do something to a native window: `name = |window| ..;`.
macro_rules! actions {
    ($($name:ident = $act:expr;)*) => {$(
        #[footbridge::command]
        async fn $name(
            desktop: footbridge::State<'_, crate::desktop::Desktop>,
            window: footbridge::Window,
            label: Option<String>,
        ) -> Result<(), crate::Error> {
            let act: fn(&tao::window::Window) = $act;
            super::on_window(&desktop, &window, label, move |open, _| Ok(act(&open.window))).await
        }
    )*};
}

/// A table of commands that set something of a native window: `name: type = |window, value| ..;`.
macro_rules! setters {
    ($($name:ident: $type:ty = $set:expr;)*) => {$(
        #[footbridge::command]
        async fn $name(
            desktop: footbridge::State<'_, crate::desktop::Desktop>,
            window: footbridge::Window,
            label: Option<String>,
            value: $type,
        ) -> Result<(), crate::Error> {
            let set: fn(&tao::window::Window, $type) -> Result<(), crate::Error> = $set;
            super::on_window(&desktop, &window, label, move |open, _| set(&open.window, value)).await
        }
    )*};
}

use {actions, getters, setters};

/// What the window system says when it refuses.
fn system(error: impl std::fmt::Display) -> Error {
    Error::System(error.to_string())
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_is_open_by_default_is_a_command_and_changes_nothing() {
        for command in super::DEFAULT {
            assert!(!command.starts_with("set-") && !command.starts_with("create"), "{command}");
        }
        // A set that names a command which is not there is an error of the builder.
        let plugins = crate::plugins();
        let app = plugins.into_iter().fold(footbridge::Builder::new(), footbridge::Builder::plugin);
        let capability = r#"{ "identifier": "main", "windows": ["main"],
            "permissions": ["core:window:default", "core:webview:default"] }"#;
        let files = footbridge::acl::Capabilities::new().with("main.json", capability);
        app.capabilities(files).build().unwrap();
    }
}
