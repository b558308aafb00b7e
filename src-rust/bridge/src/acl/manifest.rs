//! A manifest: which commands there are, and which permissions bear on them.

use std::collections::{BTreeMap, BTreeSet};

use super::permission::{Permission, PermissionSet};

/// The commands and permissions of the app itself or of one plugin.
///
/// An app that declares its manifest closes every command of its own until a capability opens it. An app without one
/// leaves them open to its own pages, and to nobody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// A plugin's key, `None` for the app.
    pub(super) key: Option<String>,
    pub(super) commands: BTreeSet<String>,
    pub(super) permissions: BTreeMap<String, Permission>,
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
        })
    }

    /// A plugin's key, `None` for the app.
    pub fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// The same with a permission of its own; one of the same name is replaced.
    #[must_use]
    pub fn permission(mut self, permission: Permission) -> Self {
        self.permissions.insert(permission.identifier.clone(), permission);
        self
    }

    /// The same with a permission set; one of the same name is replaced.
    #[must_use]
    pub fn set(mut self, set: PermissionSet) -> Self {
        self.sets.insert(set.identifier.clone(), set);
        self
    }

    /// The manifest `core`: its set `default` gathers those of the core plugins among `manifests`.
    pub(super) fn core(manifests: &[Self]) -> Self {
        let keys = manifests.iter().filter_map(Self::key).filter(|key| key.starts_with("core:"));
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
    pub(super) fn identifier_of(&self, permission: &str) -> String {
        self.key.as_ref().map_or_else(|| permission.into(), |key| format!("{key}:{permission}"))
    }

    /// What an error calls it.
    pub(super) fn title(&self) -> String {
        self.key.as_ref().map_or_else(|| "the app".into(), |key| format!("plugin \"{key}\""))
    }
}
