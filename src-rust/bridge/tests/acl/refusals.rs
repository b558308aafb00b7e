//! What a refusal says.

use footbridge::acl::{Authority, Capabilities};
use serde_json::json;

use crate::{demo, manifest, may, refusal, with_fields};

#[test]
fn refusal_names_the_file_the_line_and_what_to_add() {
    let denied = refusal(&demo(), "local", ("guest", "guest"), "greet");
    assert_eq!(
        denied.message(true),
        "No capability lets window \"guest\" call `greet`. \
         To allow it, add \"guest\" to \"windows\" in capabilities/hello.json, line 4."
    );
    assert_eq!(denied.message(false), "not allowed", "a release build tells a page nothing more");
    assert_eq!(
        serde_json::to_value(&denied).unwrap(),
        json!({
            "command": "greet",
            "window": "guest",
            "webview": "guest",
            "file": "capabilities/hello.json",
            "line": 4,
            "reason": "No capability lets window \"guest\" call `greet`.",
            "suggestion": "To allow it, add \"guest\" to \"windows\" in capabilities/hello.json, line 4.",
        })
    );
}

/// Checks the whole text that a debug build shows, and that the fields hold what the text names.
fn check(fields: &str, page: &str, labels: (&str, &str), command: &str, message: &str) {
    let denied = refusal(&with_fields(fields), page, labels, command);
    assert_eq!(denied.message(true), message);
    assert_eq!(denied.line.is_some(), message.contains(", line "), "{message}");
    assert_eq!(denied.file.is_some(), denied.line.is_some(), "{message}");
    assert_eq!(denied.origin.is_some(), page != "local");
}

const MAIN: &str = r#""windows": ["main"]"#;
const GREET: &str = r#""permissions": ["allow-greet"]"#;
const REMOTE: &str = r#""remote": { "urls": ["https://example.com"] }"#;

#[test]
fn a_command_that_nothing_opens_is_refused_with_the_permission_to_add() {
    let fields = format!("{MAIN},\n{GREET}");
    for (command, permission) in [("locked", "allow-locked"), ("plugin:fs|write_all", "fs:allow-write-all")] {
        let message = format!(
            "No capability lets window \"main\" call `{command}`. To allow it, add \"{permission}\" to \
             \"permissions\" of a capability that names window \"main\", such as capabilities/one.json, line 3."
        );
        check(&fields, "local", ("main", "main"), command, &message);
    }
    check(
        &fields,
        "local",
        ("guest", "guest"),
        "evil\nINFO all is well",
        "No capability lets window \"guest\" call `evil\\nINFO all is well`. To allow it, write a capability file \
         with \"windows\": [\"guest\"], \"permissions\": [\"allow-evil\\nINFO all is well\"].",
    );
}

#[test]
fn a_label_that_a_capability_leaves_out_is_refused_with_the_list_to_add_it_to() {
    check(
        &format!("\"webviews\": [\"a\"],\n{GREET}"),
        "local",
        ("main", "side"),
        "greet",
        "No capability lets webview \"side\" in window \"main\" call `greet`. \
         To allow it, add \"side\" to \"webviews\" in capabilities/one.json, line 2.",
    );
    check(
        GREET,
        "local",
        ("main", "main"),
        "greet",
        "No capability lets window \"main\" call `greet`. \
         To allow it, add \"main\" to \"windows\" in capabilities/one.json, line 1.",
    );
}

#[test]
fn of_several_capabilities_the_one_that_lacks_least_is_named() {
    let far =
        r#"{ "identifier": "far", "local": false, "windows": ["other"], "permissions": ["allow-greet"] }"#;
    let near = r#"{ "identifier": "near", "windows": ["other"], "permissions": ["allow-greet"] }"#;
    for files in [[("far", far), ("near", near)], [("near", near), ("far", far)]] {
        let files = files.iter().fold(Capabilities::new(), |files, (name, text)| files.with(*name, *text));
        let authority = Authority::resolve(&[manifest()], &files).unwrap();
        assert_eq!(refusal(&authority, "local", ("main", "main"), "greet").file.as_deref(), Some("near"));
    }
}

#[test]
fn an_origin_that_a_capability_leaves_out_is_refused_with_the_url_to_add() {
    check(
        &format!("{MAIN},\n\n{REMOTE}, \"local\":\nfalse, {GREET}"),
        "local",
        ("main", "main"),
        "greet",
        "No capability lets window \"main\" call `greet`. \
         To allow it, set \"local\" to true in capabilities/one.json, line 5.",
    );
    check(
        &format!("{MAIN},\n\n{REMOTE}, {GREET}"),
        "http://127.0.0.1:8080/page?token=secret",
        ("main", "main"),
        "greet",
        "No capability lets http://127.0.0.1:8080 in window \"main\" call `greet`. \
         To allow it, add \"http://127.0.0.1:8080\" to \"remote.urls\" in capabilities/one.json, line 4.",
    );
    check(
        &format!("{MAIN}, {GREET}"),
        "https://example.com/",
        ("guest", "guest"),
        "greet",
        "No capability lets https://example.com in window \"guest\" call `greet`. To allow it, add \"guest\" to \
         \"windows\" and add \"https://example.com\" to \"remote.urls\" in capabilities/one.json, line 2.",
    );
    check(
        &format!("{MAIN}, {GREET}"),
        "https://example.com/",
        ("main", "main"),
        "locked",
        "No capability lets https://example.com in window \"main\" call `locked`. To allow it, write a capability \
         file with \"windows\": [\"main\"], \"local\": false, \"remote\": { \"urls\": [\"https://example.com\"] }, \
         \"permissions\": [\"allow-locked\"].",
    );
    check(
        &format!("{MAIN}, {GREET}"),
        "data:text/html,hello",
        ("main", "main"),
        "greet",
        "No capability lets data: in window \"main\" call `greet`. \
         A document without a host cannot be named by a capability: load it from a URL that has one.",
    );
}

#[test]
fn a_denial_is_shown_with_the_entry_that_denies() {
    check(
        &format!("{MAIN},\n\"permissions\": [\"allow-greet\",\n\"deny-greet\"]"),
        "local",
        ("guest", "guest"),
        "greet",
        "`greet` is denied to every page of the app by \"deny-greet\" in capabilities/one.json, line 4. \
         A denial goes before every permission: to allow the call, remove that entry.",
    );
}

#[test]
fn what_a_refusal_suggests_allows_the_call() {
    let before = with_fields("\"windows\": [\"main\"],\n\"permissions\": [\"allow-greet\"]");
    for (page, label, added, widened) in [
        ("local", "guest", r"guest", r#""windows": ["main", "guest"]"#),
        (
            "http://[::1]:8080/x",
            "main",
            r"http://[\\:\\:1]:8080",
            r#""windows": ["main"], "remote": { "urls": ["http://[\\:\\:1]:8080"] }"#,
        ),
        (
            "https://bücher.example/",
            "main",
            r"https://xn--bcher-kva.example",
            r#""windows": ["main"], "remote": { "urls": ["https://xn--bcher-kva.example"] }"#,
        ),
    ] {
        let suggestion = refusal(&before, page, (label, label), "greet").suggestion;
        assert!(suggestion.contains(&format!("add \"{added}\" to ")), "{suggestion}");
        let after = with_fields(&format!("{widened}, {GREET}"));
        assert!(may(&after, page, label, "greet"), "{page}");
    }
}
