//! Work on the rows of a picture, in bands over all cores: what every stage is built from.
//!
//! Threads of the standard library do it: a pass starts a handful of them per stage, which costs microseconds, so a
//! pool that stays would save nothing. Between two bands each thread asks whether the pass was cancelled, and tells
//! how far the stage is.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Threads at most that work on one stage.
const THREADS_MAX: usize = 8;

/// The pass was cancelled. What was done so far is of no use.
#[derive(Debug, PartialEq, Eq)]
pub struct Cancelled;

/// Through which a stage asks whether to go on, and tells how far it is.
#[derive(Clone, Copy)]
pub struct Watch<'a> {
    is_cancelled: &'a (dyn Fn() -> bool + Sync),
    tell: &'a (dyn Fn(f32) + Sync),
    from: f32,
    to: f32,
}

impl<'a> Watch<'a> {
    /// `tell` gets the share that is done, from 0 to 1, from any thread.
    pub const fn new(is_cancelled: &'a (dyn Fn() -> bool + Sync), tell: &'a (dyn Fn(f32) + Sync)) -> Self {
        Self { is_cancelled, tell, from: 0.0, to: 1.0 }
    }

    /// The same for part `index` of `count` equal ones.
    pub fn part(self, index: u8, count: u8) -> Self {
        let share = (self.to - self.from) / f32::from(count);
        let from = self.from + share * f32::from(index);
        Self { from, to: from + share, ..self }
    }

    /// Tells that `done` of `all` is done.
    ///
    /// # Errors
    /// When the pass was cancelled.
    pub fn reached(&self, done: u64, all: u64) -> Result<(), Cancelled> {
        self.check()?;
        #[allow(clippy::cast_precision_loss, reason = "a bar on the screen has few pixels")]
        let share = done as f32 / all.max(1) as f32;
        (self.tell)(self.from + share.min(1.0) * (self.to - self.from));
        Ok(())
    }

    /// # Errors
    /// When the pass was cancelled.
    pub fn check(&self) -> Result<(), Cancelled> {
        if (self.is_cancelled)() { Err(Cancelled) } else { Ok(()) }
    }
}

/// Hands the rows of `pixels` to `work`, `rows` at a time, with the index of the first of them.
///
/// # Errors
/// When the pass was cancelled: some bands are done then, and some are not.
pub fn in_bands(
    pixels: &mut [u8],
    row_bytes: usize,
    rows: usize,
    watch: Watch<'_>,
    work: impl Fn(usize, &mut [u8]) + Sync,
) -> Result<(), Cancelled> {
    let all = pixels.len().div_ceil(row_bytes * rows);
    let bands = Mutex::new(pixels.chunks_mut(row_bytes * rows).enumerate());
    let done = AtomicUsize::new(0);
    let next = || bands.lock().unwrap_or_else(PoisonError::into_inner).next();
    let worker = || {
        while watch.check().is_ok()
            && let Some((index, band)) = next()
        {
            work(index * rows, band);
            let _ = watch.reached(done.fetch_add(1, Relaxed) as u64 + 1, all as u64);
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads().min(all) {
            scope.spawn(worker);
        }
        worker();
    });
    watch.check()
}

fn threads() -> usize {
    thread::available_parallelism().map_or(1, usize::from).min(THREADS_MAX)
}
