//! Without the key there is nothing: no answer, no word of what exists, nothing run.

use super::*;
use common::{again, as_message};

/// The right key, changed a little.
fn forged(right: &str) -> Vec<String> {
    let one_letter_changed = (0..right.len()).map(|place| {
        let mut letters = right.as_bytes().to_vec();
        letters[place] = if letters[place] == b'0' { b'1' } else { b'0' };
        String::from_utf8(letters).unwrap()
    });
    let others = [
        String::new(),
        "0".repeat(64),
        right[1..].into(),
        right[..63].into(),
        format!("{right}0"),
        format!("{right},{right}"),
        format!("Bearer {right}"),
        format!("\"{right}\""),
        right.to_uppercase(),
        right.chars().rev().collect(),
        "undefined".into(),
        "null".into(),
        "k".repeat(1 << 20),
    ];
    one_letter_changed.chain(others).collect()
}

#[test]
fn a_forged_key_is_shut_out_whatever_it_looks_like() {
    let lab = Lab::new();
    let stranger = Lab::new();
    for key in forged(&lab.key()).into_iter().chain([stranger.key()]) {
        let mut request = lab.right();
        request.headers_mut().insert(header::INVOKE_KEY, key.parse().unwrap());
        lab.shut_out(request);
    }
    let mut bytes = lab.right();
    bytes.headers_mut().insert(header::INVOKE_KEY, http::HeaderValue::from_bytes(b"\xff\xfe").unwrap());
    lab.shut_out(bytes);
    lab.holds();
}

#[test]
fn a_key_in_another_place_or_twice_is_no_key() {
    let lab = Lab::new();
    let key = lab.key();
    for place in ["x-tauri-invoke-key", "authorization", "cookie", "tauri_invoke_key"] {
        let mut request = lab.right();
        request.headers_mut().remove(header::INVOKE_KEY);
        request.headers_mut().insert(place, key.parse().unwrap());
        lab.shut_out(request);
    }
    let mut address = lab.right();
    address.headers_mut().remove(header::INVOKE_KEY);
    *address.uri_mut() = format!("ipc://{key}@localhost/touch?Tauri-Invoke-Key={key}").parse().unwrap();
    lab.shut_out(address);

    for (first, second) in [(key.as_str(), "wrong"), ("wrong", &key), (&key, &key)] {
        let mut request = lab.right();
        request.headers_mut().insert(header::INVOKE_KEY, first.parse().unwrap());
        request.headers_mut().append(header::INVOKE_KEY, second.parse().unwrap());
        lab.shut_out(request);
    }
    lab.holds();
}

#[test]
fn whoever_has_no_key_cannot_tell_what_exists_or_what_is_malformed() {
    let lab = Lab::new();
    let long = "a".repeat(1 << 20);
    for command in
        ["touch", "closed", "no_such_command", "plugin:vault|open", "plugin:footbridge|cancel", "\n"]
    {
        let mut request = lab.page.request(command, header::JSON, "not json");
        request.headers_mut().remove(header::INVOKE_KEY);
        let mut malformed = again(&request);
        malformed.headers_mut().remove(header::CALLBACK);
        malformed.headers_mut().insert(header::ERROR, "x".parse().unwrap());
        malformed.headers_mut().insert(header::BODY_PARTS, long.parse().unwrap());
        for number in 0..1000 {
            malformed.headers_mut().append("x-many", number.into());
        }
        lab.shut_out(request);
        lab.shut_out(malformed);
    }
    lab.holds();
}

#[test]
fn another_method_runs_nothing_with_or_without_the_key() {
    let lab = Lab::new();
    for method in ["GET", "HEAD", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "post", "POST2", "INVOKE"] {
        let mut request = lab.right();
        *request.method_mut() = method.parse().unwrap();
        request.headers_mut().insert("x-http-method-override", "POST".parse().unwrap());
        let response = lab.page.wait(request);
        assert_eq!(
            (response.status(), response.body().len()),
            (StatusCode::METHOD_NOT_ALLOWED, 0),
            "{method}"
        );
    }
    let mut preflight = lab.right();
    *preflight.method_mut() = http::Method::OPTIONS;
    let response = lab.page.wait(preflight);
    assert_eq!((response.status(), response.body().len()), (StatusCode::OK, 0));
    lab.holds();
}

#[test]
fn a_message_without_the_key_is_answered_with_nothing() {
    let lab = Lab::new();
    let (key, right) = (lab.key(), lab.right());
    let message: Value = serde_json::from_str(&as_message(&right, "touch", json!({}))).unwrap();
    let with = |name: &str, value: Value| {
        let mut message = message.clone();
        message.as_object_mut().unwrap().remove("__TAURI_INVOKE_KEY__");
        message[name] = value;
        message.to_string()
    };
    for forged in forged(&key) {
        lab.page.post_message(&with("__TAURI_INVOKE_KEY__", json!(forged)));
    }
    for (name, value) in [
        ("key", json!(key)),
        ("__tauri_invoke_key__", json!(key)),
        ("__TAURI_INVOKE_KEY__", json!([key])),
        ("__TAURI_INVOKE_KEY__", json!({ "toString": key })),
        ("options", json!({ "headers": { "Tauri-Invoke-Key": key } })),
        ("payload", json!({ "__TAURI_INVOKE_KEY__": key })),
        ("__proto__", json!({ "__TAURI_INVOKE_KEY__": key })),
    ] {
        lab.page.post_message(&with(name, value));
    }
    let twice = message.to_string().replacen('{', r#"{"__TAURI_INVOKE_KEY__":"","#, 1);
    lab.page.post_message(&twice);
    assert_eq!(lab.page.try_next_script(), None, "nobody is told anything");
    lab.holds();
}
