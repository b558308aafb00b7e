//! The plugin `path`: where directories are, and paths as words.
//!
//! What comes in are numbers of directories and paths as a page writes them; what goes out are paths. No file is looked
//! at, and a page that knows a path may not use it for that: `fs` and `asset` have scopes of their own.
//!
//! Source of names and answers: `@tauri-apps/api/path` 2.12 and its plugin.

mod base;
mod resolver;
mod words;

use std::env;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use footbridge::plugin::{self, Plugin};
use footbridge::{State, command, generate_handler};
use serde_json::json;

use crate::scope::Globs;
pub use base::BaseDirectory;
pub use resolver::{Error, PathResolver};

/// The plugin, which also manages `paths` as a state for `fs` and `asset`.
pub fn plugin(paths: PathResolver) -> Plugin {
    let words =
        json!({ "sep": MAIN_SEPARATOR.to_string(), "delimiter": if cfg!(windows) { ";" } else { ":" } });
    plugin::Builder::new("path")
        .key("core:path")
        .invoke_handler(generate_handler![
            resolve_directory,
            resolve,
            normalize,
            join,
            dirname,
            extname,
            basename,
            is_absolute,
        ])
        .manifest(|manifest| {
            manifest.default_permissions([
                "allow-resolve-directory",
                "allow-resolve",
                "allow-normalize",
                "allow-join",
                "allow-dirname",
                "allow-extname",
                "allow-basename",
                "allow-is-absolute",
            ])
        })
        .js_init_script(format!(
            "Object.defineProperty(window.__TAURI_INTERNALS__.plugins, 'path', {{ value: {words} }});"
        ))
        .setup(|app, ()| {
            app.manage(Globs::new(paths.clone()));
            app.manage(paths);
            Ok(())
        })
        .build()
}

#[command]
fn resolve_directory(
    paths: State<'_, PathResolver>,
    directory: BaseDirectory,
    path: Option<PathBuf>,
) -> Result<PathBuf, String> {
    let found = match path {
        Some(path) => paths.resolve(path, directory),
        None => paths.directory(directory),
    };
    found.map_err(|error| error.to_string())
}

/// From the folder that the app runs in; an absolute path among the later ones starts anew.
#[command]
fn resolve(paths: Vec<PathBuf>) -> Result<PathBuf, String> {
    let start = env::current_dir().map_err(|error| format!("the app runs in no folder: {error}"))?;
    Ok(words::cleaned(&paths.iter().fold(start, |path, next| path.join(next))))
}

#[command]
fn normalize(path: &str) -> String {
    words::normalize(path)
}

#[command]
fn join(paths: Vec<String>) -> String {
    words::join(&paths)
}

#[command]
fn dirname(path: PathBuf) -> Result<PathBuf, &'static str> {
    path.parent().map(Path::to_owned).ok_or("path does not have a parent")
}

#[command]
fn extname(path: PathBuf) -> Result<String, &'static str> {
    let extension = path.extension().ok_or("path does not have an extension")?;
    Ok(extension.to_string_lossy().into_owned())
}

#[command]
fn basename(path: PathBuf, ext: Option<String>) -> Result<String, &'static str> {
    let name = path.file_name().ok_or("path does not have a basename")?.to_string_lossy();
    let stripped = ext.and_then(|ext| Some(name.strip_suffix(&ext)?.to_owned()));
    Ok(stripped.unwrap_or_else(|| name.into_owned()))
}

#[command]
fn is_absolute(path: PathBuf) -> bool {
    path.is_absolute()
}
