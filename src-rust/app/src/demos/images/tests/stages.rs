//! Each stage against a known picture.

use super::*;

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
