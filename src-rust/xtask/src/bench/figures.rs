//! What was measured: every figure of every job, and what follows from them.

use serde_json::{Value, json};

use super::jobs::{Better, Job, Way};
use super::launch::App;

/// Whose figure it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Column {
    App(App),
    /// Another way from Footbridge's page to Rust.
    Way(Way),
}

impl Column {
    pub const FOOTBRIDGE: Self = Self::App(App::Footbridge);
    pub const TAURI: Self = Self::App(App::Tauri);
    pub const ALL: [Self; 4] =
        [Self::FOOTBRIDGE, Self::TAURI, Self::Way(Way::Fetch), Self::Way(Way::WebSocket)];

    pub fn name(self) -> &'static str {
        match self {
            Self::App(app) => app.name(),
            Self::Way(Way::Fetch) => "fetch",
            Self::Way(Way::WebSocket) => "WebSocket",
        }
    }
}

/// The figures of one job in one column, at least one.
#[derive(Clone, Debug)]
pub struct Sample(Vec<f64>);

impl Sample {
    /// The one in the middle, or the mean of the two there.
    pub fn median(&self) -> f64 {
        let middle = self.0.len() / 2;
        if self.0.len() % 2 == 1 { self.0[middle] } else { (self.0[middle - 1] + self.0[middle]) / 2.0 }
    }

    /// The least and the greatest.
    pub fn range(&self) -> (f64, f64) {
        (self.0[0], self.0[self.0.len() - 1])
    }

    fn add(&mut self, value: f64) {
        let at = self.0.partition_point(|other| *other < value);
        self.0.insert(at, value);
    }
}

/// One job with its samples.
pub struct Row {
    pub job: &'static Job,
    samples: [Option<Sample>; Column::ALL.len()],
}

impl Row {
    pub fn sample(&self, column: Column) -> Option<&Sample> {
        self.samples[index(column)].as_ref()
    }

    pub fn median(&self, column: Column) -> Option<f64> {
        self.sample(column).map(Sample::median)
    }

    /// Footbridge's figure to Tauri's.
    pub fn ratio(&self) -> Option<f64> {
        Some(self.median(Column::FOOTBRIDGE)? / self.median(Column::TAURI)?)
    }
}

pub struct Figures(Vec<Row>);

impl Figures {
    pub fn new(jobs: &[&'static Job]) -> Self {
        Self(jobs.iter().map(|job| Row { job, samples: [const { None }; Column::ALL.len()] }).collect())
    }

    pub fn add(&mut self, id: &str, column: Column, value: f64) {
        let row = self.0.iter_mut().find(|row| row.job.id == id);
        row.into_iter().for_each(|row| {
            row.samples[index(column)].get_or_insert_with(|| Sample(Vec::new())).add(value);
        });
    }

    pub fn rows(&self) -> &[Row] {
        &self.0
    }

    /// The medians, for programs.
    pub fn json(&self) -> Value {
        let jobs = self.0.iter().map(|row| {
            let better = match row.job.better {
                Better::More => "more",
                Better::Less => "less",
            };
            let figures = json!({
                "unit": row.job.unit,
                "better": better,
                "footbridge": row.median(Column::FOOTBRIDGE),
                "tauri": row.median(Column::TAURI),
                "fetch": row.median(Column::Way(Way::Fetch)),
                "websocket": row.median(Column::Way(Way::WebSocket)),
                "ratio": row.ratio(),
            });
            (row.job.id.to_owned(), figures)
        });
        json!({ "jobs": Value::Object(jobs.collect()) })
    }
}

fn index(column: Column) -> usize {
    Column::ALL.iter().position(|other| *other == column).expect("`ALL` has every column")
}

/// A figure as a person reads it: three digits that count, thousands apart.
pub fn shown(value: f64) -> String {
    let decimals = if value < 10.0 {
        2
    } else if value < 100.0 {
        1
    } else {
        0
    };
    let text = format!("{value:.decimals$}");
    let (whole, rest) = text.split_once('.').map_or((text.as_str(), ""), |(whole, rest)| (whole, rest));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if rest.is_empty() { grouped } else { format!("{grouped}.{rest}") }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::bench::jobs;

    /// Figures of every job: as if Footbridge did twice what Tauri does.
    pub fn some() -> Figures {
        let jobs: Vec<_> = jobs::ALL.iter().collect();
        let mut figures = Figures::new(&jobs);
        for job in jobs {
            for value in [2.0, 40_000.0, 2.5] {
                figures.add(job.id, Column::FOOTBRIDGE, value);
            }
            figures.add(job.id, Column::TAURI, 1.25);
        }
        figures
    }

    #[test]
    fn the_median_is_in_the_middle_whatever_the_order() {
        let mut sample = Sample(Vec::new());
        let mut medians = Vec::new();
        for value in [9.0, 1.0, 5.0, 3.0] {
            sample.add(value);
            medians.push(sample.median());
        }
        assert_eq!(medians, [9.0, 5.0, 5.0, 4.0]);
        assert_eq!(sample.range(), (1.0, 9.0));
    }

    #[test]
    fn json_has_every_job_with_its_ratio_and_null_where_nothing_was_measured() {
        let json = some().json();
        let jobs = json["jobs"].as_object().unwrap();
        assert_eq!(jobs.len(), jobs::ALL.len());
        let expected = json!({
            "unit": "calls/s", "better": "more", "footbridge": 2.5, "tauri": 1.25, "fetch": null, "websocket": null,
            "ratio": 2.0
        });
        assert_eq!(jobs["serial"], expected);
        assert_eq!(jobs["ready_ms"]["better"], "less");
    }

    #[test]
    fn figures_are_shown_with_the_digits_that_count() {
        for (value, text) in [(0.567, "0.57"), (12.34, "12.3"), (999.6, "1,000"), (1_234_567.0, "1,234,567")]
        {
            assert_eq!(shown(value), text);
        }
    }
}
