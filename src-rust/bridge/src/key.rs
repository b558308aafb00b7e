//! Stage one: the invoke key. In: a [`Request`]. Out: a [`Trusted`] one, whose sender ran in the main frame of one
//! of our webviews, because only the injected script there knows the key.
//!
//! The key keeps out other frames and other programs; it does not say what a page may do. That is the next stage.

use std::fmt;

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
pub struct InvokeKey {
    text: String,
    /// What a request has to claim.
    right: ClaimedKey,
}

impl InvokeKey {
    /// Makes a key from 256 random bits of the operating system.
    ///
    /// # Errors
    /// When the operating system has no randomness to give.
    pub fn generate() -> Result<Self, Error> {
        let mut bits = [0; 32];
        getrandom::fill(&mut bits).map_err(|error| Error::Randomness(error.to_string()))?;
        let text: String = bits.iter().map(|byte| format!("{byte:02x}")).collect();
        let right = ClaimedKey::new(&text);
        Ok(Self { text, right })
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
        if claimed.is(&self.right) { Ok(()) } else { Err(Refusal::bad_key()) }
    }

    pub(crate) fn reveal(&self) -> &str {
        &self.text
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
    fn only_the_key_itself_is_right() {
        let key = InvokeKey::generate().unwrap();
        let right = key.reveal();
        let is_right = |claimed: &str| key.require(&ClaimedKey::new(claimed)).is_ok();
        assert!(is_right(right));
        for at in 0..right.len() {
            let mut other = right.to_owned();
            other.replace_range(at..=at, if &right[at..=at] == "0" { "1" } else { "0" });
            assert!(!is_right(&other), "digit {at} counts");
            assert!(!is_right(&right[..at]), "the first {at} digits are not enough");
        }
        for other in
            [format!("{right}0"), format!("{right}{right}"), right.to_uppercase() + " ", "0".repeat(64)]
        {
            assert!(!is_right(&other), "{other}");
        }
    }

    #[test]
    fn every_launch_has_a_key_of_its_own() {
        assert_ne!(InvokeKey::generate().unwrap().reveal(), InvokeKey::generate().unwrap().reveal());
    }
}
