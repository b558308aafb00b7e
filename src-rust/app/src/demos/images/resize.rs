//! The stage that changes how many pixels there are, and the small pictures that go to the page.
//!
//! `fast_image_resize` does the arithmetic, with the vector units of the processor. It works on one thread and does
//! not stop half way, so it is given one band of the result at a time, with the rows of the picture that it needs.

use std::borrow::Cow;

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

use super::bands::{Cancelled, Watch};
use super::picture::Picture;

/// How well, and so how fast.
#[derive(Clone, Copy, PartialEq)]
pub enum Quality {
    /// Lanczos over three lobes: every pixel of the picture counts.
    Final,
    /// Two by two samples for each pixel, whatever the size of the picture.
    Quick,
}

/// Makes the longest side `long_side` pixels.
pub fn resize<'a>(
    picture: Cow<'a, Picture>,
    long_side: u32,
    watch: Watch<'_>,
) -> Result<Cow<'a, Picture>, Cancelled> {
    let (width, height) = picture.image.dimensions();
    scaled(picture, f64::from(long_side) / f64::from(width.max(height)), Quality::Final, watch)
}

/// Makes the picture small enough for `width` by `height` pixels. One that is small enough stays as it is.
pub fn fit<'a>(
    picture: Cow<'a, Picture>,
    (width, height): (u32, u32),
    quality: Quality,
    watch: Watch<'_>,
) -> Result<Cow<'a, Picture>, Cancelled> {
    let (from_width, from_height) = picture.image.dimensions();
    let [across, down] =
        [(width, from_width), (height, from_height)].map(|(to, from)| f64::from(to.max(1)) / f64::from(from));
    scaled(picture, across.min(down).min(1.0), quality, watch)
}

fn scaled<'a>(
    picture: Cow<'a, Picture>,
    scale: f64,
    quality: Quality,
    watch: Watch<'_>,
) -> Result<Cow<'a, Picture>, Cancelled> {
    let (from_width, from_height) = picture.image.dimensions();
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a side times a scale fits one"
    )]
    let side = |from: u32| ((f64::from(from) * scale).round() as u32).max(1);
    let (width, height) = (side(from_width), side(from_height));
    if (width, height) == (from_width, from_height) {
        return Ok(picture);
    }
    let mut out = Picture::blank(width, height, picture.is_opaque);
    let row_bytes = out.row_bytes();
    let down = Axis { from: from_height, scale: f64::from(from_height) / f64::from(height) };
    out.in_bands(watch, |first, band| {
        let rows = (band.len() / row_bytes) as u32;
        let (rows_from, crop_top, crop_height) = down.needed(first as u32, rows);
        let from = &picture.bytes()
            [rows_from.start as usize * picture.row_bytes()..rows_from.end as usize * picture.row_bytes()];
        let options = ResizeOptions::new()
            .resize_alg(match quality {
                Quality::Final => ResizeAlg::Convolution(FilterType::Lanczos3),
                Quality::Quick => ResizeAlg::SuperSampling(FilterType::Bilinear, 2),
            })
            .crop(0.0, crop_top, f64::from(from_width), crop_height)
            .use_alpha(!picture.is_opaque);
        let from = ImageRef::new(from_width, rows_from.end - rows_from.start, from, PixelType::U8x4);
        let to = Image::from_slice_u8(width, rows, band, PixelType::U8x4);
        let (from, mut to) = from.ok().zip(to.ok()).expect("rows have the length that their width says");
        Resizer::new().resize(&from, &mut to, &options).expect("the band lies within its rows");
    })?;
    Ok(Cow::Owned(out))
}

/// One side of the picture: its length, and how much of it goes into one row of the result.
struct Axis {
    from: u32,
    scale: f64,
}

impl Axis {
    /// The rows of the picture that `rows` of the result from `first` on are made from, and the band's own place
    /// and height in them, without the rows around it that the filter reaches.
    fn needed(&self, first: u32, rows: u32) -> (std::ops::Range<u32>, f64, f64) {
        let top = f64::from(first) * self.scale;
        let height = (f64::from(rows) * self.scale).min(f64::from(self.from) - top);
        // Lanczos reaches three rows of whichever side is the smaller one, and one for rounding.
        let reach = 3.0 * self.scale.max(1.0) + 1.0;
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "both lie within the side"
        )]
        let (start, end) = (
            (top - reach).floor().max(0.0) as u32,
            (top + height + reach).ceil().min(f64::from(self.from)) as u32,
        );
        (start..end, top - f64::from(start), height)
    }
}
