//! What goes wrong for whoever starts an app. Nothing here crosses the wire.

/// Why a shell could not start, or a window not be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no screen to open a window on.
    #[error("there is no display to open a window on; start it in a desktop session, or under `xvfb-run -a`")]
    NoDisplay,
    /// The window icon is no picture of the size it claims.
    #[error("the window icon is wrong: {0}")]
    Icon(#[from] tao::window::BadIcon),
    /// The system refused a window.
    #[error("the system gave no window: {0}")]
    Window(#[from] tao::error::OsError),
    /// The engine refused a webview.
    #[error("the engine gave no webview: {0}")]
    Webview(#[from] wry::Error),
    /// The engine lacks something that the shell is built on.
    #[error("the engine lacks {0}")]
    Engine(&'static str),
    /// The bridge refused the window's page.
    #[error(transparent)]
    Bridge(#[from] footbridge::Error),
}

impl From<Error> for footbridge::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Bridge(error) => error,
            other => Self::Host(other.to_string()),
        }
    }
}
