//! Stage five: the command. In: an [`Invocation`], whose body is opened here. Out: a [`Reply`].
//!
//! An `async` command runs on the asynchronous runtime, a plain one on a worker thread, and only one that says
//! `#[command(main_thread)]` on the thread that windows belong to. None of them holds a lock of the bridge while it
//! runs.
//!
//! [`Invocation`]: crate::router::Invocation
//! [`Reply`]: crate::wire::Reply

mod arg;
mod chunk;
mod item;
mod node;
mod output;
mod panic;
mod place;
mod run;
mod run_queue;
mod turns;

use std::fmt;

pub use arg::{ArgumentError, CommandArg};
pub use item::{CommandItem, InvokeMessage};
pub use output::{Giving, Kind, Outcome, PlainKind, ResultKind, Stopped};
pub use run::{Run, RunFuture};

pub(crate) use chunk::read;
pub(crate) use output::checked;
pub(crate) use panic::caught;
pub(crate) use place::run_here;
pub(crate) use run::{Ended, Started, start};
pub(crate) use run_queue::RunQueues;
pub(crate) use turns::Turns;

/// A command, as `#[command]` describes it: one constant, no registration at run time.
#[doc(hidden)]
pub struct Command {
    pub name: &'static str,
    pub location: Location,
    pub run: Run,
    #[cfg(feature = "bindings")]
    pub signature: fn(&mut crate::typed::Types) -> crate::typed::Signature,
}

/// Writes a [`Command`]: its types are part of it only where bindings are wanted.
#[doc(hidden)]
#[macro_export]
#[cfg(feature = "bindings")]
macro_rules! __command {
    ($name:expr, $run:expr, $signature:expr) => {
        $crate::__private::Command {
            name: $name,
            location: $crate::__private::Location { file: file!(), line: line!() },
            run: $run,
            signature: $signature,
        }
    };
}

/// Writes a [`Command`]: its types are part of it only where bindings are wanted.
#[doc(hidden)]
#[macro_export]
#[cfg(not(feature = "bindings"))]
macro_rules! __command {
    ($name:expr, $run:expr, $signature:expr) => {
        $crate::__private::Command {
            name: $name,
            location: $crate::__private::Location { file: file!(), line: line!() },
            run: $run,
        }
    };
}

/// A type that stands for a command: `#[command]` makes one of the same name as the function.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a command",
    label = "not a command",
    note = "write `#[command]` above the function that you want to call from the page"
)]
pub trait Declared {
    const COMMAND: Command;
}

/// Where a command stands in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Location {
    /// File, as the compiler knows it.
    pub file: &'static str,
    /// Line, from 1.
    pub line: u32,
}

impl Location {
    /// Where the caller stands.
    #[track_caller]
    pub(crate) fn caller() -> Self {
        let place = std::panic::Location::caller();
        Self { file: place.file(), line: place.line() }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// The commands of one `generate_handler!`. Hand it to [`crate::Builder::commands`].
#[derive(Clone, Copy)]
pub struct Commands {
    list: &'static [Command],
    names: &'static [&'static str],
}

impl Commands {
    #[doc(hidden)]
    pub const fn new(list: &'static [Command], names: &'static [&'static str]) -> Self {
        Self { list, names }
    }

    /// Their names, as the page calls them, also where only constants are to be had.
    pub const fn names(&self) -> &'static [&'static str] {
        self.names
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = &'static Command> {
        self.list.iter()
    }
}

/// Extracts one argument: what `#[command]` writes for each.
#[doc(hidden)]
pub fn argument<'a, T: CommandArg<'a>>(message: &'a InvokeMessage, key: &'static str) -> Result<T, Stopped> {
    let item = CommandItem { message, name: message.command(), key };
    T::from_command(item).map_err(|error| Stopped::Refused(error.into_refusal(message.command(), key)))
}
