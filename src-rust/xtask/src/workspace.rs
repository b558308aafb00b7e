//! Where things stand in the work tree, and cargo as this tool calls it.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// The root of the work tree that this program is run in.
pub fn root() -> &'static Path {
    static HERE: LazyLock<PathBuf> = LazyLock::new(|| own_folder(env::var_os("CARGO_MANIFEST_DIR")));
    HERE.ancestors().nth(2).expect("this crate lies two folders below the root")
}

/// The folder of this crate. Where work trees share a target folder, the program may have been built in another of them,
/// so what cargo says as it runs it goes first.
fn own_folder(said: Option<OsString>) -> PathBuf {
    let said = said.map(PathBuf::from).filter(|folder| folder.ends_with("src-rust/xtask"));
    said.unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn root_is_the_work_tree_that_cargo_runs_in_and_not_the_one_that_was_built() {
        assert_eq!(own_folder(Some("/other/src-rust/xtask".into())), Path::new("/other/src-rust/xtask"));
        let built = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert_eq!(own_folder(None), built);
        assert_eq!(
            own_folder(Some("/other/src-rust/bridge".into())),
            built,
            "said of the crate that started it"
        );
    }
}
