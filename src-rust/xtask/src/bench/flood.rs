//! `--memory`: what Footbridge weighs while two million messages and two million events come, and when they have.

use std::time::Duration;

use super::launch::{App, Programs, Running};
use super::rounds::at_rest_mib;
use crate::process::{Outcome, Stop, say};

const JOBS: [&str; 2] = ["two_million_messages", "two_million_events"];
/// How much more than at first it may weigh in the end, and in between. Unit: MiB.
const LEFT_MIB_MAX: f64 = 16.0;
const PEAK_MIB_MAX: f64 = 96.0;
/// Between two looks.
const STEP: Duration = Duration::from_millis(100);
/// Unit: looks. The longest that a job may take.
const LOOKS_MAX: u32 = 6_000;

/// Runs both and prints what they weigh.
///
/// # Errors
/// When a job fails. Bounds that are not kept are told, and are no error: nothing is left out of a report.
pub fn watch(programs: &Programs, isolation: bool) -> Outcome {
    for job in JOBS {
        say("Watching", job);
        let mut args = vec!["--wait".to_owned(), job.to_owned()];
        if isolation {
            args.push("--isolation".to_owned());
        }
        let mut running = programs.start(App::Footbridge, &args)?;
        running.ready()?;
        let first = at_rest_mib(&running);
        running.go()?;
        let peak = peak_mib(&running, job)?;
        let last = at_rest_mib(&running);
        let says = |holds: bool| if holds { "met" } else { "MISSED" };
        println!(
            "{job}: {first:.1} MiB at first, at most {peak:.1} in between (+{:.1}, at most {PEAK_MIB_MAX}: {}), \
             {last:.1} in the end ({:+.1}, at most {LEFT_MIB_MAX}: {})",
            peak - first,
            says(peak - first <= PEAK_MIB_MAX),
            last - first,
            says(last - first <= LEFT_MIB_MAX),
        );
    }
    Ok(())
}

fn peak_mib(running: &Running, job: &str) -> Outcome<f64> {
    let mut peak = 0.0_f64;
    for _ in 0..LOOKS_MAX {
        let said = running.next_within(STEP);
        peak = peak.max(running.memory_mib());
        match said {
            Some(said) if said["value"].is_number() => return Ok(peak),
            Some(said) => return Err(Stop::failed(format!("{job} failed: {}", said["failure"]))),
            None => {}
        }
    }
    Err(Stop::failed(format!("{job} did not end")))
}
