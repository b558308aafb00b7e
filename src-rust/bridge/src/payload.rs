//! Values inside a delivery: how JSON text and bytes stand in a script without meaning anything else there.
//!
//! A delivery is a script of the form `f([...])`, which engines read as JSON, three times as fast as code. Three kinds of
//! text are not safe there: one that somebody else wrote, which may not be JSON at all; one with a member `__proto__`,
//! which means another thing in a script; and one nested so deep that the engine gives the script up, and with it all
//! that is in the delivery. They go over as a string that the page parses.

use base64::{Engine, prelude::BASE64_STANDARD};

use crate::wire::InvokeResponseBody;

/// JSON that stands in the script as it is.
const INLINE: char = '0';
/// JSON text in a string, to be parsed by the page.
const TEXT: char = '1';
/// Bytes in base64.
const BYTES: char = '2';

/// Writes `kind,data`. `is_safe` says that serde wrote the JSON, so that it is JSON.
pub(crate) fn write(into: &mut String, body: &InvokeResponseBody, is_safe: bool) {
    match body {
        InvokeResponseBody::Json(json) if is_safe && !may_name_a_prototype(json) && !is_deep(json) => {
            into.push(INLINE);
            into.push(',');
            into.push_str(json);
        }
        InvokeResponseBody::Json(json) => {
            into.push(TEXT);
            into.push(',');
            into.push_str(&serde_json::to_string(json).expect("text is JSON"));
        }
        InvokeResponseBody::Raw(bytes) => {
            into.push(BYTES);
            into.push_str(",\"");
            BASE64_STANDARD.encode_string(bytes, into);
            into.push('"');
        }
    }
}

/// Whether a member may be called `__proto__`, spelled out or with letters escaped. serde escapes none of these, but a
/// `RawValue` is as somebody else wrote it.
fn may_name_a_prototype(json: &str) -> bool {
    json.contains("__proto__") || json.contains("\\u00")
}

/// Deepest nesting that stands in a script as it is. WebKit's and V8's parsers of scripts give up between 500 and 4,000.
const DEPTH_MAX: usize = 128;

/// Whether arrays and objects are nested deeper than a script should be.
fn is_deep(json: &str) -> bool {
    let opens = |byte: &u8| matches!(byte, b'[' | b'{');
    // Nearly always there are not even so many; counting them all is quicker than reading them one by one.
    if json.as_bytes().iter().filter(|byte| opens(byte)).count() <= DEPTH_MAX {
        return false;
    }
    let (mut depth, mut bytes) = (0_usize, json.bytes());
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => skip_string(&mut bytes),
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEPTH_MAX {
            return true;
        }
    }
    false
}

fn skip_string(bytes: &mut std::str::Bytes<'_>) {
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => return,
            b'\\' => _ = bytes.next(),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(body: InvokeResponseBody, is_safe: bool) -> String {
        let mut text = String::new();
        write(&mut text, &body, is_safe);
        text
    }

    #[test]
    fn only_json_that_means_the_same_in_a_script_stands_there_as_it_is() {
        for (json, is_safe, expected) in [
            (r#"{"a":1}"#, true, r#"0,{"a":1}"#),
            (r#"{"a":1}"#, false, r#"1,"{\"a\":1}""#),
            (r#"{"__proto__":1}"#, true, r#"1,"{\"__proto__\":1}""#),
            (r#"{"\u005f_proto__":1}"#, true, r#"1,"{\"\\u005f_proto__\":1}""#),
            (r#"{"__pr\u006Fto__":1}"#, true, r#"1,"{\"__pr\\u006Fto__\":1}""#),
            (r#"{"__\u0070roto__":1}"#, true, r#"1,"{\"__\\u0070roto__\":1}""#),
            ("]);alert(1);([", false, r#"1,"]);alert(1);([""#),
        ] {
            assert_eq!(written(json.to_owned().into(), is_safe), expected);
        }
        assert_eq!(written(vec![1, 2, 255].into(), true), r#"2,"AQL/""#);
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
            assert!(written(json.clone().into(), true).starts_with(kind), "{json}");
        }
    }
}
