//! The stages one behind the other, and the file that comes out.

use super::*;

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
