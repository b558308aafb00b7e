//! An answer on its way out.

use bytes::Bytes;

use crate::{InvokeError, Refusal};

/// What a command returned, ready for the wire.
#[derive(Clone, Debug)]
pub enum InvokeResponseBody {
    /// JSON text.
    Json(String),
    /// Bytes; the page gets an `ArrayBuffer`.
    Raw(Bytes),
}

impl InvokeResponseBody {
    /// Size in bytes.
    pub fn len(&self) -> usize {
        match self {
            Self::Json(text) => text.len(),
            Self::Raw(bytes) => bytes.len(),
        }
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl From<String> for InvokeResponseBody {
    /// Takes text that is JSON already.
    fn from(json: String) -> Self {
        Self::Json(json)
    }
}

impl From<Vec<u8>> for InvokeResponseBody {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Raw(bytes.into())
    }
}

impl From<Bytes> for InvokeResponseBody {
    fn from(bytes: Bytes) -> Self {
        Self::Raw(bytes)
    }
}

/// How a call ended: the last type of the journey.
#[derive(Clone)]
pub enum Reply {
    /// The command's value.
    Value(InvokeResponseBody),
    /// The command's own error, as it serializes.
    Error(InvokeError),
    /// The bridge did not let the call through, or could not bring it to an end.
    Refused(Refusal),
}

impl Reply {
    /// The body for the wire, and whether it is a success.
    pub fn into_body(self) -> (bool, InvokeResponseBody) {
        match self {
            Self::Value(body) => (true, body),
            Self::Error(error) => (false, InvokeResponseBody::Json(error.into_json())),
            Self::Refused(refusal) => (false, InvokeResponseBody::Json(refusal.to_json())),
        }
    }

    /// Size of the body in bytes, without making it.
    pub fn len(&self) -> usize {
        match self {
            Self::Value(body) => body.len(),
            Self::Error(error) => error.as_json().len(),
            Self::Refused(refusal) => refusal.to_json().len(),
        }
    }

    /// Whether the body is empty.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl From<Refusal> for Reply {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}
