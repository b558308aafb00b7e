//! The last stage: a picture becomes the bytes of a file.
//!
//! What the camera wrote beside the picture, such as the place where it was taken, is left out. The colour profile is
//! kept, without which the same numbers would be other colours.

use std::io::{self, Write};

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder, ImageError, ImageResult};

use super::bands::{Cancelled, Watch, in_bands};
use super::picture::{PIXEL, Picture};
use super::recipe::{Encode, Format};
use super::stop::Stop;
use crate::Failure;

impl Format {
    /// As people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::Webp => "WebP",
        }
    }

    /// The ends of file names that say so, the usual one first.
    pub fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Png => &["png"],
            Self::Webp => &["webp"],
        }
    }
}

/// Encodes `picture` with the colour profile `icc`.
///
/// # Errors
/// When the pass was cancelled, or the format cannot hold a picture of this size.
pub fn encode(
    picture: &Picture,
    encode: Encode,
    icc: Option<&[u8]>,
    watch: Watch<'_>,
) -> Result<Vec<u8>, Stop> {
    let mut file = Watched { bytes: Vec::new(), watch, expected: picture.bytes().len() as u64 / 8 };
    let written = match encode.format {
        Format::Jpeg => {
            let rgb = on_white(picture, watch)?;
            write(JpegEncoder::new_with_quality(&mut file, encode.quality), picture, &rgb, icc)
        }
        Format::Png => {
            let encoder =
                PngEncoder::new_with_quality(&mut file, CompressionType::Fast, FilterType::Adaptive);
            write(encoder, picture, picture.bytes(), icc)
        }
        Format::Webp => write(WebPEncoder::new_lossless(&mut file), picture, picture.bytes(), icc),
    };
    watch.check()?;
    written.map_err(|error| {
        let (width, height) = picture.image.dimensions();
        let name = encode.format.name();
        let message =
            format!("{width} × {height} pixels cannot be written as {name}: {error}. Choose another format.");
        Failure::new("not_encoded", message)
    })?;
    Ok(file.bytes)
}

fn write(
    mut encoder: impl ImageEncoder,
    picture: &Picture,
    pixels: &[u8],
    icc: Option<&[u8]>,
) -> ImageResult<()> {
    if let Some(icc) = icc {
        encoder.set_icc_profile(icc.to_vec()).map_err(ImageError::Unsupported)?;
    }
    let (width, height) = picture.image.dimensions();
    let colours = if pixels.len() == picture.bytes().len() {
        ExtendedColorType::Rgba8
    } else {
        ExtendedColorType::Rgb8
    };
    encoder.write_image(pixels, width, height, colours)
}

/// Its colours as they look on white paper: JPEG has no alpha.
fn on_white(picture: &Picture, watch: Watch<'_>) -> Result<Vec<u8>, Cancelled> {
    const RGB: usize = 3;
    let width = picture.image.width() as usize;
    let mut rgb = vec![0; picture.bytes().len() / PIXEL * RGB];
    let quiet = |_| {};
    let is_cancelled = || watch.check().is_err();
    in_bands(&mut rgb, width * RGB, 64, Watch::new(&is_cancelled, &quiet), |first, band| {
        let from = &picture.bytes()[first * width * PIXEL..];
        for (to, pixel) in band.chunks_exact_mut(RGB).zip(from.chunks_exact(PIXEL)) {
            let alpha = u32::from(pixel[3]);
            for (to, value) in to.iter_mut().zip(pixel) {
                *to = ((u32::from(*value) * alpha + 255 * (255 - alpha) + 127) / 255) as u8;
            }
        }
    })?;
    Ok(rgb)
}

/// A file in memory. An encoder does not ask whether to go on, but it writes, and a write can fail.
struct Watched<'a> {
    bytes: Vec<u8>,
    watch: Watch<'a>,
    /// A guess at the length, for the progress.
    expected: u64,
}

impl Write for Watched<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.extend_from_slice(bytes);
        let reached = self.watch.reached(self.bytes.len() as u64, self.expected);
        reached.map_err(|Cancelled| io::Error::other("cancelled"))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
