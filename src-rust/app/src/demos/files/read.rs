//! Reading a chosen file: whole as text, whole as bytes, or one piece of it.
//!
//! Every read opens the file again, so no file is held open for a page. It goes as far as the file went when it
//! was chosen; a file that is shorter by now is an error, and what could still be read is never passed off as
//! the whole.

use std::io::{Read, Seek, SeekFrom};

use crate::Failure;
use crate::chosen::{ChosenFile, open, quoted, unreadable};

const MIB: u64 = 1024 * 1024;

/// Bytes of the largest file that is read as text. A larger one would freeze the page that shows it.
pub const TEXT_BYTES_MAX: u64 = 4 * MIB;
/// Bytes of the largest file that is read whole. Against a page that fills the memory with a few calls.
pub const WHOLE_BYTES_MAX: u64 = 64 * MIB;
/// Bytes of the largest piece.
pub const PIECE_BYTES_MAX: u32 = 1024 * 1024;

/// The whole file as text.
pub fn text(file: &ChosenFile) -> Result<String, Failure> {
    at_most(file, TEXT_BYTES_MAX)?;
    String::from_utf8(read(file, 0, file.bytes)?).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let message = format!(
            "{} is not UTF-8 text: the byte 0x{:02x} at offset {offset} does not fit. Read it as bytes instead.",
            quoted(&file.path),
            error.as_bytes()[offset],
        );
        Failure::new("not_utf8", message)
    })
}

/// The whole file as bytes.
pub fn whole(file: &ChosenFile) -> Result<Vec<u8>, Failure> {
    at_most(file, WHOLE_BYTES_MAX)?;
    read(file, 0, file.bytes)
}

/// `length` bytes from `offset` on, fewer only where the file ends.
pub fn piece(file: &ChosenFile, offset: u64, length: u32) -> Result<Vec<u8>, Failure> {
    if length > PIECE_BYTES_MAX {
        let message =
            format!("A piece has at most {PIECE_BYTES_MAX} bytes. Ask for {length} bytes in several pieces.");
        return Err(Failure::new("too_large", message));
    }
    let Some(rest) = file.bytes.checked_sub(offset) else {
        let message = format!("{} ends at byte {}, before {offset}.", quoted(&file.path), file.bytes);
        return Err(Failure::new("past_end", message));
    };
    read(file, offset, rest.min(length.into()))
}

fn at_most(file: &ChosenFile, bytes_max: u64) -> Result<(), Failure> {
    if file.bytes <= bytes_max {
        return Ok(());
    }
    let message = format!(
        "{} has {} bytes, and at most {} MiB are read at once. Read it in pieces.",
        quoted(&file.path),
        file.bytes,
        bytes_max / MIB,
    );
    Err(Failure::new("too_large", message))
}

/// Exactly `length` bytes from `offset` on, of a file that still goes as far as it did.
fn read(file: &ChosenFile, offset: u64, length: u64) -> Result<Vec<u8>, Failure> {
    let mut opened = open(&file.path)?;
    let unreadable = |error| unreadable(&file.path, &error);
    let mut bytes = Vec::with_capacity(length as usize);
    opened.seek(SeekFrom::Start(offset)).map_err(unreadable)?;
    (&mut opened).take(length).read_to_end(&mut bytes).map_err(unreadable)?;
    // Asked after reading, so that a file cut short meanwhile does not slip through.
    let bytes_left = opened.metadata().map_err(unreadable)?.len();
    if bytes.len() as u64 == length && bytes_left >= file.bytes {
        return Ok(bytes);
    }
    let message = format!(
        "{} is shorter than when it was chosen. Choose it again to read what is there.",
        quoted(&file.path)
    );
    Err(Failure::new("changed", message))
}
