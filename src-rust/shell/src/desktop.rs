//! The desktop as the commands of the plugins see it: questions and wishes, answered by the event loop.

use std::time::Duration;

use tokio::{sync::oneshot, time::timeout};

use crate::{
    Error,
    host::EventLoopHost,
    options::{WebviewOptions, WindowOptions},
    platform,
    windows::{Target, Windows},
};

/// How long whoever opens a window waits for it to come to the screen. A window manager need not bring it there.
const SHOWN_WITHIN: Duration = Duration::from_secs(1);

/// A state of the app while its shell runs.
pub(crate) struct Desktop(EventLoopHost);

impl Desktop {
    pub(crate) fn new(host: EventLoopHost) -> Self {
        Self(host)
    }

    /// Asks the event loop. The answer comes in a later turn than the question, so that a wish that the window system
    /// queues has been granted by then.
    ///
    /// # Errors
    /// Those of `question`, and [`Error::Ending`] when the loop is not there any more.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Windows, &Target) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (sender, answer) = oneshot::channel();
        let host = self.0.clone();
        self.0.send(move |windows, target| {
            let answer = question(windows, target);
            let send = move || drop(sender.send(answer));
            platform::run_on_main_thread(&host, Box::new(send));
        });
        answer.await.map_err(|_| Error::Ending)?
    }

    /// Opens a window, with a webview that fills it or without, and waits until it is on the screen.
    pub(crate) async fn open(
        &self,
        options: WindowOptions,
        main: Option<WebviewOptions>,
    ) -> Result<(), Error> {
        let shown = self.ask(move |windows, target| {
            windows.open(target, &options, main.as_ref())?;
            Ok(windows.find(&options.label).map(|open| platform::shown(&open.window)))
        });
        // It may have been closed by now, which is nothing to wait for.
        if let Ok(shown) = shown.await? {
            let _ = timeout(SHOWN_WITHIN, shown).await;
        }
        Ok(())
    }
}
