//! The plugins that need a desktop: `window` and `webview`, in the wire format of `@tauri-apps/api`.
//!
//! Every command names the window or webview it is for by `label`; without one it is the caller's own. What a desktop
//! cannot do is answered with the code `unsupported` and the reason.

mod measures;
mod webview;
mod window;

use footbridge::plugin::Plugin;

/// The plugins `window` (key `core:window`) and `webview` (key `core:webview`). Their sets `default` open what only asks.
///
/// An app adds them with [`footbridge::Builder::plugin`]; their commands work while its [`crate::Shell`] runs.
pub fn plugins() -> Vec<Plugin> {
    vec![window::plugin(), webview::plugin()]
}
