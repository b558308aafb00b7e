//! Capability and permission files at build time: checked, then written into the app.
//!
//! In comes the folder, from a build script; out comes `$OUT_DIR/capabilities.rs`, one expression of type
//! [`Capabilities`] that holds the files' texts. A fault stops the build with its file, line and field. Whether a
//! permission names a command that exists is left to the compiler, which alone knows them: the expression holds one
//! assertion for each, and the names stand nowhere twice.

use std::env;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use super::capability::Capability;
use super::error::{Error, did_you_mean};
use super::files::{Capabilities, texts_in};
use super::manifest::Manifest;
use super::permission::Place;

/// [`embed`] for a build script: a fault becomes the build's error message, and the build ends.
pub fn embed_or_exit(folder: impl AsRef<Path>) {
    if let Err(error) = embed(folder) {
        // Cargo fails the build for this line alone; an exit code of 1 would bury it under the script's whole output.
        println!("cargo::error={error}");
        std::process::exit(0);
    }
}

/// Checks the capability files of `folder`, and the permission files of the folder `permissions` beside it when there
/// is one, and writes `$OUT_DIR/capabilities.rs`.
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
    if let Some(permissions) = beside(folder) {
        println!("cargo::rerun-if-changed={}", permissions.display());
    }
    let expression = expression_for(folder)?;
    let target = env::var_os("OUT_DIR").map(PathBuf::from);
    let target =
        target.ok_or_else(|| unreadable(folder, "OUT_DIR is not set; call this from a build script"))?;
    let target = target.join("capabilities.rs");
    fs::write(&target, expression).map_err(|fault| unreadable(&target, fault))
}

/// Whether one of `commands` has this name, underscores written as hyphens. It runs in the compiler.
pub const fn names_a_command(slug: &str, commands: &[&[&str]]) -> bool {
    any(slug, commands, true)
}

/// Whether one of `commands` has this name, letter by letter. It runs in the compiler.
pub const fn is_a_command(name: &str, commands: &[&[&str]]) -> bool {
    any(name, commands, false)
}

const fn any(name: &str, commands: &[&[&str]], hyphens: bool) -> bool {
    let mut list = 0;
    while list < commands.len() {
        let mut index = 0;
        while index < commands[list].len() {
            if is(name.as_bytes(), commands[list][index].as_bytes(), hyphens) {
                return true;
            }
            index += 1;
        }
        list += 1;
    }
    false
}

/// Whether two names are one, underscores of the command written as hyphens if so asked.
const fn is(name: &[u8], command: &[u8], hyphens: bool) -> bool {
    if name.len() != command.len() {
        return false;
    }
    let mut at = 0;
    while at < name.len() {
        let letter = if hyphens && command[at] == b'_' { b'-' } else { command[at] };
        if name[at] != letter {
            return false;
        }
        at += 1;
    }
    true
}

/// The Rust expression that stands for the folder, and for the one with the permissions.
fn expression_for(folder: &Path) -> Result<String, Error> {
    only_capabilities(folder)?;
    let files = shown_from_the_root(folder)?;
    let permissions = match beside(folder) {
        Some(permissions) => shown_from_the_root(&permissions)?,
        None => Vec::new(),
    };
    let own = permissions
        .iter()
        .try_fold(Manifest::app([""; 0]), |manifest, (path, text)| manifest.file(path, text))?;

    let mut code = String::from("{\n");
    for (path, text) in &files {
        for (index, capability) in Capability::read_file(path, text)?.iter().enumerate() {
            if index == 0 {
                check_stem(capability)?;
            }
            for entry in capability.permissions.iter().filter(|entry| entry.identifier.key().is_none()) {
                let place = Error {
                    line: entry.line,
                    field: entry.field.clone(),
                    ..Error::of_file(capability.file.clone(), "")
                };
                code.extend(assertion(&own, entry.identifier.as_str(), place)?);
            }
        }
    }
    // Two capabilities of one name are found only when all are read together.
    files.iter().fold(Capabilities::new(), |all, (path, text)| all.with(path, text)).read()?;
    for set in own.sets() {
        for member in set.permissions.iter().filter(|member| !member.contains(':')) {
            code.extend(assertion(&own, member, at(set.place.as_ref(), &set.identifier))?);
        }
    }
    for permission in own.permissions() {
        for command in permission.commands.allow.iter().chain(&permission.commands.deny) {
            let problem =
                format!("`{command}` is no command of this app; correct its spelling, or remove it");
            let fault = Error { problem, ..at(permission.place.as_ref(), &permission.identifier) };
            code.push_str(&assert(&format!("is_a_command({command:?}, COMMANDS)"), &fault));
        }
    }
    code.push_str("    ::footbridge::acl::Capabilities::embedded(\n");
    for files in [&files, &permissions] {
        // The texts themselves: a path would be that of the clone that was built last in this target directory.
        let _ = writeln!(code, "        &{files:?},");
    }
    code.push_str("    )\n}\n");
    Ok(code)
}

/// The folder of the app's own permissions, when there is one: as in Tauri 2, beside that of the capabilities.
fn beside(folder: &Path) -> Option<PathBuf> {
    Some(folder.with_file_name("permissions")).filter(|permissions| permissions.is_dir())
}

/// The files of a folder, named by the path that begins with the folder's own name.
fn shown_from_the_root(folder: &Path) -> Result<Vec<(String, String)>, Error> {
    let folder = folder.canonicalize().map_err(|fault| unreadable(folder, fault))?;
    let texts = texts_in(&folder)?.into_iter();
    Ok(texts.map(|(path, text)| (shown(Path::new(&path), &folder), text)).collect())
}

/// A file of `folder` by the path that begins with the folder's own name.
fn shown(path: &Path, folder: &Path) -> String {
    let path = folder.parent().and_then(|root| path.strip_prefix(root).ok()).unwrap_or(path);
    path.display().to_string().replace('\\', "/")
}

/// A capability in a file that nobody reads would be missed only at run time.
fn only_capabilities(folder: &Path) -> Result<(), Error> {
    for entry in fs::read_dir(folder).map_err(|fault| unreadable(folder, fault))? {
        let path = entry.map_err(|fault| unreadable(folder, fault))?.path();
        let hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        let read = path.extension().is_some_and(|extension| extension == "json" || extension == "toml");
        if !hidden && !read && path.is_file() {
            let problem = "only .json and .toml files are read as capabilities; rename it, or move it away";
            return Err(Error::of_file(shown(&path, folder), problem));
        }
    }
    Ok(())
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

/// The assertion that a permission of the app's own names a command, when no file declares it; those of plugins are
/// resolved when the app starts.
fn assertion(own: &Manifest, name: &str, place: Error) -> Result<Option<String>, Error> {
    if name == "default" || own.declares(name) {
        return Ok(None);
    }
    let Some(slug) = name.strip_prefix("allow-").or_else(|| name.strip_prefix("deny-")) else {
        let names = own.permissions().map(|permission| &*permission.identifier);
        let hint = did_you_mean(name, names.chain(own.sets().map(|set| &*set.identifier)));
        return Err(Error { problem: format!("the app has no permission \"{name}\"{hint}"), ..place });
    };
    let problem = format!("`{name}` names no command of this app; correct its spelling, or remove it");
    Ok(Some(assert(&format!("names_a_command({slug:?}, COMMANDS)"), &Error { problem, ..place })))
}

fn assert(condition: &str, fault: &Error) -> String {
    // The message is a format string: a brace of its own is written twice.
    let message = fault.to_string().replace('{', "{{").replace('}', "}}");
    format!("    const _: () = assert!(::footbridge::acl::{condition}, {message:?});\n")
}

/// A fault of what stands at a place, its problem still to be told.
fn at(place: Option<&Place>, name: &str) -> Error {
    let (file, line) = place.map_or_else(Default::default, |place| (place.file.clone(), place.line));
    Error { line, field: name.into(), ..Error::of_file(file, "") }
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
        fs::create_dir_all(&folder).unwrap();
        fs::create_dir_all(root.path().join("permissions")).unwrap();
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
            code.find(r#"("capabilities/app.json", "[{ \"identifier\": \"app\","#),
            code.find("(\"capabilities/hello.json\""),
        );
        assert!(app.is_some() && app < hello, "{code}");
        assert!(!code.contains("hidden"));
    }

    #[test]
    fn the_apps_own_permissions_are_embedded_and_what_they_name_is_asserted() {
        let notes = "[default]\npermissions = [\"allow-list\", \"read\", \"fs:default\"]\n\n\
                     [[permission]]\nidentifier = \"read\"\ncommands.allow = [\"read_note\"]";
        let capability = "identifier = \"a\"\npermissions = [\"read\", \"default\"]";
        let code = outcome(&[("a.toml", capability), ("../permissions/notes.toml", notes)]).unwrap();

        let asserted: Vec<&str> = code.lines().filter(|line| line.contains("assert!")).collect();
        assert_eq!(
            asserted,
            [
                r#"    const _: () = assert!(::footbridge::acl::names_a_command("list", COMMANDS), "permissions/notes.toml:1: default: `allow-list` names no command of this app; correct its spelling, or remove it");"#,
                r#"    const _: () = assert!(::footbridge::acl::is_a_command("read_note", COMMANDS), "permissions/notes.toml:5: read: `read_note` is no command of this app; correct its spelling, or remove it");"#,
            ]
        );
        assert!(code.contains(r#"("capabilities/a.toml", "identifier"#), "{code}");
        assert!(code.contains(r#"("permissions/notes.toml", "[default]"#), "{code}");
    }

    #[test]
    fn a_fault_ends_the_build_with_its_place() {
        let permission = r#"{ "permission": [{ "identifier": "read" }] }"#;
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
                vec![
                    ("a.json", capability("a").replace("[]", "[\"reed\"]")),
                    ("../permissions/p.json", permission.into()),
                ],
                "capabilities/a.json:2: permissions[0]: the app has no permission \"reed\"; did you mean \"read\"?",
            ),
            (
                vec![("../permissions/p.json", "{ \"permission\": {} }".into())],
                "permissions/p.json:1: permission: expected an array, found an object",
            ),
            (
                vec![("a.yaml", String::new())],
                "capabilities/a.yaml: only .json and .toml files are read as capabilities; rename it, or move it away",
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

    /// Two clones may share a target directory, and the second one must not look for the first one's files.
    #[test]
    fn the_expression_holds_no_path_of_the_clone_it_was_built_in() {
        let code = outcome(&[("a.json", r#"{ "identifier": "a", "permissions": [] }"#)]).unwrap();
        assert!(!code.contains("include_str") && !code.contains("\"/"), "{code}");
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
        assert!(is_a_command("open_guest", COMMANDS) && !is_a_command("open-guest", COMMANDS));
    }
}
