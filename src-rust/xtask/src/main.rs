//! The project's own commands. `cargo xtask run` starts the app and `cargo xtask test` proves it, on a
//! machine that has Rust and Node and nothing else; the other commands are parts of these two.
//!
//! In: a command line, the work tree, whatever the machine has installed. Out: the exit code of the tool that
//! did the work, or 2 when the machine lacks something that a person has to install. Trust: it runs with the
//! rights of whoever calls it, and changes the system through the package manager alone.

#![forbid(unsafe_code)]

mod bench;
mod bindings;
mod desktop;
mod e2e;
mod fuzz;
mod machine;
mod oracle;
mod page;
mod process;
mod run;
mod test;
mod tidy;
mod workspace;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;
use process::Outcome;
use test::Step;

/// Runs, tests and keeps Footbridge in order.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Task {
    /// Build everything that is missing or stale, then start the app.
    Run {
        /// Build the way a release is built.
        #[arg(long)]
        release: bool,
        /// What the app gets as its own arguments.
        #[arg(last = true, value_name = "ARGS")]
        args: Vec<OsString>,
    },
    /// Run every check and every test, fastest first, up to the first failure.
    Test {
        /// Only this step.
        step: Option<Step>,
    },
    /// The same as `test`, without the end-to-end suite.
    Check,
    /// Drive the real app through WebDriver, in a desktop of its own.
    E2e {
        /// Only the spec of this demo.
        demo: Option<String>,
    },
    /// Feed the parsers of the bridge what nobody would write, so many times.
    Fuzz {
        /// Only this target.
        target: Option<String>,
        /// Executions of each target.
        #[arg(long, default_value_t = 100_000)]
        runs: u64,
    },
    /// Measure the bridge against Tauri's, side by side, and against what else a page might use.
    Bench(bench::Options),
    /// Renew the pictures in `screenshots/`.
    Screenshots,
    /// Write `web/src/bindings.ts` from the commands that Rust declares.
    Bindings,
    /// Hold the access rules against those of Tauri: written cases, and thousands that are made by chance.
    Oracle {
        /// What the oracle gets as its own arguments: `--cases N`, `--seed N`.
        #[arg(last = true, value_name = "ARGS")]
        args: Vec<OsString>,
    },
    /// Check the rules of the project that a machine can check.
    Tidy,
    /// Run a command beside a window manager; what `test` and `e2e` start on their virtual display.
    #[command(hide = true)]
    Desktop {
        #[arg(last = true, required = true)]
        command: Vec<OsString>,
    },
}

fn main() -> ExitCode {
    workspace::this_program();
    let outcome = match Task::parse() {
        Task::Run { release, args } => run::run(release, &args),
        Task::Test { step: Some(step) } => test::run(&[step]),
        Task::Test { step: None } => test::run(test::all()),
        Task::Check => test::run(test::all_but_e2e()),
        Task::E2e { demo } => e2e::run(demo.as_deref()),
        Task::Fuzz { target, runs } => fuzz::run(target.as_deref(), runs),
        Task::Bench(options) => bench::run(&options),
        Task::Screenshots => e2e::renew_screenshots(),
        Task::Bindings => bindings::write(),
        Task::Oracle { args } => oracle::run(&args),
        Task::Tidy => tidy::run().and_then(|()| bindings::check()),
        Task::Desktop { command } => desktop::manage(&command),
    };
    finish(outcome)
}

fn finish(outcome: Outcome) -> ExitCode {
    let Err(stop) = outcome else { return ExitCode::SUCCESS };
    if !stop.message.is_empty() {
        eprintln!("error: {}", stop.message);
    }
    ExitCode::from(stop.code)
}
