//! Which hooks have fired: kept for a page that comes later, and told to one that listens.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use footbridge::{AppHandle, Emitter};
use serde::Serialize;
use ts_rs::TS;

/// Lines kept; the oldest makes room. Against a window that is resized for ever.
const LINES_MAX: usize = 100;

/// A hook that fired, as often as it did in a row for the same reason.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Fired {
    pub number: u32,
    pub hook: &'static str,
    pub about: String,
    pub times: u32,
}

/// All that is kept.
#[derive(Debug, Serialize, TS)]
pub struct Hooks {
    pub fired: Vec<Fired>,
    /// Whether the plugin is there.
    pub on: bool,
}

/// The log.
#[derive(Default)]
pub struct HookLog(Mutex<Lines>);

#[derive(Default)]
struct Lines {
    last_number: u32,
    fired: VecDeque<Fired>,
    on: bool,
}

impl HookLog {
    /// Notes that `hook` fired, and tells every page.
    pub fn note(app: &AppHandle, hook: &'static str, about: impl Into<String>) {
        let fired = app.state::<Self>().lines().add(hook, about.into());
        // A page that is too far behind to be told sees a gap in the numbers, and asks for all.
        let _ = app.emit("hook-fired", fired);
    }

    /// Notes whether the plugin is there.
    pub fn switch(&self, on: bool) {
        self.lines().on = on;
    }

    /// All that is kept, the oldest first.
    pub fn all(&self) -> Hooks {
        let lines = self.lines();
        Hooks { fired: lines.fired.iter().cloned().collect(), on: lines.on }
    }

    fn lines(&self) -> MutexGuard<'_, Lines> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lines {
    fn add(&mut self, hook: &'static str, about: String) -> Fired {
        if let Some(last) = self.fired.back_mut().filter(|last| last.hook == hook && last.about == about) {
            last.times += 1;
            return last.clone();
        }
        if self.fired.len() == LINES_MAX {
            self.fired.pop_front();
        }
        self.last_number += 1;
        let fired = Fired { number: self.last_number, hook, about, times: 1 };
        self.fired.push_back(fired.clone());
        fired
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hook_that_fires_again_for_the_same_reason_is_counted_on_its_line() {
        let mut lines = Lines::default();
        let seen = [("on_event", "a"), ("on_event", "a"), ("on_page_load", "a"), ("on_event", "a")]
            .map(|(hook, about)| lines.add(hook, about.into()))
            .map(|fired| (fired.number, fired.times));
        assert_eq!(seen, [(1, 1), (1, 2), (2, 1), (3, 1)]);
    }

    #[test]
    fn oldest_line_makes_room() {
        let mut lines = Lines::default();
        for about in 0..=LINES_MAX {
            lines.add("on_event", about.to_string());
        }
        assert_eq!((lines.fired.len(), lines.fired[0].number), (LINES_MAX, 2));
    }
}
