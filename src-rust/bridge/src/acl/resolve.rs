//! From files to rules: every entry of every capability is followed to the commands it bears on.
//!
//! In come the manifests and the files, out comes an [`Authority`]. Everything that can be wrong with them together,
//! such as a permission that no manifest has, is found here, when the app is built. The rules of a command are in
//! Tauri 2's order: by the names of the capabilities, then as their entries and the sets in them stand.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde_json::Value;

use super::authority::{Authority, Rule, Rules};
use super::capability::{Capability, PermissionEntry, Platform};
use super::error::{Error, did_you_mean};
use super::files::Capabilities;
use super::identifier::Identifier;
use super::limits::{NAMES_MAX, SETS_DEEP_MAX};
use super::manifest::Manifest;
use super::permission::{CommandLists, Permission, Scope};

impl Authority {
    /// Resolves for the platform that this code runs on.
    ///
    /// # Errors
    ///
    /// The first fault of a file, or an entry that names no permission.
    pub fn resolve(manifests: &[Manifest], capabilities: &Capabilities) -> Result<Self, Error> {
        Self::resolve_for(Platform::current(), manifests, capabilities)
    }

    /// As [`Authority::resolve`], for a platform of choice. Entries of capabilities for other platforms are not
    /// followed.
    ///
    /// # Errors
    ///
    /// As [`Authority::resolve`].
    pub fn resolve_for(
        platform: Platform,
        manifests: &[Manifest],
        capabilities: &Capabilities,
    ) -> Result<Self, Error> {
        let (authority, faults) = Self::resolve_leniently(platform, manifests, capabilities)?;
        faults.into_iter().next().map_or(Ok(authority), Err)
    }

    /// As [`Authority::resolve_for`], for files whose manifests may not all be at hand: an entry that names no
    /// permission opens nothing, and is told beside the authority.
    ///
    /// # Errors
    ///
    /// The first fault of a file; two manifests of one plugin.
    pub fn resolve_leniently(
        platform: Platform,
        manifests: &[Manifest],
        capabilities: &Capabilities,
    ) -> Result<(Self, Vec<Error>), Error> {
        let manifests = completed(manifests, capabilities)?;
        let manifests = Manifests::index(&manifests)?;
        let active = capabilities.read()?.into_iter().filter(|capability| capability.is_active_on(platform));
        let mut authority = Self {
            commands: manifests.commands(),
            capabilities: active.map(Arc::new).collect(),
            app_is_open: !manifests.0.contains_key(&None),
            ..Self::default()
        };
        let mut faults = Vec::new();
        for (position, capability) in authority.capabilities.iter().enumerate() {
            for entry in 0..capability.permissions.len() {
                let way = manifests.way_of(&capability.permissions[entry].identifier);
                faults.extend(way.problems.into_iter().map(|problem| fault_of(capability, entry, problem)));
                for (manifest, permission) in way.found {
                    if !permission.is_active_on(platform) {
                        continue;
                    }
                    let rule = Rule {
                        capability: Arc::clone(capability),
                        position,
                        entry,
                        manifest: manifest.key.as_deref().map(Arc::from),
                        permission: Arc::clone(permission),
                        scope: Arc::new(scope_of(&capability.permissions[entry], permission)),
                    };
                    apply(&rule, manifest, &mut authority.commands, &mut authority.globals);
                }
            }
        }
        Ok((authority, faults))
    }
}

/// The manifests with the app's own permission files, and with the manifest `core` that gathers those of its name.
fn completed<'a>(
    manifests: &'a [Manifest],
    capabilities: &Capabilities,
) -> Result<Vec<Cow<'a, Manifest>>, Error> {
    let mut all: Vec<Cow<'a, Manifest>> = manifests.iter().map(Cow::Borrowed).collect();
    for (path, text) in capabilities.permission_files() {
        let own = all.iter().position(|manifest| manifest.key.is_none());
        let own = own.map_or_else(|| Manifest::app([""; 0]), |at| all.swap_remove(at).into_owned());
        all.push(Cow::Owned(own.file(path, text)?));
    }
    if all.iter().all(|manifest| manifest.key() != Some("core")) {
        all.push(Cow::Owned(Manifest::core(manifests.iter())));
    }
    Ok(all)
}

/// Writes a rule down at the commands that its permission names or, when it names none, at the whole plugin.
fn apply(
    rule: &Rule,
    manifest: &Manifest,
    commands: &mut HashMap<String, Rules>,
    globals: &mut HashMap<Option<String>, Vec<Rule>>,
) {
    let lists = &rule.permission.commands;
    if *lists == CommandLists::default() {
        globals.entry(manifest.plugin_name().map(String::from)).or_default().push(rule.clone());
    }
    for command in &lists.allow {
        commands.entry(manifest.wire_name(command)).or_default().allow.push(rule.clone());
    }
    for command in &lists.deny {
        commands.entry(manifest.wire_name(command)).or_default().deny.push(rule.clone());
    }
}

fn fault_of(capability: &Capability, entry: usize, problem: String) -> Error {
    let entry = &capability.permissions[entry];
    let (file, field) = (capability.file.clone(), entry.field.clone());
    Error { file, line: entry.line, field, problem }
}

/// What an entry and the permission that it names say together.
fn scope_of(entry: &PermissionEntry, permission: &Permission) -> Scope {
    let both = |entry: &[Value], permission: &[Value]| entry.iter().chain(permission).cloned().collect();
    Scope {
        allow: both(&entry.scope.allow, &permission.scope.allow),
        deny: both(&entry.scope.deny, &permission.scope.deny),
    }
}

/// The manifests by their key.
struct Manifests<'a>(BTreeMap<Option<&'a str>, &'a Manifest>);

/// What an entry leads to, on the way.
#[derive(Default)]
struct Way<'a> {
    found: Vec<(&'a Manifest, &'a Arc<Permission>)>,
    /// The sets that hold the name which is followed, outermost first.
    sets: Vec<String>,
    /// Names that were followed.
    names: usize,
    problems: Vec<String>,
}

impl<'a> Manifests<'a> {
    fn index(manifests: &'a [Cow<'a, Manifest>]) -> Result<Self, Error> {
        let mut index = BTreeMap::new();
        for manifest in manifests {
            if index.insert(manifest.key(), &**manifest).is_some() {
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
                let permission = manifest.permission_for(command).map(|name| manifest.identifier_of(name));
                (manifest.wire_name(command), Rules { permission, ..Rules::default() })
            })
        });
        declared.collect()
    }

    /// The permissions that an entry stands for, sets taken apart. One that stands in two sets is there twice.
    fn way_of(&self, identifier: &Identifier) -> Way<'a> {
        let mut way = Way::default();
        self.follow(None, identifier, &mut way).unwrap_or_else(|problem| way.problems.push(problem));
        way
    }

    /// Follows one name from `home`, the manifest of the set that it stands in. A set inside itself adds nothing.
    fn follow(
        &self,
        home: Option<&'a Manifest>,
        identifier: &Identifier,
        way: &mut Way<'a>,
    ) -> Result<(), String> {
        way.names += 1;
        if way.names > NAMES_MAX {
            let first = way.names == NAMES_MAX + 1;
            let problem = || format!("its sets lead to more than {NAMES_MAX} names; take some out");
            return if first { Err(problem()) } else { Ok(()) };
        }
        let (manifest, name) = match (identifier.key(), home) {
            (None, Some(home)) => (home, identifier.name()),
            // In Tauri 2, too, such a name can be that of a permission in the set's own manifest.
            (Some(key), Some(home)) if !self.0.contains_key(&Some(key)) => (home, identifier.as_str()),
            (key, _) => (self.manifest(key)?, identifier.name()),
        };
        let permission = manifest.permissions.get(name);
        let set = manifest.sets.get(name);
        // An entry finds a set before a permission of the same name, a set finds the permission first, as in Tauri 2.
        match (permission, set) {
            (Some(permission), set) if name != "default" && (set.is_none() || home.is_some()) => {
                way.found.push((manifest, permission));
                Ok(())
            }
            (_, Some(set)) => self.follow_set(manifest, name, &set.permissions, way),
            // A manifest without a `default` has an empty one, as in Tauri 2.
            _ if name == "default" => Ok(()),
            _ => Err(self.unknown(manifest, identifier, name)),
        }
    }

    fn follow_set(
        &self,
        manifest: &'a Manifest,
        name: &str,
        members: &[String],
        way: &mut Way<'a>,
    ) -> Result<(), String> {
        let set = manifest.identifier_of(name);
        if way.sets.contains(&set) {
            return Ok(());
        }
        if way.sets.len() == SETS_DEEP_MAX {
            return Err(format!("it leads through more than {SETS_DEEP_MAX} sets, one inside another"));
        }
        way.sets.push(set);
        for member in members {
            let identifier = Identifier::parse(member);
            if let Err(problem) = identifier.and_then(|member| self.follow(Some(manifest), &member, way)) {
                let sets: String = way.sets.iter().map(|set| format!("in the set \"{set}\": ")).collect();
                way.problems.push(sets + &problem);
            }
        }
        way.sets.pop();
        Ok(())
    }

    fn unknown(&self, manifest: &Manifest, identifier: &Identifier, name: &str) -> String {
        if identifier.key().is_some_and(|key| !self.0.contains_key(&Some(key))) {
            return self.no_plugin(identifier.key().unwrap_or_default());
        }
        let names = manifest.sets.keys().chain(manifest.permissions.keys());
        let hint = did_you_mean(name, names.map(String::as_str));
        format!("{} has no permission \"{name}\"{hint}", manifest.title())
    }

    fn manifest(&self, key: Option<&str>) -> Result<&'a Manifest, String> {
        self.0.get(&key).copied().ok_or_else(|| match key {
            None => {
                "the app declares no manifest, so it has no permissions of its own; declare its commands, \
                     or remove this entry"
                    .into()
            }
            Some(key) => self.no_plugin(key),
        })
    }

    fn no_plugin(&self, key: &str) -> String {
        let hint = did_you_mean(key, self.0.keys().copied().flatten());
        format!("there is no plugin \"{key}\"{hint}")
    }
}
