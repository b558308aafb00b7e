//! Permission files: what they declare, and what is wrong with them.

use footbridge::acl::{Authority, Capabilities, Manifest, Place, Platform};
use serde_json::json;

use crate::may;

const NOTES: &str = r#""$schema" = "schemas/schema.json"

[default]
version = 1
description = "What most pages need."
permissions = ["read"]

[[set]]
identifier = "everything"
description = "Reads and writes."
permissions = ["default", "write"]

[[permission]]
identifier = "read"
description = "Opens notes."
commands.allow = ["read", "list"]

[[permission.scope.allow]]
path = "$APPDATA/notes/**"

[[permission]]
version = 2
identifier = "write"
platforms = ["linux"]

[permission.commands]
allow = ["write"]
deny = ["remove"]
"#;

const NOTES_JSON: &str = r#"{
  "$schema": "schemas/schema.json",
  "default": { "permissions": ["read"], "description": null, "version": null },
  "set": [
    { "identifier": "everything", "description": "Reads and writes.", "permissions": ["default", "write"] }
  ],
  "permission": [
    { "identifier": "read", "commands": { "allow": ["read", "list"] },
      "scope": { "allow": [{ "path": "$APPDATA/notes/**" }], "deny": null } },
    { "identifier": "write", "platforms": ["linux"], "commands": { "allow": ["write"], "deny": ["remove"] } }
  ]
}"#;

fn notes(path: &str, text: &str) -> Manifest {
    Manifest::plugin("notes", [""; 0]).file(path, text).unwrap()
}

#[test]
fn a_permission_file_declares_commands_permissions_and_sets_in_both_formats() {
    for (path, text, lines) in [("notes.toml", NOTES, [14, 23, 9]), ("notes.json", NOTES_JSON, [8, 10, 5])] {
        let manifest = notes(path, text);
        assert_eq!(manifest.commands().collect::<Vec<_>>(), ["list", "read", "remove", "write"]);
        let permissions: Vec<_> = manifest.permissions().collect();
        assert_eq!(permissions[0].scope.allow, [json!({ "path": "$APPDATA/notes/**" })]);
        assert_eq!(permissions[1].platforms, Some(vec![Platform::Linux]));
        let everything = manifest.sets().find(|set| set.identifier == "everything").unwrap();
        let places = [&permissions[0].place, &permissions[1].place, &everything.place];
        for (place, line) in places.into_iter().zip(lines) {
            assert_eq!(*place, Some(Place { file: path.into(), line }));
        }

        let file = r#"{ "identifier": "one", "windows": ["main"], "permissions": ["notes:everything"] }"#;
        let files = Capabilities::new().with("one.json", file);
        for (platform, writes) in [(Platform::Linux, true), (Platform::Windows, false)] {
            let authority =
                Authority::resolve_for(platform, std::slice::from_ref(&manifest), &files).unwrap();
            for (command, allowed) in [("read", true), ("list", true), ("write", writes), ("remove", false)] {
                let command = format!("plugin:notes|{command}");
                assert_eq!(may(&authority, "local", "main", &command), allowed, "{command} on {platform:?}");
            }
        }
    }
}

#[test]
fn a_fault_in_a_permission_file_is_told_with_its_line_and_field() {
    let second = "[[permission]]\nidentifier = \"a\"\n[[permission]]\nidentifier = \"a\"";
    for (text, error) in [
        (
            "[permissions]\na = 1",
            ":1: permissions: unknown field, one of $schema, default, set, permission is expected; did you mean \"permission\"?",
        ),
        (
            "[[permission]]\ncommands.allow = []",
            ":1: permission[0]: the field \"identifier\" is missing; add it",
        ),
        (
            "[[permission]]\nidentifier = \"a\"\ncommands.allowed = []",
            ":3: permission[0].commands.allowed: unknown field, one of allow, deny is expected; did you mean \"allow\"?",
        ),
        (
            "[[permission]]\nidentifier = \"a\"\ncommands.allow = [\n\"b\", 1]",
            ":4: permission[0].commands.allow[1]: expected a string, found a number",
        ),
        (
            "[[permission]]\nidentifier = \"a\"\nversion = 0",
            ":3: permission[0].version: a version is a whole number, at least 1",
        ),
        (
            "[[permission]]\nidentifier = \"a\"\nplatforms = [\"beos\"]",
            ":3: permission[0].platforms[0]: `beos` is no platform; these are: macOS, windows, linux, android, iOS",
        ),
        (
            "[[set]]\nidentifier = \"a\"\npermissions = []",
            ":1: set[0]: the field \"description\" is missing; add it",
        ),
        ("[default]\ndescription = \"x\"", ":1: default: the field \"permissions\" is missing; add it"),
        (
            "[[permission]]\nidentifier = \"default\"",
            ":1: permission[0]: write it as the table `default`; no capability can reach it under this name",
        ),
        (second, ":3: permission[1]: \"a\" stands twice in this file; rename one"),
    ] {
        let found = Manifest::app([""; 0]).file("permissions/a.toml", text).unwrap_err();
        assert_eq!(found.to_string(), format!("permissions/a.toml{error}"));
    }
}

#[test]
fn the_apps_own_permission_files_belong_to_its_manifest() {
    let capability =
        r#"{ "identifier": "one", "windows": ["main"], "permissions": ["read", "allow-greet"] }"#;
    let files =
        Capabilities::new().with("one.json", capability).with_permissions("permissions/notes.toml", NOTES);
    let authority = Authority::resolve(&[Manifest::app(["greet", "read", "list"])], &files).unwrap();
    for (command, allowed) in [("greet", true), ("read", true), ("list", true), ("write", false)] {
        assert_eq!(may(&authority, "local", "main", command), allowed, "{command}");
    }
    let alone = Capabilities::new().with_permissions("permissions/notes.toml", NOTES);
    let authority = Authority::resolve(&[], &alone).unwrap();
    assert!(!may(&authority, "local", "main", "greet"), "an app with permissions of its own has a manifest");
}
