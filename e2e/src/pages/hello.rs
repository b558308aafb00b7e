//! The demo `hello`, and the guest window it opens.

use super::Planks;
use crate::{App, Part, Result};

/// The demo `hello`.
pub struct Hello<'a>(pub &'a App);

impl<'a> Hello<'a> {
    /// Types a name and greets.
    pub async fn greet(&self, name: &str) -> Result {
        self.name().fill(name).await?;
        self.part("hello-greet").click().await
    }

    /// Greets from a window without permission.
    pub async fn greet_from_guest(&self) -> Result {
        self.part("hello-guest").click().await
    }

    /// Greets by the untyped call beneath.
    pub async fn greet_untyped(&self) -> Result {
        self.part("hello-untyped").click().await
    }

    /// The field for the name.
    pub fn name(&self) -> Part<'a> {
        self.part("hello-name")
    }

    /// What Rust answered.
    pub fn answer(&self) -> Part<'a> {
        self.part("hello-answer")
    }

    /// How long it took, in words.
    pub fn took(&self) -> Part<'a> {
        self.part("hello-took")
    }

    /// Why there is no greeting.
    pub fn error(&self) -> Part<'a> {
        self.part("hello-error")
    }

    /// What the untyped call answered.
    pub fn untyped_answer(&self) -> Part<'a> {
        self.part("hello-untyped-answer")
    }

    /// The planks of the call.
    pub fn planks(&self) -> Planks<'a> {
        Planks::named(self.0, "hello-planks")
    }

    /// The planks of the guest's call.
    pub fn guest_planks(&self) -> Planks<'a> {
        Planks::named(self.0, "hello-guest-planks")
    }

    /// Why the guest's call was refused.
    pub fn guest_error(&self) -> Part<'a> {
        self.part("hello-guest-error")
    }

    fn part(&self, name: &str) -> Part<'a> {
        Part::named(self.0, name)
    }
}

/// The page of the window “guest”.
pub struct Guest<'a>(pub &'a App);

impl<'a> Guest<'a> {
    /// The planks of its own call.
    pub fn planks(&self) -> Planks<'a> {
        Planks::named(self.0, "guest-planks")
    }

    /// Why its call was refused.
    pub fn error(&self) -> Part<'a> {
        Part::named(self.0, "guest-error")
    }

    /// What Rust answered, had it been allowed.
    pub fn answer(&self) -> Part<'a> {
        Part::named(self.0, "guest-answer")
    }
}
