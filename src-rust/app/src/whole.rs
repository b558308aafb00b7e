//! Writing a file where the person wants it: the whole file, or none of it.

use std::fs;
use std::path::Path;

use crate::Failure;
use crate::chosen::quoted;

/// Writes `bytes` to `path`.
///
/// They are written beside their place and then moved there, so a disk that is full leaves the file that was there before.
///
/// # Errors
/// When nothing can be written there.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut beside = path.file_name().unwrap_or_default().to_owned();
    beside.push(".part");
    let beside = path.with_file_name(beside);
    let written = fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, path));
    written.map_err(|error| {
        let _ = fs::remove_file(&beside);
        let message = format!("{} could not be written: {error}. Choose another place.", quoted(path));
        Failure::new("not_written", message)
    })
}
