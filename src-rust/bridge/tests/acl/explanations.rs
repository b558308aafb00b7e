//! What a decision says of itself.

use footbridge::acl::{Authority, Caller, Capabilities, Decision, EntryPlace, Manifest, Origin};
use footbridge::gate;
use serde_json::{Value, json};

use crate::{demo, manifest, origin, refusal, set, with_fields};

fn explain(authority: &Authority, page: &str, label: &str, command: &str) -> Decision {
    authority.explain(Caller { window: label, webview: label, origin: &origin(page) }, command)
}

fn entry(line: u32, entry: &str) -> EntryPlace {
    EntryPlace { file: "capabilities/one.json".into(), line, entry: entry.into() }
}

#[test]
fn an_open_command_names_the_entry_that_opened_it() {
    let decision = explain(&demo(), "local", "main", "greet");
    assert_eq!(
        serde_json::to_value(&decision).unwrap(),
        json!({
            "allowed": true,
            "decided_by": { "file": "capabilities/hello.json", "line": 6, "entry": "allow-greet" },
            "allow_scopes": [],
            "deny_scopes": [],
            "reason": "`greet` is open to window \"main\" by \"allow-greet\" in capabilities/hello.json, line 6.",
            "global_allow_scopes": [],
            "global_deny_scopes": [],
        })
    );
}

#[test]
fn a_refused_call_and_its_explanation_are_one_text() {
    let fields =
        "\"windows\": [\"main\"],\n\"permissions\": [\"allow-greet\",\n\"allow-about\", \"deny-about\"]";
    let authority = with_fields(fields);
    for (page, label, command) in [
        ("local", "guest", "greet"),
        ("local", "main", "locked"),
        ("local", "main", "about"),
        ("local", "guest", "no_such_command"),
        ("local", "main", "plugin:fs|read"),
        ("https://example.com/", "main", "greet"),
        ("data:text/html,hello", "main", "greet"),
    ] {
        let decision = explain(&authority, page, label, command);
        let denied = refusal(&authority, page, (label, label), command);
        assert!(!decision.allowed, "{command} from {page} in {label}");
        assert_eq!(decision.text(), denied.message(true));
        assert!(decision.suggestion.is_some(), "{command} from {page} in {label}");
        assert_eq!(decision.decided_by, denied.decided_by);
        assert_eq!(decision.decided_by.is_some(), command == "about", "only a denial is an entry's");
    }
}

#[test]
fn a_denial_names_the_entry_that_denies_and_hands_over_no_scope() {
    let fields = "\"windows\": [\"main\"],\n\"permissions\": [\n\
        { \"identifier\": \"allow-greet\", \"allow\": [1] },\n\"deny-greet\"]";
    let decision = explain(&with_fields(fields), "local", "main", "greet");
    assert_eq!(decision.decided_by, Some(entry(5, "deny-greet")));
    assert_eq!(decision.allow_scopes, Vec::<Value>::new());
    assert_eq!(
        decision.suggestion.unwrap(),
        "A denial goes before every permission: to allow the call, remove that entry."
    );
}

#[test]
fn scopes_are_those_of_every_entry_that_opens_the_command_to_this_caller() {
    let fields = r#""windows": ["main"], "permissions": [
        { "identifier": "fs:allow-read", "allow": [{ "path": "a" }], "deny": [{ "path": "b" }] },
        { "identifier": "fs:both", "allow": [{ "path": "c" }] },
        { "identifier": "fs:everywhere", "allow": [{ "path": "d" }], "deny": [{ "path": "e" }] } ]"#;
    let other = r#"{ "identifier": "other", "windows": ["other"], "permissions": [
        { "identifier": "fs:allow-read", "allow": [{ "path": "not of this caller" }] }] }"#;
    let files = Capabilities::new()
        .with("capabilities/one.json", format!("{{ \"identifier\": \"one\",\n{fields} }}"))
        .with("capabilities/other.json", other);
    let everywhere = footbridge::acl::Permission { identifier: "everywhere".into(), ..Default::default() };
    let fs = Manifest::plugin("fs", ["read", "write"])
        .set(set("both", &["allow-read", "allow-write"]))
        .permission(everywhere);
    let authority = Authority::resolve(&[manifest(), fs], &files).unwrap();

    let read = explain(&authority, "local", "main", "plugin:fs|read");
    assert_eq!(read.decided_by, Some(entry(3, "fs:allow-read")));
    assert_eq!(read.allow_scopes, [json!({ "path": "a" }), json!({ "path": "c" })]);
    assert_eq!(read.deny_scopes, [json!({ "path": "b" })]);
    assert_eq!(
        (read.global_allow_scopes, read.global_deny_scopes),
        (vec![json!({ "path": "d" })], vec![json!({ "path": "e" })])
    );
    assert!(
        read.reason.ends_with(" Also by \"fs:both\" in capabilities/one.json, line 4."),
        "{}",
        read.reason
    );

    let write = explain(&authority, "local", "main", "plugin:fs|write");
    assert_eq!(write.decided_by, Some(entry(4, "fs:both")));
    assert_eq!((write.allow_scopes, write.deny_scopes), (vec![json!({ "path": "c" })], vec![]));
}

#[test]
fn a_command_that_is_not_there_is_not_allowed_and_a_near_name_is_offered() {
    let near = explain(&demo(), "local", "main", "greett");
    assert!(!near.allowed);
    assert_eq!(near.text(), "There is no command `greett`. Did you mean \"greet\"?");
    let far = explain(&demo(), "local", "main", "evil\nname of nothing");
    assert_eq!(
        far.text(),
        "There is no command `evil\\nname of nothing`. Check its name, or declare it in a manifest."
    );
}

#[test]
fn a_name_of_any_length_is_told_in_few_words() {
    let long = "ü".repeat(1 << 20);
    for label in ["main", "stranger"] {
        let text = explain(&demo(), "local", label, &long).text();
        assert!(text.len() < 2_000 && text.contains('…'), "{} bytes", text.len());
    }
}

#[test]
fn the_commands_of_an_app_without_a_manifest_are_open_and_no_entry_says_so() {
    let authority = Authority::resolve(&[], &Capabilities::new()).unwrap();
    let local = explain(&authority, "local", "any", "greet");
    assert_eq!((local.allowed, local.decided_by, local.suggestion), (true, None, None));
    let remote = explain(&authority, "https://example.com/", "any", "greet");
    assert!(!remote.allowed);
    assert!(
        remote.suggestion.unwrap().contains("declare its commands, then add \"allow-greet\" to a capability")
    );
}

#[test]
fn the_bridges_own_commands_are_open_to_everybody() {
    let caller = Caller { window: "stranger", webview: "stranger", origin: &Origin::Local };
    assert!(gate::explain(&demo(), caller, "plugin:footbridge|cancel").allowed);
    assert!(!gate::explain(&demo(), caller, "greet").allowed);
}

#[test]
fn the_list_has_every_command_with_each_entry_once() {
    let fields = "\"windows\": [\"main\", \"g*\"], \"webviews\": [\"w\"], \"local\": false,\n\
        \"remote\": { \"urls\": [\"https://example.com\"] },\n\
        \"permissions\": [\n{ \"identifier\": \"allow-greet\", \"allow\": [1] },\n\"deny-about\"]";
    let listed = serde_json::to_value(with_fields(fields).list()).unwrap();
    let names: Vec<&str> =
        listed.as_array().unwrap().iter().map(|it| it["command"].as_str().unwrap()).collect();
    assert_eq!(names, ["about", "greet", "locked", "open_guest", "plugin:fs|read", "plugin:fs|write_all"]);
    let grant = |line: u32, entry: &str, allow: Value| {
        json!({
            "file": "capabilities/one.json", "line": line, "entry": entry, "capability": "one",
            "windows": ["main", "g*"], "webviews": ["w"], "local": false, "remote": ["https://example.com"],
            "allow_scopes": allow, "deny_scopes": [],
        })
    };
    assert_eq!(listed[0]["deny"], json!([grant(6, "deny-about", json!([]))]));
    assert_eq!(listed[1]["allow"], json!([grant(5, "allow-greet", json!([1]))]));
    assert_eq!((&listed[2]["allow"], &listed[2]["deny"]), (&json!([]), &json!([])));
}

#[test]
fn a_permission_of_a_file_is_named_with_its_line() {
    let file = "[[permission]]\nidentifier = \"read-pages\"\ncommands.allow = [\"read\"]\n\n\
        [[permission]]\nidentifier = \"no-writing\"\ncommands.deny = [\"write\"]\n";
    let notes = Manifest::plugin("notes", [""; 0]).file("permissions/notes.toml", file).unwrap();
    let notes = notes.default_permissions(["read-pages", "no-writing"]);
    let text = "{ \"identifier\": \"one\", \"windows\": [\"main\"],\n\"permissions\": [\"notes:default\"] }";
    let files = Capabilities::new().with("capabilities/one.json", text);
    let authority = Authority::resolve(&[manifest(), notes], &files).unwrap();

    let read = explain(&authority, "local", "main", "plugin:notes|read");
    assert_eq!(read.decided_by, Some(entry(2, "notes:default")));
    assert_eq!(
        read.reason,
        "`plugin:notes|read` is open to window \"main\" by \"notes:default\" in capabilities/one.json, line 2, \
         which holds the permission \"notes:read-pages\" of permissions/notes.toml:2."
    );
    let write = explain(&authority, "local", "main", "plugin:notes|write");
    assert_eq!(write.decided_by, Some(entry(2, "notes:default")));
    assert!(
        write.reason.ends_with("the permission \"notes:no-writing\" of permissions/notes.toml:6."),
        "{}",
        write.reason
    );
}
