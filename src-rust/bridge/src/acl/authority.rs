//! The decision itself: one hash lookup, and a walk along the command's rules.
//!
//! In comes a [`Caller`] and the name of a command, out comes [`Allowed`] with the entry that decided, or a
//! [`Denial`] that can tell what to change. The caller is the host's word.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use super::callers::Callers;
use super::capability::{Capability, PermissionEntry};
use super::explain::{self, Denied};
use super::origin::Origin;
use super::permission::{Permission, Scope};

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
    pub(super) callers: Callers,
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
    /// Which of the authority's capabilities that is.
    pub(super) position: usize,
    /// Which of the capability's permissions.
    pub(super) entry: usize,
    /// The key of the manifest that declares the permission, `None` for the app's.
    pub(super) manifest: Option<Arc<str>>,
    /// The permission that the entry leads to, through sets or by itself.
    pub(super) permission: Arc<Permission>,
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

/// A call that may not go on. It borrows what it was judged by: a refusal costs no more than a permission, and only
/// [`Denial::explained`] works out the words.
#[derive(Clone, Copy, Debug)]
pub struct Denial<'a> {
    authority: &'a Authority,
    caller: Caller<'a>,
    command: &'a str,
    rule: Option<&'a Rule>,
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
    /// [`Denial`], which can tell what would allow the call.
    pub fn decide<'a>(&'a self, caller: Caller<'a>, command: &'a str) -> Result<Allowed, Denial<'a>> {
        let denial = |rule| Denial { authority: self, caller, command, rule };
        let Some(rules) = self.commands.get(command) else {
            return self.decide_undeclared(caller, command).ok_or(denial(None));
        };
        let reaches = self.callers.reaches(caller, &self.capabilities);
        if let Some(rule) = rules.deny.iter().find(|rule| reaches[rule.position].names_origin()) {
            return Err(denial(Some(rule)));
        }
        match rules.allow.iter().find(|rule| reaches[rule.position].names()) {
            Some(rule) => Ok(Allowed::By(rule.clone())),
            None => Err(denial(None)),
        }
    }

    /// The entries that open `command` to `caller`: their scopes are the command's. An entry is there once for each
    /// of its capability's URL patterns that match the page, as in Tauri 2.
    pub fn rules_for(&self, caller: Caller<'_>, command: &str) -> impl Iterator<Item = &Rule> {
        let reaches = self.callers.reaches(caller, &self.capabilities);
        let allow = self.commands.get(command).into_iter().flat_map(|rules| &rules.allow);
        allow.flat_map(move |rule| {
            let reach = reaches[rule.position];
            std::iter::repeat_n(rule, if reach.label { reach.origins } else { 0 })
        })
    }

    /// The entries whose scopes are those of a whole plugin, or of the app.
    pub fn global_rules(&self, plugin: Option<&str>) -> impl Iterator<Item = &Rule> {
        // A plugin's scopes are found by its name and never by their type: two plugins may share one.
        let rules = self.globals.iter().find(|(owner, _)| owner.as_deref() == plugin);
        rules.into_iter().flat_map(|(_, rules)| rules)
    }

    /// Those that apply on this platform, in the order in which their rules stand.
    pub fn capabilities(&self) -> impl Iterator<Item = &Capability> {
        self.capabilities.iter().map(|capability| &**capability)
    }

    /// The commands that a manifest declares or a permission names, by their names on the wire, in no order.
    pub fn commands(&self) -> impl Iterator<Item = &str> {
        self.commands.keys().map(String::as_str)
    }

    fn decide_undeclared(&self, caller: Caller<'_>, command: &str) -> Option<Allowed> {
        if *caller.origin != Origin::Local {
            return None;
        }
        if self.app_is_open && !command.starts_with("plugin:") {
            return Some(Allowed::Open);
        }
        let reaches = self.callers.reaches(caller, &self.capabilities);
        reaches.iter().any(|reach| reach.names()).then_some(Allowed::Unknown)
    }
}

impl Denial<'_> {
    /// The entry that denies the call; `None` when it is only that nothing allows it.
    pub fn rule(&self) -> Option<&Rule> {
        self.rule
    }

    /// Why the call may not go on, and what would allow it.
    pub fn explained(&self) -> Box<Denied> {
        match self.rule {
            Some(rule) => explain::denied_by(rule, self.caller, self.command),
            None => explain::not_allowed(self.authority, self.caller, self.command),
        }
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

    /// The permission that the entry leads to, through sets or by itself.
    pub fn permission(&self) -> &Permission {
        &self.permission
    }

    /// That permission's name as a capability would write it.
    pub fn permission_identifier(&self) -> String {
        let name = &self.permission.identifier;
        self.manifest.as_ref().map_or_else(|| name.clone(), |key| format!("{key}:{name}"))
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
