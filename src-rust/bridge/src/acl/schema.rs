//! JSON Schema for capability files and permission files, so that an editor completes and checks them.
//!
//! In come the manifests, out comes a schema (draft 7, which every editor knows) that names each of their permissions
//! with its description. It is written by hand beside the reader of the files: that reader is written by hand too,
//! so that a fault has its line, and there are no types that a schema could be derived from. A test holds the two
//! against each other.

use serde_json::{Map, Value, json};

use super::capability::Platform;
use super::manifest::Manifest;
use super::permission::{CommandLists, Permission};

const DRAFT: &str = "http://json-schema.org/draft-07/schema#";
/// As [`Identifier`](super::Identifier) has it, but for its length.
const IDENTIFIER: &str = "^(core:)*([A-Za-z0-9]+(-+[A-Za-z0-9]+)*:)?[A-Za-z0-9]+(-+[A-Za-z0-9]+)*$";

/// The schema of a capability file.
pub fn of_capabilities(manifests: &[Manifest]) -> Value {
    let capability = json!({ "$ref": "#/definitions/capability" });
    let many = json!({ "type": "array", "items": capability });
    json!({
        "$schema": DRAFT,
        "title": "Capabilities",
        "description": "Which windows may use which permissions: one capability, an array, or an object with an array.",
        "anyOf": [
            capability,
            many,
            object(&[("$schema", text("The schema of this file.")), ("capabilities", many.clone())], &["capabilities"]),
        ],
        "definitions": {
            "capability": self::capability(),
            "entry": entry(),
            "identifier": one_of(identifiers(manifests)),
            "platforms": platforms(),
        }
    })
}

/// The schema of a permission file of the app: it may name the app's commands, and every permission that there is.
pub fn of_permissions(manifests: &[Manifest]) -> Value {
    let app = manifests.iter().find(|manifest| manifest.key().is_none());
    let commands: Vec<&String> = app.into_iter().flat_map(|app| &app.commands).collect();
    let named = one_of(identifiers(manifests));
    json!({
        "$schema": DRAFT,
        "title": "Permissions",
        "description": "Names by which capabilities open and close commands, with what these may touch.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "$schema": text("The schema of this file."),
            "default": object(&default_fields(), &["permissions"]),
            "set": { "type": "array", "items": object(&set_fields(), &["identifier", "description", "permissions"]) },
            "permission": { "type": "array", "items": object(&permission_fields(), &["identifier"]) },
        },
        "definitions": {
            "command": { "enum": commands },
            "identifier": { "anyOf": [named, { "type": "string", "pattern": IDENTIFIER }] },
            "platforms": platforms(),
        }
    })
}

type Field = (&'static str, Value);

fn capability() -> Value {
    let fields = capability_fields();
    object(&fields, &["identifier", "permissions"])
}

pub(super) fn capability_fields() -> Vec<Field> {
    let globs = |what: &str| json!({ "type": "array", "items": { "type": "string" }, "description": what });
    let urls = "URL patterns, such as `https://*.example.com`; a part that is left out may be anything.";
    let remote = object(&[("urls", globs(urls))], &["urls"]);
    vec![
        ("$schema", text("The schema of this file.")),
        (
            "identifier",
            json!({ "type": "string", "minLength": 1, "description": "Its name, which no other capability has." }),
        ),
        ("description", text("For people.")),
        (
            "local",
            json!({ "type": "boolean", "default": true, "description": "Whether it speaks of the app's own pages." }),
        ),
        (
            "remote",
            json!({ "anyOf": [remote, { "type": "null" }], "description": "The pages from elsewhere that it speaks of." }),
        ),
        ("windows", globs("Globs of window labels. One that matches takes in every webview of that window.")),
        ("webviews", globs("Globs of webview labels.")),
        (
            "permissions",
            json!({
                "type": "array",
                "items": { "$ref": "#/definitions/entry" },
                "description": "What it allows and denies.",
            }),
        ),
        ("platforms", json!({ "$ref": "#/definitions/platforms" })),
    ]
}

pub(super) fn entry_fields() -> Vec<Field> {
    vec![
        ("identifier", json!({ "$ref": "#/definitions/identifier" })),
        ("allow", values("What the command may touch, in a form that it knows.")),
        ("deny", values("What it must not touch.")),
    ]
}

fn entry() -> Value {
    json!({ "anyOf": [{ "$ref": "#/definitions/identifier" }, object(&entry_fields(), &["identifier"])] })
}

pub(super) fn default_fields() -> Vec<Field> {
    vec![("version", version()), ("description", text_or_null("For people.")), ("permissions", members())]
}

pub(super) fn set_fields() -> Vec<Field> {
    vec![("identifier", name()), ("description", text("For people.")), ("permissions", members())]
}

pub(super) fn permission_fields() -> Vec<Field> {
    let commands =
        |what| json!({ "type": "array", "items": { "$ref": "#/definitions/command" }, "description": what });
    let lists = [
        ("allow", commands("What it opens.")),
        ("deny", commands("What it closes, whatever else opens it.")),
    ];
    let scope =
        [("allow", values("What its commands may touch.")), ("deny", values("What they must not touch."))];
    vec![
        ("version", version()),
        ("identifier", name()),
        ("description", text_or_null("For people.")),
        ("commands", object(&lists, &[])),
        ("scope", object(&scope, &[])),
        ("platforms", json!({ "$ref": "#/definitions/platforms" })),
    ]
}

fn name() -> Value {
    let what = "Its name inside this manifest, in letters, digits and inner hyphens.";
    json!({ "type": "string", "pattern": IDENTIFIER, "description": what })
}

fn members() -> Value {
    let what = "Permissions and sets of this manifest, or with a key and a colon of another one.";
    json!({ "type": "array", "items": { "$ref": "#/definitions/identifier" }, "description": what })
}

fn version() -> Value {
    json!({ "type": ["integer", "null"], "minimum": 1, "description": "The version of the permission." })
}

fn values(what: &str) -> Value {
    json!({ "type": ["array", "null"], "description": what })
}

fn text(what: &str) -> Value {
    json!({ "type": "string", "description": what })
}

fn text_or_null(what: &str) -> Value {
    json!({ "type": ["string", "null"], "description": what })
}

fn platforms() -> Value {
    let names: Vec<&str> = Platform::names().collect();
    json!({
        "anyOf": [{ "type": "array", "items": { "enum": names } }, { "type": "null" }],
        "description": "Where it applies; everywhere when it does not say.",
    })
}

/// An object of these fields and no other.
fn object(fields: &[Field], required: &[&str]) -> Value {
    let properties: Map<String, Value> =
        fields.iter().map(|(name, schema)| ((*name).into(), schema.clone())).collect();
    json!({
        "type": "object", "properties": properties, "required": required, "additionalProperties": false,
    })
}

/// A choice of texts, each shown with its description.
fn one_of(texts: Vec<(String, String)>) -> Value {
    let choice = |(text, what): (String, String)| json!({ "const": text, "description": what });
    json!({ "anyOf": texts.into_iter().map(choice).collect::<Vec<_>>() })
}

/// Every permission and set by its whole name, each with its description or, without one, with what it holds.
fn identifiers(manifests: &[Manifest]) -> Vec<(String, String)> {
    let core = Manifest::core(manifests.iter());
    let or = |description: &str, holds: String| {
        if description.is_empty() { holds } else { description.trim().to_owned() }
    };
    let all = manifests.iter().chain([&core]).flat_map(|manifest| {
        let sets = manifest.sets().map(move |set| {
            let holds = format!("Holds {}.", set.permissions.join(", "));
            (manifest.identifier_of(&set.identifier), or(&set.description, holds))
        });
        let permissions = manifest.permissions().map(move |one| {
            (manifest.identifier_of(&one.identifier), or(&one.description, what_it_does(one)))
        });
        sets.chain(permissions)
    });
    let mut all: Vec<(String, String)> = all.collect();
    all.sort();
    all
}

fn what_it_does(permission: &Permission) -> String {
    let CommandLists { allow, deny } = &permission.commands;
    let lists = [("Opens", allow), ("Closes", deny)].into_iter().filter(|(_, commands)| !commands.is_empty());
    let sentences: Vec<String> =
        lists.map(|(verb, commands)| format!("{verb} {}.", commands.join(", "))).collect();
    if sentences.is_empty() { "Says what all commands may touch.".into() } else { sentences.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::super::capability::Capability;
    use super::*;

    /// What the reader says of a field that the schema has, in a capability of the smallest form.
    fn is_known(text: &str) -> bool {
        Capability::read_file("a.json", text)
            .err()
            .is_none_or(|error| !error.problem.contains("unknown field"))
    }

    #[test]
    fn the_reader_knows_every_field_of_a_capability_and_the_schema_has_every_field_of_the_reader() {
        for (name, _) in capability_fields() {
            assert!(is_known(&format!("{{ \"{name}\": null }}")), "{name}");
        }
        for (name, _) in entry_fields() {
            let text = format!("{{ \"identifier\": \"a\", \"permissions\": [{{ \"{name}\": null }}] }}");
            assert!(is_known(&text), "{name}");
        }
        let names = |fields: Vec<Field>| fields.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
        let unknown = Capability::read_file("a.json", "{ \"nothing\": 1 }").unwrap_err().problem;
        assert!(unknown.contains(&format!("one of {} is", names(capability_fields()))), "{unknown}");
        let text = "{ \"identifier\": \"a\", \"permissions\": [{ \"nothing\": 1 }] }";
        let unknown = Capability::read_file("a.json", text).unwrap_err().problem;
        assert!(unknown.contains(&format!("one of {} is", names(entry_fields()))), "{unknown}");
    }
}
