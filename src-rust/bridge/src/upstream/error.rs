//! Why a stream from a page gave no piece.

use serde::{Serialize, Serializer, ser::SerializeStruct};

use crate::command::ArgumentError;

/// What is wrong with a stream, or with one piece of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UpstreamError {
    /// The page's stream failed, for this reason in the page's words.
    #[error("the page's stream failed: {0}")]
    Failed(String),
    /// One piece is of another type. The next may fit.
    #[error("a piece of the stream{place}: expected {expected}, received {received}", place = at(path))]
    Unfit {
        /// Where in the piece; empty when it is the piece itself.
        path: String,
        /// What would have fitted.
        expected: String,
        /// What came.
        received: String,
    },
    /// The call was cancelled.
    #[error("the call was cancelled")]
    Cancelled,
    /// The page went away before the stream ended.
    #[error("the page went away before its stream ended")]
    Gone,
}

fn at(path: &str) -> String {
    if path.is_empty() { String::new() } else { format!(", at `{path}`") }
}

impl UpstreamError {
    /// A stable code, as the page gets it where a command fails with this.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Failed(_) => "upstream_failed",
            Self::Unfit { .. } => "upstream_unfit",
            Self::Cancelled => "cancelled",
            Self::Gone => "upstream_gone",
        }
    }
}

impl From<ArgumentError> for UpstreamError {
    fn from(error: ArgumentError) -> Self {
        match error {
            ArgumentError::Unfit { path, expected, received } => Self::Unfit { path, expected, received },
            // Pieces come from the page alone, so this is never the reason.
            other => Self::Failed(format!("{other:?}")),
        }
    }
}

/// As the error of a command it has the shape of a refusal: a code and a sentence.
impl Serialize for UpstreamError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut error = serializer.serialize_struct("UpstreamError", 2)?;
        error.serialize_field("code", self.code())?;
        error.serialize_field("message", &self.to_string())?;
        error.end()
    }
}
