//! What is granted and forbidden while the app runs: files and folders that the person chose in a dialog or dropped
//! onto a page, and those that Rust code names.
//!
//! In come paths from dialogs, drops and Rust, never from a page; every scope of paths asks whether a path is among
//! them. Each webview has its own; they end with it at the latest, and each can be taken back before.

use std::borrow::Cow;
use std::collections::{HashMap, VecDeque};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use footbridge::resource::Resource;
use footbridge::{AppHandle, RunEvent, WebviewEvent};

use crate::limits::GRANTS_MAX;
use crate::real::real_path;
use crate::scope::{folded, may_be_spelled_otherwise, text};

/// The files and folders that each webview was granted, and those that it is forbidden. The plugins `fs`, `asset` and
/// `dialog` manage one as a state; a clone is the same table.
///
/// What is forbidden goes before what is allowed, be it by an entry of a scope or by a grant.
///
/// ```
/// use footbridge_plugins::{Grants, Reach};
///
/// # let folder = tempfile::tempdir()?;
/// # let folder = folder.path();
/// let grants = Grants::default(); // in a command: `grants: State<'_, Grants>`
/// let grant = grants.allow("main", folder, Reach::Tree)?;
/// grants.forbid("main", &folder.join("keys"), Reach::Tree)?;
/// assert!(grant.stands());
/// grant.revoke();
/// assert!(!grant.stands());
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct Grants(Arc<Mutex<Table>>);

#[derive(Default)]
struct Table {
    last_id: u64,
    webviews: HashMap<String, Lists>,
}

#[derive(Default)]
struct Lists {
    allow: VecDeque<Entry>,
    forbid: VecDeque<Entry>,
}

struct Entry {
    id: u64,
    /// With every link followed when it was handed over.
    path: PathBuf,
    reach: Reach,
}

/// How far a grant goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// One file, which need not exist yet.
    File,
    /// A folder and what lies in it.
    Folder,
    /// A folder and everything below it.
    Tree,
}

impl Grants {
    /// In place of a label: for every webview, as long as the app runs. No webview has it.
    pub const EVERYONE: &str = "";

    /// Opens a path to a webview that is there, until it closes or the grant is taken back.
    ///
    /// The grant is for what the path leads to by now, links followed.
    ///
    /// # Errors
    /// When the links of the path lead in a circle.
    pub fn allow(&self, webview: &str, path: &Path, reach: Reach) -> io::Result<Grant> {
        let path = real_path(path)?;
        Ok(self.add(webview, path, reach, |lists, entry| {
            if lists.allow.len() == GRANTS_MAX {
                lists.allow.pop_front();
            }
            lists.allow.push_back(entry);
        }))
    }

    /// Closes a path to a webview, whatever opens it, until the webview closes or that is taken back. Names that begin
    /// with a dot are not left out.
    ///
    /// # Errors
    /// When the links of the path lead in a circle, or as many paths are forbidden as may be.
    pub fn forbid(&self, webview: &str, path: &Path, reach: Reach) -> io::Result<Grant> {
        let path = real_path(path)?;
        // The oldest cannot make room, for that would open it.
        if self.table().webviews.get(webview).is_some_and(|lists| lists.forbid.len() >= GRANTS_MAX) {
            let message =
                format!("{GRANTS_MAX} paths are forbidden, the most there may be; take one back first");
            return Err(io::Error::other(message));
        }
        Ok(self.add(webview, path, reach, |lists, entry| lists.forbid.push_back(entry)))
    }

    fn add(&self, webview: &str, path: PathBuf, reach: Reach, push: impl FnOnce(&mut Lists, Entry)) -> Grant {
        let mut table = self.table();
        table.last_id += 1;
        let id = table.last_id;
        push(table.webviews.entry(webview.to_owned()).or_default(), Entry { id, path, reach });
        Grant { grants: self.clone(), webview: webview.to_owned(), id }
    }

    /// Whether a webview was granted this path, or a folder that reaches to it.
    pub(crate) fn allows(&self, webview: &str, real: &Path, dot_files_are_hidden: bool) -> bool {
        let reaches = |entry: &Entry| entry.reach.covers(&entry.path, real, dot_files_are_hidden);
        self.table().of(webview).any(|lists| lists.allow.iter().any(reaches))
    }

    /// Whether a webview is forbidden one of these paths.
    pub(crate) fn forbids(&self, webview: &str, places: &[&Path]) -> bool {
        let table = self.table();
        table.of(webview).flat_map(|lists| &lists.forbid).any(|entry| {
            places.iter().any(|place| {
                entry.reach.covers(&entry.path, place, false)
                    || entry.reach.covers(&without_case(&entry.path), &without_case(place), false)
                        && may_be_spelled_otherwise(place)
            })
        })
    }

    pub(crate) fn forbid_something(&self, webview: &str) -> bool {
        self.table().of(webview).any(|lists| !lists.forbid.is_empty())
    }

    /// A webview that opens was granted nothing yet; what it is forbidden may have been said before.
    fn begin(&self, webview: &str) {
        if let Some(lists) = self.table().webviews.get_mut(webview) {
            lists.allow.clear();
        }
    }

    fn end(&self, webview: &str) {
        self.table().webviews.remove(webview);
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Table {
    fn of(&self, webview: &str) -> impl Iterator<Item = &Lists> {
        [webview, Grants::EVERYONE].into_iter().filter_map(|label| self.webviews.get(label))
    }
}

fn without_case(path: &Path) -> PathBuf {
    folded(&text(path)).into()
}

impl Reach {
    fn covers(self, path: &Path, real: &Path, dot_files_are_hidden: bool) -> bool {
        let Ok(below) = real.strip_prefix(path) else { return false };
        let depth = below.components().count();
        let is_hidden =
            || below.components().any(|part| part.as_os_str().as_encoded_bytes().starts_with(b"."));
        let covers = match self {
            Self::File => depth == 0,
            Self::Folder => depth <= 1,
            Self::Tree => true,
        };
        covers && !(dot_files_are_hidden && is_hidden())
    }
}

/// One path that a webview was granted, or is forbidden. Dropping it changes nothing.
///
/// What was granted through it ends with [`revoke`](Self::revoke). The next call for such a path is refused, also one
/// for a file that the page has open; an asset that is being sent is sent to its end.
pub struct Grant {
    grants: Grants,
    webview: String,
    id: u64,
}

impl Grant {
    /// Takes it back. The answer is whether it still stood. What another grant opens stays open.
    pub fn revoke(&self) -> bool {
        let mut table = self.grants.table();
        let Some(lists) = table.webviews.get_mut(&self.webview) else { return false };
        let mut stood = false;
        for list in [&mut lists.allow, &mut lists.forbid] {
            let before = list.len();
            list.retain(|entry| entry.id != self.id);
            stood |= list.len() < before;
        }
        stood
    }

    /// Whether it still stands: not taken back, not ended with its webview, and not the oldest of too many.
    pub fn stands(&self) -> bool {
        let table = self.grants.table();
        let lists = table.webviews.get(&self.webview);
        lists.is_some_and(|lists| lists.allow.iter().chain(&lists.forbid).any(|entry| entry.id == self.id))
    }

    /// Lets it end with a value. As a resource of a document, a window or the app it ends with those:
    /// `webview.resources_table().add(grant.until_dropped())` is a grant that a reload takes back.
    pub fn until_dropped(self) -> GrantGuard {
        GrantGuard(self)
    }
}

/// A [`Grant`] that is taken back when this is dropped.
#[must_use = "it takes the grant back when it is dropped"]
pub struct GrantGuard(Grant);

impl GrantGuard {
    /// The grant.
    pub fn grant(&self) -> &Grant {
        &self.0
    }
}

impl Drop for GrantGuard {
    fn drop(&mut self) {
        self.0.revoke();
    }
}

impl Resource for GrantGuard {
    fn name(&self) -> Cow<'_, str> {
        "grant".into()
    }

    /// At once, even if a command still holds it.
    fn close(self: Arc<Self>) {
        self.0.revoke();
    }
}

/// Keeps the table up to date: what is dropped onto a webview is handed to it, and one that opens starts with nothing.
pub(crate) fn follow(app: &AppHandle, event: &RunEvent) {
    let (RunEvent::Webview { label, event }, Some(grants)) = (event, app.try_state::<Grants>()) else {
        return;
    };
    match event {
        WebviewEvent::Created => grants.begin(label),
        WebviewEvent::Destroyed => grants.end(label),
        WebviewEvent::DragDrop { paths, .. } => {
            for path in paths {
                let reach = if path.is_dir() { Reach::Tree } else { Reach::File };
                if let Err(error) = grants.allow(label, path, reach) {
                    tracing::warn!(path = %path.display(), %error, "what was dropped cannot be handed to the page");
                }
            }
        }
        _ => {}
    }
}

#[cfg(all(test, unix))]
mod tests;
