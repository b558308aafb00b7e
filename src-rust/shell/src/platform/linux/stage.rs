//! Where webviews lie in a window: over each other, each in its area, which follows the window.

use std::{cell::RefCell, collections::HashMap, rc::Rc};

use gtk::{
    gdk::ffi::GdkRectangle,
    glib::{
        gobject_ffi::g_value_get_boxed,
        idle_add_local_once,
        object::{Cast, ObjectExt},
        translate::ToGlibPtr,
        value::ToValue,
    },
    prelude::{BoxExt, ContainerExt, GtkWindowExt, OverlayExt, WidgetExt},
};
use tao::{platform::unix::WindowExtUnix, window::Window};
use webkit2gtk::{
    PrintOperation, PrintOperationExt, UserContentManagerExt, UserScript, WebInspectorExt, WebViewExt,
};
use wry::WebViewExtUnix;

use crate::{
    Error,
    host::EventLoopHost,
    limits::SIDE_MAX,
    placement::{Area, Placement},
};

type Placements = Rc<RefCell<HashMap<gtk::Widget, Placement>>>;

/// The content of a window.
#[derive(Clone)]
pub(crate) struct Stage {
    overlay: gtk::Overlay,
    placements: Placements,
}

/// A webview on a stage.
pub(crate) struct View {
    web: wry::WebView,
    frame: gtk::Box,
    stage: Stage,
    scripts: Vec<UserScript>,
}

impl Stage {
    pub(crate) fn new(window: &Window, host: &EventLoopHost) -> Result<Self, Error> {
        let content = window.default_vbox().ok_or(Error::Engine("a container for webviews"))?;
        let stage = Self { overlay: gtk::Overlay::new(), placements: Placements::default() };
        let placements = stage.placements.clone();
        stage.overlay.connect_local("get-child-position", false, move |values| {
            let overlay: gtk::Overlay = values.first()?.get().ok()?;
            let child: gtk::Widget = values.get(1)?.get().ok()?;
            let placement = *placements.borrow().get(&child)?;
            let size = (f64::from(overlay.allocated_width()), f64::from(overlay.allocated_height()));
            let area = rectangle(placement.within(size));
            // SAFETY: GTK documents the third value of this signal as a rectangle of the caller's for the handler to
            // write to. It is valid during the call, and `GdkRectangle` is a plain struct of four numbers.
            unsafe {
                let place: *mut GdkRectangle = g_value_get_boxed(values.get(2)?.to_glib_none().0).cast();
                place.as_mut()?.clone_from(&area);
            }
            Some(true.to_value())
        });
        content.pack_start(&stage.overlay, true, true, 0);
        stage.overlay.show();
        let (host, id) = (host.clone(), window.id());
        window.gtk_window().connect_scale_factor_notify(move |_| {
            host.send(move |windows, _| windows.scale_factor_changed(id));
        });
        Ok(stage)
    }

    /// A frame for one webview. The webview fills it.
    pub(super) fn frame(&self, placement: Placement) -> gtk::Box {
        let frame = gtk::Box::new(gtk::Orientation::Vertical, 0);
        self.add(&frame, placement);
        frame.show();
        frame
    }

    fn add(&self, frame: &gtk::Box, placement: Placement) {
        self.placements.borrow_mut().insert(frame.clone().into(), placement);
        self.overlay.add_overlay(frame);
    }

    pub(super) fn remove(&self, frame: &gtk::Box) -> Option<Placement> {
        self.overlay.remove(frame);
        self.placements.borrow_mut().remove::<gtk::Widget>(frame.as_ref())
    }

    /// The size of the content. One that is not laid out yet will have the size of its window.
    fn size(&self) -> (f64, f64) {
        let laid_out = (self.overlay.allocated_width(), self.overlay.allocated_height());
        let window = self.overlay.toplevel().and_then(|top| top.downcast::<gtk::Window>().ok());
        let (width, height) = match window {
            Some(window) if laid_out.0.max(laid_out.1) <= 1 => window.size(),
            _ => laid_out,
        };
        (f64::from(width), f64::from(height))
    }
}

/// Whole pixels whose edges meet those of a neighbour's: edges are rounded, not lengths.
fn rectangle(area: Area) -> GdkRectangle {
    #[expect(clippy::cast_possible_truncation, reason = "a cast saturates, and no window is that large")]
    let edge = |length: f64| length.round() as i32;
    let (left, top) = (edge(area.x), edge(area.y));
    // A share of a window grows with it.
    let (width, height) = (area.width.min(SIDE_MAX), area.height.min(SIDE_MAX));
    let (right, bottom) = (edge(area.x + width), edge(area.y + height));
    GdkRectangle {
        x: left,
        y: top,
        width: right.saturating_sub(left).max(1),
        height: bottom.saturating_sub(top).max(1),
    }
}

impl View {
    pub(super) fn new(web: wry::WebView, frame: gtk::Box, stage: Stage) -> Self {
        Self { web, frame, stage, scripts: Vec::new() }
    }

    pub(crate) fn web(&self) -> &wry::WebView {
        &self.web
    }

    /// The area that the webview has, in logical pixels.
    pub(crate) fn area(&self, _: &Window) -> Area {
        self.placement().within(self.stage.size())
    }

    /// Gives the webview another area.
    pub(crate) fn set_area(&self, _: &Window, area: Area) -> Result<(), Error> {
        self.place(self.placement().with_area(area, self.stage.size()));
        Ok(())
    }

    /// Whether the webview keeps its share of the window from here on.
    pub(crate) fn set_auto_resize(&self, _: &Window, auto_resize: bool) {
        let size = self.stage.size();
        let area = self.placement().within(size);
        self.place(if auto_resize { Placement::sharing(area, size) } else { Placement::Fixed(area) });
    }

    fn placement(&self) -> Placement {
        let placements = self.stage.placements.borrow();
        placements.get::<gtk::Widget>(self.frame.as_ref()).copied().unwrap_or(Placement::FILL)
    }

    fn place(&self, placement: Placement) {
        self.stage.placements.borrow_mut().insert(self.frame.clone().into(), placement);
        self.stage.overlay.queue_resize();
    }

    /// The window was resized; the stage has seen to it.
    pub(crate) fn arrange(&self, _: &Window) {}

    pub(crate) fn set_visible(&self, visible: bool) -> Result<(), Error> {
        // A window that is shown shows all that is in it, but for what says otherwise.
        self.frame.set_no_show_all(!visible);
        self.frame.set_visible(visible);
        Ok(())
    }

    /// Opens the dialog to print the page, which keeps this thread until it is closed: in a turn of its own.
    pub(crate) fn print(&self) -> Result<(), Error> {
        let print = PrintOperation::new(&self.web.webview());
        idle_add_local_once(move || {
            print.run_dialog(None::<&gtk::Window>);
        });
        Ok(())
    }

    /// Opens the inspector, or closes it.
    pub(crate) fn toggle_inspector(&self) -> Result<(), Error> {
        let inspector = self.web.webview().inspector().ok_or(Error::Engine("an inspector"))?;
        match inspector.web_view() {
            None => inspector.show(),
            Some(_) => inspector.close(),
        }
        Ok(())
    }

    /// Puts the scripts of plugins into the next documents, in the place of those that were there.
    pub(super) fn set_scripts(&mut self, scripts: Vec<UserScript>) {
        let Some(manager) = self.web.webview().user_content_manager() else { return };
        for script in std::mem::replace(&mut self.scripts, scripts) {
            manager.remove_script(&script);
        }
        for script in &self.scripts {
            manager.add_script(script);
        }
    }
}

impl Drop for View {
    fn drop(&mut self) {
        self.stage.remove(&self.frame);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_meet_without_a_gap_whatever_the_width() {
        for width in 1..2000 {
            let window = (f64::from(width), 600.0);
            let half = |x| Placement::Share(Area { x, y: 0.0, width: 0.5, height: 1.0 }).within(window);
            let (left, right) = (rectangle(half(0.0)), rectangle(half(0.5)));
            assert_eq!(left.x + left.width, right.x.max(1), "{width}");
            assert_eq!(right.x + right.width, width.max(right.x + 1), "{width}");
        }
    }

    #[test]
    fn an_area_of_any_numbers_is_a_rectangle() {
        for length in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -5.0, 1e300] {
            let GdkRectangle { width, height, .. } =
                rectangle(Area { x: length, y: -length, width: length, height: length });
            assert!(width > 0 && height > 0, "{length}");
        }
    }
}
