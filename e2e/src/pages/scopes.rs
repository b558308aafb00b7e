//! The demo `scopes`.

use crate::{App, Part, Result};

/// The demo `scopes`.
pub struct Scopes<'a>(pub &'a App);

impl<'a> Scopes<'a> {
    /// A file in the tree.
    pub fn entry(&self, path: &str) -> Part<'a> {
        self.part("scopes-entry").with("data-path", path)
    }

    /// Types a path and presses Read.
    pub async fn read(&self, path: &str) -> Result {
        self.part("scopes-path").fill(path).await?;
        self.part("scopes-read").click().await
    }

    /// The field of the path.
    pub fn path(&self) -> Part<'a> {
        self.part("scopes-path")
    }

    /// Takes one of the paths that are offered beneath the field.
    pub async fn try_path(&self, path: &str) -> Result {
        self.part("scopes-trick").with("data-path", path).click().await
    }

    /// Lends the closed folder, or takes it back.
    pub async fn lend_or_take_back(&self) -> Result {
        self.part("scopes-lend").click().await
    }

    /// What is said while nothing was read.
    pub fn empty(&self) -> Part<'a> {
        self.part("scopes-empty")
    }

    /// Waits until a path was `open`, `denied` or `closed`.
    pub async fn answered(&self, path: &str, state: &str) -> Result {
        self.part("scopes-answer").with("data-path", path).has("data-state", state).await
    }

    /// What is in the file.
    pub fn text(&self) -> Part<'a> {
        self.part("scopes-text")
    }

    /// Why it was not read.
    pub fn error(&self) -> Part<'a> {
        self.part("scopes-error")
    }

    /// Where the path really leads.
    pub fn leads_to(&self) -> Part<'a> {
        self.part("scopes-leads-to")
    }

    /// Which entry decided.
    pub fn decided_by(&self) -> Part<'a> {
        self.part("scopes-decided-by")
    }

    fn part(&self, name: &str) -> Part<'a> {
        Part::named(self.0, name)
    }
}
