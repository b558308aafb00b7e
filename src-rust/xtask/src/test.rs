//! `cargo xtask test` and `cargo xtask check`: every check there is, fastest first, up to the first failure.

use std::process::Command;
use std::time::Instant;

use clap::ValueEnum;

use crate::process::{self, Outcome, say};
use crate::{bindings, desktop, e2e, machine, page, tidy, workspace};

/// One step of the whole test, named as `cargo xtask test STEP` takes it.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
pub enum Step {
    /// Rust is formatted.
    Format,
    /// The rules of the project hold.
    Tidy,
    /// The page's types fit.
    Types,
    /// The page's own tests.
    Page,
    /// Clippy has nothing to say.
    Clippy,
    /// The page's typed commands are those that Rust declares.
    Bindings,
    /// Rust tests, those that must not compile among them.
    Rust,
    /// The examples in the documentation.
    Docs,
    /// The app, driven from outside.
    E2e,
}

impl Step {
    fn name(self) -> String {
        self.to_possible_value().expect("no step is hidden").get_name().to_owned()
    }

    fn run(self) -> Outcome {
        match self {
            Self::Format => {
                machine::ensure_component("rustfmt", "fmt")?;
                process::run(&mut workspace::cargo(&["fmt", "--all", "--check"]))
            }
            Self::Tidy => tidy::run(),
            Self::Types => {
                page::install()?;
                process::run(&mut page::npm(&["run", "--silent", "check"]))?;
                page::check_conformance()
            }
            Self::Page => {
                page::install()?;
                process::run(&mut page::npm(&["test", "--silent"]))
            }
            Self::Clippy => {
                machine::ensure_component("clippy", "clippy")?;
                prepare()?;
                let args = ["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"];
                process::run(&mut workspace::cargo(&args))?;
                process::run(&mut clippy_of_the_extension())
            }
            Self::Bindings => prepare().and_then(|()| bindings::check()),
            Self::Rust => prepare().and_then(|()| rust_tests()),
            Self::Docs => {
                prepare()?;
                process::run(&mut workspace::cargo(&["test", "--quiet", "--doc", "--workspace"]))
            }
            Self::E2e => e2e::run(None),
        }
    }
}

/// All steps, in their order.
pub fn all() -> &'static [Step] {
    Step::value_variants()
}

/// All but the end-to-end suite, which takes as long as the others together.
pub fn all_but_e2e() -> &'static [Step] {
    all().strip_suffix(&[Step::E2e]).expect("the end-to-end suite comes last")
}

/// Runs these steps one after another.
pub fn run(steps: &[Step]) -> Outcome {
    let start = Instant::now();
    for step in steps {
        let name = step.name();
        say("Step", &name);
        step.run().map_err(|stop| {
            let reason = if stop.message.is_empty() { "it says why above" } else { &stop.message };
            let message = format!("{reason}\nStep `{name}` failed. It alone is: cargo xtask test {name}");
            stop.because(message)
        })?;
    }
    let names = steps.iter().map(|step| step.name()).collect::<Vec<_>>().join(", ");
    say("Passed", &format!("{names} in {:.0} s", start.elapsed().as_secs_f64()));
    Ok(())
}

/// What the steps that compile the app need. Tools of later steps are installed too: one download, one password.
fn prepare() -> Outcome {
    machine::ensure(&[machine::BUILD, machine::DISPLAY, machine::WINDOW_MANAGER, machine::DRIVER])?;
    page::build()
}

/// The shell's extension for web processes is in no package: its build script calls the compiler.
fn clippy_of_the_extension() -> Command {
    let mut clippy = Command::new("clippy-driver");
    clippy.args([
        "--edition",
        "2024",
        "--crate-type",
        "lib",
        "--emit",
        "metadata",
        "--deny",
        "warnings",
        "-o",
    ]);
    clippy.arg(workspace::target().join("extension.rmeta"));
    clippy.arg(workspace::root().join("src-rust/shell/src/platform/linux/extension/lib.rs"));
    clippy
}

/// The Rust tests, in a desktop of their own, because those of the shell open real windows. Those of the bridge say in
/// requests, in texts, and over a socket what they say; those of the shell open pages with a socket and without.
fn rust_tests() -> Outcome {
    let cargo = |line: &str| workspace::cargo(&line.split(' ').collect::<Vec<_>>());
    let in_desktop = |line| process::run(&mut desktop::for_tests(&cargo(line)));
    let has_nextest = process::is_on_path("cargo-nextest");
    // The shell's tests need the main thread, so they bring a harness of their own, which nextest cannot list.
    if has_nextest {
        in_desktop("nextest run --workspace --exclude e2e --exclude footbridge-shell")?;
        in_desktop("test --quiet --package footbridge-shell --lib --tests")?;
    } else {
        in_desktop("test --quiet --workspace --exclude e2e --lib --bins --tests")?;
    }
    for transport in ["post-message", "socket"] {
        let line = if has_nextest {
            "nextest run --package footbridge"
        } else {
            "test --quiet --package footbridge --lib --tests"
        };
        process::run(cargo(line).env("FOOTBRIDGE_TRANSPORT", transport))?;
    }
    for transport in ["post-message", "custom-protocol"] {
        let webviews = cargo("test --quiet --package footbridge-shell --test webview");
        process::run(desktop::for_tests(&webviews).env("FOOTBRIDGE_TRANSPORT", transport))?;
    }
    Ok(())
}
