//! How the end-to-end suite waits.

use super::Finding;
use super::tree::{Tree, code, lines};

/// Where specs and page objects live. Beneath them is the one helper that lets time pass, between two looks
/// at a condition.
const FOLDERS: &[&str] = &["e2e/tests/", "e2e/src/pages/"];

/// A spec waits for a condition, with a bound. A sleep is too short on a slow machine and too long on a fast
/// one.
pub fn specs_wait_for_conditions(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in FOLDERS.iter().flat_map(|folder| tree.files(folder, &[".rs"])) {
        let code = code(text);
        let sleeps = lines(&code).filter(|(_, text)| text.contains("sleep(") || text.contains("::sleep"));
        let message = "wait for a condition, with `eventually`, never for a time";
        findings.extend(sleeps.map(|(line, _)| Finding::new(path, line, message)));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::tests::{assert_finds, assert_silent};

    #[test]
    fn sleep_in_a_spec_is_found() {
        let rule = specs_wait_for_conditions;
        assert_silent(
            rule,
            [("e2e/tests/hello.rs", "//! Never sleep(1).\n"), ("e2e/src/wait.rs", "thread::sleep(STEP)\n")],
        );
        assert_finds(rule, "e2e/tests/hello.rs", 2, "\nthread::sleep(STEP)\n");
        assert_finds(rule, "e2e/src/pages/hello.rs", 1, "use tokio::time::sleep;\n");
    }
}
