//! What the tests of this folder share: a folder that `$APPDATA` stands for, and an app with plugins.
#![allow(dead_code, reason = "each test binary uses a part of it")]

use std::fs;
use std::path::{Path, PathBuf};

use footbridge::acl::Capabilities;
use footbridge::plugin::Plugin;
use footbridge::transport::memory::Client;
use footbridge::{App, Builder};
use footbridge_plugins::path::{self, PathResolver};
use serde_json::{Value, json};

/// The commands of `fs` that take a path.
pub const ON_A_PATH: [&str; 13] = [
    "read_file",
    "read_text_file",
    "read_text_file_lines",
    "read_dir",
    "stat",
    "lstat",
    "exists",
    "size",
    "open",
    "create",
    "truncate",
    "mkdir",
    "remove",
];

/// Those that take two paths, and what they call them.
pub const ON_TWO_PATHS: [(&str, &str, &str); 2] =
    [("copy_file", "fromPath", "toPath"), ("rename", "oldPath", "newPath")];

/// A folder with no link on its way and no dot in its name, which wildcards would leave out.
pub struct Folder {
    _guard: tempfile::TempDir,
    pub root: PathBuf,
}

impl Folder {
    pub fn new() -> Self {
        let guard = tempfile::Builder::new().prefix("plugins").tempdir().unwrap();
        let root = fs::canonicalize(guard.path()).unwrap();
        Self { _guard: guard, root }
    }

    /// The path of a file in it, as a page would write it.
    pub fn path(&self, name: &str) -> String {
        self.root.join(name).to_str().unwrap().to_owned()
    }

    /// Makes a file, and the folders on its way.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    pub fn text(&self, name: &str) -> String {
        fs::read_to_string(self.root.join(name)).unwrap()
    }
}

/// An app with the plugin `path` and another, and what opens it to the window "main".
pub fn app(root: &Path, plugin: Plugin, config: Value, permissions: Value) -> App {
    let capability = json!({ "identifier": "main", "windows": ["main"], "permissions": permissions });
    let name = plugin.name().to_owned();
    Builder::new()
        .plugin(path::plugin(PathResolver::new("com.example.app").app_root(root)))
        .plugin(plugin)
        .plugin_config(name, config)
        .capabilities(Capabilities::new().with("capabilities/main.json", capability.to_string()))
        .build()
        .unwrap()
}

pub fn main_page(app: &App) -> Client {
    Client::open(&app.handle(), "main").unwrap()
}
