//! Which refusals of a page are lines of the log: one a second of each command, and of what is none.
//!
//! In: what was refused to the page just now. Out: whether that is a line, and how many refusals before it are in none.
//! A page that calls in a loop what it may not would otherwise fill the disk, and hide the lines of everybody else.

use std::{
    collections::HashMap,
    mem,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// How long the next refusals of the same go without a line.
const PAUSE: Duration = Duration::from_secs(1);

/// What one page was refused.
pub(crate) struct RefusalLog {
    lines_max: usize,
    lately: Mutex<Lately>,
}

#[derive(Default)]
struct Lately {
    /// What had its line within the last [`PAUSE`], and when.
    told: HashMap<String, Instant>,
    /// Refusals since the last line.
    left_out: u64,
}

impl RefusalLog {
    /// `lines_max` is [`Limits::refusal_lines_max`](crate::Limits::refusal_lines_max).
    pub fn new(lines_max: usize) -> Self {
        Self { lines_max, lately: Mutex::default() }
    }

    /// Whether a refusal of `what` at this time is a line, and if so, how many before it were left out.
    pub fn line(&self, what: &str, now: Instant) -> Option<u64> {
        let mut lately = self.lately.lock().unwrap_or_else(PoisonError::into_inner);
        lately.told.retain(|_, at| now.saturating_duration_since(*at) < PAUSE);
        if lately.told.contains_key(what) || lately.told.len() >= self.lines_max {
            lately.left_out += 1;
            return None;
        }
        lately.told.insert(what.to_owned(), now);
        Some(mem::take(&mut lately.left_out))
    }

    /// How many are in no line, at the end.
    pub fn end(&self) -> u64 {
        mem::take(&mut self.lately.lock().unwrap_or_else(PoisonError::into_inner).left_out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_has_a_line_a_second_and_the_next_counts_what_is_in_none() {
        let (log, start) = (RefusalLog::new(3), Instant::now());
        let at = |millis, command: &str| log.line(command, start + Duration::from_millis(millis));
        assert_eq!((at(0, "a"), at(0, "a"), at(10, "b"), at(999, "a")), (Some(0), None, Some(1), None));
        assert_eq!((at(1_000, "a"), at(1_001, "b"), at(1_002, "a")), (Some(1), None, None));
        assert_eq!((at(1_010, "b"), log.end(), log.end()), (Some(2), 0, 0));
    }

    #[test]
    fn names_without_end_have_no_more_lines_and_take_no_more_room() {
        let (log, start) = (RefusalLog::new(2), Instant::now());
        let lines = (0..1_000).filter(|name| log.line(&name.to_string(), start).is_some());
        assert_eq!(lines.count(), 2);
        assert_eq!(log.lately.lock().unwrap().told.len(), 2);
        assert_eq!(log.line("next", start + PAUSE), Some(998));
    }
}
