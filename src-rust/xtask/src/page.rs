//! The page: its packages and its build, each done again only when what it is made from has changed.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::process::{self, Outcome, Stop, say};
use crate::workspace;

/// The oldest Node that the page's build tools run on.
const NODE_MIN: (u32, u32) = (20, 19);

/// What is built with npm: where it lies, what it is made from, and by which file it is known to be built.
struct Package {
    what: &'static str,
    folder: &'static str,
    inputs: &'static [&'static str],
    built: &'static str,
}

/// The source view embeds files from outside `web/`.
const PAGE: Package = Package {
    what: "the page",
    folder: "web",
    inputs: &["web", "src-rust/app/src/demos", "capabilities", "permissions", "e2e/tests"],
    built: "web/dist/index.html",
};

/// The official packages, bundled with the cases that call them.
const CONFORMANCE: Package = Package {
    what: "the conformance suite",
    folder: "e2e/conformance",
    inputs: &["e2e/conformance"],
    built: "e2e/conformance/dist/suite.js",
};

/// Makes `web/dist` what the sources say.
pub fn build() -> Outcome {
    PAGE.build()
}

/// Makes `web/node_modules` what the lock file says.
pub fn install() -> Outcome {
    PAGE.install()
}

/// Makes `e2e/conformance/dist` what the sources say.
pub fn build_conformance() -> Outcome {
    CONFORMANCE.build()
}

/// Checks the types of the conformance suite.
pub fn check_conformance() -> Outcome {
    CONFORMANCE.install()?;
    process::run(&mut CONFORMANCE.npm(&["run", "--silent", "check"]))
}

/// npm, started in `web/`.
pub fn npm(args: &[&str]) -> Command {
    PAGE.npm(args)
}

impl Package {
    fn build(&self) -> Outcome {
        self.install()?;
        let inputs =
            fingerprint(workspace::root(), self.inputs).map_err(|error| Stop::failed(error.to_string()))?;
        let is_there = workspace::root().join(self.built).is_file();
        renew(&self.stamp("built"), inputs, is_there, || {
            say("Building", self.what);
            let build = process::run(&mut self.npm(&["run", "--silent", "build"]));
            build.map_err(|stop| stop.because(format!("{} was not built", self.what)))
        })
    }

    fn install(&self) -> Outcome {
        let found = Command::new("node").arg("--version").stderr(Stdio::null()).output();
        let found = found.ok().map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
        check_node(found.as_deref())?;

        let lock = fingerprint(workspace::root(), &[&format!("{}/package-lock.json", self.folder)]);
        let lock = lock.map_err(|error| Stop::failed(error.to_string()))?;
        let is_there = workspace::root().join(self.folder).join("node_modules").is_dir();
        renew(&self.stamp("packages"), lock, is_there, || {
            say("Installing", &format!("the packages of {}", self.what));
            process::run(&mut self.npm(&["ci", "--no-audit", "--no-fund"])).map_err(|stop| {
                let what = self.what;
                stop.because(format!(
                    "the packages of {what} were not installed; npm says why above. \
                     They are fetched from the npm registry, which needs a network"
                ))
            })
        })
    }

    fn npm(&self, args: &[&str]) -> Command {
        let mut npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
        npm.args(args).current_dir(workspace::root().join(self.folder));
        npm
    }

    /// Stamps lie with the packages, so that they go when the packages go.
    fn stamp(&self, name: &str) -> PathBuf {
        workspace::root().join(self.folder).join("node_modules/.xtask").join(name)
    }
}

fn check_node(found: Option<&str>) -> Outcome {
    let (major, minor) = NODE_MIN;
    let advice = format!(
        "the page is built with Node {major}.{minor} or newer; \
         install it from https://nodejs.org or with your version manager, and start again"
    );
    let Some(found) = found else {
        return Err(Stop::missing(format!("there is no `node` on the PATH: {advice}")));
    };
    let mut numbers =
        found.trim_start_matches('v').split('.').map(|number| number.parse::<u32>().unwrap_or(0));
    if (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) < NODE_MIN {
        return Err(Stop::missing(format!("this machine has Node {found}: {advice}")));
    }
    Ok(())
}

/// Does `work` unless its last result, of the same `inputs`, is still there.
fn renew(stamp: &Path, inputs: u64, is_there: bool, work: impl FnOnce() -> Outcome) -> Outcome {
    let inputs = format!("{inputs:016x}\n");
    if is_there && fs::read_to_string(stamp).is_ok_and(|done| done == inputs) {
        return Ok(());
    }
    work()?;
    let folder = stamp.parent().expect("a stamp lies in a folder");
    let written = fs::create_dir_all(folder).and_then(|()| fs::write(stamp, inputs));
    written.map_err(|error| Stop::failed(format!("{} cannot be written: {error}", stamp.display())))
}

/// One number for the names and contents of these files and folders; what the build itself writes is left
/// out.
fn fingerprint(root: &Path, paths: &[&str]) -> io::Result<u64> {
    fn add(root: &Path, path: &Path, hasher: &mut DefaultHasher) -> io::Result<()> {
        if path.is_dir() {
            let entries = fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path()));
            let mut entries = entries.collect::<io::Result<Vec<_>>>()?;
            entries.retain(|entry| !entry.ends_with("node_modules") && !entry.ends_with("dist"));
            entries.sort();
            entries.iter().try_for_each(|entry| add(root, entry, hasher))
        } else {
            path.strip_prefix(root).unwrap_or(path).hash(hasher);
            fs::read(path)?.hash(hasher);
            Ok(())
        }
    }
    let mut hasher = DefaultHasher::new();
    for path in paths {
        add(root, &root.join(path), &mut hasher)?;
    }
    Ok(hasher.finish())
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn node_must_be_there_and_new_enough() {
        for good in ["v20.19.0", "v20.20.2", "v22.12.0", "v24.0.0"] {
            assert_eq!(check_node(Some(good)), Ok(()), "{good}");
        }
        for bad in ["v20.18.3", "v18.20.0", "nonsense"] {
            let stop = check_node(Some(bad)).expect_err(bad);
            assert_eq!(stop.code, 2);
            assert!(
                stop.message.contains(bad) && stop.message.contains("https://nodejs.org"),
                "{}",
                stop.message
            );
        }
        let stop = check_node(None).expect_err("no Node");
        assert!(stop.message.starts_with("there is no `node` on the PATH"), "{}", stop.message);
    }

    #[test]
    fn fingerprint_follows_names_and_contents_but_not_what_the_build_writes() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        let now = || fingerprint(folder.path(), &["web"]).unwrap();
        write("web/src/a.ts", "1");
        let before = now();

        write("web/dist/index.html", "built");
        write("web/node_modules/x/index.js", "installed");
        assert_eq!(now(), before);

        write("web/src/a.ts", "2");
        let changed = now();
        assert_ne!(changed, before);

        fs::rename(folder.path().join("web/src/a.ts"), folder.path().join("web/src/b.ts")).unwrap();
        assert_ne!(now(), changed);
    }

    #[test]
    fn work_is_done_once_for_the_same_inputs_and_again_after_a_failure() {
        let folder = tempfile::tempdir().unwrap();
        let stamp = folder.path().join("deep/stamp");
        let done = Cell::new(0);
        let work = || {
            done.set(done.get() + 1);
            Ok(())
        };
        assert!(renew(&stamp, 1, true, || Err(Stop::failed("offline"))).is_err());
        renew(&stamp, 1, true, work).unwrap();
        renew(&stamp, 1, true, work).unwrap();
        assert_eq!(done.get(), 1);
        renew(&stamp, 2, true, work).unwrap();
        renew(&stamp, 2, false, work).unwrap();
        assert_eq!(done.get(), 3);
    }
}
