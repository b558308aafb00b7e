//! Where a webview lies in its window.

/// A rectangle in logical pixels, from the upper left corner of a window's content.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Area {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

/// How a webview's area follows from the size of its window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Placement {
    /// It does not.
    Fixed(Area),
    /// It keeps its share: every length is a fraction of the window's.
    Share(Area),
}

impl Placement {
    /// All of the window.
    pub(crate) const FILL: Self = Self::Share(Area { x: 0.0, y: 0.0, width: 1.0, height: 1.0 });

    /// `area`, and from here on the share of a window of this size that it is.
    pub(crate) fn sharing(area: Area, (width, height): (f64, f64)) -> Self {
        let (width, height) = (width.max(1.0), height.max(1.0));
        Self::Share(scaled(area, 1.0 / width, 1.0 / height))
    }

    /// The area in a window of this size.
    pub(crate) fn within(self, (width, height): (f64, f64)) -> Area {
        match self {
            Self::Fixed(area) => area,
            Self::Share(share) => scaled(share, width, height),
        }
    }

    /// The same kind of placement with another area, in a window of this size.
    pub(crate) fn with_area(self, area: Area, window: (f64, f64)) -> Self {
        match self {
            Self::Fixed(_) => Self::Fixed(area),
            Self::Share(_) => Self::sharing(area, window),
        }
    }
}

fn scaled(area: Area, x: f64, y: f64) -> Area {
    Area { x: area.x * x, y: area.y * y, width: area.width * x, height: area.height * y }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HALF: Area = Area { x: 400.0, y: 0.0, width: 400.0, height: 600.0 };

    #[test]
    fn a_fixed_area_stays_and_a_share_grows_with_the_window() {
        assert_eq!(Placement::Fixed(HALF).within((1600.0, 900.0)), HALF);
        let share = Placement::sharing(HALF, (800.0, 600.0));
        assert_eq!(share.within((1600.0, 900.0)), Area { x: 800.0, y: 0.0, width: 800.0, height: 900.0 });
        assert_eq!(share.within((800.0, 600.0)), HALF);
    }

    #[test]
    fn a_window_without_a_size_yields_no_infinite_area() {
        let Placement::Share(share) = Placement::sharing(HALF, (0.0, 0.0)) else { panic!("not a share") };
        assert!(share.x.is_finite() && share.height.is_finite(), "{share:?}");
    }

    #[test]
    fn another_area_keeps_the_kind() {
        let window = (800.0, 600.0);
        assert_eq!(Placement::FILL.with_area(HALF, window), Placement::sharing(HALF, window));
        assert_eq!(Placement::Fixed(HALF).with_area(HALF, window), Placement::Fixed(HALF));
    }
}
