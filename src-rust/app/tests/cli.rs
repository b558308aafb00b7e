//! The command line, from outside.
#![allow(clippy::unwrap_used, reason = "the helpers beside the tests may panic as the tests may")]

use std::process::{Command, Output};

use clap::Parser;
use footbridge_app::cli::Options;
use footbridge_app::demos::DEMOS;

fn footbridge(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_footbridge")).args(args).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn list_prints_each_demo_once_with_its_sentence_in_a_column() {
    let output = footbridge(&["--list"]);
    assert!(output.status.success());
    let lines: Vec<_> = text(&output.stdout).lines().collect();
    assert_eq!(lines.len(), DEMOS.len());
    let column = DEMOS.iter().map(|demo| demo.name.len()).max().unwrap() + 2;
    for (line, demo) in lines.iter().zip(DEMOS) {
        let (name, sentence) = line.split_at(column);
        assert_eq!((name.trim_end(), sentence), (demo.name, demo.sentence().as_str()));
    }
}

#[test]
fn an_unknown_demo_is_a_usage_error_that_names_the_demos() {
    let output = footbridge(&["--demo", "nothing"]);
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert!(said.contains("nothing"), "{said}");
    for demo in DEMOS {
        assert!(said.contains(demo.name), "{said}");
    }
}

#[test]
fn version_names_the_app_and_its_version() {
    let output = footbridge(&["--version"]);
    assert_eq!(text(&output.stdout), format!("footbridge {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn conformance_is_refused_without_automation() {
    let output = footbridge(&["--conformance"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("--automation"), "{}", text(&output.stderr));
}

#[test]
fn the_data_folder_is_whole_however_it_is_written() {
    let here = std::env::current_dir().unwrap();
    let above = here.parent().unwrap();
    for (written, folder) in [
        ("d", here.join("d")),
        ("./d/", here.join("d")),
        ("../d", above.join("d")),
        ("tests/../../d", above.join("d")),
        ("/d", "/d".into()),
    ] {
        let options = Options::parse_from(["footbridge", "--data-dir", written]);
        assert_eq!(options.data_dir().unwrap(), folder, "{written}");
    }
}
