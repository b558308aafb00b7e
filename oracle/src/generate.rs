//! Cases made by chance, small enough to be read when one of them shows a difference.
//!
//! Names come from short lists, so that entries meet permissions, permissions meet commands, and names meet each other.
//! Sets hold only sets that stand behind them in [`SETS`]: Tauri follows a set inside itself until its stack ends.

use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

use crate::draft::{Draft, change};
use crate::files::{File, Files, Target};

const KEYS: [Option<&str>; 5] =
    [None, Some("fs"), Some("core:event"), Some("core:window"), Some("my-plugin")];
const COMMANDS: [&str; 4] = ["read", "write_all", "go", "größe"];
const PERMISSIONS: [&str; 8] =
    ["allow-read", "deny-read", "allow-write-all", "scope", "p1", "p2", "fs:p1", "Bad_name"];
/// In the order in which one may hold another.
const SETS: [&str; 5] = ["s1", "s2", "default", "s3", "p1"];
const PREFIXES: [&str; 7] = ["", "fs:", "core:event:", "core:window:", "my-plugin:", "gone:", "core:"];
const ODD_NAMES: [&str; 12] = [
    "",
    "-a",
    "a-",
    "a:b:c",
    "tauri-plugin-fs:default",
    "a_b",
    ":a",
    "a:",
    "core:a:b:c",
    "core:default",
    "a--b",
    "é",
];
const LABELS: [&str; 13] = [
    "main", "side", "*", "editor-*", "editor-?", "[ms]ain", "doc[[]1]", "doc[1]", "**", "", "M*", "a***", "[",
];
const URLS: [&str; 40] = [
    "https://example.com",
    "https://example.com/",
    "https://*.example.com",
    "https://example.com:*",
    "https://example.com:8443",
    "https://example.com:443",
    "https://example.com/api/*",
    "https://*/api/*",
    "https://example.com/:id",
    "https://example.com/(a|b)/*",
    "https://example.com/a/b?x=*",
    "https://example.com#y",
    "https://example.com?",
    "https://{docs.}?example.com",
    "https://:sub.example.com/*",
    "https://(docs|www).example.com",
    "https://user:pw@example.com",
    "http{s}?://example.com",
    "http*://*",
    "*://example.com",
    "*:*",
    "*",
    "https://EXAMPLE.com",
    "https://bücher.example",
    "https://xn--bcher-kva.example",
    "https://example.com/café",
    "https://example.com/caf%C3%A9",
    "http://localhost:*",
    "http://127.0.0.1:3000",
    "http://[\\:\\:1]:8080",
    "http://[::1]:8080",
    "file:///*",
    "file://*",
    "data:*",
    "about:blank",
    "tauri://localhost",
    "app://localhost/*",
    "example.com",
    "https://exa mple.com",
    "https://(",
];
const PLATFORMS: [&str; 6] = ["linux", "macOS", "iOS", "windows", "android", "macos"];

/// Where a configuration has its capabilities.
const LIST: &str = "/app/security/capabilities";

pub fn files() -> impl Strategy<Value = Files> {
    // Most cases have all manifests: one that both sides refuse compares little.
    let keys = prop_oneof![
        40 => Just(KEYS.to_vec()),
        1 => prop::sample::subsequence(KEYS.to_vec(), 0..=KEYS.len()),
    ];
    let manifests = keys.prop_flat_map(|keys| {
        let files = prop::collection::vec(permission_file(), 1..3);
        let files = prop_oneof![200 => files, 1 => Just(Vec::new())].boxed();
        keys.into_iter().map(|key| (Just(key), files.clone())).collect::<Vec<_>>()
    });
    let capabilities = prop::collection::vec(capability_file(), 0..4);
    let later = prop_oneof![4 => Just(Vec::new()), 1 => prop::collection::vec(capability_file(), 1..3)];
    let config = option::weighted(0.2, config());
    let target = select(&[Target::Linux, Target::MacOs, Target::Ios]);
    let change = option::weighted(0.1, change());
    (manifests, capabilities, later, config, target, change).prop_map(
        |(mut manifests, mut capabilities, mut later, config, target, change)| {
            let mut config = config.map(|entries| configuration(entries, &capabilities));
            if let Some(change) = change {
                let permissions = manifests.iter_mut().flat_map(|(_, files)| files);
                let drafts = permissions.chain(&mut capabilities).chain(&mut later);
                // The rest of a configuration is nothing that Footbridge reads.
                let list = config.iter_mut().flat_map(|config| config.value.pointer_mut(LIST));
                let entries = list.flat_map(|list| list.as_array_mut()).flatten();
                change.make(drafts.map(|draft| &mut draft.value).chain(entries).collect());
            }
            let named = |folder: &str, drafts: Vec<Draft>| -> Vec<File> {
                drafts
                    .into_iter()
                    .enumerate()
                    .map(|(i, draft)| draft.file(&format!("{folder}/{i}")))
                    .collect()
            };
            Files {
                manifests: manifests
                    .into_iter()
                    .map(|(key, drafts)| (key.map(String::from), named("permissions", drafts)))
                    .collect(),
                capabilities: named("capabilities", capabilities),
                later: named("later", later),
                config: config.map(|draft| draft.file("tauri.conf")),
                target,
            }
        },
    )
}

/// One entry of the list of capabilities in a configuration.
#[derive(Clone, Debug)]
enum Entry {
    /// One of the capabilities in the files.
    Chosen(prop::sample::Index),
    Written(Value),
}

fn config() -> impl Strategy<Value = Vec<Entry>> {
    let entry = prop_oneof![
        4 => any::<prop::sample::Index>().prop_map(Entry::Chosen),
        2 => capability().prop_map(Entry::Written),
        1 => Just(Entry::Written(json!("gone"))),
    ];
    prop::collection::vec(entry, 0..3)
}

fn configuration(entries: Vec<Entry>, files: &[Draft]) -> Draft {
    let capabilities = files.iter().flat_map(|file| match &file.value {
        Value::Array(list) => list.clone(),
        Value::Object(members) => match members.get("capabilities") {
            Some(list) => list.as_array().cloned().unwrap_or_default(),
            None => vec![file.value.clone()],
        },
        _ => Vec::new(),
    });
    let names: Vec<Value> = capabilities.map(|capability| capability["identifier"].clone()).collect();
    let entry = |entry| match entry {
        Entry::Chosen(_) if names.is_empty() => json!("nothing"),
        Entry::Chosen(index) => names[index.index(names.len())].clone(),
        Entry::Written(value) => value,
    };
    let entries: Vec<Value> = entries.into_iter().map(entry).collect();
    let value =
        json!({ "identifier": "com.example.app", "app": { "security": { "capabilities": entries } } });
    Draft { value, toml: false }
}

fn capability_file() -> impl Strategy<Value = Draft> {
    let value = prop_oneof![
        4 => capability(),
        1 => prop::collection::vec(capability(), 0..3).prop_map(Value::Array),
        1 => prop::collection::vec(capability(), 0..3).prop_map(|list| json!({ "capabilities": list })),
    ];
    (value, any::<bool>()).prop_map(|(value, toml)| Draft { value, toml })
}

fn capability() -> impl Strategy<Value = Value> {
    let labels = || strings(&LABELS[..11], &LABELS, 1..4);
    let remote = strings(&URLS[..30], &URLS, 0..3).prop_map(|urls| json!({ "urls": urls }));
    let fields = (
        some(
            prop_oneof![100 => "[a-dA-B][0-9a-d]{2}", 1 => Just("a".to_owned()), 1 => Just(String::new())]
                .prop_map(Value::from),
        ),
        maybe(0.2, any::<bool>().prop_map(Value::from)),
        maybe(0.5, remote),
        maybe(0.8, labels()),
        maybe(0.4, labels()),
        some(prop::collection::vec(entry(), 0..5).prop_map(Value::Array)),
        maybe(0.2, platforms()),
    );
    fields.prop_map(|(identifier, local, remote, windows, webviews, permissions, platforms)| {
        object([
            ("identifier", identifier),
            ("local", local),
            ("remote", remote),
            ("windows", windows),
            ("webviews", webviews),
            ("permissions", permissions),
            ("platforms", platforms),
        ])
    })
}

fn entry() -> impl Strategy<Value = Value> {
    let extended = (name(), scope()).prop_map(|(identifier, scope)| {
        let mut members = scope.as_object().cloned().unwrap_or_default();
        members.insert("identifier".into(), identifier.into());
        Value::Object(members)
    });
    prop_oneof![2 => name().prop_map(Value::from), 1 => extended]
}

/// How a capability names a permission or a set.
fn name() -> impl Strategy<Value = String> {
    let names: Vec<&str> = PERMISSIONS[..6].iter().chain(&SETS[..4]).copied().collect();
    prop_oneof![
        200 => (select(&PREFIXES[..5]), select(names)).prop_map(|(prefix, name)| format!("{prefix}{name}")),
        1 => (select(&PREFIXES[..]), select(&PERMISSIONS[..])).prop_map(|(prefix, name)| format!("{prefix}{name}")),
        1 => select(&ODD_NAMES[..]).prop_map(String::from),
    ]
}

fn permission_file() -> impl Strategy<Value = Draft> {
    let permissions = PERMISSIONS.map(|name| option::weighted(0.99, permission(name)));
    let sets = [0, 1, 3, 4].map(|place| option::weighted(if place == 4 { 0.2 } else { 0.99 }, set(place)));
    let default = option::weighted(0.5, members(2).prop_map(|members| json!({ "permissions": members })));
    let twice = option::weighted(0.003, select(&["p1", "default"]).prop_flat_map(permission));
    (permissions, sets, default, twice, any::<bool>()).prop_map(
        |(permissions, sets, default, twice, toml)| {
            let permissions: Vec<Value> = permissions.into_iter().flatten().chain(twice).collect();
            let sets: Vec<Value> = sets.into_iter().flatten().collect();
            let list = |list: Vec<Value>| (!list.is_empty()).then_some(Value::Array(list));
            Draft {
                value: object([("permission", list(permissions)), ("set", list(sets)), ("default", default)]),
                toml,
            }
        },
    )
}

fn permission(name: &'static str) -> impl Strategy<Value = Value> {
    let commands = || maybe(0.8, strings(&COMMANDS, &COMMANDS, 0..4));
    let lists = (
        commands(),
        maybe(if name.starts_with("deny") { 0.2 } else { 0.01 }, strings(&COMMANDS, &COMMANDS, 0..2)),
    )
        .prop_map(|(allow, deny)| object([("allow", allow), ("deny", deny)]));
    let fields = (
        maybe(0.3, prop_oneof![Just(json!("x")), Just(json!(null))]),
        maybe(0.9, lists),
        maybe(0.4, scope()),
        maybe(0.2, platforms()),
        maybe(0.1, prop_oneof![200 => Just(json!(2)), 1 => Just(json!(0))]),
    );
    fields.prop_map(move |(description, commands, scope, platforms, version)| {
        object([
            ("identifier", Some(name.into())),
            ("description", description),
            ("commands", commands),
            ("scope", scope),
            ("platforms", platforms),
            ("version", version),
        ])
    })
}

fn set(place: usize) -> impl Strategy<Value = Value> {
    members(place).prop_map(
        move |members| json!({ "identifier": SETS[place], "description": "A set.", "permissions": members }),
    )
}

/// What the set at a place may hold: permissions, and sets behind it.
fn members(place: usize) -> impl Strategy<Value = Vec<String>> {
    let names: Vec<&str> = PERMISSIONS[..4].iter().chain(&SETS[place + 1..]).copied().collect();
    let name = (prop_oneof![4 => Just(""), 1 => select(&PREFIXES[..5])], select(names));
    // An odd name may be a good one of a set that stands before.
    let is_behind = |name: &&str| !SETS[..=place].iter().any(|set| name.ends_with(&format!(":{set}")));
    let odd: Vec<&str> = ODD_NAMES.into_iter().filter(is_behind).collect();
    let other: Vec<&str> = ["gone:p1", "fs:p1", "Bad_name", "gone"].into_iter().filter(is_behind).collect();
    let name = prop_oneof![
        400 => name.prop_map(|(prefix, name)| format!("{prefix}{name}")),
        1 => select(odd).prop_map(String::from),
        1 => select(other).prop_map(String::from),
    ];
    prop::collection::vec(name, 0..4)
}

fn scope() -> impl Strategy<Value = Value> {
    let values = || {
        let list = prop::collection::vec(scope_value(), 0..3).prop_map(Value::Array);
        maybe(0.6, prop_oneof![20 => list, 1 => Just(json!(null))])
    };
    (values(), values()).prop_map(|(allow, deny)| object([("allow", allow), ("deny", deny)]))
}

fn scope_value() -> impl Strategy<Value = Value> {
    select(vec![
        json!({ "path": "$HOME/**" }),
        json!({ "path": "/x", "depth": 3, "on": true }),
        json!("https://example.com/*"),
        json!(""),
        json!(1),
        json!(-1),
        json!(1.0),
        json!(0.1),
        json!(1e300),
        json!(-0.0),
        json!(9_223_372_036_854_775_807_u64),
        json!(18_446_744_073_709_551_615_u64),
        json!(true),
        json!([1, ["a", {}]]),
        json!({ "b": { "a": [] } }),
        json!({ "a": null }),
        json!(null),
    ])
}

fn platforms() -> impl Strategy<Value = Value> {
    prop_oneof![20 => strings(&PLATFORMS[..5], &PLATFORMS, 0..4), 1 => Just(json!(null))]
}

/// Most of the time out of `usual`, now and then out of `all`.
fn strings(
    usual: &[&'static str],
    all: &[&'static str],
    count: std::ops::Range<usize>,
) -> impl Strategy<Value = Value> + use<> {
    let one = prop_oneof![200 => select(usual.to_vec()), 1 => select(all.to_vec())];
    prop::collection::vec(one, count).prop_map(|strings| json!(strings))
}

fn some(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Option<Value>> {
    maybe(0.998, value)
}

fn maybe(probability: f64, value: impl Strategy<Value = Value>) -> impl Strategy<Value = Option<Value>> {
    option::weighted(probability, value)
}

fn object<const N: usize>(fields: [(&str, Option<Value>); N]) -> Value {
    let fields = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(fields.collect::<Map<_, _>>())
}
