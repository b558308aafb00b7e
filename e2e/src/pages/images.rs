//! The demo `images`.

use std::path::Path;

use thirtyfour::Key;

use crate::{App, FileDialog, Part, Result, eventually};

/// The demo `images`.
pub struct Images<'a>(pub &'a App);

impl<'a> Images<'a> {
    /// Chooses the file at `path` in the native dialog.
    pub async fn choose(&self, path: &Path) -> Result {
        self.part("images-choose").click().await?;
        FileDialog::opened(self.0).await?.choose(path).await
    }

    /// Drops the file at `path` onto the card that opens pictures.
    pub async fn drop_file(&self, path: &Path) -> Result {
        let place = self.part("images-drop");
        place.has("data-state", "waiting").await?;
        place.drop_file(path).await
    }

    /// Takes the sample photograph out of the empty frame.
    pub async fn take_sample(&self) -> Result {
        self.part("images-dusk").click().await
    }

    /// Opens the sample of this name out of the list.
    pub async fn open_sample(&self, name: &str) -> Result {
        if self.part("images-samples").attribute("open").await?.is_none() {
            self.part("images-samples-summary").click().await?;
        }
        self.part("images-sample").with("data-name", name).click().await
    }

    /// The frame around the picture: `empty`, `busy` or `done`.
    pub fn view(&self) -> Part<'a> {
        self.part("images-view")
    }

    /// The name of the open picture.
    pub fn name(&self) -> Part<'a> {
        self.part("images-name")
    }

    /// What is said where name and content of a file differ.
    pub fn named(&self) -> Part<'a> {
        self.part("images-named")
    }

    /// Why a picture could not be opened.
    pub fn error(&self) -> Part<'a> {
        self.part("images-error")
    }

    /// Why it could not be exported.
    pub fn export_error(&self) -> Part<'a> {
        self.part("images-export-error")
    }

    /// What was exported, and where to.
    pub fn exported(&self) -> Part<'a> {
        self.part("images-exported")
    }

    /// What the last pass made.
    pub fn passed(&self) -> Part<'a> {
        self.part("images-passed")
    }

    /// The two pictures, before and after.
    pub fn compared(&self) -> Part<'a> {
        self.part("images-compare")
    }

    /// The line between them.
    pub fn divider(&self) -> Part<'a> {
        self.part("images-divider")
    }

    /// The card of a stage.
    pub fn stage(&self, kind: &str) -> Part<'a> {
        self.part("images-stage").with("data-kind", kind)
    }

    /// What a stage made, small.
    pub fn preview(&self, kind: &str) -> Part<'a> {
        self.part("images-preview").with("data-kind", kind)
    }

    /// What a stage is moved by.
    pub fn grip(&self, kind: &str) -> Part<'a> {
        self.part("images-grip").with("data-kind", kind)
    }

    /// Turns a stage on or off.
    pub async fn switch(&self, kind: &str) -> Result {
        self.part("images-switch").with("data-kind", kind).click().await
    }

    /// A slider of a stage.
    pub fn slider(&self, kind: &str, name: &str) -> Part<'a> {
        self.part("images-slider").with("data-kind", kind).with("data-name", name)
    }

    /// Chooses the format that is written.
    pub async fn write_as(&self, format: &str) -> Result {
        self.part("images-format").choose(format).await
    }

    /// The kinds of the stages between decoding and encoding, from the top.
    pub async fn order(&self) -> Result<Vec<String>> {
        let kinds = self.part("images-grip").attributes("data-kind").await?;
        Ok(kinds.into_iter().flatten().collect())
    }

    /// Waits until no pass runs and the picture of this name is shown.
    pub async fn shows(&self, name: &str) -> Result {
        self.name().says(name).await?;
        self.is_done().await
    }

    /// Waits until no pass runs.
    pub async fn is_done(&self) -> Result {
        self.view().has("data-state", "done").await
    }

    /// How much work was cancelled half way.
    pub async fn cancelled(&self) -> Result<u32> {
        let count = self.passed().attribute("data-cancelled").await?;
        Ok(count.unwrap_or_default().parse()?)
    }

    /// Moves the slider by keys that follow each other faster than a pass runs, until one was cancelled.
    pub async fn cancel_a_pass(&self, kind: &str, name: &str) -> Result {
        let before = self.cancelled().await?;
        let slider = self.slider(kind, name);
        let keys = [Key::Left, Key::Left, Key::Left, Key::Right];
        let cancelled = async || {
            slider.press(keys.iter().map(Key::value).collect::<String>()).await?;
            self.is_done().await?;
            self.cancelled().await
        };
        eventually("a running pass to be cancelled", cancelled, |count| *count > before).await?;
        Ok(())
    }

    /// Opens the save dialog.
    pub async fn export(&self) -> Result<FileDialog<'a>> {
        self.part("images-export").click().await?;
        FileDialog::opened(self.0).await
    }

    fn part(&self, name: &str) -> Part<'a> {
        Part::named(self.0, name)
    }
}
