//! Writes the client's text.

use std::{collections::BTreeMap, fmt::Write};

use super::{Signature, Types, describe::Typed, names::identifier};
use crate::{
    Commands, Events,
    command::{Command, Location},
    event::DeclaredEvent,
};

const HEAD: &str = "// Written from the Rust commands; `cargo xtask bindings` renews it. Do not edit.\n";

/// Why no client can be written.
#[derive(Debug, thiserror::Error)]
pub enum Unwritable {
    /// A type would not arrive as it is.
    #[error(
        "{what} at {location}: {place} holds a 64-bit integer, which a page's number rounds above 2^53; use \
         `footbridge::SafeInteger`, a 32-bit integer, or a `String`"
    )]
    TooLarge {
        /// The command or event.
        what: String,
        /// Where it stands.
        location: Location,
        /// Which of its types.
        place: String,
    },
    /// Two commands would have functions of one name.
    #[error("the commands `{first}` and `{second}` are both `{function}` in TypeScript; rename one")]
    SameName {
        /// The one.
        first: String,
        /// The other.
        second: String,
        /// The name of both.
        function: String,
    },
    /// Two events have one name.
    #[error("the event `{name}` is declared at {first} and at {second}; declare it once")]
    SameEvent {
        /// The name.
        name: &'static str,
        /// Where it stands first.
        first: Location,
        /// Where it stands again.
        second: Location,
    },
}

/// A client in the making: what it will have a function or a type for.
///
/// ```
/// use footbridge::{command, events, generate_handler, typed::Client};
///
/// #[command]
/// fn greet(name: String) -> String {
///     format!("Hello, {name}.")
/// }
///
/// let text = Client::new()
///     .commands(generate_handler![greet])
///     .events(events!["greeted" => String])
///     .typescript()?;
/// assert!(text.contains("export function greet(args: { name: string }"));
/// assert!(text.contains("\"greeted\": string"));
/// # Ok::<(), footbridge::typed::Unwritable>(())
/// ```
#[derive(Default)]
pub struct Client {
    commands: Vec<(Option<&'static str>, Commands)>,
    events: Vec<Events>,
}

impl Client {
    /// A client of nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a function for each of these commands.
    #[must_use]
    pub fn commands(mut self, commands: Commands) -> Self {
        self.commands.push((None, commands));
        self
    }

    /// Adds a function for each command of a plugin; the plugin's name stands before the command's.
    #[must_use]
    pub fn plugin(mut self, name: &'static str, commands: Commands) -> Self {
        self.commands.push((Some(name), commands));
        self
    }

    /// Adds the types of these events.
    #[must_use]
    pub fn events(mut self, events: Events) -> Self {
        self.events.push(events);
        self
    }

    /// Writes it: the types that are named, one function a command in the order in which they were added, the events.
    ///
    /// # Errors
    /// When a type holds integers of 64 bits or more, or two functions or two events would have one name.
    pub fn typescript(self) -> Result<String, Unwritable> {
        let mut types = Types::new();
        let functions = functions(&self.commands, &mut types)?;
        let events = events(&self.events, &mut types)?;
        let declarations: String = types
            .declarations
            .values()
            .map(|declaration| format!("\n{}\n", declaration.trim_end()))
            .collect();
        let body = format!("{declarations}{functions}{events}");
        Ok(format!("{HEAD}{}{body}", imports(&body)))
    }
}

fn functions(commands: &[(Option<&'static str>, Commands)], types: &mut Types) -> Result<String, Unwritable> {
    let mut functions = String::new();
    let mut names = BTreeMap::new();
    let commands =
        commands.iter().flat_map(|(plugin, commands)| commands.iter().map(|command| (*plugin, command)));
    for (plugin, command) in commands {
        let signature = (command.signature)(types);
        refuse_large(command, &signature)?;
        let name = plugin
            .map_or_else(|| command.name.to_owned(), |plugin| format!("plugin:{plugin}|{}", command.name));
        let identifier = identifier(plugin, command.name);
        functions.push('\n');
        functions.push_str(&function(&name, &identifier, &signature));
        if let Some(first) = names.insert(identifier.clone(), name.clone()) {
            return Err(Unwritable::SameName { first, second: name, function: identifier });
        }
    }
    Ok(functions)
}

/// The events, and the functions that know their types.
fn events(events: &[Events], types: &mut Types) -> Result<String, Unwritable> {
    let mut members = String::new();
    let mut names: BTreeMap<&str, Location> = BTreeMap::new();
    for DeclaredEvent { name, location, payload } in events.iter().flat_map(|events| events.iter()) {
        let typed = payload(types);
        if typed.too_large {
            let (what, place) = (format!("event `{name}`"), "its payload".to_owned());
            return Err(Unwritable::TooLarge { what, location: *location, place });
        }
        if let Some(first) = names.insert(name, *location) {
            return Err(Unwritable::SameEvent { name, first, second: *location });
        }
        writeln!(members, "  {name:?}: {};", typed.name).expect("a string takes any text");
    }
    if members.is_empty() {
        return Ok(members);
    }
    Ok(format!(
        "\n/** The app's events, and what each carries. */\nexport interface AppEvents {{\n{members}}}\n\n\
         /** `listen`, `once`, `emit` and `emitTo` for these events. */\n\
         export const events = typedEvents<AppEvents>();\n"
    ))
}

/// What the file takes from the bridge's client.
fn imports(body: &str) -> String {
    let mut names = vec!["call"];
    names.extend(body.contains("typedEvents<").then_some("typedEvents"));
    names.extend(["type Bytes", "type Call", "type CallOptions"]);
    names.extend(body.contains("Channel<").then_some("type Channel"));
    format!("import {{ {} }} from \"../bridge\";\n", names.join(", "))
}

fn refuse_large(command: &Command, signature: &Signature) -> Result<(), Unwritable> {
    let arguments = signature.arguments.iter().map(|(key, typed, _)| (format!("argument `{key}`"), typed));
    let reply = std::iter::once(("what it returns".to_owned(), &signature.reply));
    let error = signature.error.iter().map(|typed| ("its error".to_owned(), typed));
    match arguments.chain(reply).chain(error).find(|(_, typed)| typed.too_large) {
        None => Ok(()),
        Some((place, _)) => {
            let what = format!("command `{}`", command.name);
            Err(Unwritable::TooLarge { what, location: command.location, place })
        }
    }
}

fn function(name: &str, identifier: &str, signature: &Signature) -> String {
    let mut text = comment(signature.docs);
    let Typed { name: reply, .. } = &signature.reply;
    let error = signature.error.as_ref().map(|error| format!(", {}", error.name)).unwrap_or_default();
    let arguments: Vec<_> = signature
        .arguments
        .iter()
        .map(|(key, typed, optional)| {
            let is_plain = key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            let key = if is_plain { (*key).to_owned() } else { format!("{key:?}") };
            format!("{key}{}: {}", if *optional { "?" } else { "" }, typed.name)
        })
        .collect();
    let all_optional = signature.arguments.iter().all(|(.., optional)| *optional);
    let (parameter, passed) = if signature.takes_raw {
        ("body: Bytes, ".to_owned(), "body")
    } else if arguments.is_empty() {
        (String::new(), "undefined")
    } else {
        let optional = if all_optional { "?" } else { "" };
        (format!("args{optional}: {{ {} }}, ", arguments.join(", ")), "args")
    };
    writeln!(
        text,
        "export function {identifier}({parameter}options?: CallOptions): Call<{reply}{error}> {{\n  \
         return call(\"{name}\", {passed}, options);\n}}"
    )
    .expect("a string takes any text");
    text
}

fn comment(docs: &str) -> String {
    let docs = docs.replace("*/", "* /");
    match docs.lines().collect::<Vec<_>>()[..] {
        [] => String::new(),
        [line] => format!("/** {line} */\n"),
        ref lines => {
            let lines: String =
                lines.iter().map(|line| format!(" * {line}").trim_end().to_owned() + "\n").collect();
            format!("/**\n{lines} */\n")
        }
    }
}
