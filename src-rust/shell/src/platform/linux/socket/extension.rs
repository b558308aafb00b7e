//! The extension for web processes, as a file that the engine can load.

use std::{
    env, fs,
    hash::{DefaultHasher, Hash, Hasher},
    io,
    os::unix::fs::{DirBuilderExt, MetadataExt},
    path::{Path, PathBuf},
    process,
};

use gtk::glib;

/// The extension: see `../extension/lib.rs`.
static EXTENSION: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/extension.so"));

/// Puts the extension where the engine finds it, and returns the folder. The same file serves every start of every app that
/// carries the same extension. Without one, pages have no socket, and nothing else is different.
pub(crate) fn install() -> Option<PathBuf> {
    let mut hasher = DefaultHasher::new();
    EXTENSION.hash(&mut hasher);
    let folder = glib::user_runtime_dir().join(format!("footbridge-{:016x}", hasher.finish()));
    match write(&folder) {
        Ok(()) => Some(folder),
        Err(error) => {
            let folder = folder.display();
            tracing::warn!(%folder, %error, "pages have no socket: the web process' extension cannot be written");
            None
        }
    }
}

fn write(folder: &Path) -> io::Result<()> {
    match fs::DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fs::DirBuilder::new().mode(0o700).recursive(true).create(folder)?;
        }
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    check(&fs::symlink_metadata(folder)?)?;
    let file = folder.join("extension.so");
    if fs::read(&file).is_ok_and(|there| there == EXTENSION) {
        return Ok(());
    }
    // Another app may read it at this moment.
    let new = folder.join(format!("{}.new", process::id()));
    fs::write(&new, EXTENSION)?;
    fs::rename(new, file)
}

/// Code is loaded from this folder: nobody else may write to it.
fn check(folder: &fs::Metadata) -> io::Result<()> {
    let is_ours =
        folder.is_dir() && folder.uid() == rustix::process::geteuid().as_raw() && folder.mode() & 0o022 == 0;
    if is_ours { Ok(()) } else { Err(io::Error::other("somebody else can write to the folder")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn folder(name: &str) -> PathBuf {
        let folder = env::temp_dir().join(format!("footbridge-extension-{}-{name}", process::id()));
        let _ = fs::remove_dir_all(&folder);
        folder
    }

    #[test]
    fn the_file_is_made_once_and_mended_when_it_is_not_what_it_was() {
        let folder = folder("mended");
        write(&folder).unwrap();
        let file = folder.join("extension.so");
        let made = fs::metadata(&file).unwrap().ino();
        write(&folder).unwrap();
        assert_eq!(fs::metadata(&file).unwrap().ino(), made);
        fs::write(&file, "something else").unwrap();
        write(&folder).unwrap();
        assert_eq!(fs::read(&file).unwrap(), EXTENSION);
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn nothing_is_loaded_from_a_folder_that_others_can_write_to() {
        let folder = folder("open");
        fs::create_dir(&folder).unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o777)).unwrap();
        assert!(write(&folder).is_err());
        fs::remove_dir(&folder).unwrap();
        std::os::unix::fs::symlink("/", &folder).unwrap();
        assert!(write(&folder).is_err(), "a link leads somewhere else");
        fs::remove_file(folder).unwrap();
    }
}
