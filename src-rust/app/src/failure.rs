//! The one error shape of the app's own commands: a code for the page to branch on, a sentence for a person.
//!
//! The bridge's refusals have the same two fields, so a page shows both kinds with the same few lines.

use std::fmt;

use footbridge::ipc::SendError;
use serde::Serialize;
use ts_rs::TS;

/// Why a command could not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Failure {
    /// Stable, in snake case: what the page branches on.
    pub code: &'static str,
    /// What went wrong and what to do about it, in whole sentences: what the person reads.
    pub message: String,
}

impl Failure {
    /// A failure that the page knows as `code` and tells in the words of `message`.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

impl From<SendError> for Failure {
    fn from(error: SendError) -> Self {
        Self::new(error.code(), error.to_string())
    }
}
