//! Which paths a page may touch: globs with variables, deny before allow, judged on where a path really leads.
//!
//! In come the entries of capabilities and configuration, what was granted and forbidden at run time, and a path that a
//! page named; out comes an [`Inside`], which opens the file that was judged and no other, or the reason why not.
//!
//! # Trust
//! The entries are the app's word, the path is the page's. A page learns nothing of a path outside its scope, not even
//! whether it exists: [`Outside`] is for the app's log, and for whoever develops it.

mod entry;
mod pattern;
mod spelling;

use std::fmt;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use footbridge::{CommandScope, GlobalScope, Webview};

use crate::grants::Grants;
use crate::path::PathResolver;
use crate::real::{Opening, real_entry, real_path};
pub(crate) use entry::Globs;
pub use entry::ScopeEntry;
pub(crate) use pattern::Pattern;
pub(crate) use spelling::{folded, may_be_spelled_otherwise, text};

/// The paths that a command may touch for the webview that called it.
///
/// ```
/// use std::io::Read;
///
/// use footbridge::{Builder, CommandScope, Webview, acl::Capabilities, command, generate_handler, plugin};
/// use footbridge::transport::memory::Client;
/// use footbridge_plugins::path::{self, PathResolver};
/// use footbridge_plugins::scope::{PathScope, ScopeEntry};
/// use serde_json::json;
///
/// #[command]
/// fn read_note(path: &str, scope: CommandScope<ScopeEntry>, webview: Webview) -> Result<String, String> {
///     let file = PathScope::new(&webview, &scope).check(path).map_err(|_| "this file is closed")?;
///     let mut text = String::new();
///     let read = file.open().and_then(|mut file| file.read_to_string(&mut text));
///     read.map(|_| text).map_err(|error| error.to_string())
/// }
///
/// let folder = tempfile::tempdir()?;
/// let note = |name: &str| folder.path().join(name);
/// std::fs::create_dir(note("notes"))?;
/// std::fs::write(note("notes/a.txt"), "buy rope")?;
/// std::fs::write(note("secret.txt"), "12345")?;
/// let app = Builder::new()
///     .plugin(path::plugin(PathResolver::new("com.example.app").app_root(folder.path())))
///     .plugin(plugin::Builder::new("notes").invoke_handler(generate_handler![read_note]).build())
///     .capabilities(Capabilities::new().with(
///         "capabilities/main.json",
///         r#"{ "identifier": "main", "windows": ["main"], "permissions": [
///             { "identifier": "notes:allow-read-note", "allow": ["$APPDATA/notes/**"] }
///         ] }"#,
///     ))
///     .build()?;
/// let page = Client::open(&app.handle(), "main")?;
/// let read = |name: &str| page.invoke("plugin:notes|read_note", json!({ "path": note(name) }));
/// assert_eq!(read("notes/a.txt"), Ok(json!("buy rope")));
/// assert_eq!(read("secret.txt"), Err(json!("this file is closed")));
/// assert_eq!(read("notes/../secret.txt"), Err(json!("this file is closed")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct PathScope {
    pub(crate) globs: Globs,
    pub(crate) allow: Vec<ScopeEntry>,
    pub(crate) deny: Vec<ScopeEntry>,
    /// What was granted and forbidden at run time, and to whom.
    pub(crate) grants: Vec<(Grants, String)>,
    /// Whether a wildcard leaves out names that begin with a dot.
    pub(crate) dot_files_are_hidden: bool,
}

/// What decided about a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// An entry of a scope, as it is written.
    Entry(String),
    /// A [`Grant`](crate::Grant): somebody said so while the app ran.
    Grant,
}

/// A path that may be touched, by where it really leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inside {
    real: PathBuf,
    by: By,
}

/// Why a path is not to be touched. It is written for the developer: it tells where links lead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Outside {
    /// Nothing allows it.
    #[error("nothing in the scope allows {}", .real.display())]
    NotAllowed {
        /// Where the path really leads.
        real: PathBuf,
    },
    /// It is denied, whatever allows it.
    #[error("{by} denies {}", .real.display())]
    Denied {
        /// Where the path really leads.
        real: PathBuf,
        /// By what.
        by: By,
    },
    /// It is no path that could be judged, as by itself and not by what is on the disk.
    #[error("the path leads nowhere: {0}")]
    Nowhere(&'static str),
    /// Its links lead in a circle.
    #[error("the links of the path lead in a circle")]
    Circle,
    /// An entry is wrong; until it is mended, the scope allows nothing.
    #[error("{0}")]
    Entry(String),
}

impl PathScope {
    /// What the entries in `scope` open to `webview`, and what it was granted while the app runs.
    ///
    /// # Panics
    /// When the app has no plugin `path`, which knows what the variables of entries mean.
    pub fn new(webview: &Webview, scope: &CommandScope<ScopeEntry>) -> Self {
        let app = webview.app_handle();
        let grants = app.try_state::<Grants>();
        Self {
            globs: Globs::clone(&app.state::<Globs>()),
            allow: entries(scope.allows()),
            deny: entries(scope.denies()),
            grants: grants.iter().map(|grants| (Grants::clone(grants), webview.label().to_owned())).collect(),
            dot_files_are_hidden: cfg!(unix),
        }
    }

    /// What these entries say by themselves, with nobody around them who grants or forbids.
    pub fn of_entries(paths: PathResolver, allow: Vec<ScopeEntry>, deny: Vec<ScopeEntry>) -> Self {
        Self { globs: Globs::new(paths), allow, deny, grants: Vec::new(), dot_files_are_hidden: cfg!(unix) }
    }

    /// With the entries that hold for every command of the plugin, or of the app.
    #[must_use]
    pub fn with_global(mut self, scope: &GlobalScope<ScopeEntry>) -> Self {
        self.allow.extend(entries(scope.allows()));
        self.deny.extend(entries(scope.denies()));
        self
    }

    /// Whether a wildcard that allows leaves out names that begin with a dot, as it does on Unix unless it is said.
    #[must_use]
    pub fn hide_dot_files(mut self, hide: bool) -> Self {
        self.dot_files_are_hidden = hide;
        self
    }

    /// Judges an absolute path by where it really leads, links followed. It need not exist yet.
    ///
    /// # Errors
    /// When it may not be touched.
    pub fn check(&self, path: impl AsRef<Path>) -> Result<Inside, Outside> {
        let path = spelling::spelled(path.as_ref())?;
        let real = real_path(&path).map_err(|_| Outside::Circle)?;
        self.judge(&path, real)
    }

    /// The same with the last part as it is, for what acts on a link: both the link and its target must be inside.
    pub(crate) fn check_entry(&self, path: &Path) -> Result<Inside, Outside> {
        self.check(path)?;
        let path = spelling::spelled(path)?;
        let entry = real_entry(&path).map_err(|_| Outside::Circle)?;
        self.judge(&path, entry)
    }

    /// Judges a path that was real when it was found: that of an open file, or of an entry in a folder.
    pub(crate) fn check_real(&self, real: &Path) -> Result<Inside, Outside> {
        self.judge(real, real.to_owned())
    }

    /// Whether something denies a path whose real place is known.
    pub(crate) fn denies(&self, real: &Path) -> Result<bool, Outside> {
        Ok(self.denying(&[real])?.is_some())
    }

    /// Whether anything is denied at all.
    pub(crate) fn denies_something(&self) -> bool {
        !self.deny.is_empty() || self.grants.iter().any(|(grants, webview)| grants.forbid_something(webview))
    }

    fn judge(&self, path: &Path, real: PathBuf) -> Result<Inside, Outside> {
        let places = if path == real { &[&*real][..] } else { &[path, &real] };
        if let Some(by) = self.denying(places)? {
            return Err(Outside::Denied { real, by });
        }
        match self.allowing(&real)? {
            Some(by) => Ok(Inside { real, by }),
            None => Err(Outside::NotAllowed { real }),
        }
    }

    fn allowing(&self, real: &Path) -> Result<Option<By>, Outside> {
        let hide = self.dot_files_are_hidden;
        // Read before anything is granted: an entry that is wrong is told either way.
        let globs = self.globs.all(&self.allow)?;
        let text = text(real);
        let by_text = globs.iter().find(|(_, glob)| glob.matches(&text, hide));
        if let Some((entry, _)) = by_text {
            return Ok(Some(By::Entry((*entry).to_owned())));
        }
        if self.grants.iter().any(|(grants, webview)| grants.allows(webview, real, hide)) {
            return Ok(Some(By::Grant));
        }
        // Whether a base leads over a link is asked of the file system, so it is asked last.
        let behind = |glob: &entry::Glob| glob.behind_links().is_some_and(|glob| glob.matches(&text, hide));
        Ok(globs.iter().find(|(_, glob)| behind(glob)).map(|(entry, _)| By::Entry((*entry).to_owned())))
    }

    fn denying(&self, places: &[&Path]) -> Result<Option<By>, Outside> {
        let globs = self.globs.all(&self.deny)?;
        if self.grants.iter().any(|(grants, webview)| grants.forbids(webview, places)) {
            return Ok(Some(By::Grant));
        }
        let denies = |glob: &entry::Glob| {
            glob.denies(places) || glob.behind_links().is_some_and(|glob| glob.denies(places))
        };
        Ok(globs.iter().find(|(_, glob)| denies(glob)).map(|(entry, _)| By::Entry((*entry).to_owned())))
    }
}

fn entries(entries: &[Arc<ScopeEntry>]) -> Vec<ScopeEntry> {
    entries.iter().map(|entry| ScopeEntry::clone(entry)).collect()
}

impl Inside {
    /// Where the path really leads, links followed.
    pub fn real(&self) -> &Path {
        &self.real
    }

    /// What allows it.
    pub fn by(&self) -> &By {
        &self.by
    }

    /// Opens the file to be read, where it was judged. A link that took the place of any part of the path since is not
    /// followed; elsewhere than on Linux, of the last part.
    ///
    /// # Errors
    /// When the system does not open it, or it is a folder, a device, a pipe or a socket.
    pub fn open(&self) -> io::Result<File> {
        Opening::READ.open(&self.real)
    }

    pub(crate) fn into_real(self) -> PathBuf {
        self.real
    }
}

impl fmt::Display for By {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Entry(entry) => write!(f, "the entry `{entry}`"),
            Self::Grant => f.write_str("what was said at run time"),
        }
    }
}

#[cfg(test)]
mod tests;
