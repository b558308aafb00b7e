//! Values inside a delivery: how JSON text and bytes stand in a script without meaning anything else there.
//!
//! A delivery is a script of the form `f([...])`, which engines read as JSON, three times as fast as code. Two kinds of
//! text are not safe there: one that somebody else wrote, which may not be JSON at all, and one with a member
//! `__proto__`, which means another thing in a script. Both go over as a string that the page parses.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::Value;

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
        InvokeResponseBody::Json(json) if is_safe && !may_name_a_prototype(json) => {
            into.push(INLINE);
            into.push(',');
            into.push_str(json);
        }
        InvokeResponseBody::Json(json) => {
            into.push(TEXT);
            into.push(',');
            into.push_str(&Value::from(json.as_str()).to_string());
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
}
