//! The figures as a picture, for a page that a person reads: SVG, light or dark as the reader prefers.
//!
//! Each job is a group of bars with a scale of its own, because jobs have different units. The ratio to Tauri stands at
//! the right.

use std::fmt::Write;

use super::figures::{Column, Figures, Row, shown};
use super::jobs::{Better, Way};

const WIDTH: f64 = 880.0;
const MARGIN: f64 = 24.0;
/// Where the bars begin, and how long the longest is. What is between it and the ratio is for its figure.
const BARS: f64 = 236.0;
const BARS_WIDTH: f64 = 440.0;
const BAR: f64 = 9.0;
const BAR_STEP: f64 = 12.0;
const GAP: f64 = 14.0;
const HEAD: f64 = 92.0;

const STYLE: &str = "\
text{font:12px Inter,system-ui,sans-serif;fill:#57534c}\
.title{font-size:17px;font-weight:600;fill:#1f1d1a}\
.job{font-size:13px;fill:#1f1d1a}\
.figure{font-size:10px;font-variant-numeric:tabular-nums}\
.ratio{font-size:15px;font-weight:600;fill:#1f1d1a;text-anchor:end;font-variant-numeric:tabular-nums}\
.ground{fill:#fff;stroke:#e2dfd9}.rule{stroke:#eceae5}\
.footbridge{fill:#2563c9}.tauri{fill:#c9703f}.fetch{fill:#8f8a81}.websocket{fill:#c4bfb6}\
@media(prefers-color-scheme:dark){\
text{fill:#b3aea4}.title,.job,.ratio{fill:#e2dfd8}\
.ground{fill:#1f1e1b;stroke:#34322d}.rule{stroke:#2b2926}\
.footbridge{fill:#7fb0ff}.tauri{fill:#f0935f}.fetch{fill:#979187}.websocket{fill:#5d5952}}";

/// The whole picture.
pub fn draw(figures: &Figures) -> String {
    let groups: Vec<_> = figures.rows().iter().map(|row| (row, height(row))).collect();
    let bottom = HEAD + groups.iter().map(|(_, height)| height).sum::<f64>() + 12.0;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {bottom}\" role=\"img\" \
         aria-label=\"Footbridge and Tauri, side by side\">\n<style>{STYLE}</style>\n\
         <rect class=\"ground\" x=\".5\" y=\".5\" width=\"{}\" height=\"{}\" rx=\"8\"/>\n",
        WIDTH - 1.0,
        bottom - 1.0
    );
    head(&mut out);
    let mut top = HEAD;
    for (row, height) in groups {
        group(&mut out, row, top);
        top += height;
    }
    out + "</svg>\n"
}

fn height(row: &Row) -> f64 {
    let bars = Column::ALL.iter().filter(|column| row.sample(**column).is_some()).count();
    // Two lines of words need as much as three bars.
    bars.max(3) as f64 * BAR_STEP + GAP
}

fn head(out: &mut String) {
    text(out, "title", MARGIN, 36.0, "From a page to Rust and back");
    let mut x = MARGIN;
    for column in Column::ALL {
        rect(out, class(column), x, 53.0, BAR);
        text(out, "legend", x + 15.0, 62.0, column.name());
        x += 33.0 + 7.0 * column.name().len() as f64;
    }
    let ratio = "<text x=\"{x}\" y=\"62\" text-anchor=\"end\">to Tauri</text>\n";
    out.push_str(&ratio.replace("{x}", &(WIDTH - MARGIN).to_string()));
}

fn group(out: &mut String, row: &Row, top: f64) {
    let medians = Column::ALL.map(|column| row.median(column));
    let longest = medians.iter().flatten().copied().fold(f64::MIN_POSITIVE, f64::max);
    line(out, top - GAP / 2.0 - 1.0);
    text(out, "job", MARGIN, top + 10.0, row.job.title);
    let unit = match row.job.better {
        Better::More => row.job.unit.to_owned(),
        Better::Less => format!("{}, less is better", row.job.unit),
    };
    text(out, "unit", MARGIN, top + 26.0, &unit);
    let mut y = top;
    for (column, median) in Column::ALL.into_iter().zip(medians) {
        let Some(median) = median else { continue };
        let width = (median / longest * BARS_WIDTH).max(1.0);
        let name = class(column);
        let _ = writeln!(
            out,
            "<rect class=\"{name}\" x=\"{BARS}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{BAR}\" rx=\"1.5\"/>"
        );
        text(out, "figure", BARS + width + 6.0, y + BAR - 0.8, &shown(median));
        y += BAR_STEP;
    }
    if let Some(ratio) = row.ratio() {
        let label = format!("{} ×", shown(ratio));
        text(out, "ratio", WIDTH - MARGIN, top + 16.0, &label);
    }
}

fn class(column: Column) -> &'static str {
    match column {
        Column::FOOTBRIDGE => "footbridge",
        Column::App(_) => "tauri",
        Column::Way(Way::Fetch) => "fetch",
        Column::Way(Way::WebSocket) => "websocket",
    }
}

fn line(out: &mut String, y: f64) {
    let right = WIDTH - MARGIN;
    let _ = writeln!(out, "<path class=\"rule\" d=\"M{MARGIN} {y:.1}H{right}\"/>");
}

fn rect(out: &mut String, class: &str, x: f64, y: f64, size: f64) {
    let _ = writeln!(
        out,
        "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{size}\" height=\"{size}\" rx=\"1.5\"/>"
    );
}

/// Text that holds none of the characters that mean something in XML.
fn text(out: &mut String, class: &str, x: f64, y: f64, text: &str) {
    let _ = writeln!(out, "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\">{text}</text>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::figures::tests::some;
    use crate::bench::jobs;

    #[test]
    fn every_job_is_drawn_with_its_bars_and_its_ratio() {
        let svg = draw(&some());
        assert_eq!(svg.matches("class=\"job\"").count(), jobs::ALL.len());
        assert_eq!(svg.matches(">2.00 ×<").count(), jobs::ALL.len());
        assert_eq!(svg.matches("<rect class=\"tauri\"").count(), jobs::ALL.len() + 1);
        assert!(svg.contains(&format!("width=\"{:.1}\"", BARS_WIDTH / 2.0)), "half of what Footbridge does");
    }
}
