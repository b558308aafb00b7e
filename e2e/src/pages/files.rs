//! The demo `files`.

use std::path::Path;

use thirtyfour::Key;

use crate::{App, FileDialog, Part, Result};

/// The demo `files`.
pub struct Files<'a>(pub &'a App);

impl<'a> Files<'a> {
    /// Chooses the file at `path` in the native dialog.
    pub async fn choose(&self, path: &Path) -> Result {
        self.dialog().await?.choose(path).await
    }

    /// Opens the native dialog.
    pub async fn dialog(&self) -> Result<FileDialog<'a>> {
        self.part("files-choose").click().await?;
        FileDialog::opened(self.0).await
    }

    /// Drops the file or folder at `path` onto the stage.
    pub async fn drop_file(&self, path: &Path) -> Result {
        let place = self.part("files-drop");
        place.has("data-state", "waiting").await?;
        place.drop_file(path).await
    }

    /// Opens the sample of this name.
    pub async fn open_sample(&self, name: &str) -> Result {
        self.part("files-sample").with("data-name", name).click().await
    }

    /// Has the page ask for a path by itself.
    pub async fn open_path(&self, path: &Path) -> Result {
        self.part("files-path").fill(&path.display().to_string()).await?;
        self.part("files-path-open").click().await
    }

    /// Reads the open file as `text`, `whole` or in `pieces`.
    pub async fn read_as(&self, way: &str) -> Result {
        self.part(&format!("files-way-{way}")).label().click().await
    }

    /// The name of the open file.
    pub fn name(&self) -> Part<'a> {
        self.part("files-name")
    }

    /// The size of the open file.
    pub fn size(&self) -> Part<'a> {
        self.part("files-size")
    }

    /// What is shown of it.
    pub fn view(&self) -> Part<'a> {
        self.part("files-view")
    }

    /// What is said of a file without content.
    pub fn empty(&self) -> Part<'a> {
        self.part("files-empty")
    }

    /// Why it could not be opened or read.
    pub fn error(&self) -> Part<'a> {
        self.part("files-error")
    }

    /// Why the path was not opened.
    pub fn path_error(&self) -> Part<'a> {
        self.part("files-path-error")
    }

    /// A line of the text, counted from 1.
    pub fn line(&self, number: u64) -> Part<'a> {
        self.part("files-line").with("data-line", &number.to_string())
    }

    /// The row of the hex view that starts at `offset`.
    pub fn row(&self, offset: u64) -> Part<'a> {
        self.part("files-row").with("data-offset", &offset.to_string())
    }

    /// All rows that exist.
    pub fn rows(&self) -> Part<'a> {
        self.part("files-row")
    }

    /// The pieces that the page holds.
    pub fn pieces(&self) -> Part<'a> {
        self.part("files-pieces")
    }

    /// Goes to `offset` by typing it.
    pub async fn go_to(&self, offset: &str) -> Result {
        self.part("files-goto").fill(offset).await?;
        self.part("files-goto-run").click().await
    }

    /// Presses the key `End` in the hex view.
    pub async fn scroll_to_end(&self) -> Result {
        self.scroller().press(Key::End).await
    }

    /// Presses the key `Page Down` in the hex view.
    pub async fn page_down(&self) -> Result {
        self.scroller().press(Key::PageDown).await
    }

    /// Closes the open file.
    pub async fn close(&self) -> Result {
        self.part("files-close").click().await
    }

    fn scroller(&self) -> Part<'a> {
        self.view().region()
    }

    fn part(&self, name: &str) -> Part<'a> {
        Part::named(self.0, name)
    }
}
