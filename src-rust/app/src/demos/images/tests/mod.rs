//! The stages against known pictures, and the decoder against files that are not what they should be.

mod files;
mod pass;
mod stages;

use std::borrow::Cow;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{PixelType, Resizer};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, RgbImage, Rgba, RgbaImage};
use tempfile::TempDir;

use super::bands::{Cancelled, Watch, in_bands};
use super::decode::{Decoded, decode};
use super::noise::hash;
use super::pass::{Audience, Start, run};
use super::picture::Picture;
use super::recipe::{Encode, Format, Recipe, Stage, Turn};
use super::stop::Stop;
use super::{blur, encode, export, frame, resize, sample, tone};
use crate::Failure;
use crate::chosen::ChosenFiles;

const UNWATCHED: Watch<'static> = Watch::new(&|| false, &|_| {});
const JPEG_90: Encode = Encode { format: Format::Jpeg, quality: 90 };
const PNG: Encode = Encode { format: Format::Png, quality: 90 };

fn noisy(width: u32, height: u32) -> Picture {
    let value = |x: u32, y: u32, channel: i32| (hash(x as i32, y as i32, channel) * 255.0) as u8;
    let image =
        RgbaImage::from_fn(width, height, |x, y| Rgba([0, 1, 2, 3].map(|channel| value(x, y, channel))));
    Picture { image, is_opaque: false }
}

fn plain(width: u32, height: u32, colour: [u8; 4]) -> Picture {
    Picture { image: RgbaImage::from_pixel(width, height, Rgba(colour)), is_opaque: colour[3] == 255 }
}

fn start(picture: &Picture) -> Start<'_> {
    Start { picture, orientation: Orientation::NoTransforms, icc: None }
}

/// Hears everything, and gives up after so many tellings.
#[derive(Default)]
struct Listener {
    patience: Option<u32>,
    told: AtomicU32,
    finished: Mutex<Vec<(u32, (u32, u32))>>,
    pictures: Mutex<Vec<(u32, (u32, u32))>>,
}

impl Audience for Listener {
    fn is_cancelled(&self) -> bool {
        self.patience.is_some_and(|patience| self.told.load(Relaxed) > patience)
    }
    fn progress(&self, _stage: u32, done: f32) {
        assert!((0.0..=1.0).contains(&done), "{done}");
        self.told.fetch_add(1, Relaxed);
    }
    fn finished(&self, stage: u32, _took: Duration, picture: &Picture) -> Result<(), Cancelled> {
        self.finished.lock().unwrap().push((stage, picture.image.dimensions()));
        Ok(())
    }
    fn picture(&self, stage: u32, picture: &Picture) -> Result<(), Cancelled> {
        self.pictures.lock().unwrap().push((stage, picture.image.dimensions()));
        Ok(())
    }
}
