//! JSON, one level at a time. A raw value keeps the slice of the text that it was read from: the distance between the
//! two is its place in the file, and no parser of our own is needed.

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{ARRAY, BOOLEAN, Members, NULL, NUMBER, OBJECT, STRING, Value};

pub(super) type Raw<'d> = &'d RawValue;

/// # Errors
///
/// The line of the fault and the sentence that describes it.
pub(super) fn parse(text: &str) -> Result<Raw<'_>, (usize, String)> {
    serde_json::from_str(text).map_err(|fault: serde_json::Error| (fault.line(), not_json(&fault)))
}

pub(super) fn offset(raw: Raw<'_>, text: &str) -> usize {
    raw.get().as_ptr() as usize - text.as_ptr() as usize
}

/// One letter tells.
pub(super) fn kind(raw: Raw<'_>) -> &'static str {
    match raw.get().as_bytes().first() {
        Some(b'{') => OBJECT,
        Some(b'[') => ARRAY,
        Some(b'"') => STRING,
        Some(b't' | b'f') => BOOLEAN,
        Some(b'n') => NULL,
        _ => NUMBER,
    }
}

pub(super) fn read(raw: Raw<'_>) -> Result<Value<'_>, String> {
    let text = raw.get();
    let value = match kind(raw) {
        OBJECT => serde_json::from_str::<Object<'_>>(text).map(|object| Value::Object(object.0)),
        ARRAY => serde_json::from_str::<Vec<Raw<'_>>>(text)
            .map(|items| Value::Array(items.into_iter().map(super::Raw::Json).collect())),
        STRING => serde_json::from_str::<String>(text).map(|text| Value::String(text.into())),
        BOOLEAN => serde_json::from_str(text).map(Value::Boolean),
        NUMBER => serde_json::from_str(text).map(Value::Number),
        _ => Ok(Value::Null),
    };
    value.map_err(|fault| not_json(&fault))
}

/// `serde_json` appends the place to its sentence; the place is told apart here.
fn not_json(fault: &serde_json::Error) -> String {
    let sentence = fault.to_string();
    let sentence = sentence.rsplit_once(" at line ").map_or(sentence.as_str(), |(problem, _)| problem);
    format!("this is not JSON, column {}: {sentence}", fault.column())
}

/// The members of an object as they stand, duplicates included.
struct Object<'a>(Members<'a>);

impl<'de: 'a, 'a> Deserialize<'de> for Object<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;

        impl<'de> Visitor<'de> for Collect {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(OBJECT)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Members::new();
                while let Some((name, raw)) = map.next_entry::<String, Raw<'de>>()? {
                    members.push((name.into(), super::Raw::Json(raw)));
                }
                Ok(members)
            }
        }

        deserializer.deserialize_map(Collect).map(Object)
    }
}
