//! What a pass is to do: a list of stages in the page's order, and a format at the end.
//!
//! In: JSON from the page. Each number in it is checked here, before any work begins.

use serde::Deserialize;
use ts_rs::TS;

use crate::Failure;

/// Stages at most in one pass. Against a page that sends a million of them.
const STAGES_MAX: usize = 32;
/// Pixels of the longest side that a stage may make.
pub const SIDE_MAX: u32 = 8192;

/// A pass: stages in their order, and what to write at the end.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Recipe {
    /// From the decoded picture on.
    pub stages: Vec<Stage>,
    /// The last stage, which is never left out.
    pub encode: Encode,
}

/// One stage between decoding and encoding.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Stage {
    /// Turns the picture as its camera noted (EXIF), and then by `turn`.
    Orient { turn: Turn },
    /// Cuts off each side, in percent of the picture.
    Crop { left: f32, top: f32, right: f32, bottom: f32 },
    /// Makes the longest side this many pixels.
    Resize { long_side: u32 },
    /// Exposure in stops; contrast and saturation from -100 to 100.
    Adjust { exposure: f32, contrast: f32, saturation: f32 },
    /// Blurs by a Gaussian whose standard deviation is `radius` pixels.
    Blur { radius: f32 },
    /// Takes a blurred copy off the picture, `amount` percent of the difference.
    Sharpen { amount: f32, radius: f32 },
    /// Takes the colours away.
    Greyscale,
}

/// Clockwise.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Turn {
    None,
    Right,
    Half,
    Left,
}

/// The last stage.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Encode {
    /// What to write.
    pub format: Format,
    /// From 1 to 100. JPEG alone has one; the others lose nothing.
    pub quality: u8,
}

/// What can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Format {
    Jpeg,
    Png,
    Webp,
}

impl Recipe {
    /// # Errors
    /// `out_of_range` with the number that is wrong and the numbers that are not.
    pub fn check(&self) -> Result<(), Failure> {
        if self.stages.len() > STAGES_MAX {
            let message = format!("{} stages are too many. Send at most {STAGES_MAX}.", self.stages.len());
            return Err(Failure::new("out_of_range", message));
        }
        self.stages.iter().try_for_each(Stage::check)?;
        within("quality", f32::from(self.encode.quality), 1.0, 100.0)
    }

    /// The stages that change which part of the picture is seen and which way up. What stays when all else is
    /// left out is the picture before.
    pub fn framing(&self) -> Vec<Stage> {
        let is_framing = |stage: &&Stage| matches!(stage, Stage::Orient { .. } | Stage::Crop { .. });
        self.stages.iter().filter(is_framing).copied().collect()
    }
}

impl Stage {
    fn check(&self) -> Result<(), Failure> {
        match *self {
            Self::Orient { .. } | Self::Greyscale => Ok(()),
            Self::Crop { left, top, right, bottom } => {
                for (name, cut) in [("left", left), ("top", top), ("right", right), ("bottom", bottom)] {
                    within(name, cut, 0.0, 99.0)?;
                }
                within("left and right together", left + right, 0.0, 99.0)?;
                within("top and bottom together", top + bottom, 0.0, 99.0)
            }
            #[allow(clippy::cast_precision_loss, reason = "a side has few digits")]
            Self::Resize { long_side } => within("longSide", long_side as f32, 1.0, SIDE_MAX as f32),
            Self::Adjust { exposure, contrast, saturation } => {
                within("exposure", exposure, -5.0, 5.0)?;
                within("contrast", contrast, -100.0, 100.0)?;
                within("saturation", saturation, -100.0, 100.0)
            }
            Self::Blur { radius } => within("radius", radius, 0.0, 100.0),
            Self::Sharpen { amount, radius } => {
                within("amount", amount, 0.0, 500.0)?;
                within("radius", radius, 0.0, 100.0)
            }
        }
    }
}

fn within(name: &str, value: f32, least: f32, most: f32) -> Result<(), Failure> {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    Err(Failure::new("out_of_range", format!("{name} is {value}. Choose from {least} to {most}.")))
}
