//! The result as a file: what it is called, and that its name says what is in it.

use std::path::Path;

use super::pass::Encoded;
use super::recipe::Format;
use crate::chosen::quoted;
use crate::{Failure, whole};

/// The name that the dialog begins with.
pub fn suggested_name(source: &Path, format: Format) -> String {
    let stem = source.file_stem().unwrap_or_default().to_string_lossy();
    format!("{stem}-edited.{}", format.extensions()[0])
}

/// Writes `result` to `path`, whole.
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
    whole::write(path, &result.bytes)
}
