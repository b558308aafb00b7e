//! A path that leads where it was judged to lead, whatever becomes of the folders on its way.
//!
//! In comes a real path that a scope allows. On Linux its folders are opened one by one, none of them through a link, and
//! out comes a path below the last one's entry in `/proc/self/fd`: the system's calls by name act there and nowhere else.
//!
//! # Trust
//! Whoever may rename what lies in the scope, a page among them, may put a link in the place of a folder after the path
//! was judged. Elsewhere than on Linux that is not prevented.

use std::io;
use std::path::{Path, PathBuf};

/// A path for one call by name. It ends with this value.
pub(crate) struct Pinned {
    path: PathBuf,
    #[cfg(target_os = "linux")]
    _folder: std::os::fd::OwnedFd,
}

impl AsRef<Path> for Pinned {
    fn as_ref(&self) -> &Path {
        &self.path
    }
}

impl Pinned {
    /// The last part of a real path as it is, be it there, a link or absent.
    ///
    /// # Errors
    /// When the folder it lies in cannot be opened, or a link is on the way to it.
    pub(crate) fn entry(real: &Path) -> io::Result<Self> {
        let (Some(parent), Some(name)) = (real.parent(), real.file_name()) else { return Self::folder(real) };
        let mut pinned = Self::folder(parent)?;
        pinned.path.push(name);
        Ok(pinned)
    }

    /// A folder, for what lists it.
    ///
    /// # Errors
    /// When it cannot be opened, is none, or it or a part of the way to it is a link.
    #[cfg(target_os = "linux")]
    pub(crate) fn folder(real: &Path) -> io::Result<Self> {
        use rustix::fs::{CWD, Mode, OFlags, openat};
        use std::os::fd::AsRawFd;

        let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let root = openat(CWD, "/", flags, Mode::empty())?;
        // The first part of a real path is the root.
        let mut names = real.components().skip(1);
        let folder = names.try_fold(root, |above, name| openat(above, name, flags, Mode::empty()))?;
        // The slash at the end makes it the folder, and not the link to it that such an entry is.
        let path = format!("/proc/self/fd/{}/", folder.as_raw_fd()).into();
        Ok(Self { path, _folder: folder })
    }

    #[cfg(not(target_os = "linux"))]
    pub(crate) fn folder(real: &Path) -> io::Result<Self> {
        Ok(Self { path: real.to_owned() })
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::symlink;

    #[test]
    fn nothing_is_done_behind_a_link_that_took_the_place_of_a_folder() {
        let guard = tempfile::tempdir().unwrap();
        let root = fs::canonicalize(guard.path()).unwrap();
        for folder in ["in/sub", "out/sub"] {
            fs::create_dir_all(root.join(folder)).unwrap();
            fs::write(root.join(folder).join("a.txt"), folder).unwrap();
        }
        let (file, folder) = (root.join("in/sub/a.txt"), root.join("in/sub"));
        let pinned = Pinned::entry(&file).unwrap();
        fs::rename(root.join("in"), root.join("moved")).unwrap();
        symlink(root.join("out"), root.join("in")).unwrap();
        assert!(Pinned::entry(&file).is_err());
        assert!(Pinned::folder(&folder).is_err());
        assert_eq!(fs::read_to_string(&pinned).unwrap(), "in/sub");
        fs::remove_file(&pinned).unwrap();
        assert!(root.join("out/sub/a.txt").exists());
        assert!(!root.join("moved/sub/a.txt").exists());
    }

    #[test]
    fn a_link_is_an_entry_and_no_folder() {
        let guard = tempfile::tempdir().unwrap();
        let link = fs::canonicalize(guard.path()).unwrap().join("link");
        symlink("/", &link).unwrap();
        assert!(fs::symlink_metadata(Pinned::entry(&link).unwrap()).unwrap().is_symlink());
        assert!(Pinned::folder(&link).is_err());
        assert!(fs::symlink_metadata(Pinned::entry(Path::new("/")).unwrap()).unwrap().is_dir());
    }
}
