//! Random trees with random links, random scopes and random paths: whatever the page gets or changes lies, by where it
//! really is, inside an entry that allows and outside every entry that denies. The judge here is not the plugin's.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test ends where an invariant of its own is broken")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Component, Path, PathBuf};

use common::{Folder, main_page};
use footbridge::wire::header;
use footbridge_plugins::fs as plugin;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Names of which two may be one where letters are not told apart, two are patterns, and one is hidden.
const NAMES: [&str; 7] = ["a", "b", "A", "*", "[ab]", ".d", "n\u{e9}"];

#[derive(Clone, Debug)]
enum Node {
    File,
    Folder,
    /// To a path below the root, from there or from where the link lies.
    Link {
        to: Vec<&'static str>,
        is_relative: bool,
    },
}

/// What is on the disk, what a capability says, and what a page asks for.
#[derive(Clone, Debug)]
struct Case {
    tree: Vec<(Vec<&'static str>, Node)>,
    allow: Vec<String>,
    deny: Vec<String>,
    asked: Vec<(usize, Vec<&'static str>)>,
}

/// `app` is what `$APPDATA` stands for; `other` lies beside it.
const TOPS: [&str; 2] = ["app", "other"];

fn path() -> impl Strategy<Value = Vec<&'static str>> {
    (prop::sample::select(&[0, 0, 0, 1][..]), prop::collection::vec(prop::sample::select(&NAMES[..]), 1..4))
        .prop_map(|(top, names)| [TOPS[top]].into_iter().chain(names).collect())
}

fn node() -> impl Strategy<Value = Node> {
    prop_oneof![
        3 => Just(Node::File),
        2 => Just(Node::Folder),
        3 => (path(), any::<bool>()).prop_map(|(to, is_relative)| Node::Link { to, is_relative }),
    ]
}

fn entry() -> impl Strategy<Value = String> {
    let name = prop::sample::select(
        &["a", "b", "A", "*", "**", "?", "[ab]", "[!a]", "[*]", "[[]ab]", ".*", ".d", "n*", "*\u{e9}"][..],
    );
    prop::collection::vec(name, 0..4)
        .prop_map(|names| ["$APPDATA"].into_iter().chain(names).collect::<Vec<_>>().join("/"))
}

/// A command, one of the tree's paths or another one, and what a page adds to it.
fn asked() -> impl Strategy<Value = (usize, Option<prop::sample::Index>, Vec<&'static str>)> {
    let part = prop_oneof![
        4 => prop::sample::select(&NAMES[..]),
        1 => prop::sample::select(&[".", "..", "", "new"][..]),
    ];
    let there = (any::<prop::sample::Index>(), prop::collection::vec(part.clone(), 0..2))
        .prop_map(|(node, more)| (Some(node), more));
    let anywhere =
        (path(), prop::collection::vec(part, 0..2)).prop_map(|(path, more)| (None, [path, more].concat()));
    (0..COMMANDS.len(), prop_oneof![4 => there, 1 => anywhere])
        .prop_map(|(command, (node, names))| (command, node, names))
}

fn escaped(name: &str) -> &str {
    match name {
        "*" => "[*]",
        "[ab]" => "[[]ab]",
        name => name,
    }
}

fn case() -> impl Strategy<Value = Case> {
    let tree = prop::collection::vec((path(), node()), 6..20);
    let denied = prop::collection::vec(any::<prop::sample::Index>(), 0..3);
    let deny = prop::collection::vec(entry(), 0..2);
    let some = prop::collection::vec(entry(), 1..4);
    let allow = prop_oneof![some, Just(vec!["$APPDATA/**".to_owned()])];
    let asked = prop::collection::vec(asked(), 24);
    (tree, allow, deny, denied, asked).prop_map(|(mut tree, allow, mut deny, denied, asked)| {
        // Most of what is denied is there, most links lead to something, and half of these to what is denied.
        let denied: Vec<_> = denied.iter().map(|node| node.get(&tree).0.clone()).collect();
        for names in denied.iter().filter(|names| names[0] == "app") {
            let names: Vec<_> = names[1..].iter().map(|name| escaped(name)).collect();
            deny.push(format!("$APPDATA/{}", names.join("/")));
        }
        let paths: Vec<_> = tree.iter().map(|(path, _)| path.clone()).collect();
        for (at, (_, node)) in tree.iter_mut().enumerate() {
            let Node::Link { to, .. } = node else { continue };
            let aims = if at % 2 == 1 && !denied.is_empty() { &denied } else { &paths };
            if at % 4 != 0 {
                *to = aims[(at * 7 + to.len()) % aims.len()].clone();
            }
        }
        let asked = asked.into_iter().map(|(command, node, names)| {
            let start = node.map(|node| node.get(&tree).0.clone()).unwrap_or_default();
            (command, [start, names].concat())
        });
        Case { asked: asked.collect(), tree, allow, deny }
    })
}

const COMMANDS: [&str; 7] =
    ["read_file", "read_file", "write_file", "create", "truncate", "remove", "rename"];

/// Each file holds where it is, so that what is read tells which file it was.
fn build(root: &Path, tree: &[(Vec<&'static str>, Node)]) {
    for top in TOPS {
        fs::create_dir(root.join(top)).unwrap();
    }
    for (names, node) in tree {
        let path: PathBuf = names.iter().fold(root.to_owned(), |path, name| path.join(name));
        // A part of the way may be a file or a link already; then this one is left out.
        if fs::create_dir_all(path.parent().unwrap()).is_err() {
            continue;
        }
        let real = fs::canonicalize(path.parent().unwrap()).unwrap().join(names.last().unwrap());
        let _ = match node {
            Node::File if fs::symlink_metadata(&real).is_err() => fs::write(&real, real.to_str().unwrap()),
            Node::File => Ok(()),
            Node::Folder => fs::create_dir(&real),
            Node::Link { to, is_relative: false } => symlink(root.join(to.join("/")), &real),
            Node::Link { to, is_relative: true } => {
                let depth = real.strip_prefix(root).unwrap().components().count() - 1;
                symlink(format!("{}{}", "../".repeat(depth), to.join("/")), &real)
            }
        };
    }
}

/// The judge: what entries say about a path that is real.
struct Judge<'a> {
    data: &'a Path,
}

impl Judge<'_> {
    fn any(&self, entries: &[String], real: &Path, is_hidden: bool) -> bool {
        entries.iter().any(|entry| self.covers(entry, real, is_hidden))
    }

    /// As the entry is written, and with the links before its first wildcard followed.
    fn covers(&self, entry: &str, real: &Path, is_hidden: bool) -> bool {
        let names: Vec<&str> = entry.split('/').skip(1).collect();
        let literal = names.iter().take_while(|name| !name.contains(['*', '?', '['])).count();
        let base = names[..literal].iter().fold(self.data.to_owned(), |path, name| path.join(name));
        let rest = &names[literal..];
        let below = |base: &Path| {
            let Ok(path) = real.strip_prefix(base) else { return false };
            let path: Vec<&str> = path.iter().map(|name| name.to_str().unwrap()).collect();
            matches(rest, &path, is_hidden)
        };
        below(&base) || below(&resolved(&base))
    }
}

/// Where a path leads, be there something or not, by trying.
fn resolved(path: &Path) -> PathBuf {
    resolved_within(path, 40)
}

fn resolved_within(path: &Path, links: usize) -> PathBuf {
    if links == 0 {
        return path.to_owned();
    }
    if let Ok(real) = fs::canonicalize(path) {
        return real;
    }
    if let Ok(target) = fs::read_link(path) {
        return resolved_within(&path.parent().unwrap().join(target), links - 1);
    }
    match (path.parent(), path.components().next_back()) {
        (Some(parent), Some(Component::ParentDir)) => {
            let mut real = resolved_within(parent, links);
            real.pop();
            real
        }
        (Some(parent), Some(name)) => resolved_within(parent, links).join(name),
        _ => path.to_owned(),
    }
}

fn matches(pattern: &[&str], path: &[&str], is_hidden: bool) -> bool {
    match (pattern, path) {
        ([], []) => true,
        (["**"], [_, ..]) => !is_hidden || path.iter().all(|name| !name.starts_with('.')),
        (["**", rest @ ..], _) if matches(rest, path, is_hidden) && !rest.is_empty() => true,
        (["**", ..], [name, below @ ..]) => {
            !(is_hidden && name.starts_with('.')) && matches(pattern, below, is_hidden)
        }
        ([one, rest @ ..], [name, below @ ..]) => {
            matches_name(one, name, is_hidden) && matches(rest, below, is_hidden)
        }
        _ => false,
    }
}

/// For the patterns that are drawn here, each by what it means.
fn matches_name(pattern: &str, name: &str, is_hidden: bool) -> bool {
    let dot = name.starts_with('.');
    match pattern {
        "*" => !(is_hidden && dot),
        "?" => name.chars().count() == 1,
        "[ab]" => name == "a" || name == "b",
        "[!a]" => name.chars().count() == 1 && name != "a",
        "[*]" => name == "*",
        "[[]ab]" => name == "[ab]",
        ".*" => dot,
        "n*" => name.starts_with('n'),
        "*\u{e9}" => name.ends_with('\u{e9}'),
        literal => name == literal,
    }
}

fn snapshot(root: &Path) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
    let (mut found, mut folders) = (BTreeMap::new(), vec![root.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let kind = entry.file_type().unwrap();
            if kind.is_dir() {
                folders.push(entry.path());
            }
            found.insert(entry.path(), kind.is_file().then(|| fs::read(entry.path()).unwrap()));
        }
    }
    found
}

fn check(case: &Case) -> Result<usize, TestCaseError> {
    let folder = Folder::new();
    build(&folder.root, &case.tree);
    let data = folder.root.join("app");
    let judge = Judge { data: &data };
    let permissions = json!(["fs:read-all", "fs:write-all",
        { "identifier": "fs:scope", "allow": case.allow, "deny": case.deny }]);
    let app = common::app(&data, plugin::plugin(), Value::Null, permissions);
    let page = main_page(&app);
    let mut done = 0;
    for (command, names) in &case.asked {
        let command = COMMANDS[*command];
        let path = folder.path(&names.join("/"));
        let real = resolved(Path::new(&path));
        // An allowed folder that is removed takes along what is in it, unless that is denied.
        let arguments = json!({ "path": path, "oldPath": path, "newPath": data.join("b/a"), "options": { "recursive": true } });
        let before = snapshot(&folder.root);
        let denied = |real: &Path| judge.any(&case.deny, real, false);
        let denied_before: Vec<_> = before.keys().filter(|path| denied(path)).cloned().collect();
        let request = match command {
            "write_file" => {
                let mut request = page.request("plugin:fs|write_file", header::OCTETS, "written");
                let encoded =
                    percent_encoding::utf8_percent_encode(&path, percent_encoding::NON_ALPHANUMERIC);
                request.headers_mut().insert("path", encoded.to_string().parse().unwrap());
                request
            }
            command => page.request(&format!("plugin:fs|{command}"), header::JSON, arguments.to_string()),
        };
        let answer = page.wait(request);
        let is_ok = answer.headers()[header::RESPONSE] == header::OK;
        let what = format!("{command} {path} allow {:?} deny {:?}", case.allow, case.deny);
        if command == "read_file" {
            if is_ok {
                // Files that the page wrote are alike; all others hold where they were at first.
                let holds = |content: &Option<Vec<u8>>| content.as_deref() == Some(&answer.body()[..]);
                let mut places = before.iter().filter(|(_, content)| holds(content)).map(|(path, _)| path);
                let is_open = |real: &PathBuf| judge.any(&case.allow, real, true) && !denied(real);
                prop_assert!(places.any(is_open), "{what} read {:?}", answer.body());
                done += 1;
            } else if is_plainly_open(&judge, case, &path, &real) {
                prop_assert!(false, "{what} is refused: {:?}", answer.body());
            }
            continue;
        }
        let after = snapshot(&folder.root);
        for path in denied_before {
            prop_assert_eq!(
                before.get(&path),
                after.get(&path),
                "{} changed what is denied: {}",
                what,
                path.display()
            );
        }
        for (path, content) in &after {
            let is_new = before.get(path) != Some(content);
            prop_assert!(!(is_new && denied(path)), "{what} made what is denied: {}", path.display());
            // What a folder brings along when it is moved was somewhere before.
            let is_moved = command == "rename" && before.values().any(|other| other == content);
            prop_assert!(
                !is_new || is_moved || judge.any(&case.allow, path, true),
                "{what} made or changed {}",
                path.display()
            );
        }
        if !is_ok {
            prop_assert_eq!(&before, &after, "{} changed something and said no", what);
        }
        done += usize::from(is_ok);
    }
    Ok(done)
}

/// Whether nothing speaks against a path: the entries open it, and no spelling of it comes near one that denies.
fn is_plainly_open(judge: &Judge<'_>, case: &Case, path: &str, real: &Path) -> bool {
    let lower = |text: &str| text.to_lowercase();
    let denies: Vec<_> = case.deny.iter().map(|entry| lower(entry)).collect();
    let folded = |path: &Path| PathBuf::from(lower(path.to_str().unwrap()));
    let data = folded(judge.data);
    let near = |path: &Path| {
        Judge { data: &data }.any(&denies, &folded(path), false) || judge.any(&case.deny, path, false)
    };
    let written: PathBuf = Path::new(path).components().collect();
    !path.contains("..")
        && fs::metadata(path).is_ok_and(|found| found.is_file())
        && judge.any(&case.allow, real, true)
        && !near(real)
        && !near(&written)
        && judge.data.to_str() == Some(&*lower(judge.data.to_str().unwrap()))
}

#[test]
fn whatever_a_page_reads_or_changes_lies_inside_its_scope() {
    let config = ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() };
    let done = std::cell::Cell::new(0);
    let mut runner = proptest::test_runner::TestRunner::new(config);
    runner.run(&case(), |case| check(&case).map(|count| done.set(done.get() + count))).unwrap();
    // With every path refused, all of this would hold of nothing.
    assert!(done.get() > 100, "{} calls were let through", done.get());
}
