//! What is measured, and what it has to reach: one line a job.

use Better::{Less, More};
use Source::{Binary, Idle, Page, Start};
use Target::{RatioAtLeast, RatioAtMost, ValueAtMost};

/// One thing that is measured in both apps.
pub struct Job {
    /// Its name, on the command line and in the figures.
    pub id: &'static str,
    /// What it is, to a reader.
    pub title: &'static str,
    pub unit: &'static str,
    pub better: Better,
    pub source: Source,
    /// What Footbridge has to reach. A ratio is its figure to Tauri's.
    pub target: Target,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Better {
    More,
    Less,
}

/// Where its figure comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Source {
    /// The page measures it, over these ways besides the bridge.
    Page(&'static [Way]),
    /// From before the process is there to the first answer that the page gets.
    Start,
    /// What the process and its kin weigh when nothing happens.
    Idle,
    /// The file.
    Binary,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target {
    RatioAtLeast(f64),
    RatioAtMost(f64),
    ValueAtMost(f64),
}

/// What a page could use in the place of a bridge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Way {
    Fetch,
    WebSocket,
}

const BOTH: &[Way] = &[Way::Fetch, Way::WebSocket];
/// `fetch` asks; it is not pushed anything.
const PUSHED: &[Way] = &[Way::WebSocket];

const fn job(
    id: &'static str,
    title: &'static str,
    unit: &'static str,
    better: Better,
    source: Source,
    target: Target,
) -> Job {
    Job { id, title, unit, better, source, target }
}

/// All of them, in the order of the table.
#[rustfmt::skip]
pub const ALL: &[Job] = &[
    job("serial", "one call after another", "calls/s", More, Page(BOTH), RatioAtLeast(2.2)),
    job("parallel", "5,000 calls at once", "calls/s", More, Page(BOTH), RatioAtLeast(40.0)),
    job("channel_json_100b", "channel, 100 B JSON", "messages/s", More, Page(PUSHED), RatioAtLeast(25.0)),
    job("channel_json_10kb", "channel, 10 KB JSON", "messages/s", More, Page(PUSHED), RatioAtLeast(9.0)),
    job("channel_raw_512b", "channel, 512 B raw", "messages/s", More, Page(PUSHED), RatioAtLeast(18.0)),
    job("channel_raw_64kib", "channel, 64 KiB raw", "messages/s", More, Page(PUSHED), RatioAtLeast(3.5)),
    job("events", "events, one listener", "events/s", More, Page(PUSHED), RatioAtLeast(35.0)),
    job("download_64kib", "raw answer, 64 KiB", "MB/s", More, Page(BOTH), RatioAtLeast(2.0)),
    job("download_1mib", "raw answer, 1 MiB", "MB/s", More, Page(BOTH), RatioAtLeast(2.4)),
    job("download_16mib", "raw answer, 16 MiB", "MB/s", More, Page(BOTH), RatioAtLeast(3.0)),
    job("download_64mib", "raw answer, 64 MiB", "MB/s", More, Page(BOTH), RatioAtLeast(5.0)),
    job("upload_1mib", "raw upload, 1 MiB", "MB/s", More, Page(BOTH), RatioAtLeast(1.0)),
    job("upload_16mib", "raw upload, 16 MiB", "MB/s", More, Page(BOTH), RatioAtLeast(1.3)),
    job("upload_64mib", "raw upload, 64 MiB", "MB/s", More, Page(BOTH), RatioAtLeast(1.6)),
    job("echo_1kb", "JSON echo, 1 KB", "MB/s", More, Page(BOTH), RatioAtLeast(1.8)),
    job("echo_100kb", "JSON echo, 100 KB", "MB/s", More, Page(BOTH), RatioAtLeast(1.5)),
    job("echo_1mb", "JSON echo, 1 MB", "MB/s", More, Page(BOTH), RatioAtLeast(1.4)),
    job("timer_gap_ms", "longest gap between timers", "ms", Less, Page(PUSHED), ValueAtMost(16.0)),
    job("ready_ms", "start to first answer", "ms", Less, Start, RatioAtMost(0.95)),
    job("memory_mib", "memory when idle", "MiB", Less, Idle, RatioAtMost(1.0)),
    job("binary_mib", "binary", "MiB", Less, Binary, RatioAtMost(0.7)),
];

/// How far a job may be behind a loopback connection and still count as level with it.
const LEVEL: f64 = 0.9;

pub fn ids() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|job| job.id)
}

impl Target {
    pub fn is_met(self, footbridge: f64, tauri: f64) -> bool {
        match self {
            RatioAtLeast(bound) => footbridge / tauri >= bound,
            RatioAtMost(bound) => footbridge / tauri <= bound,
            ValueAtMost(bound) => footbridge <= bound,
        }
    }
}

impl Job {
    /// Whether Footbridge is not behind what else there is. Latency is left out: a loopback connection has no key, no
    /// capability and no order to keep.
    pub fn is_level(&self, footbridge: f64, other: f64) -> bool {
        let ratio = match self.better {
            More => footbridge / other,
            Less => other / footbridge,
        };
        self.id == "serial" || ratio >= LEVEL
    }
}

impl Way {
    /// Its name for the page, and in the figures.
    pub fn id(self) -> &'static str {
        match self {
            Self::Fetch => "fetch",
            Self::WebSocket => "websocket",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_met_at_its_bound_and_not_beside_it() {
        assert!(RatioAtLeast(2.0).is_met(4.0, 2.0) && !RatioAtLeast(2.0).is_met(3.9, 2.0));
        assert!(RatioAtMost(0.7).is_met(0.7, 1.0) && !RatioAtMost(0.7).is_met(0.71, 1.0));
        assert!(ValueAtMost(16.0).is_met(16.0, 1.0) && !ValueAtMost(16.0).is_met(17.0, 300.0));
    }

    #[test]
    fn a_job_is_level_within_a_tenth_and_latency_always() {
        let job = |id: &str| ALL.iter().find(|job| job.id == id).unwrap();
        assert!(job("events").is_level(91.0, 100.0) && !job("events").is_level(89.0, 100.0));
        assert!(job("timer_gap_ms").is_level(11.0, 10.0) && !job("timer_gap_ms").is_level(12.0, 10.0));
        assert!(job("serial").is_level(1.0, 100.0));
    }

    #[test]
    fn ids_are_given_once() {
        let mut all: Vec<_> = ids().collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), ALL.len());
    }
}
