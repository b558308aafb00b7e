//! The demo `errors`: a card a way to fail.

use crate::{App, Part, Result};

/// The demo `errors`.
pub struct Errors<'a>(pub &'a App);

impl<'a> Errors<'a> {
    /// Makes the call of this kind.
    pub async fn call(&self, kind: &str) -> Result {
        self.part(kind, "run").click().await
    }

    /// Types what to divide by.
    pub async fn divide_by(&self, divisor: &str) -> Result {
        self.part("divide", "divisor").fill(divisor).await
    }

    /// The error in words, with its code.
    pub fn error(&self, kind: &str) -> Part<'a> {
        self.part(kind, "error")
    }

    /// The very object that reached the page, as JSON.
    pub fn object(&self, kind: &str) -> Part<'a> {
        self.part(kind, "object")
    }

    /// What the call answered in the end.
    pub fn answer(&self, kind: &str) -> Part<'a> {
        self.part(kind, "answer")
    }

    /// What Rust answers after the failures, and how many there were.
    pub fn alive(&self) -> Part<'a> {
        self.part("errors", "alive")
    }

    fn part(&self, kind: &str, name: &str) -> Part<'a> {
        Part::named(self.0, &format!("{kind}-{name}"))
    }
}
