//! Arguments: from JSON by name, from the bridge by type, in any order.
#![allow(clippy::unwrap_used, reason = "a test ends where an invariant of its own is broken")]

mod common;

use common::{app_of, builder_of, json_of, main_page};
use footbridge::{
    AppHandle, Builder, CancellationToken, State, Webview, Window, acl::Capabilities, command,
    generate_handler, ipc::Request, transport::memory::Client, wire::header,
};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
struct Point {
    x: f64,
    y: f64,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
struct Metres(f64);

#[derive(Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
struct Order {
    lines: Vec<Line>,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
struct Line {
    quantity: u32,
}

#[command]
fn names(first_name: String, r#type: u8) -> String {
    format!("{first_name} {type}", type = r#type)
}

#[command(rename_all = "snake_case", rename = "other-name")]
fn snake(first_name: String) -> String {
    first_name
}

#[command]
fn maybe(nickname: Option<String>) -> Option<String> {
    nickname
}

#[command]
fn borrowed(text: &str) -> usize {
    text.chars().count()
}

#[command]
async fn borrowed_async(text: &str) -> Result<usize, String> {
    tokio::task::yield_now().await;
    Ok(text.chars().count())
}

#[command]
fn patterns(
    Point { x, y }: Point,
    Metres(length): Metres,
    #[name = "size"] (width, height): (f64, f64),
) -> f64 {
    x + y + length + width + height
}

#[command]
#[expect(clippy::too_many_arguments, reason = "all kinds of arguments at once")]
fn mixed(
    a: u32,
    app: AppHandle,
    window: Window,
    b: u32,
    webview: Webview,
    request: Request<'_>,
    factor: State<'_, u32>,
    _: CancellationToken,
) -> (u32, String, String, usize) {
    assert!(app.window(window.label()).is_some());
    ((a + b) * *factor, window.label().into(), webview.label().into(), request.body().len())
}

#[command]
fn total(order: Order) -> u32 {
    order.lines.iter().map(|line| line.quantity).sum()
}

#[command]
fn needs_state(_: State<'_, String>) {}

fn bad_argument(result: Result<Value, Value>) -> (String, String, String) {
    let refusal = result.unwrap_err();
    assert_eq!(refusal["code"], "bad_argument", "{refusal}");
    let text = |key: &str| refusal[key].as_str().unwrap().to_owned();
    for part in ["argument", "expected", "received"] {
        assert!(text("message").contains(&text(part)), "the sentence says it all: {refusal}");
    }
    (text("argument"), text("expected"), text("received"))
}

#[test]
fn names_are_camel_case_on_the_wire_unless_said_otherwise() {
    let app = app_of(generate_handler![names, snake]);
    let page = main_page(&app);
    assert_eq!(page.invoke("names", json!({ "firstName": "Ada", "type": 1 })), Ok(json!("Ada 1")));
    assert_eq!(page.invoke("other-name", json!({ "first_name": "Ada" })), Ok(json!("Ada")));
}

#[test]
fn an_option_may_be_absent_or_null() {
    let app = app_of(generate_handler![maybe]);
    let page = main_page(&app);
    for arguments in [json!({}), json!({ "nickname": null }), json!(null)] {
        assert_eq!(page.invoke("maybe", arguments), Ok(Value::Null));
    }
    assert_eq!(page.invoke("maybe", json!({ "nickname": "A" })), Ok(json!("A")));
    let response = page.wait(page.request("maybe", header::JSON, ""));
    assert_eq!(json_of(&response), (true, Value::Null), "no body at all is no arguments");
}

#[test]
fn text_is_borrowed_even_when_it_is_escaped() {
    let app = app_of(generate_handler![borrowed, borrowed_async]);
    let page = main_page(&app);
    for command in ["borrowed", "borrowed_async"] {
        for (text, length) in [("plain", 5), ("line\nbreak \"quoted\"", 19), ("\u{1F980}\u{0}", 2)] {
            assert_eq!(
                page.invoke(command, json!({ "text": text })),
                Ok(json!(length)),
                "{command} {text:?}"
            );
        }
    }
}

#[derive(Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
struct Strict<'a> {
    name: &'a str,
    n: u32,
}

#[command]
fn strict(value: Strict<'_>) -> String {
    format!("{} {}", value.name, value.n)
}

#[test]
fn an_escape_in_a_text_changes_nothing_else() {
    let app = app_of(generate_handler![strict]);
    let page = main_page(&app);
    let answer = |body: &str| json_of(&page.wait(page.request("strict", header::JSON, body.to_owned())));
    assert_eq!(answer(r#"{"value":{"name":"a","n":1}}"#), (true, json!("a 1")));
    assert_eq!(answer(r#"{"value":{"name":"a\n","n":1}}"#), (true, json!("a\n 1")));
    let (_, refusal) = answer(r#"{"value":{"name":7,"n":1}}"#);
    assert_eq!((&refusal["expected"], &refusal["received"]), (&json!("a string"), &json!("integer `7`")));
    let (_, refusal) = answer(r#"{"value":{"name":"a, expected b","n":"c, expected d"}}"#);
    assert_eq!((&refusal["expected"], &refusal["argument"]), (&json!("u32"), &json!("value.n")));
    for body in
        [r#"{"value":{"name":"a","n":1,"n":2}}"#, r#"{"other":"\n","value":{"name":"a","n":1,"n":2}}"#]
    {
        let (_, refusal) = answer(body);
        assert_eq!(refusal["received"], "duplicate field `n`", "{refusal}");
    }
}

#[test]
fn patterns_are_named_after_their_type_or_by_hand() {
    let app = app_of(generate_handler![patterns]);
    let arguments = json!({ "point": { "x": 1, "y": 2 }, "metres": 3, "size": [4, 5] });
    assert_eq!(main_page(&app).invoke("patterns", arguments), Ok(json!(15.0)));
}

#[test]
fn what_the_bridge_supplies_stands_anywhere() {
    let app = builder_of(generate_handler![mixed]).manage(10_u32).build().unwrap();
    let page = Client::open_in(&app.handle(), "side", "main", footbridge::Origin::Local).unwrap();
    let body = json!({ "a": 1, "b": 2 });
    assert_eq!(page.invoke("mixed", &body), Ok(json!([30, "main", "side", body.to_string().len()])));
}

#[test]
fn a_bad_argument_is_named_with_what_was_expected_and_what_came() {
    let app = app_of(generate_handler![names, total]);
    let page = main_page(&app);
    let (argument, expected, received) =
        bad_argument(page.invoke("names", json!({ "firstName": 7, "type": 1 })));
    assert_eq!((&*argument, &*expected, &*received), ("firstName", "a string", "integer `7`"));
    let (argument, expected, received) = bad_argument(page.invoke("names", json!({ "type": 1 })));
    assert_eq!((&*argument, &*expected, &*received), ("firstName", "a value", "nothing"));
    let (argument, expected, _) =
        bad_argument(page.invoke("names", json!({ "firstName": "A", "type": 256 })));
    assert_eq!((&*argument, &*expected), ("type", "u8"));
    let lines = json!({ "order": { "lines": [{ "quantity": 1 }, { "quantity": "two" }] } });
    let (argument, expected, received) = bad_argument(page.invoke("total", lines));
    assert_eq!((&*argument, &*expected), ("order.lines[1].quantity", "u32"));
    assert_eq!(received, "string \"two\"");
    let (argument, expected, _) = bad_argument(page.invoke("total", json!({ "order": {} })));
    assert_eq!((&*argument, &*expected), ("order", "a member `lines`"));
}

#[test]
fn arguments_that_are_no_object_are_refused() {
    let app = app_of(generate_handler![names]);
    let page = main_page(&app);
    for arguments in [json!([1]), json!("text"), json!(7)] {
        let (_, expected, _) = bad_argument(page.invoke("names", arguments));
        assert_eq!(expected, "a JSON object of arguments");
    }
    let (_, refusal) = json_of(&page.wait(page.request("names", header::JSON, "{ not json")));
    assert_eq!(refusal["code"], "bad_argument");
    let (_, refusal) = json_of(&page.wait(page.request("names", header::OCTETS, "abc")));
    assert_eq!(refusal["received"], "raw bytes");
}

#[test]
fn a_state_that_is_not_managed_is_named() {
    let app = app_of(generate_handler![needs_state]);
    let refusal = main_page(&app).invoke("needs_state", json!({})).unwrap_err();
    assert_eq!(refusal["code"], "state_not_managed");
    assert_eq!(refusal["state"], "alloc::string::String");
}

#[test]
fn two_states_of_one_type_are_refused_when_the_app_is_built() {
    let error =
        Builder::new().manage(1_u32).manage(2_u32).capabilities(Capabilities::new()).build().err().unwrap();
    assert!(error.to_string().contains("`u32` is managed twice"), "{error}");
}
