//! `cargo xtask bench`: Footbridge and an app on Tauri, side by side, with what else a page might use to reach Rust.
//!
//! In: the apps in `bench/`, built here as releases. Out: a table with medians, spread and ratios; with `--json` the same
//! for programs, with `--chart` a picture. Trust: what an app reports is believed, because the page checks what it got;
//! two builds that differ in profile are not compared.

mod jobs;
mod launch;
mod processes;
mod rounds;
mod figures;
mod table;
mod chart;
mod flood;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::process::{self, Outcome, Stop, say};
use crate::{desktop, machine, workspace};
use jobs::Job;
use launch::Programs;

/// What is measured, and where it goes.
#[derive(Args)]
pub struct Options {
    /// Times that each job runs in each app.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Write the figures here, for programs.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Draw the figures here, as SVG.
    #[arg(long, value_name = "FILE")]
    chart: Option<PathBuf>,
    /// Only this job; may be given more than once.
    #[arg(long = "job", value_name = "ID", value_parser = PossibleValuesParser::new(jobs::ids()))]
    jobs: Vec<String>,
    /// Isolate Footbridge's page.
    #[arg(long)]
    isolation: bool,
    /// Watch the memory of Footbridge while two million messages and two million events come, in the place of the jobs.
    #[arg(long)]
    memory: bool,
    /// Measure what is built, on the display that there is; what `bench` itself starts.
    #[arg(long, hide = true)]
    built: bool,
}

/// Builds everything, and measures it on a display of its own.
pub fn run(options: &Options) -> Outcome {
    if options.built {
        return measure(options);
    }
    machine::ensure(&[machine::BUILD, machine::DISPLAY, machine::WINDOW_MANAGER])?;
    for package in launch::PACKAGES {
        build(package)?;
    }
    let mut inner = Command::new(workspace::this_program());
    inner.args(env::args_os().skip(1)).arg("--built");
    process::run(&mut desktop::whole(&inner)).map_err(|stop| stop.because(""))
}

/// One at a time: built together, the crates that both apps use would have the features that either wants.
fn build(package: &str) -> Outcome {
    say("Building", &format!("{package}, as a release"));
    let manifest = workspace::root().join("bench/Cargo.toml");
    let mut cargo = workspace::cargo(&["build", "--release", "--locked", "--package", package]);
    cargo.arg("--manifest-path").arg(manifest).env("CARGO_TARGET_DIR", launch::target());
    process::run(&mut cargo)
}

fn measure(options: &Options) -> Outcome {
    let programs = Programs::find()?;
    if options.memory {
        return flood::watch(&programs, options.isolation);
    }
    let is_chosen = |job: &&Job| options.jobs.is_empty() || options.jobs.iter().any(|id| id == job.id);
    let chosen: Vec<&Job> = jobs::ALL.iter().filter(is_chosen).collect();
    let figures = rounds::run(&programs, &chosen, options.rounds, options.isolation)?;
    print!("{}", table::write(&figures, options.rounds));
    if let Some(path) = &options.json {
        write(path, &format!("{:#}\n", figures.json()))?;
    }
    if let Some(path) = &options.chart {
        write(path, &chart::draw(&figures))?;
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> Outcome {
    fs::write(path, text)
        .map_err(|error| Stop::failed(format!("{} cannot be written: {error}", path.display())))?;
    say("Wrote", &path.display().to_string());
    Ok(())
}
