//! Where a path really leads, and how it is opened there and nowhere else.
//!
//! A scope judges the real path, with every link followed. What is opened afterwards is that same path with no link
//! followed, so a link that somebody puts in between leads nowhere.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::limits::LINKS_MAX;
use crate::pinned::Pinned;

/// The path with every link in it followed, also where it, or a folder on its way, does not exist yet.
///
/// # Errors
/// When links lead in a circle.
pub(crate) fn real_path(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    let mut links = 0;
    // What is not there yet, the last part first.
    let mut absent = Vec::new();
    loop {
        if let Ok(entry) = fs::symlink_metadata(&path) {
            if let Ok(real) = fs::canonicalize(&path) {
                path = without_prefix(real);
                break;
            }
            if entry.is_symlink() {
                links += 1;
                if links > LINKS_MAX {
                    return Err(io::Error::other("links lead in a circle"));
                }
                let target = fs::read_link(&path)?;
                // An absolute target replaces the parent.
                path = path.parent().unwrap_or(Path::new("")).join(target);
                continue;
            }
        }
        match path.components().next_back() {
            Some(part @ (Component::Normal(_) | Component::ParentDir)) => {
                absent.push(part.as_os_str().to_owned())
            }
            _ => break,
        }
        path.pop();
    }
    for part in absent.into_iter().rev() {
        // The target of a link may climb; whatever its parent really is, that is climbed from.
        if part == ".." {
            path.pop();
        } else {
            path.push(part);
        }
    }
    Ok(path)
}

/// As [`real_path`], but the last part stays what it is, even if it is a link: this is what is removed or renamed.
pub(crate) fn real_entry(path: &Path) -> io::Result<PathBuf> {
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => Ok(real_path(parent)?.join(name)),
        _ => real_path(path),
    }
}

/// Windows spells a real path `\\?\C:\..`, which no scope and no person does.
fn without_prefix(path: PathBuf) -> PathBuf {
    if !cfg!(windows) {
        return path;
    }
    let text = path.to_str().and_then(|path| path.strip_prefix(r"\\?\"));
    match text {
        Some(text) if text.as_bytes().get(1) == Some(&b':') => text.into(),
        _ => path,
    }
}

/// How a file is to be opened.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Opening {
    pub read: bool,
    pub write: bool,
    pub append: bool,
    pub truncate: bool,
    pub create: bool,
    pub create_new: bool,
    /// Permissions of a file that is created, as Unix counts them.
    pub mode: Option<u32>,
}

impl Opening {
    pub(crate) const READ: Self = Self {
        read: true,
        write: false,
        append: false,
        truncate: false,
        create: false,
        create_new: false,
        mode: None,
    };

    pub(crate) const REPLACE: Self =
        Self { read: false, write: true, truncate: true, create: true, ..Self::READ };

    /// Opens the file at a real path. A link that took the place of any part of it since is not followed.
    ///
    /// # Errors
    /// When the system does not open it, or it is a folder, a device, a pipe or a socket.
    pub(crate) fn open(self, real: &Path) -> io::Result<File> {
        let path = Pinned::entry(real)?;
        if cfg!(not(unix)) && fs::symlink_metadata(&path).is_ok_and(|entry| entry.is_symlink()) {
            return Err(io::Error::other("a link took its place"));
        }
        let file = self.options()?.open(path)?;
        // Asked of the open file: what the path leads to may be another one by now.
        let kind = file.metadata()?.file_type();
        if kind.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        if !kind.is_file() {
            return Err(io::Error::other("it is a device, a pipe or a socket, not a file"));
        }
        Ok(file)
    }

    /// The combinations that make sense are those of the standard library.
    fn options(self) -> io::Result<OpenOptions> {
        let changes = self.write || self.append;
        if self.truncate && self.append && !self.create_new || self.truncate && !changes {
            return Err(invalid("`truncate` needs `write`, and does not go with `append`"));
        }
        if (self.create || self.create_new) && !changes {
            return Err(invalid("`create` and `createNew` need `write` or `append`"));
        }
        if !self.read && !changes {
            return Err(invalid("open it to `read`, to `write` or to `append`"));
        }
        let mut options = OpenOptions::new();
        options
            .read(self.read)
            .write(self.write)
            .append(self.append)
            .truncate(self.truncate)
            .create(self.create)
            .create_new(self.create_new);
        #[cfg(unix)]
        {
            use rustix::fs::OFlags;
            use std::os::unix::fs::OpenOptionsExt;

            // Without O_NONBLOCK, opening a pipe waits until somebody opens its other end.
            let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY;
            options.mode(self.mode.unwrap_or(0o666) & 0o777).custom_flags(flags.bits().cast_signed());
        }
        Ok(options)
    }
}

fn invalid(reason: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, reason)
}

#[cfg(all(test, unix))]
#[allow(clippy::unwrap_used, reason = "clippy takes this for code of the library")]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    fn folder() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = fs::canonicalize(folder.path()).unwrap();
        (folder, path)
    }

    #[test]
    fn links_are_followed_also_where_nothing_is_yet() {
        let (_guard, folder) = folder();
        let (inside, outside) = (folder.join("in"), folder.join("out"));
        fs::create_dir_all(&inside).unwrap();
        fs::create_dir_all(&outside).unwrap();
        symlink(&outside, inside.join("link")).unwrap();
        symlink("../out/absent.txt", inside.join("dangling")).unwrap();
        symlink("b", inside.join("a")).unwrap();
        symlink("a", inside.join("b")).unwrap();
        for (path, real) in [
            ("in/link/new/file.txt", "out/new/file.txt"),
            ("in/dangling", "out/absent.txt"),
            ("in/absent/file.txt", "in/absent/file.txt"),
            ("in/link", "out"),
        ] {
            assert_eq!(real_path(&folder.join(path)).unwrap(), folder.join(real), "{path}");
        }
        assert_eq!(real_entry(&inside.join("link")).unwrap(), inside.join("link"));
        assert_eq!(real_entry(&inside.join("link/x")).unwrap(), outside.join("x"));
        assert!(real_path(&inside.join("a/file.txt")).is_err());
    }

    #[test]
    fn a_path_of_any_depth_is_followed() {
        let (_guard, folder) = folder();
        let deep = folder.join("a/".repeat(20_000));
        assert_eq!(real_path(&deep).unwrap(), deep);
    }

    #[test]
    fn a_link_that_takes_the_place_of_a_folder_is_not_followed() {
        let (_guard, folder) = folder();
        let (inside, outside) = (folder.join("in"), folder.join("out"));
        fs::create_dir_all(&inside).unwrap();
        fs::create_dir_all(&outside).unwrap();
        fs::write(inside.join("file.txt"), "inside").unwrap();
        fs::write(outside.join("file.txt"), "outside").unwrap();
        let real = real_path(&inside.join("file.txt")).unwrap();
        assert!(Opening::READ.open(&real).is_ok());
        fs::rename(&inside, folder.join("moved")).unwrap();
        symlink(&outside, &inside).unwrap();
        assert!(Opening::READ.open(&real).is_err());
        assert!(Opening::REPLACE.open(&real).is_err());
        assert_eq!(fs::read_to_string(outside.join("file.txt")).unwrap(), "outside");
    }

    #[test]
    fn only_files_are_opened() {
        let (_guard, folder) = folder();
        let kind = Opening::READ.open(&folder).unwrap_err().kind();
        assert_eq!(kind, io::ErrorKind::IsADirectory);
        assert!(Opening::READ.open(Path::new("/dev/zero")).is_err());
        let pipe = folder.join("pipe");
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, rustix::fs::Mode::RWXU, 0)
            .unwrap();
        assert!(Opening::READ.open(&pipe).is_err());
    }

    #[test]
    fn options_that_contradict_each_other_are_an_error() {
        let (_guard, folder) = folder();
        let path = folder.join("new.txt");
        for opening in [
            Opening { truncate: true, ..Opening::READ },
            Opening { create: true, ..Opening::READ },
            Opening { read: false, ..Opening::READ },
            Opening { append: true, truncate: true, ..Opening::READ },
        ] {
            assert_eq!(opening.open(&path).unwrap_err().kind(), io::ErrorKind::InvalidInput, "{opening:?}");
        }
        assert!(!path.exists());
    }
}
