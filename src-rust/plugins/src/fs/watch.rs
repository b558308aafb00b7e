//! Changes of files, sent through a channel as long as the page keeps the watcher.
//!
//! In come events of the operating system, out go those of paths that the scope allows, in the guest package's form. A
//! page that is slow holds the watcher back; what the system drops meanwhile it reports as an event to look again.

use std::path::PathBuf;
use std::time::Duration;

use footbridge::resource::Resource;
use footbridge::{Channel, SafeInteger, command};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use notify_debouncer_full::{DebounceEventResult, Debouncer, NoCache, new_debouncer_opt};
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
    Delayed(Debouncer<RecommendedWatcher, NoCache>),
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
    let resources = access.resources();
    let tell = teller(on_event, access);
    let watching = start(paths, &options, tell).map_err(|error| format!("failed to watch: {error}"))?;
    of_resource(resources.add(watching))
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
    // A link may lead out of the scope, and what lies behind it is not the page's.
    let config = notify::Config::default().with_follow_symlinks(false);
    let Some(delay) = options.delay_ms else {
        let told = move |event: notify::Result<Event>| match event {
            Ok(event) => tell(event),
            Err(error) => tracing::error!(%error, "a watcher of files failed"),
        };
        let mut watcher = RecommendedWatcher::new(told, config)?;
        paths.iter().try_for_each(|path| watcher.watch(path, mode))?;
        return Ok(Watching::AtOnce(watcher));
    };
    let told = move |events: DebounceEventResult| match events {
        Ok(events) => events.into_iter().for_each(|event| tell(event.event)),
        Err(errors) => errors.iter().for_each(|error| tracing::error!(%error, "a watcher of files failed")),
    };
    let mut watcher = new_debouncer_opt(Duration::from_millis(delay.get()), None, told, NoCache, config)?;
    paths.iter().try_for_each(|path| watcher.watch(path, mode))?;
    Ok(Watching::Delayed(watcher))
}

/// Sends what may be told, on the watcher's own thread.
fn teller(channel: Channel<WatchEvent>, access: Access) -> impl Fn(Event) + Send + 'static {
    move |event| {
        let shown = event.paths.iter().filter(|path| access.allows(path));
        let paths: Vec<_> = shown.map(|path| path.to_string_lossy().into_owned()).collect();
        if paths.is_empty() && !event.paths.is_empty() {
            return;
        }
        let attrs = serde_json::to_value(&event.attrs).unwrap_or_default();
        // A page that is gone takes its watchers with it.
        let _ = channel.blocking_send(WatchEvent { kind: event.kind, paths, attrs });
    }
}
