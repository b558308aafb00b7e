//! Permissions and sets of them: the names by which a capability opens commands.

/// Opens and closes commands under one name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permission {
    /// Its name inside its manifest, such as `allow-greet`.
    pub identifier: String,
    /// For people.
    pub description: String,
    /// The commands it bears on.
    pub commands: CommandLists,
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
}

impl Permission {
    /// `allow-<command>`, which every command has without being asked for.
    pub fn allowing(command: &str) -> Self {
        Self {
            identifier: format!("allow-{}", slug(command)),
            description: format!("Opens the command {command}."),
            commands: CommandLists { allow: vec![command.into()], deny: Vec::new() },
        }
    }

    /// `deny-<command>`, its counterpart.
    pub fn denying(command: &str) -> Self {
        Self {
            identifier: format!("deny-{}", slug(command)),
            description: format!("Closes the command {command}."),
            commands: CommandLists { allow: Vec::new(), deny: vec![command.into()] },
        }
    }
}

/// A command's name as permissions spell it: an identifier has no underscores.
pub(super) fn slug(command: &str) -> String {
    command.replace('_', "-")
}
