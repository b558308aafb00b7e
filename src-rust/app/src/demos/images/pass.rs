//! One pass: the decoded picture through the stages of a recipe, to the bytes of a file.
//!
//! The decoded picture is lent and never changed. A stage makes a copy only where it changes something, and the
//! picture of the stage before is gone as soon as the next one stands.

use std::borrow::Cow;
use std::time::{Duration, Instant};

use image::ImageFormat;
use image::metadata::Orientation;

use super::bands::{Cancelled, Watch};
use super::decode::{self, Decoded};
use super::picture::Picture;
use super::recipe::{Encode, Format, Recipe, Stage};
use super::resize::{Quality, fit};
use super::stop::Stop;
use super::{blur, encode, frame, resize, tone};
use crate::chosen::ChosenFile;

/// The longest side of the small picture that shows what a stage made.
const PREVIEW_SIDE: u32 = 320;

/// Who hears of a pass while it runs. Stages count from 1: before them stands decoding, behind them encoding.
pub trait Audience: Sync {
    /// Whether nobody waits for the pass any more.
    fn is_cancelled(&self) -> bool;
    /// The share of `stage` that is done, from 0 to 1. Comes from any thread, and often.
    fn progress(&self, stage: u32, done: f32);
    /// `stage` is done: how long it took, and what it made.
    fn finished(&self, stage: u32, took: Duration, picture: &Picture) -> Result<(), Cancelled>;
    /// What a stage made, small, and last of all what the file holds, as large as the screen shows it.
    fn picture(&self, stage: u32, picture: &Picture) -> Result<(), Cancelled>;
}

/// What a pass starts from.
#[derive(Clone, Copy)]
pub struct Start<'a> {
    /// The decoded picture.
    pub picture: &'a Picture,
    /// How its camera was held.
    pub orientation: Orientation,
    /// Its colour profile.
    pub icc: Option<&'a [u8]>,
}

/// A file to be.
#[derive(Debug)]
pub struct Encoded {
    /// What it holds.
    pub bytes: Vec<u8>,
    /// What it is.
    pub format: Format,
    /// In pixels.
    pub size: (u32, u32),
}

/// Decodes `file`, which is stage 0.
///
/// # Errors
/// When it was cancelled, or the file is no picture that can be opened.
pub fn decode(file: &ChosenFile, audience: &dyn Audience) -> Result<Decoded, Stop> {
    let is_cancelled = || audience.is_cancelled();
    let tell = |done| audience.progress(0, done);
    let started = Instant::now();
    let decoded = decode::decode(file, Watch::new(&is_cancelled, &tell))?;
    audience.finished(0, started.elapsed(), &decoded.picture)?;
    show(Cow::Borrowed(&decoded.picture), 0, (PREVIEW_SIDE, PREVIEW_SIDE), Quality::Quick, audience)?;
    Ok(decoded)
}

/// Runs `recipe`, and shows the result on `screen`, so many pixels wide and high.
///
/// # Errors
/// When it was cancelled, or the result cannot be encoded.
pub fn run(
    start: Start<'_>,
    recipe: &Recipe,
    screen: (u32, u32),
    audience: &dyn Audience,
) -> Result<Encoded, Stop> {
    let mut picture = Cow::Borrowed(start.picture);
    let mut number = 0;
    for stage in &recipe.stages {
        number += 1;
        picture = timed(number, audience, |watch| Ok(apply(picture, *stage, start.orientation, watch)?))?;
        show(Cow::Borrowed(&picture), number, (PREVIEW_SIDE, PREVIEW_SIDE), Quality::Quick, audience)?;
    }
    number += 1;
    let Encode { format, .. } = recipe.encode;
    let size = picture.image.dimensions();
    let mut bytes = Vec::new();
    let picture = timed(number, audience, |watch| {
        bytes = encode::encode(&picture, recipe.encode, start.icc, watch)?;
        Ok(picture)
    })?;
    // JPEG loses something, and what is shown is what the file holds.
    let held = match format {
        Format::Jpeg => {
            drop(picture);
            Cow::Owned(reopened(&bytes))
        }
        Format::Png | Format::Webp => picture,
    };
    show(held, number, screen, Quality::Final, audience)?;
    Ok(Encoded { bytes, format, size })
}

/// The picture as it is before a pass, the way up and the part that the pass shows: to be compared with its result.
///
/// # Errors
/// When it was cancelled.
pub fn before(
    start: Start<'_>,
    recipe: &Recipe,
    (width, height): (u32, u32),
    watch: Watch<'_>,
) -> Result<Picture, Cancelled> {
    let mut picture = Cow::Borrowed(start.picture);
    for stage in recipe.framing() {
        picture = apply(picture, stage, start.orientation, watch)?;
    }
    Ok(fit(picture, (width, height), Quality::Final, watch)?.into_owned())
}

fn apply<'a>(
    picture: Cow<'a, Picture>,
    stage: Stage,
    orientation: Orientation,
    watch: Watch<'_>,
) -> Result<Cow<'a, Picture>, Cancelled> {
    match stage {
        Stage::Orient { turn } => {
            let upright = frame::orient(picture, orientation, watch.part(0, 2))?;
            frame::orient(upright, frame::turned(turn), watch.part(1, 2))
        }
        Stage::Crop { left, top, right, bottom } => frame::crop(picture, [left, top, right, bottom], watch),
        Stage::Resize { long_side } => resize::resize(picture, long_side, watch),
        Stage::Adjust { exposure, contrast, saturation } => {
            tone::adjust(picture, [exposure, contrast, saturation], watch)
        }
        Stage::Blur { radius } => blur::blur(picture, radius, watch),
        Stage::Sharpen { amount, radius } => blur::sharpen(picture, amount, radius, watch),
        Stage::Greyscale => tone::greyscale(picture, watch),
    }
}

fn timed<'a>(
    stage: u32,
    audience: &dyn Audience,
    work: impl FnOnce(Watch<'_>) -> Result<Cow<'a, Picture>, Stop>,
) -> Result<Cow<'a, Picture>, Stop> {
    let is_cancelled = || audience.is_cancelled();
    let tell = |done| audience.progress(stage, done);
    let watch = Watch::new(&is_cancelled, &tell);
    watch.reached(0, 1)?;
    let started = Instant::now();
    let picture = work(watch)?;
    audience.finished(stage, started.elapsed(), &picture)?;
    Ok(picture)
}

fn show(
    picture: Cow<'_, Picture>,
    stage: u32,
    size: (u32, u32),
    quality: Quality,
    audience: &dyn Audience,
) -> Result<(), Cancelled> {
    let is_cancelled = || audience.is_cancelled();
    let shown = fit(picture, size, quality, Watch::new(&is_cancelled, &|_| {}))?;
    audience.picture(stage, &shown)
}

fn reopened(jpeg: &[u8]) -> Picture {
    let image = image::load_from_memory_with_format(jpeg, ImageFormat::Jpeg);
    let image = image.expect("the file was encoded a moment ago").into_rgba8();
    Picture { image, is_opaque: true }
}
