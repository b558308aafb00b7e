//! `cargo xtask bindings`: the page's typed commands, written by the app that declares them.

use std::fs;
use std::path::PathBuf;

use crate::process::{self, Outcome, Stop, say};
use crate::{page, workspace};

/// Where the bindings are kept, from the root.
pub const PATH: &str = "web/src/bindings.ts";

/// Writes the bindings, or leaves the file alone when it is right.
pub fn write() -> Outcome {
    let fresh = generate()?;
    if fs::read_to_string(file()).is_ok_and(|kept| kept == fresh) {
        say("Fresh", PATH);
        return Ok(());
    }
    fs::write(file(), fresh).map_err(|error| Stop::failed(format!("{PATH} cannot be written: {error}")))?;
    say("Wrote", PATH);
    Ok(())
}

/// Fails when the file is not what the app would write.
pub fn check() -> Outcome {
    let kept = fs::read_to_string(file()).unwrap_or_default();
    compare(&kept, &generate()?)
}

fn compare(kept: &str, fresh: &str) -> Outcome {
    if kept == fresh {
        return Ok(());
    }
    let same = kept.lines().zip(fresh.lines()).take_while(|(kept, fresh)| kept == fresh).count();
    let line = same + 1;
    Err(Stop::failed(format!(
        "{PATH}:{line}: not what Rust declares: run `cargo xtask bindings` and commit it"
    )))
}

fn generate() -> Outcome<String> {
    // The app embeds the built page, so the folder has to exist; a page that uses a command which is about to
    // be named here cannot be built yet, so it need not be whole.
    let page = workspace::root().join("web/dist");
    fs::create_dir_all(page).map_err(|error| Stop::failed(format!("web/dist cannot be made: {error}")))?;
    let args = ["run", "--quiet", "--package", "footbridge-app", "--bin", "bindings"];
    let written = process::output(&mut workspace::cargo(&args))?;
    page::install()?;
    // People read this file, and types of any length are laid out best by what lays out the rest of the web.
    let layout = ["exec", "--", "prettier", "--stdin-filepath", "bindings.ts", "--print-width", "110"];
    process::filter(&mut page::npm(&layout), &written)
}

fn file() -> PathBuf {
    workspace::root().join(PATH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stale_bindings_are_named_with_their_first_line_that_differs() {
        assert_eq!(compare("a\nb\n", "a\nb\n"), Ok(()));
        let stop = compare("a\nb\n", "a\nc\n").expect_err("line 2 differs");
        assert!(stop.message.starts_with("web/src/bindings.ts:2: "), "{}", stop.message);
        assert!(compare("", "a\n").is_err());
    }
}
