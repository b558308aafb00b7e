//! A file on its way to a text, and what can go wrong with it on the way.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use crate::files::File;

/// A file on its way to a text.
#[derive(Clone, Debug)]
pub struct Draft {
    pub value: Value,
    /// Whether it is to be TOML, if TOML can say it.
    pub toml: bool,
}

/// One change that makes a file a little wrong.
#[derive(Clone, Debug)]
pub struct Change {
    file: prop::sample::Index,
    node: prop::sample::Index,
    to: Value,
}

impl Draft {
    /// TOML has neither null nor arrays as a whole file: what it cannot say is written as JSON.
    pub fn file(self, stem: &str) -> File {
        if self.toml
            && !has_null(&self.value)
            && let Ok(text) = toml::to_string(&self.value)
        {
            return File::new(format!("{stem}.toml"), text);
        }
        File::new(format!("{stem}.json"), format!("{:#}", self.value))
    }
}

impl Change {
    pub fn make(self, mut files: Vec<&mut Value>) {
        if files.is_empty() {
            return;
        }
        let file = self.file.index(files.len());
        let value = &mut *files[file];
        let mut left = self.node.index(nodes(value));
        let node = nth(value, &mut left).expect("it is among its nodes");
        *node = self.to;
    }
}

fn nodes(value: &Value) -> usize {
    1 + match value {
        Value::Array(values) => values.iter().map(nodes).sum(),
        Value::Object(members) => members.values().map(nodes).sum::<usize>(),
        _ => 0,
    }
}

fn nth<'a>(value: &'a mut Value, left: &mut usize) -> Option<&'a mut Value> {
    if *left == 0 {
        return Some(value);
    }
    *left -= 1;
    match value {
        Value::Array(values) => values.iter_mut().find_map(|value| nth(value, left)),
        Value::Object(members) => members.values_mut().find_map(|value| nth(value, left)),
        _ => None,
    }
}

fn has_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(values) => values.iter().any(has_null),
        Value::Object(members) => members.values().any(has_null),
        _ => false,
    }
}

pub fn change() -> impl Strategy<Value = Change> {
    let to = select(vec![
        json!(null),
        json!(true),
        json!(0),
        json!(7),
        json!(""),
        json!("x"),
        json!([]),
        json!({}),
        json!([["x"]]),
        json!(["x", "y"]),
        json!({ "identifier": "x" }),
        json!({ "allow": ["read"] }),
        json!({ "unknown": 1 }),
        json!({ "urls": [], "more": 1 }),
    ]);
    (any::<prop::sample::Index>(), any::<prop::sample::Index>(), to).prop_map(|(file, node, to)| Change {
        file,
        node,
        to,
    })
}
