//! Two stages of a call. The first judges the head: a message of an isolated page is sealed, or goes no further. The
//! second, after the capability, reads the body and opens it. There is no other way to a body, so no argument of an
//! isolated page is read before its seal was found whole.

use bytes::Bytes;
use http::{HeaderMap, header::CONTENT_TYPE};
use std::{mem, sync::Arc};

use super::{
    Head, Session,
    seal::{self, TAG_BYTES},
};
use crate::{
    Limits, Refusal,
    key::Trusted,
    wire::{CallId, Caller, Incoming, InvokeBody, Request, header},
};

/// A request whose head fits its page: sealed where the page is isolated, open where it is not. Only [`check`] makes one.
pub struct Enveloped {
    request: Request,
    seal: Option<Seal>,
}

/// What the head says of the seal.
struct Seal {
    session: Arc<Session>,
    counter: u64,
}

/// A request whose body was read and, where the page is isolated, opened. Only [`Enveloped::open`] makes one.
pub struct Opened {
    command: String,
    caller: Caller,
    headers: HeaderMap,
    body: Bytes,
}

/// Whether a message may come again.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// Its number is used up by it.
    Once,
    /// What it asks for is done at most once anyway: it is a call that runs already, or acts on the caller's own things.
    Again,
}

/// Lets a request pass whose head fits its page.
///
/// # Errors
/// `not_sealed` from an isolated page, `bad_seal` when it is not of this document, `malformed_request` when the head does
/// not say what the seal is.
pub fn check(trusted: Trusted) -> Result<Enveloped, Refusal> {
    let request = trusted.into_request();
    let is_sealed =
        header::single(&request.headers, &CONTENT_TYPE).is_some_and(|kind| kind == header::SEALED);
    let page = &request.caller.page;
    let seal = match (page.isolation().is_some(), is_sealed) {
        (false, false) => None,
        (true, true) => Some(seal_of(&request)?),
        (true, false) => return Err(Refusal::not_sealed()),
        (false, true) => {
            return Err(Refusal::malformed_request(
                "this page is not isolated, and its messages have no seal",
            ));
        }
    };
    Ok(Enveloped { request, seal })
}

fn seal_of(request: &Request) -> Result<Seal, Refusal> {
    let value = header::single(&request.headers, &header::SEAL).and_then(|value| value.to_str().ok());
    let parts = value.and_then(|value| {
        let (session, counter) = value.split_once(';')?;
        Some((seal::session_of(session)?, header::decimal(counter)?))
    });
    let (id, counter) = parts.ok_or_else(|| {
        let (name, form) = (header::SEAL, "<session>;<number of the message>");
        Refusal::malformed_request(format!("a sealed message has the header `{name}: {form}`"))
    })?;
    // A message of another document, and one of a document whose frame was never asked for, were sealed with another key.
    let session = request.caller.document.session().cloned().filter(|session| session.id == id);
    Ok(Seal { session: session.ok_or_else(Refusal::bad_seal)?, counter })
}

impl Enveloped {
    /// The command that it calls.
    pub fn command(&self) -> &str {
        &self.request.command
    }

    /// Which call of its page this is.
    pub fn id(&self) -> CallId {
        self.request.id
    }

    /// Who sent it, by the host's word.
    pub fn caller(&self) -> &Caller {
        &self.request.caller
    }

    /// Whether its body came with its head, so that nobody has to wait for it.
    pub(crate) fn has_body(&self) -> bool {
        matches!(self.request.body, Incoming::Whole(_))
    }

    /// Whether there is a seal to open.
    pub fn is_sealed(&self) -> bool {
        self.seal.is_some()
    }

    /// Reads the body, of at most `bytes_max`, and opens it.
    ///
    /// # Errors
    /// `bad_seal` when it was not sealed as it came, `replayed` when its number was used before, `body_too_large` and
    /// `body_unreadable`.
    pub(crate) async fn open(
        mut self,
        bytes_max: usize,
        limits: &Limits,
        usage: Use,
    ) -> Result<Opened, Refusal> {
        let body = mem::replace(&mut self.request.body, Incoming::Whole(Bytes::new()));
        self.request.body = Incoming::Whole(body.read(self.wire_bytes_max(bytes_max, limits)).await?);
        self.open_here(bytes_max, limits, usage)
    }

    /// The same for one whose body came with its head: nothing waits.
    ///
    /// # Errors
    /// As [`Self::open`]; `body_unreadable` when the body has yet to come.
    pub(crate) fn open_here(self, bytes_max: usize, limits: &Limits, usage: Use) -> Result<Opened, Refusal> {
        let wire_bytes_max = self.wire_bytes_max(bytes_max, limits);
        let Request { command, id, headers, body, caller, .. } = self.request;
        let body = body.here(wire_bytes_max)?;
        let Some(Seal { session, counter }) = self.seal else {
            return Ok(Opened { command, caller, headers, body });
        };
        let head = Head { session: session.id, counter, id, webview: caller.page.label(), command: &command };
        let text = seal::open(&session.cipher, &head, body, limits)?;
        // Only a message that is whole uses its number up: nobody else can spoil the numbers to come.
        if usage == Use::Once && !session.take(counter) {
            return Err(Refusal::replayed());
        }
        if text.body.len() > bytes_max {
            return Err(Refusal::body_too_large(bytes_max));
        }
        Ok(Opened { command, caller, headers: text.headers, body: text.body })
    }

    /// The headers are sealed with the body, and so is the proof.
    fn wire_bytes_max(&self, bytes_max: usize, limits: &Limits) -> usize {
        let own = if self.is_sealed() { limits.header_bytes_max + TAG_BYTES } else { 0 };
        bytes_max.saturating_add(own)
    }
}

impl Opened {
    /// The command that it calls.
    pub fn command(&self) -> &str {
        &self.command
    }

    /// Who sent it, by the host's word.
    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The headers: those that came, or those that were sealed.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The arguments, as the content type says, with who sent them and the headers.
    ///
    /// # Errors
    /// `malformed_request` when the body is not what the headers say.
    pub(crate) fn into_arguments(self) -> Result<(Caller, HeaderMap, InvokeBody), Refusal> {
        let body = InvokeBody::from_wire(&self.headers, self.body)?;
        Ok((self.caller, self.headers, body))
    }
}
