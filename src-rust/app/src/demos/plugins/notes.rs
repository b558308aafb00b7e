//! The plugin `notes`, with every part that a plugin can have, in the order in which the parts come to work.
//!
//! 1. Its configuration, checked before anything runs.
//! 2. Its setup, which hands a state to the app.
//! 3. Its script, which runs in each page before the page's own.
//! 4. Its hooks, told of windows, webviews, documents and everything else that happens.
//! 5. Its scheme, where a page fetches `notes://localhost/notes.txt` as it would from a server.
//! 6. Its commands, `plugin:notes|keep` and so on, opened by permissions such as `notes:allow-keep`, and what it tells
//!    the pages that listen to it.
//! 7. Its end.

use std::sync::{Mutex, PoisonError};

use footbridge::plugin::{self, Plugin, PluginListeners};
use footbridge::scheme::{SchemeBody, SchemeResponse};
use footbridge::{AppHandle, Commands, RunEvent, State, WebviewEvent, command, generate_handler};
use footbridge_shell::ORIGIN;
use http::{HeaderValue, Request, StatusCode, header};
use serde::Deserialize;

use super::log::HookLog;
use crate::Failure;

/// What the plugin is called, on the wire and in capabilities.
pub const NAME: &str = "notes";

/// Its commands, as `plugin:notes|keep` and so on.
pub const COMMANDS: Commands = generate_handler![keep, kept, forget];

/// What the app says for it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Config {
    /// Notes kept at most.
    notes_max: usize,
}

/// Its state. It belongs to the app, so it is still there when the plugin comes back.
struct Notes {
    config: Config,
    kept: Mutex<Vec<String>>,
}

/// The plugin, to be taken in.
pub fn plugin() -> Plugin {
    plugin::Builder::new(NAME)
        .setup(|app, config: Config| {
            app.state::<HookLog>().switch(true);
            HookLog::note(app, "setup", format!("with room for {} notes", config.notes_max));
            app.manage(Notes { config, kept: Mutex::default() });
            Ok(())
        })
        .js_init_script("window.__NOTES__ = Object.freeze({ hello: \"from the script of the plugin\" });")
        .on_window_ready(|window| HookLog::note(window.app_handle(), "on_window_ready", window.label()))
        .on_webview_ready(|webview| HookLog::note(webview.app_handle(), "on_webview_ready", webview.label()))
        .on_navigation(|webview, url| {
            let locked = url.query().is_some_and(|query| query.contains("locked"));
            let verdict = if locked { "kept from going to" } else { "goes to" };
            let place = url.as_str().trim_start_matches("app://localhost/");
            let about = format!("{} {verdict} {place}", webview.label());
            HookLog::note(webview.app_handle(), "on_navigation", about);
            !locked
        })
        .on_page_load(|webview, load| {
            let about = format!("{}, {:?}", webview.label(), load.event);
            HookLog::note(webview.app_handle(), "on_page_load", about);
        })
        .on_event(|app, event| HookLog::note(app, "on_event", words(event)))
        .register_uri_scheme_protocol(NAME, |app, webview, request| {
            let from = webview.map_or("a page", |webview| webview.label());
            HookLog::note(app, "scheme", format!("{from} asks for {}", request.uri().path()));
            answer(app, &request)
        })
        // What every plugin has, and two of the three commands: `forget` stays closed until a capability names it.
        .manifest(|manifest| {
            let open = ["allow-keep", "allow-kept", "allow-register-listener", "allow-remove-listener"];
            manifest.default_permissions(open)
        })
        .invoke_handler(COMMANDS)
        .on_drop(|app: AppHandle| {
            app.state::<HookLog>().switch(false);
            HookLog::note(&app, "on_drop", "the plugin is taken out");
        })
        .build()
}

/// What the scheme gives out: all notes, a line each.
fn answer(app: &AppHandle, request: &Request<()>) -> SchemeResponse {
    let notes = app.state::<Notes>().all();
    let (status, body) = match request.uri().path() {
        "/notes.txt" => (StatusCode::OK, SchemeBody::from(notes.join("\n"))),
        _ => (StatusCode::NOT_FOUND, SchemeBody::empty()),
    };
    let mut response = SchemeResponse::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    // To the engine this is another origin than the app's, so it asks whom the answer is for.
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static(ORIGIN));
    response
}

impl Notes {
    fn all(&self) -> Vec<String> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn add(&self, text: String) -> Result<(), Failure> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= self.config.notes_max {
            let message = format!(
                "The plugin has room for {} notes; its configuration says so. Start the app anew to have room again.",
                self.config.notes_max
            );
            return Err(Failure::new("too_many_notes", message));
        }
        kept.push(text);
        Ok(())
    }
}

/// Keeps a note, and tells whoever listens to the plugin all notes.
#[command]
fn keep(text: String, notes: State<'_, Notes>, listeners: PluginListeners) -> Result<(), Failure> {
    if text.trim().is_empty() {
        return Err(Failure::new("empty_note", "A note needs words. Write some and keep it again."));
    }
    notes.add(text)?;
    listeners.trigger("kept", notes.all()).map_err(|error| {
        Failure::new("not_told", format!("The note is kept, but not every page was told: {error}."))
    })
}

/// Gives back all notes.
#[command]
fn kept(notes: State<'_, Notes>) -> Vec<String> {
    notes.all()
}

/// Forgets all notes.
#[command]
fn forget(notes: State<'_, Notes>) {
    notes.kept.lock().unwrap_or_else(PoisonError::into_inner).clear();
}

/// What happened, without the numbers that change with every step of a drag.
fn words(event: &RunEvent) -> String {
    let name = |event: &dyn std::fmt::Debug| {
        let whole = format!("{event:?}");
        whole.split(" {").next().unwrap_or_default().to_owned()
    };
    match event {
        RunEvent::Window { label, event } => format!("window {label}, {}", name(event)),
        RunEvent::Webview { label, event: WebviewEvent::PageLoad(load) } => {
            format!("webview {label}, PageLoad {:?}", load.event)
        }
        RunEvent::Webview { label, event } => format!("webview {label}, {}", name(event)),
        other => name(other),
    }
}
