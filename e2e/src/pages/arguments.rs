//! The demo `arguments`: a card a command.

use crate::{App, Part, Result};

/// The demo `arguments`.
pub struct Arguments<'a>(pub &'a App);

impl<'a> Arguments<'a> {
    /// Types `text` into a field of the card of `command`.
    pub async fn fill(&self, command: &str, field: &str, text: &str) -> Result {
        self.part(command, field).fill(text).await
    }

    /// Chooses the shape to paint.
    pub async fn choose_shape(&self, shape: &str) -> Result {
        self.part("paint", "shape").choose(shape).await
    }

    /// Calls `command`.
    pub async fn call(&self, command: &str) -> Result {
        self.part(command, "run").click().await
    }

    /// What goes over for `command`, as JSON.
    pub fn sent(&self, command: &str) -> Part<'a> {
        self.part(command, "sent")
    }

    /// What Rust made of it.
    pub fn answer(&self, command: &str) -> Part<'a> {
        self.part(command, "answer")
    }

    /// Why `command` did not answer.
    pub fn error(&self, command: &str) -> Part<'a> {
        self.part(command, "error")
    }

    fn part(&self, command: &str, name: &str) -> Part<'a> {
        Part::named(self.0, &format!("{command}-{name}"))
    }
}
