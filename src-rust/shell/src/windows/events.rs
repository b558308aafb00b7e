//! What the system says of windows, in the words of the bridge. Lengths and places leave in physical pixels.

use std::mem;

use footbridge::{Position, RunEvent, Theme, WebviewEvent, WindowEvent};
use tao::{
    dpi::{PhysicalPosition, PhysicalSize},
    event,
    window::WindowId,
};
use wry::DragDropEvent;

use super::Windows;
use crate::platform;

/// What listeners were told last: systems report the same again and again.
pub(super) struct Seen {
    size: Option<PhysicalSize<u32>>,
    position: Option<PhysicalPosition<i32>>,
    theme: Theme,
}

impl Seen {
    /// What a window that opens shows already.
    pub(super) fn new(window: &tao::window::Window) -> Self {
        Self { size: None, position: None, theme: theme_of(window) }
    }
}

impl Windows {
    /// Something happened to a native window.
    pub(crate) fn on_event(&mut self, id: WindowId, event: &event::WindowEvent<'_>) {
        // Where the theme is the desktop's and not a window's, the event comes without a window.
        if let event::WindowEvent::ThemeChanged(_) = event {
            return self.theme_changed();
        }
        let Some(open) = self.open.get_mut(&id) else { return };
        let told = match *event {
            event::WindowEvent::CloseRequested => {
                let label = open.label.clone();
                return self.close(&label);
            }
            event::WindowEvent::Destroyed => {
                // Not by the shell, which forgets a window before it destroys it.
                let label = open.label.clone();
                return self.destroy(&label);
            }
            event::WindowEvent::Resized(size) => {
                let is_new = open.seen.size.replace(size) != Some(size);
                for view in &open.views {
                    view.view.arrange(&open.window);
                }
                is_new.then_some(WindowEvent::Resized { width: size.width, height: size.height })
            }
            event::WindowEvent::Moved(position) => {
                let is_new = open.seen.position.replace(position) != Some(position);
                is_new.then_some(WindowEvent::Moved { x: position.x, y: position.y })
            }
            event::WindowEvent::Focused(focused) => Some(WindowEvent::Focused(focused)),
            event::WindowEvent::ScaleFactorChanged { scale_factor, ref new_inner_size } => {
                let (width, height) = (new_inner_size.width, new_inner_size.height);
                Some(WindowEvent::ScaleFactorChanged { scale_factor, width, height })
            }
            _ => None,
        };
        if let Some(event) = told {
            let label = open.label.clone();
            self.tell(&label, event);
        }
    }

    /// A logical pixel of a window has another number of physical ones.
    pub(crate) fn scale_factor_changed(&self, id: WindowId) {
        if let Some(open) = self.open.get(&id) {
            let PhysicalSize { width, height } = open.window.inner_size();
            let scale_factor = open.window.scale_factor();
            self.tell(&open.label, WindowEvent::ScaleFactorChanged { scale_factor, width, height });
        }
    }

    /// The desktop may have gone light or dark.
    pub(crate) fn theme_changed(&mut self) {
        let mut told = Vec::new();
        for open in self.open.values_mut() {
            let theme = theme_of(&open.window);
            if mem::replace(&mut open.seen.theme, theme) != theme {
                told.push((open.label.clone(), theme));
            }
        }
        for (label, theme) in told {
            self.tell(&label, WindowEvent::ThemeChanged(theme));
        }
    }

    /// Files are dragged over a webview.
    pub(crate) fn dragged(&self, label: &str, event: DragDropEvent) {
        let Ok((open, _)) = self.view(label) else { return };
        let position = |place| {
            let (x, y) = platform::drag_position(&open.window, place);
            Position { x, y }
        };
        let event = match event {
            DragDropEvent::Enter { paths, position: place } => {
                WebviewEvent::DragEnter { paths, position: position(place) }
            }
            DragDropEvent::Over { position: place } => WebviewEvent::DragOver { position: position(place) },
            DragDropEvent::Drop { paths, position: place } => {
                WebviewEvent::DragDrop { paths, position: position(place) }
            }
            DragDropEvent::Leave => WebviewEvent::DragLeave,
            _ => return,
        };
        let is_drop = matches!(event, WebviewEvent::DragDrop { .. });
        let (app, event) = (self.app.clone(), RunEvent::Webview { label: label.into(), event });
        let tell = move || app.run_event(&event);
        // Whoever takes the files asks the file system, which may never answer when they lie on another machine.
        if is_drop { drop(self.app.runtime().spawn_blocking(tell)) } else { tell() }
    }
}

/// Whether a window is light or dark.
pub(crate) fn theme_of(window: &tao::window::Window) -> Theme {
    if platform::is_dark(window) { Theme::Dark } else { Theme::Light }
}
