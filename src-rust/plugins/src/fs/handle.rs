//! An open file, as a resource. Each use asks again whether the page may touch it: a grant can be taken back.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use footbridge::SafeInteger;
use footbridge::command;
use footbridge::ipc::Response;
use footbridge::resource::Resource;
use serde::Deserialize;
use ts_rs::TS;

use super::access::{Access, Answer, PagePath, Rid, of_resource};
use super::info::FileInfo;
use super::read::{BaseOptions, base_of};
use crate::limits::READ_BYTES_MAX;
use crate::path::BaseDirectory;
use crate::real::Opening;

struct OpenFile {
    file: Mutex<File>,
    /// What it was opened through, and where it was then.
    access: Access,
    path: PathBuf,
}

impl Resource for OpenFile {
    fn name(&self) -> std::borrow::Cow<'_, str> {
        "fs:file".into()
    }
}

impl OpenFile {
    fn lock(&self) -> MutexGuard<'_, File> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Runs with the open file of this number. Calls for one file take turns.
fn with_file<T>(access: &Access, rid: Rid, run: impl FnOnce(&mut File) -> std::io::Result<T>) -> Answer<T> {
    let file = of_resource(access.resources().get::<OpenFile>(rid))?;
    file.access.still(&file.path)?;
    let mut file = file.lock();
    run(&mut file).map_err(|error| format!("failed to use the open file {rid}: {error}"))
}

/// How a file is opened; only to be read when nothing is said.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct OpenOptions {
    base_dir: Option<BaseDirectory>,
    read: bool,
    write: bool,
    append: bool,
    truncate: bool,
    create: bool,
    create_new: bool,
    mode: Option<u32>,
}

impl Default for OpenOptions {
    fn default() -> Self {
        Self {
            base_dir: None,
            read: true,
            write: false,
            append: false,
            truncate: false,
            create: false,
            create_new: false,
            mode: None,
        }
    }
}

#[command]
pub(super) fn open(access: Access, path: PagePath, options: Option<OpenOptions>) -> Answer<Rid> {
    let OpenOptions { base_dir, read, write, append, truncate, create, create_new, mode } =
        options.unwrap_or_default();
    let opening = Opening { read, write, append, truncate, create, create_new, mode };
    add(access, &path, base_dir, opening)
}

#[command]
pub(super) fn create(access: Access, path: PagePath, options: Option<BaseOptions>) -> Answer<Rid> {
    add(access, &path, base_of(options), Opening::REPLACE)
}

fn add(access: Access, path: &PagePath, base: Option<BaseDirectory>, opening: Opening) -> Answer<Rid> {
    let (file, path) = access.open(path, base, opening)?;
    let resources = access.resources();
    of_resource(resources.add(OpenFile { file: Mutex::new(file), access, path }))
}

/// The bytes, and behind them their number in eight bytes, the highest first.
#[command]
pub(super) fn read(access: Access, rid: Rid, len: SafeInteger) -> Answer<Response> {
    let bytes = with_file(&access, rid, |file| {
        let left = file.metadata()?.len().saturating_sub(file.stream_position()?);
        // A file that grows meanwhile must not look ended, so a little room is left behind its end.
        let room = len.get().min(left.max(4_096)).min(READ_BYTES_MAX as u64);
        let mut bytes = Vec::new();
        bytes.try_reserve_exact(usize::try_from(room).unwrap_or(READ_BYTES_MAX) + 8)?;
        file.take(room).read_to_end(&mut bytes)?;
        let count = bytes.len() as u64;
        bytes.extend(count.to_be_bytes());
        Ok(bytes)
    })?;
    Ok(Response::new(bytes))
}

/// Writes everything, or fails.
#[command]
pub(super) fn write(access: Access, rid: Rid, data: Vec<u8>) -> Answer<SafeInteger> {
    with_file(&access, rid, |file| file.write_all(&data))?;
    Ok(SafeInteger::new(data.len() as u64))
}

/// From where an offset counts: 0 the beginning, 1 the place, 2 the end.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
#[serde(try_from = "u16")]
#[ts(type = "number")]
pub(super) enum SeekMode {
    Start,
    Current,
    End,
}

impl TryFrom<u16> for SeekMode {
    type Error = String;

    fn try_from(number: u16) -> Result<Self, String> {
        match number {
            0 => Ok(Self::Start),
            1 => Ok(Self::Current),
            2 => Ok(Self::End),
            _ => Err(format!("{number} is no seek mode; they go from 0 to 2")),
        }
    }
}

#[command]
pub(super) fn seek(access: Access, rid: Rid, offset: i64, whence: SeekMode) -> Answer<SafeInteger> {
    let to = match whence {
        SeekMode::Start => {
            let offset = u64::try_from(offset);
            SeekFrom::Start(offset.map_err(|_| "an offset from the beginning cannot be negative".to_owned())?)
        }
        SeekMode::Current => SeekFrom::Current(offset),
        SeekMode::End => SeekFrom::End(offset),
    };
    with_file(&access, rid, |file| file.seek(to)).map(SafeInteger::new)
}

#[command]
pub(super) fn fstat(access: Access, rid: Rid) -> Answer<FileInfo> {
    with_file(&access, rid, |file| file.metadata()).map(|found| FileInfo::from(&found))
}

#[command]
pub(super) fn ftruncate(access: Access, rid: Rid, len: Option<SafeInteger>) -> Answer<()> {
    with_file(&access, rid, |file| file.set_len(len.unwrap_or_default().get()))
}
