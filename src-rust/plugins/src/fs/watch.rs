//! Changes of files, sent through a channel as long as the page keeps the watcher.
//!
//! In come events of the operating system, out go those of paths that the scope allows, in the guest package's form. A
//! page that is slow holds the watcher back; what the system drops meanwhile it reports as an event to look again.
//!
//! A folder that is made below a watched one is watched from a moment later on. What is made in it within that moment is
//! not told: whoever needs all of it lists the folder when its creation is told.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use footbridge::resource::Resource;
use footbridge::{Channel, SafeInteger, State, command};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use notify_debouncer_full::{DebounceEventResult, Debouncer, NoCache, new_debouncer_opt};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use ts_rs::TS;

use super::access::{Access, Answer, PagePath, Rid, of_resource};
use crate::limits::{WATCH_DELAY_MS_MAX, WATCHED_PATHS_MAX, WATCHERS_MAX};
use crate::path::BaseDirectory;

/// What is watched, and how.
#[derive(Debug, Default, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct WatchOptions {
    base_dir: Option<BaseDirectory>,
    recursive: bool,
    /// Changes that follow each other within this time are told as one. Every change at once when it is 0 or not said.
    delay_ms: Option<SafeInteger>,
}

/// What happened to which paths.
#[derive(Debug, Serialize, TS)]
pub(super) struct WatchEvent {
    #[serde(rename = "type")]
    #[ts(type = "unknown")]
    kind: EventKind,
    paths: Vec<String>,
    #[ts(type = "unknown")]
    attrs: Value,
}

#[expect(dead_code, reason = "a watcher watches until it is dropped")]
enum Watching {
    AtOnce(RecommendedWatcher),
    Delayed(Debouncer<RecommendedWatcher, NoCache>),
}

impl Resource for Watching {
    fn name(&self) -> std::borrow::Cow<'_, str> {
        "fs:watcher".into()
    }
}

/// Room for watchers.
pub(super) struct Places(Arc<Semaphore>);

impl Default for Places {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(WATCHERS_MAX)))
    }
}

impl Places {
    fn take(&self) -> Answer<OwnedSemaphorePermit> {
        Arc::clone(&self.0).try_acquire_owned().map_err(|_| {
            format!("{WATCHERS_MAX} watchers are at work, the most there may be; call `unwatch` on one of them first")
        })
    }
}

#[command]
pub(super) fn watch(
    access: Access,
    places: State<'_, Places>,
    paths: Vec<PagePath>,
    options: WatchOptions,
    on_event: Channel<WatchEvent>,
) -> Answer<Rid> {
    if paths.len() > WATCHED_PATHS_MAX {
        return Err(format!("{} paths to watch, {WATCHED_PATHS_MAX} at most", paths.len()));
    }
    let delay = delay_of(&options)?;
    let place = places.take()?;
    let paths = paths.iter().map(|path| access.path(path, options.base_dir)).collect::<Answer<Vec<_>>>()?;
    let resources = access.resources();
    let teller = Teller { access, _place: place, channel: on_event };
    let watching = start(paths, options.recursive, delay, teller)
        .map_err(|error| format!("failed to watch: {error}"))?;
    of_resource(resources.add(watching))
}

/// Stops a watcher. The guest package closes its resource instead.
#[command]
pub(super) fn unwatch(access: Access, rid: Rid) -> Answer<()> {
    let resources = access.resources();
    of_resource(resources.get::<Watching>(rid))?;
    of_resource(resources.close(rid))
}

fn delay_of(options: &WatchOptions) -> Answer<Option<Duration>> {
    match options.delay_ms.map_or(0, SafeInteger::get) {
        0 => Ok(None),
        long if long > WATCH_DELAY_MS_MAX => {
            Err(format!("`delayMs` is {long}; it is {WATCH_DELAY_MS_MAX} at most, and 0 to be told at once"))
        }
        // What is shorter would only keep the machine busy.
        delay => Ok(Some(Duration::from_millis(delay).max(TICK_MIN))),
    }
}

/// How often it is looked whether a delay is over, and whether the watcher is still wanted.
const TICK_MIN: Duration = Duration::from_millis(10);
const TICK_MAX: Duration = Duration::from_millis(250);

fn start(
    paths: Vec<PathBuf>,
    is_recursive: bool,
    delay: Option<Duration>,
    teller: Teller,
) -> notify::Result<Watching> {
    let mode = if is_recursive { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
    // A link may lead out of the scope, and what lies behind it is not the page's.
    let config = notify::Config::default().with_follow_symlinks(false);
    let Some(delay) = delay else {
        let told = move |event: notify::Result<Event>| match event {
            Ok(event) => teller.tell(&event),
            Err(error) => tracing::error!(%error, "a watcher of files failed"),
        };
        let mut watcher = RecommendedWatcher::new(told, config)?;
        paths.iter().try_for_each(|path| watcher.watch(path, mode))?;
        return Ok(Watching::AtOnce(watcher));
    };
    let told = move |events: DebounceEventResult| match events {
        Ok(events) => events.into_iter().for_each(|event| teller.tell(&event.event)),
        Err(errors) => errors.iter().for_each(|error| tracing::error!(%error, "a watcher of files failed")),
    };
    let tick = (delay / 4).clamp(TICK_MIN, TICK_MAX);
    let mut watcher = new_debouncer_opt(delay, Some(tick), told, NoCache, config)?;
    paths.iter().try_for_each(|path| watcher.watch(path, mode))?;
    Ok(Watching::Delayed(watcher))
}

/// What a watcher's own thread holds, until it ends.
struct Teller {
    access: Access,
    /// Given back before the channel ends, so that whoever waits for the end finds the place free.
    _place: OwnedSemaphorePermit,
    channel: Channel<WatchEvent>,
}

impl Teller {
    /// Sends what may be told.
    fn tell(&self, event: &Event) {
        let shown = event.paths.iter().filter(|path| self.access.allows(path));
        let paths: Vec<_> = shown.map(|path| path.to_string_lossy().into_owned()).collect();
        if paths.is_empty() && !event.paths.is_empty() {
            return;
        }
        let attrs = serde_json::to_value(&event.attrs).unwrap_or_default();
        // A page that is gone takes its watchers with it.
        let _ = self.channel.blocking_send(WatchEvent { kind: event.kind, paths, attrs });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delay_of_nothing_is_at_once_and_a_long_one_is_refused() {
        let delay =
            |ms| delay_of(&WatchOptions { delay_ms: Some(SafeInteger::new(ms)), ..WatchOptions::default() });
        assert_eq!(delay_of(&WatchOptions::default()), Ok(None));
        assert_eq!(delay(0), Ok(None));
        assert_eq!(delay(1), Ok(Some(TICK_MIN)));
        assert_eq!(delay(60_000), Ok(Some(Duration::from_secs(60))));
        assert!(delay(60_001).is_err());
    }
}
