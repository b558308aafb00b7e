//! The plugin `os`: what machine this is.
//!
//! Most of it stands in the page from the start, put there by a script; only the host name and the language are asked
//! for.
//!
//! Source of names and forms: `@tauri-apps/plugin-os` 2.4.

use std::env::consts;

use footbridge::plugin::{self, Plugin};
use footbridge::{command, generate_handler};
use serde_json::json;

/// Permissions of what the script puts into every page. They open no command; capability files may name them.
const IN_THE_PAGE: [&str; 6] =
    ["allow-arch", "allow-exe-extension", "allow-family", "allow-os-type", "allow-platform", "allow-version"];

/// The plugin.
pub fn plugin() -> Plugin {
    plugin::Builder::new("os")
        .invoke_handler(generate_handler![locale, hostname])
        .manifest(|manifest| {
            let manifest = IN_THE_PAGE.into_iter().fold(manifest, |manifest, name| {
                manifest.permission(footbridge::acl::Permission {
                    identifier: name.into(),
                    description: "Opens nothing: every page has this from the start.".into(),
                    ..Default::default()
                })
            });
            manifest.default_permissions(IN_THE_PAGE.into_iter().chain(["allow-locale"]))
        })
        .js_init_script(script())
        .build()
}

fn script() -> String {
    let facts = json!({
        "eol": if cfg!(windows) { "\r\n" } else { "\n" },
        "os_type": if cfg!(any(target_os = "windows", target_os = "macos", target_os = "ios", target_os = "android")) {
            consts::OS
        } else {
            "linux"
        },
        "platform": consts::OS,
        "family": consts::FAMILY,
        "version": os_info::get().version().to_string(),
        "arch": consts::ARCH,
        "exe_extension": consts::EXE_EXTENSION,
    });
    // JSON is a script, but for two line breaks that it may hold and that none of these facts has.
    format!("Object.defineProperty(window, '__TAURI_OS_PLUGIN_INTERNALS__', {{ value: {facts} }});")
}

/// A language tag such as `de-AT`.
#[command]
fn locale() -> Option<String> {
    sys_locale::get_locale()
}

#[command]
fn hostname() -> String {
    gethostname::gethostname().to_string_lossy().into_owned()
}
