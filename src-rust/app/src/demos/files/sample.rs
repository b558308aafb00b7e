//! The sample files, for who has none at hand: made when they are opened, the same bytes every time.

use std::fs::{self, File};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use footbridge::SafeInteger;
use serde::Serialize;
use ts_rs::TS;

use crate::Failure;
use crate::chosen::unreadable;

/// A file that comes with the app.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Sample {
    /// What to open it by.
    pub name: &'static str,
    /// What is in it and what to try with it.
    pub about: &'static str,
    /// Its length.
    pub bytes: SafeInteger,
}

/// What goes into a sample.
enum Content {
    Bytes(fn() -> Vec<u8>),
    Ruler,
}

const SAMPLES: &[(&str, &str, Content)] = &[
    ("letter.txt", "A letter in three alphabets. Read it as text.", Content::Bytes(letter)),
    ("server.log", "A day of a small server, 2 MiB. Read it as text and scroll.", Content::Bytes(server_log)),
    (
        "broken.txt",
        "Text with one byte that is not UTF-8. Read it as text, then as bytes.",
        Content::Bytes(broken),
    ),
    ("empty.txt", "Nothing at all. It is no error to read it.", Content::Bytes(Vec::new)),
    ("colours.bin", "Every value of a byte, in a pattern. Look at it in hex.", Content::Bytes(colours)),
    (
        "ruler.txt",
        "1 GiB, and a line every 64 KiB that says where it stands. Scroll anywhere.",
        Content::Ruler,
    ),
];

const RULER_BYTES: u64 = 1024 * 1024 * 1024;
const RULER_STEP_BYTES: u64 = 64 * 1024;

/// Every sample.
pub fn all() -> Vec<Sample> {
    let bytes = |content: &Content| match content {
        Content::Bytes(make) => make().len() as u64,
        Content::Ruler => RULER_BYTES,
    };
    let sample = |(name, about, content): &(&'static str, &'static str, Content)| Sample {
        name,
        about,
        bytes: SafeInteger::new(bytes(content)),
    };
    SAMPLES.iter().map(sample).collect()
}

/// Writes the sample `name` into `folder` and gives its path.
///
/// It is written beside its place and then moved there: who reads the file meanwhile never sees half of it.
pub fn write(name: &str, folder: &Path) -> Result<PathBuf, Failure> {
    // One at a time, for two writers would share the file beside it.
    static WRITING: Mutex<()> = Mutex::new(());
    let _writing = WRITING.lock().unwrap_or_else(PoisonError::into_inner);

    let Some((name, _, content)) = SAMPLES.iter().find(|(known, ..)| *known == name) else {
        return Err(Failure::new(
            "not_found",
            format!("There is no sample “{name}”. Choose one from the list."),
        ));
    };
    let path = folder.join(name);
    if matches!(content, Content::Ruler) && fs::metadata(&path).is_ok_and(|ruler| ruler.len() == RULER_BYTES)
    {
        // The one that takes half a second to make; whoever shortened it gets it anew.
        return Ok(path);
    }
    let beside = folder.join(format!("{name}.part"));
    let written = fs::create_dir_all(folder)
        .and_then(|()| match content {
            Content::Bytes(make) => fs::write(&beside, make()),
            Content::Ruler => write_ruler(&beside),
        })
        .and_then(|()| fs::rename(&beside, &path));
    written.map_err(|error| unreadable(&path, &error))?;
    Ok(path)
}

fn letter() -> Vec<u8> {
    include_bytes!("letter.txt").to_vec()
}

fn broken() -> Vec<u8> {
    b"The first line is in order.\nIn the second, the caf\xe9 was saved by an old program.\n".to_vec()
}

/// 256 rows of 256 bytes: row and column, combined bit by bit.
fn colours() -> Vec<u8> {
    (0..=u8::MAX).flat_map(|row| (0..=u8::MAX).map(move |column| row ^ column)).collect()
}

/// A line for every few seconds of a day, until 2 MiB are full.
fn server_log() -> Vec<u8> {
    const LOG_BYTES: usize = 2 * 1024 * 1024;
    const PATHS: [&str; 6] =
        ["/", "/timetable", "/timetable/ferries", "/harbour/tides.json", "/login", "/favicon.ico"];
    let mut random = 0x2545_f491_u32;
    let mut below = |limit: u32| {
        random ^= random << 13;
        random ^= random >> 17;
        random ^= random << 5;
        random % limit
    };
    let mut log = Vec::with_capacity(LOG_BYTES + 128);
    let mut ms = 0;
    while log.len() < LOG_BYTES {
        ms += below(6_000);
        let (h, m, s) = (ms / 3_600_000 % 24, ms / 60_000 % 60, ms / 1_000 % 60);
        let path = PATHS[below(PATHS.len() as u32) as usize];
        let (level, status) = match below(200) {
            0 => ("ERROR", 503),
            1..=6 => ("WARN ", 404),
            _ => ("INFO ", 200),
        };
        let (client, took) = (below(254) + 1, below(90) + 1);
        let line = format!(
            "{h:02}:{m:02}:{s:02}.{:03} {level} 192.0.2.{client:<3} GET {path} {status} in {took} ms\n",
            ms % 1_000,
        );
        log.extend_from_slice(line.as_bytes());
    }
    log
}

/// Zeros that take no room on the disk, and the lines of the ruler among them.
fn write_ruler(path: &Path) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.set_len(RULER_BYTES)?;
    for offset in (0..RULER_BYTES).step_by(RULER_STEP_BYTES as usize) {
        file.seek(SeekFrom::Start(offset))?;
        file.write_all(ruler_line(offset).as_bytes())?;
    }
    Ok(())
}

fn ruler_line(offset: u64) -> String {
    format!("This line starts at byte {offset:>10}, or 0x{offset:08x} in hexadecimal.\n")
}
