//! A picture in memory, and how it goes to the page: rows of red, green, blue and alpha, a byte each.

use std::borrow::Cow;

use image::RgbaImage;

use super::bands::{Cancelled, Watch, in_bands};

/// Bytes of a pixel.
pub const PIXEL: usize = 4;

/// Rows that are worked on between two looks at whether the pass was cancelled: about a millisecond of work.
pub const BAND_ROWS: usize = 32;

/// Pixels with their alpha not multiplied in, top row first.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// Its width, height and pixels.
    pub image: RgbaImage,
    /// Whether every pixel is known to hide what is behind it; then alpha is nobody's concern.
    pub is_opaque: bool,
}

impl From<Picture> for Cow<'_, Picture> {
    fn from(picture: Picture) -> Self {
        Self::Owned(picture)
    }
}

impl Picture {
    /// A picture of this size, black and transparent.
    pub fn blank(width: u32, height: u32, is_opaque: bool) -> Self {
        Self { image: RgbaImage::new(width, height), is_opaque }
    }

    /// Bytes of one row.
    pub fn row_bytes(&self) -> usize {
        self.image.width() as usize * PIXEL
    }

    /// Its pixels.
    pub fn bytes(&self) -> &[u8] {
        self.image.as_raw()
    }

    /// Works on its rows in place, [`BAND_ROWS`] at a time.
    ///
    /// # Errors
    /// When the pass was cancelled.
    pub fn in_bands(
        &mut self,
        watch: Watch<'_>,
        work: impl Fn(usize, &mut [u8]) + Sync,
    ) -> Result<(), Cancelled> {
        let row_bytes = self.row_bytes();
        in_bands(self.image.as_flat_samples_mut().samples, row_bytes, BAND_ROWS, watch, work)
    }

    /// Its pixels as they go to the page: stage, width and height as 32-bit numbers, little-endian, and then the rows.
    /// Three numbers in front are all that a canvas needs, so nothing has to be decoded over there.
    pub fn message(&self, stage: u32) -> Vec<u8> {
        let mut message = Vec::with_capacity(12 + self.bytes().len());
        for number in [stage, self.image.width(), self.image.height()] {
            message.extend_from_slice(&number.to_le_bytes());
        }
        message.extend_from_slice(self.bytes());
        message
    }
}
