//! Listeners that come and go, also while they hear; what is left of them.

use super::*;

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
