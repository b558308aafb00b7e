//! Schemes of plugins: a request's head goes to the bridge, the answer is read piece by piece while it is sent.
//!
//! # Trust
//! Any page of the app may ask, and may leave before the answer has ended. Then the engine lets go of the stream, and
//! with it of the plugin's reader.

use std::io::{self, BufReader, Read};

use footbridge::{
    AppHandle,
    scheme::{SchemeBody, SchemeResponse},
};
use gtk::gio;
use http::{Request, Response, header::ORIGIN, request::Parts};
use webkit2gtk::{URISchemeRequest, URISchemeRequestExt};

use super::{Pages, main_thread::MainThreadBound, scheme};
use crate::origin;

/// How much is read from a plugin's reader at once. The engine itself asks for a few kilobytes at a time.
const PIECE_BYTES: usize = 256 * 1024;

/// Receives a request of a plugin's scheme.
pub(super) fn receive(app: &AppHandle, scheme: &str, pages: &Pages, head: Parts, request: URISchemeRequest) {
    let known = request.web_view().and_then(|view| pages.borrow().get(&view).cloned());
    let header = head.headers.get(ORIGIN).and_then(|origin| origin.to_str().ok());
    let (page, origin) = match &known {
        Some((page, loaded)) => (Some(page), loaded.origin_of_load(header)),
        None => (None, origin::of_request(None, header)),
    };
    let asked = MainThreadBound::new(request);
    app.scheme_request(scheme, page, origin, Request::from_parts(head, ()), move |response| {
        asked.use_at_home(move |request| finish(&request, response));
    });
}

fn finish(request: &URISchemeRequest, response: SchemeResponse) {
    let (head, body) = response.into_parts();
    match body {
        SchemeBody::Whole(bytes) => scheme::finish(request, Response::from_parts(head, bytes)),
        SchemeBody::Stream { length, reader } => {
            let reader = BufReader::with_capacity(PIECE_BYTES, Measured { reader, left: length });
            // The engine reads it on a thread of its own, and a panic of the reader ends the stream.
            let stream = gio::ReadInputStream::new(reader);
            scheme::finish_with_stream(request, head, &stream, length);
        }
    }
}

/// A reader that gives as many bytes as it announced, or an error: the page must not take a part for the whole.
struct Measured {
    reader: Box<dyn Read + Send>,
    left: u64,
}

impl Read for Measured {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let wanted = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        if wanted == 0 {
            return Ok(0);
        }
        let count = self.reader.read(&mut buffer[..wanted])?;
        if count == 0 {
            let sentence = format!("the body ends {} bytes before the length that was announced", self.left);
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, sentence));
        }
        self.left -= count as u64;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &'static str, left: u64) -> io::Result<String> {
        let mut read = String::new();
        Measured { reader: Box::new(text.as_bytes()), left }.read_to_string(&mut read)?;
        Ok(read)
    }

    #[test]
    fn a_reader_gives_what_it_announced_and_no_more() {
        assert_eq!(read("abcdef", 4).unwrap(), "abcd");
        assert_eq!(read("abcdef", 6).unwrap(), "abcdef");
        assert_eq!(read("", 0).unwrap(), "");
    }

    #[test]
    fn a_reader_that_ends_early_is_an_error() {
        assert_eq!(read("abc", 4).unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    }
}
