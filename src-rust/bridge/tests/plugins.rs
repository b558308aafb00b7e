//! Plugins: their commands, their hooks, and how they come and go.
#![allow(clippy::unwrap_used, reason = "a test ends where an invariant of its own is broken")]

mod common;

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
    mpsc,
};

use common::main_page;
use footbridge::{
    App, AppHandle, Builder, Error, Limits, PageLoad, PageLoadEvent, RunEvent, State, WebviewEvent,
    WindowEvent, acl::Capabilities, command, generate_handler, plugin, plugin::Plugin,
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

/// The error of a build, which an app that is built does not have.
fn error(built: Result<App, Error>) -> String {
    built.err().map_or_else(|| panic!("the app is built"), |error| error.to_string())
}

/// What hooks say, in order.
#[derive(Clone, Default)]
struct Diary(Arc<Mutex<Vec<String>>>);

impl Diary {
    fn note(&self, line: impl Into<String>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(line.into());
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
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
fn a_refusal_names_a_plugins_permission_by_its_key() {
    let app = Builder::new().plugin(notes().build()).capabilities(opened("notes:allow-add")).build().unwrap();
    let refused = main_page(&app).invoke("plugin:notes|remove_me", ()).unwrap_err();
    assert!(refused["message"].as_str().unwrap().contains("add \"notes:allow-remove-me\""), "{refused}");
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

#[test]
fn a_plugin_that_comes_late_is_opened_by_a_capability_that_comes_late() {
    let app = Builder::new().capabilities(opened("core:default")).build().unwrap();
    let page = main_page(&app);
    let file = "capabilities/late.json";
    let text = r#"{ "identifier": "late", "windows": ["main"], "permissions": ["notes:default"] }"#;

    let early = app.handle().add_capability(file, text).unwrap_err().to_string();
    assert!(
        early.starts_with("capabilities/late.json:1: permissions[0]: there is no plugin \"notes\""),
        "{early}"
    );
    app.handle().plugin(notes().build()).unwrap();
    assert_eq!(code(page.invoke("plugin:notes|add", ())), "not_permitted");
    app.handle().add_capability(file, text).unwrap();
    assert_eq!(page.invoke("plugin:notes|add", ()), Ok(json!(1)));

    let unknown = text.replace("notes:default", "notes:no-such");
    assert!(app.handle().add_capability("capabilities/again.json", unknown).is_err());
    assert_eq!(page.invoke("plugin:notes|add", ()), Ok(json!(2)), "what failed changed nothing");
}

#[test]
fn a_capability_that_is_taken_away_gives_nothing_from_the_next_call_on() {
    let app = Builder::new().capabilities(opened("core:default")).plugin(notes().build()).build().unwrap();
    let page = main_page(&app);
    let file = "capabilities/late.json";
    let text = r#"{ "identifier": "late", "windows": ["main"], "permissions": ["notes:default"] }"#;
    for count in 1..=2 {
        app.handle().add_capability(file, text).unwrap();
        assert_eq!(page.invoke("plugin:notes|add", ()), Ok(json!(count)));
        assert!(app.handle().remove_capability(file).unwrap());
        assert_eq!(code(page.invoke("plugin:notes|add", ())), "not_permitted");
        assert!(!app.handle().remove_capability(file).unwrap());
    }
}

#[test]
fn the_set_core_default_gathers_the_core_plugins_that_are_there() {
    #[command]
    fn tell() -> u32 {
        7
    }
    let clock = plugin::Builder::new("clock")
        .key("core:clock")
        .invoke_handler(generate_handler![tell])
        .manifest(|manifest| manifest.default_permissions(["allow-tell"]));
    let app = Builder::new().plugin(clock.build()).capabilities(opened("core:default")).build().unwrap();
    let page = main_page(&app);
    assert_eq!(page.invoke("plugin:clock|tell", ()), Ok(json!(7)));
    assert_eq!(code(page.invoke("plugin:resources|close", json!({ "rid": 1 }))), "unknown_resource");
    assert_eq!(code(page.invoke("plugin:clock|register_listener", ())), "not_permitted");
}

#[test]
fn duplicates_and_names_that_are_none_are_errors_that_say_where() {
    let twice = Builder::new().plugin(notes().build()).plugin(notes().build()).build();
    let twice = error(twice);
    assert!(
        twice.starts_with("two plugins are called `notes`: one at ") && twice.contains("plugins.rs:"),
        "{twice}"
    );

    let app = app_of(notes().build());
    let again = app.handle().plugin(notes().build()).unwrap_err().to_string();
    assert!(again.starts_with("two plugins are called `notes`"), "{again}");

    let list = generate_handler![add];
    let double = plugin::Builder::new("double").invoke_handler(list).invoke_handler(list).build();
    let double = error(Builder::new().plugin(double).build());
    assert!(double.starts_with("two commands are called `plugin:double|add`: one at "), "{double}");

    for name in ["", "Notes", "no_tes", "-notes", "notes-", "no|tes", "footbridge", "core"] {
        let wrong = error(Builder::new().plugin(plugin::Builder::new(name).build()).build());
        assert!(wrong.starts_with(&format!("`{name}` at ")), "{wrong}");
    }
    let key = error(Builder::new().plugin(notes().key("other").build()).build());
    assert!(key.contains("it can only be `notes` or `core:notes`"), "{key}");
}

#[derive(Debug, Deserialize)]
struct Config {
    greeting: String,
}

#[test]
fn a_configuration_is_of_the_plugins_own_type_and_a_wrong_one_keeps_the_plugin_out() {
    let (sender, greeting) = mpsc::channel();
    let polite = move || {
        let sender = sender.clone();
        plugin::Builder::new("polite")
            .setup(move |_, config: Config| Ok(sender.send(config.greeting)?))
            .build()
    };
    let configured = |config| Builder::new().plugin(polite()).plugin_config("polite", config).build();
    let _app = configured(json!({ "greeting": "Good morning" })).unwrap();
    assert_eq!(greeting.recv().unwrap(), "Good morning");

    let wrong = error(configured(json!({ "greeting": 7 })));
    assert!(
        wrong.starts_with(
            "the configuration of the plugin `polite` does not fit, at `greeting`: invalid type"
        ),
        "{wrong}"
    );
    let absent = error(Builder::new().plugin(polite()).build());
    assert!(absent.contains("does not fit, at `.`: invalid type: null"), "{absent}");
}

#[test]
fn a_setup_that_fails_or_panics_leaves_the_name_free_and_the_commands_closed() {
    let app = Builder::new().capabilities(opened("core:default")).build().unwrap();
    let failing = plugin::Builder::new("notes")
        .invoke_handler(generate_handler![add])
        .setup(|_, ()| Err("there is no paper".into()));
    let failed = app.handle().plugin(failing.build()).unwrap_err();
    assert_eq!(failed.to_string(), "the plugin `notes` could not be set up: there is no paper");
    let panics = plugin::Builder::new("notes").setup(|_, ()| panic!("the pen broke"));
    let panicked = app.handle().plugin(panics.build()).unwrap_err();
    assert!(panicked.to_string().contains("it panicked"), "{panicked}");
    assert_eq!(code(main_page(&app).invoke("plugin:notes|add", ())), "unknown_command");
    app.handle().plugin(notes().build()).unwrap();
}

#[test]
fn a_setup_may_add_plugins_and_capabilities_and_its_own_name_is_taken_meanwhile() {
    let (sender, refused) = mpsc::channel();
    let outer = plugin::Builder::new("outer").setup(move |app, ()| {
        sender.send(app.plugin(plugin::Builder::new("outer").build()).unwrap_err().to_string())?;
        app.plugin(notes().build())?;
        app.add_capability(
            "capabilities/notes.json",
            r#"{ "identifier": "notes", "windows": ["main"], "permissions": ["notes:default"] }"#,
        )?;
        Ok(())
    });
    let app = Builder::new().plugin(outer.build()).build().unwrap();
    assert!(refused.recv().unwrap().starts_with("two plugins are called `outer`"));
    assert_eq!(main_page(&app).invoke("plugin:notes|add", ()), Ok(json!(1)));
}

#[test]
fn hooks_hear_what_happens_and_one_that_panics_silences_no_other() {
    let diary = Diary::default();
    let note = |line: &'static str| {
        let diary = diary.clone();
        move |what: &str| diary.note(format!("{line} {what}"))
    };
    let (window, webview, load) = (note("window"), note("webview"), note("load"));
    let (event, gone) = (note("event"), diary.clone());
    let diarist = plugin::Builder::new("diarist")
        .on_window_ready(move |it| window(it.label()))
        .on_webview_ready(move |it| webview(it.label()))
        .on_page_load(move |it, page| load(&format!("{} {} {:?}", it.label(), page.url, page.event)))
        .on_event(move |_, it| event(&format!("{it:?}")))
        .on_drop(move |_| gone.note("dropped"));
    let broken = plugin::Builder::new("broken").on_event(|_, _| panic!("not today"));
    let app = Builder::new().plugin(broken.build()).plugin(diarist.build()).build().unwrap();
    let handle = app.handle();
    let page = main_page(&app);

    handle.run_event(&RunEvent::Ready);
    handle.run_event(&RunEvent::Window { label: "main".into(), event: WindowEvent::Created });
    handle.run_event(&RunEvent::Webview { label: "main".into(), event: WebviewEvent::Created });
    let url = "app://localhost/".parse().unwrap();
    handle.page_loaded(page.page(), &PageLoad { url, event: PageLoadEvent::Finished });
    let lines = diary.take();
    let told: Vec<_> =
        lines.iter().map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(
        told,
        [
            "event Ready",
            "window main",
            "event Window",
            "webview main",
            "event Webview",
            "load main",
            "event Webview"
        ]
    );
    assert_eq!(lines[5], "load main app://localhost/ Finished");

    handle.remove_plugin("diarist");
    handle.run_event(&RunEvent::Exit);
    assert_eq!(diary.take(), ["dropped"], "it hears nothing after that");
}

#[test]
fn plugins_end_with_the_app_the_last_one_first() {
    let diary = Diary::default();
    let plugin = |name: &'static str| {
        let diary = diary.clone();
        plugin::Builder::new(name).on_drop(move |_| diary.note(name)).build()
    };
    drop(Builder::new().plugin(plugin("first")).plugin(plugin("second")).build().unwrap());
    assert_eq!(diary.take(), ["second", "first"]);
}

#[test]
fn every_plugin_must_agree_to_a_navigation_and_one_that_panics_does_not() {
    let app = Builder::new().build().unwrap();
    let page = main_page(&app);
    let may_go = |url: &str| app.handle().may_navigate(page.page(), &url.parse().unwrap());
    assert!(may_go("https://example.com/"));
    let guard = plugin::Builder::new("guard").on_navigation(|_, url| url.host_str() != Some("example.com"));
    app.handle().plugin(guard.build()).unwrap();
    assert!(!may_go("https://example.com/") && may_go("https://example.org/"));
    let broken = plugin::Builder::new("broken").on_navigation(|_, _| panic!("no idea"));
    app.handle().plugin(broken.build()).unwrap();
    assert!(!may_go("https://example.org/"));
}

#[test]
fn scripts_of_plugins_stand_for_themselves_and_go_with_their_plugin() {
    let app = Builder::new().build().unwrap();
    assert_eq!(app.handle().plugin_scripts(), [""; 0]);
    let scripted = plugin::Builder::new("scripted").js_init_script("const mine = 1; // the end");
    app.handle().plugin(scripted.build()).unwrap();
    assert_eq!(app.handle().plugin_scripts(), ["(function () {\nconst mine = 1; // the end\n})();"]);
    app.handle().remove_plugin("scripted");
    assert_eq!(app.handle().plugin_scripts(), [""; 0]);
}

#[test]
fn the_plugins_of_the_bridge_itself_stay() {
    let app = Builder::new().capabilities(opened("core:resources:default")).build().unwrap();
    assert!(!app.handle().remove_plugin("resources"));
    let answer = main_page(&app).invoke("plugin:resources|close", json!({ "rid": 7 }));
    assert_eq!(code(answer), "unknown_resource");
}

#[test]
fn state_can_come_late_and_the_first_of_a_type_stays() {
    let app = Builder::new().build().unwrap();
    assert!(app.handle().try_state::<u32>().is_none());
    assert!(app.handle().manage(7_u32));
    assert!(!app.handle().manage(8_u32));
    assert_eq!(*app.handle().state::<u32>(), 7);
}

#[command]
fn ring(listeners: plugin::PluginListeners, payload: Value) -> Result<(), String> {
    listeners.trigger("ring", payload).map_err(|error| error.to_string())
}

/// An app with a plugin that rings, open to every window with all that it has.
fn ringing(limits: Limits) -> App {
    let bell = plugin::Builder::new("bell").invoke_handler(generate_handler![ring]).manifest(|manifest| {
        manifest.default_permissions(["allow-ring", "allow-register-listener", "allow-remove-listener"])
    });
    let text = r#"{ "identifier": "all", "windows": ["*"], "permissions": ["bell:default"] }"#;
    let capabilities = Capabilities::new().with("capabilities/all.json", text);
    Builder::new().plugin(bell.build()).capabilities(capabilities).limits(limits).build().unwrap()
}

fn register(page: &Client, event: &str, channel: u32) -> Result<Value, Value> {
    let arguments = json!({ "event": event, "handler": format!("__CHANNEL__:{channel}") });
    page.invoke("plugin:bell|register_listener", arguments)
}

#[test]
fn pages_listen_to_a_plugin_and_stop() {
    let app = ringing(Limits::default());
    let (page, other) = (main_page(&app), Client::open(&app.handle(), "other").unwrap());
    register(&page, "ring", 7).unwrap();
    register(&page, "fall", 8).unwrap();
    register(&other, "ring", 7).unwrap();
    page.invoke("plugin:bell|ring", json!({ "payload": 1 })).unwrap();
    assert_eq!(page.next_delivery(), [json!([1, 7, 0, "1"])]);
    assert_eq!(other.next_delivery(), [json!([1, 7, 0, "1"])]);

    page.invoke("plugin:bell|remove_listener", json!({ "event": "ring", "channelId": 7 })).unwrap();
    assert_eq!(page.next_delivery(), [json!([4, 7, 1])], "the channel ends");
    page.invoke("plugin:bell|ring", json!({ "payload": 2 })).unwrap();
    assert_eq!(other.next_delivery(), [json!([1, 7, 1, "2"])]);
    assert_eq!(page.page().document().plugin_listeners_registered(), 1);

    app.handle().remove_plugin("bell");
    assert_eq!(page.next_delivery(), [json!([4, 8, 0])], "the plugin is gone, and its listeners with it");
    assert_eq!(page.page().document().plugin_listeners_registered(), 0);
}

#[test]
fn listeners_of_a_plugin_go_with_their_document_and_are_bounded() {
    let app = ringing(Limits { listeners_max: 2, ..Limits::default() });
    let page = main_page(&app);
    register(&page, "ring", 1).unwrap();
    register(&page, "ring", 2).unwrap();
    assert_eq!(code(register(&page, "ring", 3)), "too_many_listeners");
    let old = page.page().document();
    page.page().reset();
    assert_eq!((old.plugin_listeners_registered(), old.channels_open()), (0, 0));
    register(&page, "ring", 4).unwrap();
    assert_eq!(code(register(&page, &"r".repeat(257), 5)), "malformed_request");
}

#[test]
fn a_listener_that_is_too_far_behind_is_an_error_that_names_it_and_hinders_no_other() {
    let app = ringing(Limits { outbox_bytes_max: 64, ..Limits::default() });
    let (slow, quick) = (main_page(&app), Client::open(&app.handle(), "quick").unwrap());
    register(&slow, "ring", 1).unwrap();
    register(&quick, "ring", 1).unwrap();
    let ring = || quick.invoke("plugin:bell|ring", json!({ "payload": "ding dong ding dong ding dong" }));
    let mut rung = 0;
    let full = loop {
        let answer = ring();
        rung += quick.next_delivery().len();
        if let Err(full) = answer {
            break full;
        }
    };
    assert!(full.as_str().unwrap().starts_with("webview `main` is too far behind"), "{full}");
    assert!(rung > slow.next_delivery().len(), "the quick one heard more");
}
