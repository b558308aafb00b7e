//! The one error of the suite: a sentence for whoever reads why a spec failed.

use std::fmt;

/// Why a spec cannot go on.
pub struct Failure(String);

/// What every step of a spec returns.
pub type Result<T = ()> = std::result::Result<T, Failure>;

impl Failure {
    /// A failure in the words of `sentence`.
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Any error becomes a failure, so a step ends in `?` whatever it calls. (`Failure` itself is deliberately no `Error`:
/// the two would overlap.)
impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}
