//! Isolated pages, bytes in and bytes out: the tests seal as the frame would, with the key that its document holds, and
//! then attack.
#![allow(clippy::unwrap_used, reason = "a test ends where an invariant of its own is broken")]

mod common;

use aes_gcm::{
    Aes256Gcm, KeyInit, Nonce,
    aead::{Aead, Payload},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::{Bytes, BytesMut};
use common::{again, builder_of, json_of, opened};
use footbridge::{
    App, AppHandle, Channel, Isolation, Limits, State, Upstream, UpstreamError, command, generate_handler,
    ipc::{InvokeBody, Request, Response, SendError},
    isolation::Head,
    transport::memory::Client,
    wire::{CallId, Incoming, header},
};
use futures_util::FutureExt;
use http::{Method, StatusCode, Uri};
use serde_json::{Value, json};
use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

/// How often `count` ran.
#[derive(Default)]
struct Runs(AtomicUsize);

#[command]
fn count(runs: State<'_, Runs>) -> usize {
    runs.0.fetch_add(1, Ordering::SeqCst) + 1
}

#[command]
fn delete(runs: State<'_, Runs>) -> usize {
    runs.0.fetch_add(100, Ordering::SeqCst)
}

#[command]
fn echo(request: Request<'_>) -> Response {
    match request.body() {
        InvokeBody::Raw(bytes) => Response::new(bytes.to_vec()),
        InvokeBody::Json(json) => Response::new(json.as_str().to_owned()),
    }
}

#[command]
fn headers(request: Request<'_>) -> Vec<String> {
    let headers = request.headers().iter();
    headers.map(|(name, value)| format!("{name}: {}", value.to_str().unwrap())).collect()
}

#[command]
fn weigh(bytes: &[u8]) -> usize {
    bytes.len()
}

#[command]
async fn wait_for(runs: State<'_, Runs>, gate: State<'_, Gate>) -> Result<usize, ()> {
    runs.0.fetch_add(1, Ordering::SeqCst);
    let permit = gate.0.acquire().await.map_err(drop)?;
    permit.forget();
    Ok(runs.0.load(Ordering::SeqCst))
}

struct Gate(tokio::sync::Semaphore);

#[command]
async fn send_large(channel: Channel<String>) -> Result<(), SendError> {
    channel.send("x".repeat(200_000)).await
}

#[command]
async fn sum(mut numbers: Upstream<u32>) -> Result<u32, UpstreamError> {
    let mut sum = 0;
    while let Some(number) = numbers.next().await {
        sum += number?;
    }
    Ok(sum)
}

fn app_with(limits: Limits) -> App {
    let commands = generate_handler![count, delete, echo, headers, weigh, wait_for, send_large, sum];
    let app = builder_of(commands)
        .capabilities(opened(commands.names()))
        .manage(Runs::default())
        .manage(Gate(tokio::sync::Semaphore::new(0)))
        .limits(limits);
    app.build().unwrap()
}

fn app() -> App {
    app_with(Limits::default())
}

fn runs(app: &AppHandle) -> usize {
    app.state::<Runs>().0.load(Ordering::SeqCst)
}

fn isolation() -> Isolation {
    Isolation::new("window.__TAURI_ISOLATION_HOOK__ = null").unwrap()
}

fn get(app: &AppHandle, page: &Client, address: &'static str) -> http::Response<Bytes> {
    app.isolation_frame(Some(page.page()), &Method::GET, &Uri::from_static(address))
}

/// What the frame of a document knows.
struct Frame {
    cipher: Aes256Gcm,
    session: [u8; 16],
    counter: u64,
    webview: String,
}

impl Frame {
    fn load(app: &AppHandle, page: &Client) -> Self {
        let document = get(app, page, "isolation://localhost/");
        assert_eq!(document.status(), StatusCode::OK);
        let text = std::str::from_utf8(document.body()).unwrap();
        let config = text.split(")({").nth(1).unwrap().split("})").next().unwrap();
        let config: Value = serde_json::from_str(&format!("{{{config}}}")).unwrap();
        let key = BASE64_STANDARD.decode(config["key"].as_str().unwrap()).unwrap();
        let digits = config["session"].as_str().unwrap();
        let session = std::array::from_fn(|at| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).unwrap());
        let cipher = Aes256Gcm::new_from_slice(&key).unwrap();
        Self { cipher, session, counter: 0, webview: config["label"].as_str().unwrap().into() }
    }

    /// A sealed request with fresh ids.
    fn seal(&mut self, page: &Client, command: &str, kind: &str, body: &[u8]) -> http::Request<Incoming> {
        self.seal_with(page, command, &format!("content-type: {kind}\n"), body)
    }

    fn seal_with(
        &mut self,
        page: &Client,
        command: &str,
        lines: &str,
        body: &[u8],
    ) -> http::Request<Incoming> {
        let request = page.request(command, header::SEALED, Bytes::new());
        self.seal_request(request, command, lines, body)
    }

    fn seal_request(
        &mut self,
        mut request: http::Request<Incoming>,
        command: &str,
        lines: &str,
        body: &[u8],
    ) -> http::Request<Incoming> {
        self.counter += 1;
        let number = |name| request.headers()[&name].to_str().unwrap().parse().unwrap();
        let id = CallId { callback: number(header::CALLBACK), error: number(header::ERROR) };
        let head = Head { session: self.session, counter: self.counter, id, webview: &self.webview, command };
        let mut nonce = [0; 12];
        nonce[4..].copy_from_slice(&self.counter.to_be_bytes());
        let text = [lines.as_bytes(), b"\n", body].concat();
        let bound = head.to_bound_text();
        let payload = Payload { msg: &text, aad: bound.as_bytes() };
        let sealed = self.cipher.encrypt(&Nonce::from(nonce), payload).unwrap();
        request.headers_mut().insert(header::SEAL, self.seal_header(self.counter).parse().unwrap());
        *request.body_mut() = Incoming::Whole(sealed.into());
        request
    }

    fn seal_header(&self, counter: u64) -> String {
        let session: String = self.session.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{session};{counter}")
    }
}

/// An isolated page and its frame.
fn isolated(app: &App) -> (Client, Frame) {
    let page = Client::open_isolated(&app.handle(), "main", isolation()).unwrap();
    let frame = Frame::load(&app.handle(), &page);
    (page, frame)
}

fn code(answer: &http::Response<Bytes>) -> String {
    json_of(answer).1["code"].as_str().unwrap_or("none").to_owned()
}

fn bytes_of(request: &http::Request<Incoming>) -> Vec<u8> {
    let Incoming::Whole(body) = request.body() else { panic!("tests send whole bodies") };
    body.to_vec()
}

#[test]
fn what_the_frame_has_sealed_comes_to_its_command() {
    let app = app();
    let (page, mut frame) = isolated(&app);
    let answer = page.wait(frame.seal(&page, "echo", header::JSON, br#"{"name":"Ada"}"#));
    assert_eq!(json_of(&answer), (true, json!({ "name": "Ada" })));
    for size in [0, 1, 15, 16, 17, 65_537, 1 << 20] {
        let bytes: Vec<u8> = (0..size).map(|n: u32| n.to_le_bytes()[0]).collect();
        let answer = page.wait(frame.seal(&page, "echo", header::OCTETS, &bytes));
        assert_eq!(answer.body().as_ref(), bytes, "{size} bytes");
    }
    let lines = format!("content-type: {}\nfootbridge-parts: m;17\n", header::PARTS);
    let body = b"{\"bytes\":\"m:0+3\"}\x07\x08\x09";
    let answer = page.wait(frame.seal_with(&page, "weigh", &lines, &[&body[..], b""].concat()));
    assert_eq!(json_of(&answer), (true, json!(3)), "bytes beside the JSON");
}

#[test]
fn an_isolated_page_calls_nothing_without_a_seal_and_no_body_of_it_is_read() {
    let app = app();
    let (page, _frame) = isolated(&app);
    let read = Arc::new(AtomicBool::new(false));
    for command in ["count", "plugin:event|listen", "plugin:footbridge|cancel", "no_such_command"] {
        let mut request = page.request(command, header::JSON, "");
        let flag = Arc::clone(&read);
        *request.body_mut() = Incoming::Later(Box::new(move |_, _| {
            flag.store(true, Ordering::SeqCst);
            async { Ok(BytesMut::from("{}")) }.boxed()
        }));
        assert_eq!(code(&page.wait(request)), "not_sealed", "{command}");
    }
    assert!(!read.load(Ordering::SeqCst));
    assert_eq!(runs(&app.handle()), 0);
}

#[test]
fn the_key_of_the_call_is_asked_for_first_whatever_the_seal() {
    let app = app();
    let (page, mut frame) = isolated(&app);
    let mut request = frame.seal(&page, "count", header::JSON, b"{}");
    request.headers_mut().remove(header::INVOKE_KEY);
    assert_eq!(page.wait(request).status(), StatusCode::FORBIDDEN);
}

#[test]
fn a_sealed_message_cannot_be_relabelled() {
    let app = app();
    let (page, mut frame) = isolated(&app);
    let sealed = |frame: &mut Frame| frame.seal(&page, "count", header::JSON, b"{}");

    let mut command = sealed(&mut frame);
    *command.uri_mut() = "ipc://localhost/delete".parse().unwrap();
    assert_eq!(code(&page.wait(command)), "bad_seal", "another command");
    for name in [header::CALLBACK, header::ERROR] {
        let mut request = sealed(&mut frame);
        request.headers_mut().insert(&name, "4000000000".parse().unwrap());
        assert_eq!(code(&page.wait(request)), "bad_seal", "another {name}");
    }
    let mut counter = sealed(&mut frame);
    counter.headers_mut().insert(header::SEAL, frame.seal_header(999).parse().unwrap());
    assert_eq!(code(&page.wait(counter)), "bad_seal", "another number");
    assert_eq!(runs(&app.handle()), 0);
    assert!(json_of(&page.wait(sealed(&mut frame))).0, "the numbers to come are not spoiled");
}

#[test]
fn what_is_not_under_the_seal_does_not_come_to_the_command() {
    let app = app();
    let (page, mut frame) = isolated(&app);
    let mut request = frame.seal_with(&page, "headers", "content-type: application/json\nx-mine: 1\n", b"{}");
    request.headers_mut().insert("x-mine", "2".parse().unwrap());
    request.headers_mut().insert(header::CHANNEL_ID, "7".parse().unwrap());
    let (_, names) = json_of(&page.wait(request));
    assert_eq!(names, json!(["content-type: application/json", "x-mine: 1"]));
}

#[test]
fn a_sealed_message_cannot_be_replayed() {
    // Small enough that the ids of a call are forgotten and its number is not.
    let app = app_with(Limits { settled_calls_max: 1, ..Limits::default() });
    let (page, mut frame) = isolated(&app);
    let request = frame.seal(&page, "count", header::JSON, b"{}");
    let replay = || again(&request);
    assert_eq!(json_of(&page.wait(replay())), (true, json!(1)));
    assert_eq!(code(&page.wait(replay())), "duplicate_call", "the same call, as everywhere");
    let mut relabelled = replay();
    *relabelled.uri_mut() = "ipc://localhost/delete".parse().unwrap();
    assert_eq!(code(&page.wait(relabelled)), "bad_seal", "ids alone do not make it the same call");
    assert!(json_of(&page.wait(frame.seal(&page, "count", header::JSON, b"{}"))).0);
    assert_eq!(code(&page.wait(replay())), "replayed");
    assert_eq!(runs(&app.handle()), 2);
}

#[test]
fn a_message_that_is_too_old_to_tell_is_a_replay() {
    let app = app_with(Limits { sealed_window_max: 64, ..Limits::default() });
    let (page, mut frame) = isolated(&app);
    let late = frame.seal(&page, "count", header::JSON, b"{}");
    for _ in 0..63 {
        assert!(json_of(&page.wait(frame.seal(&page, "count", header::JSON, b"{}"))).0);
    }
    let within = again(&late);
    assert!(json_of(&page.wait(within)).0, "the window reaches as far as it says");
    let late = frame.seal(&page, "count", header::JSON, b"{}");
    for _ in 0..64 {
        assert!(json_of(&page.wait(frame.seal(&page, "count", header::JSON, b"{}"))).0);
    }
    assert_eq!(code(&page.wait(late)), "replayed");
}

#[test]
fn a_message_of_another_page_or_another_document_has_no_seal_here() {
    let app = app();
    let (page, mut frame) = isolated(&app);
    let other = Client::open_isolated(&app.handle(), "main-2", isolation()).unwrap();
    let mut other_frame = Frame::load(&app.handle(), &other);
    let foreign = other_frame.seal(&other, "count", header::JSON, b"{}");
    assert_eq!(code(&page.wait(again(&foreign))), "bad_seal", "another page's");
    let mut renamed = again(&foreign);
    renamed.headers_mut().insert(header::SEAL, frame.seal_header(1).parse().unwrap());
    assert_eq!(code(&page.wait(renamed)), "bad_seal", "under this page's session");

    let early = frame.seal(&page, "count", header::JSON, b"{}");
    page.page().reset();
    assert_eq!(code(&page.wait(again(&early))), "bad_seal", "before the document's frame is there");
    let mut frame = Frame::load(&app.handle(), &page);
    assert_eq!(code(&page.wait(early)), "bad_seal", "the document's before it");
    assert!(json_of(&page.wait(frame.seal(&page, "count", header::JSON, b"{}"))).0);
    assert_eq!(runs(&app.handle()), 1);
}

#[test]
fn a_sealed_body_that_was_changed_or_cut_is_refused() {
    let app = app();
    let (page, mut frame) = isolated(&app);
    let whole = bytes_of(&frame.seal(&page, "echo", header::JSON, br#"{"name":"Ada"}"#));
    let mut bodies: Vec<Vec<u8>> = (0..whole.len()).map(|end| whole[..end].to_vec()).collect();
    for at in 0..whole.len() {
        let mut body = whole.clone();
        body[at] ^= 1;
        bodies.push(body);
    }
    bodies.push([&whole[..], b"\0"].concat());
    for body in bodies {
        let mut request = frame.seal(&page, "echo", header::JSON, b"");
        *request.body_mut() = Incoming::Whole(body.into());
        assert_eq!(code(&page.wait(request)), "bad_seal");
    }
}

#[test]
fn a_seal_with_another_key_is_refused() {
    let app = app();
    let (page, mut frame) = isolated(&app);
    frame.cipher = Aes256Gcm::new_from_slice(&[7; 32]).unwrap();
    assert_eq!(code(&page.wait(frame.seal(&page, "count", header::JSON, b"{}"))), "bad_seal");
}

#[test]
fn a_head_that_does_not_say_what_the_seal_is_is_malformed() {
    let app = app();
    let (page, mut frame) = isolated(&app);
    for value in [
        "",
        "1",
        ";1",
        "00;1",
        &"0".repeat(32),
        &format!("{};-1", "0".repeat(32)),
        &format!("{};x", "f".repeat(32)),
    ] {
        let mut request = frame.seal(&page, "count", header::JSON, b"{}");
        request.headers_mut().insert(header::SEAL, value.parse().unwrap());
        assert_eq!(code(&page.wait(request)), "malformed_request", "{value:?}");
    }
    let mut request = frame.seal(&page, "count", header::JSON, b"{}");
    request.headers_mut().remove(header::SEAL);
    assert_eq!(code(&page.wait(request)), "malformed_request");
    let numberless = "0".repeat(32) + ";1";
    let mut request = frame.seal(&page, "count", header::JSON, b"{}");
    request.headers_mut().insert(header::SEAL, numberless.parse().unwrap());
    assert_eq!(code(&page.wait(request)), "bad_seal", "a session of nobody");
    for lines in ["", "no header\n", "content-type: a\n\u{1}: b\n"] {
        let request = frame.seal_with(&page, "count", lines, b"{}");
        assert_eq!(code(&page.wait(request)), "malformed_request", "{lines:?}");
    }
    assert_eq!(runs(&app.handle()), 0);
}

#[test]
fn a_page_that_is_not_isolated_has_no_seals() {
    let app = app();
    let page = common::main_page(&app);
    let request = page.request("count", header::SEALED, "{}");
    assert_eq!(code(&page.wait(request)), "malformed_request");
    assert!(json_of(&page.wait(page.request("count", header::JSON, "{}"))).0);
    assert_eq!(get(&app.handle(), &page, "isolation://localhost/").status(), StatusCode::NOT_FOUND);
}

#[test]
fn a_body_over_the_limit_is_refused_and_one_of_its_size_is_not() {
    let app = app_with(Limits { body_bytes_max: 100, ..Limits::default() });
    let (page, mut frame) = isolated(&app);
    assert_eq!(page.wait(frame.seal(&page, "echo", header::OCTETS, &[0; 100])).status(), StatusCode::OK);
    assert_eq!(code(&page.wait(frame.seal(&page, "echo", header::OCTETS, &[0; 101]))), "body_too_large");
    assert_eq!(code(&page.wait(frame.seal(&page, "echo", header::OCTETS, &[0; 100_000]))), "body_too_large");
}

#[test]
fn a_call_that_is_sent_again_is_no_replay_and_does_not_run_again() {
    let app = app();
    let handle = app.handle();
    let (page, mut frame) = isolated(&app);
    let request = frame.seal(&page, "wait_for", header::JSON, b"{}");
    let text = as_sealed_message(&request, "wait_for");
    let first = page.send(request);
    page.post_message(&text);
    handle.state::<Gate>().0.add_permits(2);
    assert_eq!(json_of(&first.recv().unwrap()), (true, json!(1)));
    let [entry] = page.next_delivery().try_into().unwrap();
    assert_eq!(entry[3], json!(1), "the answer goes both ways: {entry}");
    assert_eq!(runs(&handle), 1);
}

#[test]
fn the_ids_of_a_running_call_are_no_seal() {
    let app = app();
    let (page, mut frame) = isolated(&app);
    let request = frame.seal(&page, "wait_for", header::JSON, b"{}");
    let mut forged = again(&request);
    *forged.body_mut() = Incoming::Whole(vec![0; 64].into());
    let first = page.send(request);
    assert_eq!(code(&page.wait(forged)), "bad_seal", "it does not get the call's answer");
    app.handle().state::<Gate>().0.add_permits(1);
    assert!(json_of(&first.recv().unwrap()).0);
}

/// The text that the fallback sends for a sealed request.
fn as_sealed_message(request: &http::Request<Incoming>, command: &str) -> String {
    let text = |name| request.headers()[&name].to_str().unwrap().to_owned();
    json!({
        "cmd": command,
        "callback": text(header::CALLBACK).parse::<u32>().unwrap(),
        "error": text(header::ERROR).parse::<u32>().unwrap(),
        "options": { "headers": { "footbridge-seal": text(header::SEAL) } },
        "sealed": BASE64_STANDARD.encode(bytes_of(request)),
        "__TAURI_INVOKE_KEY__": text(header::INVOKE_KEY),
    })
    .to_string()
}

#[test]
fn the_fallback_carries_sealed_messages_and_no_others() {
    let app = app();
    let (page, mut frame) = isolated(&app);
    let answer = |text: &str| {
        page.post_message(text);
        let [entry] = page.next_delivery().try_into().unwrap();
        common::value_of(&entry)
    };
    let request = frame.seal(&page, "echo", header::JSON, b"[7]");
    assert_eq!(answer(&as_sealed_message(&request, "echo")), json!([7]));
    let request = frame.seal(&page, "count", header::JSON, b"{}");
    assert_eq!(answer(&as_sealed_message(&request, "delete"))["code"], "bad_seal");
    let request = frame.seal(&page, "count", header::JSON, b"{}");
    assert_eq!(answer(&common::as_message(&request, "count", json!({})))["code"], "not_sealed");
    let text = as_sealed_message(&request, "count").replace("\"sealed\":\"", "\"sealed\":\"!");
    assert_eq!(answer(&text)["code"], "malformed_request");
    assert_eq!(runs(&app.handle()), 0);
}

#[test]
fn channels_streams_and_what_a_page_does_with_its_own_things_are_sealed_too() {
    let app = app();
    let (page, mut frame) = isolated(&app);

    let arguments = json!({ "channel": "__CHANNEL__:7" }).to_string();
    let call = page.send(frame.seal(&page, "send_large", header::JSON, arguments.as_bytes()));
    let entry = page.next_delivery().remove(0);
    assert_eq!((&entry[0], &entry[1]), (&json!(3), &json!(7)), "a message to fetch: {entry}");
    let lines = format!("content-type: application/json\ntauri-channel-id: {}\n", entry[3]);
    let fetched = page.wait(frame.seal_with(&page, "plugin:__TAURI_CHANNEL__|fetch", &lines, b"null"));
    assert_eq!(json_of(&fetched).1.as_str().unwrap().len(), 200_000);
    assert!(json_of(&call.recv().unwrap()).0);

    let lines = "content-type: application/json\nfootbridge-upstreams: 9\n";
    let sum = page.send(frame.seal_with(&page, "sum", lines, br#"{"numbers":"__UPSTREAM__:9"}"#));
    // It may come with the end of the channel before.
    while !page.next_delivery().contains(&json!([0, 9, 0, null])) {}
    for (place, piece) in [("9;0", "40"), ("9;1", "2"), ("9;2;end", "null")] {
        let lines = format!("content-type: application/json\nfootbridge-upstream: {place}\n");
        let pushed = page.wait(frame.seal_with(&page, "plugin:footbridge|push", &lines, piece.as_bytes()));
        assert!(json_of(&pushed).0, "{place}");
    }
    assert_eq!(json_of(&sum.recv().unwrap()), (true, json!(42)));

    let running = frame.seal(&page, "wait_for", header::JSON, b"{}");
    let ids = common::ids_of(&running).to_string();
    let running = page.send(running);
    let cancelled = page.wait(frame.seal(&page, "plugin:footbridge|cancel", header::JSON, ids.as_bytes()));
    assert!(json_of(&cancelled).0);
    assert_eq!(code(&running.recv().unwrap()), "cancelled");
}

#[test]
fn a_command_that_no_capability_opens_stays_closed_to_a_sealed_message() {
    let app = app();
    let guest = Client::open_isolated(&app.handle(), "guest", isolation()).unwrap();
    let mut frame = Frame::load(&app.handle(), &guest);
    assert_eq!(code(&guest.wait(frame.seal(&guest, "count", header::JSON, b"{}"))), "not_permitted");
}

#[test]
fn the_frame_is_handed_out_once_for_each_document() {
    let app = app();
    let handle = app.handle();
    let page = Client::open_isolated(&handle, "main", isolation()).unwrap();
    let elsewhere = [
        (Method::GET, "isolation://localhost/hook.js", StatusCode::NOT_FOUND),
        (Method::GET, "isolation://localhost//", StatusCode::NOT_FOUND),
        (Method::HEAD, "isolation://localhost/", StatusCode::METHOD_NOT_ALLOWED),
        (Method::POST, "isolation://localhost/", StatusCode::METHOD_NOT_ALLOWED),
        (Method::OPTIONS, "isolation://localhost/", StatusCode::METHOD_NOT_ALLOWED),
    ];
    for (method, address, status) in elsewhere {
        let answer = handle.isolation_frame(Some(page.page()), &method, &Uri::from_static(address));
        assert_eq!(answer.status(), status, "{method} {address}");
    }
    let nobody = handle.isolation_frame(None, &Method::GET, &Uri::from_static("isolation://localhost/"));
    assert_eq!(nobody.status(), StatusCode::NOT_FOUND);

    let mut first = Frame::load(&handle, &page);
    let second = get(&handle, &page, "isolation://localhost/");
    assert_eq!(second.status(), StatusCode::FORBIDDEN);
    assert!(!std::str::from_utf8(second.body()).unwrap().contains("key"), "a second frame gains nothing");
    assert!(json_of(&page.wait(first.seal(&page, "count", header::JSON, b"{}"))).0, "and takes nothing away");
    page.page().reset();
    assert_eq!(get(&handle, &page, "isolation://localhost/").status(), StatusCode::OK, "another document");
}

#[test]
fn the_frame_is_at_the_root_and_at_its_index() {
    for address in [
        "isolation://localhost",
        "isolation://localhost/",
        "isolation://localhost/index.html",
        "http://isolation.localhost/?v=1",
    ] {
        let app = app();
        let page = Client::open_isolated(&app.handle(), "main", isolation()).unwrap();
        assert_eq!(get(&app.handle(), &page, address).status(), StatusCode::OK, "{address}");
    }
}

#[test]
fn the_frames_document_runs_its_two_scripts_and_nothing_else() {
    let app = app();
    let page = Client::open_isolated(&app.handle(), "main", Isolation::new("let hook = 7").unwrap()).unwrap();
    let document = get(&app.handle(), &page, "isolation://localhost/");
    let headers = document.headers();
    let policy = headers["content-security-policy"].to_str().unwrap();
    let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap();
    assert_eq!(
        policy,
        format!(
            "default-src 'none'; script-src 'nonce-{nonce}'; base-uri 'none'; form-action 'none'; sandbox allow-scripts"
        )
    );
    assert_eq!(headers["content-type"], "text/html; charset=utf-8");
    assert_eq!(headers["x-content-type-options"], "nosniff");
    assert_eq!(headers["cache-control"], "no-store");
    assert_eq!(headers["cross-origin-resource-policy"], "same-origin");
    assert!(!headers.contains_key("access-control-allow-origin"), "no page reads it");
    let text = std::str::from_utf8(document.body()).unwrap();
    assert_eq!(text.matches("<script").count(), 2);
    assert_eq!(text.matches(&format!("<script nonce=\"{nonce}\">")).count(), 2);
    assert!(text.contains("\nlet hook = 7\n") || text.contains(">let hook = 7\n"), "the app's hook is in it");
}

#[test]
fn a_thief_of_the_invoke_key_cannot_call_for_an_isolated_page() {
    let app = app();
    let (page, mut frame) = isolated(&app);
    let thief = Client::impersonate(&app.handle(), page.page());
    assert_eq!(code(&thief.wait(thief.request("count", header::JSON, "{}"))), "not_sealed");
    let stolen = frame.seal(&page, "count", header::JSON, b"{}");
    let mut relabelled = again(&stolen);
    *relabelled.uri_mut() = "ipc://localhost/delete".parse().unwrap();
    assert_eq!(code(&thief.wait(relabelled)), "bad_seal");
    assert_eq!(runs(&app.handle()), 0);
    drop(thief);
    assert!(json_of(&page.wait(stolen)).0, "whoever speaks for a page does not close it");
}
