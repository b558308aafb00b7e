//! A JSON or TOML file whose every value knows its line and its name, so that a fault can be pointed at.
//!
//! In comes a file's text, out come [`Node`]s, read one level at a time. What the two formats have in common is
//! [`Value`]: one level of a value, with its parts still as they stand in the file.

mod json;
mod toml;

use std::borrow::Cow;
use std::path::Path;

use serde_json::Number;

use super::error::{Error, did_you_mean};
use super::limits::VALUES_DEEP_MAX;

/// A file that has been found to be JSON or TOML.
pub(super) struct Document<'a> {
    file: &'a str,
    text: &'a str,
    tree: Tree<'a>,
}

enum Tree<'a> {
    Json(json::Raw<'a>),
    Toml(toml::Tree<'a>),
}

/// A value as it stands in its file.
#[derive(Clone, Copy)]
enum Raw<'d> {
    Json(json::Raw<'d>),
    Toml(toml::Raw<'d>),
}

/// One level of a value.
enum Value<'d> {
    Null,
    Boolean(bool),
    Number(Number),
    String(Cow<'d, str>),
    Array(Vec<Raw<'d>>),
    Object(Members<'d>),
}

/// The members of an object in their order, those of one name included.
type Members<'d> = Vec<(Cow<'d, str>, Raw<'d>)>;

/// One value of a file.
#[derive(Clone)]
pub(super) struct Node<'d> {
    file: &'d str,
    text: &'d str,
    raw: Raw<'d>,
    /// The way to it from the root, such as `windows[0]`.
    path: String,
}

/// The fields of one object.
pub(super) struct Fields<'d> {
    owner: Node<'d>,
    fields: Vec<(Cow<'d, str>, Node<'d>)>,
}

impl<'a> Document<'a> {
    /// Reads the whole of `text`, as TOML when `file` ends in `.toml`, as JSON otherwise. The syntax is checked to
    /// the end, values are not looked at yet.
    pub(super) fn parse(file: &'a str, text: &'a str) -> Result<Self, Error> {
        let is_toml = Path::new(file).extension().is_some_and(|extension| extension == "toml");
        let tree =
            if is_toml { toml::parse(text).map(Tree::Toml) } else { json::parse(text).map(Tree::Json) };
        match tree {
            Ok(tree) => Ok(Self { file, text, tree }),
            Err((line, problem)) => Err(Error { line, ..Error::of_file(file, problem) }),
        }
    }

    pub(super) fn root(&self) -> Node<'_> {
        let raw = match &self.tree {
            Tree::Json(raw) => Raw::Json(raw),
            Tree::Toml(tree) => Raw::Toml(tree.root()),
        };
        Node { file: self.file, text: self.text, raw, path: String::new() }
    }
}

impl<'d> Node<'d> {
    pub(super) fn file(&self) -> &'d str {
        self.file
    }

    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// The line on which the value begins, counted from 1.
    pub(super) fn line(&self) -> usize {
        let offset = match self.raw {
            Raw::Json(raw) => json::offset(raw, self.text),
            Raw::Toml(raw) => raw.offset,
        };
        line_at(self.text, offset)
    }

    pub(super) fn error(&self, problem: impl Into<String>) -> Error {
        Error { file: self.file.into(), line: self.line(), field: self.path.clone(), problem: problem.into() }
    }

    /// What kind of value it is, as an error says it.
    pub(super) fn kind(&self) -> &'static str {
        self.raw.kind()
    }

    pub(super) fn is_object(&self) -> bool {
        self.kind() == OBJECT
    }

    pub(super) fn is_array(&self) -> bool {
        self.kind() == ARRAY
    }

    pub(super) fn string(&self) -> Result<String, Error> {
        match self.read(STRING)? {
            Value::String(text) => Ok(text.into_owned()),
            _ => Err(self.not(STRING)),
        }
    }

    pub(super) fn boolean(&self) -> Result<bool, Error> {
        match self.read(BOOLEAN)? {
            Value::Boolean(boolean) => Ok(boolean),
            _ => Err(self.not(BOOLEAN)),
        }
    }

    pub(super) fn number(&self) -> Result<Number, Error> {
        match self.read(NUMBER)? {
            Value::Number(number) => Ok(number),
            _ => Err(self.not(NUMBER)),
        }
    }

    /// The elements of an array.
    pub(super) fn items(&self) -> Result<Vec<Node<'d>>, Error> {
        let Value::Array(items) = self.read(ARRAY)? else { return Err(self.not(ARRAY)) };
        let item = |(i, raw)| Node { raw, path: format!("{}[{i}]", self.path), ..*self };
        Ok(items.into_iter().enumerate().map(item).collect())
    }

    /// The members of an object.
    fn members(&self) -> Result<Vec<(Cow<'d, str>, Node<'d>)>, Error> {
        let Value::Object(members) = self.read(OBJECT)? else { return Err(self.not(OBJECT)) };
        let node = |(name, raw): (Cow<'d, str>, Raw<'d>)| {
            let path = if self.path.is_empty() {
                name.clone().into_owned()
            } else {
                format!("{}.{name}", self.path)
            };
            (name, Node { raw, path, ..*self })
        };
        Ok(members.into_iter().map(node).collect())
    }

    /// The fields of an object, each once and each among `known`.
    pub(super) fn fields(&self, known: &[&str]) -> Result<Fields<'d>, Error> {
        let mut fields: Vec<(Cow<'d, str>, Node<'d>)> = Vec::new();
        for (name, node) in self.members()? {
            if !known.contains(&&*name) {
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

    /// One member of an object whose others do not matter.
    pub(super) fn member(&self, name: &str) -> Result<Option<Node<'d>>, Error> {
        let named = self.members()?.into_iter().rfind(|(other, _)| other == name);
        Ok(named.map(|(_, node)| node))
    }

    /// Whether it is an object with a field of this name.
    pub(super) fn has_field(&self, name: &str) -> bool {
        self.is_object() && self.members().is_ok_and(|members| members.iter().any(|(other, _)| other == name))
    }

    /// The elements of an array whose meaning is somebody else's.
    pub(super) fn values(&self) -> Result<Vec<serde_json::Value>, Error> {
        self.items()?.iter().map(|item| item.value(VALUES_DEEP_MAX)).collect()
    }

    fn value(&self, depth_left: usize) -> Result<serde_json::Value, Error> {
        use serde_json::Value as Whole;
        let Some(depth_left) = depth_left.checked_sub(1) else {
            return Err(self.error(format!("it is nested more than {VALUES_DEEP_MAX} deep")));
        };
        Ok(match self.read(self.kind())? {
            Value::Null => Whole::Null,
            Value::Boolean(boolean) => boolean.into(),
            Value::Number(number) => number.into(),
            Value::String(text) => text.into_owned().into(),
            Value::Array(_) => {
                let values =
                    self.items()?.iter().map(|item| item.value(depth_left)).collect::<Result<_, _>>()?;
                Whole::Array(values)
            }
            Value::Object(_) => {
                let member = |(name, node): &(Cow<'d, str>, Node<'d>)| {
                    Ok((name.clone().into_owned(), node.value(depth_left)?))
                };
                Whole::Object(self.members()?.iter().map(member).collect::<Result<_, _>>()?)
            }
        })
    }

    fn read(&self, expected: &'static str) -> Result<Value<'d>, Error> {
        if self.kind() != expected {
            return Err(self.not(expected));
        }
        self.raw.read().map_err(|problem| self.error(problem))
    }

    fn not(&self, expected: &str) -> Error {
        self.error(format!("expected {expected}, found {}", self.kind()))
    }
}

const NULL: &str = "null";
const BOOLEAN: &str = "a boolean";
const NUMBER: &str = "a number";
const STRING: &str = "a string";
const ARRAY: &str = "an array";
const OBJECT: &str = "an object";

impl<'d> Raw<'d> {
    fn kind(self) -> &'static str {
        match self {
            Self::Json(raw) => json::kind(raw),
            Self::Toml(raw) => toml::kind(raw),
        }
    }

    fn read(self) -> Result<Value<'d>, String> {
        match self {
            Self::Json(raw) => json::read(raw),
            Self::Toml(raw) => toml::read(raw),
        }
    }
}

impl<'d> Fields<'d> {
    pub(super) fn get(&self, name: &str) -> Option<&Node<'d>> {
        self.fields.iter().find(|(other, _)| other == name).map(|(_, node)| node)
    }

    /// As [`Fields::get`], for a field where `null` says the same as its absence.
    pub(super) fn get_nullable(&self, name: &str) -> Option<&Node<'d>> {
        self.get(name).filter(|node| node.kind() != NULL)
    }

    pub(super) fn required(&self, name: &str) -> Result<&Node<'d>, Error> {
        self.get(name).ok_or_else(|| self.owner.error(format!("the field \"{name}\" is missing; add it")))
    }

    /// Every element of an array, read; a field that is not there is an empty array.
    pub(super) fn each<T>(
        &self,
        name: &str,
        read: impl Fn(&Node<'d>) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        self.get(name).map_or(Ok(Vec::new()), |array| array.items()?.iter().map(read).collect())
    }

    /// The line of a field or, when it is not there, of the object that would hold it.
    pub(super) fn line(&self, name: &str) -> usize {
        self.get(name).unwrap_or(&self.owner).line()
    }
}

fn line_at(text: &str, offset: usize) -> usize {
    text.as_bytes()[..offset].iter().filter(|byte| **byte == b'\n').count() + 1
}
