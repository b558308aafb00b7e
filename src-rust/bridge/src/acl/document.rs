//! A JSON file whose every value knows its line and its name, so that a fault can be pointed at.
//!
//! In comes a file's text, out come [`Node`]s, read one level at a time. A node keeps the slice of the text that it
//! was read from: the distance between the two is its place in the file, and no parser of our own is needed.

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::error::{Error, did_you_mean};

/// One value of a file.
#[derive(Clone)]
pub(super) struct Node<'a> {
    file: &'a str,
    text: &'a str,
    raw: &'a RawValue,
    /// The way to it from the root, such as `windows[0]`.
    path: String,
}

/// The fields of one object.
pub(super) struct Fields<'a> {
    owner: Node<'a>,
    fields: Vec<(String, Node<'a>)>,
}

impl<'a> Node<'a> {
    /// Reads the whole of `text`; syntax is checked to the end, values are not looked at yet.
    pub(super) fn root(file: &'a str, text: &'a str) -> Result<Self, Error> {
        match serde_json::from_str(text) {
            Ok(raw) => Ok(Self { file, text, raw, path: String::new() }),
            Err(fault) => Err(Error { line: fault.line(), ..Error::of_file(file, not_json(&fault)) }),
        }
    }

    pub(super) fn file(&self) -> &'a str {
        self.file
    }

    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// The line on which the value begins, counted from 1.
    pub(super) fn line(&self) -> usize {
        let offset = self.raw.get().as_ptr() as usize - self.text.as_ptr() as usize;
        self.text.as_bytes()[..offset].iter().filter(|byte| **byte == b'\n').count() + 1
    }

    pub(super) fn error(&self, problem: impl Into<String>) -> Error {
        Error { file: self.file.into(), line: self.line(), field: self.path.clone(), problem: problem.into() }
    }

    /// What kind of value it is; one letter tells in JSON.
    pub(super) fn kind(&self) -> &'static str {
        match self.raw.get().as_bytes().first() {
            Some(b'{') => "an object",
            Some(b'[') => "an array",
            Some(b'"') => "a string",
            Some(b't' | b'f') => "a boolean",
            Some(b'n') => "null",
            _ => "a number",
        }
    }

    pub(super) fn string(&self) -> Result<String, Error> {
        self.read("a string")
    }

    pub(super) fn boolean(&self) -> Result<bool, Error> {
        self.read("a boolean")
    }

    pub(super) fn values(&self) -> Result<Vec<Value>, Error> {
        self.read("an array")
    }

    /// The elements of an array.
    pub(super) fn items(&self) -> Result<Vec<Node<'a>>, Error> {
        let items: Vec<&'a RawValue> = self.read("an array")?;
        let item = |(i, raw)| Node { raw, path: format!("{}[{i}]", self.path), ..*self };
        Ok(items.into_iter().enumerate().map(item).collect())
    }

    /// The fields of an object, each once and each among `known`.
    pub(super) fn fields(&self, known: &[&str]) -> Result<Fields<'a>, Error> {
        let mut fields: Vec<(String, Node<'a>)> = Vec::new();
        for (name, raw) in self.read::<Members<'a>>("an object")?.0 {
            let path = if self.path.is_empty() { name.clone() } else { format!("{}.{name}", self.path) };
            let node = Node { raw, path, ..*self };
            if !known.contains(&name.as_str()) {
                let hint = did_you_mean(&name, known.iter().copied());
                return Err(
                    node.error(format!("unknown field, one of {} is expected{hint}", known.join(", ")))
                );
            }
            if fields.iter().any(|(other, _)| *other == name) {
                return Err(node.error("this field stands twice; remove one"));
            }
            fields.push((name, node));
        }
        Ok(Fields { owner: self.clone(), fields })
    }

    /// Whether it is an object with a field of this name.
    pub(super) fn has_field(&self, name: &str) -> bool {
        self.read::<Members<'a>>("an object")
            .is_ok_and(|members| members.0.iter().any(|(other, _)| other == name))
    }

    fn read<T: Deserialize<'a>>(&self, expected: &'static str) -> Result<T, Error> {
        if self.kind() != expected {
            return Err(self.error(format!("expected {expected}, found {}", self.kind())));
        }
        serde_json::from_str(self.raw.get()).map_err(|fault| self.error(not_json(&fault)))
    }
}

impl<'a> Fields<'a> {
    pub(super) fn get(&self, name: &str) -> Option<&Node<'a>> {
        self.fields.iter().find(|(other, _)| other == name).map(|(_, node)| node)
    }

    /// As [`Fields::get`], for a field where `null` says the same as its absence.
    pub(super) fn get_nullable(&self, name: &str) -> Option<&Node<'a>> {
        self.get(name).filter(|node| node.kind() != "null")
    }

    pub(super) fn required(&self, name: &str) -> Result<&Node<'a>, Error> {
        self.get(name).ok_or_else(|| self.owner.error(format!("the field \"{name}\" is missing; add it")))
    }

    /// The line of a field or, when it is not there, of the object that would hold it.
    pub(super) fn line(&self, name: &str) -> usize {
        self.get(name).unwrap_or(&self.owner).line()
    }
}

/// `serde_json` appends the place to its sentence; the place is told apart here.
fn not_json(fault: &serde_json::Error) -> String {
    let sentence = fault.to_string();
    let sentence = sentence.rsplit_once(" at line ").map_or(sentence.as_str(), |(problem, _)| problem);
    format!("this is not JSON, column {}: {sentence}", fault.column())
}

/// The members of an object as they stand, duplicates included.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;

        impl<'de> Visitor<'de> for Collect {
            type Value = Vec<(String, &'de RawValue)>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(members)
            }
        }

        deserializer.deserialize_map(Collect).map(Members)
    }
}
