//! `cargo xtask bindings`: what the app writes about itself: the page's typed commands, and the schemas of capability
//! and permission files.

use std::fs;

use crate::process::{self, Outcome, Stop, say};
use crate::{page, workspace};

/// A file that is generated: where it is kept, from the root, and what the app calls it.
struct Generated {
    path: &'static str,
    name: Option<&'static str>,
}

const FILES: [Generated; 3] = [
    Generated { path: "web/src/bindings.ts", name: None },
    Generated { path: "capabilities/schemas/capability.json", name: Some("capability-schema") },
    Generated { path: "capabilities/schemas/permission.json", name: Some("permission-schema") },
];

/// Writes each file, or leaves it alone when it is right.
pub fn write() -> Outcome {
    FILES.iter().try_for_each(Generated::write)
}

/// Fails when a file is not what the app would write.
pub fn check() -> Outcome {
    FILES.iter().try_for_each(|file| compare(file.path, &file.kept(), &file.fresh()?))
}

impl Generated {
    fn write(&self) -> Outcome {
        let fresh = self.fresh()?;
        if self.kept() == fresh {
            say("Fresh", self.path);
            return Ok(());
        }
        let path = workspace::root().join(self.path);
        let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
        folder
            .and_then(|()| fs::write(&path, fresh))
            .map_err(|error| Stop::failed(format!("{} cannot be written: {error}", self.path)))?;
        say("Wrote", self.path);
        Ok(())
    }

    fn kept(&self) -> String {
        fs::read_to_string(workspace::root().join(self.path)).unwrap_or_default()
    }

    fn fresh(&self) -> Outcome<String> {
        // The app embeds the built page, so the folder has to exist; a page that uses a command which is about to
        // be named here cannot be built yet, so it need not be whole.
        let page = workspace::root().join("web/dist");
        fs::create_dir_all(page)
            .map_err(|error| Stop::failed(format!("web/dist cannot be made: {error}")))?;
        let mut args = vec!["run", "--quiet", "--package", "footbridge-app", "--bin", "bindings", "--"];
        args.extend(self.name);
        let written = process::output(&mut workspace::cargo(&args))?;
        page::install()?;
        // People read these files, and lines of any length are laid out best by what lays out the rest of the web.
        let layout = ["exec", "--", "prettier", "--stdin-filepath", self.path, "--print-width", "110"];
        process::filter(&mut page::npm(&layout), &written)
    }
}

fn compare(path: &str, kept: &str, fresh: &str) -> Outcome {
    if kept == fresh {
        return Ok(());
    }
    let same = kept.lines().zip(fresh.lines()).take_while(|(kept, fresh)| kept == fresh).count();
    let line = same + 1;
    Err(Stop::failed(format!(
        "{path}:{line}: not what Rust declares: run `cargo xtask bindings` and commit it"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stale_bindings_are_named_with_their_first_line_that_differs() {
        assert_eq!(compare("a.ts", "a\nb\n", "a\nb\n"), Ok(()));
        let stop = compare("a.ts", "a\nb\n", "a\nc\n").expect_err("line 2 differs");
        assert!(stop.message.starts_with("a.ts:2: "), "{}", stop.message);
        assert!(compare("a.ts", "", "a\n").is_err());
    }
}
