//! The demo `resources`.

use crate::{App, Part, Result};

/// The demo `resources`.
pub struct Resources<'a>(pub &'a App);

impl<'a> Resources<'a> {
    /// Opens the tide table for the `page`, the `window` or the `app`.
    pub async fn open_for(&self, owner: &str) -> Result {
        self.part("resources-owner-".to_owned() + owner).label().click().await?;
        self.part("resources-open").click().await
    }

    /// Opens the native dialog.
    pub async fn choose(&self) -> Result {
        self.part("resources-choose").click().await
    }

    /// The row of the handle that this owner has.
    pub fn handle(&self, owner: &str) -> Handle<'a> {
        Handle(self.part("resource").with("data-owner", owner))
    }

    /// Waits until Rust holds this many files open.
    pub async fn open_files(&self, files: &str) -> Result {
        self.part("resources-count").has("data-open", files).await
    }

    /// What is said while nothing is open.
    pub fn empty(&self) -> Part<'a> {
        self.part("resources-empty")
    }

    /// What the last read brought.
    pub fn piece(&self) -> Part<'a> {
        self.part("resource-piece")
    }

    /// What is said at the end of the file.
    pub fn end(&self) -> Part<'a> {
        self.part("resource-end")
    }

    /// Why a handle could not be used.
    pub fn error(&self) -> Part<'a> {
        self.part("resource-error")
    }

    fn part(&self, name: impl AsRef<str>) -> Part<'a> {
        Part::named(self.0, name.as_ref())
    }
}

/// One row of the table.
pub struct Handle<'a>(Part<'a>);

impl<'a> Handle<'a> {
    /// The row itself.
    pub fn row(&self) -> &Part<'a> {
        &self.0
    }

    /// Reads on.
    pub async fn read(&self) -> Result {
        self.0.inner("resource-read").click().await
    }

    /// Goes back to the start.
    pub async fn rewind(&self) -> Result {
        self.0.inner("resource-rewind").click().await
    }

    /// Closes it.
    pub async fn close(&self) -> Result {
        self.0.inner("resource-close").click().await
    }

    /// Waits until it is `open`, or `closed`.
    pub async fn is(&self, state: &str) -> Result {
        self.0.has("data-state", state).await
    }

    /// Waits until the next read begins at this byte.
    pub async fn stands_at(&self, byte: &str) -> Result {
        self.0.has("data-position", byte).await
    }
}
