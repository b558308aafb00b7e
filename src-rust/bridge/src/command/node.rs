//! Arguments with bytes in them that came beside the JSON: a tree that serde reads from, in which a place is its bytes.
//!
//! Bytes read as bytes where a type asks for those, and as a sequence of numbers everywhere else, so `Vec<u8>`, `Bytes`,
//! `&[u8]` and a tree of JSON all read the same argument. `&[u8]` borrows from the body of the call.

use serde::de::{
    Deserializer, EnumAccess, Error as _, IntoDeserializer, Unexpected, VariantAccess, Visitor,
    value::{MapDeserializer, SeqDeserializer},
};
use serde_json::{Error, Map, Value};
use std::cell::Cell;

use crate::wire::Parts;

/// Where the bytes of one reading come from.
pub(super) struct Source<'de> {
    parts: &'de Parts,
    /// How many bytes may still be read. A text can name the same bytes many times by escapes that hide it, and what is
    /// read must not outgrow what came.
    left: Cell<usize>,
}

impl<'de> Source<'de> {
    pub fn new(parts: &'de Parts) -> Self {
        Self { parts, left: Cell::new(parts.len()) }
    }

    pub fn node<'s>(&'s self, value: &'de Value) -> Node<'de, 's> {
        Node { value, source: self }
    }
}

/// A value of the tree, to be read once.
#[derive(Clone, Copy)]
pub(super) struct Node<'de, 's> {
    value: &'de Value,
    source: &'s Source<'de>,
}

impl<'de> Node<'de, '_> {
    /// The bytes that stand here, if any do.
    fn bytes(&self) -> Result<Option<&'de [u8]>, Error> {
        let Some(bytes) = self.value.as_str().and_then(|string| self.source.parts.find(string)) else {
            return Ok(None);
        };
        match self.source.left.get().checked_sub(bytes.len()) {
            Some(left) => self.source.left.set(left),
            None => return Err(Error::custom("the same bytes are named twice")),
        }
        Ok(Some(bytes))
    }

    fn refuse_bytes<V: Visitor<'de>>(&self, visitor: &V) -> Result<(), Error> {
        match self.bytes()? {
            Some(bytes) => {
                Err(Error::invalid_type(Unexpected::Other(&format!("{} bytes", bytes.len())), visitor))
            }
            None => Ok(()),
        }
    }
}

impl<'de> Deserializer<'de> for Node<'de, '_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::String(string) => match self.bytes()? {
                Some(bytes) => all_of(SeqDeserializer::new(bytes.iter().copied()), visitor),
                None => visitor.visit_borrowed_str(string),
            },
            Value::Array(items) => {
                all_of(SeqDeserializer::new(items.iter().map(|item| self.source.node(item))), visitor)
            }
            Value::Object(members) => {
                let mut members = MapDeserializer::new(members_of(members, self.source));
                let value = visitor.visit_map(&mut members)?;
                members.end()?;
                Ok(value)
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => self.value.deserialize_any(visitor),
        }
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.bytes()? {
            Some(bytes) => visitor.visit_borrowed_bytes(bytes),
            None => self.deserialize_any(visitor),
        }
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.refuse_bytes(&visitor)?;
        self.deserialize_any(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.value.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.value {
            Value::Object(members) if members.len() == 1 => {
                let (name, value) = members.iter().next().expect("there is one member");
                visitor.visit_enum(Variant { name, value: self.source.node(value) })
            }
            _ => {
                self.refuse_bytes(&visitor)?;
                self.value.deserialize_enum(name, variants, visitor)
            }
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char unit unit_struct seq tuple tuple_struct map struct
        identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de, Error> for Node<'de, '_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// Hands a sequence to a visitor, which has to take all of it.
fn all_of<'de, V, I>(mut items: SeqDeserializer<I, Error>, visitor: V) -> Result<V::Value, Error>
where
    V: Visitor<'de>,
    I: Iterator<Item: IntoDeserializer<'de, Error>>,
{
    let value = visitor.visit_seq(&mut items)?;
    items.end()?;
    Ok(value)
}

fn members_of<'de: 's, 's>(
    members: &'de Map<String, Value>,
    source: &'s Source<'de>,
) -> impl Iterator<Item = (Name<'de>, Node<'de, 's>)> {
    members.iter().map(|(name, value)| (Name(name), source.node(value)))
}

/// The name of a member: a string, or what a map's key makes of it.
struct Name<'de>(&'de str);

macro_rules! parsed {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            match serde_json::from_str::<Value>(self.0) {
                Ok(value) if !value.is_string() => value.$method(visitor),
                _ => visitor.visit_borrowed_str(self.0),
            }
        })*
    };
}

impl<'de> Deserializer<'de> for Name<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_borrowed_str(self.0)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_enum(self.0.into_deserializer())
    }

    parsed! {
        deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128 deserialize_f32 deserialize_f64
    }

    serde::forward_to_deserialize_any! {
        char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de, Error> for Name<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// A variant with something in it: an object with one member, of the variant's name.
struct Variant<'de, 's> {
    name: &'de str,
    value: Node<'de, 's>,
}

impl<'de, 's> EnumAccess<'de> for Variant<'de, 's> {
    type Error = Error;
    type Variant = Node<'de, 's>;

    fn variant_seed<V: serde::de::DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Self::Variant), Error> {
        Ok((seed.deserialize(Name(self.name))?, self.value))
    }
}

impl<'de> VariantAccess<'de> for Node<'de, '_> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        serde::Deserialize::deserialize(self)
    }

    fn newtype_variant_seed<T: serde::de::DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_map(visitor)
    }
}
