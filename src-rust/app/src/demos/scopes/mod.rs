//! # scopes
//!
//! A command that reads files, and the entries of a permission that say which.
//!
//! Pick a path in the folder, or type one of your own, with `..` or through a link, and press Read.
//! You see what is in the file, or which entry said no and where the path really leads.
//! Then lend the closed folder to the page, read from it, and take it back.
//!
//! Read next: `src-rust/plugins/src/scope/mod.rs`, how a path is judged.

mod answer;
mod sample;

use std::io::Read;
use std::path::PathBuf;

use footbridge::resource::ResourceId;
use footbridge::{CommandScope, Commands, State, Webview, command, generate_handler};
use footbridge_plugins::scope::{PathScope, ScopeEntry};
use footbridge_plugins::{Grants, Reach};

use self::answer::{Closed, Decider, Note};
use self::sample::Tree;
use crate::{DataDir, Failure};

/// The commands of this demo. What is lent is taken back by `plugin:resources|close`, which the bridge brings along.
pub const COMMANDS: Commands = generate_handler![sample_tree, read_note, lend_folder];

/// Bytes of a note that are shown. A longer one is cut.
const NOTE_BYTES_MAX: u64 = 16 * 1024;

/// Lays out the folder of samples, and lists what is in it.
#[command]
fn sample_tree(data_dir: State<'_, DataDir>) -> Result<Tree, Failure> {
    sample::lay_out(&data_dir.0)
}

/// Reads a file, if the scope of this command opens it to the page that asks.
///
/// The scope is what the permission says that opens the command. The command judges by it, and nobody else does.
#[command]
fn read_note(
    path: PathBuf,
    scope: CommandScope<ScopeEntry>,
    webview: Webview,
    data_dir: State<'_, DataDir>,
) -> Result<Note, Closed> {
    let folder = sample::folder(&data_dir.0);
    // An absolute path takes the place of the folder.
    let judged = PathScope::new(&webview, &scope).check(folder.join(path));
    let note = judged.map_err(|outside| Closed::outside(&outside, &folder))?;

    // Not opened by its name again: a link may have taken its place since it was judged.
    let mut bytes = Vec::new();
    let read = note.open().and_then(|file| file.take(NOTE_BYTES_MAX).read_to_end(&mut bytes));
    read.map_err(|error| Closed::unreadable(&note, &folder, &error))?;
    Ok(Note {
        text: String::from_utf8_lossy(&bytes).into_owned(),
        leads_to: answer::shown(note.real(), &folder),
        decided_by: Decider::of(note.by()),
    })
}

/// Opens one folder to the page, for as long as its document is there. The answer is the number to take it back by.
///
/// Which folder, Rust decides: a page that could name it would need no scope.
#[command]
fn lend_folder(
    webview: Webview,
    grants: State<'_, Grants>,
    data_dir: State<'_, DataDir>,
) -> Result<ResourceId, Failure> {
    let folder = sample::folder(&data_dir.0).join(sample::LENT);
    let grant = grants
        .allow(webview.label(), &folder, Reach::Tree)
        .map_err(|error| Failure::new("not_lent", format!("The folder could not be lent: {error}.")))?;
    let table = webview.resources_table();
    table
        .add(grant.until_dropped())
        .map_err(|error| Failure::new(error.code(), format!("The folder could not be lent: {error}.")))
}

#[cfg(all(test, unix))]
mod tests;
