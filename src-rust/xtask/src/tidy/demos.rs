//! One demo is one name on every side. The registry is the list in
//! `src-rust/app/src/demos/mod.rs`.

use super::Finding;
use super::tree::{Tree, lines};

const REGISTRY: &str = "src-rust/app/src/demos/mod.rs";

/// Where a demo has a place: the folder, and what follows its name there.
const PLACES: &[(&str, &str)] = &[
    ("src-rust/app/src/demos/", "/mod.rs"),
    ("web/src/demos/", "/Demo.svelte"),
    ("capabilities/", ".json"),
    ("e2e/tests/", ".rs"),
    ("screenshots/", ".png"),
];

/// Where a demo may have one.
const MAY_HAVE: &[(&str, &str)] = &[("permissions/", ".toml")];

/// The app's own places beside those of its demos: `app.json`, `app_attacks.rs`, `app-dark.png`.
const APP: &str = "app";

/// The registered demos, each with its line.
pub fn registered(tree: &Tree) -> Vec<(&str, usize)> {
    let entries = lines(tree.text(REGISTRY).unwrap_or_default()).filter_map(|(line, text)| {
        let (name, _) = text.trim().strip_prefix("Demo::new(\"")?.split_once('"')?;
        Some((name, line))
    });
    entries.collect()
}

/// A registered demo has all its places, and no place belongs to a demo that is not registered.
pub fn a_demo_is_whole_on_every_side(tree: &Tree) -> Vec<Finding> {
    let demos = registered(tree);
    let mut findings = Vec::new();
    for (name, line) in &demos {
        if !name.bytes().all(|byte| byte.is_ascii_lowercase()) {
            let message = format!("`{name}` is not one lowercase word; rename the demo");
            findings.push(Finding::new(REGISTRY, *line, message));
        }
        let paths = PLACES.iter().map(|(folder, rest)| format!("{folder}{name}{rest}"));
        let absent = paths.filter(|path| tree.text(path).is_none());
        findings.extend(
            absent.map(|path| Finding::new(REGISTRY, *line, format!("`{name}` has no {path}; add it"))),
        );
    }
    for (folder, rest) in PLACES.iter().chain(MAY_HAVE) {
        // A folder beside files, such as the helpers of the specs, is nobody's place.
        let is_place = |name: &&str| rest.starts_with('/') != name.contains('.');
        for entry in tree.names(folder).filter(is_place) {
            let name = entry.split(['.', '-', '_']).next().unwrap_or(entry);
            if name != APP && !demos.iter().any(|(demo, _)| *demo == name) {
                let message = format!("`{name}` is not registered in {REGISTRY}; register it or delete this");
                findings.push(Finding::new(&format!("{folder}{entry}"), 1, message));
            }
        }
    }
    findings
}

/// The header, which the app shows as the demo's words: its name, what it shows, what to try, where to read
/// next.
pub fn a_demo_begins_with_its_header(tree: &Tree) -> Vec<Finding> {
    let broken = registered(tree).into_iter().filter_map(|(name, _)| {
        let path = format!("src-rust/app/src/demos/{name}/mod.rs");
        let text = tree.text(&path)?;
        let docs = text.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim).collect::<Vec<_>>();
        let paragraphs = docs.split(|line| line.is_empty()).map(<[_]>::to_vec).collect::<Vec<_>>();
        let is_whole = match paragraphs.as_slice() {
            [title, sentence, to_try, next] => {
                *title == [format!("# {name}")]
                    && sentence.len() == 1
                    && !to_try.is_empty()
                    && next.first().is_some_and(|line| line.starts_with("Read next: "))
            }
            _ => false,
        };
        let message = format!(
            "begin with four paragraphs of `//!`, which the app shows: `# {name}`, one line on what it shows, \
             what to click, `Read next: ...`"
        );
        (!is_whole).then(|| Finding::new(&path, 1, message))
    });
    broken.collect()
}

/// A file holds one capability, or an array of them.
fn first_capability(file: &serde_json::Value) -> &serde_json::Value {
    let all = if file.is_array() { file } else { &file["capabilities"] };
    if all.is_array() { &all[0] } else { file }
}

/// A capability is found by its name: the file is called after the first one in it.
pub fn a_capability_bears_its_file_name(tree: &Tree) -> Vec<Finding> {
    let files = tree.files("capabilities/", &[".json"]).filter(|(path, _)| path.matches('/').count() == 1);
    let wrong = files.filter_map(|(path, text)| {
        let stem = path.trim_start_matches("capabilities/").trim_end_matches(".json");
        let identifier = match serde_json::from_str::<serde_json::Value>(text) {
            Ok(file) => first_capability(&file)["identifier"].as_str().unwrap_or_default().to_owned(),
            Err(error) => return Some(Finding::new(path, error.line(), format!("not JSON: {error}"))),
        };
        let line = lines(text).find(|(_, text)| text.contains("\"identifier\"")).map_or(1, |(line, _)| line);
        let message = format!("the identifier is `{identifier}`; name it `{stem}`, as the file");
        (identifier != stem).then(|| Finding::new(path, line, message))
    });
    wrong.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::tests::{assert_finds, assert_silent};

    const WHOLE: [(&str, &str); 6] = [
        (REGISTRY, "Demo::new(\"hello\", \"Calls\"),\n"),
        ("src-rust/app/src/demos/hello/mod.rs", ""),
        ("web/src/demos/hello/Demo.svelte", ""),
        ("capabilities/hello.json", ""),
        ("e2e/tests/hello.rs", ""),
        ("screenshots/hello.png", ""),
    ];

    #[test]
    fn demo_that_lacks_one_of_its_places_is_found() {
        assert_silent(a_demo_is_whole_on_every_side, WHOLE);
        for absent in 1..WHOLE.len() {
            let mut tree = WHOLE;
            tree[absent].0 = "elsewhere";
            let findings = a_demo_is_whole_on_every_side(&Tree::from(tree));
            assert_eq!(findings.len(), 1, "{findings:?}");
            assert!(findings[0].message.contains(WHOLE[absent].0), "{findings:?}");
        }
    }

    #[test]
    fn place_of_a_demo_that_is_not_registered_is_found() {
        let with = |path| {
            let [a, b, c, d, e, f] = WHOLE;
            a_demo_is_whole_on_every_side(&Tree::from([a, b, c, d, e, f, (path, "")])).len()
        };
        for fine in [
            "capabilities/app.json",
            "permissions/hello.toml",
            "screenshots/hello-guest.png",
            "e2e/tests/app_attacks.rs",
        ] {
            assert_eq!(with(fine), 0, "{fine}");
        }
        for left in [
            "src-rust/app/src/demos/old/data.txt",
            "web/src/demos/old/table.ts",
            "capabilities/old.json",
            "permissions/old.toml",
            "e2e/tests/old.rs",
            "screenshots/old-step.png",
        ] {
            assert_eq!(with(left), 1, "{left}");
        }
    }

    #[test]
    fn name_of_two_words_is_found() {
        let findings =
            a_demo_is_whole_on_every_side(&Tree::from([(REGISTRY, "Demo::new(\"big_file\", \"Bytes\"),\n")]));
        assert!(findings[0].message.contains("one lowercase word"), "{findings:?}");
    }

    #[test]
    fn header_without_its_parts_is_found() {
        let path = "src-rust/app/src/demos/hello/mod.rs";
        let check = |header: &str| {
            a_demo_begins_with_its_header(&Tree::from([
                (REGISTRY, "Demo::new(\"hello\", \"Calls\"),\n"),
                (path, header),
            ]))
            .len()
        };
        assert_eq!(
            check(
                "//! # hello\n//!\n//! Shows.\n//!\n//! Click.\n//! And look.\n//!\n//! Read next: x.\n\nuse y;\n"
            ),
            0
        );
        assert_eq!(check("//! # Hi\n//!\n//! Shows.\n//!\n//! Click.\n//!\n//! Read next: x.\n"), 1);
        assert_eq!(check("//! # hello\n//!\n//! Shows.\n//!\n//! Read next: x.\n"), 1);
        assert_eq!(
            check("//! # hello\n//!\n//! Shows.\n//! More.\n//!\n//! Click.\n//!\n//! Read next: x.\n"),
            1
        );
        assert_eq!(check("//! # hello\n//!\n//! Shows.\n//!\n//! Click.\n//!\n//! See x.\n"), 1);
        assert_eq!(check("use y;\n"), 1);
    }

    #[test]
    fn capability_with_another_name_than_its_file_is_found() {
        let rule = a_capability_bears_its_file_name;
        assert_silent(rule, [("capabilities/app.json", "{ \"identifier\": \"app\" }")]);
        assert_finds(rule, "capabilities/app.json", 2, "{\n\"identifier\": \"main\" }");
        assert_finds(rule, "capabilities/app.json", 2, "{\n,}");
    }
}
