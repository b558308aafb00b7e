//! Capability files in TOML: the same capability, the same lines, the same faults.

use footbridge::acl::{Authority, Capabilities, Capability, Manifest};
use serde_json::json;

use crate::{lines_of, manifest, may};

const ONE: &str = r#"# The demo.
identifier = "one"
windows = ["a"]

webviews = ["b"]
remote.urls = [
  "https://example.com",
]
platforms = ["linux", "macOS"]
permissions = ["allow-a",
  { identifier = "fs:b", allow = [{ path = "/x", depth = 0x10, share = 0.5, on = true }] }
]
"#;

const MANY: &str = r#"
[[capabilities]]
identifier = "one"
windows = ["main"]
permissions = ["allow-greet"]

[[capabilities]]
identifier = "two"
local = false
windows = ["main"]

[capabilities.remote]
urls = ["https://example.com"]

[[capabilities.permissions]]
identifier = "allow-about"

[[capabilities.permissions.allow]]
path = "/y"
"#;

#[test]
fn a_capability_in_toml_is_the_capability_in_json() {
    let capability = &Capability::read_file("a.toml", ONE).unwrap()[0];
    assert_eq!(lines_of(capability), [1, 2, 3, 5, 6, 10, 1, 10, 11]);
    assert_eq!((capability.local, capability.remote.len()), (true, 1));
    assert_eq!(capability.platforms.as_ref().unwrap().len(), 2);
    assert_eq!(capability.permissions[1].identifier.as_str(), "fs:b");
    assert_eq!(
        capability.permissions[1].scope.allow,
        [json!({ "path": "/x", "depth": 16, "share": 0.5, "on": true })]
    );
}

#[test]
fn a_file_in_toml_may_hold_many() {
    let files = Capabilities::new().with("capabilities/many.toml", MANY);
    let authority = Authority::resolve(&[manifest()], &files).unwrap();
    for (page, command, allowed) in [
        ("local", "greet", true),
        ("local", "about", false),
        ("https://example.com/", "greet", false),
        ("https://example.com/", "about", true),
    ] {
        assert_eq!(may(&authority, page, "main", command), allowed, "{command} from {page}");
    }
    let capabilities = Capability::read_file("many.toml", MANY).unwrap();
    let lines: Vec<_> =
        capabilities.iter().map(|one| (one.lines.identifier, one.permissions[0].line)).collect();
    assert_eq!(lines, [(3, 5), (8, 16)]);
    assert_eq!(capabilities[1].permissions[0].scope.allow, [json!({ "path": "/y" })]);
}

#[test]
fn a_fault_in_toml_is_told_with_its_line_and_field() {
    for (text, error) in [
        (
            "identifier = \"one\"\npermissions = [\"allow-greet\",\n  7]",
            ":3: permissions[1]: expected a string, found a number",
        ),
        (
            "identifier = \"one\"\npermissions = []\n\n[remote]\nurl = []",
            ":5: remote.url: unknown field, one of urls is expected; did you mean \"urls\"?",
        ),
        (
            "identifier = \"one\"\npermissions = []\nwindow = []",
            ":3: window: unknown field, one of $schema, identifier, description, local, remote, windows, webviews, permissions, platforms is expected; did you mean \"windows\"?",
        ),
        ("identifier = \"one\"", ":1: the field \"permissions\" is missing; add it"),
        (
            "[[capabilities]]\npermissions = []\n\n[[capabilities]]\nidentifier = \"two\"",
            ":1: capabilities[0]: the field \"identifier\" is missing; add it",
        ),
        (
            "identifier = \"one\"\npermissions = [\n  { identifier = \"allow-greet\", allow = [2024-05-01] }]",
            ":3: permissions[0].allow[0]: 2024-05-01 is a date, which JSON does not have; put it in quotes",
        ),
        (
            "identifier = \"one\"\npermissions = [\n  { identifier = \"allow-greet\", deny = [nan] }]",
            ":3: permissions[0].deny[0]: nan is no number that JSON has; write another",
        ),
        (
            "identifier = \"one\"\npermissions = [\n  \"allow-gret\"]",
            ":3: permissions[0]: the app has no permission \"allow-gret\"; did you mean \"allow-greet\"?",
        ),
        ("identifier = \"one\"\nidentifier = \"two\"", ":2: this is not TOML: duplicate key"),
        (
            "identifier = \"one\"\npermissions = [\n\"a\n",
            ":3: this is not TOML: unclosed array, expected `]`",
        ),
    ] {
        let files = Capabilities::new().with("a.toml", text);
        let found = Authority::resolve(&[manifest(), Manifest::plugin("fs", ["read"])], &files).unwrap_err();
        assert_eq!(found.to_string(), format!("a.toml{error}"));
    }
}
