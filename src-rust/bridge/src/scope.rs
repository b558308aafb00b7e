//! Scopes: what a permission says beyond "yes", for the command itself to judge by.
//!
//! In: the values `allow` and `deny` of a capability's entry and of the permission that it names. Out: a type of the
//! command's own. Whether a command may be called never depends on them, and the bridge does not know what they mean.
//!
//! A permission that bears on commands gives its scope to those; one that names no command gives it to the whole
//! plugin. This is Tauri 2's rule.

use std::{any::type_name, sync::Arc};

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    acl::{self, Rule},
    command::{ArgumentError, CommandArg, CommandItem},
};

/// The scope of the command that is called, as its argument: what the entries say that open it to this caller.
///
/// ```
/// use footbridge::{Builder, acl::Capabilities, command, generate_handler, plugin, transport::memory::Client};
/// use footbridge::CommandScope;
/// use serde::Deserialize;
/// use serde_json::json;
///
/// #[derive(Deserialize)]
/// struct Folder {
///     path: String,
/// }
///
/// #[command]
/// fn list(path: &str, scope: CommandScope<Folder>) -> Result<(), &'static str> {
///     let within = |folder: &Folder| path.starts_with(&folder.path);
///     if scope.denies().iter().any(|folder| within(folder)) || !scope.allows().iter().any(|folder| within(folder)) {
///         return Err("this folder is closed");
///     }
///     Ok(())
/// }
///
/// let app = Builder::new()
///     .plugin(plugin::Builder::new("folders").invoke_handler(generate_handler![list]).build())
///     .capabilities(Capabilities::new().with(
///         "capabilities/main.json",
///         r#"{ "identifier": "main", "windows": ["main"], "permissions": [
///             { "identifier": "folders:allow-list", "allow": [{ "path": "/pictures/" }] }
///         ] }"#,
///     ))
///     .build()?;
/// let page = Client::open(&app.handle(), "main")?;
/// assert!(page.invoke("plugin:folders|list", json!({ "path": "/pictures/birds" })).is_ok());
/// assert!(page.invoke("plugin:folders|list", json!({ "path": "/letters" })).is_err());
/// # Ok::<(), footbridge::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct CommandScope<T>(Lists<T>);

/// The scope of the plugin whose command is called, or of the app, as the command's argument: what every entry says
/// whose permission names no command, for whichever window. Each plugin has its own.
#[derive(Clone, Debug)]
pub struct GlobalScope<T>(Lists<T>);

#[derive(Clone, Debug)]
struct Lists<T> {
    allow: Vec<Arc<T>>,
    deny: Vec<Arc<T>>,
}

impl<T> CommandScope<T> {
    /// What the command may touch.
    pub fn allows(&self) -> &[Arc<T>] {
        &self.0.allow
    }

    /// What it must not touch, whatever else allows it.
    pub fn denies(&self) -> &[Arc<T>] {
        &self.0.deny
    }
}

impl<T> GlobalScope<T> {
    /// What the plugin's commands may touch.
    pub fn allows(&self) -> &[Arc<T>] {
        &self.0.allow
    }

    /// What they must not touch, whatever else allows it.
    pub fn denies(&self) -> &[Arc<T>] {
        &self.0.deny
    }
}

impl<T: DeserializeOwned> CommandArg<'_> for CommandScope<T> {
    fn from_command(item: CommandItem<'_>) -> Result<Self, ArgumentError> {
        let message = item.message;
        let page = &message.caller.page;
        let caller = acl::Caller {
            window: page.window_label(),
            webview: page.label(),
            origin: &message.caller.origin,
        };
        Lists::read(message.target.authority.rules_for(caller, message.command())).map(Self)
    }
}

impl<T: DeserializeOwned> CommandArg<'_> for GlobalScope<T> {
    fn from_command(item: CommandItem<'_>) -> Result<Self, ArgumentError> {
        let target = &item.message.target;
        Lists::read(target.authority.global_rules(target.route.plugin.as_deref())).map(Self)
    }
}

impl<T: DeserializeOwned> Lists<T> {
    fn read<'a>(rules: impl Iterator<Item = &'a Rule>) -> Result<Self, ArgumentError> {
        let mut lists = Self { allow: Vec::new(), deny: Vec::new() };
        for rule in rules {
            let read = |value: &Value| {
                T::deserialize(value).map(Arc::new).map_err(|error| ArgumentError::UnfitScope {
                    place: rule.to_string(),
                    problem: format!("{value} is no `{}`: {error}", type_name::<T>()),
                })
            };
            for value in &rule.scope().allow {
                lists.allow.push(read(value)?);
            }
            for value in &rule.scope().deny {
                lists.deny.push(read(value)?);
            }
        }
        Ok(lists)
    }
}
