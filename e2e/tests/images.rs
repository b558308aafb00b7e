//! A picture goes through stages in Rust, streams back what each made, and is exported; a bad one takes nothing away.

#![allow(clippy::unwrap_used, reason = "a test ends where an invariant of its own is broken")]

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use e2e::pages::Images;
use e2e::{App, Result, eventually};
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ExtendedColorType, ImageEncoder as _, ImageFormat, Rgb, RgbImage};
use thirtyfour::Key;

const UNTOUCHED: [&str; 7] = ["orient", "crop", "resize", "adjust", "blur", "sharpen", "greyscale"];

fn write(app: &App, name: &str, content: impl AsRef<[u8]>) -> Result<PathBuf> {
    let path = app.folder().join(name);
    fs::write(&path, content)?;
    Ok(path)
}

/// 300 × 200 pixels of a gradient.
fn gradient() -> RgbImage {
    RgbImage::from_fn(300, 200, |x, y| Rgb([(x * 255 / 300) as u8, (y * 255 / 200) as u8, 128]))
}

fn png() -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    DynamicImage::from(gradient()).write_to(&mut file, ImageFormat::Png).unwrap();
    file.into_inner()
}

/// A JPEG whose camera was held on its side: EXIF orientation 6.
fn jpeg_on_its_side() -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut file, 90);
    let exif = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    encoder.set_exif_metadata(exif.to_vec()).unwrap();
    encoder.write_image(&gradient(), 300, 200, ExtendedColorType::Rgb8).unwrap();
    file
}

fn dimensions(path: &Path) -> Result<(ImageFormat, u32, u32)> {
    let bytes = fs::read(path)?;
    let picture = image::load_from_memory(&bytes)?;
    Ok((image::guess_format(&bytes)?, picture.width(), picture.height()))
}

#[tokio::test]
async fn sample_goes_through_every_stage_and_each_shows_what_it_made() {
    let spec = async |app: &App| {
        let images = Images(app);
        images.view().has("data-state", "empty").await?;
        app.picture("images-empty").await?;
        images.take_sample().await?;
        images.shows("dusk.jpg").await?;
        images.stage("decode").has("data-size", "2000x3000").await?;
        images.stage("orient").has("data-size", "3000x2000").await?;
        images.stage("encode").has("data-size", "1600x1067").await?;
        for kind in ["orient", "resize", "adjust", "sharpen", "encode"] {
            images.stage(kind).has("data-state", "done").await?;
            images.preview(kind).has("data-state", "here").await?;
        }
        for kind in ["crop", "blur", "greyscale"] {
            images.stage(kind).has("data-state", "off").await?;
            images.switch(kind).await?;
        }
        images.is_done().await?;
        for kind in UNTOUCHED {
            images.stage(kind).has("data-state", "done").await?;
            images.preview(kind).has("data-state", "here").await?;
        }
        images.switch("greyscale").await?;
        images.switch("blur").await?;
        images.switch("crop").await?;
        images.is_done().await?;
        images.stage("decode").scroll_to().await?;
        app.picture("images").await
    };
    App::launch().demo("images").drive(spec).await;
}

#[tokio::test]
async fn picture_stands_as_its_camera_was_held_whether_chosen_or_dropped() {
    let spec = async |app: &App| {
        let images = Images(app);
        images.choose(&write(app, "held.jpg", jpeg_on_its_side())?).await?;
        images.shows("held.jpg").await?;
        images.stage("decode").has("data-size", "300x200").await?;
        images.stage("orient").has("data-size", "200x300").await?;
        images.switch("orient").await?;
        images.stage("resize").has("data-size", "1600x1067").await?;

        images.drop_file(&write(app, "gradient.png", png())?).await?;
        images.shows("gradient.png").await?;
        images.stage("decode").has("data-size", "300x200").await?;
        images.drop_file(&write(app, "gradient.jpg", png())?).await?;
        images.shows("gradient.jpg").await?;
        images.named().says("named as a JPEG").await?;
        Ok(())
    };
    App::launch().demo("images").drive(spec).await;
}

#[tokio::test]
async fn stages_are_put_into_another_order_by_keys_and_by_pulling() {
    let spec = async |app: &App| {
        let images = Images(app);
        let is_ordered = async |wanted: [&str; 7]| {
            eventually("the stages to have their order", || images.order(), |order| order == &wanted).await?;
            images.is_done().await
        };
        images.choose(&write(app, "gradient.png", png())?).await?;
        images.shows("gradient.png").await?;
        is_ordered(UNTOUCHED).await?;
        images.switch("crop").await?;
        images.stage("resize").has("data-size", "1600x1067").await?;

        images.grip("resize").press(Key::Up).await?;
        is_ordered(["orient", "resize", "crop", "adjust", "blur", "sharpen", "greyscale"]).await?;
        images.stage("crop").has("data-size", "1280x853").await?;
        assert!(images.grip("resize").has_focus().await?, "it can be moved on");
        images.grip("resize").press(Key::End).await?;
        is_ordered(["orient", "crop", "adjust", "blur", "sharpen", "greyscale", "resize"]).await?;
        images.stage("crop").has("data-size", "240x160").await?;

        images.grip("greyscale").drag_onto(&images.grip("adjust")).await?;
        is_ordered(["orient", "crop", "greyscale", "adjust", "blur", "sharpen", "resize"]).await
    };
    App::launch().demo("images").drive(spec).await;
}

#[tokio::test]
async fn slider_cancels_the_running_pass_and_the_next_one_comes_to_its_end() {
    let spec = async |app: &App| {
        let images = Images(app);
        images.take_sample().await?;
        images.shows("dusk.jpg").await?;
        // Without it every stage works on all six megapixels.
        images.switch("resize").await?;
        images.switch("blur").await?;
        images.is_done().await?;
        images.cancel_a_pass("blur", "radius").await?;
        images.stage("blur").has("data-state", "done").await?;
        images.stage("encode").has("data-size", "3000x2000").await?;
        images.passed().says("3000 × 2000").await?;
        Ok(())
    };
    App::launch().demo("images").drive(spec).await;
}

#[tokio::test]
async fn picture_before_and_after_are_compared_by_pulling_a_line() {
    let spec = async |app: &App| {
        let images = Images(app);
        images.choose(&write(app, "gradient.png", png())?).await?;
        images.shows("gradient.png").await?;
        images.compared().has("data-before", "300x200").await?;
        images.compared().has("data-share", "50").await?;
        images.divider().press(Key::Right).await?;
        images.compared().has("data-share", "51").await?;
        images.divider().press(Key::Home).await?;
        images.compared().has("data-share", "0").await?;
        images.divider().click().await?;
        images.compared().has("data-share", "50").await?;
        // What frames the picture frames it before and after.
        images.switch("crop").await?;
        images.is_done().await?;
        images.compared().has("data-before", "240x160").await
    };
    App::launch().demo("images").drive(spec).await;
}

#[tokio::test]
async fn result_is_exported_through_the_save_dialog_and_holds_what_was_shown() {
    let spec = async |app: &App| {
        let images = Images(app);
        images.choose(&write(app, "gradient.png", png())?).await?;
        images.shows("gradient.png").await?;
        images.export().await?.dismiss().await?;
        assert_eq!(images.exported().count().await?, 0, "nothing was written");

        let jpeg = app.folder().join("out.jpg");
        images.export().await?.save(&jpeg).await?;
        images.exported().says("out.jpg").await?;
        assert_eq!(dimensions(&jpeg)?, (ImageFormat::Jpeg, 1600, 1067));

        images.write_as("png").await?;
        images.switch("resize").await?;
        images.passed().says("300 × 200").await?;
        images.export().await?.save(&app.folder().join("wrong.jpg")).await?;
        images.export_error().has("data-code", "wrong_extension").await?;
        let png = app.folder().join("out.png");
        images.export().await?.save(&png).await?;
        images.exported().says("out.png").await?;
        assert_eq!(dimensions(&png)?, (ImageFormat::Png, 300, 200));
        assert!(!app.folder().join("wrong.jpg").exists());
        Ok(())
    };
    App::launch().demo("images").drive(spec).await;
}

#[tokio::test]
async fn bad_picture_is_told_in_words_and_the_last_good_one_stays() {
    let spec = async |app: &App| {
        let images = Images(app);
        images.choose(&write(app, "good.png", png())?).await?;
        images.shows("good.png").await?;
        let shown = images.compared().attribute("data-after").await?;

        for (name, code, words) in [
            ("cut-short.jpg", "truncated", "cut short"),
            ("empty.png", "empty", "zero bytes"),
            ("letter.jpg", "not_a_picture", "named as JPEG"),
            ("bomb.bmp", "too_many_pixels", "60000 × 60000"),
        ] {
            images.open_sample(name).await?;
            images.error().has("data-code", code).await?;
            images.error().says(words).await?;
            images.shows("good.png").await?;
            assert_eq!(images.compared().attribute("data-after").await?, shown);
        }
        app.picture("images-error").await?;

        images.drop_file(app.folder()).await?;
        images.error().has("data-code", "is_a_folder").await?;
        let whole = png();
        images.drop_file(&write(app, "half.png", &whole[..whole.len() / 2])?).await?;
        images.error().has("data-code", "truncated").await?;

        // What is open is not only shown, it works.
        images.switch("greyscale").await?;
        images.shows("good.png").await?;
        images.stage("greyscale").has("data-state", "done").await?;
        images.open_sample("misnamed.jpg").await?;
        images.shows("misnamed.jpg").await?;
        assert_eq!(images.error().count().await?, 0);
        Ok(())
    };
    App::launch().demo("images").drive(spec).await;
}
