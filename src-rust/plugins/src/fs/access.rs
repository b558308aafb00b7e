//! From a path as a page writes it to a real one that it may touch.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use footbridge::command::{ArgumentError, CommandArg, CommandItem};
use footbridge::resource::{ResourceId, ResourceTable};
use footbridge::typed::{ArgumentType, Signature, Types};
use footbridge::{AppHandle, CommandScope, GlobalScope, State, Webview};
use serde::Deserialize;
use ts_rs::TS;
use url::Url;

use super::Config;
use crate::path::{BaseDirectory, PathResolver};
use crate::pinned::Pinned;
use crate::real::Opening;
use crate::scope::{Inside, Outside, PathScope};

/// What a command fails with. The guest package expects a sentence.
pub(super) type Answer<T> = Result<T, String>;

/// A path or a `file:` URL.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(try_from = "String")]
#[ts(type = "string")]
pub(super) struct PagePath(PathBuf);

impl FromStr for PagePath {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        // `C:\file` and `notes:today.txt` are paths; what has an authority is none.
        let has_scheme = text.split_once("://").is_some_and(|(scheme, _)| {
            scheme.len() > 1
                && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
        });
        if !has_scheme {
            return Ok(Self(text.into()));
        }
        let url = Url::parse(text).map_err(|error| format!("`{text}` is no URL: {error}"))?;
        let path = (url.scheme() == "file").then(|| url.to_file_path().ok()).flatten();
        path.map(Self)
            .ok_or_else(|| format!("`{text}` is no file on this machine; use a path or a `file:` URL"))
    }
}

impl TryFrom<String> for PagePath {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

/// What a command of this plugin may do: the scopes of the call, and what the webview was granted.
pub(super) struct Access {
    pub(super) webview: Webview,
    app: AppHandle,
    command: String,
    scope: PathScope,
}

impl<'a> CommandArg<'a> for Access {
    fn from_command(item: CommandItem<'a>) -> Result<Self, ArgumentError> {
        let again = || CommandItem { message: item.message, name: item.name, key: item.key };
        let webview = Webview::from_command(again())?;
        let app = AppHandle::from_command(again())?;
        let hide = app.state::<Config>().require_literal_leading_dot.unwrap_or(cfg!(unix));
        let scope = PathScope::new(&webview, &CommandScope::from_command(again())?)
            .with_global(&GlobalScope::from_command(again())?)
            .hide_dot_files(hide);
        let command = item.name.rsplit('|').next().unwrap_or(item.name).replace('_', "-");
        Ok(Self { webview, app, command, scope })
    }
}

/// Whoever makes a file or a folder holds it to read, from judging its path to having it; whoever moves or removes a
/// folder with what is in it holds it to write. So nobody moves a folder to where its name is denied while something of
/// such a name is being made in it.
#[derive(Default)]
pub(super) struct Moves(RwLock<()>);

impl Moves {
    pub(super) fn none(&self) -> RwLockReadGuard<'_, ()> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn one(&self) -> RwLockWriteGuard<'_, ()> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ArgumentType for Access {
    fn describe(_: &mut Types, _: &'static str, _: &mut Signature) {}
}

impl Access {
    /// Where a path really leads, if the page may touch it.
    pub(super) fn path(&self, path: &PagePath, base: Option<BaseDirectory>) -> Answer<PathBuf> {
        self.judged(path, base, |scope, path| scope.check(path))
    }

    /// Opens a file that the page may touch; with it comes where it really is.
    pub(super) fn open(
        &self,
        path: &PagePath,
        base: Option<BaseDirectory>,
        opening: Opening,
    ) -> Answer<(File, PathBuf)> {
        let moves = self.moves();
        let _none = moves.none();
        let path = self.path(path, base)?;
        let file = opening.open(&path).map_err(failed("open", &path))?;
        Ok((file, path))
    }

    /// Refuses what was opened through this access, unless the page may still touch it: a grant can be taken back.
    pub(super) fn still(&self, real: &Path) -> Answer<()> {
        self.scope.check_real(real).map(drop).map_err(|outside| self.explain(real, outside))
    }

    pub(super) fn moves(&self) -> State<'_, Moves> {
        self.app.state()
    }

    /// The same with its last part as it is, for what acts on a link and not on its target.
    pub(super) fn entry(&self, path: &PagePath, base: Option<BaseDirectory>) -> Answer<PathBuf> {
        self.judged(path, base, |scope, path| scope.check_entry(path))
    }

    /// Refuses a folder that holds something which is denied, be it where it is or where it would be: whoever moves or
    /// removes a folder does so with everything in it. Nor may moving it open what was closed.
    pub(super) fn whole_folder(&self, folder: &Path, moved_to: Option<&Path>) -> Answer<()> {
        if moved_to.is_none() && !self.scope.denies_something() {
            return Ok(());
        }
        let mut folders = vec![folder.to_owned()];
        while let Some(next) = folders.pop() {
            // What cannot be listed cannot be moved or removed piece by piece either; the system says why.
            let Ok(pinned) = Pinned::folder(&next) else { continue };
            let Ok(entries) = pinned.as_ref().read_dir() else { continue };
            for entry in entries.flatten() {
                let path = next.join(entry.file_name());
                let below = path.strip_prefix(folder).unwrap_or(&path);
                let lands = moved_to.map(|to| to.join(below));
                for place in [Some(&path), lands.as_ref()].into_iter().flatten() {
                    if self.scope.denies(place).map_err(|outside| self.explain(place, outside))? {
                        let folder = folder.display();
                        return Err(format!("forbidden path: {folder}; it holds what the scope denies"));
                    }
                }
                if lands.is_some_and(|lands| self.allows_real(&lands) && !self.allows_real(&path)) {
                    let folder = folder.display();
                    return Err(format!(
                        "forbidden path: {folder}; it holds what is outside of the scope, and would be inside there"
                    ));
                }
                if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                    folders.push(path);
                }
            }
        }
        Ok(())
    }

    /// Whether the page may touch a path that was seen, as by a watcher.
    pub(super) fn allows(&self, seen: &Path) -> bool {
        self.scope.check(seen).is_ok()
    }

    /// Whether the page may touch an entry that was found in a folder, and is no link.
    pub(super) fn allows_real(&self, real: &Path) -> bool {
        self.scope.check_real(real).is_ok()
    }

    /// The resources of the page.
    pub(super) fn resources(&self) -> Arc<ResourceTable> {
        self.webview.resources_table()
    }

    fn judged(
        &self,
        path: &PagePath,
        base: Option<BaseDirectory>,
        check: impl FnOnce(&PathScope, &Path) -> Result<Inside, Outside>,
    ) -> Answer<PathBuf> {
        let paths = self.app.state::<PathResolver>();
        let path = match base {
            Some(base) => paths.resolve(&path.0, base).map_err(|error| error.to_string())?,
            None => path.0.clone(),
        };
        check(&self.scope, &path).map(Inside::into_real).map_err(|outside| self.explain(&path, outside))
    }

    /// Says why not: to the developer of a debug build in full, to a page of a release only that.
    fn explain(&self, path: &Path, outside: Outside) -> String {
        let why = match outside {
            Outside::Nowhere(why) => return format!("forbidden path: {}; {why}", path.display()),
            Outside::NotAllowed { real } => {
                let entry = self.app.state::<PathResolver>().with_variable(&real);
                format!(
                    "add {{ \"path\": {} }} to `allow` of \"fs:allow-{}\" or of \"fs:scope\" in a capability of the \
                     webview \"{}\"",
                    serde_json::Value::from(entry),
                    self.command,
                    self.webview.label()
                )
            }
            other => other.to_string(),
        };
        let path = path.display();
        self.webview.page().log_refusal(&self.command, |left_out| {
            tracing::warn!(command = self.command, %path, why, left_out, "a path is outside of the scope");
        });
        if cfg!(debug_assertions) {
            format!("forbidden path: {path}; {why}")
        } else {
            format!("forbidden path: {path}")
        }
    }
}

/// Says which file it is that the system did not let the page have.
pub(super) fn failed(doing: &str, path: &Path) -> impl FnOnce(std::io::Error) -> String {
    move |error| format!("failed to {doing} {}: {error}", path.display())
}

/// Says the same of a resource.
pub(super) fn of_resource<T>(found: Result<T, footbridge::resource::ResourceError>) -> Answer<T> {
    found.map_err(|error| error.to_string())
}

/// The number of a resource, as a page gets it.
pub(super) type Rid = ResourceId;

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_page_names_a_file_by_path_or_by_url() {
        for (text, path) in [
            ("/a/b.txt", "/a/b.txt"),
            ("notes:today.txt", "notes:today.txt"),
            ("a b", "a b"),
            ("file:///a/b%20c.txt", "/a/b c.txt"),
            ("file:///a/../../b", "/b"),
        ] {
            assert_eq!(text.parse::<PagePath>().unwrap().0, Path::new(path), "{text}");
        }
        for text in ["https://example.com/a", "file://host/a", "asset://localhost/a"] {
            assert!(text.parse::<PagePath>().is_err(), "{text}");
        }
    }

    #[test]
    fn an_encoded_slash_does_not_hide_a_climb() {
        let path = "file:///tmp/a%2F..%2F..%2Fetc".parse::<PagePath>().unwrap().0;
        assert!(path.components().any(|part| part == std::path::Component::ParentDir));
    }
}
