//! The demo `plugins`.

use crate::{App, Part, Result};

/// The demo `plugins`.
pub struct Plugins<'a>(pub &'a App);

impl<'a> Plugins<'a> {
    /// Takes the plugin out, or puts it back, and waits until it is `on` or not.
    pub async fn switch(&self, on: bool) -> Result {
        self.part("plugin-switch").click().await?;
        let hook = if on { "setup" } else { "on_drop" };
        self.newest().has("data-hook", hook).await
    }

    /// Keeps a note.
    pub async fn keep(&self, note: &str) -> Result {
        self.part("note-text").fill(note).await?;
        self.part("note-keep").click().await
    }

    /// Asks the plugin to forget all notes.
    pub async fn forget(&self) -> Result {
        self.part("note-forget").click().await
    }

    /// The notes that are kept.
    pub fn notes(&self) -> Part<'a> {
        self.part("notes")
    }

    /// What is said while there are none.
    pub fn no_notes(&self) -> Part<'a> {
        self.part("notes-empty")
    }

    /// Why a note was not kept.
    pub fn error(&self) -> Part<'a> {
        self.part("note-error")
    }

    /// What the page says to that when the plugin is taken out.
    pub fn explanation(&self) -> Part<'a> {
        self.part("note-explained")
    }

    /// Reloads the page with its own button.
    pub async fn reload(&self) -> Result {
        self.part("hooks-reload").click().await
    }

    /// Opens a window for the plugin to be told of.
    pub async fn open_window(&self) -> Result {
        self.part("hooks-window").click().await
    }

    /// Goes to an address that the plugin locks.
    pub async fn go_locked(&self) -> Result {
        self.part("hooks-locked").click().await
    }

    /// Fetches the notes from the plugin's scheme, and waits until it answers with this status.
    pub async fn fetch(&self, status: &str) -> Result {
        self.part("hooks-fetch").click().await?;
        self.part("fetched").has("data-status", status).await
    }

    /// What the scheme gave.
    pub fn fetched(&self) -> Part<'a> {
        self.part("fetched-text")
    }

    /// Whether the plugin's script ran in this page: its attribute `data-ran`.
    pub fn script(&self) -> Part<'a> {
        self.part("hooks-script")
    }

    /// The lines that tell of this hook.
    pub fn fired(&self, hook: &str) -> Part<'a> {
        self.newest().with("data-hook", hook)
    }

    fn newest(&self) -> Part<'a> {
        self.part("fired")
    }

    fn part(&self, name: &str) -> Part<'a> {
        Part::named(self.0, name)
    }
}
