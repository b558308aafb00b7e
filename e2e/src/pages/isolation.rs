//! The demo `isolation`, and the page of the isolated window.

use crate::{App, Part, Result};

/// The demo `isolation`, in the main window.
pub struct Isolation<'a>(pub &'a App);

impl<'a> Isolation<'a> {
    /// Opens the isolated window, and waits until it is ready.
    pub async fn open(&self) -> Result {
        self.part("isolation-open").click().await?;
        self.part("isolation-call").appears().await
    }

    /// Files copies of a letter, from both windows.
    pub async fn file(&self, path: &str, copies: u32) -> Result {
        self.part("isolation-path").fill(path).await?;
        self.part("isolation-copies").fill(&copies.to_string()).await?;
        self.part("isolation-call").click().await
    }

    /// Where the letter goes. Enter calls.
    pub fn path(&self) -> Part<'a> {
        self.part("isolation-path")
    }

    /// The folder of the rule.
    pub fn folder(&self) -> Part<'a> {
        self.part("rule-folder")
    }

    /// The button of the rule: `In use`, where it is.
    pub fn use_rule(&self) -> Part<'a> {
        self.part("rule-use")
    }

    /// What became of the call of this window: `data-state`.
    pub fn plain(&self) -> Part<'a> {
        self.part("isolation-plain")
    }

    /// What became of the call of the isolated window: `data-state`.
    pub fn isolated(&self) -> Part<'a> {
        self.part("isolation-isolated")
    }

    /// Why the isolated window's call was refused: `data-code`.
    pub fn refusal(&self) -> Part<'a> {
        self.part("isolation-isolated-refusal")
    }

    /// The sealed message: `data-seal`.
    pub fn sealed(&self) -> Part<'a> {
        self.part("isolation-sealed")
    }

    /// Its bytes.
    pub fn hex(&self) -> Part<'a> {
        self.part("isolation-hex")
    }

    /// Sends it as a thief would: `relabelled`, `again` or `changed`.
    pub async fn steal(&self, how: &str) -> Result {
        self.part(&format!("isolation-{how}")).click().await
    }

    /// What Rust made of that: `data-refused`.
    pub fn verdict(&self) -> Part<'a> {
        self.part("isolation-verdict")
    }

    /// Why Rust refused it: `data-code`.
    pub fn stolen(&self) -> Part<'a> {
        self.part("isolation-stolen")
    }

    /// Has the hook go by another rule for a call with too many copies: `stop`, `change` or `delay`.
    pub async fn rule(&self, otherwise: &str) -> Result {
        // The driver takes what the status line covers for visible.
        self.use_rule().scroll_to().await?;
        self.part(&format!("rule-{otherwise}")).label().click().await?;
        self.use_rule().click().await?;
        self.use_rule().says("In use").await?;
        Ok(())
    }

    /// Measures, and waits for the result: `data-rounds`, `data-times`.
    pub async fn measure(&self) -> Result<Part<'a>> {
        self.part("isolation-measure").click().await?;
        let cost = self.part("isolation-cost");
        cost.says("times as long").await?;
        Ok(cost)
    }

    /// The last calls, as the isolated window shows them.
    pub fn calls(&self) -> Part<'a> {
        self.part("isolated-calls")
    }

    /// The pattern that the isolated window finds in use.
    pub fn pattern(&self) -> Part<'a> {
        self.part("isolated-pattern")
    }

    fn part(&self, name: &str) -> Part<'a> {
        Part::named(self.0, name)
    }
}
