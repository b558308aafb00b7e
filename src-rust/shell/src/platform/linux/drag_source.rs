//! Where a drag comes from. The engine's library tells of a drag's files, and not of its source.

use std::{cell::Cell, rc::Rc};

use gtk::prelude::{DragContextExtManual, WidgetExt};
use wry::WebViewExtUnix;

use super::View;

/// The source of what is dragged over one webview.
#[derive(Clone, Default)]
pub(crate) struct DragSource(Rc<Cell<bool>>);

impl DragSource {
    /// Looks where each drag over this webview comes from. A motion comes before the files that it makes the engine ask
    /// for.
    pub(crate) fn watch(&self, view: &View) {
        let is_own = self.0.clone();
        view.web().webview().connect_drag_motion(move |_, drag, _, _, _| {
            is_own.set(drag.drag_get_source_widget().is_some());
            false
        });
    }

    /// Whether the drag began in a window of the app.
    pub(crate) fn is_own(&self) -> bool {
        self.0.get()
    }
}
