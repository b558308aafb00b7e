//! What an attacker writes must not pass for a line of the app's own log.

use super::*;

const FORGED: &str = "2026-01-01T00:00:00.000000Z  INFO footbridge: forged";

#[test]
fn nothing_that_a_page_sends_begins_a_line_of_the_log() {
    let lab = Lab::new();
    let breaks = ["\n", "\r", "\r\n", "\u{b}", "\u{85}", "\u{2028}", "\u{1b}[2K\u{1b}[1G"];
    for line in breaks.map(|mark| format!("a{mark}{FORGED}")) {
        lab.refused(lab.page.request(&line, header::JSON, "{}"), "malformed_request");
        lab.page.post_message(&common::as_message(&lab.right(), &line, json!({})));
        assert!(lab.page.next_script().contains("malformed_request"));
        lab.page.post_message(&line);
        lab.page.invoke("greet", json!({ "name": line })).unwrap();
        lab.page.invoke("greet", json!({ &line: 1 })).unwrap_err();
        lab.page.invoke("echo", json!({ "value": { &line: 1 } })).unwrap();
        lab.page.invoke("plugin:event|emit", json!({ "event": line, "payload": line })).unwrap_err();
        lab.page.wait(lab.page.request("echo", header::JSON, format!("{{\"value\":{line}}}")));
        lab.page.wait(lab.page.request("echo", header::JSON, format!("{{\"value\":\n{FORGED}\n")));
    }
    let log = LISTENERS.0.text();
    assert!(log.contains("forged"), "the attack reached the log");
    for line in log.split(['\n', '\r', '\u{b}', '\u{85}', '\u{2028}', '\u{1b}']) {
        assert!(!line.starts_with(FORGED), "{line}");
    }
    lab.holds();
}
