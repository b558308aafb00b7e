//! Which paths a page may touch: globs with variables, deny before allow, judged on where a path really leads.
//!
//! In come the entries of capabilities and configuration and a path that a page named; out comes the real path, or the
//! reason why not.
//!
//! # Trust
//! The entries are the app's word, the path is the page's. A page learns nothing of a path outside its scope, not even
//! whether it exists.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use glob::{MatchOptions, Pattern};
use serde::Deserialize;

use crate::limits::PATH_BYTES_MAX;
use crate::path::{self, PathResolver};
use crate::real::{real_entry, real_path};

/// One entry of a scope, as a capability file writes it: `"$TEMP/**"` or `{ "path": "$TEMP/**" }`.
#[derive(Debug, Deserialize)]
#[serde(from = "EntryText")]
pub struct ScopeEntry(String);

#[derive(Deserialize)]
#[serde(untagged)]
enum EntryText {
    Path(String),
    Object { path: String },
}

impl From<EntryText> for ScopeEntry {
    fn from(text: EntryText) -> Self {
        let (EntryText::Path(text) | EntryText::Object { path: text }) = text;
        Self(text)
    }
}

/// Entries of a scope, from one or several places.
pub(crate) struct Scope<'a> {
    pub globs: &'a Globs,
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
        let path = checked(path)?;
        let real = real_path(&path).map_err(|_| CIRCLE)?;
        self.judge(&path, &real)?;
        Ok(real)
    }

    /// The real path with its last part as it is, if it may be touched and, when it is a link, its target too.
    pub(crate) fn check_entry(&self, path: &Path) -> Result<PathBuf, Outside> {
        self.check(path)?;
        let path = checked(path)?;
        let entry = real_entry(&path).map_err(|_| CIRCLE)?;
        self.judge(&path, &entry)?;
        Ok(entry)
    }

    /// Whether an entry denies a path whose real place is known.
    pub(crate) fn denies(&self, real: &Path) -> Result<bool, Outside> {
        Ok(self.denying(&[real])?.is_some())
    }

    /// Whether anything is denied at all.
    pub(crate) fn denies_something(&self) -> bool {
        !self.deny.is_empty()
    }

    fn judge(&self, path: &Path, real: &Path) -> Result<(), Outside> {
        let places = if path == real { &[real][..] } else { &[path, real] };
        if let Some(entry) = self.denying(places)? {
            return Err(Outside::Denied(entry.to_owned()));
        }
        if (self.granted)(real) {
            return Ok(());
        }
        let options = options(self.dot_files_are_hidden);
        let globs = self.globs.all(&self.allow)?;
        // Whether a base leads over a link is asked of the file system, so it is asked last.
        let text = [real.to_string_lossy()];
        let allows = globs.iter().any(|(_, glob)| glob.whole.matches_with(&text[0], options))
            || globs.iter().any(|(_, glob)| glob.matches_any(&text, options));
        if allows {
            return Ok(());
        }
        Err(Outside::NotAllowed(real.to_owned()))
    }

    /// A wildcard that denies leaves nothing out, whatever the name begins with.
    fn denying(&self, places: &[&Path]) -> Result<Option<&str>, Outside> {
        let texts: Vec<_> = places.iter().map(|path| path.to_string_lossy()).collect();
        let globs = self.globs.all(&self.deny)?;
        let found = globs.into_iter().find(|(_, glob)| glob.matches_any(&texts, options(false)));
        Ok(found.map(|(entry, _)| entry))
    }
}

/// How a pattern is matched against the text of a path. A name that is no text has a sign of replacement where it is
/// none, which wildcards take like any other.
fn options(dot_files_are_hidden: bool) -> MatchOptions {
    MatchOptions {
        case_sensitive: true,
        // `/folder/*` is what lies in the folder, and not what lies in the folders in it.
        require_literal_separator: true,
        require_literal_leading_dot: dot_files_are_hidden,
    }
}

const CIRCLE: Outside = Outside::Nowhere("its links lead in a circle");

/// A path that a page may name: not too long, absolute, and climbing nowhere. Without the dots and slashes that mean nothing, and
/// that no pattern matches.
fn checked(path: &Path) -> Result<PathBuf, Outside> {
    if path.as_os_str().len() > PATH_BYTES_MAX {
        return Err(Outside::Nowhere("it has more than 4,096 bytes; write a shorter one"));
    }
    if path.components().any(|component| component == Component::ParentDir) {
        return Err(Outside::Nowhere("it holds `..`; write it without"));
    }
    if !path.is_absolute() {
        return Err(Outside::Nowhere("it is not absolute; write it whole, or give a `baseDir`"));
    }
    Ok(path.components().collect())
}

/// The globs that an app's scopes are made of, by the text of their entries. There are as many as its capabilities write.
pub(crate) struct Globs {
    paths: PathResolver,
    table: RwLock<HashMap<String, Ready>>,
}

/// A glob; none where it is below a directory that this machine does not have; or what is wrong with it.
type Ready = Result<Option<Arc<Glob>>, String>;

impl Globs {
    pub(crate) fn new(paths: PathResolver) -> Self {
        Self { paths, table: RwLock::default() }
    }

    fn all<'e>(&self, entries: &[&'e ScopeEntry]) -> Result<Vec<(&'e str, Arc<Glob>)>, Outside> {
        let ready = entries.iter().filter_map(|ScopeEntry(text)| {
            let glob = self
                .get(text)
                .map_err(|problem| Outside::Entry(format!("the scope entry `{text}` is wrong: {problem}")));
            Some(glob.transpose()?.map(|glob| (text.as_str(), glob)))
        });
        ready.collect()
    }

    fn get(&self, text: &str) -> Ready {
        let known = self.table.read().unwrap_or_else(PoisonError::into_inner).get(text).cloned();
        known.unwrap_or_else(|| {
            let ready = Glob::new(text, &self.paths).map(|glob| glob.map(Arc::new));
            self.table.write().unwrap_or_else(PoisonError::into_inner).insert(text.to_owned(), ready.clone());
            ready
        })
    }
}

/// An entry ready to be matched.
struct Glob {
    whole: Pattern,
    /// The part before the first wildcard, and the rest: the former may lead over links.
    base: PathBuf,
    rest: PathBuf,
}

impl Glob {
    fn new(text: &str, paths: &PathResolver) -> Result<Option<Self>, String> {
        let path = Path::new(text);
        if path.components().any(|part| part == Component::ParentDir) {
            return Err("it holds `..`; write it without".into());
        }
        let mut parts = path.components();
        let first = parts.next().map(|part| part.as_os_str().to_string_lossy());
        let first = first.ok_or("it is empty; write a path such as `$TEMP/**`")?;
        let (start, rest) = if first.starts_with('$') {
            match paths.parse(&*first) {
                Ok(directory) => (directory, parts.as_path()),
                Err(path::Error::NoDirectory(_)) => return Ok(None),
                Err(error) => return Err(error.to_string()),
            }
        } else if path.is_absolute() || first == "**" {
            (PathBuf::new(), path)
        } else {
            return Err("it matches nothing; begin it with a variable such as `$TEMP`, or with `/`".into());
        };
        let is_literal = |part: &Component<'_>| !part.as_os_str().to_string_lossy().contains(['*', '?', '[']);
        Ok(Some(Self {
            whole: pattern(&start, rest)?,
            base: rest.components().take_while(is_literal).fold(start, |base, part| base.join(part)),
            rest: rest.components().skip_while(is_literal).collect(),
        }))
    }

    /// Whether it matches one of these paths as it is written, or with the links of its base followed.
    fn matches_any(&self, texts: &[Cow<'_, str>], options: MatchOptions) -> bool {
        let any = |pattern: &Pattern| texts.iter().any(|text| pattern.matches_with(text, options));
        if any(&self.whole) {
            return true;
        }
        let real = real_path(&self.base).ok().filter(|real| *real != self.base);
        real.and_then(|real| pattern(&real, &self.rest).ok()).is_some_and(|pattern| any(&pattern))
    }
}

/// What lies below a directory, whose name is meant letter for letter, even if it holds a bracket.
fn pattern(directory: &Path, rest: &Path) -> Result<Pattern, String> {
    let directory = PathBuf::from(Pattern::escape(&directory.to_string_lossy()));
    // Joining nothing would add a slash at the end.
    let whole = if rest.as_os_str().is_empty() { directory } else { directory.join(rest) };
    let whole: PathBuf = whole.components().collect();
    Pattern::new(&whole.to_string_lossy()).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests;
