//! # windows
//!
//! Windows and webviews, opened, listed, spoken to and closed; with a count that all share and one that each keeps.
//!
//! Open two windows, then two webviews in one window, and resize that one. Press, and see which counts move.
//! Have a window ask before it closes, and close it from here.
//!
//! Read next: `src-rust/bridge/src/window.rs`, what Rust code can do with a window.

mod overview;

use footbridge::ipc::Channel;
use footbridge::{
    AppHandle, Builder, Commands, Emitter, EventTarget, Events, State, Webview, WebviewConfig, Window,
    WindowConfig, command, events, generate_handler,
};
use serde::Serialize;
use ts_rs::TS;

use self::overview::{Desk, Overview};
use crate::Failure;

/// The commands of this demo.
pub const COMMANDS: Commands = generate_handler![
    watch_windows,
    open_window,
    open_pair,
    show_window,
    close_window,
    destroy_window,
    close_webview,
    decide_to_close,
    press,
    say
];

/// What a page hears.
pub const EVENTS: Events = events!["said" => Said];

/// Windows that can be open at once, beside the pair. Against a page that opens them for ever.
const WINDOWS_MAX: u32 = 4;
const PAIR: &str = "pair";
const PATH: &str = "index.html?page=windows";

/// Takes in what is told of windows.
pub fn setup(builder: Builder) -> Builder {
    builder.manage(Desk::default()).plugin(overview::watcher())
}

/// Sends what is open, and again whenever that changes, until the page closes the channel or goes away. A page that is
/// behind gets the newest next.
#[command]
async fn watch_windows(
    overviews: Channel<Overview>,
    app: AppHandle,
    desk: State<'_, Desk>,
) -> Result<(), Failure> {
    let mut changes = desk.changes();
    while overviews.send(desk.overview(&app)).await.is_ok() && changes.changed().await.is_ok() {}
    Ok(())
}

/// Opens one more window. The answer is its label.
#[command]
async fn open_window(app: AppHandle) -> Result<String, Failure> {
    let labels = (1..=WINDOWS_MAX).map(|number| format!("window-{number}"));
    let free = labels.into_iter().find(|label| app.window(label).is_none());
    let label = free.ok_or_else(|| {
        let message = format!("{WINDOWS_MAX} windows are open already. Close one, then open another.");
        Failure::new("too_many_windows", message)
    })?;
    let config = WindowConfig {
        label: label.clone(),
        title: format!("Footbridge: {label}"),
        path: PATH.into(),
        width: 460.0,
        height: 600.0,
        min_width: 320.0,
        ..WindowConfig::default()
    };
    app.open_window(config).await.map_err(not_opened)?;
    Ok(label)
}

/// Opens a window with two webviews side by side, which keep their halves when it is resized; or raises it. One that
/// lacks a webview is opened anew.
#[command]
async fn open_pair(app: AppHandle) -> Result<(), Failure> {
    let (width, height) = (840.0, 560.0);
    if let Some(pair) = app.window(PAIR) {
        if pair.webviews().len() == 2 {
            return pair.set_focus().map_err(not_opened);
        }
        pair.destroy().map_err(not_opened)?;
    }
    let config = WindowConfig {
        label: PAIR.into(),
        title: "Footbridge: two webviews in one window".into(),
        width,
        height,
        min_width: 640.0,
        webview: false,
        ..WindowConfig::default()
    };
    app.open_window(config).await.map_err(not_opened)?;
    for (side, x) in [("left", 0.0), ("right", width / 2.0)] {
        let config = WebviewConfig {
            label: format!("{PAIR}-{side}"),
            window: PAIR.into(),
            path: PATH.into(),
            x,
            width: width / 2.0,
            height,
            auto_resize: true,
            ..WebviewConfig::default()
        };
        app.open_webview(config).await.map_err(not_opened)?;
    }
    Ok(())
}

/// Raises a window.
#[command]
fn show_window(label: &str, app: AppHandle) -> Result<(), Failure> {
    find(&app, label)?.set_focus().map_err(not_opened)
}

/// Closes a window as its own close button does: a page in it that wants to be asked is asked, and decides.
#[command]
fn close_window(label: &str, app: AppHandle) -> Result<(), Failure> {
    find(&app, label)?.close().map_err(not_closed)
}

/// Closes a window whatever its pages want.
#[command]
fn destroy_window(label: &str, app: AppHandle) -> Result<(), Failure> {
    find(&app, label)?.destroy().map_err(not_closed)
}

/// Takes a webview out of its window, which stays.
#[command]
fn close_webview(label: &str, app: AppHandle) -> Result<(), Failure> {
    app.webview(label).ok_or_else(|| gone("webview", label))?.close().map_err(not_closed)
}

/// What a page decides about its own window, once that was asked to close.
#[command]
fn decide_to_close(close: bool, window: Window, desk: State<'_, Desk>) -> Result<(), Failure> {
    if close {
        return window.destroy().map_err(not_closed);
    }
    desk.stays(&window);
    Ok(())
}

/// Counts a press in the calling page: one count is everybody's, one its window's, one its webview's.
#[command]
fn press(webview: Webview, desk: State<'_, Desk>) {
    desk.press(&webview);
}

/// What one page says to others.
#[derive(Debug, Serialize, TS)]
pub struct Said {
    by: String,
    text: String,
}

/// Says something to every webview, to those in one window, or to one.
#[command]
fn say(text: String, to: EventTarget, webview: Webview, app: AppHandle) -> Result<(), Failure> {
    if text.trim().is_empty() {
        return Err(Failure::new(
            "empty_message",
            "There is nothing to say yet. Write something and say it again.",
        ));
    }
    let said = Said { by: webview.label().to_owned(), text };
    let emitted = match &to {
        // Every page listens twice, for its window and for itself; so that each hears this once, it is for the latter.
        EventTarget::Any => {
            app.emit_filter("said", said, |listener| matches!(listener, EventTarget::Webview { .. }))
        }
        EventTarget::Window { label } if app.window(label).is_none() => return Err(gone("window", label)),
        EventTarget::Webview { label } if app.webview(label).is_none() => return Err(gone("webview", label)),
        _ => app.emit_to(to, "said", said),
    };
    emitted.map_err(|error| Failure::new("not_said", format!("It was not said: {error}.")))
}

fn find(app: &AppHandle, label: &str) -> Result<Window, Failure> {
    app.window(label).ok_or_else(|| gone("window", label))
}

fn gone(kind: &str, label: &str) -> Failure {
    let message = format!("There is no {kind} “{label}” any more. The list shows what is open.");
    Failure::new("not_open", message)
}

fn not_opened(error: footbridge::Error) -> Failure {
    Failure::new("no_window", format!("The window did not open: {error}."))
}

fn not_closed(error: footbridge::Error) -> Failure {
    Failure::new("not_closed", format!("It did not close: {error}."))
}
