//! The `Range` header: which pieces of a file are asked for.
//!
//! Source: RFC 9110, section 14.

use std::ops::Range;

use crate::limits::RANGES_MAX;

/// What a request asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// The whole file: no range, one of another unit, or more of them than may be.
    Whole,
    /// These pieces, none of which is empty or reaches over the end; at least one.
    Pieces(Vec<Range<u64>>),
    /// Nothing that the file has.
    Unsatisfiable,
}

/// Reads the header for a file of this length. Unit: bytes.
///
/// Pieces that overlap are joined, so that an answer is never much longer than its file.
pub(super) fn asked(header: Option<&str>, length: u64) -> Asked {
    let Some((unit, list)) = header.and_then(|header| header.split_once('=')) else { return Asked::Whole };
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return Asked::Whole;
    }
    let specs = || list.split(',').map(str::trim).filter(|spec| !spec.is_empty());
    if specs().nth(RANGES_MAX).is_some() {
        return Asked::Whole;
    }
    let mut pieces = Vec::new();
    for spec in specs() {
        match piece(spec, length) {
            None => return Asked::Unsatisfiable,
            Some(piece) => pieces.extend((!piece.is_empty()).then_some(piece)),
        }
    }
    if pieces.is_empty() { Asked::Unsatisfiable } else { Asked::Pieces(joined(pieces)) }
}

/// One piece, empty where it lies behind the end. None when it is not written as one.
fn piece(spec: &str, length: u64) -> Option<Range<u64>> {
    let (first, last) = spec.split_once('-')?;
    if first.is_empty() {
        let suffix = number(last)?;
        return Some(length.saturating_sub(suffix)..length);
    }
    let first = number(first)?;
    let end = if last.is_empty() { length } else { number(last)?.saturating_add(1) };
    if !last.is_empty() && end <= first {
        return None;
    }
    Some(first.min(length)..end.min(length))
}

/// A number too large to hold is larger than any file.
fn number(text: &str) -> Option<u64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u64::MAX))
}

/// In the order in which they were asked for, unless some overlap.
fn joined(pieces: Vec<Range<u64>>) -> Vec<Range<u64>> {
    let mut sorted = pieces.clone();
    sorted.sort_by_key(|piece| piece.start);
    let mut joined: Vec<Range<u64>> = Vec::new();
    for piece in sorted {
        match joined.last_mut() {
            Some(last) if piece.start < last.end => last.end = last.end.max(piece.end),
            _ => joined.push(piece),
        }
    }
    if joined.len() == pieces.len() { pieces } else { joined }
}

#[cfg(test)]
#[expect(clippy::single_range_in_vec_init, reason = "a list of one range is what is meant")]
mod tests {
    use super::*;

    fn pieces<const N: usize>(pieces: [Range<u64>; N]) -> Asked {
        Asked::Pieces(pieces.into())
    }

    #[test]
    fn ranges_are_read_as_the_standard_writes_them() {
        for (header, answer) in [
            ("bytes=0-9", pieces([0..10])),
            ("bytes=0-0", pieces([0..1])),
            ("bytes=90-", pieces([90..100])),
            ("bytes=-10", pieces([90..100])),
            ("bytes=-1000", pieces([0..100])),
            ("bytes=90-1000", pieces([90..100])),
            ("bytes=99-18446744073709551615", pieces([99..100])),
            ("bytes=99-99999999999999999999999", pieces([99..100])),
            ("Bytes = 0-1 , 5-6", pieces([0..2, 5..7])),
            ("bytes=50-59,0-9", pieces([50..60, 0..10])),
            ("bytes=0-9,,", pieces([0..10])),
            ("bytes=0-9,200-300", pieces([0..10])),
            ("lines=0-9", Asked::Whole),
            ("nonsense", Asked::Whole),
            ("bytes=100-", Asked::Unsatisfiable),
            ("bytes=-0", Asked::Unsatisfiable),
            ("bytes=9-0", Asked::Unsatisfiable),
            ("bytes=a-b", Asked::Unsatisfiable),
            ("bytes=+1-2", Asked::Unsatisfiable),
            ("bytes=-", Asked::Unsatisfiable),
            ("bytes=", Asked::Unsatisfiable),
            ("bytes=99999999999999999999999-", Asked::Unsatisfiable),
        ] {
            assert_eq!(asked(Some(header), 100), answer, "{header}");
        }
        assert_eq!(asked(None, 100), Asked::Whole);
        assert_eq!(asked(Some("bytes=0-"), 0), Asked::Unsatisfiable);
    }

    #[test]
    fn ranges_that_overlap_become_one() {
        assert_eq!(asked(Some("bytes=0-9,5-14,14-20"), 100), pieces([0..21]));
        assert_eq!(asked(Some("bytes=50-60,0-9,5-14"), 100), pieces([0..15, 50..61]));
        let same = format!("bytes={}", ["0-"; RANGES_MAX].join(","));
        assert_eq!(asked(Some(&same), 100), pieces([0..100]));
    }

    #[test]
    fn a_thousand_ranges_are_the_whole_file() {
        let many: Vec<_> = (0..1_000).map(|n| format!("{}-{}", n * 2, n * 2)).collect();
        assert_eq!(asked(Some(&format!("bytes={}", many.join(","))), 10_000), Asked::Whole);
    }
}
