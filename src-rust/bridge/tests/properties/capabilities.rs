//! Capability and permission files: what is written is what is read, in JSON as in TOML.

use footbridge::acl::{Capability, Identifier, Manifest};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{cases, json_without_null, text};

/// A capability as somebody would write it, with every field or without those that need not be there.
fn capability() -> impl Strategy<Value = Value> {
    let urls = prop::collection::vec(
        "https://(\\*\\.)?[a-z]{1,8}\\.example(:[1-9][0-9]{0,3})?(/[a-z]{1,4}/\\*)?",
        0..3,
    );
    let labels = || {
        prop::collection::vec("[a-z*?-]{1,8}", 0..3)
            .prop_filter("a glob of its own", |labels| labels.iter().all(|label| !label.contains("**")))
    };
    let platforms = prop::sample::subsequence(vec!["macOS", "windows", "linux", "android", "iOS"], 0..=5);
    let scope = || prop::collection::vec(json_without_null(), 0..3);
    let entry = prop_oneof![
        "([a-z]{1,6}:)?[a-z]{1,6}(-[a-z]{1,6})?".prop_map(Value::from),
        ("[a-z]{1,6}:[a-z]{1,6}", scope(), scope()).prop_map(
            |(identifier, allow, deny)| json!({ "identifier": identifier, "allow": allow, "deny": deny })
        ),
    ];
    let fields = (
        "[a-z -]{1,12}",
        prop::option::of(text()),
        prop::option::of(any::<bool>()),
        prop::option::of(urls),
        labels(),
        labels(),
        prop::collection::vec(entry, 0..5),
        prop::option::of(platforms),
    );
    fields.prop_map(|(identifier, description, local, urls, windows, webviews, permissions, platforms)| {
        let mut fields = json!({ "identifier": identifier, "windows": windows, "webviews": webviews, "permissions": permissions });
        let optional = [
            ("description", description.map(Value::from)),
            ("local", local.map(Value::from)),
            ("remote", urls.map(|urls| json!({ "urls": urls }))),
            ("platforms", platforms.map(Value::from)),
        ];
        for (name, value) in optional {
            if let Some(value) = value {
                fields[name] = value;
            }
        }
        fields
    })
}

/// What was read, as it would be written.
fn printed(capability: &Capability) -> Value {
    let texts =
        |globs: &[glob::Pattern]| globs.iter().map(|glob| glob.as_str().to_owned()).collect::<Vec<_>>();
    let entries = capability.permissions.iter().map(|entry| {
        json!({ "identifier": entry.identifier.as_str(), "allow": entry.scope.allow, "deny": entry.scope.deny })
    });
    json!({
        "identifier": capability.identifier,
        "description": capability.description,
        "local": capability.local,
        "remote": { "urls": capability.remote.iter().map(|url| url.as_str()).collect::<Vec<_>>() },
        "windows": texts(&capability.windows),
        "webviews": texts(&capability.webviews),
        "permissions": entries.collect::<Vec<_>>(),
        "platforms": capability.platforms.as_ref().map(|all| all.iter().map(|one| format!("{one:?}").to_lowercase()).collect::<Vec<_>>()),
    })
}

/// What was written, with every field in its long form.
fn completed(mut written: Value) -> Value {
    let defaults = [
        ("description", json!("")),
        ("local", json!(true)),
        ("remote", json!({ "urls": [] })),
        ("platforms", Value::Null),
    ];
    for (name, value) in defaults {
        if written.get(name).is_none() {
            written[name] = value;
        }
    }
    for entry in written["permissions"].as_array_mut().unwrap() {
        if entry.is_string() {
            *entry = json!({ "identifier": entry, "allow": [], "deny": [] });
        }
    }
    for platform in written["platforms"].as_array_mut().into_iter().flatten() {
        *platform = platform.as_str().unwrap().to_lowercase().into();
    }
    written
}

/// TOML on one line a field. Its basic strings are JSON's, but for one character.
fn toml(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| format!("{} = {}", quoted(name), toml(value)));
            format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(toml).collect::<Vec<_>>().join(", ")),
        Value::String(text) => quoted(text),
        other => other.to_string(),
    }
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string().replace('\u{7f}', "\\u007F")
}

fn toml_file(fields: &Value) -> String {
    let lines = fields.as_object().unwrap().iter().map(|(name, value)| format!("{name} = {}\n", toml(value)));
    lines.collect()
}

fn read(file: &str, text: &str) -> Value {
    let read = Capability::read_file(file, text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let [capability] = &read[..] else { panic!("one was written") };
    printed(capability)
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn a_capability_is_read_as_it_was_written_in_json_and_in_toml(written in capability()) {
        let whole = completed(written.clone());
        prop_assert_eq!(read("a.json", &written.to_string()), whole.clone());
        prop_assert_eq!(read("a.json", &serde_json::to_string_pretty(&written).unwrap()), whole.clone());
        prop_assert_eq!(read("a.toml", &toml_file(&written)), whole);
    }

    #[test]
    fn a_fault_is_placed_in_its_line(
        (before, after) in (0_usize..5, 0_usize..5),
        field in "[a-z]{5,10}".prop_filter("no field", |name| !["local", "remote", "windows", "webviews", "platforms", "identifier", "permissions"].contains(&&**name)),
    ) {
        let lines = |count| "\n".repeat(count);
        let json = format!("{{{}\"identifier\": \"a\", \"permissions\": [], \n\"{field}\": 1{}}}", lines(before), lines(after));
        let fault = Capability::read_file("a.json", &json).unwrap_err();
        prop_assert_eq!((fault.line, fault.field), (before + 2, field.clone()));
        let toml = format!("{}identifier = \"a\"\n{field} = 1{}", lines(before), lines(after));
        let fault = Capability::read_file("a.toml", &toml).unwrap_err();
        prop_assert_eq!((fault.line, fault.field), (before + 2, field));
    }

    #[test]
    fn a_permission_file_says_the_same_in_json_and_in_toml(
        permissions in prop::collection::btree_map("[a-z]{1,6}", (text(), prop::collection::vec("[a-z_]{1,6}", 0..3), prop::collection::vec(json_without_null(), 0..2)), 0..4),
        default in prop::collection::vec("[a-z]{1,6}", 0..3),
    ) {
        let list: Vec<_> = permissions.iter().map(|(identifier, (description, commands, scope))| {
            json!({ "identifier": identifier, "description": description, "commands": { "allow": commands, "deny": ["x"] }, "scope": { "allow": scope, "deny": scope } })
        }).collect();
        let file = json!({ "default": { "description": "d", "permissions": default }, "permission": list });
        let read = |name: &str, text: &str| {
            let manifest = Manifest::plugin("fs", [""; 0]).file(name, text).unwrap_or_else(|error| panic!("{error}\n{text}"));
            let permissions: Vec<_> = manifest.permissions().map(|it| {
                json!({ "identifier": it.identifier, "description": it.description, "commands": { "allow": it.commands.allow, "deny": it.commands.deny }, "scope": { "allow": it.scope.allow, "deny": it.scope.deny } })
            }).collect();
            let sets: Vec<_> = manifest.sets().map(|it| it.permissions.clone()).collect();
            (permissions, sets)
        };
        let written = (list, vec![default]);
        prop_assert_eq!(read("a.json", &file.to_string()), written.clone());
        prop_assert_eq!(read("a.toml", &toml_file(&file)), written);
    }
}

/// The grammar once more, written another way.
fn is_identifier(text: &str) -> bool {
    let part = |part: &str| {
        let inner = |c: char| c.is_ascii_alphanumeric() || c == '-';
        part.chars().all(inner) && part.starts_with(|c: char| c != '-') && part.ends_with(|c: char| c != '-')
    };
    let parts: Vec<_> = text.split(':').collect();
    (1..=116).contains(&text.len())
        && !text.starts_with("tauri-plugin-")
        && (parts.len() <= 2 || parts[0] == "core")
        && parts.into_iter().all(part)
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn an_identifier_is_what_the_grammar_says(
        text in prop_oneof!["[a-zA-Z0-9:-]{0,12}", "(core:|tauri-plugin-|fs:)?[a-z-]{1,6}(:[a-z-]{0,6}){0,2}", "[a-z:]{110,120}", any::<String>()]
    ) {
        let parsed = Identifier::parse(&text);
        prop_assert_eq!(parsed.is_ok(), is_identifier(&text), "{:?}", text);
        if let Ok(parsed) = parsed {
            let whole = parsed.key().map_or_else(|| parsed.name().to_owned(), |key| format!("{key}:{}", parsed.name()));
            prop_assert_eq!(&whole, &text);
            prop_assert_eq!(parsed.to_string(), text);
            prop_assert!(!parsed.name().contains(':'));
        }
    }
}
