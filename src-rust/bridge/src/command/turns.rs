//! Commands of which one page's calls take turns: each waits until those made before it have ended, or wait themselves.
//!
//! Calls run side by side, and their bodies are read side by side, so of two that are made in a row either may run
//! first. Where the order is the point, as it is for `listen` and `emit`, a call draws its turn when it arrives.

use std::sync::{Mutex, PoisonError};
use tokio::sync::oneshot;

/// Whether calls of a command take turns.
pub(super) fn has(command: &str) -> bool {
    command.starts_with("plugin:event|")
}

/// The end of the line of one document.
#[derive(Default)]
pub(crate) struct Turns(Mutex<Option<oneshot::Receiver<()>>>);

impl Turns {
    /// Stands in line. The turn is over when it is dropped.
    pub(super) fn draw(&self) -> Turn {
        let (over, next) = oneshot::channel();
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Turn { before: last.replace(next), _over: over }
    }
}

pub(super) struct Turn {
    before: Option<oneshot::Receiver<()>>,
    _over: oneshot::Sender<()>,
}

impl Turn {
    /// Waits until all that stood before in the line are over.
    pub(super) async fn come(&mut self) {
        if let Some(before) = self.before.take() {
            // The sender is never used: it is dropped when the turn before is over.
            let _ = before.await;
        }
    }
}
