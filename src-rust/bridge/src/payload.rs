//! Values inside a delivery: how JSON text and bytes stand in a script without meaning anything else there.
//!
//! A delivery is a script of the form `f('[...]')`: one string, which the page parses as JSON, several times as fast as an
//! engine reads the same list in a script. Two kinds of text would take the whole delivery with them: one that somebody
//! else wrote, which may not be JSON at all, and one nested so deep that the parser gives it up. They go over as a string
//! inside the list, to be parsed for itself.

use memchr::memchr2;
use std::fmt::Write;

use crate::{base64, outbox::EntryText, wire::InvokeResponseBody};

/// How a payload goes over.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Form {
    /// JSON that is a part of the list.
    Inline,
    /// JSON text in a string, to be parsed by the page.
    Text,
    /// Bytes in base64.
    Bytes,
    /// Bytes in base64, behind their entry.
    Behind,
}

/// Bytes that stand behind their entry: so many, that going through them once more costs more than a statement of their
/// own. Unit: bytes.
const BEHIND_BYTES_MIN: usize = 4 * 1024;

impl Form {
    /// The form of a payload. `is_safe` says that serde wrote the JSON, so that it is JSON.
    pub(crate) fn of(body: &InvokeResponseBody, is_safe: bool) -> Self {
        match body {
            InvokeResponseBody::Json(json) if is_safe && is_one_line(json) && !is_deep(json) => Self::Inline,
            InvokeResponseBody::Json(_) => Self::Text,
            InvokeResponseBody::Raw(bytes) if bytes.len() < BEHIND_BYTES_MIN => Self::Bytes,
            InvokeResponseBody::Raw(_) => Self::Behind,
        }
    }

    /// Its number in an entry.
    pub(crate) fn number(self) -> u8 {
        match self {
            Self::Inline => 0,
            Self::Text => 1,
            Self::Bytes | Self::Behind => 2,
        }
    }

    /// How long the payload is in the entry's text, nearly. Unit: bytes.
    pub(crate) fn text_bytes(self, body: &InvokeResponseBody) -> usize {
        match self {
            Self::Inline | Self::Text => body.len(),
            Self::Bytes => body.len() / 3 * 4,
            Self::Behind => 0,
        }
    }

    /// Writes the end of an entry, behind a `[` and members: the payload.
    pub(crate) fn end(self, mut entry: EntryText, body: &InvokeResponseBody) -> EntryText {
        let text = &mut entry.json;
        match body {
            InvokeResponseBody::Json(json) if self == Self::Inline => {
                text.push(',');
                text.push_str(json);
            }
            InvokeResponseBody::Json(json) => {
                let json = serde_json::to_string(json).expect("text is JSON");
                write!(text, ",{json}").expect("a string takes any text");
            }
            InvokeResponseBody::Raw(bytes) if self == Self::Behind => {
                text.push_str(",null");
                entry.behind = bytes.clone();
            }
            InvokeResponseBody::Raw(bytes) => {
                text.push_str(",\"");
                base64::write(text, bytes);
                text.push('"');
            }
        }
        entry.json.push(']');
        entry
    }
}

/// Whether JSON can stand in a string of a script, which ends with its line. serde writes no lines, but a `RawValue` is as
/// somebody else wrote it.
fn is_one_line(json: &str) -> bool {
    memchr2(b'\n', b'\r', json.as_bytes()).is_none()
}

/// Deepest nesting that is a part of the list. Engines' parsers give up at a few thousand.
const DEPTH_MAX: usize = 128;

/// Whether arrays and objects are nested deeper than a script should be.
fn is_deep(json: &str) -> bool {
    let opens = |byte: &u8| matches!(byte, b'[' | b'{');
    // Nearly always there are not even so many; counting them all is quicker than reading them one by one.
    if json.as_bytes().iter().filter(|byte| opens(byte)).count() <= DEPTH_MAX {
        return false;
    }
    let (mut depth, mut rest) = (0_usize, json.as_bytes());
    while let Some((byte, behind)) = rest.split_first() {
        rest = behind;
        match byte {
            b'"' => rest = behind_string(rest),
            b'[' | b'{' if depth == DEPTH_MAX => return true,
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}

/// What stands behind a string whose beginning was read.
fn behind_string(mut rest: &[u8]) -> &[u8] {
    while let Some(at) = memchr2(b'"', b'\\', rest) {
        let is_end = rest[at] == b'"';
        // An escape is of two letters at least.
        rest = rest.get(if is_end { at + 1 } else { at + 2 }..).unwrap_or_default();
        if is_end {
            return rest;
        }
    }
    &[]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(body: InvokeResponseBody, is_safe: bool) -> String {
        let form = Form::of(&body, is_safe);
        form.end(format!("[{}", form.number()).into(), &body).json
    }

    #[test]
    fn only_json_that_is_json_of_one_line_is_a_part_of_the_list() {
        for (json, is_safe, expected) in [
            (r#"{"a":1}"#, true, r#"[0,{"a":1}]"#),
            (r#"{"a":1}"#, false, r#"[1,"{\"a\":1}"]"#),
            (r#"{"__proto__":1}"#, true, r#"[0,{"__proto__":1}]"#),
            ("[\n1,\r2]", true, r#"[1,"[\n1,\r2]"]"#),
            ("]);alert(1);([", false, r#"[1,"]);alert(1);(["]"#),
        ] {
            assert_eq!(written(json.to_owned().into(), is_safe), expected);
        }
    }

    #[test]
    fn few_bytes_are_a_part_of_the_list_and_many_stand_behind_it() {
        assert_eq!(written(vec![1, 2, 255].into(), true), r#"[2,"AQL/"]"#);
        let body = vec![7; BEHIND_BYTES_MIN].into();
        let text = Form::of(&body, true).end("[2".to_owned().into(), &body);
        assert_eq!((text.json.as_str(), text.behind.len()), ("[2,null]", BEHIND_BYTES_MIN));
    }

    #[test]
    fn json_that_is_nested_deep_goes_over_as_text() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let brackets_in_text = format!(r#"[{}"\"]]{}"]"#, "[],".repeat(200), "[".repeat(200));
        for (json, kind) in [
            (nested(DEPTH_MAX), '0'),
            (nested(DEPTH_MAX + 1), '1'),
            (brackets_in_text, '0'),
            (format!(r#"["{}",{}]"#, "]".repeat(500), nested(DEPTH_MAX)), '1'),
        ] {
            assert!(written(json.clone().into(), true).starts_with(&format!("[{kind}")), "{json}");
        }
    }
}
