//! From a base directory or a variable to a place on this machine.

use std::env;
use std::path::{Component, Path, PathBuf};

use super::BaseDirectory;
use crate::scope::Pattern;

/// Knows where the directories of this machine and of one app are.
///
/// The scopes of files and assets ask it what their variables mean, and commands where a relative path starts.
///
/// ```
/// use footbridge_plugins::path::{BaseDirectory, PathResolver};
///
/// let paths = PathResolver::new("com.example.app");
/// let file = paths.resolve("notes.txt", BaseDirectory::Temp)?;
/// assert_eq!(file, paths.parse("$TEMP/notes.txt")?);
/// # Ok::<(), footbridge_plugins::path::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct PathResolver {
    identifier: String,
    app_root: Option<PathBuf>,
}

/// Why a path has no place here.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The platform, or this person's account, has no such directory.
    #[error("this machine has no directory `{0}`")]
    NoDirectory(&'static str),
    /// A variable that stands for nothing.
    #[error("`{0}` is no variable of a path; write one such as `$TEMP` or `$APPDATA`")]
    UnknownVariable(String),
    /// A path that climbs.
    #[error("`{0}` holds `..`; write the path without it")]
    Climbs(String),
}

impl PathResolver {
    /// For the app of this identifier, which names its own folders.
    pub fn new(identifier: impl Into<String>) -> Self {
        Self { identifier: identifier.into(), app_root: None }
    }

    /// Keeps all of the app's own folders below one: `$APPCACHE` is `caches` in it, `$APPLOG` is `logs`, the others are
    /// the folder itself.
    #[must_use]
    pub fn app_root(mut self, root: impl Into<PathBuf>) -> Self {
        self.app_root = Some(root.into());
        self
    }

    /// The app's identifier.
    pub fn identifier(&self) -> &str {
        &self.identifier
    }

    /// Where a base directory is.
    ///
    /// # Errors
    /// When this machine has none.
    pub fn directory(&self, base: BaseDirectory) -> Result<PathBuf, Error> {
        use BaseDirectory::*;
        let found = match base {
            Audio => dirs::audio_dir(),
            Cache => dirs::cache_dir(),
            Config => dirs::config_dir(),
            Data => dirs::data_dir(),
            LocalData => dirs::data_local_dir(),
            Document => dirs::document_dir(),
            Download => dirs::download_dir(),
            Picture => dirs::picture_dir(),
            Public => dirs::public_dir(),
            Video => dirs::video_dir(),
            Resource => resources(),
            Temp => Some(env::temp_dir()),
            AppConfig => self.of_app(dirs::config_dir, ""),
            AppData => self.of_app(dirs::data_dir, ""),
            AppLocalData => self.of_app(dirs::data_local_dir, ""),
            AppCache => self.of_app(dirs::cache_dir, "caches"),
            AppLog => self.logs(),
            Desktop => dirs::desktop_dir(),
            Executable => dirs::executable_dir(),
            Font => dirs::font_dir(),
            Home => dirs::home_dir(),
            Runtime => dirs::runtime_dir(),
            Template => dirs::template_dir(),
        };
        found.ok_or(Error::NoDirectory(base.variable()))
    }

    /// A path below a base directory. An absolute path stays what it is.
    ///
    /// Below [`BaseDirectory::Resource`], `..` and `/` are folders called `_up_` and `_root_`, which is how Tauri's
    /// bundler lays out files from outside of a project.
    ///
    /// # Errors
    /// When this machine has no such directory.
    pub fn resolve(&self, path: impl AsRef<Path>, base: BaseDirectory) -> Result<PathBuf, Error> {
        let directory = self.directory(base)?;
        let path = path.as_ref();
        if base != BaseDirectory::Resource {
            return Ok(directory.join(path));
        }
        let names = path.components().filter_map(|component| match component {
            Component::Prefix(_) | Component::CurDir => None,
            Component::RootDir => Some("_root_".as_ref()),
            Component::ParentDir => Some("_up_".as_ref()),
            Component::Normal(name) => Some(name),
        });
        Ok(names.fold(directory, |path, name| path.join(name)))
    }

    /// A path that may start with a variable, such as `$APPDATA/notes`.
    ///
    /// # Errors
    /// When the variable stands for nothing, this machine has no such directory, or the path holds `..`.
    pub fn parse(&self, path: impl AsRef<Path>) -> Result<PathBuf, Error> {
        let path = path.as_ref();
        if path.components().any(|component| component == Component::ParentDir) {
            return Err(Error::Climbs(path.display().to_string()));
        }
        let mut components = path.components();
        match components.next().map(|first| first.as_os_str().to_string_lossy()) {
            Some(variable) if variable.starts_with('$') => {
                let base = BaseDirectory::from_variable(&variable);
                let base = base.ok_or_else(|| Error::UnknownVariable(variable.into_owned()))?;
                let directory = self.directory(base)?;
                let rest = components.as_path();
                // Joining nothing would add a slash at the end.
                Ok(if rest.as_os_str().is_empty() { directory } else { directory.join(rest) })
            }
            _ => Ok(path.to_owned()),
        }
    }

    /// The entry of a scope that opens this path and nothing else: with the variable of the longest directory that holds
    /// it, and letters that would be wildcards in brackets.
    pub fn with_variable(&self, path: &Path) -> String {
        let below = BaseDirectory::ALL.into_iter().filter_map(|base| {
            let directory = self.directory(base).ok()?;
            let rest = path.strip_prefix(&directory).ok()?;
            Some((directory.as_os_str().len(), base, rest))
        });
        // Where several are the same folder, data is what it is for.
        match below.max_by_key(|(length, base, _)| (*length, *base == BaseDirectory::AppData)) {
            Some((_, base, rest)) if rest.as_os_str().is_empty() => base.variable().to_owned(),
            Some((_, base, rest)) => format!("{}/{}", base.variable(), literal(rest)),
            None => literal(path),
        }
    }

    fn of_app(&self, parent: fn() -> Option<PathBuf>, below_root: &str) -> Option<PathBuf> {
        match &self.app_root {
            Some(root) if below_root.is_empty() => Some(root.clone()),
            Some(root) => Some(root.join(below_root)),
            None => Some(parent()?.join(&self.identifier)),
        }
    }

    fn logs(&self) -> Option<PathBuf> {
        if self.app_root.is_none() && cfg!(target_os = "macos") {
            return Some(dirs::home_dir()?.join("Library/Logs").join(&self.identifier));
        }
        let folder = self.of_app(dirs::data_local_dir, "logs")?;
        Some(if self.app_root.is_some() { folder } else { folder.join("logs") })
    }
}

fn literal(path: &Path) -> String {
    Pattern::escape(&path.display().to_string())
}

/// The files that were installed with the app: beside the program, in its bundle, or in the library folder that belongs
/// to it.
fn resources() -> Option<PathBuf> {
    let program = env::current_exe().ok()?;
    let folder = program.parent()?;
    if cfg!(target_os = "macos") {
        return Some(folder.parent()?.join("Resources"));
    }
    let library = folder.parent()?.join("lib").join(program.file_stem()?);
    Some(if cfg!(unix) && library.is_dir() { library } else { folder.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_its_directory() {
        let paths = PathResolver::new("com.example.app").app_root("/data");
        for (text, path) in [
            ("$APPDATA/notes/a.txt", "/data/notes/a.txt"),
            ("$APPCONFIG", "/data"),
            ("$APPCACHE/x", "/data/caches/x"),
            ("$APPLOG/x", "/data/logs/x"),
            ("/etc/hosts", "/etc/hosts"),
            ("**", "**"),
        ] {
            assert_eq!(paths.parse(text).unwrap(), Path::new(path), "{text}");
        }
        assert_eq!(paths.parse("$TEMP/a").unwrap(), env::temp_dir().join("a"));
        assert!(matches!(paths.parse("$NOWHERE/a"), Err(Error::UnknownVariable(_))));
        assert!(matches!(paths.parse("$TEMP/../a"), Err(Error::Climbs(_))));
    }

    #[test]
    fn the_apps_folders_are_named_by_its_identifier() {
        let paths = PathResolver::new("com.example.app");
        let data = paths.directory(BaseDirectory::AppData).unwrap();
        assert_eq!(data, dirs::data_dir().unwrap().join("com.example.app"));
        assert!(
            paths.directory(BaseDirectory::AppLog).unwrap().to_string_lossy().contains("com.example.app")
        );
    }

    #[test]
    fn a_resource_from_outside_the_project_has_its_place() {
        let paths = PathResolver::new("x");
        let base = paths.directory(BaseDirectory::Resource).unwrap();
        assert_eq!(paths.resolve("../a/./b", BaseDirectory::Resource).unwrap(), base.join("_up_/a/b"));
        assert_eq!(paths.resolve("/a", BaseDirectory::Resource).unwrap(), base.join("_root_/a"));
    }

    #[test]
    fn the_longest_directory_names_a_path() {
        let root = env::temp_dir().join("app");
        let paths = PathResolver::new("x").app_root(&root);
        assert_eq!(paths.with_variable(&env::temp_dir().join("a.txt")), "$TEMP/a.txt");
        assert_eq!(paths.with_variable(&root.join("caches/a")), "$APPCACHE/a");
        assert_eq!(paths.with_variable(Path::new("/nowhere/a")), "/nowhere/a");
        assert_eq!(paths.with_variable(&root.join("caches/*[a]?")), "$APPCACHE/[*][[]a[]][?]");
    }
}
