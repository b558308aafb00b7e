//! The demo `events`, and the second window it opens.

use crate::{App, Part, Result, eventually};

/// The demo `events`, in the main window.
pub struct Events<'a>(pub &'a App);

impl<'a> Events<'a> {
    /// Waits until the timeline is watched.
    pub async fn is_ready(&self) -> Result {
        self.part("events-empty").appears().await
    }

    /// Types the name of the event that is listened for and emitted.
    pub async fn name(&self, name: &str) -> Result {
        self.part("events-name").fill(name).await
    }

    /// Has listeners hear what is for `anybody`, or for them `itself`.
    pub async fn hear_for(&self, whom: &str) -> Result {
        self.part(&format!("events-as-{whom}")).label().click().await
    }

    /// Lets `rust` or `main` listen.
    pub async fn listen(&self, hearer: &str) -> Result {
        self.part(&format!("{hearer}-listen")).click().await
    }

    /// Lets it listen once.
    pub async fn listen_once(&self, hearer: &str) -> Result {
        self.part(&format!("{hearer}-once")).click().await
    }

    /// Lets it stop listening, the first of its listeners first.
    pub async fn stop(&self, hearer: &str) -> Result {
        self.part(&format!("{hearer}-stop")).click().await
    }

    /// Waits until Rust counts this many listeners of `rust`, `main` or `second`; `closed` where there is no window.
    pub async fn counts(&self, hearer: &str, count: &str) -> Result {
        self.part(&format!("hearer-{hearer}")).has("data-count", count).await
    }

    /// Opens the second window, and waits until it is there.
    pub async fn open_second(&self) -> Result {
        self.part("second-open").click().await?;
        self.counts("second", "0").await
    }

    /// Emits from `page` or `rust` to this target.
    pub async fn emit(&self, from: &str, to: &str, text: &str) -> Result {
        self.part(&format!("emit-from-{from}")).label().click().await?;
        self.part("emit-to").choose(to).await?;
        self.part("emit-text").fill(text).await?;
        self.part("emit").click().await
    }

    /// Emits from Rust to everybody, as bytes.
    pub async fn emit_bytes(&self, text: &str) -> Result {
        self.part("emit-from-rust").label().click().await?;
        self.part("emit-form-bytes").label().click().await?;
        self.emit("rust", "everybody", text).await
    }

    /// Waits until the row of the event that says `text` tells who heard it: how often Rust, main and second did.
    pub async fn heard(&self, text: &str, times: [u32; 3]) -> Result {
        let script = format!(
            "const row = [...document.querySelectorAll('[data-test=timeline-row]')]\
             .find((row) => row.querySelector('.text')?.textContent === {text});\
             return row && [...row.querySelectorAll('[data-times]')].map((dot) => Number(dot.dataset.times));",
            text = serde_json::to_string(text)?
        );
        let wanted = serde_json::json!(times);
        eventually(
            &format!("“{text}” to be heard {times:?} times"),
            || self.0.script(&script),
            |seen| *seen == wanted,
        )
        .await?;
        Ok(())
    }

    /// Scrolls the timeline into sight.
    pub async fn scroll_to_timeline(&self) -> Result {
        let script = "document.querySelector('[data-test=timeline]').scrollIntoView({ block: 'end' })";
        self.0.script(script).await?;
        Ok(())
    }

    /// The row of the newest event of this name.
    pub fn row(&self, name: &str) -> Part<'a> {
        self.part("timeline-row").with("data-name", name)
    }

    /// How often `Rust`, `main` or `second` heard the event of this row.
    pub fn times(&self, name: &str, hearer: &str) -> Part<'a> {
        self.row(name).inner(&format!("heard-by-{hearer}"))
    }

    /// Shows what windows emit by themselves, or hides it.
    pub async fn toggle_window_events(&self) -> Result {
        self.part("events-windows").click().await
    }

    /// Why an event was not emitted.
    pub fn emit_error(&self) -> Part<'a> {
        self.part("emit-error")
    }

    /// Why the main window does not listen.
    pub fn listen_error(&self) -> Part<'a> {
        self.part("main-error")
    }

    fn part(&self, name: &str) -> Part<'a> {
        Part::named(self.0, name)
    }
}

/// The page of the second window.
pub struct Second<'a>(pub &'a App);

impl<'a> Second<'a> {
    /// Lets it listen.
    pub async fn listen(&self) -> Result {
        self.part("second-listen").click().await?;
        self.part("second-stop").appears().await
    }

    /// Emits to everybody.
    pub async fn emit(&self, text: &str) -> Result {
        self.part("emit-text").fill(text).await?;
        self.part("emit").click().await
    }

    /// What it heard last.
    pub fn heard(&self) -> Part<'a> {
        self.part("second-heard")
    }

    fn part(&self, name: &str) -> Part<'a> {
        Part::named(self.0, name)
    }
}
