//! The plugin `log`: what a page logs goes where the app's own log goes, and to every page that listens.
//!
//! In come records of a page, out go `tracing` events of the target `webview` and the event `log://log`, which
//! `attachConsole` and `attachLogger` wait for.
//!
//! # Trust
//! The text is the page's. In the log it is indented behind its first line and stripped of control characters, so that it
//! cannot pass for a record of the app.
//!
//! Source of names and forms: `@tauri-apps/plugin-log` 2.10.

use std::collections::BTreeMap;

use footbridge::event::Emitter;
use footbridge::plugin::{self, Plugin};
use footbridge::{Webview, command, generate_handler};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The plugin.
pub fn plugin() -> Plugin {
    plugin::Builder::new("log")
        .invoke_handler(generate_handler![log])
        .manifest(|manifest| manifest.default_permissions(["allow-log"]))
        .build()
}

/// How much a record matters, from 1 to 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, TS)]
#[serde(try_from = "u16", into = "u16")]
#[ts(type = "number")]
enum Level {
    Trace = 1,
    Debug = 2,
    Info = 3,
    Warn = 4,
    Error = 5,
}

impl From<Level> for u16 {
    fn from(level: Level) -> Self {
        level as Self
    }
}

impl TryFrom<u16> for Level {
    type Error = String;

    fn try_from(number: u16) -> Result<Self, String> {
        let levels = [Self::Trace, Self::Debug, Self::Info, Self::Warn, Self::Error];
        let level = levels.into_iter().find(|level| *level as u16 == number);
        level.ok_or_else(|| format!("{number} is no level; they go from 1 to 5"))
    }
}

/// What listeners of `log://log` get.
#[derive(Serialize)]
struct Record {
    message: String,
    level: Level,
}

#[command]
fn log(
    webview: Webview,
    level: Level,
    message: String,
    location: Option<String>,
    file: Option<String>,
    line: Option<u32>,
    key_values: Option<BTreeMap<String, String>>,
) -> Result<(), String> {
    let text = printable(&message);
    let location = location.as_deref().map(printable);
    let file = file.as_deref().map(printable);
    let values = key_values.filter(|values| !values.is_empty()).map(|values| format!("{values:?}"));
    // A level is part of the place that a record comes from, so each has its own.
    macro_rules! record {
        ($level:ident) => {
            tracing::event!(
                target: "webview",
                tracing::Level::$level,
                webview = webview.label(),
                location,
                file,
                line,
                values,
                "{text}"
            )
        };
    }
    match level {
        Level::Trace => record!(TRACE),
        Level::Debug => record!(DEBUG),
        Level::Info => record!(INFO),
        Level::Warn => record!(WARN),
        Level::Error => record!(ERROR),
    }
    let told = webview.app_handle().emit("log://log", Record { message, level });
    told.map_err(|error| format!("logged, but not told to every page: {error}"))
}

/// Lines behind the first are indented; other control characters are written out.
fn printable(text: &str) -> String {
    let mut printable = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => printable.push_str("\n    "),
            '\t' => printable.push(c),
            c if c.is_control() => printable.extend(c.escape_default()),
            c => printable.push(c),
        }
    }
    printable
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_cannot_pass_for_another() {
        assert_eq!(printable("a\n2026 ERROR forged"), "a\n    2026 ERROR forged");
        assert_eq!(printable("\u{1b}[2J\rgone\t\u{9b}"), "\\u{1b}[2J\\rgone\t\\u{9b}");
        assert_eq!(printable("grüße"), "grüße");
    }

    #[test]
    fn levels_are_numbers_from_one_to_five() {
        assert_eq!(serde_json::from_str::<Level>("4").unwrap(), Level::Warn);
        assert_eq!(serde_json::to_string(&Level::Error).unwrap(), "5");
        for wrong in ["0", "6", "\"info\""] {
            assert!(serde_json::from_str::<Level>(wrong).is_err(), "{wrong}");
        }
    }
}
