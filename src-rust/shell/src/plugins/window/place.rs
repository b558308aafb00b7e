//! Size and place of a window.

use footbridge::{Commands, State, Window, command, generate_handler};
use serde::Deserialize;
use tao::{
    dpi::{PhysicalPosition, PixelUnit},
    window::WindowSizeConstraints,
};
use ts_rs::TS;

use super::{getters, on_window, setters, system};
use crate::{
    Error,
    desktop::Desktop,
    platform,
    plugins::measures::{self, Length, PhysicalSize, Position, Size},
};

pub(super) const COMMANDS: Commands = generate_handler![
    scale_factor,
    inner_size,
    outer_size,
    inner_position,
    outer_position,
    set_size,
    set_min_size,
    set_max_size,
    set_size_constraints,
    set_position,
    center
];

getters! {
    scale_factor: f64 = |window| window.scale_factor();
    inner_size: PhysicalSize = |window| window.inner_size().into();
    outer_size: PhysicalSize = |window| platform::outer_size(window).into();
}

setters! {
    set_size: Size = |window, size| Ok(window.set_inner_size(size.drawn()?));
    set_min_size: Option<Size> = |window, size| {
        Ok(window.set_min_inner_size(size.map(Size::least).transpose()?))
    };
    set_max_size: Option<Size> = |window, size| Ok(window.set_max_inner_size(size));
    set_size_constraints: Constraints = |window, bounds| {
        Ok(window.set_inner_size_constraints(bounds.try_into()?))
    };
    set_position: Position = |window, position| Ok(window.set_outer_position(position));
}

/// The least and the greatest size of a window.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
struct Constraints {
    min_width: Option<Length>,
    min_height: Option<Length>,
    max_width: Option<Length>,
    max_height: Option<Length>,
}

impl TryFrom<Constraints> for WindowSizeConstraints {
    type Error = Error;

    fn try_from(bounds: Constraints) -> Result<Self, Error> {
        Ok(Self {
            min_width: bounds.min_width.map(Length::least).transpose()?,
            min_height: bounds.min_height.map(Length::least).transpose()?,
            max_width: bounds.max_width.map(PixelUnit::from),
            max_height: bounds.max_height.map(PixelUnit::from),
        })
    }
}

/// Where the content begins.
#[command]
async fn inner_position(
    desktop: State<'_, Desktop>,
    window: Window,
    label: Option<String>,
) -> Result<measures::PhysicalPosition, Error> {
    on_window(&desktop, &window, label, |open, _| {
        open.window.inner_position().map(Into::into).map_err(system)
    })
    .await
}

/// Where the frame begins.
#[command]
async fn outer_position(
    desktop: State<'_, Desktop>,
    window: Window,
    label: Option<String>,
) -> Result<measures::PhysicalPosition, Error> {
    on_window(&desktop, &window, label, |open, _| {
        open.window.outer_position().map(Into::into).map_err(system)
    })
    .await
}

/// Puts a window into the middle of its monitor.
#[command]
async fn center(desktop: State<'_, Desktop>, window: Window, label: Option<String>) -> Result<(), Error> {
    on_window(&desktop, &window, label, |open, _| {
        let no_monitor = || Error::System("the window is on no monitor".into());
        let monitor = open.window.current_monitor().ok_or_else(no_monitor)?;
        let (origin, room, size) = (monitor.position(), monitor.size(), platform::outer_size(&open.window));
        let free = |room: u32, length: u32| i32::try_from(room.saturating_sub(length) / 2).unwrap_or(0);
        let x = origin.x.saturating_add(free(room.width, size.width));
        let y = origin.y.saturating_add(free(room.height, size.height));
        open.window.set_outer_position(PhysicalPosition::new(x, y));
        Ok(())
    })
    .await
}
