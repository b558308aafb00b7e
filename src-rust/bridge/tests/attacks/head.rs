//! Heads and messages that do not follow the protocol, by a page that has the key.

use super::*;
use common::as_message;

const NUMBERS: [&str; 16] = [
    "",
    " ",
    "x",
    "-1",
    "+1",
    "1.0",
    "1e3",
    "0x10",
    "1 2",
    "1,2",
    "4294967296",
    "99999999999999999999",
    "NaN",
    "Infinity",
    "null",
    "\u{b2}",
];

fn value(text: &str) -> http::HeaderValue {
    http::HeaderValue::from_bytes(text.as_bytes()).unwrap()
}

#[test]
fn ids_that_are_no_numbers_are_refused_by_name() {
    let lab = Lab::new();
    for name in [header::CALLBACK, header::ERROR] {
        for number in NUMBERS {
            let mut request = lab.right();
            request.headers_mut().insert(&name, value(number));
            let refusal = lab.refused(request, "malformed_request");
            assert!(refusal["message"].as_str().unwrap().contains(name.as_str()), "{number:?}: {refusal}");
        }
        let mut absent = lab.right();
        absent.headers_mut().remove(&name);
        lab.refused(absent, "malformed_request");
        let mut twice = lab.right();
        twice.headers_mut().append(&name, value("7"));
        lab.refused(twice, "malformed_request");
    }
    lab.holds();
}

#[test]
fn headers_are_bounded_in_number_and_in_bytes() {
    let lab = Lab::new();
    let mut many = lab.right();
    for number in 0..200 {
        many.headers_mut().append("x-many", number.into());
    }
    assert!(lab.refused(many, "malformed_request")["message"].as_str().unwrap().contains("128 headers"));
    let mut large = lab.right();
    large.headers_mut().insert("x-large", value(&"v".repeat(1 << 20)));
    assert!(lab.refused(large, "malformed_request")["message"].as_str().unwrap().contains("65536 bytes"));
    lab.holds();
}

#[test]
fn a_header_of_the_bridges_that_makes_no_sense_is_refused_before_the_command() {
    let lab = Lab::new();
    let parts = [
        "",
        ";",
        "marker",
        "marker;",
        ";1",
        "m;-1",
        "m;+1",
        "m;99999999999999999999",
        "a b;1",
        "\";1",
        "m;3",
    ];
    for text in parts {
        let mut request = lab.page.request("touch", header::PARTS, "{}");
        request.headers_mut().insert(header::BODY_PARTS, value(text));
        lab.refused_at(&lab.page, request, "malformed_request", "command");
    }
    for (header, text) in [
        (header::UPSTREAMS, "x"),
        (header::UPSTREAMS, "1,,2"),
        (header::UPSTREAMS, "1,1"),
        (header::UPSTREAMS, "4294967296"),
    ] {
        let mut request = lab.right();
        request.headers_mut().insert(&header, value(text));
        lab.refused_at(&lab.page, request, "malformed_request", "command");
    }
    for number in NUMBERS {
        let mut request = lab.page.request("plugin:__TAURI_CHANNEL__|fetch", header::JSON, "null");
        request.headers_mut().insert(header::CHANNEL_ID, value(number));
        lab.refused_at(&lab.page, request, "malformed_request", "command");
    }
    for place in ["", "1", "1;", ";1", "1;1;stop", "1;1;end;", "-1;0", "1;0.5"] {
        let mut request = lab.page.request("plugin:footbridge|push", header::JSON, "0");
        request.headers_mut().insert(header::UPSTREAM, value(place));
        lab.refused_at(&lab.page, request, "malformed_request", "command");
    }
    lab.holds();
}

#[test]
fn places_of_bytes_that_lie_about_the_body_are_refused() {
    let lab = Lab::new();
    for (json, bytes) in [
        (r#"{"value":"m:0+9"}"#, "abc"),
        (r#"{"value":"m:0+2"}"#, "abc"),
        (r#"{"value":"m:1+3"}"#, "abc"),
        (r#"{"value":["m:0+3","m:0+3"]}"#, "abc"),
        (r#"{"value":"m:0+18446744073709551615"}"#, "abc"),
        (r#"{"value":"m:18446744073709551615+18446744073709551615"}"#, "abc"),
        (r#"{"value":"m:-1+4"}"#, "abc"),
        (r#"{"value":"m:+0++3"}"#, "abc"),
        ("{}", "abc"),
    ] {
        let mut request = lab.page.request("touch", header::PARTS, format!("{json}{bytes}"));
        request.headers_mut().insert(header::BODY_PARTS, value(&format!("m;{}", json.len())));
        lab.refused_at(&lab.page, request, "malformed_request", "command");
    }
    lab.holds();
}

#[test]
fn a_content_type_that_the_bridge_does_not_know_is_json() {
    let lab = Lab::new();
    for kind in
        ["text/html", "multipart/form-data; boundary=x", "application/octet-stream; a=b", "\u{ff}", ""]
    {
        let mut request = lab.page.request("greet", header::JSON, "<script>");
        request.headers_mut().insert(http::header::CONTENT_TYPE, value(kind));
        let response = lab.page.wait(request);
        assert_eq!(response.headers()[http::header::CONTENT_TYPE], header::JSON, "{kind:?}");
        assert_eq!(lab.told(&response)["code"], "bad_argument", "{kind:?}");
    }
    lab.holds();
}

#[test]
fn a_body_over_the_limit_is_refused_whether_or_not_its_length_was_told() {
    use futures_util::FutureExt;
    let lab = Lab::limited(Limits { body_bytes_max: 64, ..Limits::default() });
    for declared in [None, Some("65"), Some("1"), Some("-1"), Some("x")] {
        let mut request = lab.page.request("touch", header::OCTETS, vec![0; 65]);
        let mut streamed = lab.page.request("touch", header::OCTETS, "");
        // A transport that reads more than it was asked for.
        *streamed.body_mut() =
            Incoming::Later(Box::new(|_, _| async { Ok(bytes::BytesMut::zeroed(65)) }.boxed()));
        for request in [&mut request, &mut streamed] {
            if let Some(length) = declared {
                request.headers_mut().insert(http::header::CONTENT_LENGTH, value(length));
            }
        }
        for request in [request, streamed] {
            let refusal = lab.refused_at(&lab.page, request, "body_too_large", "command");
            assert_eq!(refusal["bytes_max"], 64);
        }
    }
    let zeros = |count: usize| format!("[{}0]", "0,".repeat(count));
    for payload in [zeros(64), zeros(1000), format!("\"{}\"", " ".repeat(1000))] {
        let payload = serde_json::from_str(&payload).unwrap();
        lab.page.post_message(&as_message(&lab.right(), "touch", payload));
        assert!(lab.page.next_script().contains("body_too_large"));
    }
    lab.holds();
}

#[test]
fn a_message_that_is_no_call_is_dropped_and_one_that_is_malformed_is_answered() {
    let lab = Lab::new();
    let message = as_message(&lab.right(), "touch", json!({}));
    let right: Value = serde_json::from_str(&message).unwrap();
    for text in [
        "",
        "null",
        "[]",
        "7",
        "\"{}\"",
        "{",
        r#"{"cmd":"touch"}"#,
        r#"{"cmd":"\ud800","callback":1,"error":2}"#,
        &"[".repeat(1 << 20),
        &r#"{"payload":"#.repeat(1 << 18),
        &message.replacen('{', r#"{"cmd":"closed","#, 1),
        &format!("\u{feff}{message}"),
    ] {
        lab.page.post_message(text);
    }
    for (name, wrong) in [
        ("cmd", json!(null)),
        ("cmd", json!(["touch"])),
        ("callback", json!("1")),
        ("callback", json!(-1)),
        ("callback", json!(1.5)),
        ("callback", json!(4_294_967_296_u64)),
        ("error", json!(1e300)),
        ("error", json!(null)),
    ] {
        let mut message = right.clone();
        message[name] = wrong;
        lab.page.post_message(&message.to_string());
    }
    assert_eq!(lab.page.try_next_script(), None, "what names no callback has nobody to be answered to");

    let long = "n".repeat(10_000);
    for (name, wrong) in [
        ("cmd", json!("")),
        ("cmd", json!("a\nb")),
        ("cmd", json!("touch".repeat(1000))),
        ("parts", json!("not base64")),
        ("parts", json!(7)),
        ("sealed", json!(["a"])),
        ("options", json!({ "headers": 7 })),
        ("options", json!({ "headers": { "a": 1 } })),
        ("options", json!({ "headers": [["a"]] })),
        ("options", json!({ "headers": { "a\r\nb": "c" } })),
        ("options", json!({ "headers": { "a": "b\r\nTauri-Error: 7" } })),
        ("options", json!({ "headers": [[long, "\n"]] })),
        ("options", json!({ "headers": { "a": "v".repeat(100_000) } })),
        ("options", json!({ "headers": vec![["a", "b"]; 200] })),
    ] {
        let mut message = right.clone();
        message[name] = wrong;
        lab.page.post_message(&message.to_string());
        let answer = lab.page.next_script();
        assert!(answer.contains("malformed_request"), "{name}: {answer}");
        assert!(answer.len() < 1000, "the answer repeats {} bytes", answer.len());
    }
    lab.holds();
}
