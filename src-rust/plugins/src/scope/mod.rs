//! Which paths a page may touch: globs with variables, deny before allow, judged on where a path really leads.
//!
//! In come the entries of capabilities and configuration and a path that a page named; out comes the real path, or the
//! reason why not.
//!
//! # Trust
//! The entries are the app's word, the path is the page's. A page learns nothing of a path outside its scope, not even
//! whether it exists.

use std::path::{Component, Path, PathBuf};
use std::sync::OnceLock;

use glob::{MatchOptions, Pattern};
use serde::Deserialize;

use crate::path::PathResolver;
use crate::real::{real_entry, real_path};

/// One entry of a scope, as a capability file writes it: `"$TEMP/**"` or `{ "path": "$TEMP/**" }`.
#[derive(Deserialize)]
#[serde(from = "EntryText")]
pub struct ScopeEntry {
    text: String,
    glob: OnceLock<Result<Glob, String>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum EntryText {
    Path(String),
    Object { path: String },
}

impl From<EntryText> for ScopeEntry {
    fn from(text: EntryText) -> Self {
        let (EntryText::Path(text) | EntryText::Object { path: text }) = text;
        Self { text, glob: OnceLock::new() }
    }
}

impl From<&str> for ScopeEntry {
    fn from(text: &str) -> Self {
        EntryText::Path(text.into()).into()
    }
}

/// An entry ready to be matched.
struct Glob {
    whole: Pattern,
    /// The part before the first wildcard, and the rest: the former may lead over links.
    base: PathBuf,
    rest: PathBuf,
}

/// Entries of a scope, from one or several places.
pub(crate) struct Scope<'a> {
    pub paths: &'a PathResolver,
    pub allow: Vec<&'a ScopeEntry>,
    pub deny: Vec<&'a ScopeEntry>,
    /// What the person handed to the page, asked with a real path.
    pub granted: &'a dyn Fn(&Path) -> bool,
    /// Whether a wildcard leaves out names that begin with a dot.
    pub dot_files_are_hidden: bool,
}

/// Why a path is not to be touched.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outside {
    /// Nothing allows it. Where it really leads.
    NotAllowed(PathBuf),
    /// An entry denies it.
    Denied(String),
    /// It has no place: its links lead in a circle, or it is not absolute.
    Nowhere(&'static str),
    /// An entry is wrong.
    Entry(String),
}

impl Scope<'_> {
    /// The real path, if it may be touched.
    pub(crate) fn check(&self, path: &Path) -> Result<PathBuf, Outside> {
        let real = real_path(checked(path)?).map_err(|_| Outside::Nowhere("its links lead in a circle"))?;
        self.judge(path, &real)?;
        Ok(real)
    }

    /// The real path with its last part as it is, if it may be touched and, when it is a link, its target too.
    pub(crate) fn check_entry(&self, path: &Path) -> Result<PathBuf, Outside> {
        self.check(path)?;
        let entry = real_entry(path).map_err(|_| Outside::Nowhere("its links lead in a circle"))?;
        self.judge(path, &entry)?;
        Ok(entry)
    }

    /// Whether an entry denies a path whose real place is known.
    pub(crate) fn denies(&self, real: &Path) -> Result<bool, Outside> {
        Ok(self.denying(real)?.is_some())
    }

    /// Whether anything is denied at all.
    pub(crate) fn denies_something(&self) -> bool {
        !self.deny.is_empty()
    }

    fn judge(&self, path: &Path, real: &Path) -> Result<(), Outside> {
        if let Some(entry) = self.denying(path)?.or(self.denying(real)?) {
            return Err(Outside::Denied(entry.to_owned()));
        }
        if (self.granted)(real) {
            return Ok(());
        }
        for entry in &self.allow {
            if entry.matches(self.paths, real, self.dot_files_are_hidden)? {
                return Ok(());
            }
        }
        Err(Outside::NotAllowed(real.to_owned()))
    }

    /// A wildcard that denies leaves nothing out, whatever the name begins with.
    fn denying(&self, path: &Path) -> Result<Option<&str>, Outside> {
        for entry in &self.deny {
            if entry.matches(self.paths, path, false)? {
                return Ok(Some(&entry.text));
            }
        }
        Ok(None)
    }
}

/// A path that a page may name: absolute, and climbing nowhere.
fn checked(path: &Path) -> Result<&Path, Outside> {
    if path.components().any(|component| component == Component::ParentDir) {
        return Err(Outside::Nowhere("it holds `..`; write it without"));
    }
    if !path.is_absolute() {
        return Err(Outside::Nowhere("it is not absolute; write it whole, or give a `baseDir`"));
    }
    Ok(path)
}

impl ScopeEntry {
    fn matches(
        &self,
        paths: &PathResolver,
        path: &Path,
        dot_files_are_hidden: bool,
    ) -> Result<bool, Outside> {
        let glob = self.glob.get_or_init(|| Glob::new(&self.text, paths));
        let glob = match glob {
            Ok(glob) => glob,
            Err(problem) => {
                return Err(Outside::Entry(format!("the scope entry `{}`: {problem}", self.text)));
            }
        };
        let options = MatchOptions {
            case_sensitive: true,
            // `/folder/*` is what lies in the folder, and not what lies in the folders in it.
            require_literal_separator: true,
            require_literal_leading_dot: dot_files_are_hidden,
        };
        // A name that is no text has a sign of replacement where it is none, which wildcards take like any other.
        let text = path.to_string_lossy();
        Ok(glob.whole.matches_with(&text, options)
            || glob.really().is_some_and(|glob| glob.matches_with(&text, options)))
    }
}

impl Glob {
    fn new(text: &str, paths: &PathResolver) -> Result<Self, String> {
        let mut parts = Path::new(text).components();
        let first = parts.next().map(|part| part.as_os_str().to_string_lossy().into_owned());
        let first = first.ok_or("it is empty; write a path such as `$TEMP/**`")?;
        let (start, pattern) = if first.starts_with('$') {
            // The directory is meant letter for letter, even if its name holds a bracket.
            let directory = paths.parse(&first).map_err(|error| error.to_string())?;
            let pattern = PathBuf::from(Pattern::escape(&directory.to_string_lossy()));
            (directory, joined(pattern, parts.as_path()))
        } else if Path::new(text).is_absolute() || first == "**" {
            (PathBuf::new(), Path::new(text).components().collect())
        } else {
            return Err("it matches nothing; begin it with a variable such as `$TEMP`, or with `/`".into());
        };
        let rest = if start.as_os_str().is_empty() { Path::new(text) } else { parts.as_path() };
        if rest.components().any(|part| part == Component::ParentDir) {
            return Err("it holds `..`; write it without".into());
        }
        let is_literal = |part: &Component<'_>| !part.as_os_str().to_string_lossy().contains(['*', '?', '[']);
        let base = rest.components().take_while(is_literal).fold(start, |base, part| base.join(part));
        let rest = rest.components().skip_while(is_literal).collect();
        let whole = Pattern::new(&pattern.to_string_lossy()).map_err(|error| error.to_string())?;
        Ok(Self { whole, base, rest })
    }

    /// The same with the links of its base followed, if there are any.
    fn really(&self) -> Option<Pattern> {
        let real = real_path(&self.base).ok().filter(|real| *real != self.base)?;
        let pattern = joined(Pattern::escape(&real.to_string_lossy()).into(), &self.rest);
        Pattern::new(&pattern.to_string_lossy()).ok()
    }
}

/// Joining nothing would add a slash at the end.
fn joined(path: PathBuf, rest: &Path) -> PathBuf {
    if rest.as_os_str().is_empty() { path } else { path.join(rest) }
}

#[cfg(test)]
mod tests;
