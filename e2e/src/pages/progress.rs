//! The demo `progress`: jobs side by side.

use std::path::Path;

use crate::{App, FileDialog, Part, Result};

/// The demo `progress`.
pub struct Progress<'a>(pub &'a App);

/// One job, by its number: 1 is the first that was started.
pub struct Job<'a>(Part<'a>);

impl<'a> Progress<'a> {
    /// Chooses the file at `path` in the native dialog, which starts a job.
    pub async fn choose(&self, path: &Path) -> Result {
        self.part("progress-choose").click().await?;
        FileDialog::opened(self.0).await?.choose(path).await
    }

    /// Drops the file at `path` onto the page, which starts a job.
    pub async fn drop_file(&self, path: &Path) -> Result {
        let place = self.part("progress-drop");
        place.has("data-state", "waiting").await?;
        place.drop_file(path).await
    }

    /// Starts a job over so many made-up bytes.
    pub async fn hash_sample(&self, mib: u64) -> Result {
        self.part("progress-size").choose(&(mib << 20).to_string()).await?;
        self.part("progress-sample").click().await
    }

    /// A job.
    pub fn job(&self, number: u32) -> Job<'a> {
        Job(self.jobs().with("data-number", &number.to_string()))
    }

    /// All that are listed.
    pub fn jobs(&self) -> Part<'a> {
        self.part("progress-job")
    }

    /// How many Rust has, as the page knows it.
    pub fn in_rust(&self) -> Part<'a> {
        self.part("progress-in-rust")
    }

    /// Why a file was not taken.
    pub fn error(&self) -> Part<'a> {
        self.part("progress-error")
    }

    /// Takes what is over off the list.
    pub async fn clear(&self) -> Result {
        self.part("progress-clear").click().await
    }

    /// What is said while there is no job.
    pub fn empty(&self) -> Part<'a> {
        self.part("progress-empty")
    }

    fn part(&self, name: &str) -> Part<'a> {
        Part::named(self.0, name)
    }
}

impl<'a> Job<'a> {
    /// Has it stand still.
    pub async fn pause(&self) -> Result {
        self.0.inner("progress-pause").click().await
    }

    /// Has it go on.
    pub async fn resume(&self) -> Result {
        self.0.inner("progress-resume").click().await
    }

    /// Cancels it.
    pub async fn cancel(&self) -> Result {
        self.0.inner("progress-cancel").click().await
    }

    /// Has the page read of it slowly, or fast again.
    pub async fn toggle_slow_reader(&self) -> Result {
        self.0.inner("progress-slow").click().await
    }

    /// Waits until it is `running`, `paused`, `done`, `cancelled` or `failed`.
    pub async fn is(&self, state: &str) -> Result {
        self.0.has("data-state", state).await
    }

    /// Bytes of it that the page has read of, now.
    pub async fn read(&self) -> Result<u64> {
        Ok(self.0.attribute("data-read").await?.unwrap_or_default().parse()?)
    }

    /// How far Rust is ahead of that.
    pub fn ahead(&self) -> Part<'a> {
        self.0.inner("progress-ahead")
    }

    /// The digest, once it is done.
    pub fn digest(&self) -> Part<'a> {
        self.0.inner("progress-digest")
    }

    /// What is said once it is cancelled.
    pub fn cancelled(&self) -> Part<'a> {
        self.0.inner("progress-cancelled")
    }

    /// Why it failed.
    pub fn error(&self) -> Part<'a> {
        self.0.inner("progress-job-error")
    }
}
