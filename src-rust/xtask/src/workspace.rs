//! Where things stand in the work tree, and cargo as this tool calls it.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// The root of the work tree.
pub fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).expect("this crate lies two folders below the root")
}

/// Cargo, started in the root.
pub fn cargo(args: &[&str]) -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(args).current_dir(root());
    cargo
}

/// This program's own file. `main` asks first of all: a build that this program starts may put another file in its place,
/// and the system then names the one that is gone.
pub fn this_program() -> &'static Path {
    static FILE: LazyLock<PathBuf> =
        LazyLock::new(|| env::current_exe().expect("a running program has a path"));
    &FILE
}

/// The folder that holds `debug` and `release`. Cargo put this very program there, wherever its settings say.
pub fn target() -> PathBuf {
    this_program().ancestors().nth(2).expect("cargo puts programs into target/profile").to_owned()
}

/// The app as built in this profile: `debug` or `release`.
pub fn app_binary(profile: &str) -> PathBuf {
    target().join(profile).join("footbridge").with_extension(env::consts::EXE_EXTENSION)
}
