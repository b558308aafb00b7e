//! Builds the extension for the engine's web processes, which the shell carries along.
//!
//! It is a library by itself, loaded by another program: not part of this crate, and without its dependencies. So it is one
//! call of the compiler.

use std::{
    env,
    path::PathBuf,
    process::{Command, exit},
};

fn main() {
    println!("cargo::rerun-if-changed=src/platform/linux/extension");
    let variable = |name: &str| env::var(name).expect("cargo sets it for build scripts");
    if variable("CARGO_CFG_TARGET_OS") != "linux" {
        return;
    }
    let out = PathBuf::from(variable("OUT_DIR")).join("extension.so");
    let mut rustc = Command::new(variable("RUSTC"));
    rustc
        .args(["--edition", "2024", "--crate-type", "cdylib", "--crate-name", "footbridge_extension"])
        .args(["--target", &variable("TARGET")])
        .args([
            "-C",
            "opt-level=3",
            "-C",
            "panic=abort",
            "-C",
            "lto=fat",
            "-C",
            "codegen-units=1",
            "-C",
            "strip=symbols",
        ])
        .arg("-o")
        .arg(out)
        .arg("src/platform/linux/extension/lib.rs");
    match rustc.status() {
        Ok(status) if status.success() => {}
        Ok(status) => fail(&format!("the compiler ended with {status}")),
        Err(error) => fail(&format!("the compiler could not be started: {error}")),
    }
}

fn fail(problem: &str) -> ! {
    eprintln!("the extension for the web process cannot be built: {problem}");
    exit(1)
}
