//! Brackets and groups of a URL pattern, looked at before the crate `urlpattern` does.
//!
//! The crate counts the brackets of a host with an unsigned number, and takes one from zero where a `]` has no `[`. So
//! a `]` stands in a group, or ends an address of IPv6, or the pattern is refused.

/// # Errors
/// The words that say which rule `pattern` breaks.
pub(super) fn check(pattern: &str) -> Result<(), &'static str> {
    let text = pattern.as_bytes();
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        at += match byte {
            // An escaped bracket is counted like any other.
            b'\\' if matches!(text.get(at + 1), Some(b'\\' | b'(')) => 2,
            b'(' => group_bytes(&text[at..]).ok_or("a group is empty, has no end or cannot be read")?,
            b'[' => ipv6_bytes(&text[..at], &text[at..]).unwrap_or(1),
            b']' => return Err("a `]` belongs to a group or an address of IPv6; in a path, write `%5D`"),
            _ => 1,
        };
    }
    Ok(())
}

/// The length of the group that `text` begins with: ASCII, not empty, and groups in it begin with `(?`.
fn group_bytes(text: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = 0;
    loop {
        let next = text.get(at + 1);
        match text.get(at)? {
            byte if !byte.is_ascii() => return None,
            b'\\' if next?.is_ascii() => at += 1,
            b'(' if (next == Some(&b'?')) == (depth > 0) => depth += 1,
            b'(' => return None,
            b')' if depth == 1 => return (at > 1).then_some(at + 1),
            b')' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
}

/// The length of the bracketed address that `text` begins with, if a host may begin after `before`.
fn ipv6_bytes(before: &[u8], text: &[u8]) -> Option<usize> {
    let begins_a_host = before.ends_with(b"//") || before.ends_with(b"@");
    let length = text.iter().position(|byte| *byte == b']')?;
    let address = &text[1..length];
    // A colon is escaped where it could be taken for the beginning of a name.
    let fits = |(at, byte): (usize, &u8)| {
        byte.is_ascii_hexdigit() || b":.*".contains(byte) || address[at..].starts_with(br"\:")
    };
    (begins_a_host && address.iter().enumerate().all(fits)).then_some(length + 1)
}

#[cfg(test)]
mod tests {
    use crate::acl::UrlPattern;

    #[test]
    fn a_bracket_that_closes_nothing_is_refused_and_panics_nowhere() {
        for bad in [
            "https://a]b",
            "https:]/a",
            r"https://a\]b",
            r"https://\[a]",
            "https://[@]",
            r"https://[\]]",
            "https://[/]",
            "https://(a)]",
            "https:(8]|[:",
            "https://(?])",
            "https://(ä])",
            "https://(a(b])",
        ] {
            let problem = UrlPattern::parse(bad).unwrap_err();
            assert!(
                problem.contains("a `]` belongs to") || problem.contains("a group is"),
                "{bad}: {problem}"
            );
        }
        for good in [
            r"https://[\:\:1]:8080",
            "https://[*]/",
            "https://:name([a-z]+).example.com",
            "https://a/:name([\\]]+)",
            "https://a/((?:b|[c])+)/\\(",
            "https://a/%5D",
        ] {
            assert!(UrlPattern::parse(good).is_ok(), "{good}: {:?}", UrlPattern::parse(good));
        }
    }
}
