//! Files that are dropped onto a webview: the shell tells of them, a command waits for them.
//!
//! Nothing is kept: a drop that no command waits for is gone, and a command that is dropped waits no more.

use std::path::PathBuf;

use tokio::sync::broadcast;

/// Drops a waiting command may fall behind by before it misses the oldest. A person drops one at a time.
const DROPS_MAX: usize = 16;

/// Where drops are told and awaited.
pub struct FileDrops(broadcast::Sender<Drop>);

#[derive(Clone)]
struct Drop {
    webview: String,
    path: PathBuf,
}

impl Default for FileDrops {
    fn default() -> Self {
        Self(broadcast::Sender::new(DROPS_MAX))
    }
}

impl FileDrops {
    /// Tells that the file at `path` was dropped onto `webview`.
    pub fn tell(&self, webview: &str, path: PathBuf) {
        // An error says that nobody waits.
        let _ = self.0.send(Drop { webview: webview.to_owned(), path });
    }

    /// How many commands wait.
    pub fn waiting(&self) -> usize {
        self.0.receiver_count()
    }

    /// The path of the next file that is dropped onto `webview`.
    pub async fn next(&self, webview: &str) -> PathBuf {
        let mut drops = self.0.subscribe();
        loop {
            match drops.recv().await {
                Ok(drop) if drop.webview == webview => return drop.path,
                // Another webview's, or too many at once: the next will do. It cannot be closed, for `self` sends.
                Ok(_) | Err(_) => {}
            }
        }
    }
}
