//! What holds for every input, on random ones: requests, bodies, capability files, decisions, URL patterns, names.
//!
//! The fuzz targets in `fuzz/` look for panics in millions of inputs; these look for wrong answers in hundreds.
#![allow(clippy::unwrap_used, reason = "a property ends where an invariant of its own is broken")]

#[path = "../common/mod.rs"]
mod common;

mod capabilities;
mod decisions;
mod patterns;
mod requests;

use proptest::prelude::*;
use serde_json::{Map, Value};

/// A failure prints its smallest case, which belongs into a test of its own and not into a file of seeds.
fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// Any JSON with no `null` in it, which TOML cannot say.
fn json_without_null() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>()
            .prop_filter_map("JSON has no such number", serde_json::Number::from_f64)
            .prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(text(), inner, 0..6)
                .prop_map(|members| Value::from(Map::from_iter(members))),
        ]
    })
}

fn json() -> impl Strategy<Value = Value> {
    let null = Just(Value::Null).boxed();
    null.prop_union(json_without_null().boxed())
}

/// Texts with everything in them that somebody has to escape.
fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{0,8}", r#"[ \\"'\n\t\r#=\[\]{},.:$/*é€😀\u{7f}\u{0}\u{2028}-]{0,8}"#, any::<String>()]
}
