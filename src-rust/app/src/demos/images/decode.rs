//! The first stage: the bytes of a file become a picture.
//!
//! In: a file that the person chose. What it is, its content says, never its name. What it declares is judged before
//! anything is decoded, so that a few bytes cannot ask for all the memory there is.

use std::io::{ErrorKind, Read};
use std::path::Path;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};

use super::bands::Watch;
use super::picture::{PIXEL, Picture};
use super::source::{End, Source, jpeg_is_whole};
use super::stop::Stop;
use crate::Failure;
use crate::chosen::{ChosenFile, open, quoted, unreadable};

/// Bytes of the largest file that is read. Against a file that would fill the memory before it is decoded.
const FILE_BYTES_MAX: u64 = 512 * 1024 * 1024;
/// Bytes of the largest decoded picture, four to a pixel: 134 megapixels. Against a decompression bomb.
const DECODED_BYTES_MAX: u64 = 512 * 1024 * 1024;
/// Bytes that are read between two looks at whether the call was cancelled.
const READ_BYTES: usize = 1024 * 1024;

/// What can be opened: its name, and how names of such files end.
const FORMATS: [(ImageFormat, &str, &[&str]); 6] = [
    (ImageFormat::Jpeg, "JPEG", &["jpg", "jpeg"]),
    (ImageFormat::Png, "PNG", &["png"]),
    (ImageFormat::WebP, "WebP", &["webp"]),
    (ImageFormat::Gif, "GIF", &["gif"]),
    (ImageFormat::Tiff, "TIFF", &["tif", "tiff"]),
    (ImageFormat::Bmp, "BMP", &["bmp"]),
];
const CHOOSE_ONE: &str = "Choose a JPEG, PNG, WebP, GIF, TIFF or BMP.";

/// A decoded file.
#[derive(Debug)]
pub struct Decoded {
    /// As it is stored: on its side, if the camera was.
    pub picture: Picture,
    /// How to turn it, as the camera noted.
    pub orientation: Orientation,
    /// What its numbers mean as colours, if they are not sRGB.
    pub icc: Option<Vec<u8>>,
    /// What the file is, by its content.
    pub format: &'static str,
    /// What it is by its name, if that is something else.
    pub named: Option<&'static str>,
}

/// How the names of files end that can be opened.
pub fn extensions() -> Vec<&'static str> {
    FORMATS.iter().flat_map(|(.., extensions)| *extensions).copied().collect()
}

/// Decodes `file`.
///
/// # Errors
/// When it was cancelled, cannot be read, is no picture, is cut short or damaged, or declares too many pixels.
pub fn decode(file: &ChosenFile, watch: Watch<'_>) -> Result<Decoded, Stop> {
    let path = &file.path;
    let bytes = read(file, watch.part(0, 2))?;
    let (format, name, extensions) = format_of(&bytes, path)?;
    // The decoder of JPEG paints what is missing grey and says nothing.
    if format == ImageFormat::Jpeg && !jpeg_is_whole(&bytes) {
        return Err(truncated(path, name).into());
    }
    let end = End::default();
    let decoded = decoded(Source::new(&bytes, &end, watch.part(1, 2)), format, path);
    // A cancelled read fails inside the decoder, as any error.
    watch.check()?;
    let (picture, orientation, icc) = decoded.map_err(|error| match error {
        Fault::Declared(failure) => failure,
        Fault::Decoder(error) => told(&error, end.was_met(), path, name),
    })?;
    let named = name_says(path).filter(|_| !extensions.contains(&extension(path).as_str()));
    Ok(Decoded { picture, orientation, icc, format: name, named })
}

/// Reads the whole file, unless its first bytes are no picture's.
fn read(file: &ChosenFile, watch: Watch<'_>) -> Result<Vec<u8>, Stop> {
    let path = &file.path;
    if file.bytes == 0 {
        let message = format!("{} is empty: it holds zero bytes. {CHOOSE_ONE}", quoted(path));
        return Err(Failure::new("empty", message).into());
    }
    let mut source = open(path)?.take(file.bytes);
    let mut bytes = Vec::new();
    while bytes.len() as u64 != file.bytes {
        let read = source.by_ref().take(READ_BYTES as u64).read_to_end(&mut bytes);
        if read.map_err(|error| unreadable(path, &error))? == 0 {
            let message =
                format!("{} has become shorter since it was chosen. Choose it again.", quoted(path));
            return Err(Failure::new("changed", message).into());
        }
        format_of(&bytes, path)?;
        if file.bytes > FILE_BYTES_MAX {
            let message =
                format!("{} has {} bytes. Choose a picture of at most 512 MiB.", quoted(path), file.bytes);
            return Err(Failure::new("too_large", message).into());
        }
        watch.reached(bytes.len() as u64, file.bytes)?;
    }
    Ok(bytes)
}

/// What the content is.
fn format_of(
    bytes: &[u8],
    path: &Path,
) -> Result<(ImageFormat, &'static str, &'static [&'static str]), Failure> {
    let guessed = image::guess_format(bytes).ok();
    if let Some(known) = FORMATS.into_iter().find(|(format, ..)| Some(*format) == guessed) {
        return Ok(known);
    }
    let name = quoted(path);
    Err(match (guessed, name_says(path)) {
        (Some(other), _) => {
            let kind = other.extensions_str().first().unwrap_or(&"unknown").to_uppercase();
            let message = format!("{name} holds {kind}, which is not read here. {CHOOSE_ONE}");
            Failure::new("not_supported", message)
        }
        (None, Some(kind)) => {
            let message = format!("{name} is named as {kind}, but what is in it is no picture. {CHOOSE_ONE}");
            Failure::new("not_a_picture", message)
        }
        (None, None) => Failure::new("not_a_picture", format!("{name} is no picture. {CHOOSE_ONE}")),
    })
}

/// What the file is by its name, if that is anything that can be opened.
fn name_says(path: &Path) -> Option<&'static str> {
    let extension = extension(path);
    FORMATS.iter().find(|(.., ends)| ends.contains(&extension.as_str())).map(|(_, name, _)| *name)
}

fn extension(path: &Path) -> String {
    path.extension().unwrap_or_default().to_string_lossy().to_lowercase()
}

enum Fault {
    /// The head says enough.
    Declared(Failure),
    Decoder(ImageError),
}

impl From<ImageError> for Fault {
    fn from(error: ImageError) -> Self {
        Self::Decoder(error)
    }
}

fn decoded(
    source: Source<'_>,
    format: ImageFormat,
    path: &Path,
) -> Result<(Picture, Orientation, Option<Vec<u8>>), Fault> {
    let mut reader = ImageReader::with_format(source, format);
    let mut limits = Limits::no_limits();
    // What else a head may ask memory for, such as compressed texts.
    limits.max_alloc = Some(2 * DECODED_BYTES_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let (width, height) = decoder.dimensions();
    let declared =
        (u64::from(width) * u64::from(height)).saturating_mul(PIXEL as u64).max(decoder.total_bytes());
    if declared > DECODED_BYTES_MAX {
        return Err(Fault::Declared(bomb(path, (width, height))));
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let icc = decoder.icc_profile().ok().flatten().filter(|icc| is_rgb(icc));
    let is_opaque = !decoder.color_type().has_alpha();
    let image = DynamicImage::from_decoder(decoder)?.into_rgba8();
    Ok((Picture { image, is_opaque }, orientation, icc))
}

/// Whether a profile is for red, green and blue, which is what comes out of every decoder here. It says so in its
/// bytes 16 to 19 (ICC.1, 7.2.6).
fn is_rgb(icc: &[u8]) -> bool {
    icc.get(16..20) == Some(b"RGB ")
}

fn told(error: &ImageError, met_end: bool, path: &Path, name: &str) -> Failure {
    match error {
        ImageError::IoError(error) if error.kind() == ErrorKind::UnexpectedEof => truncated(path, name),
        _ if met_end => truncated(path, name),
        ImageError::Limits(_) => {
            let message =
                format!("{} asks for more memory than a picture needs. It was not decoded.", quoted(path));
            Failure::new("too_many_pixels", message)
        }
        error => {
            let message = format!(
                "{} is a damaged {name}: {}. Try a copy of it, or save it anew where it comes from.",
                quoted(path),
                error.to_string().trim_end_matches('.')
            );
            Failure::new("damaged", message)
        }
    }
}

fn truncated(path: &Path, name: &str) -> Failure {
    let message = format!(
        "{} is cut short: the {name} ends in the middle of the picture. Copy or download it again.",
        quoted(path)
    );
    Failure::new("truncated", message)
}

fn bomb(path: &Path, (width, height): (u32, u32)) -> Failure {
    let gib = f64::from(width) * f64::from(height) * PIXEL as f64 / f64::from(1 << 30);
    let message = format!(
        "{} declares {width} × {height} pixels, which would take {gib:.1} GiB. It was not decoded; 0.5 GiB is the most.",
        quoted(path)
    );
    Failure::new("too_many_pixels", message)
}
