//! What an attacker must not get: the invoke key, and anything without a bound.

use super::Finding;
use super::tree::{Tree, code, lines, without_tests};

/// Types that hold the invoke key, or what a page claims it to be.
const SECRETS: &[&str] = &["InvokeKey", "ClaimedKey"];

/// Macros and traits that would put a value where a person or a log can read it.
const PRINTERS: &[&str] =
    &["format!", "print!", "println!", "eprintln!", "trace!", "debug!", "info!", "warn!", "error!", "panic!"];

/// No derive prints a type that holds the key, and no macro prints what `reveal` gives.
pub fn invoke_key_is_never_printed(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.files("src-rust/", &[".rs"]) {
        let code = code(without_tests(text));
        let mut derives = "";
        for (line, text) in lines(&code) {
            if text.starts_with("#[derive(") {
                derives = text;
            }
            let is_about_key =
                |item: &str| SECRETS.iter().any(|name| text.contains(&format!("{item} {name}")));
            let message = if is_about_key("struct")
                && ["Debug", "Serialize"].iter().any(|name| derives.contains(name))
            {
                "what is derived here shows the key; write an implementation that does not"
            } else if is_about_key("Display for") {
                "a key that can be displayed ends in a log; remove this"
            } else if text.contains("reveal()") && PRINTERS.iter().any(|printer| text.contains(printer)) {
                "this prints the key; print the label of the page instead"
            } else {
                ""
            };
            if !message.is_empty() {
                findings.push(Finding::new(path, line, message));
            }
            if !text.starts_with('#') {
                derives = "";
            }
        }
    }
    findings
}

/// Where every bound stands.
const LIMITS: [&str; 4] = [
    "src-rust/bridge/src/limits.rs",
    "src-rust/bridge/src/acl/limits.rs",
    "src-rust/plugins/src/limits.rs",
    "src-rust/shell/src/limits.rs",
];

/// Every bound says what it counts, whom it stops and how high it is.
pub fn limits_name_unit_attack_and_default(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for path in LIMITS {
        let mut docs = String::new();
        for (line, text) in lines(tree.text(path).unwrap_or_default()) {
            let text = text.trim();
            if let Some(doc) = text.strip_prefix("///") {
                docs.push_str(doc);
                continue;
            }
            let is_limit = text.contains("const ") && text.starts_with("pub")
                || text.starts_with("pub ") && text.ends_with(',');
            let absent = ["Unit:", "Attack:", "Default:"].into_iter().filter(|part| !docs.contains(part));
            let absent = absent.collect::<Vec<_>>().join(" ");
            if is_limit && !absent.is_empty() {
                let message = format!("add to the documentation of this limit: {absent}");
                findings.push(Finding::new(path, line, message));
            }
            docs.clear();
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::tests::{assert_finds, assert_silent};

    #[test]
    fn key_that_could_be_printed_is_found() {
        let rule = invoke_key_is_never_printed;
        let path = "src-rust/bridge/src/key.rs";
        assert_silent(
            rule,
            [(path, "#[derive(Debug)]\nstruct Page;\n#[derive(Clone)]\npub struct InvokeKey(String);\n")],
        );
        assert_silent(
            rule,
            [(path, "json.insert(key.reveal());\n\n#[cfg(test)]\nmod tests { format!(key.reveal()) }\n")],
        );
        assert_finds(rule, path, 3, "#[derive(Clone, Debug)]\n#[must_use]\npub struct InvokeKey(String);\n");
        assert_finds(rule, path, 2, "#[derive(Serialize)]\nstruct ClaimedKey(String);\n");
        assert_finds(rule, path, 1, "impl fmt::Display for InvokeKey {\n");
        assert_finds(rule, path, 1, "tracing::debug!(key = key.reveal());\n");
    }

    #[test]
    fn limit_without_its_attack_is_found() {
        let rule = limits_name_unit_attack_and_default;
        let path = "src-rust/bridge/src/limits.rs";
        assert_silent(
            rule,
            [(path, "    /// A. Unit: bytes.\n    /// Attack: b. Default: 1.\n    pub a: usize,\n")],
        );
        assert_finds(
            rule,
            path,
            3,
            "    /// Unit: x. Attack: y. Default: 1.\n    pub a: usize,\n    pub b: usize,\n",
        );
        assert_finds(rule, path, 2, "    /// Unit: bytes. Default: 1.\n    pub a: usize,\n");
        let path = "src-rust/plugins/src/limits.rs";
        assert_finds(rule, path, 2, "/// Unit: bytes. Attack: b.\npub const A: usize = 1;\n");
    }
}
