//! Bytes beside JSON: a body that is a JSON text with bytes behind it.
//!
//! A string of the text that reads `<marker>:<offset>+<length>` stands for those bytes. The sender draws the marker by
//! chance and names it in a header, so no other text looks like one. The parts follow each other without a gap, in the
//! order in which the text names them; nothing is kept for a part but the body itself.
//!
//! Nothing here is trusted: a body that does not add up is refused before a command sees it.

use bytes::Bytes;
use http::HeaderMap;
use std::{fmt::Write, ops::Range};

use super::header;
use crate::Refusal;

/// The bytes of one body, and how its text speaks of them.
#[derive(Clone)]
pub(crate) struct Parts {
    /// How each place begins in the text: a quotation mark, the marker, a colon.
    opening: String,
    bytes: Bytes,
}

impl Parts {
    /// Takes a body apart: into the text's bytes, and what is beside them.
    ///
    /// # Errors
    /// `malformed_request` when the header does not fit the body, or the places in the text do not cover its bytes.
    pub fn split(headers: &HeaderMap, body: Bytes) -> Result<(Bytes, Self), Refusal> {
        let problem = || {
            let form = "<marker>;<bytes of JSON>";
            Refusal::malformed_request(format!(
                "a body with parts has the header `{}: {form}`",
                header::BODY_PARTS
            ))
        };
        let value =
            headers.get(header::BODY_PARTS).and_then(|value| value.to_str().ok()).ok_or_else(problem)?;
        let (marker, json_bytes) = value.split_once(';').ok_or_else(problem)?;
        let json_bytes: usize = header::decimal(json_bytes).ok_or_else(problem)?;
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if !(1..=64).contains(&marker.len()) || !marker.chars().all(fits) {
            return Err(Refusal::malformed_request("a marker of parts is 1 to 64 letters, digits and `-`"));
        }
        if json_bytes > body.len() {
            let problem = format!("the JSON of a body of {} bytes cannot have {json_bytes}", body.len());
            return Err(Refusal::malformed_request(problem));
        }
        let text = body.slice(..json_bytes);
        let parts = Self { opening: format!("\"{marker}:"), bytes: body.slice(json_bytes..) };
        parts.check(&String::from_utf8_lossy(&text))?;
        Ok((text, parts))
    }

    /// The places follow each other and cover all bytes. So nothing that reads them all takes more memory than came.
    fn check(&self, text: &str) -> Result<(), Refusal> {
        let mut end = 0;
        for (_, part) in self.places(text) {
            if part.start != end || part.end > self.bytes.len() {
                let problem = format!("a part is at {}..{} where {end} was next", part.start, part.end);
                return Err(Refusal::malformed_request(problem));
            }
            end = part.end;
        }
        if end != self.bytes.len() {
            let problem = format!("the JSON speaks of {end} bytes and {} came beside it", self.bytes.len());
            return Err(Refusal::malformed_request(problem));
        }
        Ok(())
    }

    /// How many bytes came beside the text.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether a text speaks of any.
    pub fn are_in(&self, text: &str) -> bool {
        text.contains(&self.opening)
    }

    /// The bytes that a string of the text stands for, if it is a place.
    pub fn find(&self, string: &str) -> Option<&[u8]> {
        let place = string.strip_prefix(&self.opening[1..])?;
        self.bytes.get(range_of(place)?)
    }

    /// The text with arrays of numbers where its places are.
    pub fn inline(&self, text: &str) -> String {
        let digits: usize = self.places(text).map(|(_, part)| 4 * part.len()).sum();
        let mut inlined = String::with_capacity(text.len() + digits);
        let mut rest = 0;
        for (place, part) in self.places(text) {
            inlined.push_str(&text[rest..place.start]);
            let mut separator = '[';
            for byte in &self.bytes[part.clone()] {
                write!(inlined, "{separator}{byte}").expect("a string takes any text");
                separator = ',';
            }
            inlined.push_str(if part.is_empty() { "[]" } else { "]" });
            rest = place.end;
        }
        inlined + &text[rest..]
    }

    /// Each place in a text: where it stands, and which bytes it names.
    fn places<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (Range<usize>, Range<usize>)> + 'a {
        text.match_indices(&self.opening).filter_map(|(start, opening)| {
            let place = &text[start + opening.len()..];
            let length = place.find('"')?;
            let end = start + opening.len() + length + 1;
            Some((start..end, range_of(&place[..length])?))
        })
    }
}

fn range_of(place: &str) -> Option<Range<usize>> {
    let (offset, length) = place.split_once('+')?;
    let (offset, length): (usize, usize) = (header::decimal(offset)?, header::decimal(length)?);
    Some(offset..offset.checked_add(length)?)
}
