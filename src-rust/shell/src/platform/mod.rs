//! What differs between engines, behind one set of names:
//!
//! - [`prepare`], [`is_dark`], [`run_on_main_thread`], [`ENGINE`];
//! - [`Engine`]: builds webviews whose schemes lead into the bridge;
//! - [`PageOutlet`]: evaluates scripts in one webview, from any thread.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
pub(crate) use linux::{ENGINE, Engine, PageOutlet, is_dark, prepare, run_on_main_thread};

#[cfg(not(target_os = "linux"))]
mod other;
#[cfg(not(target_os = "linux"))]
pub(crate) use other::{ENGINE, Engine, PageOutlet, is_dark, prepare, run_on_main_thread};
