//! Changes of files, sent through a channel as long as the page keeps the watcher.
//!
//! In come events of the operating system, out go those that the scope does not deny, in the guest package's form. A page
//! that is slow holds the watcher back; what the system drops meanwhile it reports as an event to look again.

use std::path::{Path, PathBuf};
use std::time::Duration;

use footbridge::resource::Resource;
use footbridge::{Channel, SafeInteger, command};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::access::{Access, Answer, PagePath, Rid, of_resource};
use crate::limits::WATCHED_PATHS_MAX;
use crate::path::BaseDirectory;

/// What is watched, and how.
#[derive(Debug, Default, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct WatchOptions {
    base_dir: Option<BaseDirectory>,
    recursive: bool,
    /// Changes that follow each other within this time are told as one. Every change at once when it is not said.
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
    Delayed(Debouncer<RecommendedWatcher, RecommendedCache>),
}

impl Resource for Watching {
    fn name(&self) -> std::borrow::Cow<'_, str> {
        "fs:watcher".into()
    }
}

#[command]
pub(super) fn watch(
    access: Access,
    paths: Vec<PagePath>,
    options: WatchOptions,
    on_event: Channel<WatchEvent>,
) -> Answer<Rid> {
    if paths.len() > WATCHED_PATHS_MAX {
        return Err(format!("{} paths to watch, {WATCHED_PATHS_MAX} at most", paths.len()));
    }
    let paths = paths.iter().map(|path| access.path(path, options.base_dir)).collect::<Answer<Vec<_>>>()?;
    let tell = teller(on_event, access.denials());
    let watching = start(paths, &options, tell).map_err(|error| format!("failed to watch: {error}"))?;
    of_resource(access.resources().add(watching))
}

/// Stops a watcher. The guest package closes its resource instead.
#[command]
pub(super) fn unwatch(access: Access, rid: Rid) -> Answer<()> {
    let resources = access.resources();
    of_resource(resources.get::<Watching>(rid))?;
    of_resource(resources.close(rid))
}

fn start(
    paths: Vec<PathBuf>,
    options: &WatchOptions,
    tell: impl Fn(Event) + Send + 'static,
) -> notify::Result<Watching> {
    let mode = if options.recursive { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
    let Some(delay) = options.delay_ms else {
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| match event {
            Ok(event) => tell(event),
            Err(error) => tracing::error!(%error, "a watcher of files failed"),
        })?;
        paths.iter().try_for_each(|path| watcher.watch(path, mode))?;
        return Ok(Watching::AtOnce(watcher));
    };
    let told = move |events: DebounceEventResult| match events {
        Ok(events) => events.into_iter().for_each(|event| tell(event.event)),
        Err(errors) => errors.iter().for_each(|error| tracing::error!(%error, "a watcher of files failed")),
    };
    let mut watcher = new_debouncer(Duration::from_millis(delay.get()), None, told)?;
    paths.iter().try_for_each(|path| watcher.watch(path, mode))?;
    Ok(Watching::Delayed(watcher))
}

/// Sends what may be told, on the watcher's own thread.
fn teller(
    channel: Channel<WatchEvent>,
    is_denied: impl Fn(&Path) -> bool + Send + 'static,
) -> impl Fn(Event) + Send + 'static {
    move |event| {
        let shown = event.paths.iter().filter(|path| !is_denied(path));
        let paths: Vec<_> = shown.map(|path| path.to_string_lossy().into_owned()).collect();
        if paths.is_empty() && !event.paths.is_empty() {
            return;
        }
        let attrs = serde_json::to_value(&event.attrs).unwrap_or_default();
        // A page that is gone takes its watchers with it.
        let _ = channel.blocking_send(WatchEvent { kind: event.kind, paths, attrs });
    }
}
