//! Plugins that speak the wire of Tauri's official guest packages, so that those run unmodified.
//!
//! Each module is one plugin: a function `plugin` that makes it, commands, and a manifest with the permissions and sets
//! that Tauri's own has. A page reaches none of them until a capability names one.
//!
//! | plugin | guest package |
//! |---|---|
//! | [`app`] | `@tauri-apps/api/app` |
//! | [`path`] | `@tauri-apps/api/path` |
//! | [`dialog`] | `@tauri-apps/plugin-dialog` |
//! | [`fs`] | `@tauri-apps/plugin-fs` |
//! | [`log`] | `@tauri-apps/plugin-log` |
//! | [`os`] | `@tauri-apps/plugin-os` |
//! | [`asset`] | `convertFileSrc` of `@tauri-apps/api/core` |
//!
//! What they share: [`path::PathResolver`] knows where directories are, [`scope::PathScope`] says which paths a page may
//! touch, and [`Grants`] holds what is granted and forbidden while the app runs.
#![forbid(unsafe_code)]

pub mod app;
pub mod path;
pub mod dialog;
pub mod fs;
pub mod log;
pub mod os;
pub mod asset;

mod grants;
pub mod limits;
mod pinned;
mod real;
pub mod scope;

pub use grants::{Grant, GrantGuard, Grants, Reach};

use footbridge::AppHandle;

/// Refuses to set up a plugin that asks where directories are, in an app that does not say.
fn needs_paths(app: &AppHandle) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let paths = app.try_state::<path::PathResolver>();
    paths.map(drop).ok_or_else(|| "add the plugin `path` before it: it says where directories are".into())
}
