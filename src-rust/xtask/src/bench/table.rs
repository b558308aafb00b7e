//! The figures as a text for a terminal.

use std::fmt::Write;

use super::figures::{Column, Figures, Row, shown};
use super::jobs::Target;

const HEADS: [&str; 8] = ["job", "unit", "Footbridge", "Tauri", "fetch", "WebSocket", "ratio", "to reach"];

/// The table, with medians and in brackets the least and the greatest of the rounds.
pub fn write(figures: &Figures, rounds: u32) -> String {
    let mut lines = vec![HEADS.map(str::to_owned)];
    lines.extend(figures.rows().iter().map(line));
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..HEADS.len()).map(width).collect();
    let mut text = format!(
        "\nMedians of {rounds} rounds, in brackets the least and the greatest. Ratio: Footbridge to Tauri.\n\n"
    );
    for line in &lines {
        let cells = line.iter().zip(&widths).enumerate().map(|(column, (cell, width))| match column {
            0 | 1 | 7 => format!("{cell:<width$}"),
            _ => format!("{cell:>width$}"),
        });
        let row = cells.collect::<Vec<_>>().join("  ");
        // A `String` takes everything.
        let _ = writeln!(text, "{}", row.trim_end());
    }
    text
}

fn line(row: &Row) -> [String; HEADS.len()] {
    let [footbridge, tauri, fetch, websocket] = Column::ALL.map(|column| cell(row, column));
    let ratio = row.ratio().map_or(String::new(), |ratio| format!("{ratio:.2}"));
    [row.job.title.into(), row.job.unit.into(), footbridge, tauri, fetch, websocket, ratio, verdict(row)]
}

fn cell(row: &Row, column: Column) -> String {
    let Some(sample) = row.sample(column) else { return "-".to_owned() };
    let (least, greatest) = sample.range();
    format!("{} ({}..{})", shown(sample.median()), shown(least), shown(greatest))
}

/// What was to be reached and whether it was, and behind what else Footbridge is.
fn verdict(row: &Row) -> String {
    let (Some(footbridge), Some(tauri)) = (row.median(Column::FOOTBRIDGE), row.median(Column::TAURI)) else {
        return String::new();
    };
    let target = match row.job.target {
        Target::RatioAtLeast(bound) => format!("at least {bound}"),
        Target::RatioAtMost(bound) => format!("at most {bound}"),
        Target::ValueAtMost(bound) => format!("at most {bound} {}", row.job.unit),
    };
    let met = if row.job.target.is_met(footbridge, tauri) { "met" } else { "MISSED" };
    let ways = Column::ALL.into_iter().filter(|column| matches!(column, Column::Way(_)));
    let ahead = ways.filter(|way| row.median(*way).is_some_and(|other| !row.job.is_level(footbridge, other)));
    let behind: String = ahead.map(|way| format!(", BEHIND {}", way.name())).collect();
    format!("{target}: {met}{behind}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::figures::tests::some;
    use crate::bench::jobs::Way;

    #[test]
    fn table_says_what_is_met_what_is_missed_and_what_it_is_behind() {
        let mut figures = some();
        figures.add("echo_1kb", Column::Way(Way::Fetch), 4.0);
        let table = write(&figures, 3);
        let line = |title: &str| table.lines().find(|line| line.starts_with(title)).unwrap();
        assert!(line("one call after").ends_with("2.00  at least 2.2: MISSED"), "{table}");
        assert!(line("raw answer, 64 KiB").ends_with("2.00  at least 2: met"), "{table}");
        assert!(line("JSON echo, 1 KB").ends_with("at least 1.8: met, BEHIND fetch"), "{table}");
        assert!(line("longest gap").ends_with("at most 16 ms: met"), "{table}");
        assert!(line("binary").contains("2.50 (2.00..40,000)"), "{table}");
    }
}
