//! The engine's objects belong to the main thread. Other threads may hold one and hand it back, and nothing else.

use gtk::glib::{ControlFlow, MainContext, Priority, idle_source_new, thread_guard::ThreadGuard};

use crate::contained::contained;

/// Runs a task on the main thread, after what was enqueued before it, and never inside the call that enqueues it. A panic ends
/// the task alone.
pub(super) fn enqueue(task: impl FnOnce() + Send + 'static) {
    let mut task = Some(task);
    let source = idle_source_new(None, Priority::DEFAULT, move || {
        if let Some(task) = task.take() {
            contained(task);
        }
        ControlFlow::Break
    });
    source.attach(Some(&MainContext::default()));
}

/// A value that any thread may hold, and that goes home to be used or dropped.
pub(super) struct MainThreadBound<T: 'static>(Option<ThreadGuard<T>>);

impl<T> MainThreadBound<T> {
    /// Takes hold of a value. Call it on the main thread, where the value is.
    pub(super) fn new(value: T) -> Self {
        Self(Some(ThreadGuard::new(value)))
    }

    /// Takes the value home and uses it there.
    pub(super) fn use_at_home(mut self, work: impl FnOnce(T) + Send + 'static) {
        if let Some(guard) = self.0.take() {
            enqueue(move || work(guard.into_inner()));
        }
    }
}

impl<T> Drop for MainThreadBound<T> {
    fn drop(&mut self) {
        if let Some(guard) = self.0.take() {
            enqueue(move || drop(guard));
        }
    }
}
