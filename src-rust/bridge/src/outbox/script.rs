//! A delivery, and how it is written as text: a script of a few statements, `__FOOTBRIDGE__.<function>('<text>');` each.
//!
//! Engines read a call whose one argument is a string without compiling anything, and pages parse JSON out of a string
//! several times as fast as engines read the same list in a script. `deliver` takes a list of entries;
//! `deliverBytes` takes one entry with bytes behind it, `<entry>;<base64>`, where nothing looks through them but the
//! decoder. Entries in a row that begin alike are written as one, with what they share once: `[0,7,0,"a"],[0,7,1,"b"]`
//! is `[0,7,0,"a",1,"b"]`, which the page reads sooner, and which leaves it less to collect.

use bytes::Bytes;
use memchr::memchr2_iter;
use std::fmt::{self, Write};

use crate::base64;

/// What most entries have besides their payload: they are written into a string that does not grow. Unit: bytes.
const FRAME_BYTES: usize = 64;

/// One entry.
pub(crate) struct EntryText {
    /// JSON of one line.
    pub(crate) json: String,
    /// How much of it entries share that are written as one. Unit: bytes; 0 where it stands alone.
    shared: usize,
    /// How many entries are written here as one.
    count: usize,
    /// The entry's last member, where it is bytes by themselves. `null` stands in its place then, and no `;` in the JSON.
    pub(crate) behind: Bytes,
}

impl From<String> for EntryText {
    fn from(json: String) -> Self {
        Self { json, shared: 0, count: 1, behind: Bytes::new() }
    }
}

impl EntryText {
    /// An entry to be written on, by `payload_bytes` or so, which begins with what it may share with others.
    pub(crate) fn beginning(shared: fmt::Arguments<'_>, payload_bytes: usize) -> Self {
        let mut json = String::with_capacity(FRAME_BYTES + payload_bytes);
        json.write_fmt(shared).expect("a string takes any text");
        Self { shared: json.len(), ..json.into() }
    }

    /// What it begins with.
    pub(crate) fn shared(&self) -> &str {
        &self.json[..self.shared]
    }

    /// How many entries it is.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Whether another can be written behind this one, as one entry of no more than so many bytes.
    pub(super) fn takes(&self, next: &Self, bytes_max: usize) -> bool {
        let begin_alike = self.shared > 0 && self.shared() == next.shared();
        let have_bytes = !self.behind.is_empty() || !next.behind.is_empty();
        begin_alike && !have_bytes && self.json.len() + next.json.len() <= bytes_max
    }

    /// Writes another behind this one. What they share stands here once.
    pub(super) fn append(&mut self, next: &Self) {
        let bracket = self.json.pop();
        debug_assert_eq!(bracket, Some(']'), "an entry is a list");
        self.json.push_str(&next.json[next.shared..]);
        self.count += next.count;
    }

    /// How much the bridge holds of it. Unit: bytes.
    pub(crate) fn len(&self) -> usize {
        self.json.len() + self.behind.len()
    }

    /// How long it is in a script, nearly. Unit: bytes.
    pub(super) fn script_bytes(&self) -> usize {
        self.json.len() + self.behind.len() / 3 * 4
    }
}

/// A call of one of the page's functions: `deliver` where there are no bytes, else `deliverBytes`.
pub struct Statement {
    /// A list of entries; with bytes, one entry with `null` as its last member, in whose place they belong.
    pub json: String,
    /// Those bytes.
    pub bytes: Option<Bytes>,
}

/// A delivery while it is put together.
#[derive(Default)]
pub(super) struct Script {
    statements: Vec<Statement>,
    /// How long it is as a text, nearly. Unit: bytes.
    len: usize,
    is_in_list: bool,
}

impl Script {
    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn is_empty(&self) -> bool {
        self.statements.is_empty()
    }

    pub(super) fn push(&mut self, entry: EntryText) {
        if !entry.behind.is_empty() {
            return self.push_bytes(entry.json, entry.behind);
        }
        self.len += entry.json.len();
        match self.statements.last_mut() {
            Some(list) if self.is_in_list => {
                list.json.push(',');
                list.json.push_str(&entry.json);
            }
            _ => {
                // In place: it may be large, and has room for it.
                let mut json = entry.json;
                json.insert(0, '[');
                self.statements.push(Statement { json, bytes: None });
                self.is_in_list = true;
            }
        }
    }

    pub(super) fn push_bytes(&mut self, json: String, behind: Bytes) {
        self.end_list();
        self.len += json.len() + behind.len() / 3 * 4;
        self.statements.push(Statement { json, bytes: Some(behind) });
    }

    pub(super) fn finish(mut self) -> Vec<Statement> {
        self.end_list();
        self.statements
    }

    fn end_list(&mut self) {
        if self.is_in_list {
            self.statements.last_mut().expect("a list was begun").json.push(']');
            self.is_in_list = false;
        }
    }
}

/// Writes a script.
pub(super) fn write(statements: &[Statement]) -> String {
    let mut text = String::new();
    for statement in statements {
        match &statement.bytes {
            None => {
                text.push_str("__FOOTBRIDGE__.deliver('");
                quote(&mut text, &statement.json);
            }
            Some(bytes) => {
                text.push_str("__FOOTBRIDGE__.deliverBytes('");
                quote(&mut text, &statement.json);
                text.push(';');
                base64::write(&mut text, bytes);
            }
        }
        text.push_str("');");
    }
    text
}

/// Writes JSON inside the string, in single quotes, of which JSON has hardly any.
fn quote(text: &mut String, json: &str) {
    let mut rest = 0;
    for at in memchr2_iter(b'\\', b'\'', json.as_bytes()) {
        text.push_str(&json[rest..at]);
        text.push('\\');
        rest = at;
    }
    text.push_str(&json[rest..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn script(entries: &[(&str, &'static [u8])]) -> String {
        let mut script = Script::default();
        for (json, behind) in entries {
            script.push(EntryText { behind: Bytes::from_static(behind), ..(*json).to_owned().into() });
        }
        write(&script.finish())
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
