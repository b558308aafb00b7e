//! # remote
//!
//! A page that is not the app's, in a window of the app: what it may call, with and without a capability that names it.
//!
//! Open the page, and read what became of each of its calls. Switch the capability on, and look again, here and there.
//! The capability itself stands at the end: the address in it is that of the page, port and all.
//!
//! Read next: `src-rust/shell/src/origin.rs`, where a document is judged to be the app's own, or not.

mod visit;

use footbridge::ipc::Channel;
use footbridge::{AppHandle, Builder, Commands, State, WindowConfig, command, generate_handler};
use url::Url;

use self::visit::{Desk, Visit};
use crate::Failure;
use crate::loopback::OpenAddresses;

/// The commands of this demo.
pub const COMMANDS: Commands =
    generate_handler![watch_remote, open_remote, close_remote, switch_capability, greet_visitor];

/// The label of the page's window, and of the webview in it.
const LABEL: &str = "remote";

/// The name that the capability goes by in refusals. No such file exists: it is made while the app runs.
const FILE: &str = "capabilities/remote-page.json";

/// Takes in what is told of the window.
pub fn setup(builder: Builder) -> Builder {
    builder.manage(Desk::default()).plugin(visit::watcher())
}

/// Sends what there is to see, and again whenever that changes, until the page closes the channel or goes away.
#[command]
async fn watch_remote(visits: Channel<Visit>, desk: State<'_, Desk>) -> Result<(), Failure> {
    let mut changes = desk.changes();
    while visits.send(desk.visit()).await.is_ok() && changes.changed().await.is_ok() {}
    Ok(())
}

/// Serves the page on a port of its own and opens a window for it; or raises the window that is open.
#[command]
async fn open_remote(app: AppHandle, desk: State<'_, Desk>) -> Result<(), Failure> {
    let _turn = desk.turn().await;
    if let Some(window) = app.window(LABEL) {
        return window.set_focus().map_err(|error| not_opened(&error));
    }
    let address = desk.serve().await.map_err(|error| not_opened(&error))?;
    let url = Url::parse(&address).map_err(|error| not_opened(&error))?;
    app.state::<OpenAddresses>().open(LABEL, url);
    let config = WindowConfig {
        label: LABEL.into(),
        title: format!("Not the app’s: {address}"),
        path: address,
        width: 620.0,
        height: 560.0,
        min_width: 360.0,
        ..WindowConfig::default()
    };
    let opened = app.open_window(config).await;
    opened.map(drop).map_err(|error| {
        visit::end(&app);
        not_opened(&error)
    })
}

/// Closes the window. The site, its address and its capability go with it.
#[command]
fn close_remote(app: AppHandle) -> Result<(), Failure> {
    let window = app.window(LABEL).ok_or_else(no_page)?;
    window.destroy().map_err(|error| Failure::new("not_closed", format!("It did not close: {error}.")))
}

/// Gives the page one command by a capability that names its address, or takes it back; then has it call again.
#[command]
fn switch_capability(on: bool, app: AppHandle, desk: State<'_, Desk>) -> Result<(), Failure> {
    let webview = app.webview(LABEL).ok_or_else(no_page)?;
    let capability = desk.capability().ok_or_else(no_page)?;
    let switched = app.remove_capability(FILE).and_then(|_| match on {
        true => app.add_capability(FILE, capability),
        false => Ok(()),
    });
    switched
        .map_err(|error| Failure::new("not_switched", format!("The capability did not change: {error}.")))?;
    desk.set_granted(on);
    // A page whose script has not run yet calls by itself when it does.
    webview.eval("window.callAgain?.()");
    Ok(())
}

/// The one command that the capability gives.
#[command]
fn greet_visitor(name: &str) -> String {
    let name: String = name.chars().take(NAME_CHARS_MAX).collect();
    format!("Rust greets {name}, who comes from elsewhere.")
}

/// Characters of a name. Against a page that has all of its text sent back.
const NAME_CHARS_MAX: usize = 40;

fn no_page() -> Failure {
    Failure::new("not_open", "The page is not open. Open it first.")
}

fn not_opened(error: &dyn std::fmt::Display) -> Failure {
    Failure::new("no_page", format!("The page did not open: {error}."))
}
