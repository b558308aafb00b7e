//! The demo `tasks`.

use crate::{App, Part, Result, eventually};

/// The demo `tasks`.
pub struct Tasks<'a>(pub &'a App);

impl<'a> Tasks<'a> {
    /// Starts ten tasks.
    pub async fn start_ten(&self) -> Result {
        self.part("work-start").click().await
    }

    /// Waits until all ten have finished: for each in turn, the place it came in at.
    pub async fn places(&self) -> Result<Vec<usize>> {
        let bars = self.part("work-bar");
        let places = async || {
            let places = bars.attributes("data-place").await?.into_iter().flatten();
            Ok(places.filter_map(|place| place.parse().ok()).collect::<Vec<usize>>())
        };
        eventually("ten tasks to finish", places, |places| places.len() == 10).await
    }

    /// How long they took, in words.
    pub fn summary(&self) -> Part<'a> {
        self.part("work-summary")
    }

    /// Starts `slow`, or `steps`.
    pub async fn start(&self, call: &str) -> Result {
        self.part(&format!("{call}-start")).click().await
    }

    /// Cancels it.
    pub async fn cancel(&self, call: &str) -> Result {
        self.part(&format!("{call}-cancel")).click().await
    }

    /// What became of it on the page.
    pub fn answer(&self, call: &str) -> Part<'a> {
        self.part(&format!("{call}-answer"))
    }

    /// How many calls to `slow` Rust has dropped.
    pub fn dropped(&self) -> Part<'a> {
        self.part("drops-dropped")
    }

    /// How many calls to `steps` Rust has told to stop.
    pub fn told(&self) -> Part<'a> {
        self.part("drops-told")
    }

    /// Starts the command that blocks its thread.
    pub async fn block(&self) -> Result {
        self.part("block-run").click().await
    }

    /// The thread it blocked, once it is done.
    pub fn blocked(&self) -> Part<'a> {
        self.part("block-answer")
    }

    /// How many frames the animation has drawn meanwhile.
    pub async fn frames(&self) -> Result<u32> {
        let text = self.part("frames-count").text().await?;
        Ok(text.split_whitespace().next().unwrap_or_default().parse()?)
    }

    fn part(&self, name: &str) -> Part<'a> {
        Part::named(self.0, name)
    }
}
