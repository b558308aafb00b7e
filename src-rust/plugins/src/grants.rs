//! What the person handed to a page: files and folders chosen in a dialog or dropped onto it.
//!
//! In come paths from dialogs and drops, never from a page; `fs` and `asset` ask whether a path is among them. Each
//! webview has its own; they end with it.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use footbridge::{AppHandle, RunEvent, WebviewEvent};

use crate::limits::GRANTS_MAX;
use crate::real::real_path;

/// The files and folders that each webview was handed.
#[derive(Default)]
pub struct Grants(Mutex<HashMap<String, VecDeque<Grant>>>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Grant {
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
    /// Hands a path to a webview.
    ///
    /// # Errors
    /// When the links of the path lead in a circle.
    pub fn allow(&self, webview: &str, path: &Path, reach: Reach) -> io::Result<()> {
        let grant = Grant { path: real_path(path)?, reach };
        let mut table = self.table();
        let grants = table.entry(webview.to_owned()).or_default();
        grants.retain(|other| *other != grant);
        if grants.len() == GRANTS_MAX {
            grants.pop_front();
        }
        grants.push_back(grant);
        Ok(())
    }

    /// Whether a webview was handed this path, or a folder that reaches to it.
    pub(crate) fn allows(&self, webview: &str, real: &Path, dot_files_are_hidden: bool) -> bool {
        let table = self.table();
        table
            .get(webview)
            .is_some_and(|grants| grants.iter().any(|grant| grant.reaches(real, dot_files_are_hidden)))
    }

    fn forget(&self, webview: &str) {
        self.table().remove(webview);
    }

    fn table(&self) -> MutexGuard<'_, HashMap<String, VecDeque<Grant>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Grant {
    fn reaches(&self, real: &Path, dot_files_are_hidden: bool) -> bool {
        let Ok(below) = real.strip_prefix(&self.path) else { return false };
        let depth = below.components().count();
        let is_hidden =
            || below.components().any(|part| part.as_os_str().as_encoded_bytes().starts_with(b"."));
        let reaches = match self.reach {
            Reach::File => depth == 0,
            Reach::Folder => depth <= 1,
            Reach::Tree => true,
        };
        reaches && !(dot_files_are_hidden && is_hidden())
    }
}

/// Keeps the table up to date: what is dropped onto a webview is handed to it, and one that opens starts with nothing.
pub(crate) fn follow(app: &AppHandle, event: &RunEvent) {
    let (RunEvent::Webview { label, event }, Some(grants)) = (event, app.try_state::<Grants>()) else {
        return;
    };
    match event {
        WebviewEvent::Created | WebviewEvent::Destroyed => grants.forget(label),
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
mod tests {
    use super::*;

    #[test]
    fn a_grant_reaches_as_far_as_it_says() {
        let folder = tempfile::tempdir().unwrap();
        let root = std::fs::canonicalize(folder.path()).unwrap();
        let allowed = |reach, path: &str, hidden| {
            let grants = Grants::default();
            grants.allow("main", &root.join("a"), reach).unwrap();
            grants.allows("main", &root.join(path), hidden)
        };
        assert!(allowed(Reach::File, "a", true));
        assert!(!allowed(Reach::File, "a/b", true));
        assert!(!allowed(Reach::File, "ab", true));
        assert!(allowed(Reach::Folder, "a/b", true));
        assert!(!allowed(Reach::Folder, "a/b/c", true));
        assert!(allowed(Reach::Tree, "a/b/c", true));
        assert!(!allowed(Reach::Tree, "a/.b/c", true));
        assert!(allowed(Reach::Tree, "a/.b/c", false));
    }

    #[test]
    fn a_grant_is_one_webviews() {
        let grants = Grants::default();
        grants.allow("main", Path::new("/nowhere/a"), Reach::File).unwrap();
        assert!(grants.allows("main", Path::new("/nowhere/a"), true));
        assert!(!grants.allows("other", Path::new("/nowhere/a"), true));
        grants.forget("main");
        assert!(!grants.allows("main", Path::new("/nowhere/a"), true));
    }

    #[test]
    fn the_oldest_grant_makes_room() {
        let grants = Grants::default();
        for n in 0..=GRANTS_MAX {
            grants.allow("main", &PathBuf::from(format!("/nowhere/{n}")), Reach::File).unwrap();
        }
        assert!(!grants.allows("main", Path::new("/nowhere/0"), true));
        assert!(grants.allows("main", Path::new("/nowhere/1"), true));
    }
}
