//! A body that is read from its file while it is sent.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;

/// Pieces of a file, with text between them. Nothing of the file is kept.
pub(super) struct Body {
    file: File,
    parts: VecDeque<Part>,
}

enum Part {
    Text(io::Cursor<String>),
    /// What is left of a piece, and whether the file stands at its beginning.
    Piece(Range<u64>, bool),
}

impl Body {
    /// One piece.
    pub(super) fn of(file: File, piece: Range<u64>) -> Self {
        Self { file, parts: [Part::Piece(piece, false)].into() }
    }

    /// Several pieces as `multipart/byteranges`, each with its type and place in a file of `length` bytes.
    ///
    /// Source: RFC 9110, section 14.6.
    pub(super) fn of_parts(
        file: File,
        pieces: Vec<Range<u64>>,
        boundary: &str,
        mime: &str,
        length: u64,
    ) -> Self {
        let mut parts = VecDeque::with_capacity(pieces.len() * 2 + 1);
        for piece in pieces {
            let head = format!(
                "\r\n--{boundary}\r\nContent-Type: {mime}\r\nContent-Range: {}\r\n\r\n",
                content_range(&piece, length)
            );
            parts.push_back(Part::Text(io::Cursor::new(head)));
            parts.push_back(Part::Piece(piece, false));
        }
        parts.push_back(Part::Text(io::Cursor::new(format!("\r\n--{boundary}--\r\n"))));
        Self { file, parts }
    }

    /// How many bytes it gives.
    pub(super) fn length(&self) -> u64 {
        let lengths = self.parts.iter().map(|part| match part {
            Part::Text(text) => text.get_ref().len() as u64,
            Part::Piece(piece, _) => piece.end - piece.start,
        });
        lengths.sum()
    }
}

/// The value of a `Content-Range` header.
pub(super) fn content_range(piece: &Range<u64>, length: u64) -> String {
    format!("bytes {}-{}/{length}", piece.start, piece.end - 1)
}

impl Read for Body {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            let count = match self.parts.front_mut() {
                None => return Ok(0),
                Some(Part::Text(text)) => text.read(buffer)?,
                Some(Part::Piece(piece, is_there)) => read_piece(&mut self.file, piece, is_there, buffer)?,
            };
            if count > 0 {
                return Ok(count);
            }
            self.parts.pop_front();
        }
    }
}

fn read_piece(
    file: &mut File,
    piece: &mut Range<u64>,
    is_there: &mut bool,
    buffer: &mut [u8],
) -> io::Result<usize> {
    if piece.is_empty() {
        return Ok(0);
    }
    if !*is_there {
        file.seek(SeekFrom::Start(piece.start))?;
        *is_there = true;
    }
    let room = usize::try_from(piece.end - piece.start).unwrap_or(usize::MAX).min(buffer.len());
    match file.read(&mut buffer[..room])? {
        // The length is promised already; a body that is shorter must not look whole.
        0 => Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the file became shorter while it was sent")),
        count => {
            piece.start += count as u64;
            Ok(count)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn digits() -> File {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"0123456789").unwrap();
        file
    }

    fn text(mut body: Body) -> io::Result<String> {
        let mut text = String::new();
        let length = body.length();
        body.read_to_string(&mut text)?;
        assert_eq!(text.len() as u64, length);
        Ok(text)
    }

    #[test]
    fn a_body_gives_its_pieces_and_no_more() {
        assert_eq!(text(Body::of(digits(), 3..6)).unwrap(), "345");
        assert_eq!(text(Body::of(digits(), 0..0)).unwrap(), "");
        let parts = Body::of_parts(digits(), vec![8..10, 0..1], "x", "text/plain", 10);
        assert_eq!(
            text(parts).unwrap(),
            "\r\n--x\r\nContent-Type: text/plain\r\nContent-Range: bytes 8-9/10\r\n\r\n89\
             \r\n--x\r\nContent-Type: text/plain\r\nContent-Range: bytes 0-0/10\r\n\r\n0\r\n--x--\r\n"
        );
    }

    #[test]
    fn a_file_that_became_shorter_is_an_error() {
        let error = text(Body::of(digits(), 5..11)).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
    }
}
