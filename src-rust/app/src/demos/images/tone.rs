//! The stages that change a pixel by itself: adjust and greyscale.

use std::borrow::Cow;

use super::bands::{Cancelled, Watch};
use super::picture::{PIXEL, Picture};

/// Exposure in stops, contrast and saturation from -100 to 100.
pub fn adjust<'a>(
    picture: Cow<'a, Picture>,
    [exposure, contrast, saturation]: [f32; 3],
    watch: Watch<'_>,
) -> Result<Cow<'a, Picture>, Cancelled> {
    if [exposure, contrast, saturation] == [0.0; 3] {
        return Ok(picture);
    }
    let curve = curve(exposure, contrast);
    #[allow(clippy::cast_possible_truncation, reason = "at most 512")]
    let saturation = ((1.0 + saturation / 100.0) * 256.0) as i32;
    changed(picture, watch, |pixel| {
        let [r, g, b] = [pixel[0], pixel[1], pixel[2]].map(|value| curve[value as usize]);
        saturated([r, g, b], saturation)
    })
}

/// Takes the colours away, and keeps how bright each is to the eye.
pub fn greyscale<'a>(picture: Cow<'a, Picture>, watch: Watch<'_>) -> Result<Cow<'a, Picture>, Cancelled> {
    changed(picture, watch, |pixel| saturated([pixel[0], pixel[1], pixel[2]], 0))
}

fn changed<'a>(
    picture: Cow<'a, Picture>,
    watch: Watch<'_>,
    change: impl Fn(&[u8]) -> [u8; 3] + Sync,
) -> Result<Cow<'a, Picture>, Cancelled> {
    let mut out = picture.into_owned();
    out.in_bands(watch, |_, band| {
        for pixel in band.chunks_exact_mut(PIXEL) {
            let colours = change(pixel);
            pixel[..3].copy_from_slice(&colours);
        }
    })?;
    Ok(Cow::Owned(out))
}

/// Moves each colour away from grey, or towards it: 256ths of what it was.
#[inline]
fn saturated(colours: [u8; 3], saturation: i32) -> [u8; 3] {
    let [r, g, b] = colours.map(i32::from);
    // The weights of ITU-R BT.709, as 256ths.
    let grey = (54 * r + 183 * g + 19 * b + 128) >> 8;
    [r, g, b].map(|colour| {
        let moved = grey + (((colour - grey) * saturation + 128) >> 8);
        moved.clamp(0, 255) as u8
    })
}

/// What becomes of each value: light doubles with each stop, and contrast turns around middle grey.
fn curve(exposure: f32, contrast: f32) -> [u8; 256] {
    let gain = exposure.exp2();
    let slope = if contrast < 0.0 { 1.0 + contrast / 100.0 } else { 1.0 + contrast / 50.0 };
    std::array::from_fn(|value| {
        #[allow(clippy::cast_precision_loss, reason = "below 256")]
        let value = value as f32 / 255.0;
        let exposed = encoded((linear(value) * gain).min(1.0));
        let value = (exposed - 0.5) * slope + 0.5;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a byte")]
        let byte = (value * 255.0).round().clamp(0.0, 255.0) as u8;
        byte
    })
}

/// The light that an sRGB value stands for (IEC 61966-2-1).
fn linear(value: f32) -> f32 {
    if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}

/// The sRGB value of a light.
fn encoded(light: f32) -> f32 {
    if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 }
}
