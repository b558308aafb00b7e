//! The key of one launch, and those that follow from it.

use aes_gcm::{Aes256Gcm, Key, KeyInit};
use hkdf::Hkdf;
use sha2::Sha256;
use std::fmt;

use crate::Error;

/// Name of a document's session: 128 random bits. It is no secret.
pub(super) type SessionId = [u8; 16];

/// The secret that the keys of all documents follow from. It never leaves the process.
pub struct IsolationKey([u8; 32]);

/// The secret of one document, shared by the host and the document's frame.
pub(super) struct DocumentKey(Key<Aes256Gcm>);

impl IsolationKey {
    /// Makes a key from 256 random bits of the operating system.
    ///
    /// # Errors
    /// When the operating system has no randomness to give.
    pub fn generate() -> Result<Self, Error> {
        random().map(Self)
    }

    /// The key of a session of a webview. No two sessions share one, so a message's number is a nonce that never comes
    /// twice under a key.
    pub(super) fn of(&self, session: &SessionId, webview: &str) -> DocumentKey {
        let mut key = Key::<Aes256Gcm>::default();
        Hkdf::<Sha256>::new(Some(session), &self.0)
            .expand_multi_info(&[b"footbridge isolation 1", webview.as_bytes()], &mut key)
            .expect("32 bytes are within what the function gives");
        DocumentKey(key)
    }
}

impl DocumentKey {
    pub(super) fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new(&self.0)
    }

    pub(super) fn reveal(&self) -> &[u8] {
        &self.0
    }
}

/// Random bytes of the operating system.
pub(super) fn random<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| Error::Randomness(error.to_string()))?;
    Ok(bytes)
}

impl fmt::Debug for IsolationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IsolationKey")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_launch_session_and_webview_has_a_key_of_its_own() {
        let (one, two) = (IsolationKey::generate().unwrap(), IsolationKey::generate().unwrap());
        let keys = [
            one.of(&[1; 16], "main"),
            one.of(&[2; 16], "main"),
            one.of(&[1; 16], "other"),
            two.of(&[1; 16], "main"),
        ];
        let mut keys: Vec<_> = keys.iter().map(DocumentKey::reveal).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), 4);
        assert_eq!(format!("{one:?}"), "IsolationKey");
    }
}
