//! Arguments that are no JSON, too much of it, or mean something to a script.

use super::*;

fn body(lab: &Lab, command: &str, text: impl Into<Bytes>) -> Request<Incoming> {
    lab.page.request(command, header::JSON, text)
}

#[test]
fn arguments_that_are_no_json_object_are_refused_with_what_came() {
    let lab = Lab::new();
    for text in [
        "not json",
        "{",
        "[]",
        "7",
        "\"name\"",
        r#"{"name":"a"} trailing"#,
        r#"{"name":'a'}"#,
        r#"{name:"a"}"#,
        r#"{"name":"a",}"#,
        r#"{"name":NaN}"#,
        "{\"name\":\"a\nb\"}",
        "{\"name\":\"a\0b\"}",
        "\u{feff}{\"name\":\"a\"}",
    ] {
        lab.refused_at(&lab.page, body(&lab, "greet", text), "bad_argument", "command");
    }
    for bytes in [&b"{\"name\":\"\xff\"}"[..], b"\xed\xa0\x80", b"\xfe\xff\0{\0}"] {
        lab.refused_at(&lab.page, body(&lab, "greet", bytes.to_vec()), "malformed_request", "command");
    }
    lab.holds();
}

#[test]
fn values_of_another_type_than_the_commands_are_refused() {
    let lab = Lab::new();
    for value in [
        "null",
        "1",
        "-0",
        "1e999",
        "-1e999",
        "99999999999999999999999999",
        "true",
        "[]",
        "[\"a\"]",
        "{}",
        r#"{"toString":"a"}"#,
        r#""\ud800""#,
        r#""\udc00\ud800""#,
        r#""\u00""#,
        r#""\x41""#,
    ] {
        lab.refused_at(
            &lab.page,
            body(&lab, "greet", format!(r#"{{"name":{value}}}"#)),
            "bad_argument",
            "command",
        );
    }
    lab.holds();
}

#[test]
fn json_that_is_nested_without_end_neither_runs_nor_overflows_the_stack() {
    let lab = Lab::new();
    for depth in [129, 10_000, 1_000_000] {
        for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
            let whole = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            for text in [format!(r#"{{"value":{whole}}}"#), format!(r#"{{"value":{}"#, open.repeat(depth))] {
                lab.refused_at(&lab.page, body(&lab, "echo", text), "bad_argument", "command");
            }
        }
    }
    lab.holds();
}

#[test]
fn members_without_end_are_refused_before_they_are_written_down() {
    let lab = Lab::new();
    let members = format!(r#"{{{}"name":"a"}}"#, r#""":0,"#.repeat(1_000_000));
    let refusal = lab.refused_at(&lab.page, body(&lab, "greet", members), "bad_argument", "command");
    assert!(refusal["message"].as_str().unwrap().contains("more than 1024 members"), "{refusal}");
    lab.holds();
}

#[test]
fn names_that_mean_something_to_a_script_are_names_like_others() {
    let lab = Lab::new();
    let names =
        ["__proto__", "constructor", "prototype", "toString", "then", "toJSON", "__TAURI_TO_IPC_KEY__"];
    for name in names {
        let inherited = json!({ name: { "name": "inherited", "value": 1 } });
        lab.refused_at(&lab.page, body(&lab, "greet", inherited.to_string()), "bad_argument", "command");
        let value = json!({ name: { "isAdmin": true }, "list": [{ name: 1 }] });
        assert_eq!(lab.page.invoke("echo", json!({ "value": value })), Ok(value.clone()), "{name}");

        // In a script, `{"__proto__": ..}` would be no name.
        let request = lab.page.request("echo", header::JSON, "");
        lab.page.post_message(&common::as_message(&request, "echo", json!({ "value": value })));
        let [entry] = &lab.page.next_delivery()[..] else { panic!("one answer is one entry") };
        assert_eq!(entry[2], 0, "a delivery is parsed, not run: it stands there as it is");
        assert_eq!(common::value_of(entry), value);
    }
    let two = r#"{"name":"first","name":"last"}"#;
    let answer = lab.page.wait(body(&lab, "greet", two));
    assert_eq!(common::json_of(&answer), (true, json!("Hello, last.")), "as `JSON.parse` reads it");
    lab.holds();
}

#[test]
fn an_answer_is_never_markup_or_script() {
    let lab = Lab::new();
    let name = "</script><script>alert(1)</script>\u{2028}\u{2029}`${alert(1)}`\\\"]);alert(1);//";
    let response = lab.page.wait(body(&lab, "greet", json!({ "name": name }).to_string()));
    assert_eq!(response.headers()[http::header::CONTENT_TYPE], header::JSON);
    assert_eq!(common::json_of(&response), (true, json!(format!("Hello, {name}."))));
    lab.page.post_message(&common::as_message(&lab.right(), "greet", json!({ "name": name })));
    let [entry] = &lab.page.next_delivery()[..] else { panic!("one answer is one entry") };
    assert_eq!(common::value_of(entry), json!(format!("Hello, {name}.")));
    lab.holds();
}
