//! The whole answer to "may this caller call this command, and why".
//!
//! In comes what [`Authority::decide`] takes, out comes a [`Decision`]: the same verdict, in words, with the entry that
//! decided and the scopes that the command would be handed. It is for the person who builds the app; a page learns of
//! it only what a command of the app shows it.

use serde::Serialize;
use serde_json::Value;

use super::authority::{Allowed, Authority, Caller, Rule};
use super::error::did_you_mean;
use super::explain::{Denied, name_of, shown};
use super::permission::Scope;

/// Whether a call may go on, by which entry, with which scopes, and what would change it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Decision {
    /// Whether the command would run.
    pub allowed: bool,
    /// The entry that opened the command, or the one that denies it; `None` where no entry had a say.
    pub decided_by: Option<EntryPlace>,
    /// What the command may touch: the scopes of every entry that opens it to this caller, as
    /// [`CommandScope`](crate::CommandScope) has them.
    pub allow_scopes: Vec<Value>,
    /// What it must not touch.
    pub deny_scopes: Vec<Value>,
    /// Why, in sentences.
    pub reason: String,
    /// What to change, and where, for the call to be allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "bindings", ts(optional))]
    pub suggestion: Option<String>,
    /// What every command of the same plugin may touch, as [`GlobalScope`](crate::GlobalScope) has it.
    pub global_allow_scopes: Vec<Value>,
    /// What none of them may touch.
    pub global_deny_scopes: Vec<Value>,
}

/// An entry of a capability file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct EntryPlace {
    /// The path, as the capabilities were read from.
    pub file: String,
    /// The line, counted from 1.
    pub line: u32,
    /// The permission that the entry names.
    pub entry: String,
}

impl Authority {
    /// What becomes of a call of `command` by `caller`, and why.
    ///
    /// A command that does not exist is not allowed: its call ends in `unknown_command`.
    pub fn explain(&self, caller: Caller<'_>, command: &str) -> Decision {
        match self.decide(caller, command) {
            Ok(Allowed::By(first)) => self.opened(&first, caller, command),
            Ok(Allowed::Open) => {
                let reason = "The app declares no manifest, so its own commands are open to its own pages.";
                Decision { allowed: true, ..self.scoped(Decision::refused(reason.into()), command) }
            }
            Ok(Allowed::Unknown) => {
                let names = self.commands.keys().map(String::as_str);
                let hint = did_you_mean(command, names);
                let hint = hint.strip_prefix("; d").map(|rest| format!("D{rest}"));
                let advice = || "Check its name, or declare it in a manifest.".to_owned();
                Decision {
                    suggestion: Some(hint.unwrap_or_else(advice)),
                    ..Decision::refused(format!("There is no command `{}`.", shown(command)))
                }
            }
            Err(denial) => {
                let Denied { decided_by, reason, suggestion, .. } = *denial.explained();
                Decision { decided_by, suggestion: Some(suggestion), ..Decision::refused(reason) }
            }
        }
    }

    fn opened(&self, first: &Rule, caller: Caller<'_>, command: &str) -> Decision {
        let mut decision = Decision {
            allowed: true,
            decided_by: Some(first.place()),
            ..Decision::refused(format!(
                "`{command}` is open to {} by {first}{}.",
                name_of(caller),
                first.way()
            ))
        };
        let mut others: Vec<&Rule> = Vec::new();
        for rule in self.rules_for(caller, command) {
            decision.allow_scopes.extend(rule.scope().allow.iter().cloned());
            decision.deny_scopes.extend(rule.scope().deny.iter().cloned());
            let is_named = |other: &&Rule| other.place() == rule.place();
            if first.place() != rule.place() && !others.iter().any(is_named) {
                others.push(rule);
            }
        }
        if !others.is_empty() {
            let named: Vec<String> = others.iter().take(OTHERS_MAX).map(ToString::to_string).collect();
            let more = match others.len().saturating_sub(OTHERS_MAX) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            decision.reason += &format!(" Also by {}{more}.", named.join(", "));
        }
        self.scoped(decision, command)
    }

    /// The same decision with the scopes of the plugin that the command belongs to, or of the app.
    fn scoped(&self, mut decision: Decision, command: &str) -> Decision {
        let plugin = command.strip_prefix("plugin:").and_then(|rest| rest.split_once('|'));
        for rule in self.global_rules(plugin.map(|(plugin, _)| plugin)) {
            let Scope { allow, deny } = rule.scope();
            decision.global_allow_scopes.extend(allow.iter().cloned());
            decision.global_deny_scopes.extend(deny.iter().cloned());
        }
        decision
    }
}

/// Entries named in a reason beside the one that decided.
const OTHERS_MAX: usize = 3;

impl Decision {
    /// A call of one of the bridge's own commands, which act on nothing but the caller's own things.
    pub fn own() -> Self {
        let reason = "It acts on nothing but the caller's own calls and channels, so it needs no capability.";
        Self { allowed: true, ..Self::refused(reason.into()) }
    }

    fn refused(reason: String) -> Self {
        Self {
            allowed: false,
            decided_by: None,
            allow_scopes: Vec::new(),
            deny_scopes: Vec::new(),
            reason,
            suggestion: None,
            global_allow_scopes: Vec::new(),
            global_deny_scopes: Vec::new(),
        }
    }

    /// Why and what to change, as one text: what a debug build answers a refused call with.
    pub fn text(&self) -> String {
        match &self.suggestion {
            None => self.reason.clone(),
            Some(suggestion) => format!("{} {suggestion}", self.reason),
        }
    }
}

impl Rule {
    /// Where its entry stands.
    pub fn place(&self) -> EntryPlace {
        let entry = self.entry();
        EntryPlace {
            file: self.capability().file.clone(),
            line: u32::try_from(entry.line).unwrap_or(u32::MAX),
            entry: entry.identifier.to_string(),
        }
    }

    /// The permission that its entry leads to, where a reader cannot tell it from the entry alone.
    pub(super) fn way(&self) -> String {
        let permission = self.permission_identifier();
        let is_named = permission == self.entry().identifier.as_str();
        match &self.permission().place {
            Some(place) if is_named => format!(", a permission of {place}"),
            Some(place) => format!(", which holds the permission \"{permission}\" of {place}"),
            None if is_named => String::new(),
            None => format!(", which holds the permission \"{permission}\""),
        }
    }
}
