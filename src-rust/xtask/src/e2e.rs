//! `cargo xtask e2e` and `cargo xtask screenshots`: the real app, driven from outside.

use std::path::{Path, PathBuf};

use crate::process::{self, Outcome, Stop, say};
use crate::{desktop, machine, page, run, workspace};

/// Runs the whole suite, or one demo's spec. Pictures go to `target/screenshots`, so that a test changes no
/// file that is committed.
pub fn run(demo: Option<&str>) -> Outcome {
    drive(demo, &workspace::target().join("screenshots"))
}

/// Runs the whole suite and keeps its pictures.
pub fn renew_screenshots() -> Outcome {
    drive(None, &workspace::root().join("screenshots"))
}

fn drive(demo: Option<&str>, screenshots: &Path) -> Outcome {
    if !cfg!(target_os = "linux") {
        return Err(Stop::missing(
            "the suite drives the app with WebKitWebDriver, which exists on Linux only",
        ));
    }
    machine::ensure(&[machine::BUILD, machine::DISPLAY, machine::WINDOW_MANAGER, machine::DRIVER])?;
    page::build()?;
    page::build_conformance()?;
    let binary: PathBuf = workspace::app_binary(run::build_app(false)?);

    say("Driving", &format!("the app; pictures go to {}", screenshots.display()));
    // One app at a time: the specs share one screen, and a native dialog takes the focus from everything
    // else.
    let mut suite = if process::is_on_path("cargo-nextest") {
        workspace::cargo(&["nextest", "run", "--package", "e2e", "--test-threads", "1"])
    } else {
        workspace::cargo(&["test", "--package", "e2e"])
    };
    if let Some(demo) = demo {
        suite.args(["--test", demo]);
    }
    suite
        .env("RUST_TEST_THREADS", "1")
        .env("FOOTBRIDGE_BIN", binary)
        .env("FOOTBRIDGE_SCREENSHOTS", screenshots);
    process::run(&mut desktop::for_tests(&suite)).map_err(|stop| stop.because("the end-to-end suite failed"))
}
