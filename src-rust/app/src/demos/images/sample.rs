//! The sample pictures, good and bad, made when they are opened.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageEncoder, ImageFormat};
use serde::Serialize;
use ts_rs::TS;

use super::bands::Watch;
use super::dusk::dusk;
use super::frame::orient;
use super::picture::Picture;
use crate::Failure;
use crate::chosen::unreadable;

/// A picture that comes with the app.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PictureSample {
    /// What to open it by.
    pub name: &'static str,
    /// What it is for.
    pub about: &'static str,
    /// Whether it opens.
    pub is_good: bool,
}

/// Makes a sample's file.
type Make = fn() -> Vec<u8>;

const SAMPLES: [(PictureSample, Make); 7] = [
    (good("dusk.jpg", "A photograph, stored on its side as a camera does."), || photograph(3000)),
    (good("dusk-24mp.jpg", "The same with 24 megapixels."), || photograph(6000)),
    (good("misnamed.jpg", "A PNG under the name of a JPEG."), misnamed),
    (bad("cut-short.jpg", "Ends in the middle of the picture."), cut_short),
    (bad("empty.png", "Zero bytes."), Vec::new),
    (bad("letter.jpg", "A text under the name of a picture."), letter),
    (bad("bomb.bmp", "70 bytes that declare 3.6 gigapixels."), bomb),
];

const fn good(name: &'static str, about: &'static str) -> PictureSample {
    PictureSample { name, about, is_good: true }
}

const fn bad(name: &'static str, about: &'static str) -> PictureSample {
    PictureSample { name, about, is_good: false }
}

/// Every sample.
pub fn all() -> Vec<PictureSample> {
    SAMPLES.iter().map(|(sample, _)| sample.clone()).collect()
}

/// Writes the sample `name` into `folder`, unless it is there, and gives its path.
///
/// It is written beside its place and then moved there: what is there is whole.
pub fn write(name: &str, folder: &Path) -> Result<PathBuf, Failure> {
    // One at a time, for two writers would share the file beside it.
    static WRITING: Mutex<()> = Mutex::new(());
    let _writing = WRITING.lock().unwrap_or_else(PoisonError::into_inner);

    let Some((sample, make)) = SAMPLES.iter().find(|(sample, _)| sample.name == name) else {
        let message = format!("There is no sample “{name}”. Choose one from the list.");
        return Err(Failure::new("not_found", message));
    };
    let path = folder.join(sample.name);
    if !path.exists() {
        let beside = folder.join(format!("{}.part", sample.name));
        let written = fs::create_dir_all(folder)
            .and_then(|()| fs::write(&beside, make()))
            .and_then(|()| fs::rename(&beside, &path));
        written.map_err(|error| unreadable(&path, &error))?;
    }
    Ok(path)
}

/// The photograph as a camera that was held upright stores it: on its side, with a note of how to turn it.
pub fn photograph(long_side: u32) -> Vec<u8> {
    let watch = Watch::new(&|| false, &|_| {});
    let taken = dusk(long_side, watch);
    let stored =
        taken.and_then(|taken| Ok(orient(taken.into(), Orientation::Rotate270, watch)?.into_owned()));
    jpeg(stored.expect("nobody cancels this"), Orientation::Rotate90)
}

fn jpeg(picture: Picture, orientation: Orientation) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut file, 90);
    let noted = encoder.set_exif_metadata(exif(orientation));
    let (width, height) = picture.image.dimensions();
    let rgb = DynamicImage::from(picture.image).into_rgb8();
    let written = encoder.write_image(&rgb, width, height, image::ExtendedColorType::Rgb8);
    noted.map_err(image::ImageError::Unsupported).and(written).expect("memory takes any JPEG of this size");
    file
}

/// A directory of one entry: tag 0x0112, one short, the orientation. Source: EXIF 2.32, 4.6.
fn exif(orientation: Orientation) -> Vec<u8> {
    let mut exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    exif.extend([orientation.to_exif(), 0, 0, 0, 0, 0, 0, 0]);
    exif
}

fn cut_short() -> Vec<u8> {
    let mut whole = photograph(1200);
    whole.truncate(whole.len() / 2);
    whole
}

fn misnamed() -> Vec<u8> {
    let image = dusk(1200, Watch::new(&|| false, &|_| {})).expect("nobody cancels this").image;
    let mut file = std::io::Cursor::new(Vec::new());
    DynamicImage::from(image)
        .into_rgb8()
        .write_to(&mut file, ImageFormat::Png)
        .expect("memory takes any PNG");
    file.into_inner()
}

fn letter() -> Vec<u8> {
    b"Dear Ada,\n\nhere is the picture that I promised.\n".to_vec()
}

/// The head of a BMP of 60,000 by 60,000 pixels, and four of them.
fn bomb() -> Vec<u8> {
    const SIDE: [u8; 4] = 60_000_u32.to_le_bytes();
    let mut file = b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0".to_vec();
    file.extend([SIDE, SIDE].concat());
    file.extend([1, 0, 24, 0]);
    file.resize(70, 0);
    file
}
