//! The permissions and sets of `fs`, by the names that Tauri's plugin gives them.
//!
//! Source: `permissions/` of `tauri-plugin-fs` 2.7.

use footbridge::acl::{Manifest, Permission, PermissionSet};
use serde_json::json;

/// Base directories as the names of permissions spell them, with their variables.
const BASES: [(&str, &str); 23] = [
    ("appcache", "$APPCACHE"),
    ("appconfig", "$APPCONFIG"),
    ("appdata", "$APPDATA"),
    ("applocaldata", "$APPLOCALDATA"),
    ("applog", "$APPLOG"),
    ("audio", "$AUDIO"),
    ("cache", "$CACHE"),
    ("config", "$CONFIG"),
    ("data", "$DATA"),
    ("desktop", "$DESKTOP"),
    ("document", "$DOCUMENT"),
    ("download", "$DOWNLOAD"),
    ("exe", "$EXE"),
    ("font", "$FONT"),
    ("home", "$HOME"),
    ("localdata", "$LOCALDATA"),
    ("picture", "$PICTURE"),
    ("public", "$PUBLIC"),
    ("resource", "$RESOURCE"),
    ("runtime", "$RUNTIME"),
    ("temp", "$TEMP"),
    ("template", "$TEMPLATE"),
    ("video", "$VIDEO"),
];

/// The app's own folders.
const APP: [&str; 5] = ["$APPCONFIG", "$APPDATA", "$APPLOCALDATA", "$APPCACHE", "$APPLOG"];

const READ_META: &[&str] = &["read_dir", "stat", "lstat", "fstat", "exists", "size"];
const READ_DIRS: &[&str] = &["read_dir", "stat", "lstat", "fstat", "exists"];
const READ_FILES: &[&str] = &[
    "read_file",
    "read",
    "open",
    "read_text_file",
    "read_text_file_lines",
    "read_text_file_lines_next",
    "seek",
    "stat",
    "lstat",
    "fstat",
    "exists",
];
const READ_ALL: &[&str] = &[
    "read_dir",
    "read_file",
    "read",
    "open",
    "read_text_file",
    "read_text_file_lines",
    "read_text_file_lines_next",
    "seek",
    "stat",
    "lstat",
    "fstat",
    "exists",
    "watch",
    "unwatch",
];
const WRITE_FILES: &[&str] = &[
    "create",
    "copy_file",
    "remove",
    "rename",
    "truncate",
    "ftruncate",
    "write",
    "write_file",
    "write_text_file",
];
const WRITE_ALL: &[&str] = &[
    "mkdir",
    "create",
    "copy_file",
    "remove",
    "rename",
    "truncate",
    "ftruncate",
    "write",
    "write_file",
    "write_text_file",
];

/// What an engine keeps below `$APPLOCALDATA`: cookies, databases and caches of every page.
const ENGINE_DATA_LINUX: [&str; 9] = [
    "CacheStorage/**",
    "cookies",
    "hsts-storage.sqlite",
    "serviceworkers/**",
    "WebKitCache/**",
    "databases/**",
    "localstorage/**",
    "mediakeys/**",
    "storage/**",
];

/// The folder below `$APPDATA` or `$APPLOCALDATA` for what the engine keeps, in an app that tells it where.
///
/// `fs:deny-default` closes it.
pub const ENGINE_FOLDER: &str = "engine";

pub(super) fn declare(manifest: Manifest) -> Manifest {
    let manifest = [
        ("read-all", READ_ALL, "Opens every command that reads, with no path."),
        ("read-files", READ_FILES, "Opens the commands that read files, with no path."),
        ("read-dirs", READ_DIRS, "Opens the commands that list folders and look at files, with no path."),
        ("read-meta", READ_META, "Opens the commands that only look at files, with no path."),
        ("write-files", WRITE_FILES, "Opens the commands that change files, with no path."),
        ("write-all", WRITE_ALL, "Opens every command that changes something, with no path."),
        ("scope", &[], "Opens nothing; its scopes hold for every command."),
    ]
    .into_iter()
    .fold(manifest, |manifest, (name, commands, words)| {
        let mut permission = named(name, words);
        permission.commands.allow = commands.iter().map(ToString::to_string).collect();
        manifest.permission(permission)
    });
    let manifest =
        BASES.into_iter().fold(manifest, |manifest, (name, variable)| folders(manifest, name, &[variable]));
    let manifest = folders(manifest, "app", &APP)
        .set(set("create-app-specific-dirs", &["allow-mkdir", "scope-app-index"]))
        .set(set(
            "read-app-specific-dirs-recursive",
            &[
                "allow-read-dir",
                "allow-read-file",
                "allow-read-text-file",
                "allow-read-text-file-lines",
                "allow-read-text-file-lines-next",
                "allow-exists",
                "scope-app-recursive",
            ],
        ));
    let linux: &[&str] = if cfg!(target_os = "linux") { &ENGINE_DATA_LINUX } else { &[] };
    let windows: &[&str] = if cfg!(windows) { &["EBWebView/**"] } else { &[] };
    let engine = format!("{ENGINE_FOLDER}/**");
    manifest
        .permission(denied("deny-webview-data-linux", &["$APPLOCALDATA"], linux))
        .permission(denied("deny-webview-data-windows", &["$APPLOCALDATA"], windows))
        .permission(denied("deny-engine-folder", &["$APPDATA", "$APPLOCALDATA"], &[ENGINE_FOLDER, &engine]))
        .set(set(
            "deny-default",
            &["deny-webview-data-linux", "deny-webview-data-windows", "deny-engine-folder"],
        ))
        .default_permissions(["create-app-specific-dirs", "read-app-specific-dirs-recursive", "deny-default"])
}

/// Three scopes and six sets for one name: the folders alone, what lies in them, everything below them.
fn folders(manifest: Manifest, name: &str, variables: &[&str]) -> Manifest {
    let reach = [
        (format!("scope-{name}-index"), &[][..], "Lists these folders."),
        (format!("scope-{name}"), &["*"], "Reaches these folders and what lies in them."),
        (format!("scope-{name}-recursive"), &["**"], "Reaches these folders and everything below them."),
    ];
    let manifest = reach.into_iter().fold(manifest, |manifest, (identifier, below, words)| {
        let mut permission = named(&identifier, words);
        for variable in variables {
            permission.scope.allow.push(json!({ "path": variable }));
            let below = below.iter().map(|glob| json!({ "path": format!("{variable}/{glob}") }));
            permission.scope.allow.extend(below);
        }
        manifest.permission(permission)
    });
    let sets = [("read", "read-all", ""), ("write", "write-all", ""), ("meta", "read-meta", "-index")];
    sets.into_iter().fold(manifest, |manifest, (suffix, commands, flat)| {
        let recursive = format!("scope-{name}-recursive");
        manifest
            .set(set(&format!("allow-{name}-{suffix}"), &[commands, &format!("scope-{name}{flat}")]))
            .set(set(&format!("allow-{name}-{suffix}-recursive"), &[commands, &recursive]))
    })
}

fn denied(identifier: &str, variables: &[&str], below: &[&str]) -> Permission {
    let mut permission = named(identifier, "Closes what the engine keeps of every page.");
    for variable in variables {
        permission
            .scope
            .deny
            .extend(below.iter().map(|glob| json!({ "path": format!("{variable}/{glob}") })));
    }
    permission
}

fn named(identifier: &str, description: &str) -> Permission {
    Permission { identifier: identifier.into(), description: description.into(), ..Permission::default() }
}

fn set(identifier: &str, permissions: &[&str]) -> PermissionSet {
    PermissionSet {
        identifier: identifier.into(),
        permissions: permissions.iter().map(ToString::to_string).collect(),
        ..PermissionSet::default()
    }
}
