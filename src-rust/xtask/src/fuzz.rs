//! `cargo xtask fuzz`: bounded runs of the fuzz targets in `fuzz/`, on a stable compiler.
//!
//! Nothing of ours that parses is `unsafe`, so no sanitizer is needed: what a run finds is panics, broken promises of a
//! target, inputs that take too long and memory that grows. The corpus and what is found stay below `fuzz/`, unversioned.

use std::fs;
use std::path::Path;

use crate::process::{self, Outcome, Stop, say};
use crate::workspace;

/// The longest that one input may take. Unit: seconds. Many times what the slowest takes, also where all else is busy.
const TIMEOUT_SECONDS: u32 = 60;
/// Unit: mebibytes. Several times what the largest target needs.
const MEMORY_MIB_MAX: u32 = 1024;
/// The longest input. Unit: bytes. Long enough for every seed; short inputs find more in the same time.
const INPUT_BYTES_MAX: u32 = 4096;

/// Runs one target, or all of them one after another, with so many executions each.
pub fn run(target: Option<&str>, runs: u64) -> Outcome {
    if !process::is_on_path("cargo-fuzz") {
        return Err(Stop::missing("cargo-fuzz is missing: run `cargo install cargo-fuzz --locked`"));
    }
    let folder = workspace::root().join("fuzz");
    let targets = targets(&folder)?;
    let chosen: Vec<_> = targets.iter().filter(|name| target.is_none_or(|target| target == *name)).collect();
    if chosen.is_empty() {
        let message = format!("there is no such target; these are: {}", targets.join(", "));
        return Err(Stop::failed(message));
    }
    for target in chosen {
        say("Fuzzing", &format!("{target}, {runs} executions"));
        fuzz(&folder, target, runs)?;
    }
    Ok(())
}

/// The targets by their names: each is a file.
fn targets(folder: &Path) -> Outcome<Vec<String>> {
    let unreadable = |error| Stop::failed(format!("fuzz/fuzz_targets cannot be read: {error}"));
    let mut targets = Vec::new();
    for entry in fs::read_dir(folder.join("fuzz_targets")).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        targets.extend(path.file_stem().map(|name| name.to_string_lossy().into_owned()));
    }
    targets.sort();
    Ok(targets)
}

fn fuzz(folder: &Path, target: &str, runs: u64) -> Outcome {
    let corpus = folder.join("corpus").join(target);
    fs::create_dir_all(&corpus)
        .map_err(|error| Stop::failed(format!("{} cannot be made: {error}", corpus.display())))?;
    // New inputs are written to the first folder; the seeds stay what they are.
    let mut command = workspace::cargo(&["fuzz", "run", "--sanitizer", "none", target]);
    command.arg(corpus).arg(folder.join("seeds").join(target)).args(["--", "-print_final_stats=1"]);
    command.arg(format!("-runs={runs}")).arg(format!("-timeout={TIMEOUT_SECONDS}"));
    command.arg(format!("-rss_limit_mb={MEMORY_MIB_MAX}")).arg(format!("-max_len={INPUT_BYTES_MAX}"));
    let words = folder.join("dictionaries").join(target).with_extension("dict");
    if words.is_file() {
        command.arg(format!("-dict={}", words.display()));
    }
    process::run(&mut command).map_err(|stop| {
        let message = format!("{}\nThe input is in fuzz/artifacts/{target}", stop.message);
        stop.because(message)
    })
}
