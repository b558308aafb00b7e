//! The nonce of one response, and the scripts and styles that have it: those whose text stands in the document when it is
//! served.
//!
//! What comes in is an HTML file of the app, which is trusted; what goes out is the same file with a `nonce` in the tags
//! of its scripts and styles. A script that is a file of its own has none: it would hand it on to whatever it imports,
//! from wherever. What only looks like such a tag, in a comment or in the text of a script, stays as it is.
//!
//! Source: [HTML, tokenization](https://html.spec.whatwg.org/multipage/parsing.html#tokenization), as far as tags,
//! comments and elements that hold only text go.

use base64::{Engine, prelude::BASE64_STANDARD};

/// The elements that get the nonce. What they hold is text.
const WITH_NONCE: [&[u8]; 2] = [b"script", b"style"];
/// Others that hold text, in which a tag is no tag.
const WITH_TEXT: [&[u8]; 2] = [b"textarea", b"title"];

/// 128 bits, drawn for each response, so that whoever gets markup into a document does not know it.
pub(crate) fn draw() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(BASE64_STANDARD.encode(bytes))
}

/// An HTML file with the nonce in the tags of its scripts and styles.
pub(crate) fn add(html: &[u8], nonce: &str) -> Vec<u8> {
    let mut written = Vec::with_capacity(html.len() + 256);
    let mut rest = html;
    while let Some(start) = find(rest, b"<") {
        let (text, markup) = rest.split_at(start);
        let piece = Piece::at_start_of(markup);
        let (before, after) = markup[..piece.length].split_at(piece.nonce_at.unwrap_or_default());
        written.extend_from_slice(text);
        written.extend_from_slice(before);
        if piece.nonce_at.is_some() {
            // Before the attributes of the tag: of two of one name, the first counts.
            written.extend_from_slice(format!(" nonce=\"{nonce}\"").as_bytes());
        }
        written.extend_from_slice(after);
        rest = &markup[piece.length..];
    }
    written.extend_from_slice(rest);
    written
}

/// A tag with the text that belongs to it, a comment, or a `<` that is neither.
struct Piece {
    length: usize,
    /// Where a nonce goes into it.
    nonce_at: Option<usize>,
}

impl Piece {
    fn at_start_of(html: &[u8]) -> Self {
        if html.starts_with(b"<!--") {
            // `<!-->` is a comment, too.
            let length = find(&html[2..], b"-->").map_or(html.len(), |end| 2 + end + 3);
            return Self { length, nonce_at: None };
        }
        let name_end =
            html.iter().skip(1).position(|byte| byte.is_ascii_whitespace() || b"/>".contains(byte));
        let name_end = name_end.map_or(html.len(), |end| end + 1);
        let name = html[1..name_end].to_ascii_lowercase();
        if !name.first().is_some_and(u8::is_ascii_alphabetic) {
            return Self { length: 1, nonce_at: None };
        }
        let mut length = name_end + tag_rest(&html[name_end..]);
        let holds_code = WITH_NONCE.contains(&name.as_slice());
        let has_nonce = holds_code && !has_attribute(&html[name_end..length], b"src");
        if holds_code || WITH_TEXT.contains(&name.as_slice()) {
            length += text_length(&html[length..], &name);
        }
        Self { length, nonce_at: has_nonce.then_some(name_end) }
    }
}

/// How long the rest of a tag is, behind its name. A `>` between quotes does not end it.
fn tag_rest(html: &[u8]) -> usize {
    let mut quote = None;
    let mut before = b' ';
    for (at, &byte) in html.iter().enumerate() {
        match quote {
            Some(open) if open == byte => quote = None,
            Some(_) => {}
            None if byte == b'>' => return at + 1,
            // Only behind `=` do quotes open a value; elsewhere they are part of a name.
            None if before == b'=' && b"\"'".contains(&byte) => quote = Some(byte),
            None => {}
        }
        if !byte.is_ascii_whitespace() {
            before = byte;
        }
    }
    html.len()
}

/// Whether a tag has an attribute of this name. `rest` is what follows the tag's own name.
fn has_attribute(mut rest: &[u8], wanted: &[u8]) -> bool {
    while let Some(start) = rest.iter().position(|byte| !byte.is_ascii_whitespace() && !b"/>".contains(byte))
    {
        rest = &rest[start..];
        // At the start of a name, `=` is part of it.
        let end = rest.iter().skip(1).position(|byte| byte.is_ascii_whitespace() || b"/>=".contains(byte));
        let (name, after) = rest.split_at(end.map_or(rest.len(), |end| end + 1));
        if name.eq_ignore_ascii_case(wanted) {
            return true;
        }
        rest = behind_value(after);
    }
    false
}

/// What follows the value of an attribute, where it has one.
fn behind_value(rest: &[u8]) -> &[u8] {
    let Some(value) = rest.trim_ascii_start().strip_prefix(b"=") else { return rest };
    let value = value.trim_ascii_start();
    let end = match value {
        [quote @ (b'"' | b'\''), quoted @ ..] => {
            quoted.iter().position(|byte| byte == quote).map(|end| end + 2)
        }
        _ => value.iter().position(|byte| byte.is_ascii_whitespace() || *byte == b'>'),
    };
    &value[end.unwrap_or(value.len())..]
}

/// How much text there is before the end tag of an element that holds nothing else.
fn text_length(html: &[u8], name: &[u8]) -> usize {
    let is_end = |from: usize| {
        let tag = html[from..].strip_prefix(b"</");
        tag.and_then(|tag| tag.get(..name.len())).is_some_and(|found| found.eq_ignore_ascii_case(name))
    };
    (0..html.len()).find(|from| html[*from] == b'<' && is_end(*from)).unwrap_or(html.len())
}

fn find(html: &[u8], part: &[u8]) -> Option<usize> {
    html.windows(part.len()).position(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_and_styles_of_the_document_get_it_and_nothing_else_does() {
        for (html, expected) in [
            ("<script type=module>a()</script>", "<script nonce=\"N\" type=module>a()</script>"),
            ("<script data-a='src' b=src srcset>1", "<script nonce=\"N\" data-a='src' b=src srcset>1"),
            ("<SCRIPT>a()</SCRIPT><p>", "<SCRIPT nonce=\"N\">a()</SCRIPT><p>"),
            ("<style>p{}</style>", "<style nonce=\"N\">p{}</style>"),
            ("<script\ntype='a>b'>1</script>", "<script nonce=\"N\"\ntype='a>b'>1</script>"),
            ("<script/>x</script>", "<script nonce=\"N\"/>x</script>"),
            ("<script nonce=old>1</script>", "<script nonce=\"N\" nonce=old>1</script>"),
            (
                "<script>'<script>' < 1</script><script>",
                "<script nonce=\"N\">'<script>' < 1</script><script nonce=\"N\">",
            ),
            ("<title><script></title><style>", "<title><script></title><style nonce=\"N\">"),
            ("<p title='<script>'>1 < 2 <script>", "<p title='<script>'>1 < 2 <script nonce=\"N\">"),
            ("<!--<script>--><!--><script>", "<!--<script>--><!--><script nonce=\"N\">"),
            ("<p it's><script>", "<p it's><script nonce=\"N\">"),
        ] {
            assert_eq!(String::from_utf8(add(html.as_bytes(), "N")).unwrap(), expected);
        }
        for same in [
            "<script src=a.js></script>",
            "<script type='module' SRC = 'a.js'></script>",
            "<script async/src></script>",
            "<scripts>",
            "<script-like>",
            "</script>",
            "< script>",
            "<!doctype html>",
            "<",
            "",
            "<!--<script>",
            "<link rel=modulepreload>",
        ] {
            assert_eq!(add(same.as_bytes(), "N"), same.as_bytes(), "{same}");
        }
    }

    #[test]
    fn no_two_are_the_same_and_each_is_128_bits() {
        let drawn = [draw().unwrap(), draw().unwrap()];
        assert_ne!(drawn[0], drawn[1]);
        assert_eq!(BASE64_STANDARD.decode(&drawn[0]).unwrap().len(), 16);
    }
}
