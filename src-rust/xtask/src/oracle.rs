//! `cargo xtask oracle`: the access rules, held against those of Tauri. It is no part of `cargo xtask test`, because
//! Tauri's library is a dependency of nothing else here.

use std::ffi::OsString;

use crate::process::{self, Outcome};
use crate::workspace;

/// Builds the oracle in its own workspace and runs it with `args`.
pub fn run(args: &[OsString]) -> Outcome {
    let mut cargo = workspace::cargo(&["run", "--quiet", "--manifest-path", "oracle/Cargo.toml", "--"]);
    // A folder of its own: what it compiles has other features, and would take the place of ours.
    cargo.args(args).env("CARGO_TARGET_DIR", workspace::target().join("oracle"));
    process::run(&mut cargo)
}
