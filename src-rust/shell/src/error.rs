//! What goes wrong for whoever starts an app, and for a page that asks for something of a window.

use serde::{Serialize, Serializer, ser::SerializeStruct};
use ts_rs::TS;

/// Why a shell could not start, or a window not be opened.
#[derive(Debug, thiserror::Error, TS)]
#[ts(rename = "WindowError", type = "{ code: string, message: string }")]
#[non_exhaustive]
pub enum Error {
    /// There is no screen to open a window on.
    #[error("there is no display to open a window on; start it in a desktop session, or under `xvfb-run -a`")]
    NoDisplay,
    /// The window icon is no picture of the size it claims.
    #[error("the window icon is wrong: {width} by {height} pixels, four bytes each, are not {bytes} bytes")]
    Icon {
        /// The width that it claims, in pixels.
        width: u32,
        /// The height that it claims, in pixels.
        height: u32,
        /// What there is of it.
        bytes: usize,
    },
    /// A source was to be added to a policy that is none, or to no directive.
    #[error(
        "`{directive} {addition}` cannot be added to the policy; name a directive of it and one source, such as \
         `connect-src` and `https://api.example.com`"
    )]
    Policy {
        /// The directive that was named.
        directive: String,
        /// What was to be added to it.
        addition: String,
    },
    /// The system refused a window.
    #[error("the system gave no window: {0}")]
    Window(#[from] tao::error::OsError),
    /// The engine refused a webview.
    #[error("the engine gave no webview: {0}")]
    Webview(#[from] wry::Error),
    /// No window has this label.
    #[error("no window is labelled `{0}`")]
    NoWindow(String),
    /// No webview has this label.
    #[error("no webview is labelled `{0}`")]
    NoWebview(String),
    /// A window has this label already.
    #[error("a window is labelled `{0}` already; close it first or choose another label")]
    DuplicateWindow(String),
    /// As many windows as there may be.
    #[error("{0} windows are open, the most there may be; close one, or raise `Limits::pages_max`")]
    TooManyWindows(usize),
    /// A webview in a window says neither where it lies nor how large it is.
    #[error("a webview needs `x`, `y`, `width` and `height`, in logical pixels")]
    NoPlace,
    /// A window, a webview or an icon cannot be that wide or high.
    #[error("a side of {0} pixels cannot be drawn; take 1 to {max}", max = crate::limits::SIDE_MAX)]
    Side(f64),
    /// A document that is not the app's.
    #[error("`{0}` is not the app's; `Shell::navigation` can let a page go there")]
    Foreign(String),
    /// The options of a window or webview are not what they should be.
    #[error("the options are wrong: {0}")]
    Options(#[from] serde_json::Error),
    /// A title or an address that the system would take to end early.
    #[error(transparent)]
    Nul(#[from] footbridge::NulInText),
    /// Something that the windows of this platform cannot do, and why.
    #[error("{0} is not possible here: {1}")]
    Unsupported(&'static str, &'static str),
    /// The system did not do what it was asked.
    #[error("the system refused: {0}")]
    System(String),
    /// The event loop has ended.
    #[error("the app is ending")]
    Ending,
    /// The engine lacks something that the shell is built on.
    #[error("the engine lacks {0}")]
    Engine(&'static str),
    /// The bridge refused the window's page.
    #[error(transparent)]
    Bridge(#[from] footbridge::Error),
}

impl Error {
    /// What a page branches on.
    fn code(&self) -> &'static str {
        match self {
            Self::NoWindow(_) => "no_such_window",
            Self::NoWebview(_) => "no_such_webview",
            Self::DuplicateWindow(_) | Self::Bridge(footbridge::Error::DuplicateLabel(_)) => "label_taken",
            Self::Bridge(footbridge::Error::InvalidLabel(_)) => "invalid_label",
            Self::TooManyWindows(_) | Self::Bridge(footbridge::Error::TooManyPages(_)) => "too_many",
            Self::NoPlace | Self::Options(_) | Self::Nul(_) => "invalid_options",
            Self::Side(_) => "invalid_size",
            Self::Foreign(_) => "foreign_address",
            Self::Unsupported(..) => "unsupported",
            _ => "window_failed",
        }
    }
}

/// What a page gets to see: `{ code, message }`, as with the bridge's own refusals.
impl Serialize for Error {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Error", 2)?;
        object.serialize_field("code", self.code())?;
        object.serialize_field("message", &self.to_string())?;
        object.end()
    }
}

impl From<Error> for footbridge::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Bridge(error) => error,
            other => Self::Host(other.to_string()),
        }
    }
}
