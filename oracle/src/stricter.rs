//! What Footbridge refuses and Tauri does not, on purpose. `PROTOCOL.md`, "Capability files", gives the reasons.
//!
//! In comes a case, out come the reasons for which Footbridge has to refuse it. They are found in the values alone,
//! with nothing of Footbridge's.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::files::{File, Files};
use crate::theirs::is_url_pattern;

/// The members that a capability may have.
pub const CAPABILITY: &[&str] = &[
    "$schema",
    "identifier",
    "description",
    "local",
    "remote",
    "windows",
    "webviews",
    "permissions",
    "platforms",
];
const PERMISSION: &[&str] = &["version", "identifier", "description", "commands", "scope", "platforms"];

/// Why Footbridge refuses these files; empty when it has to agree with Tauri.
pub fn reasons(files: &Files) -> Vec<String> {
    let mut found = Reasons::default();
    for file in files.manifests.iter().flat_map(|(_, files)| files) {
        found.permission_file(&value(file));
    }
    for file in files.capabilities.iter().chain(&files.later) {
        found.capability_file(&value(file));
    }
    for file in &files.later {
        let file = value(file);
        let names = capabilities(&file).into_iter().map(|capability| capability["identifier"].clone());
        found.once(names.collect(), "two capabilities of one file have one name");
    }
    if let Some(file) = &files.config {
        let config = value(file);
        let entries: Vec<&Value> =
            config["app"]["security"]["capabilities"].as_array().into_iter().flatten().collect();
        let inline = entries.iter().filter(|entry| entry.is_object());
        inline.for_each(|capability| found.capability(capability));
        let name =
            |entry: &&Value| if entry.is_object() { entry["identifier"].clone() } else { (*entry).clone() };
        found.once(entries.iter().map(name).collect(), "two entries of the configuration have one name");
    }
    found.0
}

#[derive(Default)]
struct Reasons(Vec<String>);

impl Reasons {
    fn note(&mut self, reason: impl Into<String>) {
        self.0.push(reason.into());
    }

    fn known(&mut self, value: &Value, known: &[&str], what: &str) {
        if value.is_array() {
            self.note(format!("an array stands for {what}"));
        }
        let members = value.as_object().into_iter().flatten();
        for (name, _) in members.filter(|(name, _)| !known.contains(&name.as_str())) {
            self.note(format!("{what} has no field {name}"));
        }
    }

    fn once(&mut self, names: Vec<Value>, reason: &str) {
        let texts: BTreeSet<String> = names.iter().map(Value::to_string).collect();
        if texts.len() < names.len() {
            self.note(reason);
        }
    }

    fn capability_file(&mut self, file: &Value) {
        if file.is_object() && file.get("capabilities").is_some() {
            self.known(file, &["$schema", "capabilities"], "a list of capabilities");
        }
        capabilities(file).into_iter().for_each(|capability| self.capability(capability));
    }

    fn capability(&mut self, capability: &Value) {
        self.known(capability, CAPABILITY, "a capability");
        if capability["identifier"] == "" {
            self.note("a capability has no name");
        }
        let remote = &capability["remote"];
        self.known(remote, &["urls"], "remote");
        for label in texts(&capability["windows"]).chain(texts(&capability["webviews"])) {
            if glob::Pattern::new(label).is_err() {
                self.note(format!("{label} is no glob"));
            }
        }
        for url in texts(&remote["urls"]).filter(|url| !is_url_pattern(url)) {
            self.note(format!("{url} is no URL pattern"));
        }
        for entry in
            capability["permissions"].as_array().into_iter().flatten().filter(|entry| entry.is_object())
        {
            self.known(entry, &["identifier", "allow", "deny"], "an entry");
        }
    }

    fn permission_file(&mut self, file: &Value) {
        self.known(file, &["$schema", "default", "set", "permission"], "a permission file");
        self.known(&file["default"], &["version", "description", "permissions"], "default");
        let permissions: Vec<&Value> = file["permission"].as_array().into_iter().flatten().collect();
        let sets: Vec<&Value> = file["set"].as_array().into_iter().flatten().collect();
        for permission in &permissions {
            self.known(permission, PERMISSION, "a permission");
            self.known(&permission["commands"], &["allow", "deny"], "commands");
            self.known(&permission["scope"], &["allow", "deny"], "scope");
        }
        for set in &sets {
            self.known(set, &["identifier", "description", "permissions"], "a set");
        }
        for list in [&permissions, &sets] {
            let names: Vec<Value> = list.iter().map(|one| one["identifier"].clone()).collect();
            if names.iter().any(|name| name == "default") {
                self.note("default is no permission and no set");
            }
            self.once(names, "two permissions of one file have one name");
        }
    }
}

fn capabilities(file: &Value) -> Vec<&Value> {
    match file {
        Value::Array(list) => list.iter().collect(),
        Value::Object(_) if file.get("capabilities").is_some() => {
            file["capabilities"].as_array().into_iter().flatten().collect()
        }
        one => vec![one],
    }
}

fn texts(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str)
}

/// The file's value; nothing when it cannot be read, which both sides have to find.
fn value(file: &File) -> Value {
    let value =
        if file.is_toml() { toml::from_str(&file.text).ok() } else { serde_json::from_str(&file.text).ok() };
    value.unwrap_or_default()
}
