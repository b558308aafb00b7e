//! A permission file: what opens and closes commands, in the words of the plugin or app that has them.
//!
//! In comes a file's text, out come [`Permission`]s and [`PermissionSet`]s with the lines they were read from. The
//! format is Tauri 2's (<https://v2.tauri.app/security/permissions/>), with two rules more: a field that nobody knows
//! is an error, and so is a name that stands twice in one file.

use std::collections::BTreeSet;

use super::capability::Platform;
use super::document::{Document, Fields, Node};
use super::error::Error;
use super::permission::{CommandLists, Permission, PermissionSet, Place, Scope};

const FILE: [&str; 4] = ["$schema", "default", "set", "permission"];
const DEFAULT: [&str; 3] = ["version", "description", "permissions"];
const SET: [&str; 3] = ["identifier", "description", "permissions"];
const PERMISSION: [&str; 6] = ["version", "identifier", "description", "commands", "scope", "platforms"];

/// What one file declares.
#[derive(Debug, Default)]
pub(super) struct PermissionFile {
    pub(super) permissions: Vec<Permission>,
    /// `default` among them.
    pub(super) sets: Vec<PermissionSet>,
}

impl PermissionFile {
    /// # Errors
    ///
    /// The first fault of the file, with its line and field.
    pub(super) fn read(file: &str, text: &str) -> Result<Self, Error> {
        let document = Document::parse(file, text)?;
        let fields = document.root().fields(&FILE)?;
        let permissions = fields.each("permission", Permission::read)?;
        let mut sets = fields.each("set", PermissionSet::read)?;
        check_names(&fields, "permission", permissions.iter().map(|permission| &*permission.identifier))?;
        check_names(&fields, "set", sets.iter().map(|set| &*set.identifier))?;
        if let Some(default) = fields.get_nullable("default") {
            sets.push(PermissionSet::read_default(default)?);
        }
        Ok(Self { permissions, sets })
    }
}

impl Permission {
    fn read(node: &Node<'_>) -> Result<Self, Error> {
        let fields = node.fields(&PERMISSION)?;
        check_version(&fields)?;
        Ok(Self {
            identifier: fields.required("identifier")?.string()?,
            description: fields.get_nullable("description").map_or(Ok(String::new()), Node::string)?,
            commands: fields.get("commands").map_or(Ok(CommandLists::default()), CommandLists::read)?,
            scope: fields.get("scope").map_or(Ok(Scope::default()), Scope::read)?,
            platforms: Platform::read_all(&fields)?,
            place: Some(place(node, &fields)),
        })
    }
}

impl CommandLists {
    fn read(node: &Node<'_>) -> Result<Self, Error> {
        let fields = node.fields(&["allow", "deny"])?;
        Ok(Self { allow: fields.each("allow", Node::string)?, deny: fields.each("deny", Node::string)? })
    }
}

impl Scope {
    fn read(node: &Node<'_>) -> Result<Self, Error> {
        Self::of(&node.fields(&["allow", "deny"])?)
    }

    /// The scope that the fields `allow` and `deny` of an object make up.
    pub(super) fn of(fields: &Fields<'_>) -> Result<Self, Error> {
        let values = |name| fields.get_nullable(name).map_or(Ok(Vec::new()), Node::values);
        Ok(Self { allow: values("allow")?, deny: values("deny")? })
    }
}

impl PermissionSet {
    fn read(node: &Node<'_>) -> Result<Self, Error> {
        let fields = node.fields(&SET)?;
        Ok(Self {
            identifier: fields.required("identifier")?.string()?,
            description: fields.required("description")?.string()?,
            permissions: members(&fields)?,
            place: Some(place(node, &fields)),
        })
    }

    fn read_default(node: &Node<'_>) -> Result<Self, Error> {
        let fields = node.fields(&DEFAULT)?;
        check_version(&fields)?;
        Ok(Self {
            identifier: "default".into(),
            description: fields.get_nullable("description").map_or(Ok(String::new()), Node::string)?,
            permissions: members(&fields)?,
            place: Some(place(node, &fields)),
        })
    }
}

/// Every name of a list once, and none that no capability could reach.
fn check_names<'a>(
    fields: &Fields<'_>,
    list: &str,
    names: impl Iterator<Item = &'a str>,
) -> Result<(), Error> {
    let mut seen = BTreeSet::new();
    let nodes = fields.each(list, |node| Ok(node.clone()))?;
    nodes.iter().zip(names).try_for_each(|(node, name)| match name {
        "default" => {
            Err(node.error("write it as the table `default`; no capability can reach it under this name"))
        }
        name if !seen.insert(name) => {
            Err(node.error(format!("\"{name}\" stands twice in this file; rename one")))
        }
        _ => Ok(()),
    })
}

fn members(fields: &Fields<'_>) -> Result<Vec<String>, Error> {
    fields.required("permissions")?.items()?.iter().map(Node::string).collect()
}

/// A permission is found by its name; a table without one begins where its first line is.
fn place(node: &Node<'_>, fields: &Fields<'_>) -> Place {
    Place { file: node.file().into(), line: fields.line("identifier") }
}

/// Nothing follows from a version, yet only a whole number above zero is one.
fn check_version(fields: &Fields<'_>) -> Result<(), Error> {
    let Some(version) = fields.get_nullable("version") else { return Ok(()) };
    match version.number()?.as_u64() {
        Some(1..) => Ok(()),
        _ => Err(version.error("a version is a whole number, at least 1")),
    }
}
