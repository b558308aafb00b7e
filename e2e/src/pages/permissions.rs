//! The demo `permissions`, and the page of the visitor's window.

use crate::{App, Part, Result};

/// The demo `permissions`.
pub struct Permissions<'a>(pub &'a App);

impl<'a> Permissions<'a> {
    /// Leaves only the commands with this in their names.
    pub async fn filter(&self, text: &str) -> Result {
        let field = self.part("permission-filter");
        field.appears().await?;
        // The driver takes what the bar over the stage covers for visible.
        field.scroll_to().await?;
        field.fill(text).await
    }

    /// Asks about pages from this address; nothing means the app's own.
    pub async fn from_origin(&self, url: &str) -> Result {
        self.part("permission-origin").fill(url).await
    }

    /// How many commands are listed: `data-rows`, and in words.
    pub fn count(&self) -> Part<'a> {
        self.part("permission-count")
    }

    /// What is said when no command has the name.
    pub fn none(&self) -> Part<'a> {
        self.part("permission-none")
    }

    /// Why the table is not there.
    pub fn error(&self) -> Part<'a> {
        self.part("permission-error")
    }

    /// The cell of a command and a webview: `data-mark` is `open`, `closed` or `denied`.
    pub fn cell(&self, command: &str, webview: &str) -> Part<'a> {
        let row = self.part("permission-row").with("data-command", command);
        row.inner("permission-cell").with("data-webview", webview)
    }

    /// The rows that exist, which are those in sight.
    pub fn rows(&self) -> Part<'a> {
        self.part("permission-row")
    }

    /// What is foretold of the chosen call: `data-allowed`.
    pub fn why(&self) -> Part<'a> {
        self.part("why")
    }

    /// Why.
    pub fn reason(&self) -> Part<'a> {
        self.part("why-reason")
    }

    /// File, line and entry that decided.
    pub fn entry(&self) -> Part<'a> {
        self.part("why-entry")
    }

    /// What to change.
    pub fn suggestion(&self) -> Part<'a> {
        self.part("why-suggestion")
    }

    /// What the command may or must not touch.
    pub fn scopes(&self) -> Part<'a> {
        self.part("why-scopes")
    }

    /// The arguments of a trial, as JSON.
    pub async fn arguments(&self, json: &str) -> Result {
        self.part("try-arguments").fill(json).await
    }

    /// Makes the call from the main window, and gives what came of it.
    pub async fn try_from_main(&self) -> Result<Trial<'a>> {
        self.part("try-main").click().await?;
        Ok(self.trial("main"))
    }

    /// The control that does so from the visitor's window.
    pub fn visitor_button(&self) -> Part<'a> {
        self.part("try-visitor")
    }

    /// Makes the call from the visitor's window, and gives what came of it.
    pub async fn try_from_visitor(&self) -> Result<Trial<'a>> {
        self.part("try-visitor").click().await?;
        Ok(self.trial("visitor"))
    }

    fn trial(&self, webview: &str) -> Trial<'a> {
        Trial(self.part("trial").with("data-webview", webview))
    }

    fn part(&self, name: &str) -> Part<'a> {
        Part::named(self.0, name)
    }
}

/// A call that was made for real.
pub struct Trial<'a>(Part<'a>);

impl<'a> Trial<'a> {
    /// What came back: `data-code`, `data-answered`.
    pub fn outcome(&self) -> Part<'a> {
        self.0.inner("trial-tried")
    }

    /// Whether what was foretold came true: `data-came`.
    pub fn came(&self) -> Part<'a> {
        self.0.inner("trial-came")
    }
}

/// The page of the visitor's window.
pub struct Visitor<'a>(pub &'a App);

impl<'a> Visitor<'a> {
    /// The calls of a command that it was asked for, the newest first, with what came of each.
    pub fn calls(&self, command: &str) -> Part<'a> {
        Part::named(self.0, "visitor-call").with("data-command", command)
    }

    /// What came of the calls that it was asked for, the newest first.
    pub fn tried(&self) -> Part<'a> {
        Part::named(self.0, "visitor-tried")
    }
}
