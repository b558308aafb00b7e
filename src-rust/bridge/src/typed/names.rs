//! What a command's function is called.

/// Words that are taken, by TypeScript or by the generated file itself.
const RESERVED: &[&str] = &[
    "arguments",
    "await",
    "break",
    "call",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "demos",
    "do",
    "else",
    "enum",
    "eval",
    "events",
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
    "typedEvents",
    "typeof",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

/// A command's name as a function's: the same, unless the word is taken already.
pub(super) fn identifier(plugin: Option<&str>, command: &str) -> String {
    let name =
        plugin.map_or_else(|| command.to_owned(), |plugin| format!("{plugin}_{command}")).replace('-', "_");
    if RESERVED.contains(&name.as_str()) { name + "_" } else { name }
}
