//! The files that the person has chosen since the app started: the only ones that a page can read.
//!
//! A path comes in from the dialog, a drop or a sample, never from a page; a number goes out. The page reads
//! by that number. A path that a page sends opens nothing unless it leads to a file that stands here already.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use footbridge::SafeInteger;
use serde::Serialize;
use ts_rs::TS;

use crate::Failure;

/// Files kept at most; the one chosen longest ago makes room. Against a page that asks for samples for ever.
const FILES_MAX: usize = 64;

/// What a page learns about a file.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Chosen {
    /// What the page reads it by.
    pub id: u32,
    /// The last part of the path.
    pub name: String,
    /// The whole path, for the person to see.
    pub path: String,
    /// Its length when it was chosen.
    pub bytes: SafeInteger,
}

/// A file as it was when it was chosen.
#[derive(Debug, Clone)]
pub struct ChosenFile {
    /// Absolute, without `..` and without symbolic links.
    pub path: PathBuf,
    /// Its length then. Reading goes no further, and a file that is shorter by now has changed.
    pub bytes: u64,
}

/// The table of chosen files.
#[derive(Default)]
pub struct ChosenFiles(Mutex<Table>);

#[derive(Default)]
struct Table {
    last_id: u32,
    files: VecDeque<(u32, ChosenFile)>,
}

impl ChosenFiles {
    /// Takes in the file at `path`, which the person chose.
    ///
    /// # Errors
    /// When there is no such file, it is a folder or a device, or it cannot be opened.
    pub fn choose(&self, path: &Path) -> Result<Chosen, Failure> {
        let path = fs::canonicalize(path).map_err(|error| unreadable(path, &error))?;
        let bytes = open(&path)?.metadata().map_err(|error| unreadable(&path, &error))?.len();
        let mut table = self.table();
        table.last_id += 1;
        let id = table.last_id;
        let chosen = Chosen {
            id,
            name: name(&path),
            path: path.display().to_string(),
            bytes: SafeInteger::new(bytes),
        };
        if table.files.len() == FILES_MAX {
            table.files.pop_front();
        }
        table.files.push_back((id, ChosenFile { path, bytes }));
        Ok(chosen)
    }

    /// Chooses a file anew that was chosen before.
    ///
    /// # Trust
    /// `path` comes from the page. Whether it leads nowhere or to a file that nobody chose, the answer is the
    /// same, so that a page learns neither which files exist nor where links lead.
    pub fn choose_again(&self, path: &Path) -> Result<Chosen, Failure> {
        let is_chosen = |found: &Path| self.table().files.iter().any(|(_, file)| file.path == found);
        match fs::canonicalize(path) {
            Ok(found) if is_chosen(&found) => self.choose(&found),
            _ => Err(Failure::new(
                "not_chosen",
                // The path as the page wrote it: where its links lead is not the page's to know.
                format!(
                    "“{}” was not chosen. Choose it in the dialog, or drop it onto the page.",
                    path.display()
                ),
            )),
        }
    }

    /// The file that a page names by `id`.
    pub fn get(&self, id: u32) -> Result<ChosenFile, Failure> {
        let table = self.table();
        let file = table.files.iter().find(|(known, _)| *known == id).map(|(_, file)| file.clone());
        file.ok_or_else(|| {
            Failure::new("not_chosen", format!("No file was chosen as number {id}. Choose one first."))
        })
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Opens `path` for reading, if it is a file.
pub fn open(path: &Path) -> Result<File, Failure> {
    // Asked before it is opened: opening a pipe that nobody writes to would wait for ever.
    let kind = fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    if kind.is_dir() {
        return Err(Failure::new(
            "is_a_folder",
            format!("{} is a folder. Choose a file in it.", quoted(path)),
        ));
    }
    if !kind.is_file() {
        let message = format!("{} is a device or a pipe. Choose a file.", quoted(path));
        return Err(Failure::new("unreadable", message));
    }
    File::open(path).map_err(|error| unreadable(path, &error))
}

/// Says in words why the system did not let `path` be read.
pub fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let name = quoted(path);
    match error.kind() {
        io::ErrorKind::NotFound => Failure::new(
            "not_found",
            format!("{name} is not there. It may have been moved; choose it again."),
        ),
        io::ErrorKind::PermissionDenied => Failure::new(
            "no_access",
            format!("{name} may not be read by you. Ask its owner, or choose another file."),
        ),
        _ => Failure::new(
            "unreadable",
            format!("{name} could not be read: {error}. Try again, or choose another file."),
        ),
    }
}

/// The name of a file as it stands in a sentence.
pub fn quoted(path: &Path) -> String {
    format!("“{}”", name(path))
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
