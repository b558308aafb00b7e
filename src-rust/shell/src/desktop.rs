//! The desktop as the commands of the plugins see it: questions and wishes, answered by the event loop.

use tokio::sync::oneshot;

use crate::{
    Error,
    host::EventLoopHost,
    platform,
    windows::{Target, Windows},
};

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
}
