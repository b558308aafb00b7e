//! Where webviews lie in a window: each is a child of the window, and is told its area whenever that changes.

use std::cell::Cell;

use tao::{
    dpi::{LogicalPosition, LogicalSize},
    window::Window,
};
use wry::{Rect, WebView};

use crate::{
    Error,
    host::EventLoopHost,
    placement::{Area, Placement},
};

/// The content of a window, which the engine finds by itself.
pub(crate) struct Stage;

/// A webview in a window.
pub(crate) struct View {
    web: WebView,
    placement: Cell<Placement>,
}

impl Stage {
    pub(crate) fn new(_: &Window, _: &EventLoopHost) -> Result<Self, Error> {
        Ok(Self)
    }
}

impl View {
    pub(super) fn new(web: WebView, placement: Placement) -> Self {
        Self { web, placement: Cell::new(placement) }
    }

    pub(crate) fn web(&self) -> &WebView {
        &self.web
    }

    /// The area that the webview has, in logical pixels.
    pub(crate) fn area(&self, window: &Window) -> Area {
        self.placement.get().within(size(window))
    }

    /// Gives the webview another area.
    pub(crate) fn set_area(&self, window: &Window, area: Area) -> Result<(), Error> {
        self.placement.set(self.placement.get().with_area(area, size(window)));
        Ok(self.web.set_bounds(bounds(area))?)
    }

    /// Whether the webview keeps its share of the window from here on.
    pub(crate) fn set_auto_resize(&self, window: &Window, auto_resize: bool) {
        let area = self.area(window);
        let share = Placement::sharing(area, size(window));
        self.placement.set(if auto_resize { share } else { Placement::Fixed(area) });
    }

    /// The window was resized.
    pub(crate) fn arrange(&self, window: &Window) {
        if let Placement::Share(_) = self.placement.get() {
            if let Err(error) = self.web.set_bounds(bounds(self.area(window))) {
                tracing::error!(%error, "a webview did not follow its window");
            }
        }
    }

    pub(crate) fn set_visible(&self, visible: bool) -> Result<(), Error> {
        Ok(self.web.set_visible(visible)?)
    }

    pub(crate) fn print(&self) -> Result<(), Error> {
        Ok(self.web.print()?)
    }

    /// Opens the inspector, or closes it.
    pub(crate) fn toggle_inspector(&self) -> Result<(), Error> {
        #[cfg(debug_assertions)]
        match self.web.is_devtools_open() {
            true => self.web.close_devtools(),
            false => self.web.open_devtools(),
        }
        #[cfg(debug_assertions)]
        return Ok(());
        #[cfg(not(debug_assertions))]
        Err(Error::Unsupported("the inspector", "it is opened from the page's context menu"))
    }
}

pub(super) fn size(window: &Window) -> (f64, f64) {
    let size = window.inner_size().to_logical::<f64>(window.scale_factor());
    (size.width, size.height)
}

pub(super) fn bounds(area: Area) -> Rect {
    Rect {
        position: LogicalPosition::new(area.x, area.y).into(),
        size: LogicalSize::new(area.width, area.height).into(),
    }
}
