//! Capability files at build time: checked, then written into the app.
//!
//! In comes the folder, from a build script; out comes `$OUT_DIR/capabilities.rs`, one expression of type
//! [`Capabilities`](super::Capabilities). A fault stops the build with its file, line and field. Whether a permission
//! names a command that exists is left to the compiler, which alone knows them: the expression holds one assertion
//! for each, and the names stand nowhere twice.

use std::env;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use super::capability::{Capability, PermissionEntry};
use super::error::Error;
use super::files::Capabilities;

/// [`embed`] for a build script: a fault becomes the build's error message, and the build ends.
pub fn embed_or_exit(folder: impl AsRef<Path>) {
    if let Err(error) = embed(folder) {
        // Cargo fails the build for this line alone; an exit code of 1 would bury it under the script's whole output.
        println!("cargo::error={error}");
        std::process::exit(0);
    }
}

/// Checks the capability files of `folder` and writes `$OUT_DIR/capabilities.rs`.
///
/// The app includes that file where a constant `COMMANDS: &[&[&str]]` with the names of its commands is in scope:
///
/// ```text
/// const COMMANDS: &[&[&str]] = &[hello::COMMANDS, tasks::COMMANDS];
/// let capabilities: Capabilities = include!(concat!(env!("OUT_DIR"), "/capabilities.rs"));
/// ```
///
/// # Errors
///
/// The first fault of a file; an identifier that is not its file's name; a folder that cannot be read.
pub fn embed(folder: impl AsRef<Path>) -> Result<(), Error> {
    let folder = folder.as_ref();
    println!("cargo::rerun-if-changed={}", folder.display());
    let expression = expression_for(folder)?;
    let target = env::var_os("OUT_DIR").map(PathBuf::from);
    let target =
        target.ok_or_else(|| unreadable(folder, "OUT_DIR is not set; call this from a build script"))?;
    let target = target.join("capabilities.rs");
    fs::write(&target, expression).map_err(|fault| unreadable(&target, fault))
}

/// Whether one of `commands` has this name, underscores written as hyphens. It runs in the compiler.
pub const fn names_a_command(slug: &str, commands: &[&[&str]]) -> bool {
    let mut list = 0;
    while list < commands.len() {
        let mut index = 0;
        while index < commands[list].len() {
            if is_slug_of(slug.as_bytes(), commands[list][index].as_bytes()) {
                return true;
            }
            index += 1;
        }
        list += 1;
    }
    false
}

const fn is_slug_of(slug: &[u8], command: &[u8]) -> bool {
    if slug.len() != command.len() {
        return false;
    }
    let mut at = 0;
    while at < slug.len() {
        let letter = if command[at] == b'_' { b'-' } else { command[at] };
        if slug[at] != letter {
            return false;
        }
        at += 1;
    }
    true
}

/// The Rust expression that stands for the folder.
fn expression_for(folder: &Path) -> Result<String, Error> {
    let folder = folder.canonicalize().map_err(|fault| unreadable(folder, fault))?;
    let files = capability_files(&folder)?;
    let mut capabilities = Capabilities::new();
    for file in &files {
        let text = fs::read_to_string(file).map_err(|fault| unreadable(file, fault))?;
        capabilities = capabilities.with(shown(file), text);
    }

    let mut code = String::from("{\n");
    let mut file_before = None;
    for capability in capabilities.read()? {
        if file_before.as_ref() != Some(&capability.file) {
            check_stem(&capability)?;
            file_before = Some(capability.file.clone());
        }
        for entry in &capability.permissions {
            code.extend(assertion(&capability, entry));
        }
    }
    code.push_str("    ::footbridge::acl::Capabilities::embedded(&[\n");
    for file in &files {
        let _ =
            writeln!(code, "        ({:?}, include_str!({:?})),", shown(file), file.display().to_string());
    }
    code.push_str("    ])\n}\n");
    Ok(code)
}

/// The files of the folder in the order of their names. Folders beneath it are not capabilities.
fn capability_files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(|fault| unreadable(folder, fault))? {
        let path = entry.map_err(|fault| unreadable(folder, fault))?.path();
        let hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        if hidden || path.is_dir() {
            continue;
        }
        if path.extension().is_none_or(|extension| extension != "json") {
            let problem = "only .json files are read as capabilities; rename it, or move it away";
            return Err(Error::of_file(shown(&path), problem));
        }
        files.push(path);
    }
    files.sort();
    Ok(files)
}

/// The first capability of a file has the file's name, so that a name leads to its file.
fn check_stem(capability: &Capability) -> Result<(), Error> {
    let stem = Path::new(&capability.file).file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    if capability.identifier == stem {
        return Ok(());
    }
    let problem =
        format!("it is \"{}\", but the file's name asks for \"{stem}\"; change one", capability.identifier);
    let line = capability.lines.identifier;
    Err(Error { line, field: "identifier".into(), ..Error::of_file(&capability.file, problem) })
}

/// The assertion that a permission of the app's own names a command; the others are resolved when the app starts.
fn assertion(capability: &Capability, entry: &PermissionEntry) -> Option<String> {
    let name = entry.identifier.as_str();
    let slug = name.strip_prefix("allow-").or_else(|| name.strip_prefix("deny-"))?;
    if entry.identifier.key().is_some() {
        return None;
    }
    let problem = Error {
        file: capability.file.clone(),
        line: entry.line,
        field: entry.field.clone(),
        problem: format!("`{name}` names no command of this app; correct its spelling, or remove it"),
    };
    // The message is a format string: a brace of its own is written twice.
    let message = problem.to_string().replace('{', "{{").replace('}', "}}");
    Some(format!(
        "    const _: () = assert!(::footbridge::acl::names_a_command({slug:?}, COMMANDS), {message:?});\n"
    ))
}

/// `capabilities/hello.json`: the folder and the file, which is the path from the repository's root.
fn shown(path: &Path) -> String {
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
    match (path.parent().and_then(name), name(path)) {
        (Some(folder), Some(file)) => format!("{folder}/{file}"),
        _ => path.display().to_string(),
    }
}

fn unreadable(path: &Path, fault: impl ToString) -> Error {
    Error::of_file(path.display().to_string(), fault.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the files come to: the expression, or the fault as a build shows it, the folder's name left out.
    fn outcome(files: &[(&str, &str)]) -> Result<String, String> {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("capabilities");
        fs::create_dir_all(folder.join("beneath")).unwrap();
        for (name, text) in files {
            fs::write(folder.join(name), text).unwrap();
        }
        expression_for(&folder).map_err(|error| error.to_string())
    }

    #[test]
    fn every_file_is_embedded_and_every_permission_of_the_app_asserted() {
        let hello = r#"{ "identifier": "hello", "windows": ["main"],
            "permissions": ["allow-greet", { "identifier": "deny-open-guest" }, "default", "fs:allow-read", "allow-list:all"] }"#;
        let app =
            r#"[{ "identifier": "app", "permissions": [] }, { "identifier": "other", "permissions": [] }]"#;
        let code = outcome(&[("hello.json", hello), ("app.json", app), (".hidden", "")]).unwrap();

        let asserted: Vec<&str> = code.lines().filter(|line| line.contains("assert!")).collect();
        assert_eq!(
            asserted,
            [
                r#"    const _: () = assert!(::footbridge::acl::names_a_command("greet", COMMANDS), "capabilities/hello.json:2: permissions[0]: `allow-greet` names no command of this app; correct its spelling, or remove it");"#,
                r#"    const _: () = assert!(::footbridge::acl::names_a_command("open-guest", COMMANDS), "capabilities/hello.json:2: permissions[1]: `deny-open-guest` names no command of this app; correct its spelling, or remove it");"#,
            ]
        );
        let (app, hello) = (
            code.find(r#"("capabilities/app.json", include_str!("/"#),
            code.find("(\"capabilities/hello.json\""),
        );
        assert!(app.is_some() && app < hello, "{code}");
        assert!(!code.contains("hidden"));
    }

    #[test]
    fn a_fault_ends_the_build_with_its_place() {
        let capability = |name: &str| format!("{{ \"identifier\": \"{name}\",\n\"permissions\": [] }}");
        for (files, fault) in [
            (
                vec![("hello.json", capability("helo"))],
                "capabilities/hello.json:1: identifier: it is \"helo\", but the file's name asks for \"hello\"; change one",
            ),
            (
                vec![
                    ("a.json", format!("[{}, {}]", capability("a"), capability("b"))),
                    ("b.json", capability("b")),
                ],
                "capabilities/b.json:1: identifier: the capability at capabilities/a.json:2 is called \"b\" too; rename one",
            ),
            (
                vec![("a.toml", String::new())],
                "capabilities/a.toml: only .json files are read as capabilities; rename it, or move it away",
            ),
            (
                vec![("a.json", capability("a").replace("[]", "[\"Allow_a\"]"))],
                "capabilities/a.json:2: permissions[0]: `Allow_a` is no permission identifier: \
                 it can hold letters, digits and hyphens, but not '_'",
            ),
        ] {
            let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
            assert_eq!(outcome(&files).unwrap_err(), fault);
        }
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let fault = expression_for(Path::new("no/such/folder")).unwrap_err();
        assert_eq!(fault.file, "no/such/folder");
    }

    #[test]
    fn a_slug_names_a_command_letter_by_letter() {
        const COMMANDS: &[&[&str]] = &[&["greet"], &[], &["open_guest", "about"]];
        const _: () = assert!(names_a_command("open-guest", COMMANDS));
        for (slug, named) in
            [("greet", true), ("about", true), ("gree", false), ("open_guest", false), ("", false)]
        {
            assert_eq!(names_a_command(slug, COMMANDS), named, "{slug}");
        }
    }
}
