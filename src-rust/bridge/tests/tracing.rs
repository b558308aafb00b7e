//! What the bridge writes down of a call: every hop, and never the key.
#![allow(clippy::unwrap_used, reason = "a test ends where an invariant of its own is broken")]

mod common;

use common::{builder_of, listeners::LISTENERS, main_page};
use footbridge::{command, generate_handler, hops::Hops, transport::memory::Client, wire::header};
use futures_util::FutureExt;
use serde_json::json;
use std::{pin::pin, time::Duration};
use tracing_subscriber::layer::SubscriberExt;

#[command]
fn greet(name: &str) -> String {
    format!("Hello, {name}.")
}

#[command]
fn panicking() {
    panic!("the roof is on fire");
}

fn traced(
    page: &Client,
    command: &str,
    body: String,
    trace: &str,
) -> http::Request<footbridge::wire::Incoming> {
    let mut request = page.request(command, header::JSON, body);
    request.headers_mut().insert(header::TRACE, trace.parse().unwrap());
    request
}

#[test]
fn every_hop_of_a_call_is_printed_and_the_key_never() {
    let (log, hops) = &*LISTENERS;
    let app = builder_of(generate_handler![greet, panicking]).build().unwrap();
    let page = main_page(&app);
    let request = traced(&page, "greet", json!({ "name": "x".repeat(1_000) }).to_string(), "printed");
    let key = request.headers()[header::INVOKE_KEY].to_str().unwrap().to_owned();
    page.wait(request);
    let mut keyless = page.request("greet", header::JSON, "{}");
    let forged = "f".repeat(64);
    keyless.headers_mut().insert(header::INVOKE_KEY, forged.parse().unwrap());
    page.wait(keyless);
    page.invoke("panicking", json!({})).unwrap_err();
    page.invoke("no_such_command", json!({})).unwrap_err();
    page.post_message(&json!({ "cmd": "greet", "__TAURI_INVOKE_KEY__": key }).to_string());
    app.handle().runtime().block_on(hops.wait("printed", Duration::from_secs(10))).unwrap();

    let text = log.text();
    for hop in ["key", "acl", "router", "command", "reply"] {
        assert!(text.contains(&format!(":{hop}")), "the hop {hop} is printed");
    }
    assert!(
        text.contains("transport{by=\"custom protocol\" webview=\"main\"}"),
        "so is the transport:\n{text}"
    );
    for part in ["command=greet", "window=\"main\"", "bytes_in=1011", "time.busy=", "the roof is on fire"] {
        assert!(text.contains(part), "{part} is printed:\n{text}");
    }
    assert!(
        text.contains("... (1011 bytes)") && !text.contains(&"x".repeat(200)),
        "the payload is cut short"
    );
    assert!(!text.contains(&key) && !text.contains(&forged), "no key is printed, right or wrong");
    assert!(!format!("{:?}", app.handle().invoke_key()).contains(&key));
}

#[test]
fn the_hops_of_a_traced_call_are_kept_with_their_times() {
    let (_, hops) = &*LISTENERS;
    let app = builder_of(generate_handler![greet]).build().unwrap();
    let page = main_page(&app).over_custom_protocol();
    page.wait(traced(&page, "greet", json!({ "name": "Ada" }).to_string(), "kept"));
    let trace = app.handle().runtime().block_on(hops.wait("kept", Duration::from_secs(10))).unwrap();
    let names: Vec<_> = trace.hops.iter().map(|hop| hop.name.as_str()).collect();
    assert_eq!(names, ["key", "acl", "router", "command", "reply"]);
    assert!(trace.hops.is_sorted_by(|a, b| a.start_us <= b.start_us));
    assert_eq!((trace.command.as_str(), trace.window.as_str()), ("greet", "main"));
    assert_eq!(trace.transport, "custom protocol");
    assert_eq!((trace.bytes_in, trace.bytes_out), (14, 13));
    assert!(trace.left_unix_us >= trace.arrived_unix_us);
    assert_eq!(trace.stopped_at, None);
}

#[test]
fn the_trace_of_a_text_says_that_it_came_as_one() {
    let (_, hops) = &*LISTENERS;
    let app = builder_of(generate_handler![greet]).build().unwrap();
    let page = main_page(&app);
    let request = traced(&page, "greet", "{}".into(), "unused");
    let key = request.headers()[header::INVOKE_KEY].to_str().unwrap();
    let options = json!({ "headers": { "Footbridge-Trace": "as a text" } });
    page.post_message(
        &json!({ "cmd": "greet", "callback": 1, "error": 2, "payload": { "name": "Ada" }, "options": options,
                 "__TAURI_INVOKE_KEY__": key })
        .to_string(),
    );
    let trace = app.handle().runtime().block_on(hops.wait("as a text", Duration::from_secs(10))).unwrap();
    assert_eq!((trace.transport.as_str(), trace.stopped_at), ("post message", None));
}

#[test]
fn the_trace_of_a_refused_call_says_where_it_stopped() {
    let (_, hops) = &*LISTENERS;
    let app = builder_of(generate_handler![greet]).build().unwrap();
    let guest = Client::open(&app.handle(), "guest").unwrap();
    guest.wait(traced(&guest, "greet", "{}".into(), "refused"));
    let trace = app.handle().runtime().block_on(hops.wait("refused", Duration::from_secs(10))).unwrap();
    let names: Vec<_> = trace.hops.iter().map(|hop| hop.name.as_str()).collect();
    assert_eq!(names, ["key", "acl", "reply"]);
    assert_eq!((trace.stopped_at.as_deref(), trace.code.as_deref()), (Some("acl"), Some("not_permitted")));
    assert!(trace.message.unwrap().contains("guest"));
}

#[test]
fn a_trace_may_be_asked_for_by_more_than_one_page() {
    let hops = &LISTENERS.1;
    let app = builder_of(generate_handler![greet]).build().unwrap();
    let page = main_page(&app);
    page.wait(traced(&page, "greet", json!({ "name": "Ada" }).to_string(), "shared"));
    let runtime = app.handle().runtime().clone();
    let first = runtime.block_on(hops.wait("shared", Duration::from_secs(10)));
    assert!(first.is_some());
    assert_eq!(runtime.block_on(hops.wait("shared", Duration::ZERO)), first);
    let long = "x".repeat(65);
    page.wait(traced(&page, "greet", json!({ "name": "Ada" }).to_string(), &long));
    assert!(
        runtime.block_on(hops.wait(&long, Duration::ZERO)).is_none(),
        "a name over 64 characters is none"
    );
}

#[test]
fn a_call_that_never_was_one_has_no_hops_and_nobody_waits_for_them() {
    let hops = Hops::new(1);
    let listener = tracing_subscriber::registry().with(hops.layer());
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let call = |trace| tracing::trace_span!(target: "footbridge::journey", "call", trace);
    tracing::subscriber::with_default(listener, || {
        assert_eq!(runtime.block_on(hops.of_answered("never sent")), None);

        let under_way = call("answered");
        let mut waiting = pin!(hops.of_answered("answered"));
        assert!(waiting.as_mut().now_or_never().is_none(), "its answer left a moment before it ends");
        drop(under_way);
        assert!(runtime.block_on(waiting).is_some());

        let pushed_out = call("pushed out");
        let mut waiting = pin!(hops.of_answered("pushed out"));
        assert!(waiting.as_mut().now_or_never().is_none());
        let _newer = call("newer");
        assert_eq!(runtime.block_on(waiting), None, "nobody waits for what is forgotten");
        drop(pushed_out);
    });
}

#[test]
fn the_store_of_traces_is_bounded() {
    // The other tests of this process use the same listeners, so this one listens for itself.
    let hops = Hops::new(2);
    let listener = tracing_subscriber::registry().with(hops.layer());
    tracing::subscriber::with_default(listener, || {
        for trace in ["first", "second", "third"] {
            drop(tracing::trace_span!(target: "footbridge::journey", "call", trace));
        }
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let kept = |name| runtime.block_on(hops.wait(name, Duration::ZERO)).is_some();
    assert!(!kept("first") && kept("second") && kept("third"), "the oldest makes room");
}
