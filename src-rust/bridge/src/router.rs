//! Stage three: which command is meant. In: a [`Granted`] request. Out: an [`Invocation`], a call that knows what it
//! will run.

use std::collections::HashMap;

use crate::{
    Error, Refusal,
    command::{Command, Commands},
    gate::Granted,
    own,
    wire::Request,
};

/// A call with its command. Only [`Router::find`] makes one.
pub struct Invocation {
    pub(crate) request: Request,
    pub(crate) command: &'static Command,
}

/// Every command of the app, by name.
pub struct Router {
    commands: HashMap<&'static str, &'static Command>,
    /// The names as permissions write them, which makes `_` and `-` the same.
    slugs: HashMap<String, &'static str>,
}

impl Default for Router {
    /// A router that knows the bridge's own commands.
    fn default() -> Self {
        let commands = own::COMMANDS.iter().map(|command| (command.name, command)).collect();
        Self { commands, slugs: HashMap::new() }
    }
}

impl Router {
    /// Adds commands to those that are there.
    ///
    /// # Errors
    /// When a name is taken, by a command or by a permission of another one: the error names both.
    pub fn add(&mut self, commands: Commands) -> Result<(), Error> {
        for command in commands.iter() {
            let slug = command.name.replace('_', "-");
            if let Some(&other) = self.slugs.get(&slug).filter(|other| **other != command.name) {
                return Err(Error::SamePermission { first: other, second: command.name, permission: slug });
            }
            self.slugs.insert(slug, command.name);
            if let Some(first) = self.commands.insert(command.name, command) {
                return Err(Error::DuplicateCommand {
                    name: command.name,
                    first: first.location,
                    second: command.location,
                });
            }
        }
        Ok(())
    }

    /// Finds the command that a request names.
    ///
    /// # Errors
    /// `unknown_command`, which a page hears only when the gate let it through: one that no capability speaks of cannot
    /// find out which commands exist.
    pub fn find(&self, granted: Granted) -> Result<Invocation, Refusal> {
        let request = granted.into_request();
        let _hop = tracing::trace_span!("router").entered();
        match self.commands.get(request.command.as_str()) {
            Some(command) => Ok(Invocation { request, command }),
            None => Err(Refusal::unknown_command(&request.command)),
        }
    }

    /// The names of the app's own commands, in no order.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.commands.keys().copied().filter(|name| !name.contains('|'))
    }
}
