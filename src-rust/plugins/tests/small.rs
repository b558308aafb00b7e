//! The plugins `app`, `path`, `os` and `log` as a page calls them.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test ends where an invariant of its own is broken")]

mod common;

use common::{Folder, main_page};
use footbridge_plugins::app::AppInfo;
use footbridge_plugins::{log, os};
use serde_json::{Value, json};

#[test]
fn paths_are_answered_in_the_guest_packages_form() {
    let folder = Folder::new();
    let app = common::app(&folder.root, os::plugin(), Value::Null, json!(["core:path:default"]));
    let page = main_page(&app);
    let ask = |command: &str, arguments: Value| page.invoke(&format!("plugin:path|{command}"), arguments);
    let root = folder.path("");
    let root = root.trim_end_matches('/');
    for (command, arguments, answer) in [
        ("resolve_directory", json!({ "directory": 14 }), json!(root)),
        ("resolve_directory", json!({ "directory": 14, "path": "a/b" }), json!(format!("{root}/a/b"))),
        ("resolve", json!({ "paths": ["/a", "b", "../c"] }), json!("/a/c")),
        ("normalize", json!({ "path": "/a/../b/" }), json!("/b/")),
        ("join", json!({ "paths": ["a", "/b"] }), json!("a/b")),
        ("dirname", json!({ "path": "/a/b.txt" }), json!("/a")),
        ("extname", json!({ "path": "/a/b.tar.gz" }), json!("gz")),
        ("basename", json!({ "path": "/a/b.json", "ext": ".json" }), json!("b")),
        ("basename", json!({ "path": "/a/b.json" }), json!("b.json")),
        ("is_absolute", json!({ "path": "a" }), json!(false)),
    ] {
        assert_eq!(ask(command, arguments.clone()).unwrap(), answer, "{command} {arguments}");
    }
    for (command, arguments) in [
        ("dirname", json!({ "path": "/" })),
        ("extname", json!({ "path": "/a" })),
        ("basename", json!({ "path": "/" })),
    ] {
        assert!(ask(command, arguments).unwrap_err().as_str().unwrap().starts_with("path does not have"));
    }
    assert_eq!(ask("resolve_directory", json!({ "directory": 99 })).unwrap_err()["code"], "bad_argument");
}

#[test]
fn an_app_says_who_it_is_and_what_it_cannot_do() {
    let folder = Folder::new();
    let info =
        AppInfo { name: "Example".into(), version: "1.2.3".into(), identifier: "com.example.app".into() };
    let open = json!(["core:app:default", "core:app:allow-app-show", "core:app:allow-default-window-icon"]);
    let app = common::app(&folder.root, footbridge_plugins::app::plugin(info), Value::Null, open);
    let page = main_page(&app);
    let ask = |command: &str| page.invoke(&format!("plugin:app|{command}"), json!({}));
    assert_eq!(ask("name").unwrap(), "Example");
    assert_eq!(ask("version").unwrap(), "1.2.3");
    assert_eq!(ask("identifier").unwrap(), "com.example.app");
    assert_eq!(ask("tauri_version").unwrap(), "2.12.5");
    assert_eq!(ask("bundle_type").unwrap(), Value::Null);
    assert_eq!(ask("default_window_icon").unwrap(), Value::Null);
    assert_eq!(ask("supports_multiple_windows").unwrap(), true);
    assert!(ask("app_show").unwrap_err().as_str().unwrap().contains("macOS"));
    assert_eq!(ask("app_hide").unwrap_err()["code"], "not_permitted");
}

#[test]
fn a_machine_is_described_before_a_page_asks() {
    let folder = Folder::new();
    let app =
        common::app(&folder.root, os::plugin(), Value::Null, json!(["os:default", "os:allow-hostname"]));
    let page = main_page(&app);
    let scripts = app.handle().plugin_scripts().concat();
    let facts = scripts.split_once("'__TAURI_OS_PLUGIN_INTERNALS__', { value: ").unwrap().1;
    let facts: Value = serde_json::Deserializer::from_str(facts).into_iter().next().unwrap().unwrap();
    assert_eq!(facts["platform"], std::env::consts::OS);
    assert_eq!(facts["eol"], "\n");
    for fact in ["os_type", "family", "version", "arch", "exe_extension"] {
        assert!(facts[fact].is_string(), "{fact}");
    }
    assert!(!page.invoke("plugin:os|hostname", json!({})).unwrap().as_str().unwrap().is_empty());
    let locale = page.invoke("plugin:os|locale", json!({})).unwrap();
    assert!(locale.is_string() || locale.is_null());
}

#[test]
fn a_record_of_a_page_is_told_to_whoever_listens_in_rust() {
    use footbridge::Listener;
    let folder = Folder::new();
    let app = common::app(&folder.root, log::plugin(), Value::Null, json!(["log:default"]));
    let (sender, records) = std::sync::mpsc::channel();
    app.handle().listen_any("log://log", move |event| sender.send(event.json().unwrap().to_owned()).unwrap());
    let page = main_page(&app);
    let record =
        json!({ "level": 4, "message": "careful", "location": "f@app.js:1:2", "keyValues": { "a": "b" } });
    page.invoke("plugin:log|log", record).unwrap();
    assert_eq!(records.recv().unwrap(), r#"{"message":"careful","level":4}"#);
    let wrong = page.invoke("plugin:log|log", json!({ "level": 9, "message": "" })).unwrap_err();
    assert_eq!(wrong["code"], "bad_argument");
}
