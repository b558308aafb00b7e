//! The raw side of a command: bytes in, bytes out, errors as they are.

use http::HeaderMap;
use serde::Serialize;

use crate::Refusal;
pub use crate::channel::{Channel, JavaScriptChannelId, SendError, TrySendError};
pub use crate::command::{CommandArg, CommandItem, InvokeMessage};
pub use crate::upstream::UpstreamId;
pub use crate::wire::{InvokeBody, InvokeResponseBody};

/// The call's body and headers, borrowed, as a command's argument: this is how a command takes raw bytes.
///
/// ```
/// use footbridge::{command, ipc::{InvokeBody, Request}};
///
/// #[command]
/// fn count_bytes(request: Request<'_>) -> Result<usize, String> {
///     match request.body() {
///         InvokeBody::Raw(bytes) => Ok(bytes.len()),
///         InvokeBody::Json(_) => Err("send a Uint8Array or an ArrayBuffer".into()),
///     }
/// }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    body: &'a InvokeBody,
    headers: &'a HeaderMap,
}

impl<'a> Request<'a> {
    pub(crate) fn new(body: &'a InvokeBody, headers: &'a HeaderMap) -> Self {
        Self { body, headers }
    }

    /// The body.
    pub fn body(&self) -> &'a InvokeBody {
        self.body
    }

    /// The headers that the page sent, and those of the transport; never the key.
    pub fn headers(&self) -> &'a HeaderMap {
        self.headers
    }
}

/// A reply that is not made by serde: raw bytes, or JSON text that stands already.
pub struct Response(InvokeResponseBody);

impl Response {
    /// `Vec<u8>` or `Bytes` arrive in the page as an `ArrayBuffer`; a `String` is taken as JSON.
    pub fn new(body: impl Into<InvokeResponseBody>) -> Self {
        Self(body.into())
    }
}

/// A value that a command can return.
///
/// Whatever serializes is one; [`Response`] is the other. JSON has no NaN and no infinity: they arrive as `null`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be returned by a command",
    label = "this cannot be sent to the page",
    note = "derive `serde::Serialize` for it, or return `footbridge::ipc::Response` for raw bytes"
)]
pub trait IpcResponse {
    /// Whether [`Self::body`] is JSON that serde wrote, and so is JSON for certain.
    #[doc(hidden)]
    const IS_WRITTEN_BY_SERDE: bool = false;

    /// Turns the value into the body of the reply.
    ///
    /// # Errors
    /// `unwritable_reply` when it has no JSON form.
    fn body(self) -> Result<InvokeResponseBody, Refusal>;

    /// The same, and leaves in its place what the body does not need.
    #[doc(hidden)]
    fn body_of(value: &mut Option<Self>) -> Result<InvokeResponseBody, Refusal>
    where
        Self: Sized,
    {
        value.take().expect("it is asked once").body()
    }
}

impl<T: Serialize> IpcResponse for T {
    const IS_WRITTEN_BY_SERDE: bool = true;

    fn body(self) -> Result<InvokeResponseBody, Refusal> {
        Self::body_of(&mut Some(self))
    }

    fn body_of(value: &mut Option<Self>) -> Result<InvokeResponseBody, Refusal> {
        let value = value.as_ref().expect("it is asked once");
        serde_json::to_string(value).map(InvokeResponseBody::Json).map_err(Refusal::unwritable_reply)
    }
}

impl IpcResponse for Response {
    fn body(self) -> Result<InvokeResponseBody, Refusal> {
        Ok(self.0)
    }
}

impl IpcResponse for InvokeResponseBody {
    fn body(self) -> Result<InvokeResponseBody, Refusal> {
        Ok(self)
    }
}

/// A command's own error, as JSON text: it reaches the page as what it serializes to.
#[derive(Clone, Debug)]
pub struct InvokeError(String);

impl InvokeError {
    /// Serializes an error.
    ///
    /// # Errors
    /// `unwritable_reply` when it has no JSON form.
    pub fn new(error: impl Serialize) -> Result<Self, Refusal> {
        serde_json::to_string(&error).map(Self).map_err(Refusal::unwritable_reply)
    }

    pub(crate) fn as_json(&self) -> &str {
        &self.0
    }

    pub(crate) fn into_json(self) -> String {
        self.0
    }
}

/// A value that a command can fail with.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the error of a command",
    label = "this cannot be sent to the page",
    note = "derive `serde::Serialize` for it: the page gets the error as it serializes"
)]
pub trait IpcError {
    /// Turns the error into what the page gets.
    ///
    /// # Errors
    /// `unwritable_reply` when it has no JSON form.
    fn into_invoke_error(self) -> Result<InvokeError, Refusal>;
}

impl<T: Serialize> IpcError for T {
    fn into_invoke_error(self) -> Result<InvokeError, Refusal> {
        InvokeError::new(self)
    }
}

impl IpcError for InvokeError {
    fn into_invoke_error(self) -> Result<InvokeError, Refusal> {
        Ok(self)
    }
}
