//! One message of a channel: written once, then pushed with a delivery or parked until the page fetches it.

use serde::{Serialize, Serializer, ser::SerializeStruct};

use std::{fmt::Write, sync::Arc};

use crate::{
    IpcResponse, Refusal,
    document::Document,
    outbox::{EntryText, Room, Unqueued},
    payload::Form,
    wire::InvokeResponseBody,
};

/// The core command by which a page fetches a parked message. It says which one in the header `Tauri-Channel-Id`.
pub(crate) const FETCH: &str = "plugin:__TAURI_CHANNEL__|fetch";

/// What the text of an entry is made of besides its message: brackets, numbers, commas. Unit: bytes.
const FRAME_BYTES: usize = 48;

/// Kinds of entries, as the page's script knows them. A pushed message has the kind of its payload.
const PARKED: u8 = 3;

/// A message in its form on the wire.
pub(super) struct Written {
    body: InvokeResponseBody,
    /// serde wrote it, so it is JSON if it says so.
    is_safe: bool,
}

impl Written {
    pub(super) fn new<T: IpcResponse>(message: T) -> Result<Self, Refusal> {
        Ok(Self { body: message.body()?, is_safe: T::IS_WRITTEN_BY_SERDE })
    }

    pub(super) fn bytes(&self) -> usize {
        self.body.len() + FRAME_BYTES
    }

    pub(super) fn into_body(self) -> InvokeResponseBody {
        self.body
    }

    /// Queues the message as the one of this index.
    pub(super) fn queue(
        self,
        document: &Arc<Document>,
        channel: u32,
        index: u64,
        room: Room,
    ) -> Result<(), Unqueued> {
        let limits = document.limits();
        let inline = match &self.body {
            InvokeResponseBody::Json(json) => json.len() < limits.channel_inline_json_bytes_max,
            InvokeResponseBody::Raw(bytes) => bytes.len() < limits.channel_inline_raw_bytes_max,
        };
        if !inline {
            let parcel = document.parked().park(channel, self.body, room);
            let queued = document.outbox().push_word(format!("[{PARKED},{channel},{index},{parcel}]"));
            return queued.inspect_err(|_| drop(document.parked().take(parcel)));
        }
        let form = Form::of(&self.body, self.is_safe);
        let mut entry =
            EntryText::beginning(format_args!("[{},{channel}", form.number()), form.text_bytes(&self.body));
        write!(entry.json, ",{index}").expect("a string takes any text");
        document.outbox().push(form.end(entry, &self.body), room)
    }
}

/// Why a message was not sent.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SendError {
    /// Nobody reads any more: the page went away, or its reader has stopped.
    #[error("the channel is closed: its page went away, or stopped reading")]
    Closed,
    /// The message has no form on the wire.
    #[error("{}", .0.message())]
    Unwritable(Refusal),
}

/// Why a message was not sent without waiting.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum TrySendError {
    /// The page is behind by as much as it may be. Send it later, or leave it out.
    #[error("the channel is full: its page is behind; wait with `send`, or leave the message out")]
    Full,
    /// Nobody reads any more: the page went away, or its reader has stopped.
    #[error("the channel is closed: its page went away, or stopped reading")]
    Closed,
    /// The message has no form on the wire.
    #[error("{}", .0.message())]
    Unwritable(Refusal),
}

impl From<Refusal> for SendError {
    fn from(refusal: Refusal) -> Self {
        Self::Unwritable(refusal)
    }
}

impl From<Unqueued> for SendError {
    /// Whoever waited for room finds none only where the document is gone.
    fn from(_: Unqueued) -> Self {
        Self::Closed
    }
}

impl From<Refusal> for TrySendError {
    fn from(refusal: Refusal) -> Self {
        Self::Unwritable(refusal)
    }
}

impl From<Unqueued> for TrySendError {
    fn from(unqueued: Unqueued) -> Self {
        match unqueued {
            Unqueued::Full => Self::Full,
            Unqueued::Closed => Self::Closed,
        }
    }
}

impl From<SendError> for TrySendError {
    fn from(error: SendError) -> Self {
        match error {
            SendError::Closed => Self::Closed,
            SendError::Unwritable(refusal) => Self::Unwritable(refusal),
        }
    }
}

impl SendError {
    /// `channel_closed`, or the refusal's own code: what a page branches on.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Closed => "channel_closed",
            Self::Unwritable(refusal) => refusal.code().as_str(),
        }
    }
}

impl TrySendError {
    /// `channel_full`, `channel_closed`, or the refusal's own code: what a page branches on.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Full => "channel_full",
            Self::Closed => "channel_closed",
            Self::Unwritable(refusal) => refusal.code().as_str(),
        }
    }
}

/// As the error of a command it has the shape of a refusal: a code and a sentence.
impl Serialize for SendError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        TrySendError::from(self.clone()).serialize(serializer)
    }
}

impl Serialize for TrySendError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Self::Unwritable(refusal) = self {
            return refusal.serialize(serializer);
        }
        let mut error = serializer.serialize_struct("SendError", 2)?;
        error.serialize_field("code", self.code())?;
        error.serialize_field("message", &self.to_string())?;
        error.end()
    }
}
