//! Files that are right and wrong in form: the reader is tried with them here, the schemas elsewhere with the same.

use footbridge::acl::{Capability, Manifest};
use serde_json::Value;

/// Tries each document; `read` tells whether it was taken.
fn check(documents: &str, read: impl Fn(&str) -> bool) {
    let documents: Value = serde_json::from_str(documents).unwrap();
    for (kind, is_taken) in [("right", true), ("wrong", false)] {
        for document in documents[kind].as_array().unwrap() {
            assert_eq!(read(&document.to_string()), is_taken, "{document}");
        }
    }
}

#[test]
fn the_reader_takes_what_is_right_in_form_and_refuses_what_is_wrong() {
    check(include_str!("documents/capabilities.json"), |text| Capability::read_file("a.json", text).is_ok());
    let own = || Manifest::app(["greet", "open_guest"]);
    check(include_str!("documents/permissions.json"), |text| own().file("a.json", text).is_ok());
}
