//! What differs between engines and desktops, behind one set of names:
//!
//! - [`prepare`], [`run_on_main_thread`], [`is_main_thread`], [`watch_theme`], [`ENGINE`];
//! - [`Engine`]: builds webviews whose schemes lead into the bridge;
//! - [`Stage`]: the part of a window that webviews lie on, and [`View`]: a webview on one;
//! - [`DragSource`]: whether a drag over a webview began in the app;
//! - [`PageOutlet`]: evaluates scripts in one webview, from any thread;
//! - the rest: what a native window can do on one desktop and not on another.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
pub(crate) use linux::*;

#[cfg(not(target_os = "linux"))]
mod other;
#[cfg(not(target_os = "linux"))]
pub(crate) use other::*;
