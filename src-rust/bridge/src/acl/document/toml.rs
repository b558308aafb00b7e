//! TOML, one level at a time. The parser says of every value where it begins.

use std::borrow::Cow;

use serde_json::Number;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{ARRAY, BOOLEAN, NUMBER, OBJECT, STRING, Value, line_at};

/// The whole of a file.
pub(super) struct Tree<'a>(DeValue<'a>);

/// A value and where it begins.
#[derive(Clone, Copy)]
pub(super) struct Raw<'d> {
    value: &'d DeValue<'d>,
    pub(super) offset: usize,
}

const DATE: &str = "a date";

impl Tree<'_> {
    pub(super) fn root(&self) -> Raw<'_> {
        Raw { value: &self.0, offset: 0 }
    }
}

/// # Errors
///
/// The line of the fault and the sentence that describes it.
pub(super) fn parse(text: &str) -> Result<Tree<'_>, (usize, String)> {
    match DeTable::parse(text) {
        Ok(table) => Ok(Tree(DeValue::Table(table.into_inner()))),
        Err(fault) => {
            let line = fault.span().map_or(1, |span| line_at(text, span.start.min(text.len())));
            Err((line, format!("this is not TOML: {}", fault.message().replace('\n', ", "))))
        }
    }
}

pub(super) fn kind(raw: Raw<'_>) -> &'static str {
    match raw.value {
        DeValue::String(_) => STRING,
        DeValue::Integer(_) | DeValue::Float(_) => NUMBER,
        DeValue::Boolean(_) => BOOLEAN,
        DeValue::Datetime(_) => DATE,
        DeValue::Array(_) => ARRAY,
        DeValue::Table(_) => OBJECT,
    }
}

pub(super) fn read(raw: Raw<'_>) -> Result<Value<'_>, String> {
    Ok(match raw.value {
        DeValue::String(text) => Value::String(text.as_ref().into()),
        DeValue::Boolean(boolean) => Value::Boolean(*boolean),
        DeValue::Integer(integer) => {
            let (digits, radix) = (integer.as_str(), integer.radix());
            let number = i64::from_str_radix(digits, radix).map(Number::from);
            let number = number.or_else(|_| u64::from_str_radix(digits, radix).map(Number::from));
            Value::Number(number.map_err(|_| format!("{integer} is out of range; at most 64 bits are kept"))?)
        }
        DeValue::Float(float) => {
            let number = float.as_str().parse().ok().and_then(Number::from_f64);
            Value::Number(number.ok_or_else(|| format!("{float} is no number that JSON has; write another"))?)
        }
        DeValue::Datetime(date) => {
            return Err(format!("{date} is a date, which JSON does not have; put it in quotes"));
        }
        DeValue::Array(array) => Value::Array(array.iter().map(spanned).collect()),
        DeValue::Table(table) => {
            let mut members: Vec<_> = table.iter().collect();
            // The map is in the order of its names; faults are told in the order of the file.
            members.sort_by_key(|(name, _)| name.span().start);
            Value::Object(members.into_iter().map(|(name, value)| (str_of(name), spanned(value))).collect())
        }
    })
}

fn spanned<'d>(value: &'d Spanned<DeValue<'d>>) -> super::Raw<'d> {
    super::Raw::Toml(Raw { value: value.get_ref(), offset: value.span().start })
}

fn str_of<'d>(name: &'d Spanned<Cow<'d, str>>) -> Cow<'d, str> {
    Cow::Borrowed(name.get_ref())
}
