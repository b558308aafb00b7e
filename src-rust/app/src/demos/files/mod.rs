//! # files
//!
//! A native dialog, and files read as text, as bytes and in pieces: only those that the person chose.
//!
//! Choose a file, drop one onto the page, or open a sample. Read it as text or as bytes.
//! Open the ruler and scroll: it holds 1 GiB, and only the piece in sight is ever read.
//!
//! Read next: `src-rust/app/src/chosen.rs`, why a page can name no file but these.

mod read;
mod sample;
#[cfg(test)]
mod tests;

use footbridge::ipc::Response;
use footbridge::{AppHandle, Commands, SafeInteger, State, Webview, command, generate_handler};

use self::sample::Sample;
use crate::chosen::{Chosen, ChosenFiles};
use crate::{DataDir, Failure, FileDrops, dialog};

/// The commands of this demo.
pub const COMMANDS: Commands = generate_handler![
    choose_file,
    dropped_file,
    samples,
    open_sample,
    open_path,
    read_text,
    read_raw,
    read_piece
];

/// Shows the native dialog. The answer is `null` when the person chose nothing.
#[command]
async fn choose_file(app: AppHandle, files: State<'_, ChosenFiles>) -> Result<Option<Chosen>, Failure> {
    let path = dialog::open_file(&app, "Choose a file to read", &[]).await?;
    path.map(|path| files.choose(&path)).transpose()
}

/// Waits for the next file that is dropped onto the calling webview. Cancel the call to wait no more.
#[command]
async fn dropped_file(
    webview: Webview,
    drops: State<'_, FileDrops>,
    files: State<'_, ChosenFiles>,
) -> Result<Chosen, Failure> {
    files.choose(&drops.next(webview.label()).await)
}

/// The files that come with the app.
#[command]
fn samples() -> Vec<Sample> {
    sample::all()
}

/// Writes the sample `name` to the app's data folder and chooses it.
#[command]
fn open_sample(
    name: &str,
    data_dir: State<'_, DataDir>,
    files: State<'_, ChosenFiles>,
) -> Result<Chosen, Failure> {
    files.choose(&sample::write(name, &data_dir.0.join("samples"))?)
}

/// Opens a file by its path, if the person has chosen it since the app started.
#[command]
fn open_path(path: &str, files: State<'_, ChosenFiles>) -> Result<Chosen, Failure> {
    files.choose_again(path.as_ref())
}

/// Reads the file `id` as text.
#[command]
fn read_text(id: u32, files: State<'_, ChosenFiles>) -> Result<String, Failure> {
    read::text(&files.get(id)?)
}

/// Reads the file `id` as bytes.
#[command]
fn read_raw(id: u32, files: State<'_, ChosenFiles>) -> Result<Response, Failure> {
    read::whole(&files.get(id)?).map(Response::new)
}

/// Reads `length` bytes of the file `id` from `offset` on, fewer only where the file ends.
#[command]
fn read_piece(
    id: u32,
    offset: SafeInteger,
    length: u32,
    files: State<'_, ChosenFiles>,
) -> Result<Response, Failure> {
    read::piece(&files.get(id)?, offset.get(), length).map(Response::new)
}
