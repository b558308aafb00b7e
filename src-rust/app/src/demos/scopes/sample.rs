//! The folder of samples: notes that the scope opens, and what lies around them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;
use ts_rs::TS;

use crate::Failure;

/// The folder that no entry opens, and that is lent.
pub const LENT: &str = "lent";

/// Paths and what is in them.
const FILES: [(&str, &str); 6] = [
    ("notes/harbour.txt", "High water 05:42 and 18:07.\nThe ferry leaves an hour before.\n"),
    ("notes/crew/roster.txt", "Ane     helm\nJoris   engine\nMaud    lines\n"),
    ("notes/.draft.txt", "Not ready to be read.\n"),
    ("notes/keys.txt", "Boathouse: 4711.\n"),
    ("safe/secret.txt", "The treasure lies under the third plank.\n"),
    (
        "lent/chart.txt",
        "Keep the church spire over the red buoy,\nand there are four fathoms all the way in.\n",
    ),
];

/// Links, and where they lead.
#[cfg(unix)]
const LINKS: [(&str, &str); 2] =
    [("notes/today.txt", "harbour.txt"), ("notes/shortcut.txt", "../safe/secret.txt")];

/// What is in the folder.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Tree {
    /// Where it is on this machine.
    folder: String,
    /// Each folder before what is in it.
    entries: Vec<TreeEntry>,
}

/// One line of the tree.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TreeEntry {
    /// From the folder on.
    path: String,
    is_folder: bool,
    /// Where a link says that it leads.
    target: Option<String>,
}

/// Where the samples are.
pub fn folder(data_dir: &Path) -> PathBuf {
    data_dir.join("samples").join("scopes")
}

/// Makes what is not there, and lists all there is.
pub fn lay_out(data_dir: &Path) -> Result<Tree, Failure> {
    let folder = folder(data_dir);
    let mut entries = Vec::new();
    make(&folder).and_then(|()| list(&folder, &folder, &mut entries)).map_err(|error| {
        let message = format!("The samples could not be laid out in {}: {error}.", folder.display());
        Failure::new("no_samples", message)
    })?;
    Ok(Tree { folder: folder.display().to_string(), entries })
}

fn make(folder: &Path) -> io::Result<()> {
    for (name, text) in FILES {
        let path = folder.join(name);
        if !path.exists() {
            path.parent().map_or(Ok(()), fs::create_dir_all)?;
            fs::write(path, text)?;
        }
    }
    #[cfg(unix)]
    for (name, target) in LINKS {
        let link = folder.join(name);
        if !link.is_symlink() {
            std::os::unix::fs::symlink(target, link)?;
        }
    }
    Ok(())
}

fn list(root: &Path, folder: &Path, entries: &mut Vec<TreeEntry>) -> io::Result<()> {
    let mut found = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    found.sort_by_key(|entry| (entry.file_type().is_ok_and(|kind| !kind.is_dir()), entry.file_name()));
    for entry in found {
        let path = entry.path();
        let is_folder = entry.file_type()?.is_dir();
        entries.push(TreeEntry {
            path: path.strip_prefix(root).unwrap_or(&path).display().to_string(),
            is_folder,
            target: fs::read_link(&path).ok().map(|target| target.display().to_string()),
        });
        if is_folder {
            list(root, &path, entries)?;
        }
    }
    Ok(())
}
