//! What a native window can do here beyond what the window library offers on every platform, and what it cannot.

#[cfg(target_os = "macos")]
use tao::platform::macos::{WindowBuilderExtMacOS, WindowExtMacOS};
#[cfg(windows)]
use tao::platform::windows::{WindowBuilderExtWindows, WindowExtWindows};
use tao::{
    dpi::{PhysicalPosition, PhysicalSize},
    monitor::MonitorHandle,
    window::{Theme, Window, WindowBuilder},
};

use tokio::sync::oneshot;

use crate::{Error, host::EventLoopHost};

/// A window is on the screen when it is made.
pub(crate) fn shown(_: &Window) -> oneshot::Receiver<()> {
    oneshot::channel().1
}

pub(crate) fn outer_size(window: &Window) -> PhysicalSize<u32> {
    window.outer_size()
}

pub(crate) fn is_dark(window: &Window) -> bool {
    window.theme() == Theme::Dark
}

/// The window library tells each window of a change by itself.
pub(crate) fn watch_theme(_: &EventLoopHost) {}

/// A place in a webview in physical pixels, as the engine tells it.
pub(crate) fn drag_position(_: &Window, (x, y): (i32, i32)) -> (f64, f64) {
    (f64::from(x), f64::from(y))
}

/// The builder of a window that stays over its parent, and that a taskbar may leave out.
#[cfg(windows)]
pub(crate) fn with_relations(
    builder: WindowBuilder,
    skip_taskbar: bool,
    parent: Option<&Window>,
) -> WindowBuilder {
    let builder = builder.with_skip_taskbar(skip_taskbar);
    match parent {
        Some(parent) => builder.with_owner_window(parent.hwnd()),
        None => builder,
    }
}

/// The builder of a window that stays over its parent.
#[cfg(target_os = "macos")]
pub(crate) fn with_relations(builder: WindowBuilder, _: bool, parent: Option<&Window>) -> WindowBuilder {
    match parent {
        Some(parent) => builder.with_parent_window(parent.ns_window()),
        None => builder,
    }
}

#[cfg(windows)]
pub(crate) fn set_enabled(window: &Window, enabled: bool) -> Result<(), Error> {
    window.set_enable(enabled);
    Ok(())
}

#[cfg(not(windows))]
pub(crate) fn set_enabled(_: &Window, enabled: bool) -> Result<(), Error> {
    if enabled { Ok(()) } else { Err(unsupported("a window without input")) }
}

#[cfg(windows)]
pub(crate) fn set_skip_taskbar(window: &Window, skip: bool) -> Result<(), Error> {
    window.set_skip_taskbar(skip).map_err(|error| Error::System(error.to_string()))
}

#[cfg(not(windows))]
pub(crate) fn set_skip_taskbar(_: &Window, _: bool) -> Result<(), Error> {
    Err(unsupported("a window that the taskbar leaves out"))
}

#[cfg(windows)]
pub(crate) fn set_shadow(window: &Window, shadow: bool) -> Result<(), Error> {
    window.set_undecorated_shadow(shadow);
    Ok(())
}

#[cfg(target_os = "macos")]
pub(crate) fn set_shadow(window: &Window, shadow: bool) -> Result<(), Error> {
    window.set_has_shadow(shadow);
    Ok(())
}

/// The window library can take the input of a window, and cannot tell.
pub(crate) fn is_enabled(_: &Window) -> Result<bool, Error> {
    Err(unsupported("to tell whether a window takes input"))
}

pub(crate) fn set_maximizable(window: &Window, maximizable: bool) -> Result<(), Error> {
    window.set_maximizable(maximizable);
    Ok(())
}

pub(crate) fn set_minimizable(window: &Window, minimizable: bool) -> Result<(), Error> {
    window.set_minimizable(minimizable);
    Ok(())
}

pub(crate) fn set_content_protected(window: &Window, protected: bool) -> Result<(), Error> {
    window.set_content_protection(protected);
    Ok(())
}

pub(crate) fn set_cursor_grab(window: &Window, grab: bool) -> Result<(), Error> {
    window.set_cursor_grab(grab).map_err(|error| Error::System(error.to_string()))
}

pub(crate) fn set_ignore_cursor_events(window: &Window, ignore: bool) -> Result<(), Error> {
    window.set_ignore_cursor_events(ignore).map_err(|error| Error::System(error.to_string()))
}

pub(crate) fn set_badge_count(_: &Window, _: Option<i64>) -> Result<(), Error> {
    Err(unsupported("a badge"))
}

pub(crate) fn set_icon_file(_: &Window, _: &[u8]) -> Result<(), Error> {
    Err(Error::Unsupported("an icon from a picture file", "there is nothing to decode it; pass its rows"))
}

/// All of the monitor: the window library does not tell what panels leave free.
pub(crate) fn work_area(monitor: &MonitorHandle) -> (PhysicalPosition<i32>, PhysicalSize<u32>) {
    (monitor.position(), monitor.size())
}

fn unsupported(what: &'static str) -> Error {
    Error::Unsupported(what, "the window library has no way to it here")
}
