//! `cargo xtask test` and `cargo xtask check`: every check there is, fastest first, up to the first failure.

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
                process::run(&mut workspace::cargo(&args))
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

/// The Rust tests, in a desktop of their own, because those of the shell open real windows; and those of the bridge again, to
/// say in texts what they say in requests.
fn rust_tests() -> Outcome {
    let cargo = |line: &str| workspace::cargo(&line.split(' ').collect::<Vec<_>>());
    let in_desktop = |line| process::run(&mut desktop::whole(&cargo(line)));
    let in_texts = |line| process::run(cargo(line).env("FOOTBRIDGE_TRANSPORT", "post-message"));
    if !process::is_on_path("cargo-nextest") {
        in_desktop("test --quiet --workspace --exclude e2e --lib --bins --tests")?;
        return in_texts("test --quiet --package footbridge --lib --tests");
    }
    // The shell's tests need the main thread, so they bring a harness of their own, which nextest cannot list.
    in_desktop("nextest run --workspace --exclude e2e --exclude footbridge-shell")?;
    in_texts("nextest run --package footbridge")?;
    in_desktop("test --quiet --package footbridge-shell --lib --tests")
}
