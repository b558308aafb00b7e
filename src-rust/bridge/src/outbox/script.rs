//! A delivery as text: a script of a few statements, `__FOOTBRIDGE__.<function>('<text>');` each.
//!
//! Engines read a call whose one argument is a string without compiling anything, and pages parse JSON out of a string
//! several times as fast as engines read the same list in a script. `deliver` takes a list of entries;
//! `deliverBytes` takes one entry with bytes behind it, `<entry>;<base64>`, where nothing looks through them but the
//! decoder.

use bytes::Bytes;
use memchr::memchr2_iter;

use crate::base64;

/// One entry.
pub(crate) struct EntryText {
    /// JSON of one line.
    pub(crate) json: String,
    /// The entry's last member, where it is bytes by themselves. There is no `;` in the JSON then.
    pub(crate) behind: Bytes,
}

impl From<String> for EntryText {
    fn from(json: String) -> Self {
        Self { json, behind: Bytes::new() }
    }
}

impl EntryText {
    /// How much the bridge holds of it. Unit: bytes.
    pub(crate) fn len(&self) -> usize {
        self.json.len() + self.behind.len()
    }

    /// How long it is in a script, nearly. Unit: bytes.
    pub(super) fn script_bytes(&self) -> usize {
        self.json.len() + self.behind.len() / 3 * 4
    }
}

/// The script of one delivery while it is written.
#[derive(Default)]
pub(super) struct Script {
    text: String,
    is_in_list: bool,
}

impl Script {
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    pub(super) fn push(&mut self, entry: &EntryText) {
        if !entry.behind.is_empty() {
            return self.push_bytes(&entry.json, &entry.behind);
        }
        self.text.push_str(if self.is_in_list { "," } else { "__FOOTBRIDGE__.deliver('[" });
        self.is_in_list = true;
        self.quote(&entry.json);
    }

    pub(super) fn push_bytes(&mut self, json: &str, behind: &[u8]) {
        self.end_list();
        self.text.push_str("__FOOTBRIDGE__.deliverBytes('");
        self.quote(json);
        self.text.push(';');
        base64::write(&mut self.text, behind);
        self.text.push_str("');");
    }

    pub(super) fn finish(mut self) -> String {
        self.end_list();
        self.text
    }

    fn end_list(&mut self) {
        if self.is_in_list {
            self.text.push_str("]');");
            self.is_in_list = false;
        }
    }

    /// Writes JSON inside the string, in single quotes, of which JSON has hardly any.
    fn quote(&mut self, json: &str) {
        let mut rest = 0;
        for at in memchr2_iter(b'\\', b'\'', json.as_bytes()) {
            self.text.push_str(&json[rest..at]);
            self.text.push('\\');
            rest = at;
        }
        self.text.push_str(&json[rest..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn script(entries: &[(&str, &'static [u8])]) -> String {
        let mut script = Script::default();
        for (json, behind) in entries {
            script.push(&EntryText { json: (*json).to_owned(), behind: Bytes::from_static(behind) });
        }
        script.finish()
    }

    #[test]
    fn entries_keep_their_order_whether_they_have_bytes_behind_them_or_not() {
        assert_eq!(
            script(&[("[1]", b""), ("[2]", b""), ("[3]", &[1, 2, 255]), ("[4]", b"")]),
            concat!(
                "__FOOTBRIDGE__.deliver('[[1],[2]]');",
                "__FOOTBRIDGE__.deliverBytes('[3];AQL/');",
                "__FOOTBRIDGE__.deliver('[[4]]');",
            ),
        );
    }

    #[test]
    fn nothing_in_json_ends_the_string_that_it_stands_in() {
        for (json, expected) in [
            ("[1]", "[1]"),
            (r#"["it's"]"#, r#"["it\'s"]"#),
            (r#"["\\'",'\']"#, r#"["\\\\\'",\'\\\']"#),
            ("'", r"\'"),
            ("\u{2028}\u{e9}'\u{1f309}", "\u{2028}\u{e9}\\'\u{1f309}"),
        ] {
            assert_eq!(script(&[(json, b"")]), format!("__FOOTBRIDGE__.deliver('[{expected}]');"));
        }
    }
}
