//! Who may know whom. A crate that is not a dependency cannot be imported, so most fences are read from
//! manifests.

use super::Finding;
use super::demos::registered;
use super::tree::{Tree, code, has_word, lines};

struct Fence {
    folder: &'static str,
    never: &'static [&'static str],
    reason: &'static str,
}

const FENCES: &[Fence] = &[
    Fence {
        folder: "src-rust/bridge/",
        never: &[
            "wry",
            "tao",
            "gtk",
            "webkit2gtk",
            "rfd",
            "footbridge-shell",
            "footbridge-plugins",
            "footbridge-app",
        ],
        reason: "the bridge works with no window; what touches one belongs into src-rust/shell",
    },
    Fence {
        folder: "src-rust/macros/",
        never: &["wry", "tao", "gtk", "tokio", "footbridge-shell", "footbridge-plugins", "footbridge-app"],
        reason: "the macros know syn and quote; what the code they write needs belongs into src-rust/bridge",
    },
    Fence {
        folder: "src-rust/shell/",
        never: &["footbridge-plugins", "footbridge-app"],
        reason: "the shell knows no app; hand it what it needs as an argument",
    },
    Fence {
        folder: "src-rust/plugins/",
        never: &["wry", "tao", "gtk", "webkit2gtk", "footbridge-shell", "footbridge-app"],
        reason: "the plugins know the bridge alone; a plugin for windows belongs into src-rust/shell",
    },
    Fence {
        folder: "src-rust/app/",
        never: &["wry", "tao", "webkit2gtk"],
        reason: "the app reaches windows through footbridge-shell alone",
    },
    Fence {
        folder: "src-rust/xtask/",
        never: &[
            "footbridge",
            "footbridge-macros",
            "footbridge-shell",
            "footbridge-plugins",
            "footbridge-app",
        ],
        reason: "xtask builds the crates, so it cannot need them",
    },
    Fence {
        folder: "e2e/",
        never: &[
            "footbridge",
            "footbridge-macros",
            "footbridge-shell",
            "footbridge-plugins",
            "footbridge-app",
        ],
        reason: "the suite meets the app from outside, as a person does",
    },
];

/// No manifest names a crate behind a fence, and no source reaches one through another's re-export.
pub fn crates_know_only_what_they_may(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for Fence { folder, never, reason } in FENCES {
        for (path, text) in tree.files(folder, &["Cargo.toml"]) {
            for (line, text) in dependencies(text) {
                let known = never.iter().filter(|name| has_word(text, name));
                findings.extend(
                    known.map(|name| Finding::new(path, line, format!("depends on `{name}`: {reason}"))),
                );
            }
        }
        for (path, text) in tree.files(folder, &[".rs"]) {
            let code = code(text);
            for (line, text) in lines(&code) {
                let imported = never.iter().filter(|name| imports(text, &name.replace('-', "_")));
                findings.extend(
                    imported.map(|name| Finding::new(path, line, format!("uses `{name}`: {reason}"))),
                );
            }
        }
    }
    findings
}

/// A demo knows the app and the bridge, and no other demo.
pub fn demos_stand_alone(tree: &Tree) -> Vec<Finding> {
    let names = registered(tree);
    let mut findings = Vec::new();
    for (name, _) in &names {
        let others: Vec<_> = names.iter().map(|(other, _)| *other).filter(|other| other != name).collect();
        let message =
            |other| format!("a demo imports no other demo; move what it shares with `{other}` out of both");
        let rust = format!("src-rust/app/src/demos/{name}/");
        for (path, text) in tree.files(&rust, &[".rs"]) {
            let code = code(text);
            for (line, text) in lines(&code) {
                let imported = others.iter().find(|other| {
                    ["demos::", "super::"].iter().any(|parent| has_word(text, &format!("{parent}{other}")))
                });
                findings.extend(imported.map(|other| Finding::new(path, line, message(other))));
            }
        }
        let page = format!("web/src/demos/{name}/");
        for (path, text) in tree.files(&page, &[".svelte", ".ts"]) {
            for (line, text) in lines(text) {
                let imported = others.iter().find(|other| {
                    text.contains(&format!("../{other}/")) || text.contains(&format!("demos/{other}/"))
                });
                let is_import = text.contains(" from ") || text.contains("import");
                findings.extend(
                    imported.filter(|_| is_import).map(|other| Finding::new(path, line, message(other))),
                );
            }
        }
    }
    findings
}

/// `unsafe` stands in `shell/src/platform` and nowhere else, and the compiler is told so.
pub fn unsafe_stays_in_its_folder(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.files("", &[".rs"]).filter(|(path, _)| path.contains("/src/")) {
        let code = code(text);
        let is_root =
            path.ends_with("/src/lib.rs") || path.ends_with("/src/main.rs") || path.contains("/src/bin/");
        // The shell has one folder that is allowed to: the root can deny but not forbid.
        let lint = if path.starts_with("src-rust/shell/") { "deny" } else { "forbid" };
        if is_root && !code.contains(&format!("#![{lint}(unsafe_code)]")) {
            let message = format!("add `#![{lint}(unsafe_code)]` to this crate's root");
            findings.push(Finding::new(path, 1, message));
        }
        if !path.starts_with("src-rust/shell/src/platform/") {
            let used = lines(&code)
                .filter(|(_, text)| has_word(text, "unsafe") || text.contains("allow(unsafe_code)"));
            let message = "`unsafe` belongs into src-rust/shell/src/platform, behind a safe function";
            findings.extend(used.map(|(line, _)| Finding::new(path, line, message)));
        }
    }
    findings
}

/// The lines of a manifest that declare dependencies.
fn dependencies(manifest: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut inside = false;
    lines(manifest).filter(move |(_, line)| {
        if line.starts_with('[') {
            inside = line.contains("dependencies");
        }
        inside && !line.starts_with('#')
    })
}

/// Whether a line of code names this crate at the head of a path.
fn imports(line: &str, name: &str) -> bool {
    line.match_indices(name).any(|(at, _)| {
        let (before, after) = (&line[..at], &line[at + name.len()..]);
        let is_head = !before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':' || c == '.');
        is_head && (after.starts_with("::") || before.trim_end().ends_with("use") && after.starts_with(';'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::tests::{assert_finds, assert_silent};

    #[test]
    fn crate_behind_a_fence_is_found_in_manifest_and_source() {
        let rule = crates_know_only_what_they_may;
        assert_silent(
            rule,
            [
                (
                    "src-rust/bridge/Cargo.toml",
                    "description = \"not wry\"\n[dependencies]\nhttp = \"1\"\nwry-like = \"1\"\n",
                ),
                ("src-rust/bridge/src/a.rs", "// wry::WebView reads no body\nuse http::Uri; let gtk = 1;\n"),
                ("src-rust/shell/Cargo.toml", "[dependencies]\nwry.workspace = true\n"),
                ("e2e/src/lib.rs", "let footbridge = start();\n"),
            ],
        );
        assert_finds(rule, "src-rust/bridge/Cargo.toml", 2, "[dependencies]\nwry.workspace = true\n");
        assert_finds(
            rule,
            "src-rust/app/Cargo.toml",
            2,
            "[target.'cfg(unix)'.dependencies]\nx = { package = \"tao\" }\n",
        );
        assert_finds(rule, "src-rust/app/Cargo.toml", 1, "[dependencies.wry]\nversion = \"1\"\n");
        assert_finds(rule, "e2e/Cargo.toml", 3, "[dev-dependencies]\n\nfootbridge-app.workspace = true\n");
        assert_finds(rule, "src-rust/app/src/main.rs", 2, "\nuse wry::WebView;\n");
        assert_finds(rule, "e2e/src/lib.rs", 1, "footbridge::wire::parse()\n");
    }

    #[test]
    fn demo_that_imports_another_is_found_on_both_sides() {
        let registry = ("src-rust/app/src/demos/mod.rs", "Demo::new(\"bytes\",\nDemo::new(\"files\",\n");
        let check = |path: &str, text: &str| demos_stand_alone(&Tree::from([registry, (path, text)])).len();
        assert_eq!(
            check("src-rust/app/src/demos/files/mod.rs", "use super::files::read; // super::bytes\n"),
            0
        );
        assert_eq!(check("src-rust/app/src/demos/files/mod.rs", "use super::bytes::Digest;\n"), 1);
        assert_eq!(check("src-rust/app/src/demos/files/mod.rs", "use crate::demos::bytes;\n"), 1);
        assert_eq!(check("web/src/demos/files/Demo.svelte", "import x from \"../../lib/hex\";\n"), 0);
        assert_eq!(check("web/src/demos/files/Demo.svelte", "import x from \"../bytes/table\";\n"), 1);
    }

    #[test]
    fn unsafe_code_outside_its_folder_is_found() {
        let rule = unsafe_stays_in_its_folder;
        assert_silent(
            rule,
            [
                ("src-rust/bridge/src/lib.rs", "//! Never unsafe.\n#![forbid(unsafe_code)]\n"),
                ("src-rust/shell/src/lib.rs", "#![deny(unsafe_code)]\n"),
                ("src-rust/shell/src/platform/linux.rs", "#![allow(unsafe_code)]\nunsafe { f() }\n"),
            ],
        );
        assert_finds(rule, "src-rust/app/src/bin/bindings.rs", 1, "fn main() {}\n");
        assert_finds(rule, "src-rust/shell/src/lib.rs", 1, "fn f() {}\n");
        assert_finds(rule, "src-rust/shell/src/window.rs", 2, "\nunsafe { f() }\n");
        assert_finds(rule, "src-rust/shell/src/window.rs", 1, "#[allow(unsafe_code)]\n");
    }
}
