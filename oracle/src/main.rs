//! The oracle: the same files to Footbridge and to Tauri, and what becomes of them compared.
//!
//! In: the cases of [`written`], then as many of [`generate`] as the command line says. Out: nothing but a count when
//! both agree, else the smallest case that shows a difference, and exit code 1. What is compared: whether the files are
//! accepted, the decision for every command, window, webview and origin, and all scopes in value and order.
//!
//! Where Footbridge is stricter on purpose, [`stricter`] knows it, and a file that it does not refuse is a difference,
//! too. `PROTOCOL.md`, "Capability files", gives the reasons.
#![forbid(unsafe_code)]

mod compare;
mod draft;
mod files;
mod generate;
mod ours;
mod stricter;
mod theirs;
mod written;

use std::process::ExitCode;

use proptest::test_runner::{Config, RngAlgorithm, RngSeed, TestError, TestRunner};

const USAGE: &str = "usage: oracle [--cases N] [--seed N]";

fn main() -> ExitCode {
    let Some([cases, seed]) = numbers(std::env::args().skip(1)) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    theirs::panic_in_silence();
    for case in written::cases() {
        if let Err(difference) = case.check() {
            println!("{}\n\n{difference}", case.name);
            return ExitCode::FAILURE;
        }
    }
    println!("{} written cases agree", written::cases().len());

    let seed = seed.map_or(RngSeed::Random, RngSeed::Fixed);
    let cases = cases.and_then(|cases| cases.try_into().ok()).unwrap_or(4096);
    let config = Config {
        cases,
        rng_seed: seed,
        rng_algorithm: RngAlgorithm::ChaCha,
        failure_persistence: None,
        max_shrink_iters: 20_000,
        ..Config::default()
    };
    let mut counts = compare::Counts::default();
    let counted = std::cell::RefCell::new(&mut counts);
    let outcome = TestRunner::new(config).run(&generate::files(), |files| {
        compare::check(&files, &mut counted.borrow_mut())
            .map_err(|difference| proptest::test_runner::TestCaseError::fail(difference.to_string()))
    });
    match outcome {
        Ok(()) => {
            println!("{cases} generated cases agree: {counts}");
            ExitCode::SUCCESS
        }
        Err(TestError::Fail(difference, files)) => {
            println!("{files}\n{difference}");
            ExitCode::FAILURE
        }
        Err(abort) => {
            println!("{abort}");
            ExitCode::FAILURE
        }
    }
}

/// The numbers behind `--cases` and `--seed`.
fn numbers(mut args: impl Iterator<Item = String>) -> Option<[Option<u64>; 2]> {
    let mut numbers = [None, None];
    while let Some(name) = args.next() {
        let place = ["--cases", "--seed"].iter().position(|known| *known == name)?;
        numbers[place] = Some(args.next()?.parse().ok()?);
    }
    Some(numbers)
}
