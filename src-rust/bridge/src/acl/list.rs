//! Every command with the entries that bear on it: who may call what, for the person who builds the app.
//!
//! In comes a resolved [`Authority`], out come [`Listed`] commands in the order of their names.

use serde::Serialize;
use serde_json::Value;

use super::authority::{Authority, Rule};
use super::decision::EntryPlace;

/// One command, and every entry that opens or closes it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Listed {
    /// Its name on the wire.
    pub command: String,
    /// The entries that open it. There are none for a command that nobody may call.
    pub allow: Vec<Grant>,
    /// The entries that close it. They go before the others, and reach whatever window is at the origins they name.
    pub deny: Vec<Grant>,
}

/// What one entry says of one command, and to whom.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Grant {
    /// Where the entry stands.
    #[serde(flatten)]
    pub place: EntryPlace,
    /// The capability that the entry is part of.
    pub capability: String,
    /// Globs of the windows that the capability names.
    pub windows: Vec<String>,
    /// Globs of the webviews that it names.
    pub webviews: Vec<String>,
    /// Whether it speaks of the app's own pages.
    pub local: bool,
    /// URL patterns of the pages from elsewhere that it speaks of.
    pub remote: Vec<String>,
    /// What the command may touch by this entry.
    pub allow_scopes: Vec<Value>,
    /// What it must not touch.
    pub deny_scopes: Vec<Value>,
}

impl Authority {
    /// Every command that a manifest declares, in the order of their names.
    pub fn list(&self) -> Vec<Listed> {
        let listed = self.commands.iter().map(|(command, rules)| Listed {
            command: command.clone(),
            allow: grants(&rules.allow),
            deny: grants(&rules.deny),
        });
        let mut listed: Vec<Listed> = listed.collect();
        listed.sort_by(|one, other| one.command.cmp(&other.command));
        listed
    }

    /// Whether the app declares no manifest, so that its own commands are open to its own pages.
    pub fn app_is_open(&self) -> bool {
        self.app_is_open
    }
}

/// One grant for each entry, however many of its permissions bear on the command.
fn grants(rules: &[Rule]) -> Vec<Grant> {
    let mut grants: Vec<Grant> = Vec::new();
    for rule in rules {
        let place = rule.place();
        let (allow, deny) = (rule.scope().allow.iter().cloned(), rule.scope().deny.iter().cloned());
        let is_same =
            |grant: &&mut Grant| grant.place == place && grant.capability == rule.capability().identifier;
        if let Some(grant) = grants.iter_mut().find(is_same) {
            grant.allow_scopes.extend(allow);
            grant.deny_scopes.extend(deny);
            continue;
        }
        let capability = rule.capability();
        grants.push(Grant {
            place,
            capability: capability.identifier.clone(),
            windows: capability.windows.iter().map(ToString::to_string).collect(),
            webviews: capability.webviews.iter().map(ToString::to_string).collect(),
            local: capability.local,
            remote: capability.remote.iter().map(|url| url.as_str().to_owned()).collect(),
            allow_scopes: allow.collect(),
            deny_scopes: deny.collect(),
        });
    }
    grants
}
