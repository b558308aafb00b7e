//! Paths as words: joined, cleaned and taken apart without a look at any file.
//!
//! The answers are those of Tauri 2's plugin, also where they differ from Node's: a `..` at the front is dropped.

use std::path::{Component, MAIN_SEPARATOR, MAIN_SEPARATOR_STR, Path, PathBuf};

/// Without `.`, and each `..` taken away together with the name before it.
pub(super) fn cleaned(path: &Path) -> PathBuf {
    let mut parts = Vec::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                parts.pop_if(|last| matches!(last, Component::Normal(_)));
            }
            other => parts.push(other),
        }
    }
    parts.into_iter().collect()
}

pub(super) fn normalize(path: &str) -> String {
    let mut cleaned = cleaned(Path::new(path)).to_string_lossy().into_owned();
    if cleaned.is_empty() {
        return if path.starts_with("..") { "..".into() } else { ".".into() };
    }
    if path.ends_with(is_separator) && !cleaned.ends_with(is_separator) {
        cleaned.push(MAIN_SEPARATOR);
    }
    cleaned
}

/// An absolute path among the later ones is a name like any other: `a` and `/b` are `a/b`.
pub(super) fn join(paths: &[String]) -> String {
    let filled: Vec<&str> = paths.iter().map(String::as_str).filter(|path| !path.is_empty()).collect();
    let joined = cleaned(Path::new(&filled.join(MAIN_SEPARATOR_STR)));
    if joined.as_os_str().is_empty() { ".".into() } else { joined.to_string_lossy().into_owned() }
}

fn is_separator(c: char) -> bool {
    c == '/' || c == '\\'
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_normalized() {
        for (path, clean) in [
            ("", "."),
            (".", "."),
            ("..", ".."),
            ("../..", ".."),
            ("../a", "a"),
            ("/", "/"),
            ("/..", "/"),
            ("/a/./b/../c", "/a/c"),
            ("a//b/", "a/b/"),
            ("a/..", "."),
        ] {
            assert_eq!(normalize(path), clean, "{path}");
        }
    }

    #[test]
    fn paths_are_joined() {
        for (paths, joined) in [
            (&[][..], "."),
            (&["", ""], "."),
            (&["a"], "a"),
            (&["", "a"], "a"),
            (&["a", "", "b"], "a/b"),
            (&["a", "/b", "c"], "a/b/c"),
            (&["/a/", "b/c", "../d"], "/a/b/d"),
            (&["/", "a"], "/a"),
        ] {
            let paths: Vec<_> = paths.iter().map(ToString::to_string).collect();
            assert_eq!(join(&paths), joined, "{paths:?}");
        }
    }
}
