//! Requests: whatever comes in, each is answered once; what was sent arrives as it was.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::LazyLock,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use footbridge::{
    App, command, generate_handler,
    ipc::{InvokeBody, Request, Response},
    transport::memory::Client,
    wire::{Incoming, header},
};
use http::{HeaderName, HeaderValue, Method, Request as HttpRequest};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{cases, common::app_of, json};

#[command]
fn echo(value: Value) -> Value {
    value
}

#[command]
fn chunks(list: Vec<Bytes>) -> Vec<Bytes> {
    list
}

#[command]
fn raw(request: Request<'_>) -> Response {
    match request.body() {
        InvokeBody::Raw(bytes) => Response::new(bytes.clone()),
        InvokeBody::Json(json) => Response::new(json.as_str().to_owned()),
    }
}

#[command]
fn header_of(request: Request<'_>) -> Option<Vec<u8>> {
    request.headers().get("x-any").map(|value| value.as_bytes().to_vec())
}

static APP: LazyLock<App> = LazyLock::new(|| app_of(generate_handler![echo, chunks, raw, header_of]));

/// A webview of the window "main" with a label of its own: the tests of this file run side by side.
fn page(label: &str) -> Client {
    Client::open_in(&APP.handle(), label, "main", footbridge::Origin::Local).unwrap()
}

/// A request that is right in most places, so that many get far.
fn request(
    page: &Client,
) -> impl Strategy<Value = (Method, String, Vec<(HeaderName, HeaderValue)>, Vec<u8>)> {
    let right = page.request("echo", header::JSON, "");
    let key = right.headers()[header::INVOKE_KEY].to_str().unwrap().to_owned();
    let method = prop_oneof![8 => Just(Method::POST), 1 => Just(Method::OPTIONS), 1 => Just(Method::PUT)];
    let path = prop_oneof![
        4 => "/(echo|chunks|raw|header_of|none)",
        1 => "/plugin(:|%3A)footbridge(%7C|%7c)(cancel|credit|push|close_channel)",
        1 => "/[!-~&&[^?#\"<>\\\\^`{|}]]{0,300}",
    ];
    let number = prop_oneof![8 => any::<u32>().prop_map(|id| id.to_string()), 1 => "[+-]?[0-9]{0,12}", 1 => "[ -~]{0,8}"];
    let headers = (
        prop_oneof![9 => Just(key), 1 => "[ -~]{0,70}"],
        prop::collection::vec(number, 2),
        prop_oneof![
            Just(header::JSON.to_owned()),
            Just(header::OCTETS.to_owned()),
            Just(header::PARTS.to_owned()),
            "[ -~]{0,20}"
        ],
        prop_oneof!["m;[0-9]{1,3}", "[ -~]{0,80}"],
        prop::collection::vec(("[a-z-]{1,12}", "[ -~]{0,20}"), 0..4),
    );
    let headers = headers.prop_map(|(key, numbers, kind, parts, others)| {
        let own = [
            ("tauri-invoke-key", key),
            ("tauri-callback", numbers[0].clone()),
            ("tauri-error", numbers[1].clone()),
            ("content-type", kind),
            ("footbridge-parts", parts),
        ];
        let own = own.map(|(name, value)| (name.to_owned(), value)).into_iter();
        own.chain(others)
            .map(|(name, value)| (name.parse().unwrap(), value.trim().parse().unwrap()))
            .collect()
    });
    let body = prop_oneof![
        json().prop_map(|value| json!({ "value": value }).to_string().into_bytes()),
        r#"\{"list":\["m:[0-9]\+[0-9]"(,"m:[0-9]\+[0-9]")?\]\}[a-z]{0,9}"#.prop_map(String::into_bytes),
        prop::collection::vec(any::<u8>(), 0..200),
    ];
    (method, path, headers, body)
}

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn a_request_of_any_form_is_answered_once(
        (method, path, headers, body) in request(&page("any-form"))
    ) {
        let page = page("form");
        let mut request = HttpRequest::new(Incoming::Whole(body.into()));
        *request.method_mut() = method;
        *request.uri_mut() = format!("ipc://localhost{path}").parse().unwrap();
        request.headers_mut().extend(headers);
        let answer = page.send(request);
        let first = answer.recv();
        prop_assert!(first.is_ok(), "it was left unanswered");
        prop_assert!(answer.recv().is_err(), "it was answered twice");
        let first = first.unwrap();
        match first.headers().get(header::RESPONSE) {
            None => prop_assert!(first.body().is_empty()),
            Some(verdict) if verdict == header::FAILED => {
                let refusal: Value = serde_json::from_slice(first.body()).unwrap();
                prop_assert!(refusal["code"].is_string() && refusal["message"].is_string(), "{refusal}");
            }
            Some(_) => {}
        }
    }

    #[test]
    fn a_message_of_any_form_panics_nowhere(text in prop_oneof![any::<String>(), json().prop_map(|it| it.to_string())]) {
        let page = page("message");
        let received = catch_unwind(AssertUnwindSafe(|| page.post_message(&text)));
        prop_assert!(received.is_ok());
        prop_assert!(page.try_next_script().is_none(), "a message without the key was answered");
    }
}

/// The value of the one answer that waits for a page.
fn answer_of(page: &Client) -> Value {
    let entries = page.next_delivery();
    let [entry] = &entries[..] else { panic!("one answer is one entry: {entries:?}") };
    crate::common::value_of(entry)
}

/// A message with the ids and the key of a right request.
fn message(page: &Client, command: &str, payload: Value) -> Value {
    let right = page.request(command, header::JSON, "");
    serde_json::from_str(&crate::common::as_message(&right, command, payload)).unwrap()
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn json_comes_back_as_it_was_sent(value in json()) {
        let page = page("json");
        prop_assert_eq!(page.invoke("echo", json!({ "value": value })), Ok(value.clone()));
        page.post_message(&message(&page, "echo", json!({ "value": value })).to_string());
        prop_assert_eq!(answer_of(&page), value);
    }

    #[test]
    fn bytes_come_back_as_they_were_sent(bytes in prop::collection::vec(any::<u8>(), 0..3000)) {
        let page = page("bytes");
        let answer = page.wait(page.request("raw", header::OCTETS, bytes.clone()));
        prop_assert_eq!(&answer.body()[..], &bytes[..]);
        page.post_message(&message(&page, "raw", json!(bytes)).to_string());
        prop_assert_eq!(answer_of(&page), json!(bytes));
    }

    #[test]
    fn bytes_beside_json_come_back_as_they_were_sent(
        list in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 0..8),
        marker in "[A-Za-z0-9-]{1,64}",
    ) {
        let page = page("parts");
        let mut end = 0;
        let places = list.iter().map(|part| {
            end += part.len();
            format!("{marker}:{}+{}", end - part.len(), part.len())
        });
        let text = json!({ "list": places.collect::<Vec<_>>() });
        let parts = format!("{marker};{}", text.to_string().len());
        let body = [text.to_string().as_bytes(), &list.concat()].concat();
        let mut request = page.request("chunks", header::PARTS, body);
        request.headers_mut().insert(header::BODY_PARTS, parts.parse().unwrap());
        let answer: Value = serde_json::from_slice(page.wait(request).body()).unwrap();
        prop_assert_eq!(answer, json!(list));

        let mut message = message(&page, "chunks", text);
        message["parts"] = BASE64_STANDARD.encode(list.concat()).into();
        message["options"] = json!({ "headers": { "footbridge-parts": parts } });
        page.post_message(&message.to_string());
        prop_assert_eq!(answer_of(&page), json!(list));
    }

    #[test]
    fn a_header_arrives_as_it_was_sent(value in "[!-~][ -~]{0,40}[!-~]") {
        let page = page("header");
        let mut request = page.request("header_of", header::JSON, "{}");
        request.headers_mut().insert("x-any", value.parse().unwrap());
        let answer: Value = serde_json::from_slice(page.wait(request).body()).unwrap();
        prop_assert_eq!(answer, json!(value.as_bytes()));
        let mut message = message(&page, "header_of", json!({}));
        message["options"] = json!({ "headers": [["X-Any", value]] });
        page.post_message(&message.to_string());
        prop_assert_eq!(answer_of(&page), json!(value.as_bytes()));
    }

    #[test]
    fn a_command_is_called_by_the_name_that_was_sent(name in r"[!-~]{1,100}|[a-zé€😀 %/?#|:]{1,20}") {
        let page = page("name");
        let name = name.trim_start_matches('/').to_owned();
        prop_assume!(!name.is_empty() && !["echo", "chunks", "raw", "header_of"].contains(&&*name));
        let refusal = page.invoke(&name, json!({})).unwrap_err();
        prop_assert_eq!(&refusal["code"], &json!("unknown_command"));
        prop_assert!(refusal["message"].as_str().unwrap().contains(&name), "{} {}", name, refusal);
    }
}
