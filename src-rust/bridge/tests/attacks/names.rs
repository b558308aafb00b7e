//! Names of commands that are meant to be read in two ways.

use super::*;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// What exists and is closed to the page.
const CLOSED: [&str; 2] = ["closed", "plugin:vault|open"];

/// What a lenient reader could take for something that exists.
const ALIKE: [&str; 32] = [
    "plugin:vault|Open",
    "plugin:Vault|open",
    "PLUGIN:vault|open",
    " plugin:vault|open",
    "plugin:vault|open ",
    "plugin:vault |open",
    "plugin:vault| open",
    "plugin:vault|open|touch",
    "plugin:vault||open",
    "plugin:vault/open",
    "plugin:vault%7Copen",
    "plugin%3Avault|open",
    "plugin:vault:open",
    "plugin:plugin:vault|open",
    "plugin:|touch",
    "plugin:vault|",
    "plugin:vault",
    "plugin:",
    "|touch",
    "vault|open",
    "plugin:footbridge|cancel|x",
    "plugin:footbridge|Cancel",
    "plugin:footbridge|touch",
    "touch ",
    "Touch",
    "/touch",
    "touch/",
    "touch/../closed",
    "../closed",
    "allow-touch",
    "t\u{043e}uch",
    "__proto__",
];

#[test]
fn a_name_is_read_in_one_way_only() {
    let lab = Lab::new();
    let closed = CLOSED.map(|name| (name, "not_permitted", "acl"));
    for (name, code, hop) in closed.into_iter().chain(ALIKE.map(|name| (name, "unknown_command", "router"))) {
        lab.refused_at(&lab.page, lab.page.request(name, header::JSON, "{}"), code, hop);
        let mut with_more = lab.right();
        let path = utf8_percent_encode(name, NON_ALPHANUMERIC);
        *with_more.uri_mut() = format!("ipc://localhost/{path}?touch#touch").parse().unwrap();
        lab.refused_at(&lab.page, with_more, code, hop);
        lab.page.post_message(&common::as_message(&lab.right(), name, json!({})));
        assert!(lab.page.next_script().contains(code), "{name}");
    }
    lab.holds();
}

#[test]
fn a_path_that_is_encoded_badly_is_no_other_command() {
    let lab = Lab::new();
    for (path, code) in [
        ("%", "unknown_command"),
        ("%7", "unknown_command"),
        ("%zz", "unknown_command"),
        ("touch%", "unknown_command"),
        ("%2574ouch", "unknown_command"),
        ("%2Ftouch", "unknown_command"),
        ("touch%2F", "unknown_command"),
        ("touch;x", "unknown_command"),
        ("touch&x", "unknown_command"),
        ("%ff", "malformed_request"),
        ("touch%c0%80", "malformed_request"),
        ("%ed%a0%80", "malformed_request"),
        ("touch%00", "malformed_request"),
        ("touch%0d%0aTauri-Error:%207", "malformed_request"),
        ("touch%e2%80%ae", "malformed_request"),
        ("touch%e2%80%a8", "malformed_request"),
        ("%ef%bb%bftouch", "malformed_request"),
        ("", "malformed_request"),
        ("///", "malformed_request"),
        ("?touch", "malformed_request"),
    ] {
        let mut request = lab.right();
        *request.uri_mut() = format!("ipc://localhost/{path}").parse().unwrap();
        let refusal = lab.refused(request, code);
        assert!(refusal.to_string().len() < 1000, "{refusal}");
    }
    lab.holds();
}

#[test]
fn a_name_without_end_is_refused_and_not_repeated() {
    let lab = Lab::new();
    for name in ["a".repeat(257), "a".repeat(60_000), "%61".repeat(20_000)] {
        let mut request = lab.right();
        *request.uri_mut() = format!("ipc://localhost/{name}").parse().unwrap();
        assert!(lab.refused(request, "malformed_request").to_string().len() < 200);
    }
    lab.page.post_message(&common::as_message(&lab.right(), &"a".repeat(1 << 20), json!({})));
    let answer = lab.page.next_script();
    assert!(answer.contains("malformed_request") && answer.len() < 300, "{answer}");
    lab.holds();
}
