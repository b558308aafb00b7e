//! What surrounds the demos: their list, the panel, the status line, the theme.

use thirtyfour::{Key, TypingData};

use crate::{App, Part, Result, eventually};

/// The window around the stage.
pub struct Shell<'a>(pub &'a App);

impl<'a> Shell<'a> {
    /// The link to a demo.
    pub fn link(&self, demo: &str) -> Part<'a> {
        self.links().with("data-demo", demo)
    }

    /// The names of the demos that the list shows, now.
    pub async fn listed(&self) -> Result<Vec<String>> {
        Ok(self.links().attributes("data-demo").await?.into_iter().flatten().collect())
    }

    /// The name of the demo whose link has the focus, now.
    pub async fn focused_link(&self) -> Result<Option<String>> {
        for demo in self.listed().await? {
            if self.link(&demo).has_focus().await? {
                return Ok(Some(demo));
            }
        }
        Ok(None)
    }

    /// Scrolls the stage back to its head.
    pub async fn scroll_to_head(&self) -> Result {
        self.0.script("document.querySelector('[data-test=stage]').scrollTop = 0").await?;
        Ok(())
    }

    /// Waits until this demo is open, and its page is there.
    pub async fn shows(&self, demo: &str) -> Result {
        self.part("stage").has("data-demo", demo).await?;
        self.part("stage-next").appears().await
    }

    /// The controls of the open demo that stick out at a side of the stage, where nobody can scroll to, now.
    pub async fn controls_out_of_reach(&self) -> Result<Vec<String>> {
        let script = "
            const stage = document.querySelector('[data-test=stage]');
            const { left, right } = stage.getBoundingClientRect();
            const controls = [...stage.querySelectorAll('a, button, input, select')];
            return controls.filter((control) => {
                const box = control.getBoundingClientRect();
                return box.left < Math.max(left, 0) || box.right > Math.min(right, innerWidth);
            }).map((control) => control.outerHTML);";
        Ok(serde_json::from_value(self.0.script(script).await?)?)
    }

    /// The demo's title.
    pub fn title(&self) -> Part<'a> {
        self.part("stage-title")
    }

    /// The demo's sentence.
    pub fn sentence(&self) -> Part<'a> {
        self.part("stage-lead")
    }

    /// What is said of an address that names no demo.
    pub fn unknown_demo(&self) -> Part<'a> {
        self.part("unknown-demo")
    }

    /// The field that searches the demos.
    pub fn search(&self) -> Part<'a> {
        self.part("nav-search")
    }

    /// What is said when nothing was found.
    pub fn nothing_found(&self) -> Part<'a> {
        self.part("nav-empty")
    }

    /// The panel beside the stage, while it is open.
    pub fn panel(&self) -> Part<'a> {
        self.part("panel")
    }

    /// Opens or closes the panel.
    pub async fn toggle_panel(&self) -> Result {
        self.part("panel-toggle").click().await
    }

    /// Shows the demo's file of this kind: `rust`, `page`, `capability` or `test`.
    pub async fn show_source(&self, kind: &str) -> Result {
        self.part("source-tab").with("data-kind", kind).click().await
    }

    /// The path of the file that is shown.
    pub fn source_path(&self) -> Part<'a> {
        self.part("source-path")
    }

    /// A line of the file that is shown, counted from 1.
    pub fn source_line(&self, number: usize) -> Part<'a> {
        self.part("source-line").with("data-line", &number.to_string())
    }

    /// The lines that belong to the last click.
    pub fn marked_lines(&self) -> Part<'a> {
        self.part("source-line").with("data-marked", "true")
    }

    /// Shows the inspector's place.
    pub async fn show_wire(&self) -> Result {
        self.part("tab-wire").click().await
    }

    /// What stands there while there is nothing to inspect.
    pub fn wire(&self) -> Part<'a> {
        self.part("wire-empty")
    }

    /// The status line.
    pub fn status(&self) -> Part<'a> {
        self.part("status")
    }

    /// The transport in use, in the status line.
    pub fn transport(&self) -> Part<'a> {
        self.part("status-transport")
    }

    /// Messages a second, in the status line.
    pub fn rate(&self) -> Part<'a> {
        self.part("status-rate")
    }

    /// Switches to `light`, `dark` or `system`, and waits until the page has it. A page without the switch is told what
    /// the switch would have told it.
    pub async fn theme(&self, theme: &str) -> Result {
        let (switch, page) = (self.part(&format!("theme-{theme}")), self.page());
        if switch.count().await? == 0 {
            self.0.script(&format!("document.documentElement.dataset.theme = '{theme}'")).await?;
            return Ok(());
        }
        switch.label().click().await?;
        let chosen = (theme != "system").then_some(theme);
        let seen = async || page.attribute("data-theme").await;
        eventually(&format!("the theme {theme}"), seen, |seen| seen.as_deref() == chosen).await?;
        Ok(())
    }

    /// The page as a whole.
    pub fn page(&self) -> Part<'a> {
        Part::root(self.0)
    }

    /// Presses `keys` with the page as a whole in focus.
    pub async fn press(&self, keys: impl Into<TypingData>) -> Result {
        Part::body(self.0).press(keys).await
    }

    /// Presses Ctrl and `letter`.
    pub async fn press_control(&self, letter: &str) -> Result {
        self.press(Key::Control + letter).await
    }

    /// Presses a key where the focus is.
    pub async fn press_in_focus(&self, key: Key) -> Result {
        Part::focused(self.0).press(key).await
    }

    fn links(&self) -> Part<'a> {
        self.part("nav-item")
    }

    fn part(&self, name: &str) -> Part<'a> {
        Part::named(self.0, name)
    }
}
