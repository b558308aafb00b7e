//! Events over the memory transport: who hears what, in which order, and what is left when nobody listens any more.

use std::{
    sync::{
        Arc, Barrier, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    thread,
};

use footbridge::{
    App, Builder, Emitter, Error, EventTarget, Limits, Listener, Origin, Position, RunEvent, Theme,
    WebviewEvent, WindowEvent, acl::Capabilities, ipc::Response, transport::memory::Client, wire::header,
};
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

const LISTEN: &str = "plugin:event|listen";
const UNLISTEN: &str = "plugin:event|unlisten";
const EMIT: &str = "plugin:event|emit";
const EMIT_TO: &str = "plugin:event|emit_to";

fn builder() -> Builder {
    let capability = r#"{ "identifier": "all", "windows": ["*"], "permissions": ["core:event:default"] }"#;
    Builder::new().capabilities(Capabilities::new().with("capabilities/all.json", capability))
}

fn app() -> App {
    builder().build().unwrap()
}

fn limited(limits: Limits) -> App {
    builder().limits(limits).build().unwrap()
}

fn open(app: &App, label: &str) -> Client {
    Client::open(&app.handle(), label).unwrap()
}

/// Has a page listen with the callback `handler`; gives the listener's id.
fn listen_as(page: &Client, event: &str, target: &Value, handler: u32) -> u32 {
    let arguments = json!({ "event": event, "target": target, "handler": handler });
    page.invoke(LISTEN, arguments).unwrap().as_u64().unwrap().try_into().unwrap()
}

fn listen(page: &Client, event: &str, handler: u32) -> u32 {
    listen_as(page, event, &json!({ "kind": "Any" }), handler)
}

fn listeners_of(page: &Client) -> usize {
    page.page().document().listeners_registered()
}

/// What Rust listeners hear, in order.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<String>>>);

impl Heard {
    fn add(&self, text: impl Into<String>) {
        self.0.lock().unwrap().push(text.into());
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

#[test]
fn an_event_is_one_entry_a_page_whatever_the_number_of_listeners() {
    let app = app();
    let (one, two, deaf) = (open(&app, "one"), open(&app, "two"), open(&app, "deaf"));
    let ids = [listen(&one, "tick", 11), listen(&one, "tick", 12), listen(&two, "tick", 21)];
    listen(&deaf, "tock", 31);
    app.handle().emit("tick", json!({ "n": 1 })).unwrap();
    assert_eq!(one.next_delivery(), [json!([5, [[11, ids[0]], [12, ids[1]]], "tick", 0, { "n": 1 }])]);
    assert_eq!(two.next_delivery(), [json!([5, [[21, ids[2]]], "tick", 0, { "n": 1 }])]);
    assert_eq!(deaf.try_next_delivery(), [] as [Value; 0]);
}

/// Counts how often it is serialized.
struct Counted<'a>(&'a AtomicU32);

impl Serialize for Counted<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.fetch_add(1, Ordering::Relaxed);
        serializer.serialize_unit()
    }
}

#[test]
fn a_payload_is_serialized_once_for_all_listeners_of_rust_and_of_pages() {
    let app = app();
    let pages = ["a", "b", "c"].map(|label| open(&app, label));
    for page in &pages {
        listen(page, "tick", 1);
        listen(page, "tick", 2);
    }
    let heard = Heard::default();
    for _ in 0..3 {
        let heard = heard.clone();
        app.handle().listen("tick", move |event| heard.add(event.json().unwrap()));
    }
    let count = AtomicU32::new(0);
    app.handle().emit("tick", Counted(&count)).unwrap();
    assert_eq!(count.into_inner(), 1);
    assert_eq!(heard.take(), ["null", "null", "null"]);
    assert!(pages.iter().all(|page| page.next_delivery().len() == 1));
}

/// Rows: whom the emitter means. Columns: who of the page's and of Rust's listeners hears it.
#[test]
fn who_hears_an_event_is_tauris_rule_for_pages_and_for_rust() {
    let app = app();
    let handle = app.handle();
    let page = Client::open_in(&handle, "view", "win", Origin::Local).unwrap();
    let targets = [
        json!({ "kind": "Any" }),
        json!({ "kind": "App" }),
        json!("win"),
        json!({ "kind": "AnyLabel", "label": "win" }),
        json!({ "kind": "Window", "label": "win" }),
        json!({ "kind": "Webview", "label": "win" }),
        json!({ "kind": "WebviewWindow", "label": "win" }),
        json!({ "kind": "Window", "label": "other" }),
    ];
    for (handler, target) in targets.iter().enumerate() {
        listen_as(&page, "e", target, u32::try_from(handler).unwrap());
    }
    let heard = Heard::default();
    let say = |name: &'static str| {
        let heard = heard.clone();
        move |_| heard.add(name)
    };
    handle.listen("e", say("app"));
    handle.window("win").unwrap().listen("e", say("window"));
    handle.window("win").unwrap().listen_any("e", say("any"));
    handle.webview("view").unwrap().listen("e", say("webview"));

    let everyone: &[u64] = &[0, 1, 2, 3, 4, 5, 6, 7];
    for (target, of_page, of_rust) in [
        (EventTarget::Any, everyone, &["app", "window", "any", "webview"][..]),
        (EventTarget::App, &[0, 1], &["app", "any"]),
        (EventTarget::from("win"), &[0, 2, 3, 4, 5, 6], &["window", "any"]),
        (EventTarget::window("win"), &[0, 2, 3, 4], &["window", "any"]),
        (EventTarget::webview("win"), &[0, 2, 3, 5], &["any"]),
        (EventTarget::webview_window("win"), &[0, 2, 3, 6], &["any"]),
        (EventTarget::webview("view"), &[0], &["any", "webview"]),
        (EventTarget::labeled("view"), &[0], &["any", "webview"]),
    ] {
        let from_page = json!({ "target": target, "event": "e", "payload": null });
        let emits: [&dyn Fn(); 2] = [&|| handle.emit_to(target.clone(), "e", ()).unwrap(), &|| {
            assert_eq!(page.invoke(EMIT_TO, &from_page), Ok(Value::Null))
        }];
        for emit in emits {
            emit();
            assert_eq!(heard.take(), of_rust, "{target:?}");
            let listeners = page.next_delivery().remove(0)[1].take();
            let handlers: Vec<_> =
                listeners.as_array().unwrap().iter().map(|listener| listener[0].as_u64().unwrap()).collect();
            assert_eq!(handlers, of_page, "{target:?}");
        }
    }
}

#[test]
fn a_filter_sees_the_targets_of_listeners_and_never_stands_before_those_who_hear_everything() {
    let app = app();
    let handle = app.handle();
    let heard = Heard::default();
    let say = |name: &'static str| {
        let heard = heard.clone();
        move |_| heard.add(name)
    };
    let page = open(&app, "main");
    handle.listen("e", say("app"));
    handle.listen_any("e", say("any"));
    handle.webview("main").unwrap().listen("e", say("webview"));
    let is_webview =
        |target: &EventTarget| matches!(target, EventTarget::Webview { label } if label == "main");
    handle.emit_filter("e", (), is_webview).unwrap();
    assert_eq!(heard.take(), ["any", "webview"]);
    handle.emit_str_filter("e", "1".into(), |_| false).unwrap();
    assert_eq!(heard.take(), ["any"]);
    drop(page);
}

#[test]
fn a_name_that_no_event_may_have_is_refused_on_every_way_in() {
    let app = app();
    let handle = app.handle();
    let page = open(&app, "main");
    for name in ["", "a b", "tick!", "a.b"] {
        assert!(matches!(handle.emit(name, ()), Err(Error::InvalidEventName(_))), "{name}");
        assert!(matches!(handle.emit_str(name, "1".into()), Err(Error::InvalidEventName(_))), "{name}");
        for command in [LISTEN, UNLISTEN, EMIT, EMIT_TO] {
            let arguments = json!({ "event": name, "target": "main", "handler": 1, "eventId": 1 });
            let refusal = page.invoke(command, arguments).unwrap_err();
            assert_eq!((&refusal["code"], &refusal["argument"]), (&json!("bad_argument"), &json!("event")));
            let message = refusal["message"].as_str().unwrap();
            assert!(message.contains("an event name: letters, digits and any of `-/:_`"), "{message}");
        }
    }
    let long = "a".repeat(257);
    assert!(matches!(handle.emit(&long, ()), Err(Error::EventNameTooLong { bytes: 257, bytes_max: 256 })));
    let refusal = page.invoke(EMIT, json!({ "event": long })).unwrap_err();
    assert!(
        refusal["message"].as_str().unwrap().contains("at most 256 bytes, received 257 bytes"),
        "{refusal}"
    );
    let panic = thread::spawn(move || handle.listen("a b", |_| {})).join().unwrap_err();
    assert!(panic.downcast_ref::<String>().unwrap().contains("`a b` is no event name: use letters"));
    assert_eq!(listeners_of(&page), 0);
}

#[test]
fn payloads_arrive_as_they_are() {
    let app = app();
    let handle = app.handle();
    let page = open(&app, "main");
    listen(&page, "e", 1);
    let last =
        |page: &Client| page.next_delivery().pop().map(|entry| (entry[3].clone(), entry[4].clone())).unwrap();
    handle.emit("e", "text").unwrap();
    assert_eq!(last(&page), (json!(0), json!("text")));
    handle.emit("e", Response::new(vec![1, 2, 255])).unwrap();
    assert_eq!(last(&page), (json!(2), json!("AQL/")), "bytes are bytes");
    handle.emit_str("e", r#"{ "a": [1] }"#.into()).unwrap();
    assert_eq!(last(&page), (json!(0), json!({ "a": [1] })));
    handle.emit_str_to("main", "e", r#"{"__proto__":1}"#.into()).unwrap();
    assert_eq!(last(&page).0, json!(1), "a member that means something else in a script is parsed");

    let error = handle.emit_str("e", "]);alert(1);([".into()).unwrap_err().to_string();
    assert!(error.contains("event `e`") && error.contains("not JSON"), "{error}");
    let not_text_keys = std::collections::HashMap::from([((1, 2), 3)]);
    assert!(matches!(handle.emit("e", not_text_keys), Err(Error::UnwritableEvent { .. })));
    assert_eq!(page.try_next_delivery(), [] as [Value; 0], "what cannot be sent is not sent in part");
}

#[test]
fn what_a_page_emits_is_heard_by_rust_and_by_every_page() {
    let app = app();
    let (one, two) = (open(&app, "one"), open(&app, "two"));
    let ids = [listen(&one, "e", 1), listen(&two, "e", 2)];
    let heard = Heard::default();
    let hears = heard.clone();
    app.handle().listen("e", move |event| hears.add(event.json().unwrap()));
    one.invoke(EMIT, json!({ "event": "e", "payload": { "a": 1 } })).unwrap();
    one.invoke(EMIT, json!({ "event": "e" })).unwrap();
    assert_eq!(heard.take(), [r#"{"a":1}"#, "null"]);
    for (page, handler, id) in [(&one, 1, ids[0]), (&two, 2, ids[1])] {
        assert_eq!(
            page.next_delivery(),
            [json!([5, [[handler, id]], "e", 1, "{\"a\":1}"]), json!([5, [[handler, id]], "e", 1, "null"])]
        );
    }
}

#[test]
fn bytes_that_a_page_emits_arrive_as_bytes() {
    let app = app();
    let page = open(&app, "main");
    let id = listen(&page, "e", 1);
    let json = r#"{"event":"e","payload":"m:0+3"}"#;
    let mut body = json.as_bytes().to_vec();
    body.extend([1, 2, 255]);
    let mut request = page.request(EMIT, header::PARTS, body);
    let parts = format!("m;{}", json.len()).parse().unwrap();
    request.headers_mut().insert(header::BODY_PARTS, parts);
    assert_eq!(page.wait(request).body(), "null");
    // An array of numbers is one, also where it could be bytes.
    page.invoke(EMIT, json!({ "event": "e", "payload": [1, 2, 255] })).unwrap();
    assert_eq!(
        page.next_delivery(),
        [json!([5, [[1, id]], "e", 2, "AQL/"]), json!([5, [[1, id]], "e", 1, "[1,2,255]"])]
    );
}

#[test]
fn json_that_is_nested_too_deep_for_a_script_takes_nothing_along() {
    let app = app();
    let page = open(&app, "main");
    listen(&page, "e", 1);
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    let body = format!(r#"{{ "event": "e", "payload": {deep} }}"#);
    let answer = page.wait(page.request(EMIT, "application/json", body));
    assert_eq!(answer.body(), "null");
    assert_eq!(page.next_delivery()[0][4], json!(deep), "it is a string in the script");
}

#[test]
fn a_listener_may_emit_listen_and_unlisten_and_all_hear_in_the_order_of_the_emits() {
    let app = app();
    let handle = app.handle();
    let heard = Heard::default();
    let (hears, inner) = (heard.clone(), handle.clone());
    let first = handle.listen("a", move |event| {
        hears.add("first a");
        inner.unlisten(event.id());
        inner.emit("b", ()).unwrap();
        let (hears, again) = (hears.clone(), hears.clone());
        inner.once("b", move |_| hears.add("late b"));
        inner.listen("a", move |_| again.add("late a"));
    });
    for event in ["a", "b"] {
        let hears = heard.clone();
        handle.listen(event, move |_| hears.add(format!("second {event}")));
    }
    handle.emit("a", ()).unwrap();
    assert_eq!(heard.take(), ["first a", "second a", "second b"]);
    handle.emit("a", ()).unwrap();
    handle.emit("b", ()).unwrap();
    assert_eq!(heard.take(), ["second a", "late a", "second b", "late b"]);
    handle.unlisten(first);
    assert_eq!(handle.listeners_registered(), 3);
}

#[test]
fn a_listener_that_was_taken_away_while_an_event_was_under_way_hears_nothing_more() {
    let app = app();
    let handle = app.handle();
    let heard = Heard::default();
    let second = Arc::new(AtomicU32::new(0));
    let (inner, id) = (handle.clone(), Arc::clone(&second));
    handle.listen("e", move |_| inner.unlisten(id.load(Ordering::Relaxed)));
    let hears = heard.clone();
    second.store(handle.listen("e", move |_| hears.add("second")), Ordering::Relaxed);
    handle.emit("e", ()).unwrap();
    assert_eq!(heard.take(), [] as [&str; 0]);
}

#[test]
fn once_is_once_though_its_handler_emits_the_event_again() {
    let app = app();
    let handle = app.handle();
    let count = Arc::new(AtomicU32::new(0));
    let (inner, counts) = (handle.clone(), Arc::clone(&count));
    handle.once("e", move |_| {
        counts.fetch_add(1, Ordering::Relaxed);
        inner.emit("e", ()).unwrap();
    });
    handle.emit("e", ()).unwrap();
    assert_eq!((count.load(Ordering::Relaxed), handle.listeners_registered()), (1, 0));
}

#[test]
fn an_event_loop_of_listeners_ends_with_an_error_instead_of_memory() {
    let app = limited(Limits { nested_events_max: 8, ..Limits::default() });
    let handle = app.handle();
    let (inner, refused) = (handle.clone(), Arc::new(AtomicU32::new(0)));
    let counts = Arc::clone(&refused);
    handle.listen("e", move |_| {
        for _ in 0..10 {
            if matches!(inner.emit("leaf", ()), Err(Error::TooManyNestedEvents(8))) {
                counts.fetch_add(1, Ordering::Relaxed);
            }
        }
    });
    let leaves = Heard::default();
    let hears = leaves.clone();
    handle.listen("leaf", move |_| hears.add("leaf"));
    handle.emit("e", ()).unwrap();
    assert_eq!((refused.load(Ordering::Relaxed), leaves.take().len()), (2, 8));
}

#[test]
fn a_listener_that_panics_keeps_the_event_from_nobody() {
    let app = app();
    let handle = app.handle();
    let page = open(&app, "main");
    listen(&page, "e", 1);
    let heard = Heard::default();
    handle.listen("e", |_| panic!("on purpose"));
    let hears = heard.clone();
    handle.listen("e", move |_| hears.add("second"));
    for _ in 0..2 {
        handle.emit("e", ()).unwrap();
    }
    page.invoke(EMIT, json!({ "event": "e" })).unwrap();
    assert_eq!(heard.take(), ["second", "second", "second"]);
    assert_eq!(page.next_delivery().len(), 3);
}

#[test]
fn a_listener_that_is_taken_away_leaves_nothing_in_any_table() {
    let app = app();
    let handle = app.handle();
    let (page, other) = (open(&app, "main"), open(&app, "other"));
    let ids: Vec<_> = (0..100).map(|n| listen(&page, &format!("event-{}", n % 7), n)).collect();
    assert_eq!(listeners_of(&page), 100);
    for id in &ids {
        // What one page registered, another cannot take away.
        other.invoke(UNLISTEN, json!({ "event": "event-0", "eventId": id })).unwrap();
    }
    assert_eq!(listeners_of(&page), 100);
    for id in ids {
        for _ in 0..2 {
            page.invoke(UNLISTEN, json!({ "event": "event-0", "eventId": id })).unwrap();
        }
    }
    assert_eq!(listeners_of(&page), 0);
    for n in 0..7 {
        handle.emit(&format!("event-{n}"), ()).unwrap();
    }
    assert_eq!(page.try_next_delivery(), [] as [Value; 0]);

    let ids: Vec<_> = (0..100).map(|n| handle.listen(format!("event-{}", n % 7), |_| {})).collect();
    ids.into_iter().for_each(|id| handle.unlisten(id));
    assert_eq!(handle.listeners_registered(), 0);
}

#[test]
fn a_page_takes_its_listeners_with_it() {
    let app = app();
    let handle = app.handle();
    let page = open(&app, "main");
    listen(&page, "e", 1);
    let document = page.page().document();
    page.page().reset();
    assert_eq!((document.listeners_registered(), listeners_of(&page)), (0, 0), "a reload");
    handle.emit("e", ()).unwrap();
    assert_eq!(page.try_next_delivery(), [] as [Value; 0], "the next document did not listen");

    let id = listen(&page, "e", 1);
    handle.emit("e", ()).unwrap();
    assert_eq!(page.next_delivery(), [json!([5, [[1, id]], "e", 0, null])]);
    let document = page.page().document();
    handle.webview("main").unwrap().listen("e", |_| {});
    handle.window("main").unwrap().listen("e", |_| {});
    handle.listen("e", |_| {});
    drop(page);
    assert_eq!(document.listeners_registered(), 0, "a close");
    handle.window_closed("main");
    assert_eq!(handle.listeners_registered(), 1, "what the app itself listens to stays");
}

#[test]
fn a_page_has_a_bounded_number_of_listeners_and_gets_their_places_back() {
    let app = limited(Limits { listeners_max: 2, ..Limits::default() });
    let page = open(&app, "main");
    let id = listen(&page, "a", 1);
    listen(&page, "b", 2);
    let arguments = json!({ "event": "c", "target": "main", "handler": 3 });
    let refusal = page.invoke(LISTEN, &arguments).unwrap_err();
    assert_eq!((&refusal["code"], &refusal["listeners_max"]), (&json!("too_many_listeners"), &json!(2)));
    assert_eq!(listeners_of(&open(&app, "other")), 0);
    page.invoke(UNLISTEN, json!({ "event": "a", "eventId": id })).unwrap();
    page.invoke(LISTEN, &arguments).unwrap();
}

#[test]
fn a_page_that_does_not_read_gets_no_more_than_its_bound_and_the_others_do() {
    let app = limited(Limits { event_bytes_max: 10_000, ..Limits::default() });
    let handle = app.handle();
    let (slow, quick) = (open(&app, "slow"), open(&app, "quick"));
    let heard = Heard::default();
    let hears = heard.clone();
    listen(&slow, "e", 1);
    listen(&quick, "e", 2);
    handle.listen("e", move |_| hears.add("rust"));
    let mut refused = None;
    let mut emitted = 0;
    while refused.is_none() {
        refused = handle.emit("e", "x".repeat(1_000)).err();
        emitted += 1;
        assert_eq!(quick.next_delivery().len(), 1, "who reads hears all");
    }
    let error = refused.unwrap().to_string();
    assert!(error.contains("event `e`") && error.contains("webview `slow`"), "{error}");
    assert!(error.contains("10000 bytes") && error.contains("Limits::event_bytes_max"), "{error}");
    assert_eq!(heard.take().len(), emitted);
    let waiting = slow.next_delivery().len();
    assert_eq!(waiting, emitted - 1);
    slow.try_next_delivery();
    handle.emit("e", "room again").unwrap();
    assert_eq!(slow.next_delivery().len(), 1);
}

#[test]
fn of_events_that_replace_each_other_the_last_one_arrives() {
    let app = app();
    let handle = app.handle();
    let page = open(&app, "main");
    let id = listen_as(&page, "at", &json!({ "kind": "Window", "label": "main" }), 1);
    listen_as(&page, "at", &json!({ "kind": "Window", "label": "other" }), 2);
    let heard = Heard::default();
    let hears = heard.clone();
    handle.listen_any("at", move |event| hears.add(event.json().unwrap()));
    for x in 0..1_000 {
        handle.emit_latest_to(EventTarget::window("main"), "at", x).unwrap();
    }
    handle.emit_latest_to(EventTarget::window("other"), "at", "for the other listener").unwrap();
    let entries = page.next_delivery();
    assert_eq!(entries.len(), 2, "{entries:?}");
    assert_eq!(entries[0], json!([5, [[1, id]], "at", 0, 999]));
    assert_eq!(heard.take().len(), 1_001, "a listener in Rust hears each");
    handle.emit_latest("at", 1).unwrap();
    assert_eq!(page.next_delivery().len(), 1, "what was delivered is not replaced");
}

#[test]
fn an_emit_that_waits_goes_at_the_pace_of_the_slowest_page() {
    let app = limited(Limits { outbox_bytes_max: 10_000, ..Limits::default() });
    let handle = app.handle();
    let page = open(&app, "main");
    listen(&page, "e", 1);
    let sender = handle.clone();
    let emits = handle.runtime().spawn(async move {
        for n in 0..1_000_u32 {
            sender.emit_waiting("e", (n, "x".repeat(1_000))).await.unwrap();
        }
    });
    let mut next = 0;
    while next < 1_000 {
        let entries = page.next_delivery();
        assert!(entries.len() <= 10, "no more waits than may");
        for entry in entries {
            assert_eq!(entry[4][0], next);
            next += 1;
        }
    }
    handle.runtime().block_on(emits).unwrap();
}

#[test]
fn an_emit_that_waits_for_a_page_ends_when_the_page_goes() {
    let app = limited(Limits { outbox_bytes_max: 100, ..Limits::default() });
    let handle = app.handle();
    let page = open(&app, "main");
    listen(&page, "e", 1);
    let full = handle.emit_waiting("e", "x".repeat(200));
    handle.runtime().block_on(full).unwrap();
    let sender = handle.clone();
    let waits = handle.runtime().spawn(async move { sender.emit_waiting("e", "x").await });
    page.page().reset();
    handle.runtime().block_on(waits).unwrap().unwrap();
}

#[test]
fn a_hundred_thousand_events_arrive_complete_and_in_order() {
    const EVENTS: u32 = 100_000;
    let app = app();
    let handle = app.handle();
    let page = open(&app, "main");
    listen(&page, "tick", 1);
    let expected = Arc::new(AtomicU32::new(0));
    let counts = Arc::clone(&expected);
    handle.listen("tick", move |event| {
        let number: u32 = event.json().unwrap().parse().unwrap();
        assert_eq!(counts.swap(number + 1, Ordering::Relaxed), number);
    });
    for n in 0..EVENTS {
        handle.emit("tick", n).unwrap();
    }
    assert_eq!(expected.load(Ordering::Relaxed), EVENTS);
    let mut next = 0;
    while next < EVENTS {
        for entry in page.next_delivery() {
            assert_eq!(entry[4], next);
            next += 1;
        }
    }
    assert_eq!(page.try_next_delivery(), [] as [Value; 0]);
}

#[test]
fn many_threads_emit_and_listen_at_once_and_everything_ends_at_nothing() {
    const THREADS: u32 = 8;
    const ROUNDS: u32 = 200;
    let app = app();
    let handle = app.handle();
    let page = open(&app, "main");
    listen(&page, "work", 1);
    let (heard, once) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
    let counts = Arc::clone(&heard);
    let steady = handle.listen("work", move |_| _ = counts.fetch_add(1, Ordering::Relaxed));
    let counts = Arc::clone(&once);
    handle.once("work", move |_| _ = counts.fetch_add(1, Ordering::Relaxed));
    let barrier = Barrier::new(THREADS as usize);
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let (handle, barrier, page) = (&handle, &barrier, &page);
            scope.spawn(move || {
                barrier.wait();
                for round in 0..ROUNDS {
                    let inner = handle.clone();
                    let id = handle.listen("work", move |event| inner.unlisten(event.id()));
                    let of_page = listen(page, "work", 2 + thread * ROUNDS + round);
                    handle.emit("work", [thread, round]).unwrap();
                    handle.unlisten(id);
                    page.invoke(UNLISTEN, json!({ "event": "work", "eventId": of_page })).unwrap();
                }
            });
        }
    });
    assert_eq!(heard.load(Ordering::Relaxed), THREADS * ROUNDS);
    assert_eq!(once.load(Ordering::Relaxed), 1);
    handle.unlisten(steady);
    assert_eq!((handle.listeners_registered(), listeners_of(&page)), (0, 1));

    let mut rounds = [0; THREADS as usize];
    while rounds.iter().sum::<u32>() < THREADS * ROUNDS {
        for entry in page.next_delivery() {
            let thread = usize::try_from(entry[4][0].as_u64().unwrap()).unwrap();
            assert_eq!(entry[4][1], rounds[thread], "the events of one thread keep their order");
            rounds[thread] += 1;
        }
    }
}

#[test]
fn a_page_may_do_with_events_what_a_capability_says_and_no_more() {
    let capability = r#"{ "identifier": "hear", "windows": ["main"],
        "permissions": ["core:event:allow-listen", "core:event:allow-unlisten"] }"#;
    let app = Builder::new().capabilities(Capabilities::new().with("capabilities/hear.json", capability));
    let app = app.build().unwrap();
    let (page, stranger) = (open(&app, "main"), open(&app, "stranger"));
    listen(&page, "e", 1);
    for (page, command) in [(&page, EMIT), (&page, EMIT_TO), (&stranger, LISTEN), (&stranger, UNLISTEN)] {
        let arguments = json!({ "event": "e", "target": "main", "handler": 1, "eventId": 0 });
        assert_eq!(page.invoke(command, arguments).unwrap_err()["code"], "not_permitted", "{command}");
    }
}

#[test]
fn what_happens_to_windows_and_webviews_is_told_as_tauri_tells_it() {
    let app = app();
    let handle = app.handle();
    let page = Client::open_in(&handle, "main", "main", Origin::Local).unwrap();
    let window = |event| RunEvent::Window { label: "main".into(), event };
    let webview = |event| RunEvent::Webview { label: "main".into(), event };
    let paths = || vec!["/a b".into(), "/c".into()];
    let position = Position { x: 1.5, y: 2.0 };
    let at = json!({ "x": 1.5, "y": 2.0 });
    for (event, name, payload) in [
        (window(WindowEvent::Created), "window-created", json!({ "label": "main" })),
        (window(WindowEvent::Resized { width: 8, height: 6 }), "resize", json!({ "width": 8, "height": 6 })),
        (window(WindowEvent::Moved { x: -1, y: 2 }), "move", json!({ "x": -1, "y": 2 })),
        (window(WindowEvent::CloseRequested), "close-requested", json!(null)),
        (window(WindowEvent::Focused(true)), "focus", json!(null)),
        (window(WindowEvent::Focused(false)), "blur", json!(null)),
        (
            window(WindowEvent::ScaleFactorChanged { scale_factor: 1.5, width: 12, height: 9 }),
            "scale-change",
            json!({ "scaleFactor": 1.5, "size": { "width": 12, "height": 9 } }),
        ),
        (window(WindowEvent::ThemeChanged(Theme::Dark)), "theme-changed", json!("dark")),
        (window(WindowEvent::Destroyed), "destroyed", json!(null)),
        (webview(WebviewEvent::Created), "webview-created", json!({ "label": "main" })),
        (
            webview(WebviewEvent::DragEnter { paths: paths(), position }),
            "drag-enter",
            json!({ "paths": ["/a b", "/c"], "position": at }),
        ),
        (webview(WebviewEvent::DragOver { position }), "drag-over", json!({ "position": at })),
        (
            webview(WebviewEvent::DragDrop { paths: paths(), position }),
            "drag-drop",
            json!({ "paths": ["/a b", "/c"], "position": at }),
        ),
        (webview(WebviewEvent::DragLeave), "drag-leave", json!(null)),
    ] {
        let name = format!("tauri://{name}");
        let id = listen_as(&page, &name, &json!({ "kind": "WebviewWindow", "label": "main" }), 1);
        listen_as(&page, &name, &json!({ "kind": "WebviewWindow", "label": "other" }), 2);
        handle.run_event(&event);
        let mut entry = page.next_delivery().remove(0);
        if name.ends_with("-created") {
            assert_eq!(entry[1].as_array().unwrap().len(), 2, "everybody hears of what is new");
            entry[1] = json!([[1, id]]);
        }
        assert_eq!(entry, json!([5, [[1, id]], name, 0, payload]));
    }
}

/// Who hears a drag: a webview that fills its window is the window as well, one that shares it is not.
#[test]
fn a_drag_is_told_to_the_webview_and_to_the_window_that_it_fills() {
    let app = app();
    let handle = app.handle();
    let whole = open(&app, "whole");
    let shared = Client::open_in(&handle, "left", "shared", Origin::Local).unwrap();
    for (page, label, heard) in [(&whole, "whole", vec![1, 2, 3, 4]), (&shared, "left", vec![2, 3])] {
        for (handler, kind) in [(1, "Window"), (2, "Webview"), (3, "WebviewWindow"), (4, "AnyLabel")] {
            listen_as(page, "tauri://drag-leave", &json!({ "kind": kind, "label": label }), handler);
        }
        handle.run_event(&RunEvent::Webview { label: label.into(), event: WebviewEvent::DragLeave });
        let listeners = page.next_delivery().remove(0)[1].take();
        let handlers: Vec<_> =
            listeners.as_array().unwrap().iter().map(|listener| listener[0].as_u64().unwrap()).collect();
        assert_eq!(handlers, heard, "{label}");
    }
}

#[test]
fn a_page_that_listens_for_the_close_of_its_window_decides_about_it() {
    let app = app();
    let handle = app.handle();
    let page = open(&app, "main");
    let name = "tauri://close-requested";
    handle.window("main").unwrap().listen(name, |_| {});
    listen(&page, name, 1);
    listen_as(&page, name, &json!({ "kind": "Webview", "label": "main" }), 2);
    assert!(!handle.close_requested("main"), "neither Rust nor who hears everything decides");
    for kind in ["Window", "WebviewWindow"] {
        let id = listen_as(&page, name, &json!({ "kind": kind, "label": "main" }), 3);
        assert!(handle.close_requested("main"), "{kind}");
        assert!(!handle.close_requested("other"));
        page.invoke(UNLISTEN, json!({ "event": name, "eventId": id })).unwrap();
        assert!(!handle.close_requested("main"));
    }
}

#[test]
fn sizes_and_places_do_not_pile_up() {
    let app = app();
    let handle = app.handle();
    let page = open(&app, "main");
    for name in ["tauri://resize", "tauri://move"] {
        listen_as(&page, name, &json!({ "kind": "Window", "label": "main" }), 1);
    }
    for n in 0..100 {
        for event in [WindowEvent::Resized { width: n, height: 1 }, WindowEvent::Moved { x: 1, y: 1 }] {
            handle.run_event(&RunEvent::Window { label: "main".into(), event });
        }
    }
    let entries = page.next_delivery();
    assert_eq!(entries.len(), 2);
    assert_eq!(entries[0][4]["width"], 99);
}
