//! Writing the result where the person wants it: the whole file, or none of it.

use std::fs;
use std::path::Path;

use super::pass::Encoded;
use super::recipe::Format;
use crate::Failure;
use crate::chosen::quoted;

/// The name that the dialog begins with.
pub fn suggested_name(source: &Path, format: Format) -> String {
    let stem = source.file_stem().unwrap_or_default().to_string_lossy();
    format!("{stem}-edited.{}", format.extensions()[0])
}

/// Writes `result` to `path`.
///
/// It is written beside its place and then moved there, so a disk that is full leaves the file that was there before.
///
/// # Errors
/// When the name says another format, or nothing can be written there.
pub fn write(result: &Encoded, path: &Path) -> Result<(), Failure> {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    let expected = result.format.extensions();
    if extension.as_deref().is_some_and(|extension| !expected.contains(&extension)) {
        let message = format!(
            "{} is not how a {} is named. End its name in .{}, or choose another format at Encode.",
            quoted(path),
            result.format.name(),
            expected[0]
        );
        return Err(Failure::new("wrong_extension", message));
    }
    let mut beside = path.file_name().unwrap_or_default().to_owned();
    beside.push(".part");
    let beside = path.with_file_name(beside);
    let written = fs::write(&beside, &result.bytes).and_then(|()| fs::rename(&beside, path));
    written.map_err(|error| {
        let _ = fs::remove_file(&beside);
        let message = format!("{} could not be written: {error}. Choose another place.", quoted(path));
        Failure::new("not_written", message)
    })
}
