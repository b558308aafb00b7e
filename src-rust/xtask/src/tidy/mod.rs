//! `cargo xtask tidy`: the rules of the project that a machine can check.
//!
//! A rule is a function from the tree to its findings, so a test needs no files: it hands a rule a small
//! tree. Rules read text, not syntax. They are there to remind, and a person who wants to fool them can.

mod defects;
mod demos;
mod fences;
mod secrets;
mod tree;
mod waits;
mod words;

use std::fmt;

use crate::process::{Outcome, Stop};
use crate::workspace;
use tree::Tree;

const RULES: &[fn(&Tree) -> Vec<Finding>] = &[
    fences::crates_know_only_what_they_may,
    fences::demos_stand_alone,
    fences::unsafe_stays_in_its_folder,
    secrets::invoke_key_is_never_printed,
    secrets::limits_name_unit_attack_and_default,
    defects::tests_that_are_named_exist,
    demos::a_demo_is_whole_on_every_side,
    demos::a_demo_begins_with_its_header,
    demos::a_capability_bears_its_file_name,
    waits::specs_wait_for_conditions,
    words::modules_say_what_they_are,
    words::files_stay_short,
    words::nothing_is_left_for_later,
];

/// One broken rule: where, what is wrong, what to do.
#[derive(Debug, PartialEq)]
pub struct Finding {
    path: String,
    line: usize,
    message: String,
}

impl Finding {
    fn new(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, message: message.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.message)
    }
}

/// Checks every rule and prints every finding.
pub fn run() -> Outcome {
    let tree = Tree::read(workspace::root()).map_err(|error| Stop::failed(error.to_string()))?;
    let findings: Vec<Finding> = RULES.iter().flat_map(|rule| rule(&tree)).collect();
    for finding in &findings {
        eprintln!("{finding}");
    }
    match findings.len() {
        0 => Ok(()),
        1 => Err(Stop::failed("one rule is broken; ARCHITECTURE.md has the reasons")),
        count => Err(Stop::failed(format!("{count} rules are broken; ARCHITECTURE.md has the reasons"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rule has nothing to say about these files.
    pub fn assert_silent<const N: usize>(rule: fn(&Tree) -> Vec<Finding>, files: [(&str, &str); N]) {
        assert_eq!(rule(&Tree::from(files)), []);
    }

    /// The rule finds one fault in this file, in this line.
    pub fn assert_finds(rule: fn(&Tree) -> Vec<Finding>, path: &str, line: usize, text: &str) {
        let findings = rule(&Tree::from([(path, text)]));
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert_eq!((findings[0].path.as_str(), findings[0].line), (path, line), "{findings:?}");
    }

    #[test]
    fn finding_reads_as_place_and_sentence() {
        assert_eq!(Finding::new("a/b.rs", 7, "split it").to_string(), "a/b.rs:7: split it");
    }
}
