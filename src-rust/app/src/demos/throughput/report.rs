//! The figures of a run, as the file holds them.
//!
//! The page measures, so the page says what is in it; what is written is JSON of this shape and no other.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Failure;

/// Figures of one file, at most. Against a page that fills the disk.
const FIGURES_MAX: usize = 1_000;
/// Characters of one text in it, at most.
const TEXT_CHARS_MAX: usize = 200;

/// What was measured, and on what.
#[derive(Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Report {
    /// When the run began, as ISO 8601.
    began: String,
    engine: String,
    /// Of the app: `debug` or `release`.
    profile: String,
    /// How the calls went: `automatic`, or the one transport for all.
    transport: String,
    figures: Vec<Figure>,
}

/// One point of one curve.
#[derive(Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Figure {
    plot: String,
    series: String,
    /// Of one call or message.
    bytes: u32,
    /// Calls or messages a second.
    per_second: f64,
}

/// Where the figures are.
#[derive(Debug, Serialize, TS)]
pub struct SavedReport {
    /// The whole path, for the person to see.
    pub path: String,
}

impl Report {
    /// The file's text.
    ///
    /// # Errors
    /// When it would be larger than any run makes it.
    pub fn text(&self) -> Result<String, Failure> {
        let texts = self.figures.iter().flat_map(|figure| [&figure.plot, &figure.series]);
        let mut texts = texts.chain([&self.began, &self.engine, &self.profile, &self.transport]);
        if self.figures.len() > FIGURES_MAX || texts.any(|text| text.chars().count() > TEXT_CHARS_MAX) {
            let message = format!("A report has at most {FIGURES_MAX} figures with short names.");
            return Err(Failure::new("too_large", message));
        }
        Ok(serde_json::to_string_pretty(self).expect("texts and numbers have a JSON form"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(figures: usize, series: &str) -> Report {
        let figure = || Figure { plot: "calls".into(), series: series.into(), bytes: 100, per_second: 6.5 };
        Report {
            began: "2030-01-02T03:04:05Z".into(),
            engine: "WebKitGTK".into(),
            profile: "release".into(),
            transport: "automatic".into(),
            figures: (0..figures).map(|_| figure()).collect(),
        }
    }

    #[test]
    fn report_is_written_as_it_was_read() {
        let text = report(2, "at once").text().unwrap();
        let read: Report = serde_json::from_str(&text).unwrap();
        assert_eq!(read.text().unwrap(), text);
        assert!(text.contains("\"perSecond\": 6.5"), "{text}");
    }

    #[test]
    fn report_that_would_fill_a_disk_is_refused() {
        for large in [report(FIGURES_MAX + 1, "at once"), report(1, &"x".repeat(TEXT_CHARS_MAX + 1))] {
            assert_eq!(large.text().unwrap_err().code, "too_large");
        }
    }
}
