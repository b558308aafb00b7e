//! How a command hears that nobody waits for it any more.

use std::ops::Deref;

/// Told when the page cancels the call, or goes away.
///
/// A command that takes one decides for itself how to stop. A command that takes none, if it is `async`, is dropped at
/// its next await.
#[derive(Clone, Debug, Default)]
pub struct CancellationToken(tokio_util::sync::CancellationToken);

impl CancellationToken {
    /// A token that nobody has cancelled.
    pub fn new() -> Self {
        Self::default()
    }
}

impl From<tokio_util::sync::CancellationToken> for CancellationToken {
    fn from(token: tokio_util::sync::CancellationToken) -> Self {
        Self(token)
    }
}

impl Deref for CancellationToken {
    type Target = tokio_util::sync::CancellationToken;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}
