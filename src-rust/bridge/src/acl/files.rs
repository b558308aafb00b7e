//! The app's files that say who may call what, as texts with their paths.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::capability::Capability;
use super::document::Document;
use super::error::{Error, did_you_mean};

/// The capability files of an app, and the permission files of its own; [`embed_or_exit`](super::embed_or_exit) writes
/// them into it.
///
/// Paths count from the repository's root: they are what a refusal shows to the person who can change the file. A
/// path that ends in `.toml` is read as TOML, any other as JSON.
#[derive(Clone, Debug, Default)]
pub struct Capabilities {
    files: Vec<File>,
    config: Option<File>,
    /// Those that came while the app ran.
    later: Vec<File>,
    permissions: Vec<File>,
}

/// Path and text.
type File = (Cow<'static, str>, Cow<'static, str>);

impl Capabilities {
    /// No file: every command that needs a capability is closed.
    pub fn new() -> Self {
        Self::default()
    }

    /// Path and text of each capability file and of each permission file.
    pub fn embedded(
        capabilities: &[(&'static str, &'static str)],
        permissions: &[(&'static str, &'static str)],
    ) -> Self {
        let files = |files: &[(&'static str, &'static str)]| {
            files.iter().map(|&(path, text)| (path.into(), text.into())).collect()
        };
        Self { files: files(capabilities), permissions: files(permissions), ..Self::default() }
    }

    /// The capability files of a folder: `*.json` and `*.toml` at any depth, but for folders called `schemas`.
    ///
    /// `path` can be one capability file, too, or an app's configuration (`tauri.conf.json`, `Tauri.toml`): then the
    /// folder `capabilities` beside it is read, and what its list `app.security.capabilities` says holds.
    ///
    /// # Errors
    ///
    /// What cannot be read. Faults of what the files say are found by [`Capabilities::read`].
    pub fn read_folder(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        if !path.is_file() {
            return Ok(texts_in(path)?
                .into_iter()
                .fold(Self::new(), |all, (path, text)| all.with(path, text)));
        }
        let text = text_of(path)?;
        if !is_config(path) {
            return Ok(Self::new().with(path.display().to_string(), text));
        }
        let beside = path.with_file_name("capabilities");
        let all = if beside.is_dir() { Self::read_folder(beside)? } else { Self::new() };
        Ok(all.with_config(path.display().to_string(), text))
    }

    /// The same with one capability file more.
    #[must_use]
    pub fn with(mut self, path: impl Into<String>, text: impl Into<String>) -> Self {
        self.files.push(file(path, text));
        self
    }

    /// The same with an app's configuration. Its list `app.security.capabilities` holds capabilities and names of
    /// those in files, which it chooses among; without the list, or when it is empty, all files hold.
    #[must_use]
    pub fn with_config(mut self, path: impl Into<String>, text: impl Into<String>) -> Self {
        self.config = Some(file(path, text));
        self
    }

    /// The same with a capability file that comes while the app runs: its rules stand behind all others, and its
    /// names may be taken.
    #[must_use]
    pub fn with_later(mut self, path: impl Into<String>, text: impl Into<String>) -> Self {
        self.later.push(file(path, text));
        self
    }

    /// The same without the capability files of this path.
    #[must_use]
    pub fn without(mut self, path: &str) -> Self {
        self.files.retain(|(other, _)| other != path);
        self.later.retain(|(other, _)| other != path);
        self
    }

    /// The same with a permission file of the app's own.
    #[must_use]
    pub fn with_permissions(mut self, path: impl Into<String>, text: impl Into<String>) -> Self {
        self.permissions.push(file(path, text));
        self
    }

    /// Path and text of each capability file, in the order in which they came.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().chain(&self.later).map(|(path, text)| (path.as_ref(), text.as_ref()))
    }

    /// Path and text of each permission file, in the order in which they came.
    pub fn permission_files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.permissions.iter().map(|(path, text)| (path.as_ref(), text.as_ref()))
    }

    /// Reads every capability file. Capabilities are in the order of their names, as in Tauri 2, and those of each
    /// file that came while the app ran stand behind all before it.
    ///
    /// # Errors
    ///
    /// The first fault of a file, or a capability whose name another one has.
    pub fn read(&self) -> Result<Vec<Capability>, Error> {
        let mut capabilities = Named::default();
        for (path, text) in &self.files {
            capabilities.read(path, text)?;
        }
        if let Some((path, text)) = &self.config {
            capabilities = capabilities.chosen_by(path, text)?;
        }
        let mut all: Vec<Capability> = capabilities.0.into_values().collect();
        for (path, text) in &self.later {
            let mut capabilities = Named::default();
            capabilities.read(path, text)?;
            all.extend(capabilities.0.into_values());
        }
        Ok(all)
    }
}

/// Capabilities by their names.
#[derive(Default)]
struct Named(BTreeMap<String, Capability>);

impl Named {
    fn read(&mut self, path: &str, text: &str) -> Result<(), Error> {
        Capability::read_file(path, text)?.into_iter().try_for_each(|capability| self.take_in(capability))
    }

    fn take_in(&mut self, capability: Capability) -> Result<(), Error> {
        if let Some(first) = self.0.get(&capability.identifier) {
            let problem = format!(
                "the capability at {}:{} is called \"{}\" too; rename one",
                first.file, first.lines.identifier, capability.identifier
            );
            let line = capability.lines.identifier;
            return Err(Error {
                line,
                field: "identifier".into(),
                ..Error::of_file(capability.file, problem)
            });
        }
        self.0.insert(capability.identifier.clone(), capability);
        Ok(())
    }

    /// Those that the list in a configuration holds and names.
    fn chosen_by(mut self, path: &str, text: &str) -> Result<Self, Error> {
        let document = Document::parse(path, text)?;
        let mut node = Some(document.root());
        for name in ["app", "security", "capabilities"] {
            node = node.map(|node| node.member(name)).transpose()?.flatten();
        }
        let entries = node.map_or(Ok(Vec::new()), |list| list.items())?;
        if entries.is_empty() {
            return Ok(self);
        }
        let mut chosen = Self::default();
        for entry in entries {
            let capability = if entry.is_object() {
                Capability::read(&entry)?
            } else {
                let name = entry.string()?;
                let hint = did_you_mean(&name, self.0.keys().map(String::as_str));
                let unknown = || {
                    entry.error(format!("no capability file holds \"{name}\", or it is named twice{hint}"))
                };
                self.0.remove(&name).ok_or_else(unknown)?
            };
            chosen.take_in(capability)?;
        }
        Ok(chosen)
    }
}

/// Path and text of the JSON and TOML files of a folder, at any depth, in the order of their paths. Folders called
/// `schemas` are left out, and files of other types.
pub(super) fn texts_in(folder: &Path) -> Result<Vec<(String, String)>, Error> {
    let listed = fs::read_dir(folder);
    listed.map_err(|fault| Error::of_file(folder.display().to_string(), fault.to_string()))?;
    // The same walk as Tauri's: of permissions that share a name the last one holds.
    let pattern = format!("{}/**/*", glob::Pattern::escape(&folder.display().to_string()));
    let paths =
        glob::glob(&pattern).map_err(|fault| Error::of_file(folder.display().to_string(), fault.msg))?;
    let mut texts = Vec::new();
    for path in paths {
        let path = path
            .map_err(|fault| Error::of_file(fault.path().display().to_string(), fault.error().to_string()))?;
        let is_schema = path.parent().and_then(Path::file_name).is_some_and(|name| name == "schemas");
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("json" | "toml") if !is_schema && path.is_file() => {
                texts.push((path.display().to_string(), text_of(&path)?));
            }
            Some("json5") => {
                let problem = "JSON5 is not read; write it as JSON or TOML";
                return Err(Error::of_file(path.display().to_string(), problem));
            }
            _ => {}
        }
    }
    Ok(texts)
}

fn text_of(path: &Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(|fault| Error::of_file(path.display().to_string(), fault.to_string()))
}

/// `tauri.conf.json`, `tauri.linux.conf.json`, `Tauri.toml`.
fn is_config(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_lowercase();
    name.starts_with("tauri.") && (name.ends_with(".conf.json") || name.ends_with(".toml"))
}

fn file(path: impl Into<String>, text: impl Into<String>) -> File {
    (path.into().into(), text.into().into())
}
