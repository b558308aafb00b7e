//! What the files say, and how much of it.

use super::Finding;
use super::tree::{Tree, has_word, lines, without_tests};

/// Lines of a file, its test module left out, above which ARCHITECTURE.md has to say why.
const LINES_MAX: usize = 400;

/// Files that no person writes.
const GENERATED: &[&str] = &["web/src/bindings.ts"];

/// Marks of work that was put off; split, so that this file has none.
const MARKS: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")];

/// Every Rust module begins with what it is: `//!`, before any code.
pub fn modules_say_what_they_are(tree: &Tree) -> Vec<Finding> {
    let modules = tree.files("", &[".rs"]).filter(|(path, _)| !is_fixture(path));
    let silent = modules.filter(|(_, text)| {
        let mut opening = text.lines().filter(|line| !line.is_empty() && !line.starts_with("#!["));
        // A crate may take its documentation from a file instead.
        let is_included = text.contains("#![doc = include_str!");
        !is_included && !opening.next().is_some_and(|line| line.starts_with("//! "))
    });
    silent
        .map(|(path, _)| Finding::new(path, 1, "begin with `//!`: the stage, what comes in, what goes out"))
        .collect()
}

/// A file fits in a head.
pub fn files_stay_short(tree: &Tree) -> Vec<Finding> {
    let reasons = tree.text("ARCHITECTURE.md").unwrap_or_default();
    let written = tree.files("", &[".rs", ".ts", ".svelte", ".js", ".css"]).filter(|(path, _)| {
        let is_test = path.contains("/tests/") || path.ends_with(".test.ts") || path.ends_with("/tests.rs");
        !is_test && !GENERATED.contains(path) && !reasons.contains(&format!("`{path}`"))
    });
    let long = written.filter_map(|(path, text)| {
        let count = without_tests(text).lines().count();
        let message = format!(
            "{count} lines without tests, {LINES_MAX} at most: split it, or say why in ARCHITECTURE.md"
        );
        (count > LINES_MAX).then(|| Finding::new(path, LINES_MAX + 1, message))
    });
    long.collect()
}

/// What is worth doing is done, or is an issue.
pub fn nothing_is_left_for_later(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.files("", &[".rs", ".ts", ".svelte", ".js", ".css", ".html", ".md"]) {
        let marked = lines(text).filter(|(_, text)| MARKS.iter().any(|mark| has_word(text, mark)));
        findings.extend(
            marked.map(|(line, _)| Finding::new(path, line, "do it, or open an issue and delete this mark")),
        );
    }
    findings
}

/// Small programs that a test compiles, to see them fail.
fn is_fixture(path: &str) -> bool {
    path.split_once("/tests/").is_some_and(|(_, below)| below.contains('/') && !below.ends_with("/mod.rs"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::tests::{assert_finds, assert_silent};

    #[test]
    fn module_that_does_not_say_what_it_is_is_found() {
        let rule = modules_say_what_they_are;
        assert_silent(
            rule,
            [
                ("src-rust/a/src/lib.rs", "#![forbid(unsafe_code)]\n\n//! The bridge.\n"),
                ("src-rust/a/src/b.rs", "#![doc = include_str!(\"../README.md\")]\n"),
                ("src-rust/a/tests/fail/not_a_function.rs", "#[command]\nstruct A;\n"),
            ],
        );
        assert_finds(rule, "src-rust/a/src/lib.rs", 1, "use x;\n");
        assert_finds(rule, "e2e/tests/hello.rs", 1, "// A comment.\n");
    }

    #[test]
    fn long_file_is_found_unless_architecture_says_why() {
        let rule = files_stay_short;
        let long = "a\n".repeat(LINES_MAX + 1);
        let tested = format!("{}\n#[cfg(test)]\nmod tests {{\n{long}}}\n", "a\n".repeat(LINES_MAX - 1));
        let path = "src-rust/a/src/b.rs";
        assert_silent(
            rule,
            [(path, &tested), ("web/src/bindings.ts", &long), ("src-rust/a/tests/c.rs", &long)],
        );
        assert_silent(rule, [(path, &long), ("ARCHITECTURE.md", "`src-rust/a/src/b.rs` is one table.\n")]);
        assert_finds(rule, path, LINES_MAX + 1, &long);
        assert_finds(rule, "web/src/App.svelte", LINES_MAX + 1, &long);
    }

    #[test]
    fn mark_for_later_is_found() {
        let rule = nothing_is_left_for_later;
        assert_silent(rule, [("web/src/a.ts", "const TODOS = 1;\n")]);
        for mark in MARKS {
            assert_finds(rule, "web/src/a.ts", 2, &format!("\n// {mark}: later\n"));
        }
    }
}
