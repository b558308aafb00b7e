//! The stages that choose the part of the picture and its way up: orient and crop. They copy pixels and change none.

use std::borrow::Cow;

use image::metadata::Orientation;

use super::bands::{Cancelled, Watch};
use super::picture::{PIXEL, Picture};
use super::recipe::Turn;

/// Turns and mirrors `picture` until it stands as `orientation` says.
pub fn orient<'a>(
    picture: Cow<'a, Picture>,
    orientation: Orientation,
    watch: Watch<'_>,
) -> Result<Cow<'a, Picture>, Cancelled> {
    let Some(source) = Source::of(orientation) else { return Ok(picture) };
    let (width, height) = picture.image.dimensions();
    let (out_width, out_height) = if source.swapped { (height, width) } else { (width, height) };
    let mut out = Picture::blank(out_width, out_height, picture.is_opaque);
    let (from, row_bytes) = (picture.bytes(), out.row_bytes());
    let (width, height) = (width as usize, height as usize);
    out.in_bands(watch, |first, band| {
        let rows = band.len() / row_bytes;
        // Down each column of the band first: of a picture that is turned, a column is a row, so what is read lies
        // together.
        for x in 0..out_width as usize {
            for row in 0..rows {
                let at = source.index(x, first + row, width, height) * PIXEL;
                let to = row * row_bytes + x * PIXEL;
                band[to..to + PIXEL].copy_from_slice(&from[at..at + PIXEL]);
            }
        }
    })?;
    Ok(Cow::Owned(out))
}

/// Where the pixel for a place comes from: which axes are swapped, and then which are counted from the far end.
struct Source {
    swapped: bool,
    from_right: bool,
    from_bottom: bool,
}

impl Source {
    fn of(orientation: Orientation) -> Option<Self> {
        let (swapped, from_right, from_bottom) = match orientation {
            Orientation::NoTransforms => return None,
            Orientation::FlipHorizontal => (false, true, false),
            Orientation::Rotate180 => (false, true, true),
            Orientation::FlipVertical => (false, false, true),
            Orientation::Rotate90FlipH => (true, false, false),
            Orientation::Rotate90 => (true, false, true),
            Orientation::Rotate270FlipH => (true, true, true),
            Orientation::Rotate270 => (true, true, false),
        };
        Some(Self { swapped, from_right, from_bottom })
    }

    #[inline]
    fn index(&self, x: usize, y: usize, width: usize, height: usize) -> usize {
        let (x, y) = if self.swapped { (y, x) } else { (x, y) };
        let x = if self.from_right { width - 1 - x } else { x };
        let y = if self.from_bottom { height - 1 - y } else { y };
        y * width + x
    }
}

/// The orientation that a turn by hand amounts to.
pub fn turned(turn: Turn) -> Orientation {
    match turn {
        Turn::None => Orientation::NoTransforms,
        Turn::Right => Orientation::Rotate90,
        Turn::Half => Orientation::Rotate180,
        Turn::Left => Orientation::Rotate270,
    }
}

/// Cuts off each side by this many percent, and leaves one pixel at least.
pub fn crop<'a>(
    picture: Cow<'a, Picture>,
    [left, top, right, bottom]: [f32; 4],
    watch: Watch<'_>,
) -> Result<Cow<'a, Picture>, Cancelled> {
    let (width, height) = picture.image.dimensions();
    let (x, out_width) = kept(width, left, right);
    let (y, out_height) = kept(height, top, bottom);
    if (out_width, out_height) == (width, height) {
        return Ok(picture);
    }
    let mut out = Picture::blank(out_width, out_height, picture.is_opaque);
    let (from, from_row, row_bytes) = (picture.bytes(), picture.row_bytes(), out.row_bytes());
    out.in_bands(watch, |first, band| {
        for (row, to) in band.chunks_exact_mut(row_bytes).enumerate() {
            let at = (y as usize + first + row) * from_row + x as usize * PIXEL;
            to.copy_from_slice(&from[at..at + row_bytes]);
        }
    })?;
    Ok(Cow::Owned(out))
}

/// The first pixel that is kept of a side, and how many are.
fn kept(side: u32, before: f32, after: f32) -> (u32, u32) {
    let pixels = |percent: f32| {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of a side fits one"
        )]
        let pixels = (f64::from(percent) / 100.0 * f64::from(side)).round() as u32;
        pixels
    };
    let first = pixels(before).min(side - 1);
    (first, side.saturating_sub(first + pixels(after)).max(1))
}
