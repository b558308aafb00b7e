//! A delivery as its page takes it.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::Value;
use std::iter;

use crate::Statement;

/// What a delivery holds, in order, each entry by itself; the bytes behind an entry are its last member.
pub(super) fn entries(script: &str) -> Vec<Value> {
    let (mut entries, mut rest) = (Vec::new(), script);
    while let Some(statement) = rest.strip_prefix("__FOOTBRIDGE__.") {
        let (function, argument) = statement.split_once("('").expect("a statement is a call");
        let (argument, behind) = argument.split_once("');").expect("a call has an end");
        match (function, unquoted(argument)) {
            ("deliver", list) => entries.extend(listed(&list)),
            ("deliverBytes", text) => {
                let (entry, bytes) = text.split_once(';').expect("bytes stand behind their entry");
                entries.push(with_bytes(entry, bytes.to_owned()));
            }
            (function, _) => panic!("`{function}` is no function of a delivery"),
        }
        rest = behind;
    }
    assert!(rest.is_empty(), "the script is a delivery: {rest}");
    entries
}

/// What a statement holds, in the same form: its bytes are base64 here.
pub(super) fn entries_of(statement: Statement) -> Vec<Value> {
    match statement.bytes {
        None => listed(&statement.json),
        Some(bytes) => vec![with_bytes(&statement.json, BASE64_STANDARD.encode(bytes))],
    }
}

fn listed(list: &str) -> Vec<Value> {
    let list: Vec<Vec<Value>> = serde_json::from_str(list).expect("a list of entries is JSON");
    list.into_iter().flat_map(apart).collect()
}

fn with_bytes(entry: &str, bytes: String) -> Value {
    let mut entry: Vec<Value> = serde_json::from_str(entry).expect("an entry is a list in JSON");
    *entry.last_mut().expect("the bytes have a place") = bytes.into();
    entry.into()
}

/// The entries that are written as one: what they share stands in front, and each has as many members behind that.
fn apart(entry: Vec<Value>) -> Vec<Value> {
    let (shared, own) = match entry[0].as_u64() {
        Some(0..=2) => (2, 2),
        Some(5) => (3, 2),
        Some(6) => (1, 3),
        _ => return vec![entry.into()],
    };
    let (shared, each) = entry.split_at(shared);
    assert!(each.len().is_multiple_of(own), "no entry lacks a member: {entry:?}");
    each.chunks(own).map(|own| [shared, own].concat().into()).collect()
}

/// What a page reads in a string of a script, where a backslash stands before nothing but itself and the quote.
fn unquoted(text: &str) -> String {
    let mut chars = text.chars();
    iter::from_fn(|| chars.next().and_then(|char| if char == '\\' { chars.next() } else { Some(char) }))
        .collect()
}
