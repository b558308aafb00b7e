//! What can be an argument of a command, and what is said when it does not fit.

use serde::Deserialize;
use std::{any::type_name, sync::Arc};

use super::CommandItem;
use crate::{
    AppHandle, CancellationToken, Refusal, State, Webview, Window,
    ipc::{self, InvokeBody},
};

/// A type that a command can take as an argument.
///
/// Whatever deserializes comes from the page, by the argument's name. The types of the bridge ([`State`],
/// [`AppHandle`], [`Window`], [`Webview`], [`ipc::Request`], [`CancellationToken`], scopes) come from the call itself, wherever
/// they stand among the others.
///
/// ```
/// use footbridge::command::{ArgumentError, CommandArg, CommandItem};
///
/// /// The language that the page asks for, from a header.
/// struct Language(String);
///
/// impl<'a> CommandArg<'a> for Language {
///     fn from_command(item: CommandItem<'a>) -> Result<Self, ArgumentError> {
///         let header = item.message.headers().get("accept-language");
///         let text = header.and_then(|value| value.to_str().ok());
///         text.map(|text| Self(text.to_owned())).ok_or(ArgumentError::new("a language header", "none"))
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an argument of a command",
    label = "a page cannot send this, and the bridge cannot supply it",
    note = "derive `serde::Deserialize` for it, or implement `footbridge::command::CommandArg`"
)]
pub trait CommandArg<'a>: Sized {
    /// Makes the argument from the call.
    ///
    /// # Errors
    /// When the call does not hold it; the page gets a `bad_argument` that says what was expected and what came.
    fn from_command(item: CommandItem<'a>) -> Result<Self, ArgumentError>;
}

impl<'a, T: Deserialize<'a>> CommandArg<'a> for T {
    fn from_command(item: CommandItem<'a>) -> Result<Self, ArgumentError> {
        item.deserialize()
    }
}

impl<'a, T: Send + Sync + 'static> CommandArg<'a> for State<'a, T> {
    fn from_command(item: CommandItem<'a>) -> Result<Self, ArgumentError> {
        item.message.app.try_state().ok_or(ArgumentError::StateNotManaged(type_name::<T>()))
    }
}

impl CommandArg<'_> for AppHandle {
    fn from_command(item: CommandItem<'_>) -> Result<Self, ArgumentError> {
        Ok(item.message.app.clone())
    }
}

impl CommandArg<'_> for Window {
    fn from_command(item: CommandItem<'_>) -> Result<Self, ArgumentError> {
        Ok(Self::new(item.message.app.clone(), item.message.caller.page.window_label()))
    }
}

impl CommandArg<'_> for Webview {
    fn from_command(item: CommandItem<'_>) -> Result<Self, ArgumentError> {
        let message = item.message;
        Ok(Self::of_call(message.app.clone(), message.caller.page.clone(), Arc::clone(message.document())))
    }
}

impl CommandArg<'_> for CancellationToken {
    fn from_command(item: CommandItem<'_>) -> Result<Self, ArgumentError> {
        Ok(item.message.watch_cancellation())
    }
}

impl<'a> CommandArg<'a> for ipc::Request<'a> {
    fn from_command(item: CommandItem<'a>) -> Result<Self, ArgumentError> {
        Ok(Self::new(&item.message.body, &item.message.headers))
    }
}

impl CommandArg<'_> for InvokeBody {
    fn from_command(item: CommandItem<'_>) -> Result<Self, ArgumentError> {
        Ok(item.message.body.clone())
    }
}

/// Longest path into an argument that an error names.
const PATH_CHARS_MAX: usize = 120;

/// Why an argument could not be made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ArgumentError {
    /// It is of another type, or absent.
    Unfit {
        /// Where in the argument, such as `lines[0].quantity`; empty when it is the argument itself.
        path: String,
        /// What would have fitted.
        expected: String,
        /// What came.
        received: String,
    },
    /// A scope that a capability or a permission gives the command is of another form.
    UnfitScope {
        /// The entry that gives it.
        place: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The app does not manage a state of this type.
    StateNotManaged(&'static str),
}

impl ArgumentError {
    /// The argument as a whole does not fit.
    pub fn new(expected: impl Into<String>, received: impl Into<String>) -> Self {
        Self::Unfit { path: String::new(), expected: expected.into(), received: received.into() }
    }

    pub(super) fn from_serde(error: &serde_path_to_error::Error<serde_json::Error>) -> Self {
        // A path is for a person to read; one that a hostile body made endless is not.
        let path: String = error.path().to_string().chars().take(PATH_CHARS_MAX).collect();
        let message = error.inner().to_string();
        // serde_json ends with the place in the text, which is a place in nothing that the caller wrote.
        let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
        // serde's own wording: "invalid type: <what came>, expected <what fits>", "missing field `x`", ...
        let (expected, received) = match message.rsplit_once(", expected ") {
            Some((came, "a borrowed string")) => ("a string", came),
            Some((came, "a borrowed byte array")) => ("bytes", came),
            Some((came, fits)) => (fits, came),
            None => ("a value that fits", message),
        };
        let received = received.strip_prefix("invalid ").map_or(received, |received| {
            received.split_once(": ").map_or(received, |(_, received)| received)
        });
        let (expected, received) = match received.strip_prefix("missing field ") {
            Some(field) => (format!("a member {field}"), "an object without it".to_owned()),
            None => (expected.to_owned(), received.to_owned()),
        };
        Self::Unfit { path: if path == "." { String::new() } else { path }, expected, received }
    }

    pub(super) fn into_refusal(self, command: &str, key: &str) -> Refusal {
        match self {
            Self::Unfit { path, expected, received } => {
                let separator = if path.is_empty() || path.starts_with('[') { "" } else { "." };
                Refusal::bad_argument(command, &format!("{key}{separator}{path}"), &expected, &received)
            }
            Self::UnfitScope { place, problem } => Refusal::bad_scope(command, &place, &problem),
            Self::StateNotManaged(type_name) => Refusal::state_not_managed(command, type_name),
        }
    }
}
