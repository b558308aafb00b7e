//! Which transport carries what: one table for every engine, handed to the injected script with its configuration.
//!
//! Where the host has a socket to the document, all goes over it: no other transport is quicker for anything. Elsewhere a
//! text of the engine's message handler takes half the time of a request, and texts of one microtask travel as one. Bytes
//! in a text are base64; a request carries them as they are, which pays from some size on. What comes back goes the way of
//! its call: a text is answered through the page's [outbox](crate::outbox), in pieces where it is large.

use serde::Serialize;
use serde_json::{Value, json};
use std::fmt;

/// A way for messages of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Transport {
    /// A request of the scheme `ipc`: [`super::custom_protocol`].
    #[serde(rename = "custom protocol")]
    CustomProtocol,
    /// A text through the engine's message handler: [`super::post_message`].
    #[serde(rename = "post message")]
    PostMessage,
    /// Texts, and bytes beside them, over a connection that one document has to the host: [`super::socket`].
    #[serde(rename = "socket")]
    Socket,
}

impl Transport {
    /// Its name, on every side.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CustomProtocol => "custom protocol",
            Self::PostMessage => "post message",
            Self::Socket => "socket",
        }
    }
}

impl fmt::Display for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Longest JSON that goes as a text. Unit: UTF-16 code units.
#[cfg(target_os = "linux")]
const TEXT_CHARS_MAX: usize = 4 * 1024 * 1024;
#[cfg(not(target_os = "linux"))]
const TEXT_CHARS_MAX: usize = 64 * 1024;

/// Most bytes that go as a text, in base64. Unit: bytes.
#[cfg(target_os = "linux")]
const TEXT_BYTES_MAX: usize = 32 * 1024;
#[cfg(not(target_os = "linux"))]
const TEXT_BYTES_MAX: usize = 8 * 1024;

/// A body of so many bytes goes in pieces, beside the text of its call. Unit: bytes; null where a request as a whole is
/// quicker.
#[cfg(target_os = "linux")]
const PIECES_BYTES_MIN: Option<usize> = Some(8 * 1024 * 1024);
#[cfg(not(target_os = "linux"))]
const PIECES_BYTES_MIN: Option<usize> = None;

/// The length of such a piece. Unit: bytes.
const PIECE_BYTES: usize = 4 * 1024 * 1024;

/// Most bytes that go over a socket as base64 in their text, where they travel with other calls, and not beside a text of
/// their own. Unit: bytes.
const BESIDE_BYTES_MIN: usize = 512;

/// Texts of one microtask leave when together they are this long, so that the host begins with the first while the page
/// writes the others. Unit: UTF-16 code units.
const BATCH_CHARS: usize = 64 * 1024;

/// What the injected script chooses by.
pub(crate) fn table(forced: Option<Transport>) -> Value {
    json!({
        "forced": forced,
        "textCharsMax": TEXT_CHARS_MAX,
        "textBytesMax": TEXT_BYTES_MAX,
        "besideBytesMin": BESIDE_BYTES_MIN,
        "batchChars": BATCH_CHARS,
        "piecesBytesMin": PIECES_BYTES_MIN,
        "pieceBytes": PIECE_BYTES,
    })
}
