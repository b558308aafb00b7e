//! Text of somebody else's, for a line of a log.
//!
//! A line feed would begin a line that looks like one of the app's own, an escape sequence would speak to the terminal,
//! and a mark of direction would turn what stands behind it around. Here they are written out.

use std::fmt;

/// Whether a character shows as itself, and leaves what stands beside it alone.
pub(crate) fn is_printable(c: char) -> bool {
    // The standard library's own idea of it escapes quotation marks and backslashes too.
    matches!(c, '"' | '\'' | '\\') || c.escape_debug().len() == 1
}

/// A text whose other characters are written out.
pub(crate) struct Printable<'a>(pub &'a str);

impl fmt::Display for Printable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write;
        self.0.chars().try_for_each(|c| match c {
            c if is_printable(c) => f.write_char(c),
            c => write!(f, "{}", c.escape_debug()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_pass_for_something_else_is_written_out() {
        for (text, shown) in [
            (r#"{"a": 'b\'}"#, r#"{"a": 'b\'}"#),
            ("Grüße, 世界", "Grüße, 世界"),
            ("a\nERROR forged", r"a\nERROR forged"),
            ("\u{1b}[2J\0\u{9b}", r"\u{1b}[2J\0\u{9b}"),
            ("a\u{2028}b\u{202e}c\u{feff}", r"a\u{2028}b\u{202e}c\u{feff}"),
        ] {
            assert_eq!(Printable(text).to_string(), shown);
        }
    }
}
