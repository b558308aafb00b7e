//! # permissions
//!
//! Every command against every window: who may call it, which line of which file says so, and the call itself.
//!
//! Click a cell and read why, with what the command may touch and what to change.
//! Then try the call from this window and from the visitor's, and compare the answers with what was foretold.
//!
//! Read next: `src-rust/bridge/src/acl/decision.rs`, which puts a decision into words.

mod table;

use std::time::Duration;

use footbridge::acl::{Caller, Decision};
use footbridge::{
    AppHandle, CommandScope, Commands, Events, Origin, WindowConfig, command, events, gate, generate_handler,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use url::Url;

use self::table::PermissionTable;
use crate::Failure;

/// The commands of this demo: three that ask, and four to be tried.
pub const COMMANDS: Commands = generate_handler![
    permission_table,
    explain_call,
    open_visitor,
    ring_bell,
    sign_book,
    burn_book,
    see_shelves
];

/// What the two pages of this demo tell each other: Rust has no part in it.
pub const EVENTS: Events = events!["try-call" => TrialOrder, "tried" => Tried, "visitor-ready" => ()];

const VISITOR: &str = "visitor";
/// How long the bell may be asked to wait. Unit: seconds. Against calls that wait for ever.
const SECONDS_MAX: u32 = 60;

/// A call that the visitor's window is asked to make.
#[derive(Debug, Serialize, TS)]
pub struct TrialOrder {
    /// The page's own count of such calls.
    pub number: u32,
    /// The command's name.
    pub command: String,
    /// Its arguments, as JSON.
    pub arguments: String,
}

/// What became of a call that was made for real.
#[derive(Debug, Serialize, TS)]
pub struct Tried {
    /// The number of the order.
    pub number: u32,
    /// Whether it was answered with a value, and not with an error.
    pub answered: bool,
    /// The code of the error.
    pub code: String,
    /// The value as JSON, shortened, or the error's sentence.
    pub text: String,
}

/// Every command, and which webview may call it: one of a page from `origin`, or of the app's own pages.
#[command]
fn permission_table(origin: Option<String>, app: AppHandle) -> Result<PermissionTable, Failure> {
    Ok(PermissionTable::of(&app, &read(origin)?))
}

/// What would become of a call, and why: the words in which a debug build refuses it.
#[command]
fn explain_call(
    command: &str,
    window: &str,
    webview: &str,
    origin: Option<String>,
    app: AppHandle,
) -> Result<Decision, Failure> {
    let origin = read(origin)?;
    Ok(gate::explain(&app.authority(), Caller { window, webview, origin: &origin }, command))
}

/// Opens the visitor's window, or raises it.
#[command]
async fn open_visitor(app: AppHandle) -> Result<(), Failure> {
    let config = WindowConfig {
        label: VISITOR.into(),
        title: "Footbridge: a visitor".into(),
        path: "index.html?page=permissions".into(),
        width: 460.0,
        height: 460.0,
        min_width: 320.0,
        ..WindowConfig::default()
    };
    let opened = app.open_window(config).await;
    opened
        .map(drop)
        .map_err(|error| Failure::new("no_window", format!("The visitor's window did not open: {error}.")))
}

/// Rings, after some seconds if it is to wait. Both windows may call it.
#[command]
async fn ring_bell(seconds: Option<u32>) -> Result<&'static str, Failure> {
    let seconds = seconds.unwrap_or(0);
    if seconds > SECONDS_MAX {
        return Err(Failure::new("too_long", format!("The bell waits {SECONDS_MAX} seconds at most.")));
    }
    tokio::time::sleep(Duration::from_secs(seconds.into())).await;
    Ok("The bell rang.")
}

/// Signs. Only the main window may call it.
#[command]
fn sign_book() -> &'static str {
    "The guest book is signed."
}

/// Burns. One entry opens it and another denies it, so nobody may call it.
#[command]
fn burn_book() -> &'static str {
    "You should not be able to read this."
}

/// A shelf, as the entries in the capability file name it.
#[derive(Debug, Clone, Deserialize, Serialize, TS)]
struct Shelf {
    shelf: String,
}

/// What the caller's entries name.
#[derive(Debug, Serialize, TS)]
struct Shelves {
    allowed: Vec<Shelf>,
    denied: Vec<Shelf>,
}

/// Answers with what it was handed: the shelves that the entries name by which this caller may call it.
#[command]
fn see_shelves(scope: CommandScope<Shelf>) -> Shelves {
    let all = |shelves: &[std::sync::Arc<Shelf>]| shelves.iter().map(|shelf| Shelf::clone(shelf)).collect();
    Shelves { allowed: all(scope.allows()), denied: all(scope.denies()) }
}

/// The origin that a person typed; nothing means the app's own pages.
fn read(origin: Option<String>) -> Result<Origin, Failure> {
    let Some(url) = origin.filter(|url| !url.trim().is_empty()) else { return Ok(Origin::Local) };
    Url::parse(url.trim()).map(Origin::Remote).map_err(|fault| {
        let message =
            format!("“{url}” is no address of a page: {fault}. Write one like https://example.com.");
        Failure::new("bad_origin", message)
    })
}
