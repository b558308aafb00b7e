//! What the page is told of a path: what is in the file, or who said no.
//!
//! A page in the wild would be told neither where a link leads nor by which entry; this one shows how it works.

use std::io;
use std::path::Path;

use footbridge_plugins::scope::{By, Inside, Outside};
use serde::Serialize;
use ts_rs::TS;

/// The file whose entries decide, as it was built into the app.
const PERMISSIONS: &str = include_str!("../../../../../permissions/scopes.toml");

/// A file that the page may read.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Note {
    /// What is in it.
    pub text: String,
    /// Where the path really leads, from the folder of samples on if it is in there.
    pub leads_to: String,
    pub decided_by: Decider,
}

/// Who opened or closed a path.
#[derive(Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "by", rename_all = "camelCase")]
pub enum Decider {
    /// An entry of the permission, with its line there.
    Entry { entry: String, line: Option<u32> },
    /// It was lent at run time.
    Grant,
}

/// Why a path was not read.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Closed {
    pub code: &'static str,
    pub message: String,
    /// As in [`Note`]; nothing when the path was not followed.
    pub leads_to: Option<String>,
    /// Nothing when no entry speaks of the path.
    pub decided_by: Option<Decider>,
}

impl Decider {
    pub fn of(by: &By) -> Self {
        match by {
            By::Entry(entry) => Self::Entry { line: line_of(entry), entry: entry.clone() },
            By::Grant => Self::Grant,
        }
    }
}

impl Closed {
    pub fn outside(outside: &Outside, folder: &Path) -> Self {
        let (code, message, real, by) = match outside {
            Outside::NotAllowed { real } => {
                ("not_allowed", "No entry allows this file.".into(), Some(real), None)
            }
            Outside::Denied { real, by } => {
                let message = "An entry denies this file, and a denial goes before all else.".into();
                ("denied", message, Some(real), Some(by))
            }
            Outside::Nowhere(why) => ("nowhere", format!("The path was not followed: {why}."), None, None),
            other => ("nowhere", format!("The path was not followed: {other}."), None, None),
        };
        Self {
            code,
            message,
            leads_to: real.map(|real| shown(real, folder)),
            decided_by: by.map(Decider::of),
        }
    }

    pub fn unreadable(note: &Inside, folder: &Path, error: &io::Error) -> Self {
        let (code, message) = match error.kind() {
            io::ErrorKind::NotFound => ("not_found", "It may be read, but no such file is there.".to_owned()),
            io::ErrorKind::IsADirectory => ("is_a_folder", "This is a folder. Pick a file in it.".to_owned()),
            _ => ("unreadable", format!("It may be read, but it could not be: {error}.")),
        };
        let (leads_to, decided_by) = (Some(shown(note.real(), folder)), Some(Decider::of(note.by())));
        Self { code, message, leads_to, decided_by }
    }
}

/// A real path, from the folder of samples on if it is in there.
pub fn shown(real: &Path, folder: &Path) -> String {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    real.strip_prefix(folder).unwrap_or(real).display().to_string()
}

fn line_of(entry: &str) -> Option<u32> {
    let quoted = format!("\"{entry}\"");
    let line = PERMISSIONS.lines().position(|line| line.contains(&quoted))?;
    u32::try_from(line + 1).ok()
}
