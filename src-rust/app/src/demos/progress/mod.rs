//! # progress
//!
//! Long jobs that tell how far they are, can be paused and cancelled, and never run ahead of their reader.
//!
//! Choose a large file, or take a sample, and hash several at once. Pause one, cancel another.
//! Then give one a slow reader: Rust hashes no faster than the page reads.
//!
//! Read next: `src-rust/app/src/demos/progress/hashing.rs`, the work, piece by piece.

mod hashing;
mod jobs;

use std::time::Instant;

use footbridge::{
    AppHandle, Builder, Channel, Commands, SafeInteger, State, Webview, command, generate_handler,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use self::hashing::Hashing;
use self::jobs::{Jobs, RunningJob};
use crate::chosen::{Chosen, ChosenFiles};
use crate::{Failure, FileDrops, dialog};

/// The commands of this demo.
pub const COMMANDS: Commands =
    generate_handler![choose_file_to_hash, dropped_file_to_hash, hash, pause_hash, hash_jobs];

/// Puts the table of jobs where the commands find it.
pub fn setup(builder: Builder) -> Builder {
    builder.manage(Jobs::default())
}

/// What to hash.
#[derive(Debug, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
enum Work {
    /// A file that the person chose.
    File { id: u32 },
    /// So many bytes that are made up on the way.
    Sample { bytes: SafeInteger },
}

/// What came of it.
#[derive(Debug, Serialize, TS)]
struct Hashed {
    /// SHA-256, in lowercase hexadecimal.
    sha256: String,
    /// How long it took, pauses and all.
    ms: u32,
}

/// Hashes piece by piece and tells after each how many bytes are done.
///
/// A job is known by the id of its channel, which both sides have. A cancelled call is dropped at the next `await`,
/// and with it the job.
#[command]
async fn hash(
    work: Work,
    progress: Channel<SafeInteger>,
    jobs: State<'_, Jobs>,
    files: State<'_, ChosenFiles>,
) -> Result<Hashed, Failure> {
    let start = Instant::now();
    let mut job = jobs.begin(progress.id())?;
    let mut hashing = match work {
        Work::File { id } => Hashing::file(files.get(id)?)?,
        Work::Sample { bytes } => Hashing::sample(bytes.get()),
    };
    while !hashing.is_done() {
        job.while_paused().await;
        hashing = hashing.next_piece().await?;
        job.reached(hashing.bytes());
        // Waits while the page is behind: a slow reader slows the work down, and no queue grows.
        progress.send(SafeInteger::new(hashing.bytes())).await?;
    }
    let ms = u32::try_from(start.elapsed().as_millis()).unwrap_or(u32::MAX);
    Ok(Hashed { sha256: hashing.sha256(), ms })
}

/// Has the job stand still after the piece at hand, or go on.
#[command]
fn pause_hash(job: u32, paused: bool, jobs: State<'_, Jobs>) -> Result<(), Failure> {
    jobs.pause(job, paused)
}

/// Every job that is not over, and where Rust really is with it.
#[command]
fn hash_jobs(jobs: State<'_, Jobs>) -> Vec<RunningJob> {
    jobs.list()
}

/// Shows the native dialog. The answer is `null` when the person chose nothing.
#[command]
async fn choose_file_to_hash(
    app: AppHandle,
    files: State<'_, ChosenFiles>,
) -> Result<Option<Chosen>, Failure> {
    let path = dialog::open_file(&app, "Choose a file to hash", &[]).await?;
    path.map(|path| files.choose(&path)).transpose()
}

/// Waits for the next file that is dropped onto the calling webview.
#[command]
async fn dropped_file_to_hash(
    webview: Webview,
    drops: State<'_, FileDrops>,
    files: State<'_, ChosenFiles>,
) -> Result<Chosen, Failure> {
    files.choose(&drops.next(webview.label()).await)
}
