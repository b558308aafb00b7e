//! The processes of one run, as `/proc` tells of them: the app, and the engine's own beneath it.

use std::time::{Duration, Instant};
use std::{fs, thread};

use rustix::process::{Pid, Signal, kill_process};

use crate::{Failure, Result};

/// `root` and everything that descends from it.
pub fn tree(root: u32) -> Vec<u32> {
    let parents: Vec<(u32, u32)> = fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter_map(|pid| Some((pid, parent(pid)?)))
        .collect();
    let mut tree = vec![root];
    let mut next = 0;
    while let Some(&parent) = tree.get(next) {
        tree.extend(parents.iter().filter(|(_, of)| *of == parent).map(|(pid, _)| pid));
        next += 1;
    }
    tree
}

/// Ends `processes`, and waits until they are gone.
pub fn end(processes: &[u32]) {
    for pid in processes.iter().filter_map(|pid| Pid::from_raw(i32::try_from(*pid).ok()?)) {
        // One that went by itself is what was wanted.
        let _ = kill_process(pid, Signal::KILL);
    }
    let deadline = Instant::now() + Duration::from_secs(30);
    while processes.iter().any(|pid| parent(*pid).is_some()) && Instant::now() < deadline {
        thread::sleep(Duration::from_millis(2));
    }
}

/// Bytes of memory that `root` and its descendants hold, shared pages counted in proportion.
pub fn memory_bytes(root: u32) -> Result<u64> {
    let kib = |pid: u32| -> Option<u64> {
        let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?;
        rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?.split_whitespace().next()?.parse().ok()
    };
    if kib(root).is_none() {
        return Err(Failure::new(format!("process {root} does not say how much memory it holds")));
    }
    Ok(tree(root).into_iter().filter_map(kib).sum::<u64>() * 1024)
}

/// The parent of a process that lives. One that has ended and was not collected yet has none.
fn parent(pid: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The second field is the program's name in brackets, which may hold blanks and brackets.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    let state = fields.next()?;
    (state != "Z" && state != "X").then(|| fields.next())??.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn descendants_are_found_and_ended() {
        let mut shell = Command::new("sh").args(["-c", "sleep 600; true"]).spawn().unwrap();
        while tree(shell.id()).len() < 2 {
            thread::yield_now();
        }
        let tree = tree(shell.id());
        end(&tree);
        shell.wait().unwrap();
        assert!(tree.iter().all(|pid| parent(*pid).is_none()));
    }

    #[test]
    fn this_process_holds_memory() {
        assert!(memory_bytes(std::process::id()).unwrap() > 100_000);
    }
}
