//! The one picture that is open, and the last good file made of it.
//!
//! A picture stays until another one has been opened whole, and a result until a pass has come to its end: whatever
//! fails or is cancelled takes nothing away. One piece of work has its turn at a time, so that memory is bounded by one.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use footbridge::CancellationToken;

use super::decode::Decoded;
use super::pass::{Encoded, Start};
use super::stop::Stop;
use crate::Failure;

/// What the commands of this demo share.
#[derive(Default)]
pub struct Desk {
    turn: tokio::sync::Mutex<()>,
    table: Mutex<Table>,
    cancelled: AtomicU32,
}

#[derive(Default)]
struct Table {
    opened: Option<Arc<Opened>>,
    result: Option<Arc<Encoded>>,
}

/// A picture that was decoded.
pub struct Opened {
    /// The number of its file.
    pub id: u32,
    /// Where it came from.
    pub path: PathBuf,
    /// What was in it.
    pub decoded: Decoded,
}

impl Opened {
    /// What a pass starts from.
    pub fn start(&self) -> Start<'_> {
        let Decoded { picture, orientation, icc, .. } = &self.decoded;
        Start { picture, orientation: *orientation, icc: icc.as_deref() }
    }
}

impl Desk {
    /// Does `work` on a thread that may be busy, when its turn has come.
    ///
    /// # Errors
    /// Those of `work`, and `cancelled`, which nobody hears, for nobody waits any more.
    pub async fn take_turn<T: Send + 'static>(
        &self,
        token: &CancellationToken,
        work: impl FnOnce() -> Result<T, Stop> + Send + 'static,
    ) -> Result<T, Failure> {
        let cancelled = || Failure::new("cancelled", "The work was cancelled.");
        let _turn = token.run_until_cancelled(self.turn.lock()).await.ok_or_else(cancelled)?;
        let done = tokio::task::spawn_blocking(work).await;
        match done.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic())) {
            Ok(done) => Ok(done),
            Err(Stop::Failed(failure)) => Err(failure),
            Err(Stop::Cancelled) => {
                self.cancelled.fetch_add(1, Relaxed);
                Err(cancelled())
            }
        }
    }

    /// How often running work was cancelled.
    pub fn cancelled(&self) -> u32 {
        self.cancelled.load(Relaxed)
    }

    /// Puts a picture in the place of the one before.
    pub fn open(&self, opened: Arc<Opened>) {
        *self.table() = Table { opened: Some(opened), result: None };
    }

    /// Gives the memory back.
    pub fn close(&self) {
        *self.table() = Table::default();
    }

    /// The open picture, if it is the one that the page means.
    pub fn opened(&self, id: u32) -> Result<Arc<Opened>, Failure> {
        let opened = self.table().opened.clone().filter(|opened| opened.id == id);
        opened.ok_or_else(|| {
            Failure::new("not_open", format!("Picture {id} is not open any more. Open it again."))
        })
    }

    /// Keeps what a pass over picture `id` made.
    pub fn keep(&self, id: u32, result: Arc<Encoded>) {
        let mut table = self.table();
        if table.opened.as_ref().is_some_and(|opened| opened.id == id) {
            table.result = Some(result);
        }
    }

    /// What the last pass made that came to its end.
    pub fn result(&self, id: u32) -> Result<Arc<Encoded>, Failure> {
        self.opened(id)?;
        let result = self.table().result.clone();
        result.ok_or_else(|| {
            Failure::new("no_result", "No pass has come to its end yet. Wait for the first one.")
        })
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
