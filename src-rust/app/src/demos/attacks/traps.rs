//! A folder that the page may read from, a secret beside it, and paths that mean to lead from one to the other.

use std::fs;
use std::io;
use std::path::Path;

use serde::Serialize;
use ts_rs::TS;

/// What is in the file that the page may read.
const LETTER: &str = "This one may be read.\n";
/// What is in the file that it may not.
const SECRET: &str = "This one is the secret.\n";

/// Paths for the page to try.
#[derive(Debug, Serialize, TS)]
pub struct Traps {
    /// A path that is allowed.
    pub letter: String,
    /// What no answer may hold.
    pub secret: String,
    /// Paths that lead to the secret, each in its own way.
    pub paths: Vec<String>,
}

/// Makes the files anew. The capability of this demo allows `attacks/open` below the data folder.
pub fn lay(data: &Path) -> io::Result<Traps> {
    let (open, locked) = (data.join("attacks/open"), data.join("attacks/locked"));
    fs::create_dir_all(&open)?;
    fs::create_dir_all(&locked)?;
    fs::write(open.join("letter.txt"), LETTER)?;
    let secret = locked.join("secret.txt");
    fs::write(&secret, SECRET)?;

    let (open, locked) = (open.display().to_string(), locked.display().to_string());
    let plain = [
        format!("{locked}/secret.txt"),
        format!("{open}/../locked/secret.txt"),
        format!("{open}/./../locked/./secret.txt"),
        format!("{open}//..//locked//secret.txt"),
        format!("{open}/..%2flocked%2fsecret.txt"),
        format!("{open}/letter.txt/../../locked/secret.txt"),
        format!("{open}/..\\locked\\secret.txt"),
        format!("{open}/letter.txt\0/../../locked/secret.txt"),
        format!("file://{locked}/secret.txt"),
        format!("{open}/**/../../locked/*.txt"),
    ];
    let paths = plain.into_iter().chain(links(Path::new(&open))?).collect();
    Ok(Traps { letter: format!("{open}/letter.txt"), secret: SECRET.trim().into(), paths })
}

/// Links inside the open folder that lead out of it, where the platform has them.
#[cfg(unix)]
fn links(open: &Path) -> io::Result<Vec<String>> {
    let (folder, file) = (open.join("way-out"), open.join("innocent.txt"));
    for (link, target) in [(&folder, "../locked"), (&file, "../locked/secret.txt")] {
        match fs::remove_file(link) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => std::os::unix::fs::symlink(target, link)?,
        }
    }
    let there = [folder.join("secret.txt"), file];
    Ok(there.map(|path| path.display().to_string()).into())
}

#[cfg(not(unix))]
fn links(_: &Path) -> io::Result<Vec<String>> {
    Ok(Vec::new())
}
