//! The tables of what goes wrong elsewhere, and of what holds security: each row names tests, and a test that is named
//! exists.

use super::Finding;
use super::tree::{Tree, lines};

/// The pages that hold these tables, and the tables by their first line.
const TABLES: [(&str, &str); 2] = [
    ("ARCHITECTURE.md", "| elsewhere | here | test |"),
    ("SECURITY.md", "| mechanism | what it stops | test |"),
];

/// Functions of Rust and of the real webview's cases, and tests of the page by their title.
const HEADS: [&str; 3] = ["fn ", "export async function ", "test(\""];

/// Every row ends in the name of a test, and every test that is named is there.
pub fn tests_that_are_named_exist(tree: &Tree) -> Vec<Finding> {
    let tests: Vec<&str> =
        tree.files("", &[".rs", ".js", ".ts"]).flat_map(|(_, text)| text.lines()).collect();
    let exists = |name: &str| {
        let is_it = |line: &&&str| HEADS.iter().any(|head| line.contains(&format!("{head}{name}")));
        tests.iter().find(is_it).is_some()
    };
    let mut findings = Vec::new();
    for (page, table) in TABLES {
        let rows = lines(tree.text(page).unwrap_or_default()).skip_while(|(_, text)| *text != table).skip(2);
        for (line, row) in rows.take_while(|(_, text)| text.starts_with('|')) {
            let names = row.trim_end_matches([' ', '|']).rsplit('|').next().unwrap_or_default();
            let names: Vec<&str> = names.split('`').skip(1).step_by(2).collect();
            if names.is_empty() {
                findings.push(Finding::new(page, line, "this row names no test; write one and name it"));
            }
            let absent = names.into_iter().filter(|name| !exists(name));
            findings.extend(absent.map(|name| {
                Finding::new(page, line, format!("there is no test `{name}`; write it or name another"))
            }));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::tests::{assert_finds, assert_silent};

    fn table(head: &str, row: &str) -> String {
        format!("# Title\n\n{head}\n|---|---|---|\n{row}\n\n| elsewhere | `unknown` |\n")
    }

    #[test]
    fn row_without_a_test_that_exists_is_found() {
        let rule = tests_that_are_named_exist;
        let test = ("src-rust/bridge/tests/a.rs", "#[test]\nfn it_holds() {\n");
        let cases = ("web/a.test.ts", "test(\"it holds, too\", () => {");
        for (page, head) in TABLES {
            let known = table(head, "| a `word` | b | `it_holds`, `it holds, too` |");
            assert_silent(rule, [(page, &known), test, cases]);
            assert_finds(rule, page, 5, &table(head, "| a `word` | b | `it_holds` |"));
            assert_finds(rule, page, 5, &table(head, "| a `word` | b |  |"));
        }
    }
}
