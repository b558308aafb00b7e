//! From files to rules: every entry of every capability is followed to the commands it bears on.
//!
//! In come the manifests and the capability files, out comes an [`Authority`]. Everything that can be wrong with
//! them together, such as a permission that no manifest has, is found here, when the app is built.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use serde_json::Value;

use super::authority::{Authority, Rule, Rules};
use super::capability::{Capability, PermissionEntry, Platform};
use super::error::{Error, did_you_mean};
use super::files::Capabilities;
use super::identifier::Identifier;
use super::manifest::Manifest;
use super::permission::{CommandLists, Permission, Scope, slug};

impl Authority {
    /// Resolves for the platform that this code runs on.
    ///
    /// # Errors
    ///
    /// The first fault of a file, or an entry that names no permission.
    pub fn resolve(manifests: &[Manifest], capabilities: &Capabilities) -> Result<Self, Error> {
        Self::resolve_for(Platform::current(), manifests, capabilities)
    }

    /// As [`Authority::resolve`], for a platform of choice. Capabilities of other platforms are left out unread.
    ///
    /// # Errors
    ///
    /// As [`Authority::resolve`].
    pub fn resolve_for(
        platform: Platform,
        manifests: &[Manifest],
        capabilities: &Capabilities,
    ) -> Result<Self, Error> {
        let core = Manifest::core(manifests);
        let manifests = Manifests::index(manifests.iter().chain([&core]))?;
        let mut commands = manifests.commands();
        let mut globals: HashMap<Option<String>, Vec<Rule>> = HashMap::new();
        let active = capabilities.read()?.into_iter().filter(|capability| capability.is_active_on(platform));
        let capabilities: Vec<Arc<Capability>> = active.map(Arc::new).collect();
        for capability in &capabilities {
            for entry in 0..capability.permissions.len() {
                for (manifest, permission) in manifests.permissions_of(capability, entry)? {
                    let rule = Rule {
                        capability: Arc::clone(capability),
                        entry,
                        scope: Arc::new(scope_of(&capability.permissions[entry], permission)),
                    };
                    if permission.commands == CommandLists::default() {
                        globals.entry(manifest.plugin_name().map(String::from)).or_default().push(rule);
                        continue;
                    }
                    for command in &permission.commands.allow {
                        commands.entry(manifest.wire_name(command)).or_default().allow.push(rule.clone());
                    }
                    for command in &permission.commands.deny {
                        commands.entry(manifest.wire_name(command)).or_default().deny.push(rule.clone());
                    }
                }
            }
        }
        Ok(Self { commands, globals, capabilities, app_is_open: !manifests.0.contains_key(&None) })
    }
}

/// What an entry and the permission that it names say together.
fn scope_of(entry: &PermissionEntry, permission: &Permission) -> Scope {
    let both = |entry: &[Value], permission: &[Value]| entry.iter().chain(permission).cloned().collect();
    Scope {
        allow: both(&entry.allow, &permission.scope.allow),
        deny: both(&entry.deny, &permission.scope.deny),
    }
}

/// The manifests by their key.
struct Manifests<'a>(BTreeMap<Option<&'a str>, &'a Manifest>);

type Found<'a> = Vec<(&'a Manifest, &'a Permission)>;

impl<'a> Manifests<'a> {
    fn index(manifests: impl Iterator<Item = &'a Manifest>) -> Result<Self, Error> {
        let mut index = BTreeMap::new();
        for manifest in manifests {
            if index.insert(manifest.key.as_deref(), manifest).is_some() {
                let file = format!("manifest of {}", manifest.title());
                return Err(Error::of_file(
                    file,
                    "it is declared twice; declare all of its commands at once",
                ));
            }
        }
        Ok(Self(index))
    }

    /// Every command there is, with no rule yet.
    fn commands(&self) -> HashMap<String, Rules> {
        let declared = self.0.values().flat_map(|manifest| {
            manifest.commands.iter().map(|command| {
                let permission = Some(manifest.identifier_of(&format!("allow-{}", slug(command))));
                (manifest.wire_name(command), Rules { permission, ..Rules::default() })
            })
        });
        declared.collect()
    }

    /// The permissions that an entry stands for, sets taken apart.
    fn permissions_of(&self, capability: &Capability, entry: usize) -> Result<Found<'a>, Error> {
        let entry = &capability.permissions[entry];
        let mut found = Found::new();
        self.follow(None, &entry.identifier, &mut BTreeSet::new(), &mut found).map_err(|problem| Error {
            file: capability.file.clone(),
            line: entry.line,
            field: entry.field.clone(),
            problem,
        })?;
        Ok(found)
    }

    /// Follows one name from `home`, the manifest of the set that it stands in. Sets may hold each other: a name
    /// that was `seen` adds nothing.
    fn follow(
        &self,
        home: Option<&'a Manifest>,
        identifier: &Identifier,
        seen: &mut BTreeSet<String>,
        found: &mut Found<'a>,
    ) -> Result<(), String> {
        let manifest = match (identifier.key(), home) {
            (None, Some(home)) => home,
            (key, _) => self.manifest(key)?,
        };
        let name = identifier.name();
        if !seen.insert(manifest.identifier_of(name)) {
            return Ok(());
        }
        if let Some(set) = manifest.sets.get(name) {
            for member in &set.permissions {
                Identifier::parse(member)
                    .and_then(|member| self.follow(Some(manifest), &member, seen, found))
                    .map_err(|problem| {
                        format!("in the set \"{}\": {problem}", manifest.identifier_of(name))
                    })?;
            }
        } else if let Some(permission) = manifest.permissions.get(name) {
            found.push((manifest, permission));
        } else if name != "default" {
            // A manifest without a `default` has an empty one, as in Tauri 2.
            let names = manifest.sets.keys().chain(manifest.permissions.keys());
            let hint = did_you_mean(name, names.map(String::as_str));
            return Err(format!("{} has no permission \"{name}\"{hint}", manifest.title()));
        }
        Ok(())
    }

    fn manifest(&self, key: Option<&str>) -> Result<&'a Manifest, String> {
        self.0.get(&key).copied().ok_or_else(|| match key {
            None => {
                "the app declares no manifest, so it has no permissions of its own; declare its commands, \
                     or remove this entry"
                    .into()
            }
            Some(key) => {
                let hint = did_you_mean(key, self.0.keys().copied().flatten());
                format!("there is no plugin \"{key}\"{hint}")
            }
        })
    }
}
