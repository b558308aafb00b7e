//! What a command may return, and how it becomes a reply.
//!
//! A command returns a value or a `Result`. Which of the two it is depends on the type and not on how it is written
//! (`io::Result<T>`, an alias of one's own), so the choice is made by method resolution: [`ResultKind`] is found one
//! reference earlier than [`PlainKind`], and only for a `Result`.

use serde::de::IgnoredAny;
use std::{
    mem,
    pin::Pin,
    task::{Context, Poll},
};

use super::InvokeMessage;
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
            Err(error) => Err(stopped_by(error)),
        }
    }

    pub fn give<T: IpcResponse, E: IpcError>(
        self,
        result: Result<T, E>,
        message: &InvokeMessage,
    ) -> Giving<T> {
        match result {
            Ok(value) => IsPlain.give(value, message),
            Err(error) => Giving { outcome: Some(Err(stopped_by(error))), _value: None },
        }
    }
}

fn stopped_by(error: impl IpcError) -> Stopped {
    error.into_invoke_error().map_or_else(Stopped::Refused, Stopped::Failed)
}

impl IsPlain {
    pub fn outcome<T: IpcResponse>(self, value: T) -> Outcome {
        body_of(&mut Some(value))
    }

    /// What an `async` command ends with: its outcome, or, where its answer is large, nothing more. Then the answer is with
    /// the message, and the future keeps the value until it is dropped. To let go of a large one takes as long as to make
    /// it, and the page need not wait for that.
    pub fn give<T: IpcResponse>(self, value: T, message: &InvokeMessage) -> Giving<T> {
        let mut value = Some(value);
        let outcome = match body_of(&mut value) {
            Ok(body) if value.is_some() && body.len() >= LARGE_BYTES_MIN && mem::needs_drop::<T>() => {
                message.leave(body);
                None
            }
            outcome => Some(outcome),
        };
        Giving { outcome, _value: value }
    }
}

/// An answer from this length on leaves before what it was made of is dropped. Unit: bytes.
const LARGE_BYTES_MIN: usize = 4 * 1024;

fn body_of<T: IpcResponse>(value: &mut Option<T>) -> Outcome {
    let body = T::body_of(value)?;
    Ok(if T::IS_WRITTEN_BY_SERDE { body } else { checked(body)? })
}

/// The end of an `async` command.
#[doc(hidden)]
pub struct Giving<T> {
    outcome: Option<Outcome>,
    _value: Option<T>,
}

// Nothing in it is ever pinned.
impl<T> Unpin for Giving<T> {}

impl<T> Future for Giving<T> {
    type Output = Outcome;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Outcome> {
        self.outcome.take().map_or(Poll::Pending, Poll::Ready)
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
