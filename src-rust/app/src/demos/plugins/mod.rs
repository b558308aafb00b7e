//! # plugins
//!
//! A small plugin, its hooks shown as they fire, taken out and put back while the app runs.
//!
//! Keep a note, reload the page, open a window, ask its scheme, and see which hooks fire.
//! Then switch the plugin off and keep another: the call finds no command. Switch it on, and it works again.
//!
//! Read next: `src-rust/app/src/demos/plugins/notes.rs`, the whole plugin.

mod log;
mod notes;

use footbridge::{
    AppHandle, Builder, Commands, Events, State, WindowConfig, command, events, generate_handler,
};
use serde_json::json;

use self::log::{Fired, HookLog, Hooks};
use crate::Failure;
use crate::demos::PluginCommands;

/// The commands of this demo; those of the plugin are its own.
pub const COMMANDS: Commands = generate_handler![hooks_fired, switch_notes, open_noted];

/// What is told of each hook.
pub const EVENTS: Events = events!["hook-fired" => Fired];

/// The plugin's own commands, for the page's typed client.
pub const PLUGIN: PluginCommands = (notes::NAME, notes::COMMANDS);

/// Takes the plugin in, with its configuration.
pub fn setup(builder: Builder) -> Builder {
    builder
        .manage(HookLog::default())
        .plugin(notes::plugin())
        .plugin_config(notes::NAME, json!({ "notesMax": 5 }))
}

/// The hooks that have fired, the oldest first, and whether the plugin is there.
#[command]
fn hooks_fired(log: State<'_, HookLog>) -> Hooks {
    log.all()
}

/// Takes the plugin out, or puts it back in. Its `on_drop` and its `setup` run meanwhile.
#[command]
fn switch_notes(on: bool, app: AppHandle) -> Result<(), Failure> {
    if !on {
        app.remove_plugin(notes::NAME);
        return Ok(());
    }
    app.plugin(notes::plugin())
        .map_err(|error| Failure::new("no_plugin", format!("The plugin was not taken in: {error}.")))
}

/// Opens a window for the plugin to be told of.
#[command]
async fn open_noted(app: AppHandle) -> Result<(), Failure> {
    let config = WindowConfig {
        label: "noted".into(),
        title: "Footbridge: a window that the plugin is told of".into(),
        path: "index.html?page=plugins".into(),
        width: 420.0,
        height: 260.0,
        min_width: 320.0,
        min_height: 200.0,
        ..WindowConfig::default()
    };
    let opened = app.open_window(config).await;
    opened.map(drop).map_err(|error| Failure::new("no_window", format!("The window did not open: {error}.")))
}
