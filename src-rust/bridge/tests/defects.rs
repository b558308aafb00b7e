//! What goes wrong in bridges of this kind, and must not here: one test a defect.
#![allow(clippy::unwrap_used, reason = "a test ends where an invariant of its own is broken")]

mod common;

use common::{again, app_of, as_message, builder_of, ids_of, json_of, main_page, opened};
use footbridge::{
    AppHandle, Builder, CancellationToken, Limits, Origin, State, command, generate_handler,
    ipc::{InvokeBody, Request},
    transport::memory::{Client, MainThread},
    wire::header,
};
use http::StatusCode;
use serde::Serialize;
use serde_json::{Value, json};
use std::{
    sync::{
        Arc, Barrier, Mutex,
        atomic::{AtomicU32, Ordering},
        mpsc,
    },
    thread,
};
use tokio::sync::Notify;

#[derive(Default)]
struct Runs(AtomicU32);

#[command]
fn run(runs: State<'_, Runs>) -> u32 {
    runs.0.fetch_add(1, Ordering::SeqCst) + 1
}

#[command]
fn panic_at_once() {
    panic!("on purpose");
}

#[command]
async fn panic_after_an_await() -> Result<(), ()> {
    tokio::task::yield_now().await;
    panic!("on purpose");
}

#[test]
fn a_command_that_panics_rejects_and_the_bridge_lives_on() {
    let app = builder_of(generate_handler![run, panic_at_once, panic_after_an_await])
        .manage(Runs::default())
        .build()
        .unwrap();
    let page = main_page(&app);
    for command in ["panic_at_once", "panic_after_an_await"] {
        let refusal = page.invoke(command, json!({})).unwrap_err();
        assert_eq!(refusal["code"], "panicked");
        assert_eq!(refusal["command"], command);
    }
    assert_eq!(page.invoke("run", json!({})), Ok(json!(1)));
    assert_eq!(page.page().calls_running(), 0);
}

#[test]
fn a_wrong_key_is_an_empty_403_and_runs_nothing() {
    let app = builder_of(generate_handler![run]).manage(Runs::default()).build().unwrap();
    let page = main_page(&app);
    let right = page.request("run", header::JSON, "{}").headers()[header::INVOKE_KEY].clone();
    let short = &right.to_str().unwrap()[..63];
    for key in [None, Some(""), Some("wrong"), Some(short), Some(&"0".repeat(64))] {
        let mut request = page.request("run", header::JSON, "{}");
        request.headers_mut().remove(header::INVOKE_KEY);
        if let Some(key) = key {
            request.headers_mut().insert(header::INVOKE_KEY, key.parse().unwrap());
        }
        let response = page.wait(request);
        assert_eq!(response.status(), StatusCode::FORBIDDEN);
        assert!(response.body().is_empty());
        assert!(!response.headers().contains_key("tauri-response"));
    }
    let mut malformed = page.request("run", header::JSON, "{}");
    malformed.headers_mut().remove(header::INVOKE_KEY);
    malformed.headers_mut().remove(header::CALLBACK);
    assert_eq!(page.wait(malformed).status(), StatusCode::FORBIDDEN, "without the key, nothing is explained");
    assert_eq!(page.invoke("run", json!({})), Ok(json!(1)), "nothing ran before");
}

#[test]
fn a_call_that_is_sent_again_does_not_run_again() {
    let app = builder_of(generate_handler![run]).manage(Runs::default()).build().unwrap();
    let page = main_page(&app);
    let request = page.request("run", header::JSON, "{}");
    let (copy, message) = (again(&request), as_message(&request, "run", json!({})));
    assert_eq!(json_of(&page.wait(request)), (true, json!(1)));
    assert_eq!(json_of(&page.wait(copy)).1["code"], "duplicate_call");
    page.post_message(&message);
    assert!(page.next_script().contains("duplicate_call"));
    assert_eq!(page.invoke("run", json!({})), Ok(json!(2)), "it ran once before");
}

#[derive(Default)]
struct Gate {
    entered: Notify,
    open: Notify,
    runs: AtomicU32,
}

#[command]
async fn wait_at_the_gate(gate: State<'_, Arc<Gate>>) -> Result<u32, ()> {
    let run = gate.runs.fetch_add(1, Ordering::SeqCst) + 1;
    gate.entered.notify_one();
    gate.open.notified().await;
    Ok(run)
}

#[test]
fn a_call_that_is_sent_again_while_it_runs_answers_both_times() {
    let gate = Arc::new(Gate::default());
    let app = builder_of(generate_handler![wait_at_the_gate]).manage(Arc::clone(&gate)).build().unwrap();
    let page = main_page(&app);
    let request = page.request("wait_at_the_gate", header::JSON, "{}");
    let message = as_message(&request, "wait_at_the_gate", json!({}));
    let first = page.send(request);
    app.handle().runtime().block_on(gate.entered.notified());
    page.post_message(&message);
    gate.open.notify_one();
    assert_eq!(json_of(&first.recv().unwrap()), (true, json!(1)));
    let [entry] = &page.next_delivery()[..] else { panic!("one answer is one entry") };
    assert_eq!(entry[3], 1, "the second message gets the first run's answer");
    assert_eq!(gate.runs.load(Ordering::SeqCst), 1);
}

/// Says when it is dropped.
struct Dropped(mpsc::Sender<&'static str>);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.send("dropped").unwrap();
    }
}

struct Reports(Mutex<mpsc::Sender<&'static str>>);

#[command]
async fn wait_for_ever(reports: State<'_, Reports>) -> Result<(), ()> {
    let sender = reports.0.lock().unwrap().clone();
    let _dropped = Dropped(sender.clone());
    sender.send("runs").unwrap();
    std::future::pending().await
}

#[command]
async fn wait_for_the_token(
    reports: State<'_, Reports>,
    token: CancellationToken,
) -> Result<&'static str, ()> {
    let sender = reports.0.lock().unwrap().clone();
    sender.send("runs").unwrap();
    token.cancelled().await;
    tokio::task::yield_now().await;
    sender.send("told").unwrap();
    Ok("stopped in its own way")
}

fn reporting() -> (footbridge::App, mpsc::Receiver<&'static str>) {
    let (sender, reports) = mpsc::channel();
    let app = builder_of(generate_handler![wait_for_ever, wait_for_the_token])
        .manage(Reports(Mutex::new(sender)))
        .build()
        .unwrap();
    (app, reports)
}

#[test]
fn a_cancelled_command_is_dropped_at_its_next_await() {
    let (app, reports) = reporting();
    let page = main_page(&app);
    let request = page.request("wait_for_ever", header::JSON, "{}");
    let ids = ids_of(&request);
    let answer = page.send(request);
    assert_eq!(reports.recv().unwrap(), "runs");
    assert_eq!(page.invoke("plugin:footbridge|cancel", ids), Ok(Value::Null));
    assert_eq!(json_of(&answer.recv().unwrap()).1["code"], "cancelled");
    assert_eq!(reports.recv().unwrap(), "dropped");
}

#[test]
fn a_cancelled_command_that_took_the_token_stops_in_its_own_way() {
    let (app, reports) = reporting();
    let page = main_page(&app);
    let request = page.request("wait_for_the_token", header::JSON, "{}");
    let ids = ids_of(&request);
    let answer = page.send(request);
    assert_eq!(reports.recv().unwrap(), "runs");
    page.invoke("plugin:footbridge|cancel", ids).unwrap();
    assert_eq!(reports.recv().unwrap(), "told");
    assert_eq!(json_of(&answer.recv().unwrap()), (true, json!("stopped in its own way")));
}

#[test]
fn a_cancellation_sent_right_after_its_call_is_never_lost() {
    let (app, reports) = reporting();
    let page = main_page(&app);
    for _ in 0..200 {
        let request = page.request("wait_for_ever", header::JSON, "{}");
        let ids = ids_of(&request);
        let answer = page.send(request);
        let cancel = page.request("plugin:footbridge|cancel", header::JSON, ids.to_string());
        page.send(cancel);
        assert_eq!(json_of(&answer.recv().unwrap()).1["code"], "cancelled");
    }
    drop(reports);
}

#[test]
fn a_page_cancels_its_own_calls_only() {
    let (app, reports) = reporting();
    let page = main_page(&app);
    let other = Client::open(&app.handle(), "other").unwrap();
    let request = page.request("wait_for_ever", header::JSON, "{}");
    let ids = ids_of(&request);
    let answer = page.send(request);
    assert_eq!(reports.recv().unwrap(), "runs");
    other.invoke("plugin:footbridge|cancel", ids).unwrap();
    assert_eq!(page.page().calls_running(), 1, "another page's call goes on");
    page.page().reset();
    assert_eq!(json_of(&answer.recv().unwrap()).1["code"], "cancelled");
    assert_eq!(reports.recv().unwrap(), "dropped");
}

#[test]
fn a_page_that_goes_away_takes_its_calls_with_it() {
    let (app, reports) = reporting();
    let page = main_page(&app);
    let answers: Vec<_> =
        (0..8).map(|_| page.send(page.request("wait_for_ever", header::JSON, "{}"))).collect();
    for _ in &answers {
        assert_eq!(reports.recv().unwrap(), "runs");
    }
    page.page().reset();
    for answer in answers {
        assert_eq!(json_of(&answer.recv().unwrap()).1["code"], "cancelled");
        assert_eq!(reports.recv().unwrap(), "dropped");
    }
    assert_eq!(page.page().calls_running(), 0);
}

#[command]
fn sum(request: Request<'_>) -> Result<u32, String> {
    match request.body() {
        InvokeBody::Raw(bytes) => Ok(bytes.iter().copied().map(u32::from).sum()),
        InvokeBody::Json(json) => Err(format!("came as text: {}", json.as_str())),
    }
}

#[test]
fn an_array_of_numbers_at_the_top_arrives_as_bytes() {
    let app = app_of(generate_handler![sum]);
    let page = main_page(&app);
    let request = page.request("sum", header::OCTETS, vec![1, 2, 250]);
    assert_eq!(json_of(&page.wait(request)), (true, json!(253)));
    let request = page.request("sum", header::OCTETS, "");
    page.post_message(&as_message(&request, "sum", json!([1, 2, 250])));
    let [entry] = &page.next_delivery()[..] else { panic!("one answer is one entry") };
    assert_eq!(entry[3], 253);
}

#[derive(Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
struct Place {
    thread: String,
    is_main: bool,
}

struct Main(thread::ThreadId);

fn place(main: &Main) -> Place {
    let here = thread::current();
    Place { thread: here.name().unwrap_or_default().into(), is_main: here.id() == main.0 }
}

#[command]
fn plain_place(main: State<'_, Main>) -> Place {
    place(&main)
}

#[command]
async fn async_place(main: State<'_, Main>) -> Result<Place, ()> {
    Ok(place(&main))
}

#[command(main_thread)]
fn main_place(main: State<'_, Main>) -> Place {
    place(&main)
}

#[test]
fn no_command_runs_on_the_main_thread_unless_it_says_so() {
    let app = builder_of(generate_handler![plain_place, async_place, main_place])
        .manage(Main(thread::current().id()))
        .build()
        .unwrap();
    let main_thread = MainThread::new();
    app.handle().attach(main_thread.clone());
    let page = main_page(&app);
    for command in ["plain_place", "async_place"] {
        let place = page.invoke(command, json!({})).unwrap();
        assert_eq!(place["is_main"], false, "{command}");
        assert_eq!(place["thread"], "footbridge", "{command}");
    }
    let answer = page.send(page.request("main_place", header::JSON, "{}"));
    main_thread.run_next();
    assert_eq!(json_of(&answer.recv().unwrap()).1["is_main"], true);
}

#[command]
fn call_another_command(app: AppHandle) -> Result<String, String> {
    let inner = Client::open(&app, "inner").map_err(|error| error.to_string())?;
    let answer = inner.invoke("run", json!({}));
    answer.map(|value| value.to_string()).map_err(|error| error.to_string())
}

#[test]
fn no_lock_is_held_while_a_command_runs() {
    let capabilities = opened(&["call_another_command"]).with(
        "capabilities/inner.json",
        r#"{ "identifier": "inner", "windows": ["inner"], "permissions": ["allow-run"] }"#,
    );
    let app = Builder::new()
        .commands(generate_handler![run, call_another_command])
        .manage(Runs::default())
        .capabilities(capabilities)
        .build()
        .unwrap();
    // It opens a page, calls through it and closes it, all from inside a command.
    assert_eq!(main_page(&app).invoke("call_another_command", json!({})), Ok(json!("1")));
}

mod elsewhere {
    use footbridge::command;

    #[command]
    pub fn run() {}
}

#[test]
fn handlers_compose_and_a_duplicate_name_is_an_error_that_names_both_places() {
    let two = Builder::new()
        .commands(generate_handler![panic_at_once])
        .commands(generate_handler![run])
        .manage(Runs::default())
        .capabilities(opened(&["run", "panic_at_once"]))
        .build()
        .unwrap();
    let page = main_page(&two);
    assert_eq!(page.invoke("run", json!({})), Ok(json!(1)));
    assert_eq!(page.invoke("panic_at_once", json!({})).unwrap_err()["code"], "panicked");

    let error = Builder::new()
        .commands(generate_handler![run])
        .commands(generate_handler![elsewhere::run])
        .build()
        .err()
        .unwrap()
        .to_string();
    assert!(error.contains("`run`"), "{error}");
    assert_eq!(error.matches("defects.rs:").count(), 2, "{error}");
}

#[test]
fn a_remote_page_gets_nothing_without_a_capability_that_names_it() {
    let app = builder_of(generate_handler![run]).manage(Runs::default()).build().unwrap();
    let local_lookalikes =
        ["https://example.com/", "app://localhost.evil.example/", "http://app.localhost/", "about:blank"];
    for (index, url) in local_lookalikes.iter().enumerate() {
        let origin = Origin::Remote(url.parse().unwrap());
        let page = Client::open_in(&app.handle(), &format!("remote-{index}"), "main", origin).unwrap();
        assert_eq!(page.invoke("run", json!({})).unwrap_err()["code"], "not_permitted", "{url}");
    }
    assert_eq!(main_page(&app).invoke("run", json!({})), Ok(json!(1)));
}

#[test]
fn a_refusal_says_which_line_of_which_file_would_allow_the_call() {
    let app = builder_of(generate_handler![run]).manage(Runs::default()).build().unwrap();
    let guest = Client::open(&app.handle(), "guest").unwrap();
    let refusal = guest.invoke("run", json!({})).unwrap_err();
    assert_eq!(refusal["code"], "not_permitted");
    let message = refusal["message"].as_str().unwrap();
    if cfg!(debug_assertions) {
        for part in ["guest", "run", "capabilities/main.json", "line 1"] {
            assert!(message.contains(part), "{message}");
        }
        assert_eq!(refusal["file"], "capabilities/main.json");
    } else {
        assert_eq!(message, "not allowed");
        assert!(refusal.get("file").is_none());
    }
}

#[test]
fn an_unknown_command_is_refused_after_the_acl() {
    let app = builder_of(generate_handler![run]).manage(Runs::default()).build().unwrap();
    let page = main_page(&app);
    let refusal = page.invoke("no_such_command", json!({})).unwrap_err();
    assert_eq!(refusal["code"], "unknown_command");
    assert_eq!(refusal["command"], "no_such_command");
    let stranger = Client::open(&app.handle(), "stranger").unwrap();
    let refusal = stranger.invoke("no_such_command", json!({})).unwrap_err();
    assert_eq!(refusal["code"], "not_permitted", "a page without a permission cannot find out what exists");
}

#[derive(Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
struct OwnError {
    reason: u32,
}

#[command]
fn own_error() -> Result<(), OwnError> {
    Err(OwnError { reason: 7 })
}

#[test]
fn a_commands_own_error_stays_what_it_serializes_to() {
    let app = app_of(generate_handler![own_error]);
    assert_eq!(main_page(&app).invoke("own_error", json!({})), Err(json!({ "reason": 7 })));
}

struct Workers(Barrier);

#[command]
fn meet(workers: State<'_, Workers>) {
    workers.0.wait();
}

#[test]
fn plain_commands_run_side_by_side() {
    // Each waits for the others: on one thread, or under one lock, none would ever end.
    let app = builder_of(generate_handler![meet]).manage(Workers(Barrier::new(8))).build().unwrap();
    let page = main_page(&app);
    let answers: Vec<_> = (0..8).map(|_| page.send(page.request("meet", header::JSON, "{}"))).collect();
    for answer in answers {
        assert!(json_of(&answer.recv().unwrap()).0);
    }
}

#[test]
fn the_number_of_unanswered_calls_is_bounded() {
    let gate = Arc::new(Gate::default());
    let app = builder_of(generate_handler![wait_at_the_gate])
        .manage(Arc::clone(&gate))
        .limits(Limits { pending_calls_max: 2, ..Limits::default() })
        .build()
        .unwrap();
    let page = main_page(&app);
    let call = || page.send(page.request("wait_at_the_gate", header::JSON, "{}"));
    let (first, second) = (call(), call());
    assert_eq!(json_of(&call().recv().unwrap()).1["code"], "too_many_calls");
    app.handle().runtime().block_on(async {
        gate.entered.notified().await;
        gate.open.notify_waiters();
    });
    drop(app);
    for answer in [first, second] {
        assert!(answer.recv().is_ok(), "what was admitted is answered, even when the app ends");
    }
}

#[test]
fn a_page_at_its_bound_can_still_cancel() {
    let (sender, reports) = mpsc::channel();
    let app = builder_of(generate_handler![wait_for_ever, wait_for_the_token])
        .manage(Reports(Mutex::new(sender)))
        .limits(Limits { pending_calls_max: 1, ..Limits::default() })
        .build()
        .unwrap();
    let page = main_page(&app);
    let request = page.request("wait_for_ever", header::JSON, "{}");
    let ids = ids_of(&request);
    let answer = page.send(request);
    assert_eq!(reports.recv().unwrap(), "runs");
    assert_eq!(page.invoke("plugin:footbridge|cancel", ids), Ok(Value::Null));
    assert_eq!(json_of(&answer.recv().unwrap()).1["code"], "cancelled");
}

#[test]
fn a_request_of_more_headers_than_a_table_can_hold_is_refused() {
    let app = builder_of(generate_handler![run]).manage(Runs::default()).build().unwrap();
    let page = main_page(&app);
    let mut request = page.request("run", header::JSON, "{}");
    for index in 0..200 {
        let name: http::HeaderName = format!("x-{index}").parse().unwrap();
        request.headers_mut().insert(name, "v".parse().unwrap());
    }
    assert_eq!(json_of(&page.wait(request)).1["code"], "malformed_request");

    let request = page.request("run", header::JSON, "");
    let mut message: Value = serde_json::from_str(&as_message(&request, "run", json!({}))).unwrap();
    let headers: Vec<_> = (0..40_000).map(|index| json!([format!("x-{index}"), "v"])).collect();
    message["options"] = json!({ "headers": headers });
    page.post_message(&message.to_string());
    assert!(page.next_script().contains("malformed_request"));
    message["__TAURI_INVOKE_KEY__"] = json!("none");
    page.post_message(&message.to_string());
    assert_eq!(page.invoke("run", json!({})), Ok(json!(1)), "the bridge lives on, and nothing ran before");
    assert!(page.try_next_script().is_none(), "without the key there is no answer");
}

struct BadBomb;

impl Drop for BadBomb {
    fn drop(&mut self) {
        panic!("in the drop of what was panicked with");
    }
}

#[command]
fn panic_with_a_bomb() {
    std::panic::panic_any(BadBomb);
}

#[test]
fn a_panic_whose_payload_panics_is_a_panic_like_any_other() {
    let app = app_of(generate_handler![panic_with_a_bomb]);
    assert_eq!(main_page(&app).invoke("panic_with_a_bomb", json!({})).unwrap_err()["code"], "panicked");
}

#[test]
fn a_closed_page_calls_no_more() {
    let app = builder_of(generate_handler![run]).manage(Runs::default()).build().unwrap();
    let page = main_page(&app);
    app.handle().close_page("main");
    assert_eq!(page.invoke("run", json!({})).unwrap_err()["code"], "cancelled");
}

#[command(rename = "a-b")]
fn dashed() {}

#[command(rename = "a_b")]
fn underscored() {}

#[test]
fn two_commands_that_one_permission_would_open_are_refused_when_the_app_is_built() {
    let error =
        Builder::new().commands(generate_handler![dashed, underscored]).build().err().unwrap().to_string();
    for part in ["`a-b`", "`a_b`", "`allow-a-b`"] {
        assert!(error.contains(part), "{error}");
    }
}
