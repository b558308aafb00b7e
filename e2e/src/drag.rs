//! Drops a file onto a window as a file manager does: this is a real drag source, speaking XDND to the app.
//!
//! The protocol: <https://www.freedesktop.org/wiki/Specifications/XDND/>. The source owns the selection `XdndSelection`,
//! tells the window under the pointer of the drag's coming (`XdndEnter`), place (`XdndPosition`) and end (`XdndDrop`);
//! the window says whether it would take it (`XdndStatus`), asks for the list of files, and says when it is done
//! (`XdndFinished`). No key and no button is pressed for it: how the person holds the drag is the source's own affair.

use std::path::Path;

use tokio::time::{Duration, Instant, sleep};
use x11rb::connection::Connection as _;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ConnectionExt as _, CreateWindowAux, EventMask, PropMode,
    SELECTION_NOTIFY_EVENT, SelectionNotifyEvent, SelectionRequestEvent, Window, WindowClass,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;
use x11rb::{COPY_DEPTH_FROM_PARENT, COPY_FROM_PARENT, CURRENT_TIME, NONE};

use crate::{Failure, Result};

x11rb::atom_manager! {
    /// The names of the drag protocol.
    Atoms: AtomsCookie {
        TARGETS,
        XdndActionCopy,
        XdndDrop,
        XdndEnter,
        XdndFinished,
        XdndLeave,
        XdndPosition,
        XdndSelection,
        XdndStatus,
        UriList: b"text/uri-list",
    }
}

const VERSION: u32 = 5;
const WITHIN: Duration = Duration::from_secs(30);
const BETWEEN_MOVES: Duration = Duration::from_millis(20);

/// Drags the file at `path` over `target`, to the place `at` in the window's own pixels, and drops it there.
///
/// # Errors
/// When the window never says that it would take the drop, or never finishes it.
pub async fn drop_file(target: Window, at: (i16, i16), path: &Path) -> Result {
    let source = Source::open(target, at, path)?;
    source.enter()?;
    // The window may have to ask its page first, so the pointer moves until the answer is yes; and once more over a window
    // that said yes, as a hand does.
    for _ in 0..2 {
        source
            .until("would take the drop", |event| is_yes(event, source.atoms.XdndStatus), || source.moves())
            .await?;
    }
    source.send(source.atoms.XdndDrop, [0, CURRENT_TIME, 0, 0])?;
    source.until("finished the drop", |event| is_of(event, source.atoms.XdndFinished), || Ok(())).await
}

struct Source {
    connection: RustConnection,
    atoms: Atoms,
    window: Window,
    target: Window,
    at_on_screen: (i16, i16),
    uri_list: String,
}

impl Source {
    fn open(target: Window, at: (i16, i16), path: &Path) -> Result<Self> {
        let (connection, number) = x11rb::connect(None)?;
        let atoms = Atoms::new(&connection)?.reply()?;
        let root = connection.setup().roots[number].root;
        let window = connection.generate_id()?;
        let size = CreateWindowAux::new();
        let class = WindowClass::INPUT_OUTPUT;
        connection
            .create_window(
                COPY_DEPTH_FROM_PARENT,
                window,
                root,
                0,
                0,
                1,
                1,
                0,
                class,
                COPY_FROM_PARENT,
                &size,
            )?
            .check()?;
        connection.set_selection_owner(window, atoms.XdndSelection, CURRENT_TIME)?.check()?;
        let place = connection.translate_coordinates(target, root, at.0, at.1)?.reply()?;
        connection.warp_pointer(NONE, root, 0, 0, 0, 0, place.dst_x, place.dst_y)?.check()?;
        let path =
            path.to_str().filter(|path| path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'%'));
        let path = path.ok_or_else(|| Failure::new("drop a file whose path needs no escapes"))?;
        let uri_list = format!("file://{path}\r\n");
        Ok(Self { connection, atoms, window, target, at_on_screen: (place.dst_x, place.dst_y), uri_list })
    }

    /// Announces the drag and the one type it has.
    fn enter(&self) -> Result {
        self.send(self.atoms.XdndEnter, [VERSION << 24, self.atoms.UriList, 0, 0])
    }

    /// Says where the pointer is. It rests; a window must answer all the same.
    fn moves(&self) -> Result {
        let (x, y) = self.at_on_screen;
        let place = (u32::from(x.cast_unsigned()) << 16) | u32::from(y.cast_unsigned());
        self.send(self.atoms.XdndPosition, [0, place, CURRENT_TIME, self.atoms.XdndActionCopy])
    }

    fn send(&self, kind: u32, [a, b, c, d]: [u32; 4]) -> Result {
        let message = ClientMessageEvent::new(32, self.target, kind, [self.window, a, b, c, d]);
        self.connection.send_event(false, self.target, EventMask::NO_EVENT, message)?.check()?;
        Ok(())
    }

    /// Repeats `nudge` and hands the files to whoever asks, until an event `is_it`.
    async fn until(&self, what: &str, is_it: impl Fn(&Event) -> bool, nudge: impl Fn() -> Result) -> Result {
        let end = Instant::now() + WITHIN;
        while Instant::now() < end {
            nudge()?;
            sleep(BETWEEN_MOVES).await;
            while let Some(event) = self.connection.poll_for_event()? {
                match &event {
                    Event::SelectionRequest(request) => self.give(request)?,
                    event if is_it(event) => return Ok(()),
                    _ => {}
                }
            }
        }
        Err(Failure::new(format!("the window under the drag never said that it {what}")))
    }

    fn give(&self, request: &SelectionRequestEvent) -> Result {
        let SelectionRequestEvent { requestor, property, target, selection, time, .. } = *request;
        let given = if target == self.atoms.UriList {
            let list = self.uri_list.as_bytes();
            self.connection
                .change_property8(PropMode::REPLACE, requestor, property, target, list)?
                .check()?;
            property
        } else if target == self.atoms.TARGETS {
            let targets = [self.atoms.TARGETS, self.atoms.UriList];
            self.connection
                .change_property32(PropMode::REPLACE, requestor, property, AtomEnum::ATOM, &targets)?
                .check()?;
            property
        } else {
            NONE
        };
        let answer = SelectionNotifyEvent {
            response_type: SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time,
            requestor,
            selection,
            target,
            property: given,
        };
        self.connection.send_event(false, requestor, EventMask::NO_EVENT, answer)?.check()?;
        Ok(())
    }
}

fn is_of(event: &Event, kind: u32) -> bool {
    matches!(event, Event::ClientMessage(message) if message.type_ == kind)
}

/// Bit 0 of the second word of an answer is its yes.
fn is_yes(event: &Event, kind: u32) -> bool {
    matches!(event, Event::ClientMessage(message)
        if message.type_ == kind && message.data.as_data32()[1] & 1 == 1)
}
