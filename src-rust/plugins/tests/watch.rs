//! The watcher of the plugin `fs`, with real changes of real files.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test ends where an invariant of its own is broken")]

mod common;

use std::os::unix::fs::symlink;

use common::{Folder, main_page};
use footbridge::App;
use footbridge::transport::memory::Client;
use footbridge_plugins::limits::WATCHERS_MAX;
use serde_json::{Value, json};

const CHANNEL: &str = "__CHANNEL__:7";

fn app(folder: &Folder) -> App {
    app_with(folder, &["$APPDATA", "$APPDATA/**"])
}

fn app_with(folder: &Folder, allow: &[&str]) -> App {
    let scope = json!({ "identifier": "fs:scope", "allow": allow, "deny": ["$APPDATA/secret/**"] });
    common::app(
        &folder.root,
        footbridge_plugins::fs::plugin(),
        Value::Null,
        json!(["fs:allow-watch", "fs:allow-unwatch", scope, "core:resources:default"]),
    )
}

fn watch(page: &Client, folder: &Folder, options: Value) -> Value {
    let arguments = json!({ "paths": [folder.path("")], "options": options, "onEvent": CHANNEL });
    page.invoke("plugin:fs|watch", arguments).unwrap()
}

/// Waits for an event that names this path, and gives all events up to it.
fn events_up_to(page: &Client, path: &str) -> Vec<Value> {
    let mut events: Vec<Value> = Vec::new();
    while !events.iter().any(|event| event["paths"].as_array().unwrap().contains(&json!(path))) {
        let entries = page.next_delivery();
        assert!(entries.iter().all(|entry| entry[0] == 0 && entry[1] == 7), "{entries:?}");
        events.extend(entries.into_iter().map(|entry| entry[3].clone()));
    }
    events
}

#[test]
fn changes_are_told_as_they_happen() {
    let folder = Folder::new();
    let app = app(&folder);
    let page = main_page(&app);
    watch(&page, &folder, json!({}));
    folder.file("a.txt", "a");
    let events = events_up_to(&page, &folder.path("a.txt"));
    assert_eq!(events[0]["type"], json!({ "create": { "kind": "file" } }));
    assert!(events[0]["attrs"].is_object());
}

#[test]
fn changes_that_follow_each_other_are_told_together() {
    let folder = Folder::new();
    // A folder made later would be watched a moment after it is there, and a file made in that moment not be told.
    folder.file("sub/first.txt", "");
    let app = app(&folder);
    let page = main_page(&app);
    watch(&page, &folder, json!({ "delayMs": 50, "recursive": true }));
    for n in 0..100 {
        folder.file("a.txt", n.to_string());
    }
    folder.file("sub/last.txt", "");
    let events = events_up_to(&page, &folder.path("sub/last.txt"));
    let created = json!({ "create": { "kind": "file" } });
    let of_a = |event: &&Value| event["paths"] == json!([folder.path("a.txt")]);
    assert_eq!(events.iter().filter(of_a).filter(|event| event["type"] == created).count(), 1);
}

#[test]
fn what_is_denied_is_not_told() {
    let folder = Folder::new();
    folder.file("secret/old.txt", "");
    let app = app(&folder);
    let page = main_page(&app);
    watch(&page, &folder, json!({ "recursive": true }));
    folder.file("secret/key.txt", "key");
    folder.file("open.txt", "");
    let events = events_up_to(&page, &folder.path("open.txt"));
    assert!(!serde_json::to_string(&events).unwrap().contains("key.txt"), "{events:?}");
}

#[test]
fn a_link_out_of_the_scope_is_not_followed() {
    for options in [json!({ "recursive": true }), json!({ "recursive": true, "delayMs": 50 })] {
        let (folder, outside) = (Folder::new(), Folder::new());
        symlink(&outside.root, folder.root.join("link")).unwrap();
        let app = app(&folder);
        let page = main_page(&app);
        watch(&page, &folder, options);
        outside.file("key.txt", "key");
        folder.file("open.txt", "");
        let events = events_up_to(&page, &folder.path("open.txt"));
        assert!(!serde_json::to_string(&events).unwrap().contains("key.txt"), "{events:?}");
    }
}

#[test]
fn what_nothing_allows_is_not_told() {
    let folder = Folder::new();
    let app = app_with(&folder, &["$APPDATA", "$APPDATA/*.txt"]);
    let page = main_page(&app);
    watch(&page, &folder, json!({}));
    folder.file("secret.key", "key");
    folder.file("open.txt", "");
    let events = events_up_to(&page, &folder.path("open.txt"));
    assert!(!serde_json::to_string(&events).unwrap().contains("secret.key"), "{events:?}");
}

#[test]
fn a_delay_of_years_is_refused() {
    let folder = Folder::new();
    let app = app(&folder);
    let options = json!({ "delayMs": (1_u64 << 53) - 1 });
    let arguments = json!({ "paths": [folder.path("")], "options": options, "onEvent": CHANNEL });
    let error = main_page(&app).invoke("plugin:fs|watch", arguments).unwrap_err();
    assert!(error.as_str().unwrap().contains("60000"), "{error}");
}

#[test]
fn watchers_are_bounded_and_one_that_ended_makes_room() {
    let folder = Folder::new();
    let app = app(&folder);
    let page = main_page(&app);
    let watch = |n: usize| {
        let (options, channel) = (json!({ "delayMs": 60_000 }), format!("__CHANNEL__:{n}"));
        let arguments = json!({ "paths": [folder.path("")], "options": options, "onEvent": channel });
        page.invoke("plugin:fs|watch", arguments)
    };
    let rids: Vec<_> = (0..WATCHERS_MAX).map(|n| watch(n).unwrap()).collect();
    let error = watch(WATCHERS_MAX).unwrap_err();
    assert!(error.as_str().unwrap().contains("watchers"), "{error}");
    page.invoke("plugin:fs|unwatch", json!({ "rid": rids[0] })).unwrap();
    let is_its_end = |entry: &Value| entry[0] == 4 && entry[1] == 0;
    while !page.next_delivery().iter().any(is_its_end) {}
    watch(WATCHERS_MAX).unwrap();
}

#[test]
fn a_watcher_ends_when_its_resource_is_closed() {
    let folder = Folder::new();
    let app = app(&folder);
    let page = main_page(&app);
    let rid = watch(&page, &folder, json!({}));
    page.invoke("plugin:resources|close", json!({ "rid": rid })).unwrap();
    folder.file("a.txt", "a");
    // The channel ends when the watcher's thread has let go of it.
    while page.next_delivery().last().is_none_or(|entry| entry[0] != 4) {}
    assert!(page.invoke("plugin:fs|unwatch", json!({ "rid": rid })).is_err());
}

#[test]
fn a_path_outside_the_scope_is_not_watched() {
    let folder = Folder::new();
    let app = app(&folder);
    let page = main_page(&app);
    let arguments = json!({ "paths": [folder.path(""), "/etc"], "options": {}, "onEvent": CHANNEL });
    let error = page.invoke("plugin:fs|watch", arguments).unwrap_err();
    assert!(error.as_str().unwrap().starts_with("forbidden path: /etc"), "{error}");
}
