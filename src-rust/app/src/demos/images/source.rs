//! What a decoder reads from: bytes that lie in memory, and a call that may be cancelled at any of them.

use std::cell::Cell;
use std::io::{self, BufRead, Cursor, Read, Seek, SeekFrom};

use super::bands::{Cancelled, Watch};

/// Bytes between two looks at whether the call was cancelled.
const STEP_BYTES: u64 = 64 * 1024;

/// Remembers that a decoder wanted more than there is: the file is cut short, whatever the decoder calls it.
#[derive(Default)]
pub struct End(Cell<bool>);

impl End {
    /// Whether more was wanted than there is.
    pub fn was_met(&self) -> bool {
        self.0.get()
    }
}

/// A file in memory. A decoder does not ask whether to go on, but it reads, and a read can fail.
pub struct Source<'a> {
    bytes: Cursor<&'a [u8]>,
    end: &'a End,
    watch: Watch<'a>,
    told: u64,
}

impl<'a> Source<'a> {
    /// Reads `bytes`.
    pub fn new(bytes: &'a [u8], end: &'a End, watch: Watch<'a>) -> Self {
        Self { bytes: Cursor::new(bytes), end, watch, told: 0 }
    }

    fn go_on(&mut self) -> io::Result<()> {
        let (at, all) = (self.bytes.position(), self.bytes.get_ref().len() as u64);
        if at >= all {
            self.end.0.set(true);
        }
        if at.abs_diff(self.told) >= STEP_BYTES {
            self.told = at;
            self.watch.reached(at, all).map_err(|Cancelled| io::Error::other("cancelled"))?;
        }
        Ok(())
    }
}

impl Read for Source<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.go_on()?;
        self.bytes.read(buffer)
    }
}

impl BufRead for Source<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.go_on()?;
        let rest = self.bytes.fill_buf()?;
        Ok(&rest[..rest.len().min(STEP_BYTES as usize)])
    }

    fn consume(&mut self, amount: usize) {
        self.bytes.consume(amount);
    }
}

impl Seek for Source<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.bytes.seek(to)
    }
}

/// Whether a JPEG goes on to its end marker. What comes behind that is nobody's concern.
///
/// The segments are walked by their lengths, so that the end of a preview inside one of them is not taken for the
/// end of the picture. Source: ITU-T T.81, annex B.
pub fn jpeg_is_whole(bytes: &[u8]) -> bool {
    const FILL: u8 = 0xff;
    const STUFFED: u8 = 0x00;
    const START: u8 = 0xd8;
    const END: u8 = 0xd9;
    let mut rest = bytes;
    loop {
        // Before a marker, and in the data of a scan, anything may stand; 0xff followed by neither itself nor zero is
        // a marker.
        let Some(at) =
            rest.windows(2).position(|pair| pair[0] == FILL && ![FILL, STUFFED].contains(&pair[1]))
        else {
            return false;
        };
        let marker = rest[at + 1];
        rest = &rest[at + 2..];
        match marker {
            END => return true,
            // These stand alone: restarts within a scan, and the start.
            0xd0..=0xd7 | START | 0x01 => {}
            _ => {
                let &[high, low, ..] = rest else { return false };
                let Some(behind) = rest.get(usize::from(u16::from_be_bytes([high, low]))..) else {
                    return false;
                };
                rest = behind;
            }
        }
    }
}
