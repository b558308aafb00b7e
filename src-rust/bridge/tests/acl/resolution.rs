//! What files and manifests come to together: the order of rules, scopes, sets inside sets.

use footbridge::acl::{Authority, Caller, Capabilities, Manifest, Origin, Platform};
use serde_json::{Value, json};

use crate::{manifest, may, origin, set};

/// The scope of `command` for a page in the window `main`: what it may touch.
fn scope(authority: &Authority, page: &str, command: &str) -> Vec<Value> {
    let origin = origin(page);
    let caller = Caller { window: "main", webview: "main", origin: &origin };
    authority.rules_for(caller, command).flat_map(|rule| rule.scope().allow.clone()).collect()
}

const NOTES: &str = r#"
[default]
permissions = ["read", "twice"]

[[set]]
identifier = "twice"
description = "Holds what the default holds, too."
permissions = ["read"]

[[permission]]
identifier = "read"
commands.allow = ["read"]
scope.allow = ["of the permission"]
"#;

fn with_notes(capabilities: &Capabilities) -> Authority {
    let notes = Manifest::plugin("notes", ["read"]).file("notes.toml", NOTES).unwrap();
    Authority::resolve(&[manifest(), notes], capabilities).unwrap()
}

#[test]
fn scopes_are_in_the_order_of_names_then_entries_then_sets() {
    let z = r#"{ "identifier": "a", "windows": ["main"], "permissions": [
        { "identifier": "notes:default", "allow": ["of the entry"] }, "notes:read"] }"#;
    let a = r#"{ "identifier": "z", "windows": ["main"], "permissions": [
        { "identifier": "notes:allow-read", "allow": ["of z"] }] }"#;
    let authority = with_notes(&Capabilities::new().with("a.json", a).with("z.json", z));
    let entry = ["of the entry", "of the permission"];
    let expected = [&entry[..], &entry[..], &["of the permission", "of z"][..]].concat();
    assert_eq!(scope(&authority, "local", "plugin:notes|read"), expected);
}

#[test]
fn two_patterns_of_one_capability_that_match_a_page_double_its_scope() {
    let text = r#"{ "identifier": "a", "windows": ["main"], "remote": { "urls": ["https://*", "https://a.example"] },
        "permissions": [{ "identifier": "notes:allow-read", "allow": [1] }] }"#;
    let authority = with_notes(&Capabilities::new().with("a.json", text));
    for (page, expected) in
        [("local", 1), ("https://a.example/", 2), ("https://b.example/", 1), ("http://a.example/", 0)]
    {
        assert_eq!(scope(&authority, page, "plugin:notes|read"), vec![json!(1); expected], "{page}");
    }
}

#[test]
fn a_capability_that_comes_at_run_time_stands_behind_all_others_and_its_name_may_be_taken() {
    let text = |scope: &str| {
        json!({ "identifier": "a", "windows": ["main"],
            "permissions": [{ "identifier": "notes:allow-read", "allow": [scope] }] })
        .to_string()
    };
    let files = Capabilities::new()
        .with_later("first.json", text("first"))
        .with("z.json", text("built in"))
        .with_later("second.json", text("second"));
    assert_eq!(scope(&with_notes(&files), "local", "plugin:notes|read"), ["built in", "first", "second"]);

    let twice = format!("[{}, {}]", text("first"), text("second"));
    let fault = Capabilities::new().with_later("later.json", twice).read().unwrap_err().to_string();
    assert!(fault.ends_with("is called \"a\" too; rename one"), "{fault}");
}

#[test]
fn an_entry_finds_a_set_before_a_permission_of_its_name_and_a_set_finds_the_permission() {
    let manifest = Manifest::app(["greet", "about"])
        .file(
            "app.json",
            r#"{ "permission": [{ "identifier": "both", "commands": { "allow": ["greet"] } }] }"#,
        )
        .unwrap()
        .set(set("both", &["allow-about"]))
        .set(set("through", &["both"]));
    for (entry, command) in [("both", "about"), ("through", "greet")] {
        let text = json!({ "identifier": "a", "windows": ["main"], "permissions": [entry] }).to_string();
        let files = Capabilities::new().with("a.json", text);
        let authority = Authority::resolve(std::slice::from_ref(&manifest), &files).unwrap();
        for other in ["greet", "about"] {
            assert_eq!(may(&authority, "local", "main", other), other == command, "{entry}: {other}");
        }
    }
}

/// The fault of a capability that names the first of these sets.
fn fault_of(sets: impl Iterator<Item = (String, Vec<String>)>) -> Option<String> {
    let manifest = sets.fold(manifest(), |manifest, (name, members)| {
        manifest.set(set(&name, &members.iter().map(String::as_str).collect::<Vec<_>>()))
    });
    let files = Capabilities::new().with("a.json", r#"{ "identifier": "a", "permissions": ["s0"] }"#);
    Authority::resolve(&[manifest], &files).err().map(|fault| fault.to_string())
}

#[test]
fn sets_inside_each_other_end() {
    let to_each_other = [("s0", "s1"), ("s1", "s0")];
    let to_each_other =
        to_each_other.map(|(name, member)| (name.into(), vec![member.into(), "allow-greet".into()]));
    assert_eq!(fault_of(to_each_other.into_iter()), None);

    let chain =
        |length: usize| (0..length).map(move |i| (format!("s{i}"), vec![format!("s{}", (i + 1) % length)]));
    assert_eq!(fault_of(chain(64)), None);
    let fault = fault_of(chain(65)).unwrap();
    assert!(fault.ends_with("it leads through more than 64 sets, one inside another"), "{fault}");

    let doubling = (0..40).map(|i| (format!("s{i}"), vec![format!("s{}", i + 1); 2]));
    let fault = fault_of(doubling.chain([("s40".into(), vec!["allow-greet".into()])])).unwrap();
    assert!(fault.ends_with("its sets lead to more than 65536 names; take some out"), "{fault}");
}

#[test]
fn a_permission_of_another_platform_may_be_named_and_does_nothing() {
    let manifest = manifest()
        .file(
            "app.toml",
            "[[permission]]\nidentifier = \"p\"\nplatforms = [\"iOS\"]\ncommands.allow = [\"greet\"]\n\
             commands.deny = [\"about\"]",
        )
        .unwrap();
    let text = r#"{ "identifier": "a", "windows": ["main"], "permissions": ["p", "allow-about"] }"#;
    let files = Capabilities::new().with("a.json", text);
    for (platform, here) in [(Platform::Ios, true), (Platform::Linux, false)] {
        let authority = Authority::resolve_for(platform, std::slice::from_ref(&manifest), &files).unwrap();
        assert_eq!(may(&authority, "local", "main", "greet"), here, "{platform:?}");
        assert_eq!(may(&authority, "local", "main", "about"), !here, "{platform:?}");
    }
}

#[test]
fn a_caller_is_judged_alike_whether_it_is_remembered_or_not() {
    let text = r#"{ "identifier": "a", "windows": ["even-*[02468]"], "local": false,
        "remote": { "urls": ["https://*.example/*1"] }, "permissions": ["allow-greet"] }"#;
    let authority = Authority::resolve(&[manifest()], &Capabilities::new().with("a.json", text)).unwrap();
    // More callers than are remembered, each of them twice: at once, and when it is long forgotten.
    for _ in 0..2 {
        for i in 0..200 {
            let label = format!("even-{}", i / 10);
            let origin = Origin::Remote(format!("https://a.example/{}", i % 10).parse().unwrap());
            let caller = Caller { window: &label, webview: "x", origin: &origin };
            for _ in 0..2 {
                let expected = (i / 10) % 2 == 0 && i % 10 == 1;
                assert_eq!(authority.decide(caller, "greet").is_ok(), expected, "{i}");
            }
        }
    }
    let address = format!("https://a.example/{}1", "x".repeat(100_000));
    assert!(may(&authority, &address, "even-2", "greet"), "an address too long to be remembered");
}
