//! Commands that only look.

use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::Path;

use footbridge::ipc::Response;
use footbridge::{CancellationToken, SafeInteger, command};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::access::{Access, Answer, PagePath, failed};
use super::info::FileInfo;
use crate::limits::{FOLDER_ENTRIES_MAX, WHOLE_FILE_BYTES_MAX};
use crate::path::BaseDirectory;
use crate::pinned::Pinned;
use crate::real::Opening;

/// Where a relative path starts.
#[derive(Clone, Copy, Debug, Default, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct BaseOptions {
    pub(super) base_dir: Option<BaseDirectory>,
}

pub(super) fn base_of(options: Option<BaseOptions>) -> Option<BaseDirectory> {
    options.and_then(|options| options.base_dir)
}

#[command]
pub(super) fn read_file(access: Access, path: PagePath, options: Option<BaseOptions>) -> Answer<Response> {
    let (file, path) = access.open(&path, base_of(options), Opening::READ)?;
    whole(file, &path).map(Response::new)
}

/// The page decodes the text, in the encoding it wants.
#[command]
pub(super) fn read_text_file(
    access: Access,
    path: PagePath,
    options: Option<BaseOptions>,
) -> Answer<Response> {
    read_file(access, path, options)
}

fn whole(mut file: File, path: &Path) -> Answer<Vec<u8>> {
    let length = file.metadata().map_err(failed("read", path))?.len();
    let too_long = || {
        format!(
            "{} has more than {WHOLE_FILE_BYTES_MAX} bytes, the most that is read at once; `open` it and read it in \
             pieces",
            path.display()
        )
    };
    if length > WHOLE_FILE_BYTES_MAX {
        return Err(too_long());
    }
    let mut bytes = Vec::new();
    // One more, so that the read that finds the end needs no larger buffer.
    let room = usize::try_from(length).unwrap_or(usize::MAX).saturating_add(1);
    bytes.try_reserve_exact(room).map_err(|error| format!("no memory for {}: {error}", path.display()))?;
    // It may grow while it is read.
    let mut bounded = file.by_ref().take(WHOLE_FILE_BYTES_MAX + 1);
    bounded.read_to_end(&mut bytes).map_err(failed("read", path))?;
    if bytes.len() as u64 > WHOLE_FILE_BYTES_MAX { Err(too_long()) } else { Ok(bytes) }
}

/// One entry of a folder.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub(super) struct DirEntry {
    name: String,
    is_directory: bool,
    is_file: bool,
    is_symlink: bool,
}

/// A name that is no text is listed with signs of replacement, so that the page sees that there is something.
#[command]
pub(super) fn read_dir(
    access: Access,
    path: PagePath,
    options: Option<BaseOptions>,
) -> Answer<Vec<DirEntry>> {
    let path = access.path(&path, base_of(options))?;
    let mut entries = Vec::new();
    let folder = Pinned::folder(&path).map_err(failed("list", &path))?;
    for entry in fs::read_dir(&folder).map_err(failed("list", &path))? {
        let entry = entry.map_err(failed("list", &path))?;
        let kind = entry.file_type().map_err(failed("list", &path))?;
        if entries.len() == FOLDER_ENTRIES_MAX {
            let path = path.display();
            return Err(format!(
                "{path} has more than {FOLDER_ENTRIES_MAX} entries, the most that are listed"
            ));
        }
        entries.push(DirEntry {
            name: entry.file_name().to_string_lossy().into_owned(),
            is_directory: kind.is_dir(),
            is_file: kind.is_file(),
            is_symlink: kind.is_symlink(),
        });
    }
    Ok(entries)
}

/// What is known of the last part of a real path, which is told of a link itself.
fn look(real: &Path) -> io::Result<Metadata> {
    fs::symlink_metadata(Pinned::entry(real)?)
}

#[command]
pub(super) fn stat(access: Access, path: PagePath, options: Option<BaseOptions>) -> Answer<FileInfo> {
    let path = access.path(&path, base_of(options))?;
    let found = look(&path).map_err(failed("look at", &path))?;
    Ok(FileInfo::from(&found))
}

#[command]
pub(super) fn lstat(access: Access, path: PagePath, options: Option<BaseOptions>) -> Answer<FileInfo> {
    let path = access.entry(&path, base_of(options))?;
    let found = look(&path).map_err(failed("look at", &path))?;
    Ok(FileInfo::from(&found))
}

#[command]
pub(super) fn exists(access: Access, path: PagePath, options: Option<BaseOptions>) -> Answer<bool> {
    let path = access.path(&path, base_of(options))?;
    Ok(look(&path).is_ok())
}

/// Bytes of a file, or of all files below a folder that the page may touch. Links count for nothing.
#[command]
pub(super) fn size(
    access: Access,
    cancellation: CancellationToken,
    path: PagePath,
    options: Option<BaseOptions>,
) -> Answer<SafeInteger> {
    let path = access.path(&path, base_of(options))?;
    let found = look(&path).map_err(failed("look at", &path))?;
    if !found.is_dir() {
        return Ok(SafeInteger::new(found.len()));
    }
    let (mut bytes, mut folders) = (0, vec![path]);
    while let Some(folder) = folders.pop() {
        if cancellation.is_cancelled() {
            return Err("the call was cancelled".into());
        }
        let pinned = Pinned::folder(&folder).map_err(failed("list", &folder))?;
        for entry in fs::read_dir(&pinned).map_err(failed("list", &folder))? {
            let entry = entry.map_err(failed("list", &folder))?;
            let path = folder.join(entry.file_name());
            let found = entry.metadata().map_err(failed("look at", &path))?;
            match found.file_type() {
                // Below a folder that is outside there may be something inside.
                kind if kind.is_dir() => folders.push(path),
                kind if kind.is_file() && access.allows_real(&path) => bytes += found.len(),
                _ => {}
            }
        }
    }
    Ok(SafeInteger::new(bytes))
}
