//! Why a pass ends before its end.

use super::bands::Cancelled;
use crate::Failure;

/// Cancelled, or failed in a way that the person is told of.
#[derive(Debug)]
pub enum Stop {
    /// The page gave it up.
    Cancelled,
    /// It could not be done.
    Failed(Failure),
}

impl From<Cancelled> for Stop {
    fn from(Cancelled: Cancelled) -> Self {
        Self::Cancelled
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}
