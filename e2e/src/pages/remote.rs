//! The demo `remote`, and the page from elsewhere that it opens.

use crate::{App, Part, Result};

/// The demo `remote`.
pub struct Remote<'a>(pub &'a App);

impl<'a> Remote<'a> {
    /// Opens the page, and waits until it is served.
    pub async fn open(&self) -> Result {
        self.part("remote-open").click().await?;
        self.address().appears().await
    }

    /// Closes the page from here, and waits until nothing is served.
    pub async fn close(&self) -> Result {
        self.part("remote-close").click().await?;
        self.nobody_calls().appears().await
    }

    /// The button that opens the page.
    pub fn open_button(&self) -> Part<'a> {
        self.part("remote-open")
    }

    /// The button that closes the page from here.
    pub fn close_button(&self) -> Part<'a> {
        self.part("remote-close")
    }

    /// What switches the capability.
    pub fn switch_itself(&self) -> Part<'a> {
        self.part("remote-switch")
    }

    /// Where the page is served.
    pub fn address(&self) -> Part<'a> {
        self.part("remote-address")
    }

    /// What is said while the page is not open.
    pub fn nobody_calls(&self) -> Part<'a> {
        self.part("remote-empty")
    }

    /// Switches the capability, and waits until it holds or not.
    pub async fn switch(&self, on: bool) -> Result {
        self.part("remote-switch").click().await?;
        self.capability().has("data-holds", if on { "true" } else { "false" }).await
    }

    /// The capability's text: its attribute `data-holds`.
    pub fn capability(&self) -> Part<'a> {
        self.part("remote-capability")
    }

    /// What came of a call of the page, as it is told here: its attributes `data-allowed` and `data-code`.
    pub fn outcome(&self, call: &str) -> Part<'a> {
        self.part("remote-outcome").with("data-call", call)
    }

    /// Shows why a call was refused.
    pub async fn explain(&self, call: &str) -> Result {
        self.refusal(call).click().await
    }

    /// What folds out why a call was refused.
    pub fn refusal(&self, call: &str) -> Part<'a> {
        self.outcome(call).summary()
    }

    fn part(&self, name: &str) -> Part<'a> {
        Part::named(self.0, name)
    }
}

/// The page from elsewhere, seen from inside its window.
pub struct Stranger<'a>(pub &'a App);

impl<'a> Stranger<'a> {
    /// Where it says that it comes from.
    pub fn address(&self) -> Part<'a> {
        self.part("visitor-address")
    }

    /// What came of a call: its attributes `data-allowed` and `data-code`.
    pub fn outcome(&self, call: &str) -> Part<'a> {
        self.part("visitor-outcome").with("data-call", call)
    }

    /// Has it make its calls again, with its own button, and waits until it has told its server what came of them.
    pub async fn call_again(&self) -> Result {
        self.again_button().click().await?;
        self.rests().await
    }

    /// Waits until it calls no more, and nothing is under way to its server, which would end with the window.
    pub async fn rests(&self) -> Result {
        self.part("visitor-calls").has("aria-busy", "false").await
    }

    /// That button.
    pub fn again_button(&self) -> Part<'a> {
        self.part("visitor-again")
    }

    fn part(&self, name: &str) -> Part<'a> {
        Part::named(self.0, name)
    }
}
