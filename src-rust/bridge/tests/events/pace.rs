//! How much waits for a page, and in which order everything arrives.

use super::*;

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
fn a_page_whose_emit_waits_for_another_page_can_still_listen() {
    let app = limited(Limits { outbox_bytes_max: 100, ..Limits::default() });
    let (page, slow) = (open(&app, "main"), open(&app, "slow"));
    listen(&slow, "e", 1);
    let emit = |n: u32| {
        let arguments = json!({ "event": "e", "payload": [n, "x".repeat(200)] }).to_string();
        page.send(page.request("plugin:event|emit", header::JSON, arguments))
    };
    let answers = [emit(0), emit(1), emit(2)];
    listen(&page, "f", 1);
    answers[0].recv().unwrap();
    assert!(
        answers[1].try_recv().is_err() && answers[2].try_recv().is_err(),
        "the page has no room for them"
    );
    let heard: Vec<_> = (0..3).map(|_| slow.next_delivery()[0][4].as_str().unwrap().to_owned()).collect();
    for (n, payload) in heard.iter().enumerate() {
        assert!(payload.starts_with(&format!("[{n},")), "they keep their order");
    }
    slow.try_next_delivery();
    answers[2].recv().unwrap();
}

#[test]
fn an_event_of_a_page_that_is_larger_than_any_may_be_is_refused() {
    let app = limited(Limits { event_bytes_max: 1_000, ..Limits::default() });
    let page = open(&app, "main");
    let emit = |bytes: usize| {
        page.invoke("plugin:event|emit", json!({ "event": "e", "payload": "x".repeat(bytes) }))
    };
    emit(900).unwrap();
    let error = emit(1_000).unwrap_err();
    assert_eq!(error["code"], "malformed_request");
    assert!(
        error["message"].as_str().unwrap().contains("an event of 1002 bytes; 1000 are the most"),
        "{error}"
    );
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
