//! The plugin `fs`: files and folders, within a scope.
//!
//! What comes in are paths as a page writes them; each is led to where it really is and judged there before anything is
//! opened. Open files, lines and watchers are resources of the page and end with it.
//!
//! # Trust
//! The page is not trusted with any path. What it may touch is said by capabilities, and by the person who hands it a
//! file. A folder that is moved or removed must hold nothing that is denied.
//!
//! Source of names and forms: `@tauri-apps/plugin-fs` 2.6. Errors are sentences, as that package's callers expect.

mod access;
mod handle;
mod info;
mod lines;
mod permissions;
mod read;
mod watch;
mod write;

use footbridge::generate_handler;
use footbridge::plugin::{self, Plugin};
use serde::Deserialize;

use crate::grants::{self, Grants};
use access::{Access, Answer, PagePath};

pub use permissions::ENGINE_FOLDER;

/// What `plugin_config("fs", ..)` holds.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
struct Config {
    /// Whether a wildcard that allows leaves out names that begin with a dot. So it is on Unix unless it is said.
    require_literal_leading_dot: Option<bool>,
}

/// The plugin. It needs the plugin `path`.
pub fn plugin() -> Plugin {
    plugin::Builder::new("fs")
        .invoke_handler(generate_handler![
            handle::create,
            handle::fstat,
            handle::ftruncate,
            handle::open,
            handle::read,
            handle::seek,
            handle::write,
            lines::read_text_file_lines,
            lines::read_text_file_lines_next,
            read::exists,
            read::lstat,
            read::read_dir,
            read::read_file,
            read::read_text_file,
            read::size,
            read::stat,
            watch::unwatch,
            watch::watch,
            write::copy_file,
            write::mkdir,
            write::remove,
            write::rename,
            write::truncate,
            write::write_file,
            write::write_text_file,
            start_accessing_security_scoped_resource,
            stop_accessing_security_scoped_resource,
        ])
        .manifest(permissions::declare)
        .setup(|app, config: Option<Config>| {
            crate::needs_paths(app)?;
            app.manage(Grants::default());
            app.manage(access::Moves::default());
            app.manage(watch::Places::default());
            app.manage(config.unwrap_or_default());
            Ok(())
        })
        .on_event(grants::follow)
        .build()
}

/// Only iOS guards files in this way; everywhere else there is nothing to start.
#[footbridge::command]
fn start_accessing_security_scoped_resource(_access: Access, path: PagePath) -> Answer<()> {
    drop(path);
    Ok(())
}

/// As its counterpart.
#[footbridge::command]
fn stop_accessing_security_scoped_resource(_access: Access, path: PagePath) -> Answer<()> {
    drop(path);
    Ok(())
}
