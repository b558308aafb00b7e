//! The page as the audience of a pass: what happens goes to it over two channels.
//!
//! Progress is JSON with a type that the page's compiler knows. Pictures are raw bytes, which no parser looks at; each
//! says in its first twelve bytes what it is of, so neither channel depends on the order of the other.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use footbridge::ipc::Response;
use footbridge::{CancellationToken, Channel};
use serde::Serialize;
use ts_rs::TS;

use super::bands::Cancelled;
use super::pass::Audience;
use super::picture::Picture;

/// Two tellings of progress are at least so far apart: a screen shows no more.
const BETWEEN: Duration = Duration::from_millis(40);

/// News of a stage. Decoding is stage 0, then come the stages of the recipe, and encoding is the last.
#[derive(Debug, Serialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum StageNews {
    /// A share of it is done, from 0 to 1.
    Running { stage: u32, done: f32 },
    /// It is done, and made a picture of this size.
    Finished { stage: u32, ms: f64, width: u32, height: u32 },
}

/// The page that waits for a pass.
pub struct Page {
    token: CancellationToken,
    news: Channel<StageNews>,
    pictures: Channel<Response>,
    told: Mutex<Option<Instant>>,
}

impl Page {
    /// `token` is that of its call.
    pub fn new(token: CancellationToken, news: Channel<StageNews>, pictures: Channel<Response>) -> Self {
        Self { token, news, pictures, told: Mutex::new(None) }
    }
}

impl Audience for Page {
    fn is_cancelled(&self) -> bool {
        self.token.is_cancelled()
    }

    fn progress(&self, stage: u32, done: f32) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let is_due = told.is_none_or(|told| told.elapsed() >= BETWEEN);
        if is_due {
            *told = Some(Instant::now());
            // A page that is behind loses nothing: the next one says more.
            let _ = self.news.try_send(StageNews::Running { stage, done });
        }
    }

    fn finished(&self, stage: u32, took: Duration, picture: &Picture) -> Result<(), Cancelled> {
        let (width, height) = picture.image.dimensions();
        let news = StageNews::Finished { stage, ms: took.as_secs_f64() * 1000.0, width, height };
        self.news.blocking_send(news).map_err(|_| Cancelled)
    }

    fn picture(&self, stage: u32, picture: &Picture) -> Result<(), Cancelled> {
        self.pictures.blocking_send(Response::new(picture.message(stage))).map_err(|_| Cancelled)
    }
}
