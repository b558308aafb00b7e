//! An open file as a resource: the page holds a number, Rust the file, and the place that the next read begins at.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use footbridge::SafeInteger;
use footbridge::resource::Resource;

use crate::Failure;
use crate::chosen::{self, quoted, unreadable};

/// Opens files, and knows how many are open: every handle holds a share of it.
#[derive(Default)]
pub struct OpenFiles(Arc<()>);

impl OpenFiles {
    /// Opens `path` for reading.
    pub fn handle(&self, path: &Path) -> Result<FileHandle, Failure> {
        let file = Mutex::new(chosen::open(path)?);
        Ok(FileHandle { file, path: path.into(), _share: Arc::clone(&self.0) })
    }

    /// How many handles have not been dropped.
    pub fn count(&self) -> u32 {
        u32::try_from(Arc::strong_count(&self.0) - 1).unwrap_or(u32::MAX)
    }
}

/// A file that stays open until its resource is closed, and no call reads from it any more.
pub struct FileHandle {
    file: Mutex<File>,
    path: PathBuf,
    _share: Arc<()>,
}

impl Resource for FileHandle {
    fn name(&self) -> Cow<'_, str> {
        format!("file {}", quoted(&self.path)).into()
    }
}

impl FileHandle {
    /// Reads up to `length` bytes from where the last read ended.
    pub fn read(&self, length: u32) -> Result<Vec<u8>, Failure> {
        let mut piece = Vec::new();
        let mut file = self.file();
        let read = Read::by_ref(&mut *file).take(length.into()).read_to_end(&mut piece);
        read.map_err(|error| unreadable(&self.path, &error))?;
        Ok(piece)
    }

    /// Goes to `offset`.
    pub fn seek(&self, offset: u64) -> Result<(), Failure> {
        self.file().seek(SeekFrom::Start(offset)).map(drop).map_err(|error| unreadable(&self.path, &error))
    }

    /// Where the next read begins, and the length; nothing when the system does not say.
    pub fn place(&self) -> Option<(SafeInteger, SafeInteger)> {
        let mut file = self.file();
        let place: io::Result<(u64, u64)> =
            file.stream_position().and_then(|at| Ok((at, file.metadata()?.len())));
        place.ok().map(|(at, bytes)| (SafeInteger::new(at), SafeInteger::new(bytes)))
    }

    fn file(&self) -> MutexGuard<'_, File> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
