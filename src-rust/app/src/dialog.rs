//! The native dialogs in which a person chooses a file. What comes out is the person's word, not the page's.

use std::future::Future;
use std::path::PathBuf;

use footbridge::AppHandle;
use rfd::{AsyncFileDialog, FileHandle};

use crate::Failure;

/// Lets the person choose a file to open; nothing when the dialog was dismissed.
///
/// Each filter is a name and the endings that it shows, without their dots; without filters every file is shown.
///
/// # Errors
/// When the dialog cannot open.
pub async fn open_file(
    app: &AppHandle,
    title: &str,
    filters: &[(&str, &[&str])],
) -> Result<Option<PathBuf>, Failure> {
    let dialog = AsyncFileDialog::new().set_title(title);
    let dialog = filters.iter().fold(dialog, |dialog, (name, endings)| dialog.add_filter(*name, endings));
    shown(app, move || dialog.pick_file()).await
}

/// Lets the person choose where to save a file; nothing when the dialog was dismissed. `name` is offered first.
///
/// # Errors
/// When the dialog cannot open.
pub async fn save_file(
    app: &AppHandle,
    title: &str,
    name: &str,
    filters: &[(&str, &[&str])],
) -> Result<Option<PathBuf>, Failure> {
    let dialog = AsyncFileDialog::new().set_title(title).set_file_name(name);
    let dialog = filters.iter().fold(dialog, |dialog, (name, endings)| dialog.add_filter(*name, endings));
    shown(app, move || dialog.save_file()).await
}

async fn shown<F>(
    app: &AppHandle,
    open: impl FnOnce() -> F + Send + 'static,
) -> Result<Option<PathBuf>, Failure>
where
    F: Future<Output = Option<FileHandle>> + Send + 'static,
{
    let chosen = footbridge_plugins::dialog::shown(app, open).await;
    let chosen = chosen.map_err(|error| Failure::new("no_dialog", format!("No dialog: {error}.")))?;
    Ok(chosen.map(|file| file.path().to_owned()))
}
