//! Bytes inside JSON arguments, which our client sends beside the JSON.
#![allow(clippy::unwrap_used, reason = "a test ends where an invariant of its own is broken")]

mod common;

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use common::{app_of, json_of, main_page};
use footbridge::{
    App, command, generate_handler,
    ipc::{InvokeBody, Request},
    transport::memory::Client,
    wire::header,
};
use serde::Deserialize;
use serde_json::{Value, json, value::RawValue};
use std::collections::BTreeMap;

const MARKER: &str = "4711-815";

#[derive(Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
struct Photo {
    name: String,
    pixels: Vec<u8>,
    #[serde(default)]
    preview: Option<Bytes>,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
enum Shape {
    Point,
    Pixels(Vec<u8>),
    Pair(Bytes, u8),
    Named { mask: Bytes },
}

#[derive(Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(untagged)]
enum Either {
    Text(String),
    Binary(Vec<u8>),
}

#[command]
fn lend(name: &str, data: &[u8]) -> String {
    format!("{name}: {data:?}")
}

#[command]
fn own(data: Vec<u8>) -> usize {
    data.len()
}

#[command]
fn photos(list: Vec<Photo>) -> Vec<String> {
    list.iter()
        .map(|photo| format!("{} {:?} {:?}", photo.name, photo.pixels, photo.preview.as_deref()))
        .collect()
}

#[command]
fn shapes(list: Vec<Shape>) -> Vec<String> {
    let text = |shape: &Shape| match shape {
        Shape::Point => "point".to_owned(),
        Shape::Pixels(pixels) => format!("pixels {pixels:?}"),
        Shape::Pair(bytes, number) => format!("pair {:?} {number}", &bytes[..]),
        Shape::Named { mask } => format!("mask {:?}", &mask[..]),
    };
    list.iter().map(text).collect()
}

#[command]
fn either(one: Either, other: Either) -> String {
    let text = |either| match either {
        Either::Text(text) => text,
        Either::Binary(bytes) => format!("{bytes:?}"),
    };
    format!("{} {}", text(one), text(other))
}

#[command]
fn by_number(table: BTreeMap<u16, [u8; 2]>) -> String {
    format!("{table:?}")
}

#[derive(Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(type = "unknown"))]
#[serde(transparent)]
struct Text<'a>(#[serde(borrow)] &'a RawValue);

#[command]
fn tree(value: Value, text: Text<'_>) -> String {
    format!("{value} {}", text.0)
}

#[command]
fn whole(request: Request<'_>) -> Result<String, String> {
    match request.body() {
        InvokeBody::Json(json) => Ok(json.as_str().to_owned()),
        InvokeBody::Raw(bytes) => Err(format!("{} raw bytes", bytes.len())),
    }
}

#[command]
fn total(list: Vec<Vec<u8>>) -> usize {
    list.iter().map(Vec::len).sum()
}

#[command]
fn labels(list: Vec<String>) -> usize {
    list.len()
}

fn app() -> App {
    app_of(generate_handler![lend, own, photos, shapes, either, by_number, tree, whole, total, labels])
}

/// The place of a part, as the page writes it.
fn at(offset: usize, length: usize) -> String {
    format!("{MARKER}:{offset}+{length}")
}

fn body_of(json: &str, bytes: &[u8]) -> (String, Vec<u8>) {
    (format!("{MARKER};{}", json.len()), [json.as_bytes(), bytes].concat())
}

fn send(page: &Client, command: &str, (head, body): (String, Vec<u8>)) -> (bool, Value) {
    let mut request = page.request(command, header::PARTS, body);
    request.headers_mut().insert(header::BODY_PARTS, head.parse().unwrap());
    json_of(&page.wait(request))
}

fn invoke(page: &Client, command: &str, arguments: &Value, bytes: &[u8]) -> Value {
    let (ok, value) = send(page, command, body_of(&arguments.to_string(), bytes));
    assert!(ok, "{value}");
    value
}

#[test]
fn bytes_nested_in_json_arguments_arrive_as_bytes() {
    let app = app();
    let page = main_page(&app);
    let lent = invoke(&page, "lend", &json!({ "name": "a", "data": at(0, 3) }), &[7, 0, 255]);
    assert_eq!(lent, "a: [7, 0, 255]");
    let list = json!({ "list": [
        { "name": "a", "pixels": at(0, 2) },
        { "name": "b", "pixels": at(2, 0), "preview": at(2, 1) },
        { "name": "c", "pixels": [4], "preview": null },
    ] });
    assert_eq!(
        invoke(&page, "photos", &list, &[1, 2, 3]),
        json!(["a [1, 2] None", "b [] Some([3])", "c [4] None"])
    );
    let list = json!({ "list": [
        "Point", { "Pixels": at(0, 1) }, { "Pair": [at(1, 1), 9] }, { "Named": { "mask": at(2, 1) } },
    ] });
    assert_eq!(
        invoke(&page, "shapes", &list, &[1, 2, 3]),
        json!(["point", "pixels [1]", "pair [2] 9", "mask [3]"])
    );
    assert_eq!(invoke(&page, "either", &json!({ "one": at(0, 2), "other": "text" }), &[1, 2]), "[1, 2] text");
    let table = json!({ "table": { "7": at(0, 2), "8": [3, 4] } });
    assert_eq!(invoke(&page, "by_number", &table, &[1, 2]), "{7: [1, 2], 8: [3, 4]}");
}

#[test]
fn a_large_part_arrives_whole() {
    let app = app();
    let bytes = vec![1; 5_000_003];
    assert_eq!(invoke(&main_page(&app), "own", &json!({ "data": at(0, bytes.len()) }), &bytes), bytes.len());
}

#[test]
fn what_wants_json_and_nothing_else_gets_arrays_of_numbers() {
    let app = app();
    let page = main_page(&app);
    let arguments = format!(r#"{{"value":["{}"],"text":{{"b":"{}"}}}}"#, at(0, 2), at(2, 0));
    let (ok, value) = send(&page, "tree", body_of(&arguments, &[1, 2]));
    assert_eq!((ok, value), (true, json!(r#"[[1,2]] {"b":[]}"#)));
    let (ok, value) = send(&page, "whole", body_of(&arguments, &[1, 2]));
    assert_eq!((ok, value), (true, json!(r#"{"value":[[1,2]],"text":{"b":[]}}"#)));
}

#[test]
fn an_argument_that_does_not_fit_is_named_with_its_path() {
    let app = app();
    let page = main_page(&app);
    let refused = |command, arguments: Value| {
        let (ok, error) = send(&page, command, body_of(&arguments.to_string(), &[1, 2]));
        assert!(!ok);
        [&error["argument"], &error["expected"], &error["received"]].map(|it| it.as_str().unwrap().to_owned())
    };
    assert_eq!(
        refused("photos", json!({ "list": [{ "name": at(0, 2), "pixels": [] }] })),
        ["list[0].name", "a string", "2 bytes"]
    );
    assert_eq!(
        refused("photos", json!({ "list": [{ "name": "a", "pixels": [at(0, 2)] }] })),
        ["list[0].pixels[0]", "u8", "sequence"]
    );
    assert_eq!(refused("by_number", json!({ "table": { "7": at(0, 2), "x": [] } }))[0], "table.x");
}

#[test]
fn the_same_bytes_go_over_the_fallback() {
    let app = app();
    let page = main_page(&app);
    let payload = json!({ "name": "a", "data": at(0, 3) });
    let request = page.request("lend", header::JSON, "");
    let mut message: Value =
        serde_json::from_str(&common::as_message(&request, "lend", payload.clone())).unwrap();
    message["options"] =
        json!({ "headers": { "footbridge-parts": format!("{MARKER};{}", payload.to_string().len()) } });
    message["parts"] = json!(BASE64_STANDARD.encode([7, 0, 255]));
    page.post_message(&message.to_string());
    assert!(page.next_script().contains("a: [7, 0, 255]"));
    message["callback"] = json!(76);
    page.post_message(&message.to_string().replace("BwD/", r"\u0042wD\/"));
    assert!(page.next_script().contains("a: [7, 0, 255]"), "letters that are escaped are the same letters");
    message["parts"] = json!("?");
    message["callback"] = json!(77);
    page.post_message(&message.to_string());
    assert!(page.next_script().contains("malformed_request"));
}

#[test]
fn a_body_that_does_not_add_up_is_refused() {
    let app = app();
    let page = main_page(&app);
    let json = |places: &[String]| json!({ "list": places }).to_string();
    let one = json(&[at(0, 2)]);
    let hostile: Vec<(&str, String, Vec<u8>)> = vec![
        ("no separator", MARKER.into(), vec![]),
        ("no number", format!("{MARKER};x"), vec![]),
        ("more JSON than body", format!("{MARKER};1000"), one.clone().into_bytes()),
        ("no marker", ";2".into(), b"{}".to_vec()),
        ("a marker with a quotation mark", "aaaaaaaa\";2".into(), b"{}".to_vec()),
        ("bytes that nothing names", body_of("{}", &[1]).0, body_of("{}", &[1]).1),
        ("a place past the end", body_of(&one, &[1]).0, body_of(&one, &[1]).1),
        ("a gap", body_of(&json(&[at(1, 1)]), &[1, 2]).0, body_of(&json(&[at(1, 1)]), &[1, 2]).1),
        (
            "the same bytes twice",
            body_of(&json(&[at(0, 2), at(0, 2)]), &[1, 2]).0,
            body_of(&json(&[at(0, 2), at(0, 2)]), &[1, 2]).1,
        ),
        (
            "a length without end",
            body_of(&json(&[format!("{MARKER}:1+{}", usize::MAX)]), &[1]).0,
            body_of(&json(&[format!("{MARKER}:1+{}", usize::MAX)]), &[1]).1,
        ),
        ("JSON that is no UTF-8", format!("{MARKER};1"), vec![255]),
    ];
    for (what, head, body) in hostile {
        let (ok, error) = send(&page, "total", (head, body));
        assert!(!ok && error["code"] == "malformed_request", "{what}: {error}");
    }
    let (ok, error) = json_of(&page.wait(page.request("total", header::PARTS, "{}")));
    assert!(!ok && error["code"] == "malformed_request", "{error}");
}

#[test]
fn bytes_that_escapes_name_many_times_are_read_once() {
    let app = app();
    let page = main_page(&app);
    let hidden = format!("\\u0034{}", &at(0, 4)[1..]);
    let list = |places: &[&str]| format!(r#"{{"list":["{}"]}}"#, places.join("\",\""));
    let (ok, error) = send(&page, "total", body_of(&list(&[&at(0, 4), &hidden, &hidden]), &[1; 4]));
    assert!(!ok && error["code"] == "bad_argument", "{error}");
    assert!(error["received"].as_str().unwrap().contains("named twice"), "{error}");
    let (ok, value) = send(&page, "labels", body_of(&list(&[&hidden]), &[]));
    assert_eq!((ok, value), (true, json!(1)), "with no bytes beside it, a text is a text");
}

#[test]
fn without_the_content_type_a_place_is_a_text() {
    let app = app();
    let page = main_page(&app);
    let mut request = page.request("labels", header::JSON, json!({ "list": [at(0, 1)] }).to_string());
    request.headers_mut().insert(header::BODY_PARTS, format!("{MARKER};2").parse().unwrap());
    assert_eq!(json_of(&page.wait(request)), (true, json!(1)));
}
