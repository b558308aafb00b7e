//! What is wrong with a file, and where.

use footbridge::acl::{Authority, Capabilities, Capability, Manifest};
use serde_json::json;

use crate::{demo_files, lines_of, manifest, set};

/// Checks the error that the app is not built for; `error` begins behind the file's name.
fn check(text: &str, error: &str) {
    let fs = Manifest::plugin("fs", ["read"]).set(set("broken", &["gone"]));
    let found = Authority::resolve(&[manifest(), fs], &Capabilities::new().with("a.json", text)).unwrap_err();
    assert_eq!(found.to_string(), format!("a.json{error}"));
}

/// A capability whose own fields begin on line 3.
fn one(fields: &str) -> String {
    format!("{{\n\"identifier\": \"one\",\n{fields}\n}}")
}

const REST: &str = "\"permissions\": []";

#[test]
fn a_field_of_another_type_is_named_with_its_line() {
    for (fields, error) in [
        ("\"windows\": [\n4]", ":4: windows[0]: expected a string, found a number"),
        ("\"windows\": \"main\"", ":3: windows: expected an array, found a string"),
        ("\"windows\": null", ":3: windows: expected an array, found null"),
        ("\"local\": \"yes\"", ":3: local: expected a boolean, found a string"),
        ("\"local\": null", ":3: local: expected a boolean, found null"),
        ("\"description\": {}", ":3: description: expected a string, found an object"),
        ("\"remote\": \"https://a.example\"", ":3: remote: expected an object, found a string"),
        ("\"remote\":\n{}", ":4: remote: the field \"urls\" is missing; add it"),
        ("\"platforms\": [true]", ":3: platforms[0]: expected a string, found a boolean"),
    ] {
        check(&one(&format!("{fields}, {REST}")), error);
    }
}

#[test]
fn a_field_that_is_missing_unknown_or_there_twice_is_named() {
    check(&one("\"windows\": []"), ":1: the field \"permissions\" is missing; add it");
    check(&format!("{{ {REST} }}"), ":1: the field \"identifier\" is missing; add it");
    check(&format!("{{ \"identifier\":\n\"\", {REST} }}"), ":2: identifier: a capability needs a name");
    check(&one(&format!("{REST},\n{REST}")), ":4: permissions: this field stands twice; remove one");
    check(
        &one(&format!("\"window\": [], {REST}")),
        ":3: window: unknown field, one of $schema, identifier, description, local, remote, windows, webviews, \
         permissions, platforms is expected; did you mean \"windows\"?",
    );
}

#[test]
fn a_permission_that_is_no_identifier_or_that_nobody_declares_is_named() {
    for (permissions, error) in [
        (
            "[\n\"allow-greet\",\n\"allow_greet\"]",
            ":5: permissions[1]: `allow_greet` is no permission identifier: \
             it can hold letters, digits and hyphens, but not '_'",
        ),
        ("[{ \"identifier\":\n7 }]", ":4: permissions[0].identifier: expected a string, found a number"),
        (
            "[{ \"identifier\": \"a\",\n\"allow\": {} }]",
            ":4: permissions[0].allow: expected an array, found an object",
        ),
        (
            "[\n\"allow-gret\"]",
            ":4: permissions[0]: the app has no permission \"allow-gret\"; did you mean \"allow-greet\"?",
        ),
        (
            "[{\n\"identifier\": \"fz:default\" }]",
            ":4: permissions[0]: there is no plugin \"fz\"; did you mean \"fs\"?",
        ),
        (
            "[\"fs:broken\"]",
            ":3: permissions[0]: in the set \"fs:broken\": plugin \"fs\" has no permission \"gone\"",
        ),
    ] {
        check(&one(&format!("\"permissions\": {permissions}")), error);
    }
}

#[test]
fn a_pattern_that_cannot_match_is_named() {
    for (fields, error) in [
        (
            "\"windows\": [\"a***\"]",
            ":3: windows[0]: `a***` is no label pattern: \
             wildcards are either regular `*` or recursive `**` (at character 4)",
        ),
        (
            "\"remote\": { \"urls\": [\"https://a.example\",\n\"a.example\"] }",
            ":4: remote.urls[1]: `a.example` is no URL pattern: a relative input without a base URL is not valid; \
             write one like \"https://*.example.com\"",
        ),
        (
            "\"platforms\": [\"macos\"]",
            ":3: platforms[0]: `macos` is no platform; these are: macOS, windows, linux, android, iOS",
        ),
    ] {
        check(&one(&format!("{fields}, {REST}")), error);
    }
}

#[test]
fn a_text_that_is_no_capability_file_is_named_with_its_line() {
    let second = one("\"windows\": [7]").replace("one", "two");
    for (text, error) in [
        (one("\"permissions\": [,]"), ":3: this is not JSON, column 17: expected value"),
        (String::new(), ":1: this is not JSON, column 0: EOF while parsing a value"),
        ("7".into(), ":1: expected an object, found a number"),
        (format!("[{},\n7]", one(REST)), ":5: [1]: expected an object, found a number"),
        (
            format!("{{ \"capabilities\": [{},\n{second}] }}", one(REST)),
            ":7: capabilities[1].windows[0]: expected a string, found a number",
        ),
        (
            format!("[{},\n{}]", one(REST), one(REST)),
            ":6: identifier: the capability at a.json:2 is called \"one\" too; rename one",
        ),
    ] {
        check(&text, error);
    }
}

#[test]
fn permissions_of_an_app_without_a_manifest_and_a_manifest_given_twice_are_faults() {
    let error = Authority::resolve(&[], &demo_files()).unwrap_err().to_string();
    assert!(
        error.starts_with("capabilities/app.json:4: permissions[0]: the app declares no manifest"),
        "{error}"
    );

    let error = Authority::resolve(&[manifest(), manifest()], &Capabilities::new()).unwrap_err().to_string();
    assert_eq!(error, "manifest of the app: it is declared twice; declare all of its commands at once");
}

#[test]
fn a_file_holds_one_capability_or_many_and_every_line_is_known() {
    let one = r#"{
        "$schema": "../schema.json", "identifier": "one",
        "windows": ["a"],

        "webviews": ["b"],
        "remote": null, "permissions": [
            "allow-a", { "identifier": "fs:b",
            "allow": [1], "deny": null }]
    }"#;
    for (text, offset) in [
        (one.to_owned(), 0),
        (format!("[\n{one}]"), 1),
        (format!("{{ \"capabilities\":\n [\n{one}] }}"), 2),
        (format!("\r\n\n  {one}"), 2),
    ] {
        let capability = &Capability::read_file("a.json", &text).unwrap()[0];
        assert_eq!(lines_of(capability), [1, 2, 3, 5, 6, 6, 1, 7, 7].map(|line| line + offset), "{text}");
        assert_eq!(
            (capability.local, capability.remote.len(), capability.platforms.is_none()),
            (true, 0, true)
        );
        let scopes = (&capability.permissions[1].scope.allow, &capability.permissions[1].scope.deny);
        assert_eq!(scopes, (&vec![json!(1)], &vec![]));
    }
}
