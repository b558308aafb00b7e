//! What happens around pages, as the host tells it: to the hooks of plugins, and to whoever listens to `tauri://...`.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use url::Url;

/// Something that happened to the app, a window or a webview.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum RunEvent {
    /// The event loop runs, and windows can be opened.
    Ready,
    /// Something happened to a window.
    Window {
        /// The window's label.
        label: String,
        /// What happened.
        event: WindowEvent,
    },
    /// Something happened to a webview.
    Webview {
        /// The webview's label.
        label: String,
        /// What happened.
        event: WebviewEvent,
    },
    /// The event loop ends.
    Exit,
}

/// Something that happened to a native window. Lengths are physical pixels.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum WindowEvent {
    /// It is there.
    Created,
    /// Its content has another size.
    Resized {
        /// Width of the content.
        width: u32,
        /// Height of the content.
        height: u32,
    },
    /// It stands elsewhere.
    Moved {
        /// From the left of the desktop.
        x: i32,
        /// From the top of the desktop.
        y: i32,
    },
    /// Somebody wants it closed. It stays until its owner closes it.
    CloseRequested,
    /// It is gone.
    Destroyed,
    /// It got the keyboard, or lost it.
    Focused(bool),
    /// A logical pixel has another number of physical ones.
    ScaleFactorChanged {
        /// Physical pixels a logical one.
        scale_factor: f64,
        /// Width of the content after it.
        width: u32,
        /// Height of the content after it.
        height: u32,
    },
    /// The desktop went light or dark.
    ThemeChanged(Theme),
}

/// Light or dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// Something that happened to a webview.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum WebviewEvent {
    /// It is there.
    Created,
    /// Files are dragged into it.
    DragEnter {
        /// The files.
        paths: Vec<PathBuf>,
        /// Where the pointer is.
        position: Position,
    },
    /// They are dragged on.
    DragOver {
        /// Where the pointer is.
        position: Position,
    },
    /// They were let go over it.
    DragDrop {
        /// The files.
        paths: Vec<PathBuf>,
        /// Where the pointer is.
        position: Position,
    },
    /// They left it, or the drag was given up.
    DragLeave,
    /// It is gone, and its window may stay.
    Destroyed,
    /// A document is being loaded, or is there.
    PageLoad(PageLoad),
}

/// A place in a webview, in physical pixels from its upper left corner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

/// How far a document has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageLoad {
    /// Its address.
    pub url: Url,
    /// How far it is.
    pub event: PageLoadEvent,
}

/// How far a document has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PageLoadEvent {
    /// The engine has begun.
    Started,
    /// Everything is there.
    Finished,
}
