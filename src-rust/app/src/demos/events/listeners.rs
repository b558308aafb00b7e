//! Rust as a listener: what it listens for, by number, until it stops or has heard what it wanted to hear once.

use std::sync::{Mutex, MutexGuard, PoisonError};

use footbridge::ipc::InvokeResponseBody;
use footbridge::{AppHandle, Event, EventId, Listener};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::timeline::{Entry, Timeline};
use crate::Failure;

/// Listeners of Rust that a page may set up. Against a page that adds them for ever.
const LISTENERS_MAX: usize = 16;

/// What a window emits by itself and this demo shows. To listen for `tauri://close-requested` means to decide about
/// it, so that one is left out.
const WINDOW_EVENTS: [&str; 5] =
    ["tauri://resize", "tauri://move", "tauri://focus", "tauri://blur", "tauri://destroyed"];

/// One listener of Rust.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RustListener {
    pub id: u32,
    pub name: String,
    pub once: bool,
    pub every: bool,
}

#[derive(Default)]
pub struct RustListeners(Mutex<Table>);

#[derive(Default)]
struct Table {
    letters: Vec<RustListener>,
    watching: bool,
    /// The listeners to window events, with the window's label.
    windows: Vec<(&'static str, EventId)>,
}

impl RustListeners {
    /// Listens for `name` as the app, or with `every` for whatever is emitted under that name.
    pub fn add(&self, app: &AppHandle, name: String, once: bool, every: bool) -> Result<(), Failure> {
        let mut table = self.table();
        if table.letters.len() >= LISTENERS_MAX {
            let message = format!("Rust listens {LISTENERS_MAX} times already. Let it stop listening first.");
            return Err(Failure::new("too_many_listeners", message));
        }
        let hears = app.clone();
        let handler = move |event: Event| {
            if once {
                hears.state::<Self>().table().letters.retain(|listener| listener.id != event.id());
            }
            if let Some(id) = number(&event) {
                hears.state::<Timeline>().tell(Entry::Heard { id, by: "Rust".into() });
            }
        };
        let listen = match (once, every) {
            (false, false) => app.listen(&name, handler),
            (true, false) => app.once(&name, handler),
            (false, true) => app.listen_any(&name, handler),
            (true, true) => app.once_any(&name, handler),
        };
        table.letters.push(RustListener { id: listen, name, once, every });
        drop(table);
        app.state::<Timeline>().tell(Entry::Changed);
        Ok(())
    }

    /// Listens no longer. An unknown number is left alone.
    pub fn remove(&self, app: &AppHandle, id: EventId) {
        app.unlisten(id);
        self.table().letters.retain(|listener| listener.id != id);
        app.state::<Timeline>().tell(Entry::Changed);
    }

    /// Listens to what the window `label` emits by itself, or no longer.
    pub fn watch_window(&self, app: &AppHandle, label: &'static str, on: bool) {
        self.stop_watching(app, label);
        self.table().watching = on;
        if let Some(window) = app.window(label).filter(|_| on) {
            let ids = WINDOW_EVENTS.map(|name| {
                let tells = app.clone();
                let id = window.listen(name, move |_| {
                    let (name, window) = (name.to_owned(), label.to_owned());
                    tells.state::<Timeline>().tell(Entry::WindowEvent { name, window, by: "Rust".into() });
                });
                (label, id)
            });
            self.table().windows.extend(ids);
        }
        app.state::<Timeline>().tell(Entry::Changed);
    }

    /// Listens to a window that has just opened, if the others are listened to.
    pub fn window_opened(&self, app: &AppHandle, label: &'static str) {
        let watching = self.table().watching;
        self.watch_window(app, label, watching);
    }

    /// Lets go of the listeners of a window that is gone.
    pub fn stop_watching(&self, app: &AppHandle, label: &str) {
        let (gone, stay) = self.table().windows.drain(..).partition(|(window, _)| *window == label);
        let gone: Vec<(&str, EventId)> = gone;
        self.table().windows = stay;
        for (_, id) in gone {
            app.unlisten(id);
        }
    }

    /// What Rust listens for, and how many listeners to window events it has.
    pub fn all(&self) -> (Vec<RustListener>, u32) {
        let table = self.table();
        (table.letters.clone(), u32::try_from(table.windows.len()).unwrap_or(u32::MAX))
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The number in a payload: a member of the object, or the first four bytes. Anybody may emit under a name that Rust
/// listens for, so there may be none.
fn number(event: &Event) -> Option<u32> {
    #[derive(Deserialize)]
    struct Letter {
        id: u32,
    }
    match event.payload() {
        InvokeResponseBody::Json(json) => Some(serde_json::from_str::<Letter>(json).ok()?.id),
        InvokeResponseBody::Raw(bytes) => Some(u32::from_le_bytes(bytes.first_chunk().copied()?)),
    }
}
