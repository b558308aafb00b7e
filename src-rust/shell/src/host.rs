//! The shell as the bridge sees it: four wishes, sent to the thread that owns the windows.

use footbridge::{Error, Host, WindowConfig};
use tao::event_loop::{EventLoopProxy, EventLoopWindowTarget};

use crate::{platform, windows::Windows};

/// Something to do with the windows, on the thread that owns them.
#[expect(clippy::type_complexity, reason = "the one place that names it")]
pub(crate) struct Task(Box<dyn FnOnce(&mut Windows, &EventLoopWindowTarget<Task>) + Send>);

impl Task {
    pub(crate) fn run(self, windows: &mut Windows, target: &EventLoopWindowTarget<Task>) {
        (self.0)(windows, target);
    }
}

/// The way to the event loop, from any thread.
#[derive(Clone)]
pub(crate) struct EventLoopHost(EventLoopProxy<Task>);

impl EventLoopHost {
    pub(crate) fn new(proxy: EventLoopProxy<Task>) -> Self {
        Self(proxy)
    }

    /// Sends a task. One that comes after the loop has ended is dropped, and tells whoever waits for it by that.
    pub(crate) fn send(
        &self,
        task: impl FnOnce(&mut Windows, &EventLoopWindowTarget<Task>) + Send + 'static,
    ) {
        let _ = self.0.send_event(Task(Box::new(task)));
    }
}

impl Host for EventLoopHost {
    fn run_on_main_thread(&self, task: Box<dyn FnOnce() + Send>) {
        platform::run_on_main_thread(self, task);
    }

    fn open_window(&self, config: WindowConfig, done: Box<dyn FnOnce(Result<(), Error>) + Send>) {
        self.send(move |windows, target| done(windows.open(target, &config).map_err(Error::from)));
    }

    fn close_window(&self, label: &str) {
        let label = label.to_owned();
        self.send(move |windows, _| windows.close(&label));
    }

    fn focus_window(&self, label: &str) {
        let label = label.to_owned();
        self.send(move |windows, _| windows.focus(&label));
    }
}
