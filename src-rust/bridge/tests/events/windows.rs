//! What happens to windows and webviews, as events.

use super::*;

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
