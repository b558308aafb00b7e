//! Calls as texts: JSON in, an entry of a delivery out; and the large bodies that come beside them.
#![allow(clippy::unwrap_used, reason = "a test ends where an invariant of its own is broken")]

mod common;

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use common::{again, app_of, as_message, builder_of, main_page};
use footbridge::{
    Builder, Limits, Origin,
    acl::Capabilities,
    command, generate_handler,
    ipc::{InvokeBody, Request, Response},
    transport::memory::Client,
    wire::{Incoming, header},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

#[command]
fn greet(name: &str) -> Result<String, String> {
    if name.is_empty() { Err("a name, please".into()) } else { Ok(format!("Hello, {name}.")) }
}

#[command]
fn reverse(request: Request<'_>) -> Response {
    let InvokeBody::Raw(bytes) = request.body() else { panic!("raw bytes were sent") };
    Response::new(bytes.iter().rev().copied().collect::<Vec<u8>>())
}

#[command]
fn language(request: Request<'_>) -> Option<String> {
    Some(request.headers().get("accept-language")?.to_str().ok()?.to_owned())
}

/// The one answer of a delivery: which callback it is for, the kind of its payload, and the payload.
fn answer_of(entries: Vec<Value>) -> (u64, u64, Value) {
    let [entry] = &entries[..] else { panic!("one answer is one entry: {entries:?}") };
    assert_eq!(entry[0], 6);
    (entry[1].as_u64().unwrap(), entry[2].as_u64().unwrap(), entry[3].clone())
}

#[test]
fn a_value_runs_the_callback_and_an_error_the_other() {
    let app = app_of(generate_handler![greet]);
    let page = main_page(&app);
    let request = page.request("greet", header::JSON, "");
    page.post_message(&as_message(&request, "greet", json!({ "name": "Ada" })));
    assert_eq!(answer_of(page.next_delivery()), (1, 0, json!("Hello, Ada.")));

    let request = page.request("greet", header::JSON, "");
    page.post_message(&as_message(&request, "greet", json!({ "name": "" })));
    assert_eq!(answer_of(page.next_delivery()), (4, 0, json!("a name, please")));
}

#[command]
fn said(request: Request<'_>) -> String {
    let InvokeBody::Json(json) = request.body() else { panic!("JSON was sent") };
    json.as_str().to_owned()
}

#[test]
fn a_payload_of_null_is_null_and_none_is_an_empty_object() {
    let app = app_of(generate_handler![said]);
    let page = main_page(&app);
    let key =
        page.request("said", header::JSON, "").headers()[header::INVOKE_KEY].to_str().unwrap().to_owned();
    for (payload, expected) in [(Some(json!(null)), "null"), (Some(json!(1.50)), "1.5"), (None, "{}")] {
        let mut message = json!({ "cmd": "said", "callback": 1, "error": 2, "__TAURI_INVOKE_KEY__": key });
        if let Some(payload) = payload {
            message["payload"] = payload;
        }
        // Each call has ids of its own.
        message["callback"] = json!(expected.len() * 10);
        page.post_message(&message.to_string());
        assert_eq!(answer_of(page.next_delivery()).2, json!(expected));
    }
}

#[test]
fn bytes_go_as_a_number_array_and_come_back_as_an_array_buffer() {
    let app = app_of(generate_handler![reverse]);
    let page = main_page(&app);
    let request = page.request("reverse", header::OCTETS, "");
    page.post_message(&as_message(&request, "reverse", json!([1, 2, 255])));
    assert_eq!(answer_of(page.next_delivery()), (1, 2, json!("/wIB")));
}

/// A call whose body is a member of its own.
fn with_body(page: &Client, command: &str, member: &str, body: Value) -> Value {
    let request = page.request(command, header::JSON, "");
    let mut message: Value = serde_json::from_str(&as_message(&request, command, json!(null))).unwrap();
    message.as_object_mut().unwrap().remove("payload");
    message[member] = body;
    message
}

#[test]
fn bytes_in_base64_arrive_as_they_are() {
    let app = app_of(generate_handler![reverse]);
    let page = main_page(&app);
    page.post_message(&with_body(&page, "reverse", "bytes", json!("AQL/")).to_string());
    assert_eq!(answer_of(page.next_delivery()), (1, 2, json!("/wIB")));
    page.post_message(&with_body(&page, "reverse", "bytes", json!("no base64")).to_string());
    let (callback, _, answer) = answer_of(page.next_delivery());
    assert_eq!((callback, &answer["code"]), (4, &json!("malformed_request")));
}

#[test]
fn each_text_of_a_message_is_judged_for_itself() {
    let app = app_of(generate_handler![greet, reverse]);
    let page = main_page(&app);
    let text = |command: &str, name: &str| {
        as_message(&page.request(command, header::JSON, ""), command, json!({ "name": name }))
    };
    let mut keyless: Value = serde_json::from_str(&text("greet", "nobody")).unwrap();
    keyless["__TAURI_INVOKE_KEY__"] = json!("0".repeat(64));
    let texts = [text("greet", "Ada"), keyless.to_string(), text("unknown", ""), text("greet", "Bob")];
    page.post_message(&texts.concat());
    let mut entries = Vec::new();
    while entries.len() < 3 {
        entries.extend(page.next_delivery());
    }
    entries.sort_by_key(|entry| entry[1].as_u64());
    assert_eq!(entries[0], json!([6, 3, 0, "Hello, Ada."]));
    assert_eq!((&entries[1][1], &entries[1][3]["code"]), (&json!(6), &json!("unknown_command")));
    assert_eq!(entries[2], json!([6, 7, 0, "Hello, Bob."]));
}

#[test]
fn what_stands_behind_a_text_that_is_no_call_is_dropped() {
    let app = app_of(generate_handler![greet]);
    let page = main_page(&app);
    let good =
        |name: &str| as_message(&page.request("greet", header::JSON, ""), "greet", json!({ "name": name }));
    page.post_message(&format!("{}{{}}{}", good("Ada"), good("Bob")));
    page.post_message(&good("Eve"));
    let mut heard = Vec::new();
    while heard.len() < 2 {
        heard.extend(page.next_delivery().into_iter().map(|entry| entry[3].clone()));
    }
    heard.sort_by_key(Value::to_string);
    assert_eq!(heard, ["Hello, Ada.", "Hello, Eve."]);
}

#[test]
fn many_bytes_come_back_in_pieces_that_take_turns() {
    const BYTES: usize = 4_000_000;
    let app = app_of(generate_handler![many]);
    let page = main_page(&app);
    for _ in 0..2 {
        let request = page.request("many", header::JSON, "");
        page.post_message(&as_message(&request, "many", json!({ "bytes": BYTES })));
    }
    let (mut answers, mut order) = (BTreeMap::<u64, Vec<u8>>::new(), Vec::new());
    while answers.values().map(Vec::len).sum::<usize>() < 2 * BYTES {
        for entry in page.next_delivery() {
            assert_eq!((&entry[0], &entry[2]), (&json!(7), &json!(BYTES)));
            let piece = BASE64_STANDARD.decode(entry[3].as_str().unwrap()).unwrap();
            let callback = entry[1].as_u64().unwrap();
            answers.entry(callback).or_default().extend(piece);
            order.push(callback);
        }
    }
    assert_eq!(answers.keys().copied().collect::<Vec<_>>(), [1, 3]);
    assert!(answers.values().all(|bytes| bytes.iter().enumerate().all(|(n, byte)| *byte == (n % 251) as u8)));
    assert!(order.windows(2).filter(|pair| pair[0] != pair[1]).count() > 2, "they take turns: {order:?}");
}

#[test]
fn an_answer_that_nobody_waits_for_any_more_is_sent_no_further() {
    const BYTES: usize = 40_000_000;
    let limits = Limits { answer_bytes_max: BYTES + 1024, ..Limits::default() };
    let app = builder_of(generate_handler![many]).limits(limits).build().unwrap();
    let page = main_page(&app);
    let request = page.request("many", header::JSON, "");
    page.post_message(&as_message(&request, "many", json!({ "bytes": BYTES })));
    assert_eq!(page.next_delivery()[0][0], 7);
    page.invoke("plugin:footbridge|cancel", json!({ "callback": 1, "error": 2 })).unwrap();
    let mut pieces = 1;
    while !page.try_next_delivery().is_empty() {
        pieces += 1;
    }
    assert!(pieces < 10, "what was under way, and no more: {pieces} pieces of 800,000 bytes");
    // All that it counted for is free again.
    let request = page.request("many", header::JSON, "");
    page.post_message(&as_message(&request, "many", json!({ "bytes": BYTES })));
    assert_eq!(page.next_delivery()[0][0], 7, "a refusal would be a 6");
}

#[command]
fn many(bytes: usize) -> Response {
    Response::new((0..bytes).map(|n| (n % 251) as u8).collect::<Vec<_>>())
}

#[command]
async fn length(request: Request<'_>) -> Result<usize, String> {
    let InvokeBody::Raw(bytes) = request.body() else { return Err("raw bytes were sent".into()) };
    if bytes.iter().enumerate().any(|(n, byte)| *byte != (n % 251) as u8) {
        return Err("the bytes are others".into());
    }
    Ok(bytes.len())
}

const PIECE: usize = 64 * 1024;

/// A call that announces its body, and the requests that bring it.
fn in_pieces(page: &Client, command: &str, length: usize) -> (Value, Vec<http::Request<Incoming>>) {
    let message = with_body(page, command, "pieces", json!([length, PIECE, header::OCTETS]));
    let bytes: Vec<u8> = (0..length).map(|n| (n % 251) as u8).collect();
    let requests = bytes.chunks(PIECE).enumerate().map(|(index, piece)| {
        let mut request = page.request(command, header::OCTETS, piece.to_vec());
        let place = format!("{};{index}", message["callback"]);
        request.headers_mut().insert(header::PIECE, place.parse().unwrap());
        request
    });
    let requests = requests.collect();
    (message, requests)
}

fn code_of(response: &http::Response<Bytes>) -> Option<String> {
    let body: Value = serde_json::from_slice(response.body()).ok()?;
    Some(body["code"].as_str()?.to_owned())
}

#[test]
fn a_body_in_pieces_is_whole_in_whatever_order_they_come() {
    let app = app_of(generate_handler![length]);
    let page = main_page(&app);
    for bytes in [1, PIECE, PIECE + 1, 5 * PIECE, 5 * PIECE + 17] {
        let (message, mut requests) = in_pieces(&page, "length", bytes);
        page.post_message(&message.to_string());
        requests.reverse();
        for request in requests {
            assert_eq!(code_of(&page.wait(request)), None);
        }
        assert_eq!(answer_of(page.next_delivery()).2, json!(bytes));
    }
}

#[test]
fn a_piece_that_no_call_waits_for_is_refused_unread() {
    let app = app_of(generate_handler![length]);
    let page = main_page(&app);
    let (message, requests) = in_pieces(&page, "length", 2 * PIECE);
    let [first, second] = <[_; 2]>::try_from(requests).ok().unwrap();
    let malformed = Some("malformed_request".to_owned());
    assert_eq!(code_of(&page.wait(again(&first))), malformed, "before its call");
    page.post_message(&message.to_string());
    assert_eq!(code_of(&page.wait(again(&first))), None);
    assert_eq!(code_of(&page.wait(again(&first))), malformed, "twice");
    let mut beyond = again(&first);
    beyond.headers_mut().insert(header::PIECE, format!("{};2", message["callback"]).parse().unwrap());
    assert_eq!(code_of(&page.wait(beyond)), malformed, "behind the last");
    let mut keyless = again(&second);
    keyless.headers_mut().remove(header::INVOKE_KEY);
    assert_eq!(page.wait(keyless).status(), 403);
    let mut short = again(&second);
    *short.body_mut() = Incoming::Whole(Bytes::from_static(b"short"));
    assert_eq!(code_of(&page.wait(short)), malformed);
}

#[test]
fn a_call_that_is_refused_or_cancelled_waits_for_no_piece() {
    let app = builder_of(generate_handler![length])
        .limits(Limits {
            body_bytes_max: 1024 * 1024,
            pending_body_bytes_max: 4 * 1024 * 1024,
            ..Limits::default()
        })
        .build()
        .unwrap();
    let page = main_page(&app);
    let (refused, requests) = in_pieces(&page, "unknown", PIECE);
    page.post_message(&refused.to_string());
    assert_eq!(answer_of(page.next_delivery()).2["code"], "unknown_command");
    for request in requests {
        assert_eq!(code_of(&page.wait(request)).unwrap(), "malformed_request");
    }
    let (large, _) = in_pieces(&page, "length", 2 * 1024 * 1024);
    page.post_message(&large.to_string());
    assert_eq!(answer_of(page.next_delivery()).2["code"], "body_too_large");
    // All that a page announces and never sends counts, until it is cancelled.
    for n in 0..5 {
        let (message, _) = in_pieces(&page, "length", 1024 * 1024);
        page.post_message(&message.to_string());
        if n == 4 {
            assert_eq!(answer_of(page.next_delivery()).2["code"], "too_many_bytes");
        }
    }
    page.page().reset();
    let (message, requests) = in_pieces(&page, "length", 1024 * 1024);
    page.post_message(&message.to_string());
    for request in requests {
        page.wait(request);
    }
    assert_eq!(answer_of(page.next_delivery()).2, json!(1024 * 1024));
}

/// What the injected script of a document says of itself in a message.
fn stated(page: &Client, origin: &str) -> Value {
    let request = page.request("greet", header::JSON, "");
    let mut message: Value =
        serde_json::from_str(&as_message(&request, "greet", json!({ "name": "Ada" }))).unwrap();
    message["origin"] = json!(origin);
    page.post_message(&message.to_string());
    answer_of(page.next_delivery()).2
}

#[test]
fn a_message_that_comes_late_has_not_the_rights_of_the_next_document() {
    let remote = json!({
        "identifier": "remote", "windows": ["main"], "permissions": ["allow-greet"],
        "remote": { "urls": ["https://friend.example", "https://other.example:8443"] }
    });
    let app = Builder::new()
        .commands(generate_handler![greet])
        .capabilities(Capabilities::new().with("remote.json", remote.to_string()))
        .build()
        .unwrap();
    let seen = ["local", "https://friend.example/a?b", "https://other.example:8443/", "about:blank"];
    let stated_origins = [
        "app://localhost",
        "https://friend.example",
        "https://other.example:8443",
        "https://friend.example:8443",
        "http://friend.example",
        "https://friend.example.evil.example",
        "null",
        "",
        "app://localhost.evil.example",
    ];
    for (window, url) in seen.iter().enumerate() {
        let origin = if *url == "local" { Origin::Local } else { Origin::Remote(url.parse().unwrap()) };
        let page = Client::open_in(&app.handle(), &format!("page-{window}"), "main", origin).unwrap();
        for (index, origin) in stated_origins.iter().enumerate() {
            let answer = stated(&page, origin);
            if window == index && window < 3 {
                assert_eq!(answer, json!("Hello, Ada."), "{url} and {origin}");
            } else {
                assert_eq!(answer["code"], "not_permitted", "{url} and {origin}: {answer}");
            }
        }
    }
}

#[test]
fn headers_come_as_pairs_or_as_a_record() {
    let app = app_of(generate_handler![language]);
    let page = main_page(&app);
    for headers in [json!([["Accept-Language", "de"]]), json!({ "Accept-Language": "de" })] {
        let request = page.request("language", header::JSON, "");
        let mut message: Value = serde_json::from_str(&as_message(&request, "language", json!({}))).unwrap();
        message["options"] = json!({ "headers": headers });
        page.post_message(&message.to_string());
        assert_eq!(answer_of(page.next_delivery()).2, "de");
    }
}

#[test]
fn what_is_no_message_or_has_no_key_gets_no_answer() {
    let app = app_of(generate_handler![greet]);
    let page = main_page(&app);
    let request = page.request("greet", header::JSON, "");
    let good = as_message(&request, "greet", json!({ "name": "Ada" }));
    let mut keyless: Value = serde_json::from_str(&good).unwrap();
    keyless["__TAURI_INVOKE_KEY__"] = json!("0".repeat(64));
    for text in ["", "{}", "not json", &keyless.to_string(), &"[".repeat(100_000)] {
        page.post_message(text);
    }
    // The good one is answered; had one of the others been, its script would stand first.
    page.post_message(&good);
    assert_eq!(answer_of(page.next_delivery()).0, 1);
    assert!(page.try_next_script().is_none());
}

#[command]
fn not_json() -> Response {
    Response::new("alert(1)".to_owned())
}

#[test]
fn what_a_command_says_is_json_is_never_run_as_a_script() {
    let app = app_of(generate_handler![not_json]);
    let page = main_page(&app);
    let request = page.request("not_json", header::JSON, "");
    page.post_message(&as_message(&request, "not_json", json!({})));
    let script = page.next_script();
    assert!(!script.contains("alert"), "{script}");
    assert!(script.contains("unwritable_reply"), "the promise is settled all the same: {script}");
}
