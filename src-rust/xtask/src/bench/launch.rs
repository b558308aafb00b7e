//! The programs of the bench: where they are, how one is started, what it says, and that nothing of it is left after.

use std::cell::OnceCell;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};
use std::{env, process};

use serde_json::Value;

use super::jobs::Way;
use super::processes;
use crate::process::{Outcome, Stop, shown};
use crate::workspace;

pub const PACKAGES: [&str; 3] = ["bench-footbridge", "bench-tauri", "bench-loopback"];

/// The longest that a job may take before the bench fails. Unit: seconds. The slowest, 5,000 requests of the engine's own at
/// once, takes a minute when nothing disturbs it.
const SILENCE_SECONDS_MAX: u64 = 900;

/// Where the bench is built: apart from the product, which has other features and profiles.
pub fn target() -> PathBuf {
    workspace::target().join("bench")
}

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum App {
    Footbridge,
    Tauri,
}

impl App {
    pub fn name(self) -> &'static str {
        match self {
            Self::Footbridge => "Footbridge",
            Self::Tauri => "Tauri",
        }
    }
}

/// The programs as built, and the server that is there all the time.
pub struct Programs {
    server: OnceCell<(Running, Value)>,
    /// What the first of them said it was built with.
    profile: OnceCell<String>,
}

impl Programs {
    /// # Errors
    /// When one of them is not built.
    pub fn find() -> Outcome<Self> {
        match PACKAGES.into_iter().find(|package| !file(package).is_file()) {
            Some(package) => Err(Stop::failed(format!("{package} is not built: run `cargo xtask bench`"))),
            None => Ok(Self { server: OnceCell::new(), profile: OnceCell::new() }),
        }
    }

    pub fn file(app: App) -> PathBuf {
        file(match app {
            App::Footbridge => "bench-footbridge",
            App::Tauri => "bench-tauri",
        })
    }

    /// Starts an app with these arguments. It has told its profile, which is that of all the others.
    pub fn start(&self, app: App, args: &[String]) -> Outcome<Running> {
        let running = Running::start(&Self::file(app), args)?;
        self.compare(running.next()?.1["profile"].as_str().unwrap_or_default(), app.name())?;
        Ok(running)
    }

    /// The address of the server, which is started when it is first needed.
    pub fn address(&self, way: Way) -> Outcome<String> {
        if self.server.get().is_none() {
            let server = Running::start(&file("bench-loopback"), &[])?;
            let (_, said) = server.next()?;
            self.compare(said["profile"].as_str().unwrap_or_default(), "the loopback server")?;
            // There is one thread, and the cell was empty.
            let _ = self.server.set((server, said));
        }
        let said = self.server.get().map(|(_, said)| said[way.id()].as_str().unwrap_or_default());
        Ok(said.unwrap_or_default().to_owned())
    }

    fn compare(&self, profile: &str, name: &str) -> Outcome {
        let first = self.profile.get_or_init(|| profile.to_owned());
        if first == profile && !profile.is_empty() {
            return Ok(());
        }
        Err(Stop::failed(format!(
            "the builds differ in profile, so nothing is compared.\n{name}: {profile}\nthe first: {first}"
        )))
    }
}

fn file(package: &str) -> PathBuf {
    target().join("release").join(package).with_extension(env::consts::EXE_EXTENSION)
}

/// A program that runs, with everything that it has started. Dropped, all of it has gone.
pub struct Running {
    child: Child,
    /// As one would type it.
    line: String,
    lines: Receiver<(Instant, Value)>,
    mark: String,
    started: Instant,
}

impl Running {
    fn start(program: &Path, args: &[String]) -> Outcome<Self> {
        static LAUNCHES: AtomicU32 = AtomicU32::new(0);
        let mark = format!("{}-{}", process::id(), LAUNCHES.fetch_add(1, Ordering::Relaxed));
        let mut command = Command::new(program);
        command.args(args).env(processes::MARK, &mark).stdin(Stdio::piped()).stdout(Stdio::piped());
        // What the engine keeps of its pages is nothing of the person's.
        for folder in ["XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"] {
            command.env(folder, target().join("home").join(folder));
        }
        let started = Instant::now();
        let mut child = command
            .spawn()
            .map_err(|error| Stop::missing(format!("{} cannot be started: {error}", program.display())))?;
        let out = child.stdout.take();
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(out?).lines().map_while(Result::ok) {
                let said = serde_json::from_str(&line).unwrap_or(Value::Null);
                sender.send((Instant::now(), said)).ok()?;
            }
            Some(())
        });
        Ok(Self { child, line: shown(&command), lines, mark, started })
    }

    /// The next thing that it says, and how long after its start it did.
    pub fn next(&self) -> Outcome<(Duration, Value)> {
        let said = self.lines.recv_timeout(Duration::from_secs(SILENCE_SECONDS_MAX));
        let (when, value) =
            said.map_err(|error| Stop::failed(format!("`{}` says no more: {error}", self.line)))?;
        Ok((when - self.started, value))
    }

    /// The next thing, if it says one within this time.
    pub fn next_within(&self, wait: Duration) -> Option<Value> {
        self.lines.recv_timeout(wait).ok().map(|(_, value)| value)
    }

    /// How long after its start the page had its first answer.
    pub fn ready(&self) -> Outcome<Duration> {
        match self.next()? {
            (after, said) if said["ready"] == true => Ok(after),
            (_, said) => Err(Stop::failed(format!("an app was to be ready, and said {said}"))),
        }
    }

    /// Lets a page go on that was told to wait.
    pub fn go(&mut self) -> Outcome {
        let stdin = self.child.stdin.as_mut().map_or(Ok(()), |stdin| stdin.write_all(b"\n"));
        stdin.map_err(|error| Stop::failed(format!("an app does not listen: {error}")))
    }

    /// What it weighs, with all that it has started. Unit: MiB.
    pub fn memory_mib(&self) -> f64 {
        processes::memory_mib(&self.mark)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
        processes::wait_for_the_end(&self.mark);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builds_that_differ_in_profile_are_not_compared() {
        let programs = Programs { server: OnceCell::new(), profile: OnceCell::new() };
        assert_eq!(programs.compare("lto = true", "Footbridge"), Ok(()));
        assert_eq!(programs.compare("lto = true", "Tauri"), Ok(()));
        let stop = programs.compare("lto = false", "Tauri").expect_err("another profile");
        assert!(stop.message.contains("Tauri: lto = false\nthe first: lto = true"), "{}", stop.message);
        let silent = Programs { server: OnceCell::new(), profile: OnceCell::new() };
        assert!(silent.compare("", "Footbridge").is_err());
    }
}
