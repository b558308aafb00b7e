//! Writes the client's text.

use std::fmt::Write;

use super::{Signature, Types, describe::Typed};
use crate::{
    Commands,
    command::{Command, Location},
};

const HEAD: &str = "\
// Written from the Rust commands; `cargo xtask bindings` renews it. Do not edit.
import { call, type Bytes, type Call, type CallOptions } from \"../bridge\";
";

/// A command whose types would not arrive as they are.
#[derive(Debug, thiserror::Error)]
#[error(
    "command `{command}` at {location}: {place} holds a 64-bit integer, which a page's number rounds above 2^53; \
     use `footbridge::SafeInteger`, a 32-bit integer, or a `String`"
)]
pub struct Unwritable {
    command: &'static str,
    location: Location,
    place: String,
}

/// Writes the client of these commands: the types they name, then one function a command, in the order given.
///
/// # Errors
/// When a type holds integers of 64 bits or more.
pub fn typescript(commands: impl IntoIterator<Item = Commands>) -> Result<String, Unwritable> {
    let mut types = Types::new();
    let mut functions = String::new();
    for command in commands.into_iter().flat_map(|commands| commands.iter()) {
        let signature = (command.signature)(&mut types);
        refuse_large(command, &signature)?;
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
        Some((place, _)) => Err(Unwritable { command: command.name, location: command.location, place }),
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
        .map(|(key, typed, optional)| format!("{key}{}: {}", if *optional { "?" } else { "" }, typed.name))
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

/// A command's name as a function's: the same, unless TypeScript keeps the word for itself.
fn identifier(name: &str) -> String {
    const RESERVED: &[&str] = &[
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
