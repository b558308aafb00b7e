//! What a command may return, and how it becomes a reply.
//!
//! A command returns a value or a `Result`. Which of the two it is depends on the type and not on how it is written
//! (`io::Result<T>`, an alias of one's own), so the choice is made by method resolution: [`ResultKind`] is found one
//! reference earlier than [`PlainKind`], and only for a `Result`.

use serde::de::IgnoredAny;

use crate::{
    InvokeError, IpcResponse, Refusal,
    ipc::IpcError,
    wire::{InvokeResponseBody, Reply},
};

/// How a command ended: with its value, or stopped.
#[doc(hidden)]
pub type Outcome = Result<InvokeResponseBody, Stopped>;

/// Why a command gave no value.
#[doc(hidden)]
pub enum Stopped {
    Refused(Refusal),
    Failed(InvokeError),
}

impl From<Refusal> for Stopped {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

pub(super) fn reply_of(outcome: Outcome) -> Reply {
    match outcome {
        Ok(body) => Reply::Value(body),
        Err(Stopped::Failed(error)) => Reply::Error(error),
        Err(Stopped::Refused(refusal)) => Reply::Refused(refusal),
    }
}

/// Looks at what a command returned without touching it.
#[doc(hidden)]
pub struct Kind<'a, T>(pub &'a T);

#[doc(hidden)]
pub struct IsResult;

#[doc(hidden)]
pub struct IsPlain;

#[doc(hidden)]
pub trait ResultKind {
    fn kind(&self) -> IsResult {
        IsResult
    }
}

impl<T, E> ResultKind for Kind<'_, Result<T, E>> {}

#[doc(hidden)]
pub trait PlainKind {
    fn kind(&self) -> IsPlain {
        IsPlain
    }
}

impl<T> PlainKind for &Kind<'_, T> {}

impl IsResult {
    pub fn outcome<T: IpcResponse, E: IpcError>(self, result: Result<T, E>) -> Outcome {
        match result {
            Ok(value) => IsPlain.outcome(value),
            Err(error) => Err(error.into_invoke_error().map_or_else(Stopped::Refused, Stopped::Failed)),
        }
    }
}

impl IsPlain {
    pub fn outcome<T: IpcResponse>(self, value: T) -> Outcome {
        let body = value.body()?;
        Ok(if T::IS_WRITTEN_BY_SERDE { body } else { checked(body)? })
    }
}

/// Takes text that somebody says is JSON. Where it is none, it could not stand beside other answers.
///
/// # Errors
/// `unwritable_reply`.
pub(crate) fn checked(body: InvokeResponseBody) -> Result<InvokeResponseBody, Refusal> {
    if let InvokeResponseBody::Json(text) = &body {
        serde_json::from_str::<IgnoredAny>(text).map_err(Refusal::unwritable_reply)?;
    }
    Ok(body)
}
