//! Footbridge's side.

use footbridge::acl::{Allowed, Authority, Caller, Capabilities, Error, Manifest, Origin, Rule};
use serde_json::Value;

use crate::compare::{Asked, Lists, Verdict};
use crate::files::Files;

pub struct Ours(pub Authority);

impl Ours {
    pub fn read(files: &Files) -> Result<Self, Error> {
        let mut manifests = Vec::new();
        for (key, files) in &files.manifests {
            let empty = match key {
                Some(key) => Manifest::plugin(key, [""; 0]),
                None => Manifest::app([""; 0]),
            };
            manifests
                .push(files.iter().try_fold(empty, |manifest, file| manifest.file(&file.path, &file.text))?);
        }
        let mut capabilities = Capabilities::new();
        for file in &files.capabilities {
            capabilities = capabilities.with(&file.path, &file.text);
        }
        if let Some(file) = &files.config {
            capabilities = capabilities.with_config(&file.path, &file.text);
        }
        for file in &files.later {
            capabilities = capabilities.with_later(&file.path, &file.text);
        }
        Authority::resolve_for(files.target.ours(), &manifests, &capabilities).map(Self)
    }

    pub fn commands(&self) -> impl Iterator<Item = &str> {
        self.0.commands()
    }

    pub fn judge(&self, asked: &Asked<'_>) -> Verdict {
        let origin = asked.url.map_or(Origin::Local, |url| Origin::Remote(url.clone()));
        let caller = Caller { window: asked.window, webview: asked.webview, origin: &origin };
        match self.0.decide(caller, asked.command) {
            Ok(Allowed::By(_)) => Verdict::Allowed(lists(self.0.rules_for(caller, asked.command))),
            Ok(Allowed::Open) => Verdict::Open,
            // Such a call ends in `unknown_command`: there is nothing that could run.
            Ok(Allowed::Unknown) | Err(_) => Verdict::Refused,
        }
    }

    pub fn global(&self, key: Option<&str>) -> Lists {
        lists(self.0.global_rules(key.map(|key| key.strip_prefix("core:").unwrap_or(key))))
    }
}

fn lists<'a>(rules: impl Iterator<Item = &'a Rule>) -> Lists {
    let mut lists = Lists::default();
    for rule in rules {
        lists.allow.extend(rule.scope().allow.iter().cloned().map(as_in_tauri));
        lists.deny.extend(rule.scope().deny.iter().cloned().map(as_in_tauri));
    }
    lists
}

/// Tauri rounds whole numbers above 63 bits; here they stay what they are.
fn as_in_tauri(value: Value) -> Value {
    match value {
        Value::Number(number) if number.is_u64() && !number.is_i64() => number.as_f64().into(),
        Value::Array(values) => values.into_iter().map(as_in_tauri).collect(),
        Value::Object(members) => {
            members.into_iter().map(|(name, value)| (name, as_in_tauri(value))).collect()
        }
        other => other,
    }
}
