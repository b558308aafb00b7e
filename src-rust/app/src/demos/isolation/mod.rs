//! # isolation
//!
//! One call from a plain and an isolated window: what is sealed, what a thief can do, what the hook lets through.
//!
//! Open the isolated window and file a letter from both. Send what was sealed under another name, again, or with one
//! byte changed. Then file five copies, and have the rule stop them, change them or keep them waiting.
//!
//! Read next: `src-rust/app/src/demos/isolation/hook.js`, the hook that stands between the isolated window and Rust.

mod rule;

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use footbridge::ipc::Response;
use footbridge::{
    AppHandle, Builder, Commands, Events, State, WindowConfig, command, events, generate_handler,
};
use serde::Serialize;
use ts_rs::TS;

use self::rule::Rule;
use crate::Failure;
use crate::thief::{self, Labels, Refused, Verdict};

/// The commands of this demo.
pub const COMMANDS: Commands =
    generate_handler![open_isolated, file_letter, empty_drawer, read_mebibyte, send_stolen];

/// What the two windows tell each other.
pub const EVENTS: Events = events!["isolation-asked" => Asked, "isolation-told" => Told];

const LABEL: &str = "isolated";
const MEBIBYTE: usize = 1024 * 1024;
/// Letters that the drawer takes. Against a page that files them for ever.
const LETTERS_MAX: usize = 1_000;

/// Letters by their path, with the number of copies.
#[derive(Default)]
struct Drawer(Mutex<BTreeMap<String, u32>>);

/// Hands the drawer to the app.
pub fn setup(builder: Builder) -> Builder {
    builder.manage(Drawer::default())
}

/// What the plain window asks the isolated one to call.
#[derive(Serialize, TS)]
pub struct Asked {
    /// Stands in the answer again.
    pub id: u32,
    /// The command.
    pub command: String,
    /// The letter, for a command that takes one.
    pub letter: Option<Letter>,
}

/// The arguments of `file_letter`.
#[derive(Serialize, TS)]
pub struct Letter {
    /// Where it goes.
    pub path: String,
    /// How many of it.
    pub copies: u32,
}

/// What became of it.
#[derive(Serialize, TS)]
pub struct Told {
    /// That of the question; 0 when the isolated window is ready for questions.
    pub id: u32,
    /// What Rust answered, as text.
    pub answer: Option<String>,
    /// Why it did not.
    pub refusal: Option<Refused>,
    /// From the call to its end. Unit: milliseconds.
    pub ms: f64,
    /// What went to Rust.
    pub sealed: Option<Sealed>,
}

/// A sealed message.
#[derive(Serialize, TS)]
pub struct Sealed {
    /// The command that it was sealed for.
    pub command: String,
    /// Id of the callback for a success.
    pub callback: u32,
    /// Id of the callback for a failure.
    pub error: u32,
    /// `<session>;<number>`.
    pub seal: String,
    /// How long the frame had it. Unit: milliseconds.
    pub ms: f64,
    /// Its bytes, two hexadecimal digits each.
    pub hex: String,
}

/// Opens the isolated window, with a hook that goes by this rule. One that is open is opened anew: a window keeps its
/// hook for as long as it lives.
#[command]
async fn open_isolated(rule: Rule, app: AppHandle) -> Result<(), Failure> {
    let isolation = rule.into_hook()?;
    let failed = |error| Failure::new("no_window", format!("The isolated window did not open: {error}."));
    if let Some(open) = app.window(LABEL) {
        open.destroy().map_err(failed)?;
    }
    let config = WindowConfig {
        label: LABEL.into(),
        title: "Footbridge: an isolated window".into(),
        path: "index.html?page=isolation".into(),
        width: 420.0,
        height: 300.0,
        min_width: 320.0,
        min_height: 200.0,
        isolation: Some(isolation),
        ..WindowConfig::default()
    };
    app.open_window(config).await.map(drop).map_err(failed)
}

/// Puts copies of a letter into the drawer, and says how many it holds.
#[command]
fn file_letter(path: String, copies: u32, drawer: State<'_, Drawer>) -> Result<String, Failure> {
    let mut letters = drawer.0.lock().unwrap_or_else(PoisonError::into_inner);
    if letters.len() >= LETTERS_MAX && !letters.contains_key(&path) {
        return Err(Failure::new("drawer_full", "The drawer is full. Empty it first."));
    }
    let filed = format!("{copies} filed as {path}");
    let held = letters.entry(path).or_default();
    *held = held.saturating_add(copies);
    let all = letters.values().fold(0_u32, |sum, copies| sum.saturating_add(*copies));
    Ok(format!("{filed}, {all} in the drawer"))
}

/// Throws all letters away. The hook has it on no list.
#[command]
fn empty_drawer(drawer: State<'_, Drawer>) -> String {
    let letters = std::mem::take(&mut *drawer.0.lock().unwrap_or_else(PoisonError::into_inner));
    format!("{} letters thrown away", letters.len())
}

/// A mebibyte of bytes, to measure what isolation costs.
#[command]
fn read_mebibyte() -> Response {
    Response::new(vec![0x5a; MEBIBYTE])
}

/// Sends a sealed message once more, as somebody would who has stolen it together with the invoke key: under these labels,
/// through every gate of the bridge.
#[command]
fn send_stolen(
    command: &str,
    callback: u32,
    error: u32,
    seal: &str,
    bytes: Bytes,
    app: AppHandle,
) -> Result<Verdict, Failure> {
    let gone = || Failure::new("no_window", "The isolated window is closed. Open it first.");
    let page = app.page(LABEL).ok_or_else(gone)?;
    let labels = Labels { command, callback, error, seal: Some(seal), trace: None };
    thief::send(&app, &page, &labels, bytes)
}
