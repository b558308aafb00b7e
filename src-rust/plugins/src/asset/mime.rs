//! The content type of a file: by its first bytes where they are a sign, else by its name.

use std::path::Path;
use std::str;

/// How many of the first bytes are looked at. The signs that `infer` knows lie within them.
pub(super) const HEAD_BYTES: usize = 8_192;

/// The content type of a file with this name that begins with `head`.
///
/// Text has no sign of its own, so markup that only looks like another kind is judged by its name. What nothing is known
/// of is text when it reads as such, and otherwise bytes: never a page.
pub(super) fn mime(path: &Path, head: &[u8]) -> String {
    let by_content = infer::get(head).map(|kind| kind.mime_type()).filter(|mime| !mime.starts_with("text/"));
    let by_name = || mime_guess::from_path(path).first_raw();
    let mime = by_content.or_else(by_name);
    match mime {
        Some(mime) if mime.starts_with("text/") && is_text(head) => format!("{mime}; charset=utf-8"),
        Some(mime) => mime.to_owned(),
        None if is_text(head) => "text/plain; charset=utf-8".to_owned(),
        None => "application/octet-stream".to_owned(),
    }
}

/// Whether this is UTF-8, as far as it goes.
fn is_text(head: &[u8]) -> bool {
    let is_utf8 = match str::from_utf8(head) {
        Ok(_) => true,
        // The last letter may be cut in two.
        Err(error) => error.error_len().is_none() && head.len() == HEAD_BYTES,
    };
    is_utf8 && !head.contains(&0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_comes_before_the_name_and_text_is_judged_by_it() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
        for (name, head, expected) in [
            ("a.png", &png[..], "image/png"),
            ("a.txt", png, "image/png"),
            ("a", png, "image/png"),
            ("a.svg", b"<?xml version=\"1.0\"?><svg/>", "image/svg+xml"),
            ("a.html", b"<html>", "text/html; charset=utf-8"),
            ("a.css", b"a{}", "text/css; charset=utf-8"),
            ("a.js", b"1", "text/javascript; charset=utf-8"),
            ("a.json", b"{}", "application/json"),
            ("a.mp4", b"", "video/mp4"),
            ("a", b"<html>", "text/plain; charset=utf-8"),
            ("a.unheard-of", b"\xff\0", "application/octet-stream"),
            ("a.txt", b"\xff\xfe", "text/plain"),
        ] {
            assert_eq!(mime(Path::new(name), head), expected, "{name}");
        }
    }

    #[test]
    fn a_letter_cut_in_two_is_still_text() {
        let mut head = vec![b'a'; HEAD_BYTES - 1];
        head.push(0xc3);
        assert!(is_text(&head));
        assert!(!is_text(&head[HEAD_BYTES - 2..]));
    }
}
