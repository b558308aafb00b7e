//! The processes that a program brought with it, by a mark in their environment: the engine's own are started by helpers,
//! and their parents say nothing.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// The variable that holds the mark.
pub const MARK: &str = "FOOTBRIDGE_BENCH_MARK";
/// How long they may take to go by themselves.
const FAREWELL: Duration = Duration::from_secs(5);
const STEP: Duration = Duration::from_millis(20);

const MIB: f64 = 1024.0 * 1024.0;

/// What is marked and lives.
pub fn marked(mark: &str) -> Vec<u32> {
    let wanted = format!("{MARK}={mark}");
    let has_mark = |pid: &u32| {
        let environment = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
        environment.split(|byte| *byte == 0).any(|variable| variable == wanted.as_bytes())
    };
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    let pids = entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    pids.filter(has_mark).collect()
}

/// What all of them hold, with what several share counted in parts. Unit: MiB.
pub fn memory_mib(mark: &str) -> f64 {
    let pids = marked(mark).into_iter();
    pids.map(|pid| proportional_bytes(format!("/proc/{pid}/smaps_rollup")) / MIB).sum()
}

/// A process may have gone since it was found; it weighs nothing then.
fn proportional_bytes(path: impl AsRef<Path>) -> f64 {
    let text = fs::read_to_string(path).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"));
    let kib = line.and_then(|line| line.trim().strip_suffix(" kB")).and_then(|kib| kib.trim().parse().ok());
    kib.map_or(0.0, |kib: f64| kib * 1024.0)
}

/// Waits until none is left, and ends those that stay.
pub fn wait_for_the_end(mark: &str) {
    let start = Instant::now();
    loop {
        let left = marked(mark);
        if left.is_empty() {
            return;
        }
        if start.elapsed() > FAREWELL {
            let pids = left.iter().map(u32::to_string);
            // One that has gone in the meantime is what is wanted.
            let _ = Command::new("kill").arg("-KILL").args(pids).stderr(Stdio::null()).status();
        }
        thread::sleep(STEP);
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::io::{BufRead, BufReader};

    use super::*;

    #[test]
    fn a_marked_process_is_found_with_its_children_weighed_and_ended() {
        let mark = format!("test-{}", std::process::id());
        let mut shell = Command::new("sh");
        // The outer shell goes, so that what it started has another parent. These are copies of it that wait for more
        // to read: one that became another program would have neither environment nor memory on its way there.
        shell
            .args(["-c", "exec 3<&0; (echo up; read _ <&3) & (echo up; read _ <&3) & exit 0"])
            .env(MARK, &mark);
        let mut shell = shell.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let _kept_open = shell.stdin.take();
        let lines = BufReader::new(shell.stdout.take().unwrap()).lines();
        assert_eq!(lines.take(2).map(Result::unwrap).collect::<Vec<_>>(), ["up", "up"]);
        shell.wait().unwrap();
        assert_eq!(marked(&mark).len(), 2);
        assert!(memory_mib(&mark) > 0.0);
        let pids: Vec<_> = marked(&mark).iter().map(u32::to_string).collect();
        Command::new("kill").args(pids).status().unwrap();
        wait_for_the_end(&mark);
        assert!(marked(&mark).is_empty());
        assert_eq!(memory_mib(&mark), 0.0);
    }
}
