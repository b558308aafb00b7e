//! The work itself: a file or made-up bytes, hashed one piece after another on a thread that may block.
//!
//! Between two pieces nothing runs, so a job that is paused, held back or dropped stops there.

use std::fs::File;
use std::io::{self, Read};

use sha2::{Digest as _, Sha256};
use tokio::task::spawn_blocking;

use crate::Failure;
use crate::chosen::{ChosenFile, open, quoted, unreadable};

/// Bytes of one piece: a few milliseconds of work.
const PIECE_BYTES: u64 = 1024 * 1024;

/// What is being hashed, and how far it is.
pub struct Hashing {
    source: Source,
    digest: Sha256,
    bytes: u64,
    bytes_all: u64,
    /// The room for a piece, made once.
    piece: Vec<u8>,
}

enum Source {
    File(File, ChosenFile),
    Sample(Pattern),
}

impl Hashing {
    /// Hashes a file, as far as it went when it was chosen.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn file(file: ChosenFile) -> Result<Self, Failure> {
        let opened = open(&file.path)?;
        Ok(Self::new(file.bytes, Source::File(opened, file)))
    }

    /// Hashes `bytes` bytes that are the same every time.
    pub fn sample(bytes: u64) -> Self {
        Self::new(bytes, Source::Sample(Pattern(0x9e37_79b9)))
    }

    fn new(bytes_all: u64, source: Source) -> Self {
        Self { source, digest: Sha256::new(), bytes: 0, bytes_all, piece: Vec::new() }
    }

    /// Bytes that are hashed.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Whether all of them are.
    pub fn is_done(&self) -> bool {
        self.bytes == self.bytes_all
    }

    /// The digest of what is hashed, in lowercase hexadecimal.
    pub fn sha256(self) -> String {
        self.digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Hashes the next piece. It gives itself away for that time: the thread may outlive the call that is waiting.
    ///
    /// # Errors
    /// When the file cannot be read, or is shorter than when it was chosen.
    pub async fn next_piece(mut self) -> Result<Self, Failure> {
        let worked = spawn_blocking(move || self.work().map(|()| self)).await;
        worked.unwrap_or_else(|_| {
            Err(Failure::new("worker_lost", "The thread that hashed has ended. Start the job again."))
        })
    }

    fn work(&mut self) -> Result<(), Failure> {
        let length = PIECE_BYTES.min(self.bytes_all - self.bytes);
        self.piece.clear();
        match &mut self.source {
            Source::File(file, chosen) => {
                let read = file.take(length).read_to_end(&mut self.piece);
                let read = read.map_err(|error| unreadable(&chosen.path, &error))?;
                if read as u64 != length {
                    let message = format!(
                        "{} is shorter than when it was chosen. Choose it again to hash what is there.",
                        quoted(&chosen.path)
                    );
                    return Err(Failure::new("changed", message));
                }
            }
            Source::Sample(pattern) => {
                let read = pattern.take(length).read_to_end(&mut self.piece);
                read.expect("a pattern is made up and has no end");
            }
        }
        self.digest.update(&self.piece);
        self.bytes += length;
        Ok(())
    }
}

/// Bytes that look random: xorshift32, each number little-endian. It has no end.
struct Pattern(u32);

impl Read for Pattern {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        for four in into.chunks_mut(4) {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 17;
            self.0 ^= self.0 << 5;
            four.copy_from_slice(&self.0.to_le_bytes()[..four.len()]);
        }
        Ok(into.len())
    }
}
