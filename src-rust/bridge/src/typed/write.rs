//! Writes the client's text.

use std::{collections::BTreeMap, fmt::Write};

use super::{Signature, Types, describe::Typed};
use crate::{
    Commands,
    command::{Command, Location},
};

const HEAD: &str = "\
// Written from the Rust commands; `cargo xtask bindings` renews it. Do not edit.
import { call, type Bytes, type Call, type CallOptions } from \"../bridge\";
";

/// Why no client can be written.
#[derive(Debug, thiserror::Error)]
pub enum Unwritable {
    /// A type would not arrive as it is.
    #[error(
        "command `{command}` at {location}: {place} holds a 64-bit integer, which a page's number rounds above 2^53; \
         use `footbridge::SafeInteger`, a 32-bit integer, or a `String`"
    )]
    TooLarge {
        /// The command.
        command: &'static str,
        /// Where it stands.
        location: Location,
        /// Which of its types.
        place: String,
    },
    /// Two commands would have functions of one name.
    #[error("the commands `{first}` and `{second}` are both `{function}` in TypeScript; rename one")]
    SameName {
        /// The one.
        first: &'static str,
        /// The other.
        second: &'static str,
        /// The name of both.
        function: String,
    },
}

/// Writes the client of these commands: the types they name, then one function a command, in the order given.
///
/// # Errors
/// When a type holds integers of 64 bits or more, or two functions would have one name.
pub fn typescript(commands: impl IntoIterator<Item = Commands>) -> Result<String, Unwritable> {
    let mut types = Types::new();
    let mut functions = String::new();
    let mut names = BTreeMap::new();
    for command in commands.into_iter().flat_map(|commands| commands.iter()) {
        let signature = (command.signature)(&mut types);
        refuse_large(command, &signature)?;
        let function_name = identifier(command.name);
        if let Some(first) = names.insert(function_name.clone(), command.name) {
            return Err(Unwritable::SameName { first, second: command.name, function: function_name });
        }
        functions.push('\n');
        functions.push_str(&function(command.name, &signature));
    }
    let declarations: String =
        types.declarations.values().map(|declaration| format!("\n{}\n", declaration.trim_end())).collect();
    Ok(format!("{HEAD}{declarations}{functions}"))
}

fn refuse_large(command: &Command, signature: &Signature) -> Result<(), Unwritable> {
    let arguments = signature.arguments.iter().map(|(key, typed, _)| (format!("argument `{key}`"), typed));
    let reply = std::iter::once(("what it returns".to_owned(), &signature.reply));
    let error = signature.error.iter().map(|typed| ("its error".to_owned(), typed));
    match arguments.chain(reply).chain(error).find(|(_, typed)| typed.too_large) {
        None => Ok(()),
        Some((place, _)) => {
            Err(Unwritable::TooLarge { command: command.name, location: command.location, place })
        }
    }
}

fn function(name: &str, signature: &Signature) -> String {
    let mut text = comment(signature.docs);
    let identifier = identifier(name);
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

/// A command's name as a function's: the same, unless TypeScript or this file has the word already.
fn identifier(name: &str) -> String {
    const RESERVED: &[&str] = &[
        "arguments",
        "call",
        "eval",
        "await",
        "break",
        "case",
        "catch",
        "class",
        "const",
        "continue",
        "debugger",
        "default",
        "delete",
        "do",
        "else",
        "enum",
        "export",
        "extends",
        "false",
        "finally",
        "for",
        "function",
        "if",
        "import",
        "in",
        "instanceof",
        "interface",
        "let",
        "new",
        "null",
        "package",
        "private",
        "protected",
        "public",
        "return",
        "static",
        "super",
        "switch",
        "this",
        "throw",
        "true",
        "try",
        "typeof",
        "var",
        "void",
        "while",
        "with",
        "yield",
    ];
    let name = name.replace('-', "_");
    if RESERVED.contains(&name.as_str()) { name + "_" } else { name }
}
