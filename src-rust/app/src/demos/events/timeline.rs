//! Who said what and who heard it: told by whoever did, read by whoever watches.
//!
//! What is told comes from Rust's own listeners and from both pages; a page says that it heard, and the bridge which
//! page it was. Nothing is kept: a page that begins to watch learns what happens from there on.

use serde::{Deserialize, Serialize};
use tokio::sync::broadcast::{self, error::RecvError};
use ts_rs::TS;

/// Entries a watching page may fall behind by before it misses the oldest, and is told so.
const ENTRIES_MAX: usize = 1024;

/// Something that happened.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Entry {
    /// The timeline is watched.
    Ready,
    /// An event was emitted. Whoever heard it may have said so before.
    Emitted { from: String, emission: Emission },
    /// Somebody heard the event with this number.
    Heard { id: u32, by: String },
    /// Somebody heard what a window emits by itself.
    WindowEvent { name: String, window: String, by: String },
    /// A listener or a window came or went.
    Changed,
    /// The page did not keep up, and this many entries are lost to it.
    Missed { entries: u32 },
}

/// One event, as its emitter describes it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Emission {
    /// A number that stands in the payload too, by which whoever hears it can say what it heard.
    pub id: u32,
    pub name: String,
    /// Who is meant, in words.
    pub to: String,
    pub form: Form,
    pub text: String,
}

/// What an event carries.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// An object.
    Json,
    /// Bytes as they are.
    Bytes,
}

/// Where it is told and watched.
pub struct Timeline(broadcast::Sender<Entry>);

impl Default for Timeline {
    fn default() -> Self {
        Self(broadcast::Sender::new(ENTRIES_MAX))
    }
}

impl Timeline {
    /// Tells everybody who watches.
    pub fn tell(&self, entry: Entry) {
        // An error says that nobody watches.
        let _ = self.0.send(entry);
    }

    /// Watches from here on.
    pub fn watch(&self) -> Watch {
        Watch(self.0.subscribe())
    }
}

/// What one page has not seen yet.
pub struct Watch(broadcast::Receiver<Entry>);

impl Watch {
    /// The next entry.
    pub async fn next(&mut self) -> Entry {
        match self.0.recv().await {
            Ok(entry) => entry,
            Err(RecvError::Lagged(entries)) => {
                Entry::Missed { entries: u32::try_from(entries).unwrap_or(u32::MAX) }
            }
            // The timeline lives as long as the app: the app is ending, and there is nothing to tell any more.
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}
