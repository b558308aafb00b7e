//! Commands that change something.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use footbridge::ipc::{InvokeBody, Request};
use footbridge::{SafeInteger, command};
use http::HeaderMap;
use percent_encoding::percent_decode;
use serde::Deserialize;
use ts_rs::TS;

use super::access::{Access, Answer, PagePath, failed};
use super::read::{BaseOptions, base_of};
use crate::path::BaseDirectory;
use crate::pinned::Pinned;
use crate::real::Opening;

/// How a file is written; replaced when nothing is said.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct WriteOptions {
    base_dir: Option<BaseDirectory>,
    append: bool,
    create: bool,
    create_new: bool,
    mode: Option<u32>,
}

impl Default for WriteOptions {
    fn default() -> Self {
        Self { base_dir: None, append: false, create: true, create_new: false, mode: None }
    }
}

/// The body is the file; the path, percent-encoded, and the options, as JSON, are headers.
#[command]
pub(super) fn write_file(access: Access, request: Request<'_>) -> Answer<()> {
    let path = header(request.headers(), "path").ok_or("the header `path` is missing")?;
    let path = percent_decode(path).decode_utf8().map_err(|_| "the header `path` is not UTF-8")?;
    let options = options_of(request.headers())?;
    let path = path.parse::<PagePath>()?;
    let numbers;
    let bytes: &[u8] = match request.body() {
        InvokeBody::Raw(bytes) => bytes,
        // In a text of Tauri's form bytes are numbers.
        InvokeBody::Json(json) => {
            numbers = serde_json::from_str::<Vec<u8>>(json.as_str())
                .map_err(|error| format!("the body is neither bytes nor an array of them: {error}"))?;
            &numbers
        }
    };
    let opening = Opening {
        read: false,
        write: true,
        append: options.append,
        truncate: !options.append,
        create: options.create,
        create_new: options.create_new,
        mode: options.mode,
    };
    let (mut file, path) = access.open(&path, options.base_dir, opening)?;
    file.write_all(bytes).map_err(failed("write", &path))
}

#[command]
pub(super) fn write_text_file(access: Access, request: Request<'_>) -> Answer<()> {
    write_file(access, request)
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a [u8]> {
    headers.get(name).map(|value| value.as_bytes())
}

/// What is not said is sent as the word `undefined`. Options that cannot be read are an error: without them a file
/// would be written somewhere else.
fn options_of(headers: &HeaderMap) -> Answer<WriteOptions> {
    match header(headers, "options").map(<[u8]>::trim_ascii) {
        None | Some(b"" | b"undefined" | b"null") => Ok(WriteOptions::default()),
        Some(json) => {
            serde_json::from_slice(json).map_err(|error| format!("the header `options` is wrong: {error}"))
        }
    }
}

/// How a folder is made.
#[derive(Debug, Default, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct MkdirOptions {
    base_dir: Option<BaseDirectory>,
    mode: Option<u32>,
    recursive: Option<bool>,
}

#[command]
pub(super) fn mkdir(access: Access, path: PagePath, options: Option<MkdirOptions>) -> Answer<()> {
    let options = options.unwrap_or_default();
    let moves = access.moves();
    let _none = moves.none();
    let path = access.path(&path, options.base_dir)?;
    #[cfg_attr(not(unix), expect(unused_mut, reason = "only Unix has modes"))]
    let mut folder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, options.mode.unwrap_or(0o777) & 0o777);
    let make = |path: &Path| folder.create(Pinned::entry(path)?);
    let made = if options.recursive.unwrap_or(false) {
        // One by one, so that each is made in the folder that was judged.
        let absent: Vec<_> = path.ancestors().take_while(|path| !path.is_dir()).collect();
        let mut absent = absent.into_iter().rev();
        absent
            .try_for_each(|path| make(path).or_else(|error| if path.is_dir() { Ok(()) } else { Err(error) }))
    } else {
        make(&path)
    };
    made.map_err(failed("make the folder", &path))
}

/// Where the two paths of a command start.
#[derive(Debug, Default, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct CopyOptions {
    from_path_base_dir: Option<BaseDirectory>,
    to_path_base_dir: Option<BaseDirectory>,
}

/// Copies what is in a file, and its permissions.
#[command]
pub(super) fn copy_file(
    access: Access,
    from_path: PagePath,
    to_path: PagePath,
    options: Option<CopyOptions>,
) -> Answer<()> {
    let options = options.unwrap_or_default();
    // Nothing is made before both may be touched.
    access.path(&to_path, options.to_path_base_dir)?;
    let (mut source, from) = access.open(&from_path, options.from_path_base_dir, Opening::READ)?;
    // Emptied only when it is known to be another file.
    let opening = Opening { truncate: false, ..Opening::REPLACE };
    let (mut target, to) = access.open(&to_path, options.to_path_base_dir, opening)?;
    let copied = (|| {
        let found = source.metadata()?;
        if is_same_file(&found, &target.metadata()?) || from == to {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "both paths are the same file"));
        }
        target.set_len(0)?;
        io::copy(&mut source, &mut target)?;
        target.set_permissions(found.permissions())
    })();
    copied.map_err(failed(&format!("copy {} to", from.display()), &to))
}

#[cfg(unix)]
fn is_same_file(one: &fs::Metadata, other: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
fn is_same_file(_: &fs::Metadata, _: &fs::Metadata) -> bool {
    false
}

/// What is removed.
#[derive(Debug, Default, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct RemoveOptions {
    base_dir: Option<BaseDirectory>,
    recursive: Option<bool>,
}

/// Removes a file, a link and not its target, or a folder, which must be empty unless `recursive`.
#[command]
pub(super) fn remove(access: Access, path: PagePath, options: Option<RemoveOptions>) -> Answer<()> {
    let options = options.unwrap_or_default();
    let recursive = options.recursive.unwrap_or(false);
    let moves = access.moves();
    let _held = (recursive.then(|| moves.one()), (!recursive).then(|| moves.none()));
    let path = access.entry(&path, options.base_dir)?;
    let entry = Pinned::entry(&path).map_err(failed("remove", &path))?;
    let is_folder = fs::symlink_metadata(&entry).map_err(failed("remove", &path))?.is_dir();
    let removed = match (is_folder, recursive) {
        (true, true) => {
            access.whole_folder(&path, None)?;
            fs::remove_dir_all(&entry)
        }
        (true, false) => fs::remove_dir(&entry),
        (false, _) => remove_file(entry.as_ref()),
    };
    removed.map_err(failed("remove", &path))
}

fn remove_file(path: &Path) -> io::Result<()> {
    // A link to a folder counts as a folder on Windows.
    fs::remove_file(path).or_else(|error| if cfg!(windows) { fs::remove_dir(path) } else { Err(error) })
}

/// Where the two paths of a command start.
#[derive(Debug, Default, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct RenameOptions {
    old_path_base_dir: Option<BaseDirectory>,
    new_path_base_dir: Option<BaseDirectory>,
}

#[command]
pub(super) fn rename(
    access: Access,
    old_path: PagePath,
    new_path: PagePath,
    options: Option<RenameOptions>,
) -> Answer<()> {
    let options = options.unwrap_or_default();
    let moves = access.moves();
    let _one = moves.one();
    let old = access.entry(&old_path, options.old_path_base_dir)?;
    let new = access.entry(&new_path, options.new_path_base_dir)?;
    let doing = format!("rename {} to", old.display());
    let from = Pinned::entry(&old).map_err(failed(&doing, &new))?;
    let to = Pinned::entry(&new).map_err(failed(&doing, &new))?;
    if fs::symlink_metadata(&from).is_ok_and(|found| found.is_dir()) {
        access.whole_folder(&old, Some(&new))?;
    }
    fs::rename(from, to).map_err(failed(&doing, &new))
}

#[command]
pub(super) fn truncate(
    access: Access,
    path: PagePath,
    len: Option<SafeInteger>,
    options: Option<BaseOptions>,
) -> Answer<()> {
    let opening = Opening { read: false, write: true, ..Opening::READ };
    let (file, path) = access.open(&path, base_of(options), opening)?;
    file.set_len(len.unwrap_or_default().get()).map_err(failed("truncate", &path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(text: &str) -> Answer<WriteOptions> {
        let mut headers = HeaderMap::new();
        headers.insert("options", text.parse().unwrap());
        options_of(&headers)
    }

    #[test]
    fn options_of_a_header_are_read_or_refused() {
        for text in ["undefined", "null", "", "{}", "{\"other\":1}"] {
            let options = options(text).unwrap();
            assert!(options.create && !options.append && options.base_dir.is_none(), "{text}");
        }
        let read = options("{\"baseDir\":12,\"append\":true,\"create\":false}").unwrap();
        assert!(read.append && !read.create && read.base_dir == Some(BaseDirectory::Temp));
        for text in ["{", "{\"append\":\"yes\"}", "{\"baseDir\":99}"] {
            assert!(options(text).is_err(), "{text}");
        }
    }
}
