//! One piece of a stream, read as a value that owns what it holds: JSON with or without bytes in it, or bytes alone.

use bytes::Bytes;
use serde::{
    Deserializer,
    de::{DeserializeOwned, Visitor, value::SeqDeserializer},
};
use serde_json::{Error, Value};

use super::{ArgumentError, node::Source};
use crate::wire::InvokeBody;

/// Reads a piece.
///
/// # Errors
/// When it is no `T`.
pub(crate) fn read<T: DeserializeOwned>(body: InvokeBody) -> Result<T, ArgumentError> {
    let read = match &body {
        InvokeBody::Raw(bytes) => serde_path_to_error::deserialize(Octets(bytes.clone())),
        InvokeBody::Json(json) => match json.parts() {
            None => {
                serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_str(json.wire_text()))
            }
            Some(parts) => {
                let tree: Value = json_of(json.wire_text())?;
                let source = Source::new(parts);
                serde_path_to_error::deserialize(source.node(&tree))
            }
        },
    };
    read.map_err(|error| ArgumentError::from_serde(&error))
}

fn json_of(text: &str) -> Result<Value, ArgumentError> {
    serde_json::from_str(text).map_err(|error| ArgumentError::new("JSON", error.to_string()))
}

/// Bytes, for whoever asks for bytes, and a sequence of numbers for everyone else.
struct Octets(Bytes);

impl<'de> Deserializer<'de> for Octets {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let mut numbers = SeqDeserializer::new(self.0.iter().copied());
        let value = visitor.visit_seq(&mut numbers)?;
        numbers.end()?;
        Ok(value)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_byte_buf(self.0.into())
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string unit unit_struct seq tuple tuple_struct
        map struct enum identifier ignored_any
    }
}
