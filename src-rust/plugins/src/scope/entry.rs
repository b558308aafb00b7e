//! Entries of a scope, and the patterns that they are.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use serde::Deserialize;

use super::Outside;
use super::pattern::Pattern;
use super::spelling::{folded, may_be_spelled_otherwise, text};
use crate::path::{self, PathResolver};
use crate::real::real_path;

/// One entry of a scope, as a capability file writes it: `"$TEMP/**"` or `{ "path": "$TEMP/**" }`.
///
/// It is absolute, or begins with a variable of [`BaseDirectory`](path::BaseDirectory) or with `**`. `?` is one letter,
/// `*` any of them in a name, `[ab]` one of these, `**` any folders; `[*]` is the letter `*`. A wildcard that allows
/// leaves out names that begin with a dot, unless the plugin's configuration says otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "EntryText")]
pub struct ScopeEntry(Arc<str>);

#[derive(Deserialize)]
#[serde(untagged)]
enum EntryText {
    Path(String),
    Object { path: String },
}

impl From<EntryText> for ScopeEntry {
    fn from(text: EntryText) -> Self {
        let (EntryText::Path(text) | EntryText::Object { path: text }) = text;
        Self(text.into())
    }
}

impl ScopeEntry {
    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for ScopeEntry {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

/// The patterns that an app's scopes are made of, by the text of their entries. There are as many as its capabilities
/// write.
#[derive(Clone)]
pub(crate) struct Globs(Arc<Table>);

struct Table {
    paths: PathResolver,
    ready: RwLock<HashMap<String, Ready>>,
}

/// A glob; none where it is below a directory that this machine does not have; or what is wrong with it.
type Ready = Result<Option<Arc<Glob>>, String>;

impl Globs {
    pub(crate) fn new(paths: PathResolver) -> Self {
        Self(Arc::new(Table { paths, ready: RwLock::default() }))
    }

    pub(super) fn all<'e>(&self, entries: &'e [ScopeEntry]) -> Result<Vec<(&'e str, Arc<Glob>)>, Outside> {
        let ready = entries.iter().filter_map(|entry| {
            let text = entry.as_str();
            let glob = self
                .get(text)
                .map_err(|problem| Outside::Entry(format!("the scope entry `{text}` is wrong: {problem}")));
            Some(glob.transpose()?.map(|glob| (text, glob)))
        });
        ready.collect()
    }

    fn get(&self, text: &str) -> Ready {
        let ready = &self.0.ready;
        let known = ready.read().unwrap_or_else(PoisonError::into_inner).get(text).cloned();
        known.unwrap_or_else(|| {
            let glob = Glob::new(text, &self.0.paths).map(|glob| glob.map(Arc::new));
            ready.write().unwrap_or_else(PoisonError::into_inner).insert(text.to_owned(), glob.clone());
            glob
        })
    }
}

/// An entry ready to be matched.
pub(super) struct Glob {
    whole: Pattern,
    /// The same without case and form.
    folded: Option<Pattern>,
    /// The part before the first wildcard, and the rest: the former may lead over links.
    base: PathBuf,
    rest: PathBuf,
}

impl Glob {
    pub(super) fn new(entry: &str, paths: &PathResolver) -> Result<Option<Self>, String> {
        let path = Path::new(entry);
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
        let base = rest.components().take_while(is_literal).fold(start, |base, part| base.join(part));
        Self::below(base, rest.components().skip_while(is_literal).collect()).map(Some)
    }

    fn below(base: PathBuf, rest: PathBuf) -> Result<Self, String> {
        // The name of the base is meant letter for letter, even if it holds a bracket.
        let whole = PathBuf::from(Pattern::escape(&text(&base)));
        // Joining nothing would add a slash at the end.
        let whole = if rest.as_os_str().is_empty() { whole } else { whole.join(&rest) };
        let whole = text(&whole);
        // A range between letters that fold to several may be no pattern any more.
        let folded = Pattern::new(&folded(&whole)).ok();
        Ok(Self { whole: Pattern::new(&whole)?, folded, base, rest })
    }

    /// Whether it matches the path as it is written.
    pub(super) fn matches(&self, real: &str, dot_files_are_hidden: bool) -> bool {
        self.whole.matches(real, dot_files_are_hidden)
    }

    /// The same with the links of its base followed; none where there are no links.
    pub(super) fn behind_links(&self) -> Option<Self> {
        let base = real_path(&self.base).ok().filter(|real| *real != self.base)?;
        Self::below(base, self.rest.clone()).ok()
    }

    /// Whether it denies one of these paths. A wildcard that denies leaves nothing out, whatever the name begins with,
    /// and where a folder may not tell letters apart, one spelling stands for all of them.
    pub(super) fn denies(&self, places: &[&Path]) -> bool {
        places.iter().any(|place| {
            let text = text(place);
            self.matches(&text, false)
                || self.folded.as_ref().is_some_and(|pattern| {
                    pattern.matches(&folded(&text), false) && may_be_spelled_otherwise(place)
                })
        })
    }
}
