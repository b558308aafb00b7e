//! What a document and its frame share.

use aes_gcm::Aes256Gcm;
use std::sync::{Mutex, PoisonError};

use super::{
    key::{DocumentKey, IsolationKey, SessionId, random},
    seal,
    window::Window,
};
use crate::Error;

/// The session of one document. It begins when the frame is handed out and ends with the document.
pub(crate) struct Session {
    pub(super) id: SessionId,
    pub(super) cipher: Aes256Gcm,
    used: Mutex<Window>,
}

impl Session {
    /// Begins a session, and gives the key for the frame.
    ///
    /// # Errors
    /// When the operating system has no randomness to give.
    pub(super) fn begin(
        key: &IsolationKey,
        webview: &str,
        window: usize,
    ) -> Result<(Self, DocumentKey), Error> {
        let id = random()?;
        let key = key.of(&id, webview);
        Ok((Self { id, cipher: key.cipher(), used: Mutex::new(Window::new(window)) }, key))
    }

    /// Its name, as it stands in a header.
    pub(super) fn name(&self) -> String {
        seal::hex(&self.id)
    }

    /// Uses the number of a message. Returns whether that is the first time.
    pub(super) fn take(&self, counter: u64) -> bool {
        // Nothing panics while it holds the lock.
        self.used.lock().unwrap_or_else(PoisonError::into_inner).take(counter)
    }
}
