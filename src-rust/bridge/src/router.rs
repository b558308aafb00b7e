//! Stage four: which command is meant. In: a [`Granted`] request. Out: an [`Invocation`], a call that knows what it
//! will run.
//!
//! A plugin's command is `plugin:<plugin>|<command>`. Plugins come and go while the app runs, so a router is a value:
//! a changed copy takes its place, and a call that has its route keeps it.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
};

use crate::{
    Error, Refusal,
    acl::Authority,
    command::{Command, Commands},
    gate::Granted,
    isolation::Enveloped,
    own,
};

/// A call with its command. Only [`Router::find`] makes one.
pub struct Invocation {
    pub(crate) call: Enveloped,
    pub(crate) target: Target,
}

/// What a call runs.
pub(crate) struct Target {
    pub(crate) route: Arc<Route>,
    /// What the gate judged by: the scopes of the call stand in it.
    pub(crate) authority: Arc<Authority>,
}

/// A command under the name that pages call it by.
pub(crate) struct Route {
    /// `name`, or `plugin:<plugin>|<command>`.
    pub(crate) name: Arc<str>,
    /// The plugin that it belongs to; none for the app's own.
    pub(crate) plugin: Option<Arc<str>>,
    pub(crate) command: &'static Command,
}

/// Every command of the app, by name.
#[derive(Clone)]
pub struct Router {
    routes: HashMap<Arc<str>, Arc<Route>>,
    /// The names as permissions write them, which makes `_` and `-` the same.
    slugs: HashMap<String, Arc<str>>,
}

impl Default for Router {
    /// A router that knows the bridge's own commands.
    fn default() -> Self {
        let route = |command: &'static Command| {
            let name: Arc<str> = command.name.into();
            (Arc::clone(&name), Arc::new(Route { name, plugin: None, command }))
        };
        Self { routes: own::COMMANDS.iter().map(route).collect(), slugs: HashMap::new() }
    }
}

impl Router {
    /// Adds commands to those that are there.
    ///
    /// # Errors
    /// When a name is taken, by a command or by a permission of another one: the error names both.
    pub fn add(&mut self, commands: Commands) -> Result<(), Error> {
        commands.iter().try_for_each(|command| self.add_one(None, command))
    }

    /// The same with the commands of a plugin.
    ///
    /// # Errors
    /// As [`Self::add`].
    pub(crate) fn add_plugin(&mut self, plugin: &Arc<str>, commands: Commands) -> Result<(), Error> {
        commands.iter().try_for_each(|command| self.add_one(Some(plugin), command))
    }

    fn add_one(&mut self, plugin: Option<&Arc<str>>, command: &'static Command) -> Result<(), Error> {
        let name: Arc<str> = match plugin {
            None => command.name.into(),
            Some(plugin) => format!("plugin:{plugin}|{}", command.name).into(),
        };
        match self.slugs.entry(name.replace('_', "-")) {
            Entry::Vacant(entry) => drop(entry.insert(Arc::clone(&name))),
            Entry::Occupied(entry) => {
                let first = &self.routes[entry.get()].command;
                let name = name.to_string();
                return Err(if first.name == command.name {
                    Error::DuplicateCommand { name, first: first.location, second: command.location }
                } else {
                    let permission = command.name.replace('_', "-");
                    Error::SamePermission { first: entry.get().to_string(), second: name, permission }
                });
            }
        }
        let route = Route { name: Arc::clone(&name), plugin: plugin.cloned(), command };
        self.routes.insert(name, Arc::new(route));
        Ok(())
    }

    /// Forgets the commands of a plugin.
    pub(crate) fn remove_plugin(&mut self, plugin: &str) {
        self.routes.retain(|_, route| route.plugin.as_deref() != Some(plugin));
        let Self { routes, slugs } = self;
        slugs.retain(|_, name| routes.contains_key(name));
    }

    /// Finds the command that a request names.
    ///
    /// # Errors
    /// `unknown_command`, which a page hears only when the gate let it through: one that no capability speaks of cannot
    /// find out which commands exist.
    pub fn find(&self, granted: Granted) -> Result<Invocation, Refusal> {
        let (call, authority) = granted.into_parts();
        let _hop = tracing::trace_span!("router").entered();
        match self.routes.get(call.command()) {
            Some(route) => Ok(Invocation { call, target: Target { route: Arc::clone(route), authority } }),
            None => Err(Refusal::unknown_command(call.command())),
        }
    }

    /// The names of the app's own commands, in no order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.routes.keys().map(|name| &**name).filter(|name| !name.contains('|'))
    }
}
