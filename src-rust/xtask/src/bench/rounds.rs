//! The rounds: each job in each app, one app at a time and in a process of its own, so that what is compared is measured
//! within seconds of each other and nothing is left of the job before.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use super::figures::{Column, Figures};
use super::jobs::{Job, Source, Way};
use super::launch::{App, Programs, Running};
use crate::process::{Outcome, Stop, say};

/// How long the weight of an idle app has to stay the same, and within how much. Unit of the second: MiB.
const REST: Duration = Duration::from_secs(2);
const REST_MIB: f64 = 0.5;
/// The longest that is waited for it.
const REST_MAX: Duration = Duration::from_secs(20);
const STEP: Duration = Duration::from_millis(250);

/// Runs the jobs this many times. Who comes first alternates.
pub fn run(programs: &Programs, jobs: &[&'static Job], rounds: u32, isolation: bool) -> Outcome<Figures> {
    let mut figures = Figures::new(jobs);
    for round in 0..rounds {
        say("Round", &format!("{} of {rounds}", round + 1));
        for (index, job) in jobs.iter().enumerate() {
            let mut columns = columns(job);
            if (round as usize + index) % 2 == 1 {
                columns.reverse();
            }
            for column in columns {
                let value = measure(programs, job, column, isolation)?;
                figures.add(job.id, column, value);
            }
        }
    }
    Ok(figures)
}

fn columns(job: &Job) -> Vec<Column> {
    let others = match job.source {
        Source::Page(ways) => ways,
        _ => &[],
    };
    let apps = [Column::App(App::Footbridge), Column::App(App::Tauri)];
    apps.into_iter().chain(others.iter().map(|way| Column::Way(*way))).collect()
}

fn measure(programs: &Programs, job: &Job, column: Column, isolation: bool) -> Outcome<f64> {
    let app = match column {
        Column::App(app) => app,
        Column::Way(_) => App::Footbridge,
    };
    let mut args = Vec::new();
    if isolation && column == Column::App(App::Footbridge) {
        args.push("--isolation".to_owned());
    }
    match job.source {
        Source::Page(_) => {
            if let Column::Way(way) = column {
                args.extend(way_args(programs, way)?);
            }
            args.push(job.id.to_owned());
            let running = programs.start(app, &args)?;
            running.ready()?;
            figure(&running, job.id, column.name())
        }
        Source::Start => Ok(programs.start(app, &args)?.ready()?.as_secs_f64() * 1000.0),
        Source::Idle => {
            let running = programs.start(app, &args)?;
            running.ready()?;
            Ok(at_rest_mib(&running))
        }
        Source::Binary => binary_mib(app),
    }
}

fn way_args(programs: &Programs, way: Way) -> Outcome<[String; 2]> {
    Ok([format!("--way={}", way.id()), format!("--address={}", programs.address(way)?)])
}

/// What the page reports of the one job that it runs.
fn figure(running: &Running, job: &str, who: &str) -> Outcome<f64> {
    let (_, said) = running.next()?;
    match said["value"].as_f64() {
        Some(value) if said["job"] == job => Ok(value),
        _ => Err(Stop::failed(format!("{job} failed on {who}: {}", said["failure"]))),
    }
}

/// What an app weighs when it has come to rest. Unit: MiB.
pub fn at_rest_mib(running: &Running) -> f64 {
    let start = Instant::now();
    let mut since = start;
    let mut reference = running.memory_mib();
    loop {
        thread::sleep(STEP);
        let mib = running.memory_mib();
        if (mib - reference).abs() > REST_MIB {
            (since, reference) = (Instant::now(), mib);
        }
        if since.elapsed() > REST || start.elapsed() > REST_MAX {
            return mib;
        }
    }
}

fn binary_mib(app: App) -> Outcome<f64> {
    let path = Programs::file(app);
    let file = fs::metadata(&path).map_err(|error| Stop::failed(format!("{}: {error}", path.display())))?;
    Ok(file.len() as f64 / (1024.0 * 1024.0))
}
