//! The app's capability files, as texts with their paths.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::capability::Capability;
use super::error::Error;

/// The capability files of an app; [`embed_or_exit`](super::embed_or_exit) writes them into it.
///
/// Paths count from the repository's root: they are what a refusal shows to the person who can change the file.
#[derive(Clone, Debug, Default)]
pub struct Capabilities {
    files: Vec<(Cow<'static, str>, Cow<'static, str>)>,
}

impl Capabilities {
    /// No file: every command that needs a capability is closed.
    pub fn new() -> Self {
        Self::default()
    }

    /// Path and text of each file.
    pub fn embedded(files: &[(&'static str, &'static str)]) -> Self {
        Self { files: files.iter().map(|&(path, text)| (path.into(), text.into())).collect() }
    }

    /// The same with one file more.
    #[must_use]
    pub fn with(mut self, path: impl Into<String>, text: impl Into<String>) -> Self {
        self.files.push((path.into().into(), text.into().into()));
        self
    }

    /// Path and text of each file, in the order in which they came.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_ref(), text.as_ref()))
    }

    /// Reads every file.
    ///
    /// # Errors
    ///
    /// The first fault of a file, or a capability whose identifier another one has.
    pub fn read(&self) -> Result<Vec<Capability>, Error> {
        let mut first_places: BTreeMap<String, String> = BTreeMap::new();
        let mut capabilities = Vec::new();
        for (path, text) in self.files() {
            for capability in Capability::read_file(path, text)? {
                let line = capability.lines.identifier;
                let place = format!("{path}:{line}");
                if let Some(first) = first_places.insert(capability.identifier.clone(), place) {
                    let problem = format!(
                        "the capability at {first} is called \"{}\" too; rename one",
                        capability.identifier
                    );
                    return Err(Error { line, field: "identifier".into(), ..Error::of_file(path, problem) });
                }
                capabilities.push(capability);
            }
        }
        Ok(capabilities)
    }
}
