//! `cargo xtask run`: from a fresh clone to a window.

use std::ffi::OsString;
use std::process::Command;

use crate::process::{self, Outcome, say};
use crate::{desktop, machine, page, workspace};

/// Builds what is missing or stale, starts the app with `args` and waits until it ends.
pub fn run(release: bool, args: &[OsString]) -> Outcome {
    let has_display = desktop::is_present();
    machine::ensure(if has_display { &[machine::BUILD] } else { &[machine::BUILD, machine::DISPLAY] })?;
    page::build()?;
    let profile = build_app(release)?;

    let binary = workspace::app_binary(profile);
    let mut app = if has_display {
        say("Starting", "the app");
        Command::new(binary)
    } else {
        say("Starting", "the app under a virtual display, because this session has none");
        desktop::virtual_display(binary.as_os_str())
    };
    process::run(app.args(args)).map_err(|stop| stop.because(""))
}

/// Builds the app and returns the name of its profile.
pub fn build_app(release: bool) -> Outcome<&'static str> {
    let mut cargo = workspace::cargo(&["build", "--package", "footbridge-app", "--bin", "footbridge"]);
    if release {
        cargo.arg("--release");
    }
    process::run(&mut cargo).map_err(|stop| {
        let advice =
            "the app was not built; cargo says why above. The first build fetches crates and needs a network";
        stop.because(advice)
    })?;
    Ok(if release { "release" } else { "debug" })
}
