//! The custom protocol, bytes in and bytes out.
#![allow(clippy::unwrap_used, reason = "a test ends where an invariant of its own is broken")]

mod common;

use common::{app_of, json_of, main_page};
use footbridge::{
    Limits, Origin, command, generate_handler,
    ipc::{InvokeBody, Request, Response},
    transport::custom_protocol,
    wire::{Incoming, header},
};
use futures_util::FutureExt;
use http::{Method, StatusCode, header::CONTENT_TYPE};
use serde_json::json;
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
    mpsc,
};

#[command]
fn echo(request: Request<'_>) -> Response {
    match request.body() {
        InvokeBody::Raw(bytes) => Response::new(bytes.to_vec()),
        InvokeBody::Json(json) => Response::new(json.as_str().to_owned()),
    }
}

#[command]
fn fail() -> Result<(), String> {
    Err("no".into())
}

#[command]
fn nothing() {}

#[command]
fn header_names(request: Request<'_>) -> Vec<String> {
    request.headers().keys().map(ToString::to_string).collect()
}

fn app() -> footbridge::App {
    app_of(generate_handler![echo, fail, nothing, header_names])
}

#[test]
fn a_value_is_200_with_the_header_ok_and_json() {
    let app = app();
    let page = main_page(&app);
    let response = page.wait(page.request("nothing", header::JSON, "{}"));
    assert_eq!(response.status(), StatusCode::OK);
    let headers = response.headers();
    assert_eq!(headers["tauri-response"], "ok");
    assert_eq!(headers["content-type"], "application/json");
    assert_eq!(headers["content-length"], "4");
    assert_eq!(headers["access-control-allow-origin"], "*");
    assert_eq!(headers["access-control-expose-headers"], "Tauri-Response");
    assert_eq!(response.body().as_ref(), b"null");
}

#[test]
fn an_error_is_400_with_the_header_error_and_json() {
    let app = app();
    let page = main_page(&app);
    let response = page.wait(page.request("fail", header::JSON, "{}"));
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    assert_eq!(response.headers()["tauri-response"], "error");
    assert_eq!(response.headers()["content-type"], "application/json");
    assert_eq!(response.body().as_ref(), b"\"no\"");
}

#[test]
fn raw_bytes_come_back_as_they_went() {
    let app = app();
    let page = main_page(&app);
    for size in [0, 1, 1_023, 1_024, 65_537] {
        let bytes: Vec<u8> = (0..size).map(|n: u32| n.to_le_bytes()[0]).collect();
        let response = page.wait(page.request("echo", header::OCTETS, bytes.clone()));
        assert_eq!(response.headers()[CONTENT_TYPE], header::OCTETS);
        assert_eq!(response.body().as_ref(), bytes, "{size} bytes");
    }
}

#[test]
fn a_command_is_named_by_the_percent_decoded_path() {
    let app = app();
    let page = main_page(&app);
    let mut request = page.request("echo", header::JSON, "7");
    *request.uri_mut() = "ipc://localhost/e%63ho".parse().unwrap();
    assert_eq!(json_of(&page.wait(request)), (true, json!(7)));
    let mut request = page.request("echo", header::JSON, "7");
    *request.uri_mut() = "ipc://localhost/%ff".parse().unwrap();
    assert_eq!(json_of(&page.wait(request)).1["code"], "malformed_request");
}

#[test]
fn options_is_answered_with_the_cors_headers_alone() {
    let app = app();
    let page = main_page(&app);
    let mut request = page.request("nothing", header::JSON, "{}");
    *request.method_mut() = Method::OPTIONS;
    request.headers_mut().remove(header::INVOKE_KEY);
    let response = page.wait(request);
    assert_eq!(response.status(), StatusCode::OK);
    assert!(response.body().is_empty());
    assert_eq!(response.headers()["access-control-allow-origin"], "*");
    assert_eq!(response.headers()["access-control-allow-headers"], "*");
}

#[test]
fn any_other_method_is_405() {
    let app = app();
    let page = main_page(&app);
    for method in [Method::GET, Method::HEAD, Method::PUT, Method::DELETE, Method::PATCH] {
        let mut request = page.request("nothing", header::JSON, "{}");
        *request.method_mut() = method.clone();
        assert_eq!(page.wait(request).status(), StatusCode::METHOD_NOT_ALLOWED, "{method}");
    }
}

#[test]
fn an_unknown_webview_is_404() {
    let app = app();
    let page = main_page(&app);
    let (sender, answer) = mpsc::channel();
    let request = page.request("nothing", header::JSON, "{}");
    let respond = move |response| sender.send(response).unwrap();
    custom_protocol::receive(&app.handle(), None, Origin::Local, request, respond);
    let response: http::Response<bytes::Bytes> = answer.recv().unwrap();
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
}

#[test]
fn a_malformed_head_is_refused_with_what_is_wrong() {
    let app = app();
    let page = main_page(&app);
    for (name, value) in [("tauri-callback", "x"), ("tauri-error", "4294967296"), ("tauri-callback", "-1")] {
        let mut request = page.request("nothing", header::JSON, "{}");
        request.headers_mut().insert(name, value.parse().unwrap());
        let (ok, refusal) = json_of(&page.wait(request));
        assert!(!ok);
        assert_eq!(refusal["code"], "malformed_request");
        assert!(refusal["message"].as_str().unwrap().contains(name), "{refusal}");
    }
}

#[test]
fn a_command_name_is_bounded_and_has_no_control_characters() {
    let app = app();
    let page = main_page(&app);
    for name in ["a".repeat(257), "line\nbreak".into(), String::new()] {
        let (_, refusal) = json_of(&page.wait(page.request(&name, header::JSON, "{}")));
        assert_eq!(refusal["code"], "malformed_request", "{name:?}");
    }
}

#[test]
fn a_command_sees_the_callers_headers_and_never_the_key() {
    let app = app();
    let page = main_page(&app);
    let mut request = page.request("header_names", header::JSON, "{}");
    request.headers_mut().insert("x-mine", "1".parse().unwrap());
    let (_, names) = json_of(&page.wait(request));
    let names: Vec<_> = names.as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    assert!(names.contains(&"x-mine"));
    assert!(!names.iter().any(|name| name.contains("key")), "{names:?}");
}

#[test]
fn a_body_over_the_limit_is_refused() {
    let limits = Limits { body_bytes_max: 8, ..Limits::default() };
    let app = common::limited(generate_handler![echo], limits);
    let page = main_page(&app);
    assert_eq!(page.wait(page.request("echo", header::OCTETS, [0; 8].to_vec())).status(), StatusCode::OK);
    let (_, refusal) = json_of(&page.wait(page.request("echo", header::OCTETS, [0; 9].to_vec())));
    assert_eq!(refusal["code"], "body_too_large");
    assert_eq!(refusal["bytes_max"], 8);
}

#[test]
fn json_that_is_not_utf_8_is_refused() {
    let app = app();
    let page = main_page(&app);
    let (_, refusal) = json_of(&page.wait(page.request("echo", header::JSON, vec![b'"', 0xff, b'"'])));
    assert_eq!(refusal["code"], "malformed_request");
}

/// A body that tells whether anybody read it.
fn watched(read: &Arc<AtomicBool>) -> Incoming {
    let read = Arc::clone(read);
    Incoming::Later(Box::new(move |_, _| {
        read.store(true, Ordering::SeqCst);
        async { Ok(bytes::BytesMut::from("{}")) }.boxed()
    }))
}

#[test]
fn no_body_is_read_before_the_key_and_the_capability_are_judged() {
    let app = app();
    let (page, guest) =
        (main_page(&app), footbridge::transport::memory::Client::open(&app.handle(), "guest").unwrap());
    let read = Arc::new(AtomicBool::new(false));

    let mut keyless = page.request("nothing", header::JSON, "");
    keyless.headers_mut().remove(header::INVOKE_KEY);
    *keyless.body_mut() = watched(&read);
    assert_eq!(page.wait(keyless).status(), StatusCode::FORBIDDEN);

    let mut closed = guest.request("nothing", header::JSON, "");
    *closed.body_mut() = watched(&read);
    assert_eq!(json_of(&guest.wait(closed)).1["code"], "not_permitted");
    assert!(!read.load(Ordering::SeqCst), "a refused call's body stays unread");

    let mut open = page.request("nothing", header::JSON, "");
    *open.body_mut() = watched(&read);
    assert!(json_of(&page.wait(open)).0);
    assert!(read.load(Ordering::SeqCst), "the same body is read when the call is let through");
}
