//! The shell as the bridge sees it: wishes, sent to the thread that owns the windows.

use footbridge::{Host, Theme, WebviewConfig, WindowConfig, host::Done};
use tao::event_loop::EventLoopProxy;

use crate::{
    Error,
    contained::contained,
    options::WebviewOptions,
    platform,
    windows::{Target, Windows},
};

/// Something to do with the windows, on the thread that owns them.
#[expect(clippy::type_complexity, reason = "the one place that names it")]
pub(crate) struct Task(Box<dyn FnOnce(&mut Windows, &Target) + Send>);

impl Task {
    /// Runs it. A panic ends the task alone.
    pub(crate) fn run(self, windows: &mut Windows, target: &Target) {
        contained(|| (self.0)(windows, target));
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
    pub(crate) fn send(&self, task: impl FnOnce(&mut Windows, &Target) + Send + 'static) {
        let _ = self.0.send_event(Task(Box::new(task)));
    }
}

impl Host for EventLoopHost {
    fn run_on_main_thread(&self, task: Box<dyn FnOnce() + Send>) {
        platform::run_on_main_thread(self, task);
    }

    fn is_main_thread(&self) -> bool {
        platform::is_main_thread()
    }

    fn open_window(&self, config: WindowConfig, done: Done) {
        self.send(move |windows, target| {
            done(windows.open_configured(target, &config).map_err(Into::into));
        });
    }

    fn open_webview(&self, config: WebviewConfig, done: Done) {
        self.send(move |windows, _| {
            let options = WebviewOptions::try_from(&config).map_err(Error::from);
            let opened = options.and_then(|options| windows.open_view(&config.window, &options, None));
            done(opened.map_err(Into::into));
        });
    }

    fn close_window(&self, label: &str) {
        let label = label.to_owned();
        self.send(move |windows, _| windows.close(&label));
    }

    fn destroy_window(&self, label: &str) {
        let label = label.to_owned();
        self.send(move |windows, _| windows.destroy(&label));
    }

    fn close_webview(&self, label: &str) {
        let label = label.to_owned();
        self.send(move |windows, _| {
            let _ = windows.close_view(&label);
        });
    }

    fn plugins_changed(&self) {
        self.send(|windows, _| windows.plugins_changed());
    }

    fn exit(&self, code: i32) -> Result<(), footbridge::Error> {
        self.send(move |windows, _| windows.exit(code));
        Ok(())
    }

    fn set_theme(&self, theme: Option<Theme>) -> Result<(), footbridge::Error> {
        self.send(move |windows, _| windows.set_theme(theme));
        Ok(())
    }

    fn focus_window(&self, label: &str) {
        let label = label.to_owned();
        self.send(move |windows, _| windows.focus(&label));
    }
}
