//! What a native window can do here beyond what the window library offers on every platform, and what it cannot.

use std::{cell::Cell, rc::Rc};

use gtk::{
    gdk_pixbuf::{PixbufLoader, prelude::PixbufLoaderExt},
    prelude::{GtkWindowExt, MonitorExt, WidgetExt},
};
use tao::{
    dpi::{LogicalPosition, LogicalSize, PhysicalPosition, PhysicalSize},
    monitor::MonitorHandle,
    platform::unix::{MonitorHandleExtUnix, WindowExtUnix},
    window::Window,
};
use tokio::sync::oneshot;

use crate::{Error, limits::side};

const NO_BUTTONS: &str = "a window manager of Linux decides on the buttons of a title bar";

/// Ends when a window that is shown has come to the screen, and at once for another. Until then the window library sets
/// back what is asked of it.
pub(crate) fn shown(window: &Window) -> oneshot::Receiver<()> {
    let (sender, shown) = oneshot::channel();
    let window = window.gtk_window();
    if window.is_visible() {
        let sender = Cell::new(Some(sender));
        // Behind the window library's own handler of this signal. A handler costs nothing for as long as a window lives.
        window.connect_configure_event(move |_, _| {
            drop(sender.take());
            false
        });
    }
    shown
}

/// The size of a window with its frame. The window library knows none before the window is on the screen.
pub(crate) fn outer_size(window: &Window) -> PhysicalSize<u32> {
    let gtk_window = window.gtk_window();
    let framed =
        gtk_window.window().filter(|window| window.is_visible()).map(|window| window.frame_extents());
    let (width, height) = framed.map_or_else(|| gtk_window.size(), |frame| (frame.width(), frame.height()));
    LogicalSize::new(width, height).to_physical(window.scale_factor())
}

pub(crate) fn is_enabled(window: &Window) -> Result<bool, Error> {
    Ok(window.gtk_window().is_sensitive())
}

pub(crate) fn set_enabled(window: &Window, enabled: bool) -> Result<(), Error> {
    window.gtk_window().set_sensitive(enabled);
    Ok(())
}

pub(crate) fn set_skip_taskbar(window: &Window, skip: bool) -> Result<(), Error> {
    window.set_skip_taskbar(skip).map_err(|error| Error::System(error.to_string()))
}

pub(crate) fn set_badge_count(window: &Window, count: Option<i64>) -> Result<(), Error> {
    window.set_badge_count(count, None);
    Ok(())
}

pub(crate) fn set_maximizable(_: &Window, maximizable: bool) -> Result<(), Error> {
    if maximizable {
        Ok(())
    } else {
        Err(Error::Unsupported("a window without a button to maximize it", NO_BUTTONS))
    }
}

pub(crate) fn set_minimizable(_: &Window, minimizable: bool) -> Result<(), Error> {
    if minimizable {
        Ok(())
    } else {
        Err(Error::Unsupported("a window without a button to minimize it", NO_BUTTONS))
    }
}

pub(crate) fn set_shadow(_: &Window, _: bool) -> Result<(), Error> {
    Err(Error::Unsupported("a shadow by choice", "a window manager of Linux draws it or not"))
}

pub(crate) fn set_content_protected(_: &Window, protected: bool) -> Result<(), Error> {
    match protected {
        false => Ok(()),
        true => Err(Error::Unsupported("a protected content", "the windows of this desktop can be recorded")),
    }
}

pub(crate) fn set_cursor_grab(_: &Window, grab: bool) -> Result<(), Error> {
    match grab {
        false => Ok(()),
        true => Err(Error::Unsupported(
            "a cursor that stays in its window",
            "the window library has no way to it here",
        )),
    }
}

pub(crate) fn set_ignore_cursor_events(window: &Window, ignore: bool) -> Result<(), Error> {
    // The window library takes it for granted that a window was shown.
    if window.gtk_window().window().is_none() {
        return Err(Error::System("the window was never shown; show it first".into()));
    }
    window.set_ignore_cursor_events(ignore).map_err(|error| Error::System(error.to_string()))
}

/// Takes a picture file of any format that the desktop reads.
pub(crate) fn set_icon_file(window: &Window, bytes: &[u8]) -> Result<(), Error> {
    let wrong = |error: gtk::glib::Error| Error::System(format!("the bytes are no picture: {error}"));
    let loader = PixbufLoader::new();
    // A file of a few bytes may unpack to gigabytes. Its size is known before that, and no size at all ends it.
    let refused = Rc::new(Cell::new(None));
    let refusal = Rc::clone(&refused);
    loader.connect_size_prepared(move |loader, width, height| {
        if let Err(error) = side(width.into()).and(side(height.into())) {
            refusal.set(Some(error));
            loader.set_size(0, 0);
        }
    });
    let written = loader.write(bytes);
    // A loader must be closed, also one that has failed.
    let closed = loader.close();
    if let Some(error) = refused.take() {
        return Err(error);
    }
    written.and(closed).map_err(wrong)?;
    window.gtk_window().set_icon(loader.pixbuf().as_ref());
    Ok(())
}

/// What panels leave free of a monitor, in physical pixels.
pub(crate) fn work_area(monitor: &MonitorHandle) -> (PhysicalPosition<i32>, PhysicalSize<u32>) {
    let area = monitor.gdk_monitor().workarea();
    let scale = monitor.scale_factor();
    let position = LogicalPosition::new(area.x(), area.y()).to_physical(scale);
    (position, LogicalSize::new(area.width(), area.height()).to_physical(scale))
}
