//! The stages against known pictures, and the decoder against files that are not what they should be.

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

#[test]
fn bands_are_handed_out_once_each_and_progress_ends_at_one() {
    let mut rows = vec![0_u8; 1000];
    let told = Mutex::new(Vec::new());
    let tell = |done| told.lock().unwrap().push(done);
    in_bands(&mut rows, 10, 7, Watch::new(&|| false, &tell), |first, band| {
        for (row, bytes) in band.chunks_mut(10).enumerate() {
            bytes.iter_mut().for_each(|byte| *byte += (first + row) as u8);
        }
    })
    .unwrap();
    assert!(rows.chunks(10).enumerate().all(|(row, bytes)| bytes.iter().all(|byte| *byte == row as u8)));
    let told = told.into_inner().unwrap();
    assert_eq!(told.len(), 15);
    assert_eq!(told.into_iter().fold(0.0, f32::max), 1.0);
}

#[test]
fn work_that_is_cancelled_stops_within_a_band_of_each_thread() {
    let done = AtomicU32::new(0);
    let is_cancelled = || done.load(Relaxed) >= 3;
    let cancelled = in_bands(&mut vec![0; 10_000], 1, 1, Watch::new(&is_cancelled, &|_| {}), |_, _| {
        done.fetch_add(1, Relaxed);
    });
    assert_eq!(cancelled, Err(Cancelled));
    assert!(done.into_inner() <= 3 + 8, "as many more as there are threads");
}

#[test]
fn every_orientation_of_a_camera_is_turned_upright() {
    let picture = noisy(37, 70);
    for exif in 1..=8 {
        let orientation = Orientation::from_exif(exif).unwrap();
        let mut expected = DynamicImage::from(picture.image.clone());
        expected.apply_orientation(orientation);
        let upright = frame::orient(Cow::Borrowed(&picture), orientation, UNWATCHED).unwrap();
        assert_eq!(upright.image, expected.into_rgba8(), "EXIF orientation {exif}");
    }
}

#[test]
fn crop_cuts_off_the_percentages_and_leaves_a_pixel_at_least() {
    let picture = noisy(200, 100);
    let cropped = frame::crop(Cow::Borrowed(&picture), [10.0, 20.0, 30.0, 40.0], UNWATCHED).unwrap();
    let expected = image::imageops::crop_imm(&picture.image, 20, 20, 120, 40).to_image();
    assert_eq!(cropped.image, expected);
    let tiny = noisy(1, 3);
    let cropped = frame::crop(Cow::Borrowed(&tiny), [50.0, 50.0, 49.0, 49.0], UNWATCHED).unwrap();
    assert_eq!(cropped.image.dimensions(), (1, 1));
}

#[test]
fn resize_in_bands_is_the_same_as_in_one_go() {
    for (from, long_side) in [((301, 403), 100), ((90, 40), 333), ((640, 480), 639)] {
        let picture = noisy(from.0, from.1);
        let resized = resize::resize(Cow::Borrowed(&picture), long_side, UNWATCHED).unwrap().into_owned();
        let (width, height) = resized.image.dimensions();
        assert_eq!(width.max(height), long_side);
        let source = ImageRef::new(from.0, from.1, picture.bytes(), PixelType::U8x4).unwrap();
        let mut whole = Image::new(width, height, PixelType::U8x4);
        Resizer::new().resize(&source, &mut whole, None).unwrap();
        let visible = |pixels: &[u8]| {
            pixels.chunks(4).map(|p| [0, 1, 2, 3].map(|c| i32::from(p[c]))).collect::<Vec<_>>()
        };
        for (ours, theirs) in visible(resized.bytes()).into_iter().zip(visible(whole.buffer())) {
            // A colour that is hardly visible is divided by a small alpha, where one step is many.
            let slack = 2 * (1 + 255 / theirs[3].max(1));
            assert!((0..4).all(|c| (ours[c] - theirs[c]).abs() <= slack), "{from:?}: {ours:?} {theirs:?}");
        }
    }
}

#[test]
fn picture_is_made_to_fit_and_never_enlarged_for_the_screen() {
    let size = |from: (u32, u32), screen| {
        let picture = plain(from.0, from.1, [9; 4]);
        resize::fit(picture.into(), screen, resize::Quality::Quick, UNWATCHED).unwrap().image.dimensions()
    };
    assert_eq!(size((3000, 2000), (320, 320)), (320, 213));
    assert_eq!(size((2000, 3000), (600, 300)), (200, 300));
    assert_eq!(size((100, 50), (320, 320)), (100, 50));
    assert_eq!(size((5000, 1), (320, 320)), (320, 1));
}

#[test]
fn blur_spreads_a_point_as_a_gaussian_does() {
    let mut point = plain(101, 101, [0, 0, 0, 255]);
    point.image.put_pixel(50, 50, Rgba([255; 4]));
    // A point of one pixel would vanish between two values of a byte, so a line of 255 is spread.
    for x in 0..101 {
        point.image.put_pixel(x, 50, Rgba([255; 4]));
    }
    let sigma = 5.0_f32;
    let blurred = blur::blur(point.into(), sigma, UNWATCHED).unwrap();
    for y in 0..101_u32 {
        let away = y as f32 - 50.0;
        let gauss = 255.0 / (sigma * (2.0 * std::f32::consts::PI).sqrt())
            * (-away * away / (2.0 * sigma * sigma)).exp();
        let value = f32::from(blurred.image.get_pixel(50, y)[0]);
        assert!((value - gauss).abs() < 1.6, "{away} away: {value}, and a Gaussian has {gauss}");
    }
}

#[test]
fn blur_changes_nothing_in_an_even_picture_of_any_size() {
    for (width, height) in [(1, 1), (1, 90), (90, 1), (33, 65)] {
        for colour in [[200, 100, 50, 255], [200, 100, 50, 128], [0, 0, 0, 0]] {
            let even = plain(width, height, colour);
            let blurred = blur::blur(Cow::Borrowed(&even), 40.0, UNWATCHED).unwrap();
            for (was, is) in even.bytes().iter().zip(blurred.bytes()) {
                assert!(was.abs_diff(*is) <= 1, "{colour:?} at {width} × {height} became {is}");
            }
        }
    }
}

#[test]
fn colour_that_nobody_sees_does_not_bleed_into_what_is_seen() {
    let mut half = plain(40, 1, [255, 0, 0, 0]);
    (20..40).for_each(|x| half.image.put_pixel(x, 0, Rgba([0, 0, 255, 255])));
    let blurred = blur::blur(half.into(), 3.0, UNWATCHED).unwrap();
    let pixel = blurred.image.get_pixel(21, 0);
    assert!(pixel[3] > 100 && pixel[0] <= 2 && pixel[2] >= 253, "{pixel:?}");
}

#[test]
fn sharpen_makes_an_edge_steeper_and_leaves_the_even_alone() {
    let mut edge = plain(60, 3, [100, 100, 100, 255]);
    (0..3).for_each(|y| (30..60).for_each(|x| edge.image.put_pixel(x, y, Rgba([150, 150, 150, 255]))));
    let sharp = blur::sharpen(edge.into(), 100.0, 2.0, UNWATCHED).unwrap();
    let at = |x| sharp.image.get_pixel(x, 1)[0];
    assert!(at(29) < 90 && at(30) > 160, "{} and {}", at(29), at(30));
    assert!(at(5).abs_diff(100) <= 1 && at(55).abs_diff(150) <= 1);
}

#[test]
fn one_stop_doubles_the_light_and_greyscale_keeps_the_brightness() {
    let adjusted =
        |colour, values| tone::adjust(plain(1, 1, colour).into(), values, UNWATCHED).unwrap().image[(0, 0)].0;
    // 118 is 18.1 percent of white in sRGB, and 162 is 36.2 percent.
    assert_eq!(adjusted([118, 118, 118, 7], [1.0, 0.0, 0.0]), [162, 162, 162, 7]);
    assert_eq!(adjusted([10, 128, 250, 255], [0.0, -100.0, 0.0])[..3], [128, 128, 128]);
    let strong = adjusted([100, 128, 150, 255], [0.0, 0.0, 50.0]);
    assert!(strong[0] < 100 && strong[2] > 150, "{strong:?}");
    let grey = tone::greyscale(plain(1, 1, [255, 0, 0, 255]).into(), UNWATCHED).unwrap().image[(0, 0)].0;
    assert_eq!(grey, [54, 54, 54, 255]);
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

fn all_stages() -> Vec<Stage> {
    vec![
        Stage::Orient { turn: Turn::Right },
        Stage::Crop { left: 10.0, top: 0.0, right: 10.0, bottom: 0.0 },
        Stage::Resize { long_side: 200 },
        Stage::Adjust { exposure: 0.5, contrast: 10.0, saturation: 20.0 },
        Stage::Blur { radius: 2.0 },
        Stage::Sharpen { amount: 80.0, radius: 1.0 },
        Stage::Greyscale,
    ]
}

#[test]
fn pass_goes_through_its_stages_in_their_order_and_leaves_the_original_alone() {
    let (picture, heard) = (noisy(600, 400), Listener::default());
    let recipe = Recipe { stages: all_stages(), encode: JPEG_90 };
    let encoded = run(start(&picture), &recipe, (100, 100), &heard).unwrap();
    let finished = heard.finished.into_inner().unwrap();
    assert_eq!(finished.iter().map(|(stage, _)| *stage).collect::<Vec<_>>(), (1..=8).collect::<Vec<_>>());
    let sizes = finished.into_iter().map(|(_, size)| size).collect::<Vec<_>>();
    assert_eq!(
        sizes,
        [(400, 600), (320, 600), (107, 200), (107, 200), (107, 200), (107, 200), (107, 200), (107, 200)]
    );
    let pictures = heard.pictures.into_inner().unwrap();
    assert_eq!(pictures.first(), Some(&(1, (213, 320))), "small");
    assert_eq!(pictures.last(), Some(&(8, (54, 100))), "as large as the screen shows it");
    let reread = image::load_from_memory_with_format(&encoded.bytes, ImageFormat::Jpeg).unwrap();
    assert_eq!((reread.width(), reread.height()), (107, 200));
    assert_eq!(picture, noisy(600, 400));
}

#[test]
fn order_of_the_stages_makes_a_difference() {
    let picture = noisy(90, 60);
    let file = |stages: [Stage; 2]| {
        let recipe = Recipe { stages: stages.to_vec(), encode: PNG };
        run(start(&picture), &recipe, (9, 9), &Listener::default()).unwrap().bytes
    };
    let (blur, resize) = (Stage::Blur { radius: 4.0 }, Stage::Resize { long_side: 30 });
    assert_ne!(file([blur, resize]), file([resize, blur]));
    assert_eq!(file([blur, resize]), file([blur, resize]));
}

#[test]
fn pass_that_is_cancelled_ends_as_cancelled_wherever_it_is() {
    let picture = noisy(300, 300);
    for encode in [JPEG_90, PNG, Encode { format: Format::Webp, quality: 90 }] {
        let recipe = Recipe { stages: all_stages(), encode };
        let whole = Listener::default();
        run(start(&picture), &recipe, (100, 100), &whole).unwrap();
        for patience in 0..whole.told.into_inner() - 1 {
            let heard = Listener { patience: Some(patience), ..Listener::default() };
            let stopped = run(start(&picture), &recipe, (100, 100), &heard);
            assert!(matches!(stopped, Err(Stop::Cancelled)), "after {patience} tellings");
        }
    }
}

#[test]
fn jpeg_is_laid_on_white_and_the_colour_profile_goes_along() {
    let half = plain(8, 8, [255, 0, 0, 128]);
    let mut icc = vec![0; 200];
    icc[16..20].copy_from_slice(b"RGB ");
    for (encode, red, green) in [(JPEG_90, 255, 127), (PNG, 255, 0)] {
        let file = encode::encode(&half, encode, Some(&icc), UNWATCHED).unwrap();
        let mut decoder =
            ImageReader::new(Cursor::new(&file)).with_guessed_format().unwrap().into_decoder().unwrap();
        assert_eq!(decoder.icc_profile().unwrap().unwrap(), icc);
        let pixel = DynamicImage::from_decoder(decoder).unwrap().into_rgba8()[(4, 4)];
        assert!(pixel[0].abs_diff(red) < 4 && pixel[1].abs_diff(green) < 4, "{pixel:?}");
    }
}

#[test]
fn numbers_that_no_slider_has_are_refused() {
    let code = |stage| {
        let recipe = Recipe { stages: vec![stage], encode: PNG };
        recipe.check().map_err(|failure| (failure.code, failure.message))
    };
    for stage in all_stages() {
        code(stage).unwrap();
    }
    for stage in [
        Stage::Blur { radius: 100.5 },
        Stage::Blur { radius: -1.0 },
        Stage::Blur { radius: f32::NAN },
        Stage::Resize { long_side: 0 },
        Stage::Resize { long_side: 8193 },
        Stage::Crop { left: 50.0, top: 0.0, right: 50.0, bottom: 0.0 },
        Stage::Adjust { exposure: 6.0, contrast: 0.0, saturation: 0.0 },
        Stage::Sharpen { amount: 501.0, radius: 1.0 },
    ] {
        let (code, message) = code(stage).unwrap_err();
        assert!(code == "out_of_range" && message.contains("Choose from"), "{message}");
    }
    let flood = Recipe { stages: vec![Stage::Greyscale; 33], encode: PNG };
    assert_eq!(flood.check().unwrap_err().code, "out_of_range");
    let quality = Recipe { stages: Vec::new(), encode: Encode { format: Format::Jpeg, quality: 0 } };
    assert_eq!(quality.check().unwrap_err().code, "out_of_range");
}

/// A folder of its own.
struct Desk(TempDir, ChosenFiles);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap(), ChosenFiles::default())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn open(&self, path: &Path) -> Result<Decoded, Failure> {
        let file = self.1.get(self.1.choose(path)?.id)?;
        decode(&file, UNWATCHED).map_err(|stop| match stop {
            Stop::Failed(failure) => failure,
            Stop::Cancelled => panic!("nobody cancelled"),
        })
    }

    fn open_bytes(&self, name: &str, bytes: impl AsRef<[u8]>) -> Result<Decoded, Failure> {
        fs::write(self.path(name), bytes).unwrap();
        self.open(&self.path(name))
    }

    /// Checks that opening `bytes` fails with one of these codes, and that it is said in a whole sentence with `words`.
    #[track_caller]
    fn refuses(&self, name: &str, bytes: impl AsRef<[u8]>, codes: &[&str], words: &str) {
        let failure = self.open_bytes(name, bytes).map(|_| ()).expect_err(name);
        assert!(codes.contains(&failure.code), "{failure:?}");
        let message = &failure.message;
        assert!(message.contains(words) && message.contains(name) && message.ends_with('.'), "{message}");
    }
}

const FORMATS: [(ImageFormat, &str, &str); 6] = [
    (ImageFormat::Jpeg, "JPEG", "jpg"),
    (ImageFormat::Png, "PNG", "png"),
    (ImageFormat::WebP, "WebP", "webp"),
    (ImageFormat::Gif, "GIF", "gif"),
    (ImageFormat::Tiff, "TIFF", "tif"),
    (ImageFormat::Bmp, "BMP", "bmp"),
];

fn file(format: ImageFormat) -> Vec<u8> {
    let image = RgbImage::from_fn(120, 80, |x, y| image::Rgb([(x * 2) as u8, (y * 3) as u8, (x ^ y) as u8]));
    let mut file = Cursor::new(Vec::new());
    DynamicImage::from(image).write_to(&mut file, format).unwrap();
    file.into_inner()
}

#[test]
fn every_format_opens_by_its_content_whatever_its_name() {
    let desk = Desk::new();
    for (format, name, extension) in FORMATS {
        let opened = desk.open_bytes(&format!("a.{extension}"), file(format)).unwrap();
        assert_eq!((opened.format, opened.named), (name, None));
        assert_eq!(opened.picture.image.dimensions(), (120, 80));
        let pixel = opened.picture.image[(100, 40)];
        let expected = [200, 120, 100 ^ 40, 255];
        // GIF has 256 colours, and JPEG is lossy.
        assert!((0..4).all(|c| pixel[c].abs_diff(expected[c]) < 24), "{name}: {pixel:?}");
        let other = if name == "PNG" { ("b.jpg", "JPEG") } else { ("b.PNG", "PNG") };
        let opened = desk.open_bytes(other.0, file(format)).unwrap();
        assert_eq!((opened.format, opened.named), (name, Some(other.1)));
        assert_eq!(desk.open_bytes("without", file(format)).unwrap().named, None);
    }
}

#[test]
fn file_that_is_cut_short_is_refused_wherever_it_ends() {
    let desk = Desk::new();
    for (format, name, extension) in FORMATS {
        let whole = file(format);
        for percent in [3, 10, 25, 50, 75, 90, 97] {
            let cut = &whole[..whole.len() * percent / 100];
            // Two bytes are no GIF yet, and no JPEG.
            let codes: &[&str] =
                if cut.len() < 16 { &["truncated", "not_a_picture"] } else { &["truncated"] };
            let failure = desk.open_bytes(&format!("cut.{extension}"), cut).map(|_| ());
            let failure = failure.expect_err(&format!("{name} of {percent} percent"));
            assert!(codes.contains(&failure.code), "{name} of {percent} percent: {failure:?}");
        }
    }
}

#[test]
fn file_that_is_no_picture_is_told_in_words() {
    let desk = Desk::new();
    desk.refuses("empty.png", "", &["empty"], "zero bytes");
    desk.refuses("letter.jpg", "Dear Ada,", &["not_a_picture"], "named as JPEG");
    desk.refuses("letter.txt", "Dear Ada,", &["not_a_picture"], "is no picture");
    desk.refuses("icon.ico", b"\0\0\x01\0\x01\0\x10\x10\0\0\x01\0\x20\0", &["not_supported"], "ICO");
    let mut damaged = file(ImageFormat::Png);
    damaged[40..60].fill(0xaa);
    desk.refuses("damaged.png", damaged, &["damaged"], "damaged PNG");
    let missing = desk.open(&desk.path("gone.jpg")).map(|_| ()).unwrap_err();
    assert_eq!(missing.code, "not_found");
    let folder = desk.open(desk.0.path()).map(|_| ()).unwrap_err();
    assert_eq!(folder.code, "is_a_folder");
}

#[test]
fn picture_that_declares_too_many_pixels_is_refused_before_it_is_decoded() {
    let desk = Desk::new();
    let side = 60_000_u32;
    let mut png = file(ImageFormat::Png);
    png[16..20].copy_from_slice(&side.to_be_bytes());
    png[20..24].copy_from_slice(&side.to_be_bytes());
    let sum = crc32(&png[12..29]).to_be_bytes();
    png[29..33].copy_from_slice(&sum);
    let mut jpeg = file(ImageFormat::Jpeg);
    let frame = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xea, 0x60, 0xea, 0x60]);
    let mut gif = file(ImageFormat::Gif);
    gif[6..10].copy_from_slice(&[0x60, 0xea, 0x60, 0xea]);
    let mut bmp = file(ImageFormat::Bmp);
    bmp[18..22].copy_from_slice(&side.to_le_bytes());
    bmp[22..26].copy_from_slice(&side.to_le_bytes());
    for (name, bomb) in [("bomb.png", png), ("bomb.jpg", jpeg), ("bomb.gif", gif), ("bomb.bmp", bmp)] {
        desk.refuses(name, bomb, &["too_many_pixels"], "60000 × 60000 pixels");
    }
}

/// The checksum of a PNG chunk. Source: the PNG specification, annex D.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(
            sum ^ u32::from(*byte),
            |sum, _| if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 },
        )
    })
}

#[test]
fn end_of_a_preview_inside_a_jpeg_is_not_the_end_of_the_jpeg() {
    let desk = Desk::new();
    let whole = file(ImageFormat::Jpeg);
    let preview = [&[0xff, 0xe5, 0, 8][..], &[0xff, 0xd8, 0xff, 0xd9, 1, 2]].concat();
    let with_preview = [&whole[..2], &preview, &whole[2..]].concat();
    desk.open_bytes("preview.jpg", &with_preview).unwrap();
    desk.open_bytes("trailed.jpg", [&with_preview[..], b"something behind it"].concat()).unwrap();
    let cut = &with_preview[..with_preview.len() * 2 / 3];
    desk.refuses("cut.jpg", cut, &["truncated"], "cut short");
}

#[test]
fn decoding_that_is_cancelled_ends_as_cancelled() {
    let desk = Desk::new();
    for (format, _, extension) in FORMATS {
        let path = desk.path(&format!("a.{extension}"));
        fs::write(&path, file(format)).unwrap();
        let chosen = desk.1.get(desk.1.choose(&path).unwrap().id).unwrap();
        let stopped = decode(&chosen, Watch::new(&|| true, &|_| {}));
        assert!(matches!(stopped, Err(Stop::Cancelled)), "{extension}");
    }
}

#[test]
fn samples_are_what_they_say() {
    let desk = Desk::new();
    // The large one differs from the first in its size alone.
    for offered in sample::all().iter().filter(|offered| offered.name != "dusk-24mp.jpg") {
        let path = sample::write(offered.name, desk.0.path()).unwrap();
        let opened = desk.open(&path);
        assert_eq!(opened.is_ok(), offered.is_good, "{}: {:?}", offered.name, opened.err());
    }
    let dusk = desk.open(&desk.path("dusk.jpg")).unwrap();
    assert_eq!((dusk.picture.image.dimensions(), dusk.orientation), ((2000, 3000), Orientation::Rotate90));
    assert_eq!(desk.open(&desk.path("misnamed.jpg")).unwrap().named, Some("JPEG"));
    let codes = ["cut-short.jpg", "empty.png", "letter.jpg", "bomb.bmp"]
        .map(|name| desk.open(&desk.path(name)).unwrap_err().code);
    assert_eq!(codes, ["truncated", "empty", "not_a_picture", "too_many_pixels"]);
    assert_eq!(sample::write("../etc", desk.0.path()).unwrap_err().code, "not_found");
}

#[test]
fn export_that_fails_leaves_the_file_that_was_there() {
    let desk = Desk::new();
    let picture = plain(4, 4, [1, 2, 3, 255]);
    let recipe = Recipe { stages: Vec::new(), encode: PNG };
    let result = run(start(&picture), &recipe, (4, 4), &Listener::default()).unwrap();
    let path = desk.path("out.png");
    export::write(&result, &path).unwrap();
    assert_eq!(fs::read(&path).unwrap(), result.bytes);
    export::write(&result, &desk.path("without-an-end")).unwrap();

    let failure = export::write(&result, &desk.path("out.jpg")).unwrap_err();
    assert!(failure.code == "wrong_extension" && failure.message.contains(".png"), "{failure}");
    let folder = desk.path("folder.png");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("inside"), "kept").unwrap();
    assert_eq!(export::write(&result, &folder).unwrap_err().code, "not_written");
    assert_eq!(fs::read_to_string(folder.join("inside")).unwrap(), "kept");
    let left = fs::read_dir(desk.0.path()).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(left.into_iter().all(|name| !name.to_string_lossy().ends_with(".part")));
}
