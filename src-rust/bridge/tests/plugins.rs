//! Plugins: their commands, their hooks, and how they come and go.

mod common;

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
    mpsc,
};

use common::main_page;
use footbridge::{
    App, AppHandle, Builder, Error, PageLoad, PageLoadEvent, RunEvent, State, WebviewEvent, WindowEvent,
    acl::Capabilities,
    command, generate_handler,
    plugin::{self, Plugin},
    scheme::{SchemeBody, SchemeResponse},
    transport::memory::Client,
};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Default)]
struct Notes(AtomicUsize);

#[command]
fn add(notes: State<'_, Notes>) -> usize {
    notes.0.fetch_add(1, Ordering::Relaxed) + 1
}

#[command]
fn remove_me(app: AppHandle) -> bool {
    app.remove_plugin("notes")
}

fn notes() -> plugin::Builder {
    plugin::Builder::new("notes")
        .invoke_handler(generate_handler![add, remove_me])
        .manifest(|manifest| manifest.default_permissions(["allow-add", "allow-remove-me"]))
        .setup(|app, ()| {
            app.manage(Notes::default());
            Ok(())
        })
}

fn opened(permission: &str) -> Capabilities {
    let text = json!({ "identifier": "main", "windows": ["main"], "permissions": [permission] }).to_string();
    Capabilities::new().with("capabilities/main.json", text)
}

fn app_of(plugin: Plugin) -> App {
    Builder::new().plugin(plugin).capabilities(opened("notes:default")).build().unwrap()
}

fn code(answer: Result<Value, Value>) -> Value {
    answer.map_or_else(|error| error["code"].clone(), |value| panic!("it was answered with {value}"))
}

#[test]
fn a_plugins_commands_are_closed_until_a_capability_opens_them() {
    let closed = Builder::new().plugin(notes().build()).build().unwrap();
    assert_eq!(code(main_page(&closed).invoke("plugin:notes|add", ())), "not_permitted");

    let open = app_of(notes().build());
    let page = main_page(&open);
    assert_eq!(page.invoke("plugin:notes|add", ()), Ok(json!(1)));
    assert_eq!(page.invoke("plugin:notes|add", ()), Ok(json!(2)));
    assert_eq!(code(page.invoke("plugin:notes|subtract", ())), "unknown_command");
    assert_eq!(code(page.invoke("add", ())), "unknown_command", "it is the plugin's, not the app's");
}

#[test]
fn a_plugin_that_is_removed_answers_unknown_command_and_can_come_again() {
    let app = app_of(notes().build());
    let page = main_page(&app);
    // The command of a plugin removes the plugin: no lock is held while it runs.
    assert_eq!(page.invoke("plugin:notes|remove_me", ()), Ok(json!(true)));
    assert_eq!(code(page.invoke("plugin:notes|add", ())), "unknown_command");
    assert!(!app.handle().remove_plugin("notes"));

    app.handle().plugin(notes().build()).unwrap();
    assert_eq!(page.invoke("plugin:notes|add", ()), Ok(json!(1)));
}
