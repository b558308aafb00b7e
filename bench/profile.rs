//! What a build was made with, for the app to say: two that differ in it are not compared.
//!
//! In: the environment of a build script, and the profiles of this workspace. Out: the variable `BENCH_PROFILE`, one line.

use std::env;
use std::fs;
use std::process::Command;

const MANIFEST: &str = "../Cargo.toml";
const TOLD_BY_CARGO: &[&str] =
    &["TARGET", "OPT_LEVEL", "DEBUG", "CARGO_CFG_PANIC", "CARGO_ENCODED_RUSTFLAGS"];
/// Settings that a person can give without the manifest.
const OVERRIDES: &[&str] = &["LTO", "CODEGEN_UNITS", "STRIP", "PANIC", "OPT_LEVEL", "DEBUG"];

/// Tells it to the compiler.
///
/// # Panics
/// When the workspace's manifest cannot be read.
pub fn tell() {
    let manifest = fs::read_to_string(MANIFEST).expect("the workspace has a manifest");
    let profiles = manifest.find("[profile").map_or("", |at| &manifest[at..]);
    let mut facts = vec![compiler()];
    facts.extend(TOLD_BY_CARGO.iter().map(|name| format!("{name}={}", env::var(name).unwrap_or_default())));
    for setting in OVERRIDES {
        let name = format!("CARGO_PROFILE_RELEASE_{setting}");
        println!("cargo::rerun-if-env-changed={name}");
        facts.extend(env::var(&name).map(|value| format!("{name}={value}")));
    }
    facts.extend(profiles.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned));
    println!("cargo::rustc-env=BENCH_PROFILE={}", facts.join(", ").replace('\u{1f}', " "));
    println!("cargo::rerun-if-changed={MANIFEST}");
}

fn compiler() -> String {
    let rustc = env::var_os("RUSTC").expect("cargo names the compiler");
    let told = Command::new(rustc).arg("--version").output().expect("the compiler can be started");
    String::from_utf8_lossy(&told.stdout).trim().to_owned()
}
