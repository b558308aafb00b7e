//! Dragging a window by its page. Parts of a page marked `data-tauri-drag-region` do it by themselves; see `drag.js`.

use footbridge::{Commands, generate_handler};
use serde::Deserialize;
use tao::window::ResizeDirection;
use ts_rs::TS;

use super::{on_window, setters, system};
use crate::{Error, desktop::Desktop};

pub(super) const COMMANDS: Commands = generate_handler![start_dragging, start_resize_dragging];

setters! {
    start_resize_dragging: Edge = |window, edge| window.drag_resize_window(edge.into()).map_err(system);
}

/// Moves a window with the pointer, until the button is let go.
#[footbridge::command]
async fn start_dragging(
    desktop: footbridge::State<'_, Desktop>,
    window: footbridge::Window,
    label: Option<String>,
) -> Result<(), Error> {
    on_window(&desktop, &window, label, |open, _| open.window.drag_window().map_err(system)).await
}

/// An edge or a corner of a window.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
enum Edge {
    East,
    North,
    NorthEast,
    NorthWest,
    South,
    SouthEast,
    SouthWest,
    West,
}

impl From<Edge> for ResizeDirection {
    fn from(edge: Edge) -> Self {
        match edge {
            Edge::East => Self::East,
            Edge::North => Self::North,
            Edge::NorthEast => Self::NorthEast,
            Edge::NorthWest => Self::NorthWest,
            Edge::South => Self::South,
            Edge::SouthEast => Self::SouthEast,
            Edge::SouthWest => Self::SouthWest,
            Edge::West => Self::West,
        }
    }
}
