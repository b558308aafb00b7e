//! # resources
//!
//! A file that Rust keeps open for a page under a number: read through it, close it, use it after that.
//!
//! Open the tide table and read its next lines. Close it, and read once more.
//! Then open it for the page, the window and the app, reload, and see which of them are left.
//!
//! Read next: `src-rust/bridge/src/resource.rs`, the table and who owns it.

mod handle;

use std::fs;
use std::sync::Arc;

use footbridge::ipc::Response;
use footbridge::resource::ResourceTable;
use footbridge::{AppHandle, Builder, Commands, SafeInteger, State, Webview, command, generate_handler};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use self::handle::{FileHandle, OpenFiles};
use crate::chosen::unreadable;
use crate::{DataDir, Failure, dialog};

/// The commands of this demo. The handle is closed by `plugin:resources|close`, which the bridge brings along.
pub const COMMANDS: Commands = generate_handler![open_tides, open_handle, read_next, seek, open_resources];

/// Bytes read at once. A page that asks for more gets this many, and the rest with its next call.
const READ_BYTES_MAX: u32 = 64 * 1024;

/// Puts the count of open files where the commands find it.
pub fn setup(builder: Builder) -> Builder {
    builder.manage(OpenFiles::default())
}

/// Whose table a resource stands in, and so what ends it at the latest.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
enum Owner {
    /// The page: a reload ends it.
    Page,
    /// The window: a reload leaves it, closing the window ends it.
    Window,
    /// The app: it ends with the app.
    App,
}

/// Opens the tide table that comes with the app. The answer is the resource's id.
#[command]
fn open_tides(
    owner: Owner,
    webview: Webview,
    data_dir: State<'_, DataDir>,
    open: State<'_, OpenFiles>,
) -> Result<u32, Failure> {
    let folder = data_dir.0.join("samples");
    let path = folder.join("tides.txt");
    fs::create_dir_all(&folder)
        .and_then(|()| fs::write(&path, include_str!("tides.txt")))
        .map_err(|error| unreadable(&path, &error))?;
    add(&webview, owner, open.handle(&path)?)
}

/// Shows the native dialog and opens what the person chose. The answer is `null` when that is nothing.
#[command]
async fn open_handle(
    owner: Owner,
    app: AppHandle,
    webview: Webview,
    open: State<'_, OpenFiles>,
) -> Result<Option<u32>, Failure> {
    match dialog::open_file(&app, "Choose a file to keep open", &[]).await? {
        Some(path) => add(&webview, owner, open.handle(&path)?).map(Some),
        None => Ok(None),
    }
}

/// Reads on where the last read ended: `length` bytes, fewer where the file ends, none at its end.
#[command]
fn read_next(rid: u32, length: u32, webview: Webview) -> Result<Response, Failure> {
    find(&webview, rid)?.read(length.min(READ_BYTES_MAX)).map(Response::new)
}

/// Lets the next read begin at `offset`, which may lie behind the end.
#[command]
fn seek(rid: u32, offset: SafeInteger, webview: Webview) -> Result<(), Failure> {
    find(&webview, rid)?.seek(offset.get())
}

/// What the page can reach by a resource id.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
struct Reach {
    resources: Vec<Row>,
    /// The files that this demo holds open, whoever owns them.
    open_files: u32,
}

/// A resource, as it stands in its table.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
struct Row {
    rid: u32,
    name: String,
    owner: Owner,
    /// Where the next read begins; `null` for a resource that is no file of this demo.
    position: Option<SafeInteger>,
    /// Its length; `null` as above.
    bytes: Option<SafeInteger>,
}

/// Lists the resources of the calling page, its window and the app.
#[command]
fn open_resources(webview: Webview, open: State<'_, OpenFiles>) -> Reach {
    let rows = tables(&webview).into_iter().flat_map(|(owner, table)| {
        let names = table.names();
        let row = move |(rid, name)| {
            let file = table.get::<FileHandle>(rid).ok();
            let place = file.as_ref().and_then(|file| file.place());
            Row { rid, name, owner, position: place.map(|(at, _)| at), bytes: place.map(|(_, bytes)| bytes) }
        };
        names.into_iter().map(row)
    });
    Reach { resources: rows.collect(), open_files: open.count() }
}

/// The tables in which a page looks for a number, as `plugin:resources|close` does: its own, its window's, the app's.
fn tables(webview: &Webview) -> [(Owner, Arc<ResourceTable>); 3] {
    [
        (Owner::Page, webview.resources_table()),
        (Owner::Window, webview.window().resources_table()),
        (Owner::App, webview.app_handle().resources_table()),
    ]
}

fn add(webview: &Webview, owner: Owner, handle: FileHandle) -> Result<u32, Failure> {
    let [page, window, app] = tables(webview);
    let (_, table) = match owner {
        Owner::Page => page,
        Owner::Window => window,
        Owner::App => app,
    };
    table
        .add(handle)
        .map_err(|error| Failure::new(error.code(), format!("The file was not kept open: {error}.")))
}

fn find(webview: &Webview, rid: u32) -> Result<Arc<FileHandle>, Failure> {
    let found = tables(webview).into_iter().find_map(|(_, table)| table.get::<FileHandle>(rid).ok());
    found.ok_or_else(|| {
        let message = format!(
            "No file is open under the number {rid}. It was closed, or its page or window is gone; open it again."
        );
        Failure::new("unknown_resource", message)
    })
}
