//! The demo `windows`, and the pages of what it opens.

use crate::{App, Part, Result, eventually};

/// The demo `windows`, in the main window.
pub struct Windows<'a>(pub &'a App);

impl<'a> Windows<'a> {
    /// Opens one more window.
    pub async fn open(&self) -> Result {
        self.part("open-window").click().await
    }

    /// Opens two webviews in one window.
    pub async fn open_pair(&self) -> Result {
        self.part("open-pair").click().await
    }

    /// Waits until the list has exactly these windows.
    pub async fn lists(&self, labels: &[&str]) -> Result {
        let listed = async || {
            let labels = self.part("window").attributes("data-label").await?;
            Ok(labels.into_iter().flatten().collect::<Vec<_>>())
        };
        eventually(&format!("the list to be {labels:?}"), listed, |seen| *seen == labels).await?;
        Ok(())
    }

    /// One window of the list.
    pub fn window(&self, label: &str) -> Listed<'a> {
        Listed(self.part("window").with("data-label", label))
    }

    /// Why no window opened.
    pub fn open_error(&self) -> Part<'a> {
        self.part("open-error")
    }

    fn part(&self, name: &str) -> Part<'a> {
        Part::named(self.0, name)
    }
}

/// One window, as the list shows it.
pub struct Listed<'a>(Part<'a>);

impl<'a> Listed<'a> {
    /// The row: `data-focused`, `data-asked`, `data-pressed`, `data-size`.
    pub fn row(&self) -> &Part<'a> {
        &self.0
    }

    /// One of its webviews.
    pub fn webview(&self, label: &str) -> Part<'a> {
        self.0.inner("webview").with("data-label", label)
    }

    /// Raises it.
    pub async fn show(&self) -> Result {
        self.0.inner("window-show").click().await
    }

    /// Asks it to close.
    pub async fn close(&self) -> Result {
        self.0.inner("window-close").click().await
    }

    /// Closes it without asking.
    pub async fn destroy(&self) -> Result {
        self.0.inner("window-destroy").click().await
    }

    /// Takes a webview out of it.
    pub async fn close_webview(&self, label: &str) -> Result {
        self.webview(label).inner("webview-close").click().await
    }
}

/// What the page of every window of this demo has, the main one included.
pub struct Talk<'a>(pub &'a App);

impl<'a> Talk<'a> {
    /// Presses, which counts.
    pub async fn press(&self) -> Result {
        self.part("press").click().await
    }

    /// Waits until the counts of all windows, this window and this webview are these.
    pub async fn counts(&self, all: u32, window: u32, webview: u32) -> Result {
        for (name, count) in [("all", all), ("window", window), ("webview", webview)] {
            self.part(&format!("pressed-{name}")).has("data-count", &count.to_string()).await?;
        }
        Ok(())
    }

    /// Says something to a window or webview by its label, or to everybody.
    pub async fn say(&self, to: Option<&str>, text: &str) -> Result {
        self.part("say-to").choose(to.unwrap_or_default()).await?;
        self.part("say-text").fill(text).await?;
        self.part("say").click().await
    }

    /// Waits until it was told this last, and gives all that it was told, newest first.
    pub async fn hears(&self, by: &str, text: &str) -> Result<Vec<String>> {
        let part = self.part("heard").with("data-by", by).inner("heard-text");
        let newest = |seen: &Vec<String>| seen.first().is_some_and(|newest| newest == text);
        eventually(&format!("“{text}” by {by} to be heard"), || part.texts(), newest).await
    }

    /// Why nothing was said.
    pub fn error(&self) -> Part<'a> {
        self.part("say-error")
    }

    /// Has its window ask before it closes, or no longer.
    pub async fn toggle_asking(&self) -> Result {
        self.part("closing-asks").click().await
    }

    /// The question whether its window may close.
    pub fn question(&self) -> Part<'a> {
        self.part("closing")
    }

    /// Lets the window close.
    pub async fn let_close(&self) -> Result {
        self.part("closing-close").click_away().await
    }

    /// Lets it stay.
    pub async fn let_stay(&self) -> Result {
        self.part("closing-stay").click().await
    }

    /// Loads the page anew with its own button.
    pub async fn reload(&self) -> Result {
        self.part("opened-reload").click().await
    }

    /// Width of the page, in CSS pixels, now.
    pub async fn width(&self) -> Result<u64> {
        Ok(self.0.script("return innerWidth").await?.as_u64().unwrap_or_default())
    }

    fn part(&self, name: &str) -> Part<'a> {
        Part::named(self.0, name)
    }
}
