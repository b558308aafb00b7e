//! A text file read line by line, as a resource.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use footbridge::command;
use footbridge::ipc::Response;
use footbridge::resource::Resource;
use serde::Deserialize;
use ts_rs::TS;

use super::access::{Access, Answer, PagePath, Rid, of_resource};
use crate::limits::LINE_BYTES_MAX;
use crate::path::BaseDirectory;
use crate::real::Opening;

/// How lines are to be read.
#[derive(Debug, Default, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct LinesOptions {
    base_dir: Option<BaseDirectory>,
    /// The label of a `TextDecoder`, in lower case.
    encoding: Option<String>,
}

/// Bytes of one letter, for the encodings that a `TextDecoder` knows: only UTF-16 writes a line break with two.
#[derive(Clone, Copy)]
enum Encoding {
    Single,
    Utf16Le,
    Utf16Be,
}

impl Encoding {
    fn of(label: Option<&str>) -> Self {
        match label {
            Some("utf-16le") => Self::Utf16Le,
            Some("utf-16be") => Self::Utf16Be,
            _ => Self::Single,
        }
    }

    fn letter(self, byte: u8) -> Vec<u8> {
        match self {
            Self::Single => vec![byte],
            Self::Utf16Le => vec![byte, 0],
            Self::Utf16Be => vec![0, byte],
        }
    }
}

struct Lines<R> {
    text: R,
    encoding: Encoding,
}

impl<R: BufRead> Lines<R> {
    /// The next line without its break; none at the end.
    fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        let line_feed = self.encoding.letter(b'\n');
        let mut line = Vec::new();
        loop {
            let room = LINE_BYTES_MAX.saturating_sub(line.len() as u64);
            // The break's last byte; what it ends is known only with the byte before it.
            let last = line_feed[line_feed.len() - 1];
            let count = self.text.by_ref().take(room).read_until(last, &mut line)?;
            if ends_with(&line, &line_feed) {
                line.truncate(line.len() - line_feed.len());
                if ends_with(&line, &self.encoding.letter(b'\r')) {
                    line.truncate(line.len() - line_feed.len());
                }
                return Ok(Some(line));
            }
            if line.len() as u64 == LINE_BYTES_MAX {
                let message = format!("a line has more than {LINE_BYTES_MAX} bytes");
                return Err(io::Error::new(io::ErrorKind::InvalidData, message));
            }
            if count == 0 {
                return Ok((!line.is_empty()).then_some(line));
            }
        }
    }
}

/// Whether the last letter is this one. A letter begins where letters begin: `0A 00` may also be two halves of others.
fn ends_with(line: &[u8], letter: &[u8]) -> bool {
    line.len().is_multiple_of(letter.len()) && line.ends_with(letter)
}

struct LinesResource {
    lines: Mutex<Lines<BufReader<File>>>,
    /// What it was opened through, and where it was then.
    access: Access,
    path: PathBuf,
}

impl Resource for LinesResource {
    fn name(&self) -> std::borrow::Cow<'_, str> {
        "fs:lines".into()
    }
}

#[command]
pub(super) fn read_text_file_lines(
    access: Access,
    path: PagePath,
    options: Option<LinesOptions>,
) -> Answer<Rid> {
    let options = options.unwrap_or_default();
    let (file, path) = access.open(&path, options.base_dir, Opening::READ)?;
    let encoding = Encoding::of(options.encoding.as_deref());
    let lines = Mutex::new(Lines { text: BufReader::new(file), encoding });
    let resources = access.resources();
    of_resource(resources.add(LinesResource { lines, access, path }))
}

/// A line and a byte behind it: 0, or 1 when there is no line any more and the resource is closed.
#[command]
pub(super) fn read_text_file_lines_next(access: Access, rid: Rid) -> Answer<Response> {
    let resources = access.resources();
    let lines = of_resource(resources.get::<LinesResource>(rid))?;
    lines.access.still(&lines.path)?;
    let next = lines.lines.lock().unwrap_or_else(PoisonError::into_inner).next();
    if !matches!(next, Ok(Some(_))) {
        // The page may have closed it in the meantime.
        let _ = resources.close(rid);
    }
    let line = next.map_err(|error| format!("failed to read a line: {error}"))?;
    Ok(Response::new(match line {
        Some(mut line) => {
            line.push(0);
            line
        }
        None => vec![1],
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8], encoding: Encoding) -> Vec<Vec<u8>> {
        let mut lines = Lines { text: BufReader::with_capacity(3, bytes), encoding };
        std::iter::from_fn(|| lines.next().unwrap()).collect()
    }

    #[test]
    fn lines_end_at_their_breaks() {
        for (text, expected) in [
            ("", &[][..]),
            ("\n", &[""]),
            ("a", &["a"]),
            ("a\n", &["a"]),
            ("a\nb\r\nc\rd\r\n\r\n", &["a", "b", "c\rd", ""]),
        ] {
            let expected: Vec<_> = expected.iter().map(|line| line.as_bytes().to_vec()).collect();
            assert_eq!(lines(text.as_bytes(), Encoding::Single), expected, "{text:?}");
        }
    }

    #[test]
    fn a_break_in_utf_16_is_a_letter_and_not_two_halves() {
        let text = "\u{a17}\u{100}\n\u{100}\u{a17}\r\nlast\n";
        for (encoding, bytes) in [
            (Encoding::Utf16Le, u16::to_le_bytes as fn(u16) -> [u8; 2]),
            (Encoding::Utf16Be, u16::to_be_bytes),
        ] {
            let encode = |text: &str| text.encode_utf16().flat_map(bytes).collect::<Vec<_>>();
            let expected: Vec<_> = text.lines().map(encode).collect();
            assert_eq!(lines(&encode(text), encoding), expected);
        }
    }

    #[test]
    fn an_endless_line_is_an_error() {
        let mut lines = Lines { text: BufReader::new(io::repeat(b'a')), encoding: Encoding::Single };
        assert_eq!(lines.next().unwrap_err().kind(), io::ErrorKind::InvalidData);
    }
}
