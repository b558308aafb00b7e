//! The fallback: JSON text in, a script out.
#![allow(clippy::unwrap_used, reason = "a test ends where an invariant of its own is broken")]

mod common;

use common::{app_of, as_message, main_page};
use footbridge::{
    Builder, Origin,
    acl::Capabilities,
    command, generate_handler,
    ipc::{InvokeBody, Request, Response},
    transport::memory::Client,
    wire::header,
};
use serde_json::{Value, json};

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
    assert_eq!(answer_of(page.next_delivery()), (1, 1, json!("\"Hello, Ada.\"")));

    let request = page.request("greet", header::JSON, "");
    page.post_message(&as_message(&request, "greet", json!({ "name": "" })));
    assert_eq!(answer_of(page.next_delivery()), (4, 1, json!("\"a name, please\"")));
}

#[test]
fn bytes_go_as_a_number_array_and_come_back_as_an_array_buffer() {
    let app = app_of(generate_handler![reverse]);
    let page = main_page(&app);
    let request = page.request("reverse", header::OCTETS, "");
    page.post_message(&as_message(&request, "reverse", json!([1, 2, 255])));
    assert_eq!(answer_of(page.next_delivery()), (1, 2, json!("/wIB")));
}

/// What the injected script of a document says of itself in a message.
fn stated(page: &Client, origin: &str) -> Value {
    let request = page.request("greet", header::JSON, "");
    let mut message: Value =
        serde_json::from_str(&as_message(&request, "greet", json!({ "name": "Ada" }))).unwrap();
    message["origin"] = json!(origin);
    page.post_message(&message.to_string());
    let (_, kind, answer) = answer_of(page.next_delivery());
    if kind == 1 { serde_json::from_str(answer.as_str().unwrap()).unwrap() } else { answer }
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
        assert_eq!(answer_of(page.next_delivery()).2, "\"de\"");
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
