//! # events
//!
//! Two windows and Rust emit and listen: who is meant, who hears, who has stopped listening.
//!
//! Open the second window, let all three listen, and emit. Then choose another target and see whose dot stays hollow.
//! Listen once, stop listening, close the second window: the counts go back to zero.
//!
//! Read next: `src-rust/bridge/src/event/mod.rs`, how a target finds its listeners.

mod listeners;
mod timeline;

use footbridge::ipc::{Channel, Response};
use footbridge::{
    AppHandle, Builder, Commands, Emitter, EventTarget, IpcResponse, Listener, State, Webview, WindowConfig,
    command, generate_handler,
};
use serde::Serialize;
use ts_rs::TS;

use self::listeners::{RustListener, RustListeners};
use self::timeline::{Emission, Entry, Form, Timeline};
use crate::Failure;

/// The commands of this demo.
pub const COMMANDS: Commands = generate_handler![
    watch_timeline,
    announce,
    heard,
    heard_window_event,
    emit_from_rust,
    listen_in_rust,
    unlisten_in_rust,
    watch_window_events,
    who_listens,
    open_second
];

/// The windows that this demo watches.
const WINDOWS: [&str; 2] = ["main", SECOND];
const SECOND: &str = "second";

/// Puts the timeline and the listeners where the commands find them.
pub fn setup(builder: Builder) -> Builder {
    builder.manage(Timeline::default()).manage(RustListeners::default())
}

/// Sends what happens from here on, until the page closes the channel or goes away. The first entry is `ready`.
#[command]
async fn watch_timeline(entries: Channel<Entry>, timeline: State<'_, Timeline>) -> Result<(), Failure> {
    let mut watch = timeline.watch();
    let mut entry = Entry::Ready;
    while entries.send(entry).await.is_ok() {
        entry = watch.next().await;
    }
    Ok(())
}

/// Says that the calling page has emitted.
#[command]
fn announce(emission: Emission, webview: Webview, timeline: State<'_, Timeline>) {
    timeline.tell(Entry::Emitted { from: webview.label().to_owned(), emission });
}

/// Says that the calling page has heard the event with the number `id`.
#[command]
fn heard(id: u32, webview: Webview, timeline: State<'_, Timeline>) {
    timeline.tell(Entry::Heard { id, by: webview.label().to_owned() });
}

/// Says that the calling page has heard what `window` emits by itself.
#[command]
fn heard_window_event(name: String, window: String, webview: Webview, timeline: State<'_, Timeline>) {
    timeline.tell(Entry::WindowEvent { name, window, by: webview.label().to_owned() });
}

/// What the events of this demo carry.
#[derive(Debug, Serialize)]
struct Letter<'a> {
    id: u32,
    text: &'a str,
}

/// Whom an event is for.
struct To {
    target: EventTarget,
    except: Option<String>,
}

impl To {
    fn emit(self, app: &AppHandle, name: &str, payload: impl IpcResponse) -> Result<(), footbridge::Error> {
        let Some(label) = self.except else { return app.emit_to(self.target, name, payload) };
        app.emit_filter(name, payload, |listener| *listener != EventTarget::webview_window(&label))
    }
}

/// Emits from Rust to `target`; when `except` names a window, to everybody but who listens as that one.
#[command]
fn emit_from_rust(
    emission: Emission,
    target: EventTarget,
    except: Option<String>,
    app: AppHandle,
    timeline: State<'_, Timeline>,
) -> Result<(), Failure> {
    let Emission { id, name, text, .. } = &emission;
    let to = To { target, except };
    let emitted = match emission.form {
        Form::Json => to.emit(&app, name, Letter { id: *id, text }),
        // The number in four bytes, the lowest first, then the text.
        Form::Bytes => to.emit(&app, name, Response::new([&id.to_le_bytes(), text.as_bytes()].concat())),
    };
    emitted.map_err(|error| Failure::new("not_emitted", format!("Rust did not emit: {error}.")))?;
    timeline.tell(Entry::Emitted { from: "Rust".into(), emission });
    Ok(())
}

/// Lets Rust listen for `name`: to what is meant for the app, or with `every` to whatever is emitted.
#[command]
fn listen_in_rust(
    name: String,
    once: bool,
    every: bool,
    app: AppHandle,
    listeners: State<'_, RustListeners>,
) -> Result<(), Failure> {
    listeners.add(&app, name, once, every)
}

/// Lets Rust no longer listen. An unknown number is left alone: one that listened once may just have heard.
#[command]
fn unlisten_in_rust(id: u32, app: AppHandle, listeners: State<'_, RustListeners>) {
    listeners.remove(&app, id);
}

/// Lets Rust listen to what the windows emit by themselves, or no longer.
#[command]
fn watch_window_events(on: bool, app: AppHandle, listeners: State<'_, RustListeners>) {
    for label in WINDOWS {
        listeners.watch_window(&app, label, on);
    }
}

/// Who listens, as Rust counts.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
struct Listening {
    rust: Vec<RustListener>,
    /// Listeners of Rust to window events.
    rust_window_events: u32,
    main: u32,
    /// `null` while there is no second window.
    second: Option<u32>,
}

/// Counts the listeners of Rust and of both pages.
#[command]
fn who_listens(app: AppHandle, listeners: State<'_, RustListeners>) -> Listening {
    let of = |label: &str| {
        let listeners = app.page(label)?.document().listeners_registered();
        Some(u32::try_from(listeners).unwrap_or(u32::MAX))
    };
    let (rust, rust_window_events) = listeners.all();
    Listening { rust, rust_window_events, main: of("main").unwrap_or(0), second: of(SECOND) }
}

/// Opens the second window, or raises it.
#[command]
async fn open_second(app: AppHandle) -> Result<(), Failure> {
    let config = WindowConfig {
        label: SECOND.into(),
        title: "Footbridge: the second window".into(),
        path: "index.html?page=events".into(),
        width: 520.0,
        height: 560.0,
        ..WindowConfig::default()
    };
    let is_open = app.window(SECOND).is_some();
    let window = app
        .open_window(config)
        .await
        .map_err(|error| Failure::new("no_window", format!("The second window did not open: {error}.")))?;
    let changed = app.clone();
    if !is_open {
        app.state::<RustListeners>().window_opened(&app, SECOND);
        window.once("tauri://destroyed", move |_| {
            changed.state::<RustListeners>().stop_watching(&changed, SECOND);
            changed.state::<Timeline>().tell(Entry::Changed);
        });
    }
    app.state::<Timeline>().tell(Entry::Changed);
    Ok(())
}
