//! The decision itself: one hash lookup and a few glob matches.
//!
//! In comes a [`Caller`] and the name of a command, out comes [`Allowed`] with the entry that decided, or a
//! [`Denied`] that can tell what to change. The caller is the host's word.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use super::capability::{Capability, PermissionEntry};
use super::explain::{self, Denied};
use super::origin::Origin;
use super::permission::Scope;

/// Who calls, as the host sees it.
#[derive(Clone, Copy, Debug)]
pub struct Caller<'a> {
    /// The label of the native window.
    pub window: &'a str,
    /// The label of the webview inside it.
    pub webview: &'a str,
    /// Where the webview's document comes from.
    pub origin: &'a Origin,
}

/// Everything that the capabilities and manifests say, by command. [`Authority::resolve`] makes it.
#[derive(Debug, Default)]
pub struct Authority {
    pub(super) commands: HashMap<String, Rules>,
    /// The entries whose permissions name no command, by plugin; `None` is the app.
    pub(super) globals: HashMap<Option<String>, Vec<Rule>>,
    /// Those that apply on this platform.
    pub(super) capabilities: Vec<Arc<Capability>>,
    /// Whether there is no app manifest, so that the app's own commands are open to its own pages.
    pub(super) app_is_open: bool,
}

/// What bears on one command.
#[derive(Debug, Default)]
pub(super) struct Rules {
    /// The identifier of the permission that opens this command and no other.
    pub(super) permission: Option<String>,
    pub(super) allow: Vec<Rule>,
    pub(super) deny: Vec<Rule>,
}

/// One entry of one capability, as it bears on one command.
#[derive(Clone, Debug)]
pub struct Rule {
    pub(super) capability: Arc<Capability>,
    /// Which of the capability's permissions.
    pub(super) entry: usize,
    /// The entry's scope and the permission's, together.
    pub(super) scope: Arc<Scope>,
}

/// Why a call may go on.
#[derive(Clone, Debug)]
pub enum Allowed {
    /// A capability opens the command.
    By(Rule),
    /// It is one of the app's own commands, the page is the app's own, and the app declares no manifest.
    Open,
    /// No such command exists, and the page may know that. It must end in `unknown_command`, never in an execution.
    Unknown,
}

impl Authority {
    /// Whether `caller` may call `command`.
    ///
    /// A denial goes before every permission and looks at the origin alone, whatever window its capability names.
    /// A permission needs the origin and a glob that matches the webview's label or the window's.
    ///
    /// A page that no capability speaks of gets the same answer for a command that does not exist, so that it cannot
    /// find out which do.
    ///
    /// # Errors
    ///
    /// [`Denied`], which knows what would allow the call.
    pub fn decide(&self, caller: Caller<'_>, command: &str) -> Result<Allowed, Box<Denied>> {
        let Some(rules) = self.commands.get(command) else {
            return self.decide_undeclared(caller, command);
        };
        if let Some(rule) = rules.deny.iter().find(|rule| rule.capability.names_origin(caller.origin)) {
            return Err(explain::denied_by(rule, caller, command));
        }
        match rules.allow.iter().find(|rule| rule.capability.names(caller)) {
            Some(rule) => Ok(Allowed::By(rule.clone())),
            None => Err(explain::not_allowed(self, caller, command)),
        }
    }

    /// The entries that open `command` to `caller`: their scopes are the command's.
    pub fn rules_for(&self, caller: Caller<'_>, command: &str) -> impl Iterator<Item = &Rule> {
        let allow = self.commands.get(command).into_iter().flat_map(|rules| &rules.allow);
        allow.filter(move |rule| rule.capability.names(caller))
    }

    /// The entries whose scopes are those of a whole plugin, or of the app.
    pub fn global_rules(&self, plugin: Option<&str>) -> impl Iterator<Item = &Rule> {
        // A plugin's scopes are found by its name and never by their type: two plugins may share one.
        let rules = self.globals.iter().find(|(owner, _)| owner.as_deref() == plugin);
        rules.into_iter().flat_map(|(_, rules)| rules)
    }

    fn decide_undeclared(&self, caller: Caller<'_>, command: &str) -> Result<Allowed, Box<Denied>> {
        if *caller.origin == Origin::Local {
            if self.app_is_open && !command.starts_with("plugin:") {
                return Ok(Allowed::Open);
            }
            if self.capabilities.iter().any(|capability| capability.names(caller)) {
                return Ok(Allowed::Unknown);
            }
        }
        Err(explain::not_allowed(self, caller, command))
    }
}

impl Capability {
    /// Whether it speaks of `caller`: of its origin, and of its webview or window.
    pub fn names(&self, caller: Caller<'_>) -> bool {
        self.names_origin(caller.origin) && self.names_label(caller.window, caller.webview)
    }
}

impl Rule {
    /// The capability it comes from.
    pub fn capability(&self) -> &Capability {
        &self.capability
    }

    /// The entry's scope and the permission's, together.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// The entry of that capability's `permissions`.
    pub fn entry(&self) -> &PermissionEntry {
        &self.capability.permissions[self.entry]
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entry = self.entry();
        write!(f, "\"{}\" in {}, line {}", entry.identifier, self.capability.file, entry.line)
    }
}
