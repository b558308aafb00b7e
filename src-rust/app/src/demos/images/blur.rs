//! The stages that look at a pixel's neighbours: blur, and sharpen, which takes a blurred copy away.
//!
//! Three box blurs in a row come within a few percent of a Gaussian, and a box is a running sum: its cost does not
//! grow with the radius. Rows first, then columns, since a Gaussian in two dimensions is one after the other. A box
//! takes a share of the pixel next to either end, so that it has the spread of any radius and not of whole pixels alone.
//! Source: P. Gwosdek and others, "Theoretical foundations of Gaussian convolution by extended box filtering" (2011).

use std::borrow::Cow;

use image::RgbaImage;

use super::bands::{Cancelled, Watch, in_bands};
use super::picture::{BAND_ROWS, PIXEL, Picture};

const BOXES: u8 = 3;
/// Weights are whole numbers of this many bits behind the point.
const BITS: u32 = 24;

/// Blurs by a Gaussian whose standard deviation is `radius` pixels.
pub fn blur<'a>(
    picture: Cow<'a, Picture>,
    radius: f32,
    watch: Watch<'_>,
) -> Result<Cow<'a, Picture>, Cancelled> {
    if radius == 0.0 {
        return Ok(picture);
    }
    let kernel = Kernel::of(radius);
    let mut across = picture.into_owned();
    let (row_bytes, is_opaque) = (across.row_bytes(), across.is_opaque);
    across.in_bands(watch.part(0, 1 + BOXES), |_, band| {
        let mut before = vec![0; row_bytes];
        for row in band.chunks_exact_mut(row_bytes) {
            // A colour counts as far as it hides what is behind it, or pixels that nobody sees would show.
            if !is_opaque {
                multiply_alpha(row);
            }
            for _ in 0..BOXES {
                before.copy_from_slice(row);
                box_across(&before, row, kernel);
            }
        }
    })?;
    let (width, height) = across.image.dimensions();
    let mut from = across.image.into_raw();
    let mut to = vec![0; from.len()];
    // A band begins with a sum over all that its first row reaches; shorter ones would do little else.
    let rows = (2 * kernel.reach + 1).max(BAND_ROWS);
    for part in 1..=BOXES {
        in_bands(&mut to, row_bytes, rows, watch.part(part, 1 + BOXES), |first, band| {
            box_down(&from, band, first, row_bytes, kernel);
            if !is_opaque && part == BOXES {
                divide_alpha(band);
            }
        })?;
        std::mem::swap(&mut from, &mut to);
    }
    let image = RgbaImage::from_raw(width, height, from).expect("no row was added or taken");
    Ok(Cow::Owned(Picture { image, is_opaque }))
}

/// Adds `amount` percent of what a blur by `radius` takes away. Alpha stays as it is.
pub fn sharpen<'a>(
    picture: Cow<'a, Picture>,
    amount: f32,
    radius: f32,
    watch: Watch<'_>,
) -> Result<Cow<'a, Picture>, Cancelled> {
    let blurred = blur(Cow::Borrowed(&*picture), radius, watch.part(0, 2))?;
    if matches!(blurred, Cow::Borrowed(_)) {
        return Ok(picture);
    }
    let blurred = blurred.into_owned();
    let mut out = picture.into_owned();
    let row_bytes = out.row_bytes();
    #[allow(clippy::cast_possible_truncation, reason = "at most 1280")]
    let amount = (amount / 100.0 * 256.0) as i32;
    out.in_bands(watch.part(1, 2), |first, band| {
        let soft = &blurred.bytes()[first * row_bytes..][..band.len()];
        for (pixel, soft) in band.chunks_exact_mut(PIXEL).zip(soft.chunks_exact(PIXEL)) {
            for (value, soft) in pixel.iter_mut().zip(soft).take(3) {
                let edge = i32::from(*value) - i32::from(*soft);
                *value = (i32::from(*value) + ((edge * amount + 128) >> 8)).clamp(0, 255) as u8;
            }
        }
    })?;
    Ok(Cow::Owned(out))
}

/// A box: how far it reaches to either side, and what a pixel within and one just behind either end weigh.
#[derive(Clone, Copy)]
struct Kernel {
    reach: usize,
    within: u32,
    behind: u32,
}

impl Kernel {
    /// The box of which three in a row spread as the Gaussian does.
    fn of(radius: f32) -> Self {
        let variance = radius * radius / f32::from(BOXES);
        // The widest box of whole pixels that does not spread too far.
        let reach = (((12.0 * variance + 1.0).sqrt() - 1.0) / 2.0).floor();
        let width = 2.0 * reach + 1.0;
        let share =
            width * (variance - reach * (reach + 1.0) / 3.0) / (2.0 * ((reach + 1.0).powi(2) - variance));
        let one = (1_u32 << BITS) as f32;
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a radius is at most 100, and a weight is a share of one"
        )]
        let (reach, behind) = (reach as usize, (one * share.max(0.0) / (width + 2.0 * share)) as u32);
        Self { reach, within: ((1 << BITS) - 2 * behind) / (2 * reach as u32 + 1), behind }
    }

    fn mean(self, within: u32, behind: u32) -> u8 {
        ((within * self.within + behind * self.behind + (1 << (BITS - 1))) >> BITS) as u8
    }
}

/// Each pixel becomes the mean of those around it to its left and right. The edge goes on for ever.
fn box_across(from: &[u8], to: &mut [u8], kernel: Kernel) {
    let (reach, last) = (kernel.reach, from.len() / PIXEL - 1);
    let at = |x: usize| &from[x.min(last) * PIXEL..][..PIXEL];
    let mut sums = [0; PIXEL];
    for x in 0..=2 * reach {
        for (sum, value) in sums.iter_mut().zip(at(x.saturating_sub(reach))) {
            *sum += u32::from(*value);
        }
    }
    for (x, pixel) in to.chunks_exact_mut(PIXEL).enumerate() {
        let (left, enters) = (at(x.saturating_sub(reach + 1)), at(x + reach + 1));
        let leaves = at(x.saturating_sub(reach));
        for channel in 0..PIXEL {
            let behind = u32::from(left[channel]) + u32::from(enters[channel]);
            pixel[channel] = kernel.mean(sums[channel], behind);
            sums[channel] = sums[channel] + u32::from(enters[channel]) - u32::from(leaves[channel]);
        }
    }
}

/// The same down the columns, for the rows of `band`, of which the first is row `first` of the picture.
fn box_down(from: &[u8], band: &mut [u8], first: usize, row_bytes: usize, kernel: Kernel) {
    let (reach, last) = (kernel.reach, from.len() / row_bytes - 1);
    let at = |y: usize| &from[y.min(last) * row_bytes..][..row_bytes];
    let mut sums = vec![0; row_bytes];
    for y in first..=first + 2 * reach {
        for (sum, value) in sums.iter_mut().zip(at(y.saturating_sub(reach))) {
            *sum += u32::from(*value);
        }
    }
    for (y, row) in (first..).zip(band.chunks_exact_mut(row_bytes)) {
        let (above, below) = (at(y.saturating_sub(reach + 1)), at(y + reach + 1));
        let around = above.iter().zip(below).zip(at(y.saturating_sub(reach)));
        for ((value, sum), ((above, enters), leaves)) in row.iter_mut().zip(&mut sums).zip(around) {
            *value = kernel.mean(*sum, u32::from(*above) + u32::from(*enters));
            *sum = *sum + u32::from(*enters) - u32::from(*leaves);
        }
    }
}

fn multiply_alpha(pixels: &mut [u8]) {
    for pixel in pixels.chunks_exact_mut(PIXEL) {
        let alpha = u32::from(pixel[3]);
        for value in &mut pixel[..3] {
            *value = ((u32::from(*value) * alpha + 127) / 255) as u8;
        }
    }
}

fn divide_alpha(pixels: &mut [u8]) {
    for pixel in pixels.chunks_exact_mut(PIXEL) {
        let alpha = u32::from(pixel[3]).max(1);
        for value in &mut pixel[..3] {
            *value = ((u32::from(*value) * 255 + alpha / 2) / alpha).min(255) as u8;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_boxes_spread_as_far_as_their_gaussian() {
        for radius in [0.5_f32, 1.0, 2.0, 2.5, 7.0, 40.0, 100.0] {
            let Kernel { reach, within, behind } = Kernel::of(radius);
            let weighed = |away: usize, weight: u32| 2.0 * (away * away) as f64 * f64::from(weight);
            let inner: f64 = (1..=reach).map(|away| weighed(away, within)).sum();
            let variance = (inner + weighed(reach + 1, behind)) / f64::from(1 << BITS);
            let spread = (f64::from(BOXES) * variance).sqrt();
            assert!((spread / f64::from(radius) - 1.0).abs() < 0.001, "radius {radius} spreads by {spread}");
        }
    }

    #[test]
    fn mean_of_equal_values_is_that_value_at_any_width() {
        for radius in [0.0, 0.01, 0.5, 1.0, 20.0, 99.9, 100.0] {
            let kernel = Kernel::of(radius);
            for value in [0, 1, 127, 254, 255] {
                let width = 2 * kernel.reach as u32 + 1;
                assert_eq!(kernel.mean(value * width, value * 2), value as u8, "radius {radius}");
            }
        }
    }
}
