//! The schemas of capability and permission files, as an editor applies them.
//!
//! The files that are right and wrong are those that the reader of the bridge is tried with, so the two agree.
#![allow(clippy::unwrap_used, reason = "the helpers beside the tests may panic as the tests may")]

use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use serde_json::{Value, json};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: impl AsRef<Path>) -> Value {
    let path = root().join(path);
    serde_json::from_str(&fs::read_to_string(&path).unwrap())
        .unwrap_or_else(|error| panic!("{path:?}: {error}"))
}

fn validator(name: &str) -> Validator {
    jsonschema::validator_for(&read(format!("capabilities/schemas/{name}.json"))).unwrap()
}

#[test]
fn every_capability_file_names_its_schema_and_is_valid_by_it() {
    let validator = validator("capability");
    let folder = root().join("capabilities");
    let files = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let files: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|it| it == "json")).collect();
    assert!(files.len() > 10, "{files:?}");
    for path in files {
        let file = read(&path);
        let named = folder.join(file["$schema"].as_str().unwrap_or_default());
        assert!(named.is_file(), "{}: \"$schema\" names no file", path.display());
        assert_eq!(read(named)["title"], "Capabilities");
        let faults: Vec<String> = validator.iter_errors(&file).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{}: {faults:#?}", path.display());
    }
}

#[test]
fn a_schema_takes_what_the_reader_takes_and_refuses_what_it_refuses() {
    for (name, documents) in [("capability", "capabilities"), ("permission", "permissions")] {
        let validator = validator(name);
        let documents = read(format!("src-rust/bridge/tests/acl/documents/{documents}.json"));
        for (kind, valid) in [("right", true), ("wrong", false)] {
            for document in documents[kind].as_array().unwrap() {
                assert_eq!(validator.is_valid(document), valid, "{name}: {document}");
            }
        }
    }
}

#[test]
fn only_permissions_that_are_there_are_taken_and_each_is_described() {
    let capabilities = validator("capability");
    for nobodys in ["allow-gret", "fz:default", "fs:allow-everything"] {
        let capability = json!({ "identifier": "one", "permissions": [nobodys] });
        assert!(!capabilities.is_valid(&capability), "{nobodys}");
    }
    let permission = json!({ "permission": [{ "identifier": "mine", "commands": { "allow": ["gret"] } }] });
    assert!(!validator("permission").is_valid(&permission), "no command of the app is called `gret`");

    let schema = read("capabilities/schemas/capability.json");
    let choices = schema["definitions"]["identifier"]["anyOf"].as_array().unwrap();
    for choice in choices {
        assert!(choice["description"].as_str().is_some_and(|text| !text.is_empty()), "{choice}");
    }
    for named in
        ["allow-greet", "deny-greet", "core:default", "core:event:default", "fs:scope", "notes:default"]
    {
        assert!(choices.iter().any(|choice| choice["const"] == named), "{named}");
    }
}
