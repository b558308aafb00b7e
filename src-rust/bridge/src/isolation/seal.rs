//! A sealed message: how it is bound to its labels, and how it is opened.
//!
//! The seal is AES-256-GCM. What is bound to it without being part of it is this text, one line each:
//!
//! ```text
//! footbridge isolation 1
//! <session, 32 hexadecimal digits>
//! <number of the message>
//! <callback id>
//! <error id>
//! <label of the webview>
//! <command>
//! ```
//!
//! No label and no command has a line break in it, so no two heads give one text. Content type and headers are inside:
//! what is sealed begins with them, as in HTTP, a line each (`name: value`) and an empty one.

use aes_gcm::{Aes256Gcm, Nonce, Tag, aead::AeadInOut};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};

use super::key::SessionId;
use crate::{Limits, Refusal, wire::CallId};

/// Bytes that the seal adds.
pub(super) const TAG_BYTES: usize = 16;

/// What a message is bound to: whoever changes any of it breaks the seal.
#[derive(Clone, Copy, Debug)]
pub struct Head<'a> {
    /// The document's session.
    pub session: [u8; 16],
    /// The message's own number, from 1.
    pub counter: u64,
    /// The ids of the call.
    pub id: CallId,
    /// Label of the webview that sent it.
    pub webview: &'a str,
    /// The command that it calls.
    pub command: &'a str,
}

/// What was sealed.
#[derive(Debug)]
pub struct Text {
    /// The headers that the hook let through, the content type among them.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Head<'_> {
    /// The text that the seal is bound to.
    pub fn to_bound_text(&self) -> String {
        let Self { session, counter, id, webview, command } = self;
        let (callback, error, session) = (id.callback, id.error, hex(session));
        format!("footbridge isolation 1\n{session}\n{counter}\n{callback}\n{error}\n{webview}\n{command}")
    }

    /// The nonce: four zero bytes and the number, its first byte the highest.
    pub(super) fn nonce(&self) -> [u8; 12] {
        let mut nonce = [0; 12];
        nonce[4..].copy_from_slice(&self.counter.to_be_bytes());
        nonce
    }
}

/// Opens a sealed message, in place where nobody else holds its bytes. Needs nothing but its arguments, and changes nothing.
///
/// # Errors
/// `bad_seal` when the bytes were not sealed with this key for this head, `malformed_request` when what was sealed does not
/// begin with headers.
pub fn open(cipher: &Aes256Gcm, head: &Head<'_>, sealed: Bytes, limits: &Limits) -> Result<Text, Refusal> {
    let mut bytes = Vec::from(sealed);
    let length = bytes.len().checked_sub(TAG_BYTES).ok_or_else(Refusal::bad_seal)?;
    let (text, tag) = bytes.split_at_mut(length);
    let tag = Tag::try_from(&*tag).map_err(|_| Refusal::bad_seal())?;
    cipher
        .decrypt_inout_detached(
            &Nonce::from(head.nonce()),
            head.to_bound_text().as_bytes(),
            text.into(),
            &tag,
        )
        .map_err(|_| Refusal::bad_seal())?;
    bytes.truncate(length);
    split(bytes.into(), limits)
}

/// Takes what was sealed apart: lines, an empty one, the body.
fn split(text: Bytes, limits: &Limits) -> Result<Text, Refusal> {
    let headers_max = limits.headers_max;
    let problem = |what: &str| Refusal::malformed_request(format!("a sealed message {what}"));
    let start = &text[..text.len().min(limits.header_bytes_max)];
    let end = start.windows(2).position(|pair| pair == b"\n\n");
    let end = end.ok_or_else(|| problem("begins with headers, a line each, and an empty line"))?;
    let mut headers = HeaderMap::new();
    for line in text[..end].split(|byte| *byte == b'\n') {
        let colon = line.windows(2).position(|pair| pair == b": ");
        let (name, value) = colon.map(|colon| (&line[..colon], &line[colon + 2..])).unwrap_or_default();
        let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name), HeaderValue::from_bytes(value)) else {
            return Err(problem("has a line for each header, `name: value`"));
        };
        if headers.len() == headers_max {
            return Err(problem(&format!("has at most {headers_max} headers")));
        }
        headers.append(name, value);
    }
    Ok(Text { headers, body: text.slice(end + 2..) })
}

/// Two digits a byte.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The session of its digits.
pub(super) fn session_of(digits: &str) -> Option<SessionId> {
    let mut session = SessionId::default();
    if digits.len() != 2 * session.len() || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    for (byte, place) in session.iter_mut().zip((0..).step_by(2)) {
        *byte = u8::from_str_radix(&digits[place..place + 2], 16).ok()?;
    }
    Some(session)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two_headers() -> Limits {
        Limits { headers_max: 2, ..Limits::default() }
    }

    fn code(text: &'static str) -> &'static str {
        split(text.into(), &two_headers()).err().map_or("fine", |refusal| refusal.code().as_str())
    }

    #[test]
    fn headers_end_at_the_first_empty_line() {
        let text = split(Bytes::from_static(b"a: 1\nb: 2: 3\n\n\n\nbody"), &two_headers()).unwrap();
        assert_eq!((text.headers["a"].as_bytes(), text.headers["b"].as_bytes()), (&b"1"[..], &b"2: 3"[..]));
        assert_eq!(text.body, "\n\nbody");
        assert_eq!(split(Bytes::from_static(b"a: 1\n\n"), &two_headers()).unwrap().body, "");
    }

    #[test]
    fn what_has_no_headers_or_too_many_is_refused() {
        for text in [
            "",
            "\n\n",
            "a: 1",
            "a: 1\n",
            "a: 1\nb\n\n",
            ": 1\n\n",
            "a:1\n\n",
            "a: \u{1}\n\n",
            "a: 1\na: 2\na: 3\n\n",
        ] {
            assert_eq!(code(text), "malformed_request", "{text:?}");
        }
    }

    #[test]
    fn a_session_is_written_and_read() {
        let session = std::array::from_fn(|place| u8::try_from(place * 17).unwrap());
        assert_eq!(session_of(&hex(&session)), Some(session));
        for digits in [
            "",
            "00",
            &"0".repeat(31),
            &"g".repeat(32),
            &"\u{e4}".repeat(16),
            &format!("+1{}", "0".repeat(30)),
        ] {
            assert_eq!(session_of(digits), None, "{digits}");
        }
    }
}
