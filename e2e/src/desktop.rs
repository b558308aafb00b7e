//! The desktop around the app: its windows as the window manager knows them, and the native file dialog.

use std::cell::Cell;
use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ConfigureWindowAux, ConnectionExt as _, EventMask, Window,
};
use x11rb::rust_connection::RustConnection;

use crate::driver::USE_XTASK;
use crate::{App, Failure, Result, eventually};

x11rb::atom_manager! {
    /// The names of the window manager's protocol.
    Atoms: AtomsCookie {
        _NET_ACTIVE_WINDOW,
        _NET_CLIENT_LIST,
        _NET_CLOSE_WINDOW,
        _NET_SUPPORTING_WM_CHECK,
        _NET_WM_PID,
        _NET_WM_WINDOW_TYPE,
        _NET_WM_WINDOW_TYPE_DIALOG,
    }
}

/// A connection to the screen, and what it is asked about.
struct Screen {
    connection: RustConnection,
    atoms: Atoms,
    root: Window,
}

impl Screen {
    fn open() -> Result<Self> {
        let (connection, number) = x11rb::connect(None).map_err(|error| {
            Failure::new(format!("there is no display to drive the app on ({error}): {USE_XTASK}"))
        })?;
        let atoms = Atoms::new(&connection)?.reply()?;
        let root = connection.setup().roots[number].root;
        Ok(Self { connection, atoms, root })
    }

    fn values(&self, window: Window, property: u32) -> Result<Vec<u32>> {
        let reply = self.connection.get_property(false, window, property, AtomEnum::ANY, 0, 1024)?.reply()?;
        Ok(reply.value32().map(Iterator::collect).unwrap_or_default())
    }

    /// The windows of process `pid`, oldest first: dialogs, or all others.
    fn windows(&self, pid: u32, dialogs: bool) -> Result<Vec<Window>> {
        let mut windows = self.values(self.root, self.atoms._NET_CLIENT_LIST)?;
        windows.retain(|window| {
            let has =
                |property, value| self.values(*window, property).is_ok_and(|values| values.contains(&value));
            has(self.atoms._NET_WM_PID, pid)
                && has(self.atoms._NET_WM_WINDOW_TYPE, self.atoms._NET_WM_WINDOW_TYPE_DIALOG) == dialogs
        });
        Ok(windows)
    }
}

/// Whether a window manager runs.
pub async fn is_managed() -> Result<bool> {
    let screen = Screen::open()?;
    Ok(!screen.values(screen.root, screen.atoms._NET_SUPPORTING_WM_CHECK)?.is_empty())
}

/// Whether process `pid` shows a window.
pub fn shows_window(pid: u32) -> Result<bool> {
    Ok(!Screen::open()?.windows(pid, false)?.is_empty())
}

/// The first window of process `pid`. The driver may know a page before the window manager has its window, so it is
/// waited for.
pub async fn main_window(pid: u32) -> Result<Window> {
    let first = async || {
        let windows = Screen::open()?.windows(pid, false)?;
        windows.first().copied().ok_or_else(|| Failure::new("none"))
    };
    eventually("a window of the app", first, |_| true).await
}

/// The newest window of process `pid`, which is not its first. It is waited for.
pub async fn newest_window(pid: u32) -> Result<Window> {
    let newest = async || match Screen::open()?.windows(pid, false)?[..] {
        [_, .., newest] => Ok(newest),
        _ => Err(Failure::new("none")),
    };
    eventually("a second window of the app", newest, |_| true).await
}

/// Asks the window manager to give `window` this size, without its frame, in the corner of the screen.
pub fn resize(window: Window, width: u32, height: u32) -> Result {
    let screen = Screen::open()?;
    let size = ConfigureWindowAux::new().x(0).y(0).width(width).height(height);
    screen.connection.configure_window(window, &size)?.check()?;
    Ok(())
}

/// Has the window manager close `window`, as its close button does.
pub fn close(window: Window) -> Result {
    let screen = Screen::open()?;
    // The second datum says that a person asks (Extended Window Manager Hints, "Source indication in requests").
    let message = ClientMessageEvent::new(32, window, screen.atoms._NET_CLOSE_WINDOW, [0, 2, 0, 0, 0]);
    let mask = EventMask::SUBSTRUCTURE_NOTIFY | EventMask::SUBSTRUCTURE_REDIRECT;
    screen.connection.send_event(false, screen.root, mask, message)?.check()?;
    Ok(())
}

/// The native file dialog, open and with the focus. Driven with real keys.
pub struct FileDialog<'a>(&'a App);

impl<'a> FileDialog<'a> {
    /// Waits until the dialog is there and takes the keys.
    pub async fn opened(app: &'a App) -> Result<Self> {
        let has_focus = async || {
            let screen = Screen::open()?;
            let dialogs = screen.windows(app.pid(), true)?;
            let active = screen.values(screen.root, screen.atoms._NET_ACTIVE_WINDOW)?;
            Ok((!dialogs.is_empty() && dialogs == active, dialogs, active))
        };
        eventually("the file dialog to open and take the focus", has_focus, |(has, ..)| *has).await?;
        Ok(Self(app))
    }

    /// Chooses the file at `path` by typing its path.
    pub async fn choose(self, path: &Path) -> Result {
        let typed = || {
            press("ctrl+l")?;
            press("ctrl+a")?;
            xdotool(["type".as_ref(), path.as_os_str()])
        };
        // The dialog ignores this while it looks the path up. Return would do as well, but once the dialog has
        // closed it would press whatever has the focus in the page.
        self.closes_after(typed, "alt+o").await
    }

    /// Chooses the home folder, which is the run's own.
    pub async fn choose_home(self) -> Result {
        self.closes_after(|| press("alt+Home"), "alt+o").await
    }

    /// Has it save to `path`, by typing that in the place of the name it offers.
    pub async fn save(self, path: &Path) -> Result {
        let typed = || {
            press("ctrl+a")?;
            xdotool(["type".as_ref(), path.as_os_str()])
        };
        self.closes_after(typed, "alt+s").await
    }

    /// Dismisses it.
    pub async fn dismiss(self) -> Result {
        self.closes("Escape").await
    }

    /// Presses `key` until the dialog has closed.
    pub async fn closes(self, key: &str) -> Result {
        self.closes_after(|| Ok(()), key).await
    }

    /// Types, and presses `key` until the dialog has closed. A dialog that was not ready for the first letters gets all of
    /// them again.
    async fn closes_after(self, typed: impl Fn() -> Result, key: &str) -> Result {
        const PRESSES: u32 = 50;
        let presses = Cell::new(0_u32);
        let still_open = async || {
            let dialogs = Screen::open()?.windows(self.0.pid(), true)?;
            if !dialogs.is_empty() {
                if presses.get().is_multiple_of(PRESSES) {
                    typed()?;
                }
                presses.set(presses.get() + 1);
                press(key)?;
            }
            Ok(dialogs)
        };
        eventually("the file dialog to close", still_open, Vec::is_empty).await?;
        Ok(())
    }
}

fn press(key: &str) -> Result {
    xdotool(["key".as_ref(), "--clearmodifiers".as_ref(), key.as_ref()])
}

fn xdotool<const N: usize>(args: [&OsStr; N]) -> Result {
    let output = Command::new("xdotool").args(args).output();
    let output =
        output.map_err(|error| Failure::new(format!("xdotool cannot be started ({error}): {USE_XTASK}")))?;
    if output.status.success() {
        return Ok(());
    }
    Err(Failure::new(format!("xdotool {args:?}: {}", String::from_utf8_lossy(&output.stderr))))
}
