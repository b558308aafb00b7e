//! The window for clients that are not ours, and the official packages in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::desktop::{self, FileDialog};
use crate::drag;
use crate::{App, Failure, Result, eventually, process};

/// The app launched with `--conformance`.
pub struct Conformance<'a>(&'a App);

/// What became of the call of one function.
#[derive(Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Package and function: `window.Window.setTitle`.
    pub name: String,
    /// `works`, or `not supported` or `failed` with the reason, as PROTOCOL.md writes it.
    pub verdict: String,
}

impl Outcome {
    fn read(outcome: &Value) -> Self {
        let text = |member: &str| outcome[member].as_str().unwrap_or_default().to_owned();
        let verdict = match text("why") {
            why if why.is_empty() => text("verdict"),
            why => format!("{}: {why}", text("verdict")),
        };
        Self { name: text("name"), verdict }
    }
}

impl<'a> Conformance<'a> {
    /// Hands the packages to the page.
    pub async fn brought(app: &'a App) -> Result<Self> {
        let path = folder().join("conformance/dist/suite.js");
        let suite = fs::read_to_string(&path).map_err(|error| {
            Failure::new(format!("{}: {error}; `cargo xtask e2e` builds it", path.display()))
        })?;
        app.script(&suite).await?;
        Ok(Self(app))
    }

    /// Calls everything that a package exports, one thing after another.
    pub async fn run(&self, suite: &str) -> Result<Vec<Outcome>> {
        let names = self.0.script(&format!("return conformance.names('{suite}')")).await?;
        let names: Vec<String> = serde_json::from_value(names)?;
        let mut outcomes = Vec::with_capacity(names.len());
        for name in names {
            let call = format!("return await conformance.run('{suite}', '{name}')");
            outcomes.push(Outcome::read(&self.0.async_script(&call).await?));
        }
        Ok(outcomes)
    }

    /// The functions by which the package opens dialogs.
    pub async fn dialogs(&self) -> Result<Vec<String>> {
        Ok(serde_json::from_value(self.0.script("return conformance.dialogs").await?)?)
    }

    /// Opens a dialog of the package, has `answer` answer it, and gives what the page got.
    pub async fn dialog(
        &self,
        name: &str,
        answer: impl AsyncFnOnce(FileDialog<'a>) -> Result,
    ) -> Result<Value> {
        self.0.script(&format!("conformance.open('{name}')")).await?;
        let answering = async { answer(FileDialog::opened(self.0).await?).await };
        answering.await.map_err(|failure| Failure::new(format!("{name}: {failure}")))?;
        let answered = async || self.0.script("return conformance.answer ?? null").await;
        let got = eventually("the page to have the answer", answered, |answer| !answer.is_null()).await?;
        match got.get("error") {
            Some(error) => Err(Failure::new(format!("{name}: {error}"))),
            None => Ok(got.get("value").cloned().unwrap_or_default()),
        }
    }

    /// Drops a file onto the page, and gives what the listeners of the window and of the webview heard.
    pub async fn dropped(&self, path: &Path) -> Result<Value> {
        self.0.async_script("await conformance.listenForDrops()").await?;
        drag::drop_file(desktop::main_window(self.0.pid()).await?, (50, 50), path).await?;
        let drops = async || self.0.script("return conformance.drops").await;
        eventually("the dropped file to be read", drops, |drops| drops["read"] == true).await
    }

    /// Ends the app, and waits until its window is gone.
    pub async fn exit(&self) -> Result {
        // Orphans of an app that ends by itself, the engine's processes would go on writing to its folder.
        let processes = process::tree(self.0.pid());
        // The app may be gone before the driver has its answer.
        let _ = self.0.script("setTimeout(() => conformance.exit(0))").await;
        let lives = async || desktop::shows_window(self.0.pid());
        eventually("the app to be gone", lives, |lives| !lives).await?;
        process::end(&processes);
        Ok(())
    }
}

/// What PROTOCOL.md says of each function.
pub fn documented() -> Result<BTreeMap<String, String>> {
    let protocol = fs::read_to_string(folder().join("../PROTOCOL.md"))?;
    let table = protocol.split_once("| module | functions | here |\n").map(|(_, table)| table);
    let table = table.ok_or_else(|| Failure::new("PROTOCOL.md has no table of functions"))?;
    let mut functions = BTreeMap::new();
    for row in table.lines().skip(1).take_while(|row| row.starts_with('|')) {
        let cells: Vec<_> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [module, names, here] = cells[..] else {
            return Err(Failure::new(format!("not three cells: {row}")));
        };
        for name in names.split(',') {
            let name = format!("{}.{}", module.trim_matches('`'), name.trim().trim_matches('`'));
            if functions.insert(name.clone(), here.to_owned()).is_some() {
                return Err(Failure::new(format!("PROTOCOL.md names {name} twice")));
            }
        }
    }
    Ok(functions)
}

fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
