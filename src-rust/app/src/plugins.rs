//! The plugins of the app. They are closed until a capability names them.

use std::path::Path;

use footbridge::plugin::Plugin;
use footbridge_plugins::app::AppInfo;
use footbridge_plugins::path::PathResolver;
use footbridge_plugins::{app, asset, dialog, fs, log, os, path};
use footbridge_shell::ORIGIN;
use http::HeaderValue;

/// What the app calls itself where folders are named after apps.
const IDENTIFIER: &str = "footbridge";

/// All of them, with the app's own folders below `data_dir`.
pub(crate) fn all(data_dir: &Path) -> Vec<Plugin> {
    let info = AppInfo {
        name: "Footbridge".into(),
        version: env!("CARGO_PKG_VERSION").into(),
        identifier: IDENTIFIER.into(),
    };
    let mut all = footbridge_shell::plugins();
    all.extend([
        app::plugin(info),
        path::plugin(PathResolver::new(IDENTIFIER).app_root(data_dir)),
        dialog::plugin(),
        fs::plugin(),
        log::plugin(),
        os::plugin(),
        asset::plugin(HeaderValue::from_static(ORIGIN)),
    ]);
    all
}
