//! Who hears an event, and what arrives.

use futures_util::FutureExt;

use super::*;

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
    assert_eq!(last(&page), (json!(1), json!(r#"{ "a": [1] }"#)), "text of somebody else is parsed, not run");
    handle.emit_to("main", "e", json!({ "__proto__": 1 })).unwrap();
    assert_eq!(last(&page), (json!(0), json!({ "__proto__": 1 })), "a delivery is parsed, not run");

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

/// The engine reads bodies side by side: that of a later call may be there first.
#[test]
fn what_a_page_emits_is_heard_in_the_order_in_which_it_was_emitted() {
    let app = app();
    let page = open(&app, "main");
    listen(&page, "tick", 1);
    let mut bodies = Vec::new();
    let mut answers = Vec::new();
    for _ in 0..20 {
        let (body, read) = tokio::sync::oneshot::channel();
        let mut request = page.request(EMIT, "application/json", "");
        *request.body_mut() =
            footbridge::wire::Incoming::Later(Box::new(|_, _| read.map(|body| Ok(body.unwrap())).boxed()));
        answers.push(page.send(request));
        bodies.push(body);
    }
    for (n, body) in bodies.into_iter().enumerate().rev() {
        let text = json!({ "event": "tick", "payload": n }).to_string();
        body.send(bytes::BytesMut::from(text.as_str())).unwrap();
    }
    for answer in answers {
        assert_eq!(answer.recv().unwrap().headers()["tauri-response"], "ok");
    }
    let mut heard = Vec::new();
    while heard.len() < 20 {
        heard.extend(
            page.next_delivery().into_iter().map(|entry| entry[4].as_str().unwrap().parse::<u64>().unwrap()),
        );
    }
    assert_eq!(heard, (0..20).collect::<Vec<_>>());
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
