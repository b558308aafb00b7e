//! Stage one: the invoke key. In: a [`Request`]. Out: a [`Trusted`] one, whose sender ran in the main frame of one
//! of our webviews, because only the injected script there knows the key.
//!
//! The key keeps out other frames and other programs; it does not say what a page may do. That is the next stage.

use std::fmt;
use subtle::ConstantTimeEq;

use crate::{
    Error, Refusal,
    wire::{ClaimedKey, Request},
};

/// A request whose key was right. Only [`InvokeKey::check`] makes one.
pub struct Trusted(Request);

impl Trusted {
    pub(crate) fn into_request(self) -> Request {
        self.0
    }
}

/// The secret of one launch, shared by the host and the injected script.
pub struct InvokeKey(String);

impl InvokeKey {
    /// Makes a key from 256 random bits of the operating system.
    ///
    /// # Errors
    /// When the operating system has no randomness to give.
    pub fn generate() -> Result<Self, Error> {
        let mut bits = [0; 32];
        getrandom::fill(&mut bits).map_err(|error| Error::Randomness(error.to_string()))?;
        Ok(Self(bits.iter().map(|byte| format!("{byte:02x}")).collect()))
    }

    /// Lets a request pass whose key is this one. The time it takes says nothing about the key.
    ///
    /// # Errors
    /// `bad_key`, which transports answer with silence.
    pub fn check(&self, request: Request) -> Result<Trusted, Refusal> {
        let _hop = tracing::trace_span!("key").entered();
        self.require(&request.key)?;
        Ok(Trusted(request))
    }

    /// For a transport, which explains what is wrong with a message only to whoever has the key.
    pub(crate) fn require(&self, claimed: &ClaimedKey) -> Result<(), Refusal> {
        let fits = self.0.as_bytes().ct_eq(claimed.as_bytes());
        if fits.into() { Ok(()) } else { Err(Refusal::bad_key()) }
    }

    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for InvokeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InvokeKey")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_is_ever_printed() {
        let key = InvokeKey::generate().unwrap();
        let claimed = ClaimedKey::new(key.reveal());
        let printed = format!("{key:?} {claimed:?} {:?}", Refusal::bad_key());
        assert!(!printed.contains(key.reveal()));
        assert_eq!(key.reveal().len(), 64);
    }

    #[test]
    fn every_launch_has_a_key_of_its_own() {
        assert_ne!(InvokeKey::generate().unwrap().reveal(), InvokeKey::generate().unwrap().reveal());
    }
}
