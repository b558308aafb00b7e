//! What can be said of a window or a webview before it is there.
//!
//! What comes in is a configuration of Rust code, or the options of `@tauri-apps/api`, in that package's spelling
//! (`WindowOptions`, `WebviewOptions`). Options that mean something on another platform alone are left out, as that
//! package documents them; one that matters and cannot be met is an error.
//!
//! # Trust
//! A page may have written them, if a capability lets it open windows.

mod color;
mod icon;
mod webview;
mod window;

pub(crate) use color::Color;
pub(crate) use icon::icon;
pub(crate) use webview::WebviewOptions;
pub(crate) use window::{WindowOptions, native_theme};
