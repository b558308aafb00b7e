//! Which numbers of messages were used: a window that slides with the newest one.

/// Remembers the last numbers, one bit each. What is older than the window counts as used.
pub(super) struct Window {
    /// The highest number that was used.
    newest: u64,
    /// One bit for each number, at its remainder.
    used: Box<[u64]>,
}

const BITS: u64 = u64::BITS as u64;

impl Window {
    /// A window of at least `length` numbers, none of which is used. The first number of a message is 1.
    pub(super) fn new(length: usize) -> Self {
        Self { newest: 0, used: vec![0; length.div_ceil(u64::BITS as usize).max(1)].into() }
    }

    /// Uses a number. Returns whether that is the first time, as far as the window goes back.
    pub(super) fn take(&mut self, number: u64) -> bool {
        let length = self.used.len() as u64 * BITS;
        if number > self.newest {
            // The places of the numbers in between were those of numbers that are too old by now.
            let first = (self.newest + 1).max(number.saturating_sub(length - 1));
            (first..=number).for_each(|passed| self.set(passed, false));
            self.newest = number;
        } else if number == 0 || self.newest - number >= length || self.is_used(number) {
            return false;
        }
        self.set(number, true);
        true
    }

    fn place(&self, number: u64) -> (usize, u64) {
        let place = number % (self.used.len() as u64 * BITS);
        (usize::try_from(place / BITS).expect("it is less than the length"), 1 << (place % BITS))
    }

    fn is_used(&self, number: u64) -> bool {
        let (word, bit) = self.place(number);
        self.used[word] & bit != 0
    }

    fn set(&mut self, number: u64, used: bool) {
        let (word, bit) = self.place(number);
        if used { self.used[word] |= bit } else { self.used[word] &= !bit }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn a_number_is_used_once_in_whatever_order() {
        let mut window = Window::new(128);
        for number in [1, 3, 2, 100, 99, 64, 65, 63] {
            assert!(window.take(number), "{number} is new");
            assert!(!window.take(number), "{number} is used");
        }
        assert!(!window.take(0), "no message has this number");
    }

    #[test]
    fn what_is_older_than_the_window_counts_as_used() {
        let mut window = Window::new(64);
        assert!(window.take(1_000));
        assert!(window.take(1_000 - 63));
        assert!(!window.take(1_000 - 64));
        assert!(window.take(u64::MAX), "a leap of any size takes a bounded time");
        assert!(!window.take(u64::MAX));
        assert!(window.take(u64::MAX - 63));
    }

    #[test]
    fn it_says_the_same_as_a_set_of_all_numbers() {
        let (mut window, mut all, mut newest, mut random) = (Window::new(64), HashSet::new(), 0_u64, 7_u64);
        for _ in 0..100_000 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let number = (newest + 1 + (random >> 33) % 20).saturating_sub((random >> 50) % 90).max(1);
            let is_new = newest.saturating_sub(number) < 64 && all.insert(number);
            assert_eq!(window.take(number), is_new, "{number} after {newest}");
            newest = newest.max(number);
        }
    }
}
