//! Scripts on their way to a webview.

use std::{ptr, sync::OnceLock};

use footbridge::{Courier, Delivery, Outlet};
use gtk::gio::ffi::GAsyncResult;
use gtk::glib::{
    self, SendWeakRef,
    ffi::gpointer,
    gobject_ffi::{GObject, g_object_unref},
    object::ObjectExt,
    translate::{ToGlibPtr, from_glib_full},
};
use wry::WebViewExtUnix;

use super::main_thread::enqueue;
use crate::contained::contained;

/// The way from any thread into one webview's main frame. It does not keep the webview alive.
#[derive(Default)]
pub(crate) struct PageOutlet(OnceLock<SendWeakRef<webkit2gtk::WebView>>);

impl PageOutlet {
    /// Ties the outlet to its webview, which is built later than the page that holds the outlet.
    pub(crate) fn bind(&self, view: &wry::WebView) {
        let _ = self.0.set(view.webview().downgrade().into());
    }
}

impl Courier for PageOutlet {
    fn deliver(&self, mut delivery: Delivery) {
        let Some(view) = self.0.get().cloned() else { return };
        enqueue(move || {
            let Some(view) = view.upgrade() else { return };
            if let Some(script) = delivery.script() {
                let run = move |run: Result<(), glib::Error>| {
                    if let Err(error) = run {
                        tracing::error!(%error, "a delivery did not run in the page");
                    }
                    drop(delivery);
                };
                evaluate(&view, &script, Some(Box::new(run)));
            }
        });
    }
}

impl Outlet for PageOutlet {
    fn evaluate(&self, script: String) {
        let Some(view) = self.0.get().cloned() else { return };
        enqueue(move || {
            if let Some(view) = view.upgrade() {
                evaluate(&view, &script, None);
            }
        });
    }
}

/// Told when the page has run a script, or will not.
type Run = Box<dyn FnOnce(Result<(), glib::Error>)>;

/// Evaluates a script. The safe wrapper would copy it once more, and always ask for its value, which the engine would
/// then serialize and send across processes for nobody.
fn evaluate(view: &webkit2gtk::WebView, script: &str, run: Option<Run>) {
    let Ok(length) = script.len().try_into() else { return };
    let is_asked = run.is_some();
    let run = run.map_or(ptr::null_mut(), |run| Box::into_raw(Box::new(run)).cast());
    // SAFETY: `view` is a live web view, on the main thread. `script` is `length` bytes of UTF-8 that the engine copies
    // before it returns; it needs no terminator, because its length is given. The engine takes a null world, source
    // and cancellable for the defaults. It calls `finished` once, with the pointer that is made for it here, and nothing
    // when there is no callback.
    unsafe {
        webkit2gtk::ffi::webkit_web_view_evaluate_javascript(
            view.to_glib_none().0,
            script.as_ptr().cast(),
            length,
            ptr::null(),
            ptr::null(),
            ptr::null_mut(),
            is_asked.then_some(finished),
            run,
        );
    }
}

/// Takes the end of an evaluation from the engine.
///
/// # Safety
/// `view` and `result` are what the engine hands to the callback of an evaluation, and `run` is the `Run` that
/// [`evaluate`] gave it.
unsafe extern "C" fn finished(view: *mut GObject, result: *mut GAsyncResult, run: gpointer) {
    let mut error = ptr::null_mut();
    // SAFETY: as above; the value and the error are ours to let go of, and each may be null.
    let (run, ended) = unsafe {
        let value =
            webkit2gtk::ffi::webkit_web_view_evaluate_javascript_finish(view.cast(), result, &mut error);
        if !value.is_null() {
            g_object_unref(value.cast());
        }
        let ended = if error.is_null() { Ok(()) } else { Err(from_glib_full::<_, glib::Error>(error)) };
        (Box::from_raw(run.cast::<Run>()), ended)
    };
    contained(|| run(ended));
}
