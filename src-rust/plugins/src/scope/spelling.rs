//! How a path is spelled, and when two spellings may be one file.
//!
//! In comes a path as a page writes it, out comes the one spelling that is judged. Text of a pattern and of a path is
//! compared letter by letter; where a folder does not tell letters apart, what denies is compared without their case
//! and form.

use std::borrow::Cow;
use std::fs;
use std::path::{Component, Path, PathBuf};

use icu_normalizer::DecomposingNormalizer;

use super::Outside;
use crate::limits::PATH_BYTES_MAX;

/// A path that a page may name: not too long, absolute, and climbing nowhere. Without the dots and slashes that mean
/// nothing, and that no pattern matches.
pub(super) fn spelled(path: &Path) -> Result<PathBuf, Outside> {
    let bytes = path.as_os_str().as_encoded_bytes();
    if bytes.is_empty() {
        return Err(Outside::Nowhere("it is empty; write the path of a file or a folder"));
    }
    if bytes.len() > PATH_BYTES_MAX {
        return Err(Outside::Nowhere("it has more than 4,096 bytes; write a shorter one"));
    }
    if bytes.contains(&0) {
        return Err(Outside::Nowhere("it holds the letter NUL, which no name has; write it without"));
    }
    for component in path.components() {
        match component {
            Component::ParentDir => return Err(Outside::Nowhere("it holds `..`; write it without")),
            Component::Normal(name) if cfg!(windows) && is_read_as_another(&name.to_string_lossy()) => {
                return Err(Outside::Nowhere("Windows reads a name in it as another; write that one"));
            }
            _ => {}
        }
    }
    if !path.is_absolute() {
        return Err(Outside::Nowhere("it is not absolute; write it whole, or give a `baseDir`"));
    }
    Ok(path.components().collect())
}

/// Whether Windows takes a name for another one: without the dots and spaces at its end, or as a stream of a file.
///
/// Source: "Naming Files, Paths, and Namespaces", Microsoft Learn.
fn is_read_as_another(name: &str) -> bool {
    name.ends_with(['.', ' ']) || name.contains(':')
}

/// The text that patterns are matched against. Bytes that are no text become letters of their own, so that two names
/// are never the same text.
pub(crate) fn text(path: &Path) -> Cow<'_, str> {
    if let Some(text) = path.to_str() {
        return Cow::Borrowed(text);
    }
    let mut text = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        // The end of the last private plane.
        text.extend(chunk.invalid().iter().filter_map(|byte| char::from_u32(0x10_FF00 + u32::from(*byte))));
    }
    Cow::Owned(text)
}

/// A text without what some file systems do not tell apart: case, composed and decomposed letters, and letters that
/// nobody sees.
pub(crate) fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let letters = text.chars().filter(|letter| !is_invisible(*letter));
    // Upper case first: it makes one of letters that have several lower cases.
    let folded: String = letters.flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect();
    DecomposingNormalizer::new_nfd().normalize(&folded).into_owned()
}

/// Joiners, marks of direction, variation selectors and the like, which folding file systems leave out.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a folder on the way to `real` may take two spellings for one name. It is asked only where a spelling
/// decides, because it looks into folders.
pub(crate) fn may_be_spelled_otherwise(real: &Path) -> bool {
    let folders = real.ancestors().skip(1).filter(|folder| folder.is_dir());
    folders.into_iter().any(|folder| !tells_letters_apart(folder))
}

/// Whether an entry of the folder is another one, or none, in the other case. A folder with no such entry says nothing,
/// and what says nothing is not trusted.
#[cfg(unix)]
fn tells_letters_apart(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;

    let identity = |name: &str| {
        let found = fs::symlink_metadata(folder.join(name)).ok()?;
        Some((found.dev(), found.ino()))
    };
    let names = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.file_name());
    let answers = names.filter_map(|name| {
        let name = name.to_str()?;
        let other: String = name.chars().map(other_case).collect();
        let found = identity(name).filter(|_| other != name)?;
        Some(identity(&other) != Some(found))
    });
    answers.into_iter().next().unwrap_or(false)
}

#[cfg(not(unix))]
fn tells_letters_apart(_: &Path) -> bool {
    false
}

fn other_case(letter: char) -> char {
    if letter.is_ascii_lowercase() { letter.to_ascii_uppercase() } else { letter.to_ascii_lowercase() }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_fold_to_one() {
        for (one, other) in [
            ("Secret.TXT", "secret.txt"),
            ("caf\u{e9}", "CAFE\u{301}"),
            ("stra\u{df}e", "STRASSE"),
            ("\u{3c3}\u{3bf}\u{3c2}", "\u{3a3}\u{39f}\u{3a3}"),
            ("se\u{200d}cret\u{fe0f}", "secret"),
            ("\u{212a}ey", "key"),
        ] {
            assert_eq!(folded(one), folded(other), "{one} {other}");
        }
        assert_ne!(
            folded("secret"),
            folded("s\u{435}cret"),
            "a look-alike is another letter to every file system"
        );
    }

    #[test]
    fn names_that_are_no_text_are_never_the_same_text() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;
        let path = |bytes: &'static [u8]| Path::new(OsStr::from_bytes(bytes));
        assert_ne!(text(path(b"/\xff")), text(path(b"/\xfe")));
        assert_ne!(text(path(b"/\xff")), text(Path::new("/\u{fffd}")));
        assert_eq!(text(path(b"/a\xff/b")).split('/').count(), 3);
    }

    #[test]
    fn a_name_that_windows_reads_as_another_is_known() {
        for name in ["secret.txt.", "secret.txt ", "secret.txt::$DATA", "secret.txt:stream", "..."] {
            assert!(is_read_as_another(name), "{name}");
        }
        for name in ["secret.txt", ".dot", "a b", "PROGRA~1"] {
            assert!(!is_read_as_another(name), "{name}");
        }
    }

    #[test]
    fn a_folder_shows_by_an_entry_whether_it_tells_letters_apart() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!tells_letters_apart(folder.path()), "an empty one says nothing");
        fs::write(folder.path().join("12"), "").unwrap();
        assert!(!tells_letters_apart(folder.path()), "digits have no case");
        fs::write(folder.path().join("a"), "").unwrap();
        assert!(tells_letters_apart(folder.path()));
        // One file under both names is what a folder without case looks like.
        fs::hard_link(folder.path().join("a"), folder.path().join("A")).unwrap();
        assert!(!tells_letters_apart(folder.path()));
    }
}
