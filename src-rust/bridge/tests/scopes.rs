//! Scopes: which values reach which command.
#![allow(clippy::unwrap_used, reason = "a test ends where an invariant of its own is broken")]

mod common;

use std::sync::Arc;

use common::main_page;
use footbridge::{
    App, Builder, CommandScope, GlobalScope, Origin,
    acl::{Capabilities, CommandLists, Manifest, Permission, Scope},
    command, generate_handler, plugin,
    plugin::Plugin,
    transport::memory::Client,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Clone, Serialize, Deserialize)]
struct Place {
    path: String,
}

type Paths = (Vec<String>, Vec<String>);

fn paths(allow: &[Arc<Place>], deny: &[Arc<Place>]) -> Paths {
    let paths = |places: &[Arc<Place>]| places.iter().map(|place| place.path.clone()).collect();
    (paths(allow), paths(deny))
}

#[command]
fn read(scope: CommandScope<Place>) -> Paths {
    paths(scope.allows(), scope.denies())
}

#[command]
fn write(scope: CommandScope<Place>) -> Paths {
    paths(scope.allows(), scope.denies())
}

#[command]
fn everywhere(scope: GlobalScope<Place>) -> Paths {
    paths(scope.allows(), scope.denies())
}

fn place(path: &str) -> Value {
    json!({ "path": path })
}

/// A plugin with a permission that has a scope of its own, and one that is nothing but a scope.
fn places(name: &str) -> Plugin {
    let manifest = |manifest: Manifest| {
        manifest
            .permission(Permission {
                identifier: "read-shared".into(),
                commands: CommandLists { allow: vec!["read".into()], deny: vec![] },
                scope: Scope { allow: vec![place("/shared")], deny: vec![place("/shared/secret")] },
                ..Permission::default()
            })
            .permission(Permission {
                identifier: "scope-home".into(),
                scope: Scope { allow: vec![place("/home")], deny: vec![] },
                ..Permission::default()
            })
            .default_permissions(["read-shared", "scope-home", "allow-everywhere"])
    };
    let commands = generate_handler![read, write, everywhere];
    plugin::Builder::new(name).invoke_handler(commands).manifest(manifest).build()
}

fn app_of(plugins: impl IntoIterator<Item = Plugin>, files: &[Value]) -> App {
    let mut capabilities = Capabilities::new();
    for (at, file) in files.iter().enumerate() {
        capabilities = capabilities.with(format!("capabilities/{at}.json"), file.to_string());
    }
    let app = plugins.into_iter().fold(Builder::new(), Builder::plugin);
    app.capabilities(capabilities).build().unwrap()
}

fn capability(name: &str, windows: &str, permissions: &Value) -> Value {
    json!({ "identifier": name, "windows": [windows], "permissions": permissions })
}

#[test]
fn a_command_gets_the_scopes_of_the_entries_that_open_it_to_its_caller() {
    let app = app_of(
        [places("fs")],
        &[
            capability(
                "a",
                "main",
                &json!([
                    { "identifier": "fs:allow-read", "allow": [place("/a")], "deny": [place("/a/no")] },
                    { "identifier": "fs:read-shared", "allow": [place("/b")] },
                    { "identifier": "fs:allow-write", "allow": [place("/w")] },
                ]),
            ),
            capability("c", "guest", &json!([{ "identifier": "fs:allow-read", "allow": [place("/c")] }])),
        ],
    );
    let main = main_page(&app);
    let expected = json!([["/a", "/b", "/shared"], ["/a/no", "/shared/secret"]]);
    assert_eq!(main.invoke("plugin:fs|read", ()).unwrap(), expected);
    assert_eq!(main.invoke("plugin:fs|write", ()).unwrap(), json!([["/w"], []]));
    let guest = Client::open_in(&app.handle(), "guest", "guest", Origin::Local).unwrap();
    assert_eq!(guest.invoke("plugin:fs|read", ()).unwrap(), json!([["/c"], []]));
}

#[test]
fn a_permission_without_commands_gives_its_scope_to_the_whole_plugin() {
    let permissions = json!([{ "identifier": "fs:default", "allow": [place("/extra")] }]);
    let app = app_of([places("fs")], &[capability("main", "main", &permissions)]);
    let page = main_page(&app);
    assert_eq!(page.invoke("plugin:fs|everywhere", ()).unwrap(), json!([["/extra", "/home"], []]));
    let expected = json!([["/extra", "/shared"], ["/shared/secret"]]);
    assert_eq!(page.invoke("plugin:fs|read", ()).unwrap(), expected);
}

#[test]
fn two_plugins_with_one_scope_type_have_scopes_of_their_own() {
    let permissions = json!([
        "fs:allow-everywhere", "http:allow-everywhere",
        { "identifier": "fs:scope-home", "allow": [place("/only-fs")] },
        { "identifier": "http:scope-home", "deny": [place("/only-http")] },
    ]);
    let app = app_of([places("fs"), places("http")], &[capability("main", "main", &permissions)]);
    let page = main_page(&app);
    // Asked for twice, in turns: what one plugin was given is never what the other gets.
    for _ in 0..2 {
        let fs = page.invoke("plugin:fs|everywhere", ()).unwrap();
        assert_eq!(fs, json!([["/only-fs", "/home"], []]));
        let http = page.invoke("plugin:http|everywhere", ()).unwrap();
        assert_eq!(http, json!([["/home"], ["/only-http"]]));
    }
}

#[test]
fn a_capability_that_comes_late_widens_the_scope_of_the_next_call() {
    let first =
        capability("main", "main", &json!([{ "identifier": "fs:allow-read", "allow": [place("/a")] }]));
    let app = app_of([places("fs")], &[first]);
    let page = main_page(&app);
    assert_eq!(page.invoke("plugin:fs|read", ()).unwrap(), json!([["/a"], []]));
    let more =
        capability("more", "main", &json!([{ "identifier": "fs:allow-read", "allow": [place("/b")] }]));
    app.handle().add_capability("capabilities/more.json", more.to_string()).unwrap();
    assert_eq!(page.invoke("plugin:fs|read", ()).unwrap(), json!([["/a", "/b"], []]));
}

#[test]
fn a_scope_that_the_command_cannot_read_is_a_refusal_that_says_where_it_stands() {
    let permissions = json!([{ "identifier": "fs:allow-read", "allow": [7] }]);
    let app = app_of([places("fs")], &[capability("main", "main", &permissions)]);
    let refused = main_page(&app).invoke("plugin:fs|read", ()).unwrap_err();
    assert_eq!(refused["code"], "bad_scope");
    let message = refused["message"].as_str().unwrap();
    assert!(message.contains("\"fs:allow-read\" in capabilities/0.json, line 1: 7 is no `"), "{message}");
}
