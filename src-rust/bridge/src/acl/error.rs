//! What is wrong with a capability file, and where.

use std::fmt;

/// A fault that whoever builds the app has to mend; no page ever sees it.
///
/// Reads `capabilities/hello.json:4: windows[0]: expected a string, found a number`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The path from the repository's root, or the name of a manifest that was declared in code.
    pub file: String,
    /// Counted from 1; 0 when the fault has no line, as with a file that cannot be read.
    pub line: usize,
    /// The way to the field, such as `remote.urls[0]`; empty when the whole file is at fault.
    pub field: String,
    /// What is wrong and what to do.
    pub problem: String,
}

impl Error {
    /// A fault of the file as a whole.
    pub(super) fn of_file(file: impl Into<String>, problem: impl Into<String>) -> Self {
        Self { file: file.into(), line: 0, field: String::new(), problem: problem.into() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if !self.field.is_empty() {
            write!(f, ": {}", self.field)?;
        }
        write!(f, ": {}", self.problem)
    }
}

impl std::error::Error for Error {}

/// `; did you mean "..."?` when one of `candidates` is at most a third of its letters away from `word`, else nothing.
pub(super) fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    let far = |candidate: &str| candidate.chars().count().div_ceil(3);
    // As many edits as the lengths differ are needed at least; and a word may be of any length.
    let length = word.chars().count();
    candidates
        .into_iter()
        .filter(|candidate| length.abs_diff(candidate.chars().count()) <= far(candidate))
        .map(|candidate| (edits_between(word, candidate), candidate))
        .filter(|(edits, candidate)| *edits <= far(candidate))
        .min()
        .map_or_else(String::new, |(_, nearest)| format!("; did you mean \"{nearest}\"?"))
}

/// Levenshtein's distance: the letters to insert, remove or replace.
fn edits_between(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, letter) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, other) in to.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != *other);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_prints_only_the_places_it_has() {
        let whole = Error::of_file("capabilities/a.json", "cannot be read");
        assert_eq!(whole.to_string(), "capabilities/a.json: cannot be read");
        let field = Error { line: 4, field: "windows[0]".into(), ..whole };
        assert_eq!(field.to_string(), "capabilities/a.json:4: windows[0]: cannot be read");
    }

    #[test]
    fn only_a_near_name_is_suggested() {
        let names = ["allow-greet", "allow-open-guest"];
        assert_eq!(did_you_mean("allow-gret", names), "; did you mean \"allow-greet\"?");
        assert_eq!(did_you_mean("allow-open-gust", names), "; did you mean \"allow-open-guest\"?");
        assert_eq!(did_you_mean("default", names), "");
        assert_eq!(edits_between("kitten", "sitting"), 3);
    }
}
