//! The demo `attacks`: a row an attack.

use crate::{App, Part, Result, eventually};

/// The demo `attacks`.
pub struct Attacks<'a>(pub &'a App);

impl<'a> Attacks<'a> {
    /// Makes all attacks, one after the other, and waits until the last has ended.
    pub async fn run_all(&self) -> Result {
        self.part("attacks-all").click().await?;
        for id in self.listed().await? {
            self.verdict(&id).await?;
        }
        self.sum().has("data-busy", "false").await
    }

    /// Makes one attack by its own button, and waits for its verdict: `stopped`, `through` or `unmade`.
    pub async fn run(&self, id: &str) -> Result<String> {
        self.row(id).inner("attack-run").click().await?;
        let verdict = self.verdict(id).await?;
        self.sum().has("data-busy", "false").await?;
        Ok(verdict)
    }

    async fn verdict(&self, id: &str) -> Result<String> {
        let row = self.row(id);
        let state = async || Ok(row.attribute("data-state").await?.unwrap_or_default());
        let is_over = |state: &String| !["none", "busy"].contains(&state.as_str());
        eventually(&format!("the attack {id} to end"), state, is_over).await
    }

    /// The names of the attacks, in the order of the list, now.
    pub async fn listed(&self) -> Result<Vec<String>> {
        Ok(self.part("attack").attributes("data-id").await?.into_iter().flatten().collect())
    }

    /// One attack, with its verdict in `data-state` and where it was stopped in `data-hop`.
    pub fn row(&self, id: &str) -> Part<'a> {
        self.part("attack").with("data-id", id)
    }

    /// Opens an attack's row, or closes it.
    pub async fn open(&self, id: &str) -> Result {
        self.title(id).click().await
    }

    /// The title of an attack, which opens its row.
    pub fn title(&self, id: &str) -> Part<'a> {
        self.row(id).inner("attack-title")
    }

    /// The code with which it was stopped.
    pub fn code(&self, id: &str) -> Part<'a> {
        self.row(id).inner("attack-code")
    }

    /// What got through, where something did.
    pub fn through(&self, id: &str) -> Part<'a> {
        self.row(id).inner("attack-through")
    }

    /// Why an attack could not be made.
    pub fn error(&self, id: &str) -> Part<'a> {
        self.row(id).inner("attack-error")
    }

    /// What was sent and what came back, in an open row.
    pub fn tries(&self, id: &str) -> Part<'a> {
        self.row(id).inner("try")
    }

    /// All that an open row tells.
    pub fn more(&self, id: &str) -> Part<'a> {
        self.row(id).inner("attack-more")
    }

    /// How many attacks were made and stopped: `data-made` and `data-through`.
    pub fn sum(&self) -> Part<'a> {
        self.part("attacks-sum")
    }

    fn part(&self, name: &str) -> Part<'a> {
        Part::named(self.0, name)
    }
}
