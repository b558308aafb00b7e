//! The jobs that are not over: how far each is, and whether it is to stand still.
//!
//! A job stands here for exactly as long as its command runs. However that ends, dropping it takes the job out.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use footbridge::SafeInteger;
use serde::Serialize;
use tokio::sync::watch;
use ts_rs::TS;

use crate::Failure;

/// Jobs at once at most. Against a page that starts them without end.
const JOBS_MAX: usize = 16;

/// A job as the page sees it.
#[derive(Debug, Serialize, TS)]
pub struct RunningJob {
    /// The id of its channel.
    pub job: u32,
    /// Bytes that Rust has hashed, whether or not the page has heard of them.
    pub bytes: SafeInteger,
    pub paused: bool,
}

/// The table of jobs.
#[derive(Default)]
pub struct Jobs(Mutex<HashMap<u32, Job>>);

struct Job {
    bytes: Arc<AtomicU64>,
    paused: watch::Sender<bool>,
}

impl Jobs {
    /// Takes in a job.
    ///
    /// # Errors
    /// When it is there already, or there are too many.
    pub fn begin(&self, id: u32) -> Result<Begun<'_>, Failure> {
        let mut jobs = self.table();
        if jobs.len() == JOBS_MAX {
            let message = format!("{JOBS_MAX} jobs run already. Wait for one to end, or cancel one.");
            return Err(Failure::new("too_many_jobs", message));
        }
        if jobs.contains_key(&id) {
            return Err(Failure::new("same_channel", "Another job has this channel. Give each one its own."));
        }
        let (sender, paused) = watch::channel(false);
        let bytes = Arc::new(AtomicU64::new(0));
        jobs.insert(id, Job { bytes: Arc::clone(&bytes), paused: sender });
        Ok(Begun { id, bytes, paused, jobs: self })
    }

    /// Has a job stand still, or go on.
    ///
    /// # Errors
    /// When there is no such job.
    pub fn pause(&self, id: u32, paused: bool) -> Result<(), Failure> {
        match self.table().get(&id) {
            Some(job) => {
                job.paused.send_replace(paused);
                Ok(())
            }
            None => Err(Failure::new("no_such_job", "This job is over. Start it again.")),
        }
    }

    /// Every job, in no order.
    pub fn list(&self) -> Vec<RunningJob> {
        let running = |(id, job): (&u32, &Job)| RunningJob {
            job: *id,
            bytes: SafeInteger::new(job.bytes.load(Relaxed)),
            paused: *job.paused.borrow(),
        };
        self.table().iter().map(running).collect()
    }

    fn table(&self) -> MutexGuard<'_, HashMap<u32, Job>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A job that runs, as its command holds it.
pub struct Begun<'a> {
    id: u32,
    bytes: Arc<AtomicU64>,
    paused: watch::Receiver<bool>,
    jobs: &'a Jobs,
}

impl Begun<'_> {
    /// Returns at once, or when the job is to go on.
    pub async fn while_paused(&mut self) {
        // The sender is in the table for as long as this job is.
        let _ = self.paused.wait_for(|paused| !paused).await;
    }

    /// Notes how far it is.
    pub fn reached(&self, bytes: u64) {
        self.bytes.store(bytes, Relaxed);
    }
}

impl Drop for Begun<'_> {
    fn drop(&mut self) {
        self.jobs.table().remove(&self.id);
    }
}
