//! Permissions and sets of them: the names by which a capability opens commands.

use std::fmt;

use serde_json::Value;

use super::capability::Platform;

/// Opens and closes commands under one name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permission {
    /// Its name inside its manifest, such as `allow-greet`.
    pub identifier: String,
    /// For people.
    pub description: String,
    /// The commands it bears on. Without any, its scope is the whole plugin's.
    pub commands: CommandLists,
    /// What its commands may touch, in a form that they know.
    pub scope: Scope,
    /// Where it applies; everywhere when it does not say. Elsewhere a capability may name it, and it does nothing.
    pub platforms: Option<Vec<Platform>>,
    /// Where it is written; `None` when it is declared in code.
    pub place: Option<Place>,
}

/// Values that a command judges by for itself; the decision whether it may be called never reads them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// What may be touched.
    pub allow: Vec<Value>,
    /// What must not be touched, whatever else allows it.
    pub deny: Vec<Value>,
}

/// Commands by the names they have inside their manifest, without any prefix.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommandLists {
    /// What it opens.
    pub allow: Vec<String>,
    /// What it closes, whatever else opens it.
    pub deny: Vec<String>,
}

/// Several permissions under one name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PermissionSet {
    /// Its name; `default` is the one that a capability gets by naming the manifest alone, as in `fs:default`.
    pub identifier: String,
    /// For people.
    pub description: String,
    /// Permissions and sets of the same manifest, or with a key and a colon of another one.
    pub permissions: Vec<String>,
    /// Where it is written; `None` when it is declared in code.
    pub place: Option<Place>,
}

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The path of the file, as it was read.
    pub file: String,
    /// Counted from 1.
    pub line: usize,
}

impl Permission {
    /// `allow-<command>`, which every command has without being asked for.
    pub fn allowing(command: &str) -> Self {
        Self {
            identifier: format!("allow-{}", slug(command)),
            description: format!("Opens the command {command}."),
            commands: CommandLists { allow: vec![command.into()], deny: Vec::new() },
            ..Self::default()
        }
    }

    /// `deny-<command>`, its counterpart.
    pub fn denying(command: &str) -> Self {
        Self {
            identifier: format!("deny-{}", slug(command)),
            description: format!("Closes the command {command}."),
            commands: CommandLists { allow: Vec::new(), deny: vec![command.into()] },
            ..Self::default()
        }
    }

    /// Whether it applies on `platform`.
    pub fn is_active_on(&self, platform: Platform) -> bool {
        self.platforms.as_ref().is_none_or(|platforms| platforms.contains(&platform))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// A command's name as permissions spell it: an identifier has no underscores.
pub(super) fn slug(command: &str) -> String {
    command.replace('_', "-")
}
