//! Stage three: which command is meant. In: a [`Granted`] request. Out: an [`Invocation`], a call that knows what it
//! will run.

use std::collections::HashMap;

use crate::{
    Error, Refusal,
    command::{Command, Commands, Run},
    gate::{self, Granted},
    wire::Request,
};

#[cfg(feature = "bindings")]
use crate::typed::Signature;

/// A call with its command. Only [`Router::find`] makes one.
pub struct Invocation {
    pub(crate) request: Request,
    pub(crate) command: &'static Command,
}

/// Every command of the app, by name.
pub struct Router {
    commands: HashMap<&'static str, &'static Command>,
}

impl Default for Router {
    /// A router that knows the bridge's own commands.
    fn default() -> Self {
        Self { commands: CORE.iter().map(|command| (command.name, command)).collect() }
    }
}

/// What every page may do with its own calls.
static CORE: &[Command] = &[crate::__command!(gate::CANCEL, Run::Cancel, |_| Signature::new(""))];

impl Router {
    /// Adds commands to those that are there.
    ///
    /// # Errors
    /// When a name is taken: the error names both places.
    pub fn add(&mut self, commands: Commands) -> Result<(), Error> {
        for command in commands.iter() {
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
    /// `unknown_command`. A page hears this only when the gate let it through, so nobody can probe for names.
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
