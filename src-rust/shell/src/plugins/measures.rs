//! Lengths and places on the wire, as the client's `dpi` module writes them: `{ "Logical": .. }` or `{ "Physical": .. }`
//! where a page may choose, physical pixels where it is told.

use serde::{Deserialize, Serialize};
use tao::dpi;
use ts_rs::TS;

use crate::{
    Error,
    limits::{least_side, side},
};

/// A size that a page asks for.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub(crate) enum Size {
    Logical { width: f64, height: f64 },
    Physical { width: u32, height: u32 },
}

/// A place that a page asks for.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub(crate) enum Position {
    Logical { x: f64, y: f64 },
    Physical { x: i32, y: i32 },
}

/// A length that a page asks for.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub(crate) enum Length {
    Logical(f64),
    Physical(i32),
}

/// A size that a page is told.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, TS)]
pub(crate) struct PhysicalSize {
    width: u32,
    height: u32,
}

/// A place that a page is told, or names on the desktop as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, TS)]
pub(crate) struct PhysicalPosition {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

impl Size {
    /// The size of something that is drawn.
    pub(crate) fn drawn(self) -> Result<dpi::Size, Error> {
        self.checked(side)
    }

    /// The least size that something may get.
    pub(crate) fn least(self) -> Result<dpi::Size, Error> {
        self.checked(least_side)
    }

    fn checked(self, check: fn(f64) -> Result<f64, Error>) -> Result<dpi::Size, Error> {
        let (width, height) = match self {
            Self::Logical { width, height } => (width, height),
            Self::Physical { width, height } => (width.into(), height.into()),
        };
        check(width).and(check(height)).map(|_| self.into())
    }
}

impl From<Size> for dpi::Size {
    fn from(size: Size) -> Self {
        match size {
            Size::Logical { width, height } => dpi::LogicalSize::new(width, height).into(),
            Size::Physical { width, height } => dpi::PhysicalSize::new(width, height).into(),
        }
    }
}

impl Length {
    /// The least that a side may become.
    pub(crate) fn least(self) -> Result<dpi::PixelUnit, Error> {
        let length = match self {
            Self::Logical(length) => length,
            Self::Physical(length) => length.into(),
        };
        least_side(length).map(|_| self.into())
    }
}

impl From<Position> for dpi::Position {
    fn from(position: Position) -> Self {
        match position {
            Position::Logical { x, y } => dpi::LogicalPosition::new(x, y).into(),
            Position::Physical { x, y } => dpi::PhysicalPosition::new(x, y).into(),
        }
    }
}

impl From<Length> for dpi::PixelUnit {
    fn from(length: Length) -> Self {
        match length {
            Length::Logical(length) => Self::Logical(dpi::LogicalUnit(length)),
            Length::Physical(length) => Self::Physical(dpi::PhysicalUnit(length)),
        }
    }
}

impl From<dpi::PhysicalSize<u32>> for PhysicalSize {
    fn from(size: dpi::PhysicalSize<u32>) -> Self {
        Self { width: size.width, height: size.height }
    }
}

impl<P: Into<f64>> From<dpi::PhysicalPosition<P>> for PhysicalPosition {
    fn from(position: dpi::PhysicalPosition<P>) -> Self {
        Self { x: position.x.into(), y: position.y.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{from_value, json};

    #[test]
    fn what_the_client_writes_is_what_tao_gets() {
        let size: Size = from_value(json!({ "Logical": { "width": 10.5, "height": 20 } })).unwrap();
        assert_eq!(dpi::Size::from(size), dpi::LogicalSize::new(10.5, 20.0).into());
        let position: Position = from_value(json!({ "Physical": { "x": -10, "y": 20 } })).unwrap();
        assert_eq!(dpi::Position::from(position), dpi::PhysicalPosition::new(-10, 20).into());
        let length: Length = from_value(json!({ "Logical": 7 })).unwrap();
        assert_eq!(dpi::PixelUnit::from(length), dpi::PixelUnit::Logical(dpi::LogicalUnit(7.0)));
    }
}
