//! A call on its way in.

use http::HeaderMap;
use std::{fmt, sync::Arc};
use subtle::ConstantTimeEq;

use super::Incoming;
use crate::{
    document::Document,
    page::{Origin, Page},
    transport::Transport,
};

/// Who calls, as the host sees it. A page never states who it is.
#[derive(Clone)]
pub struct Caller {
    /// The webview that the message came out of.
    pub page: Page,
    /// The document in it that sent the message: the page may have another by now.
    pub document: Arc<Document>,
    /// Where that document was loaded from.
    pub origin: Origin,
}

/// A request that nobody has judged: the first type of the journey.
pub struct Request {
    /// The command: `name`, or `plugin:name|command`.
    pub command: String,
    /// Which call of its page this is.
    pub id: CallId,
    /// The key that the sender shows.
    pub key: ClaimedKey,
    /// All headers but the key.
    pub headers: HeaderMap,
    /// The arguments, perhaps still unread.
    pub body: Incoming,
    /// Who sent it, by the host's word.
    pub caller: Caller,
    /// By which transport it came.
    pub by: Transport,
}

/// Two random 32-bit numbers, made by the page: where the answer goes, and by their pair the name of the call.
///
/// A message with a pair that was seen before is the same call sent again, and does not run again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Deserialize)]
pub struct CallId {
    /// Takes the value of a success.
    pub callback: u32,
    /// Takes the value of a failure.
    pub error: u32,
}

/// A key as somebody sent it. It can be compared by [`crate::key::InvokeKey`] and not be read by anyone.
pub struct ClaimedKey(Option<[u64; KEY_WORDS]>);

/// A key has two digits for each of 32 bytes, and is compared eight digits at a time.
const KEY_WORDS: usize = 8;

impl ClaimedKey {
    /// Takes what came in the key's place; for one that is absent, the empty text. What has not the length of a key is never
    /// right.
    pub fn new(text: &str) -> Self {
        let (words, rest) = text.as_bytes().as_chunks();
        let words: Option<[[u8; 8]; KEY_WORDS]> = words.try_into().ok().filter(|_| rest.is_empty());
        Self(words.map(|words| words.map(u64::from_ne_bytes)))
    }

    /// Whether it is `other`. The time it takes says nothing of what is in either.
    pub(crate) fn is(&self, other: &Self) -> bool {
        let (Self(Some(claimed)), Self(Some(other))) = (self, other) else { return false };
        claimed[..].ct_eq(other).into()
    }
}

impl fmt::Debug for ClaimedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClaimedKey")
    }
}
