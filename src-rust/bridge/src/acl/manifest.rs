//! A manifest: which commands there are, and which permissions bear on them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use super::error::Error;
use super::files::texts_in;
use super::permission::{Permission, PermissionSet, slug};
use super::permission_file::PermissionFile;

/// Tauri's own name for the app's manifest, where a plugin's key would stand.
const APP_KEY: &str = "__app-acl__";

/// The commands and permissions of the app itself or of one plugin.
///
/// An app that declares its manifest closes every command of its own until a capability opens it. An app without one
/// leaves them open to its own pages, and to nobody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// A plugin's key, `None` for the app.
    pub(super) key: Option<String>,
    pub(super) commands: BTreeSet<String>,
    pub(super) permissions: BTreeMap<String, Arc<Permission>>,
    pub(super) sets: BTreeMap<String, PermissionSet>,
}

impl Manifest {
    /// The app's own: `commands` by their names. Each gets its `allow-` and its `deny-` permission.
    pub fn app<N: AsRef<str>>(commands: impl IntoIterator<Item = N>) -> Self {
        Self::new(None, commands)
    }

    /// A plugin's. Under the key `fs` the command `read` is `plugin:fs|read` on the wire; a key `core:event` gives
    /// `plugin:event|...`, as in Tauri 2.
    pub fn plugin<N: AsRef<str>>(key: impl Into<String>, commands: impl IntoIterator<Item = N>) -> Self {
        Self::new(Some(key.into()), commands)
    }

    /// What the permission files of a folder declare: `*.toml` and `*.json` at any depth, in the order of their
    /// paths, but for folders called `schemas`. The commands are those that a permission names.
    ///
    /// # Errors
    ///
    /// The first fault of a file; a folder that cannot be read.
    pub fn read_folder(key: Option<&str>, folder: impl AsRef<Path>) -> Result<Self, Error> {
        let manifest = Self::new(key.filter(|key| *key != APP_KEY).map(String::from), [""; 0]);
        texts_in(folder.as_ref())?
            .iter()
            .try_fold(manifest, |manifest, (path, text)| manifest.file(path, text))
    }

    fn new<N: AsRef<str>>(key: Option<String>, commands: impl IntoIterator<Item = N>) -> Self {
        let mut manifest =
            Self { key, commands: BTreeSet::new(), permissions: BTreeMap::new(), sets: BTreeMap::new() };
        for command in commands {
            let command = command.as_ref();
            manifest.commands.insert(command.into());
            manifest =
                manifest.permission(Permission::allowing(command)).permission(Permission::denying(command));
        }
        manifest
    }

    /// The same with a set `default` of these permissions: what a capability gets by naming the manifest alone, as in
    /// `fs:default`.
    #[must_use]
    pub fn default_permissions<N: Into<String>>(self, permissions: impl IntoIterator<Item = N>) -> Self {
        self.set(PermissionSet {
            identifier: "default".into(),
            description: "What most pages need.".into(),
            permissions: permissions.into_iter().map(Into::into).collect(),
            place: None,
        })
    }

    /// A plugin's key, `None` for the app.
    pub fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// The same with a permission of its own; one of the same name is replaced.
    #[must_use]
    pub fn permission(mut self, permission: Permission) -> Self {
        self.permissions.insert(permission.identifier.clone(), Arc::new(permission));
        self
    }

    /// The same with a permission set; one of the same name is replaced.
    #[must_use]
    pub fn set(mut self, set: PermissionSet) -> Self {
        self.sets.insert(set.identifier.clone(), set);
        self
    }

    /// The same with what a permission file declares, TOML or JSON by its name; what has the same name is replaced.
    ///
    /// # Errors
    ///
    /// The first fault of the file, with its line and field.
    pub fn file(mut self, path: &str, text: &str) -> Result<Self, Error> {
        let PermissionFile { permissions, sets } = PermissionFile::read(path, text)?;
        for permission in permissions {
            let commands = permission.commands.allow.iter().chain(&permission.commands.deny);
            self.commands.extend(commands.cloned());
            self = self.permission(permission);
        }
        Ok(sets.into_iter().fold(self, Self::set))
    }

    /// Its permissions, in the order of their names.
    pub fn permissions(&self) -> impl Iterator<Item = &Permission> {
        self.permissions.values().map(|permission| &**permission)
    }

    /// Its permission sets, in the order of their names.
    pub fn sets(&self) -> impl Iterator<Item = &PermissionSet> {
        self.sets.values()
    }

    /// Its commands, by the names that they have inside it.
    pub fn commands(&self) -> impl Iterator<Item = &str> {
        self.commands.iter().map(String::as_str)
    }

    /// Whether it has a permission or a set of this name.
    pub(super) fn declares(&self, name: &str) -> bool {
        self.permissions.contains_key(name) || self.sets.contains_key(name)
    }

    /// The manifest `core`: its set `default` gathers those of the core plugins among `manifests`.
    pub(super) fn core<'a>(manifests: impl Iterator<Item = &'a Self>) -> Self {
        let keys = manifests.filter_map(Self::key).filter(|key| key.starts_with("core:"));
        Self::plugin("core", [""; 0]).default_permissions(keys.map(|key| format!("{key}:default")))
    }

    /// The plugin's name on the wire; `None` for the app.
    pub fn plugin_name(&self) -> Option<&str> {
        self.key().map(|key| key.strip_prefix("core:").unwrap_or(key))
    }

    /// A command's name on the wire.
    pub fn wire_name(&self, command: &str) -> String {
        self.plugin_name().map_or_else(|| command.into(), |plugin| format!("plugin:{plugin}|{command}"))
    }

    /// How a capability names a permission of this manifest.
    pub fn identifier_of(&self, permission: &str) -> String {
        self.key.as_ref().map_or_else(|| permission.into(), |key| format!("{key}:{permission}"))
    }

    /// The permission that opens a command and the fewest others.
    pub(super) fn permission_for(&self, command: &str) -> Option<&str> {
        if let Some((name, _)) = self.permissions.get_key_value(&format!("allow-{}", slug(command))) {
            return Some(name);
        }
        let opening =
            self.permissions().filter(|permission| permission.commands.allow.iter().any(|c| c == command));
        opening
            .min_by_key(|permission| permission.commands.allow.len())
            .map(|permission| &*permission.identifier)
    }

    /// What an error calls it.
    pub(super) fn title(&self) -> String {
        self.key.as_ref().map_or_else(|| "the app".into(), |key| format!("plugin \"{key}\""))
    }
}
