//! What is known of a file, in the guest package's form.

use std::fs::Metadata;
use std::io;
use std::time::{SystemTime, UNIX_EPOCH};

use footbridge::SafeInteger;
use serde::Serialize;
use ts_rs::TS;

/// A file, a folder or a link.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub(super) struct FileInfo {
    is_file: bool,
    is_directory: bool,
    is_symlink: bool,
    size: SafeInteger,
    mtime: Option<f64>,
    atime: Option<f64>,
    birthtime: Option<f64>,
    readonly: bool,
    file_attributes: Option<u32>,
    dev: Option<SafeInteger>,
    ino: Option<SafeInteger>,
    mode: Option<u32>,
    nlink: Option<SafeInteger>,
    uid: Option<u32>,
    gid: Option<u32>,
    rdev: Option<SafeInteger>,
    blksize: Option<SafeInteger>,
    blocks: Option<SafeInteger>,
}

impl From<&Metadata> for FileInfo {
    fn from(found: &Metadata) -> Self {
        let kind = found.file_type();
        let info = Self {
            is_file: kind.is_file(),
            is_directory: kind.is_dir(),
            is_symlink: kind.is_symlink(),
            size: SafeInteger::new(found.len()),
            mtime: milliseconds(found.modified()),
            atime: milliseconds(found.accessed()),
            birthtime: milliseconds(found.created()),
            readonly: found.permissions().readonly(),
            file_attributes: None,
            dev: None,
            ino: None,
            mode: None,
            nlink: None,
            uid: None,
            gid: None,
            rdev: None,
            blksize: None,
            blocks: None,
        };
        info.of_platform(found)
    }
}

impl FileInfo {
    #[cfg(unix)]
    fn of_platform(self, found: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        Self {
            dev: exact(found.dev()),
            ino: exact(found.ino()),
            mode: Some(found.mode()),
            nlink: exact(found.nlink()),
            uid: Some(found.uid()),
            gid: Some(found.gid()),
            rdev: exact(found.rdev()),
            blksize: exact(found.blksize()),
            blocks: exact(found.blocks()),
            ..self
        }
    }

    #[cfg(windows)]
    fn of_platform(self, found: &Metadata) -> Self {
        use std::os::windows::fs::MetadataExt;
        Self { file_attributes: Some(found.file_attributes()), ..self }
    }

    #[cfg(not(any(unix, windows)))]
    fn of_platform(self, _: &Metadata) -> Self {
        self
    }
}

/// A number that a page would round is not told.
#[cfg(unix)]
fn exact(number: u64) -> Option<SafeInteger> {
    (number <= SafeInteger::MAX).then(|| SafeInteger::new(number))
}

/// Milliseconds since 1970, as a page's `Date` takes them; negative before.
fn milliseconds(time: io::Result<SystemTime>) -> Option<f64> {
    let time = time.ok()?;
    let milliseconds = match time.duration_since(UNIX_EPOCH) {
        Ok(since) => since.as_secs_f64() * 1e3,
        Err(error) => -error.duration().as_secs_f64() * 1e3,
    };
    Some(milliseconds.floor())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn times_are_milliseconds_also_before_1970() {
        let moment = Duration::from_millis(1_500);
        assert_eq!(milliseconds(Ok(UNIX_EPOCH + moment)), Some(1_500.0));
        assert_eq!(milliseconds(Ok(UNIX_EPOCH - moment)), Some(-1_500.0));
        assert_eq!(milliseconds(Err(io::ErrorKind::Unsupported.into())), None);
    }
}
