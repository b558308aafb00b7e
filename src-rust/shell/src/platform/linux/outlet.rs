//! Scripts on their way to a webview.

use std::{ptr, sync::OnceLock};

use footbridge::{Delivery, Outlet};
use gtk::gio::Cancellable;
use gtk::glib::{SendWeakRef, object::ObjectExt, translate::ToGlibPtr};
use webkit2gtk::WebViewExt;
use wry::WebViewExtUnix;

use super::main_thread::enqueue;

/// The way from any thread into one webview's main frame. It does not keep the webview alive.
#[derive(Default)]
pub(crate) struct PageOutlet(OnceLock<SendWeakRef<webkit2gtk::WebView>>);

impl PageOutlet {
    /// Ties the outlet to its webview, which is built later than the page that holds the outlet.
    pub(crate) fn bind(&self, view: &wry::WebView) {
        let _ = self.0.set(view.webview().downgrade().into());
    }
}

impl Outlet for PageOutlet {
    fn evaluate(&self, script: String) {
        let Some(view) = self.0.get().cloned() else { return };
        enqueue(move || {
            if let Some(view) = view.upgrade() {
                evaluate(&view, &script);
            }
        });
    }

    fn deliver(&self, mut delivery: Delivery) {
        let Some(view) = self.0.get().cloned() else { return };
        enqueue(move || {
            let Some(view) = view.upgrade() else { return };
            if let Some(script) = delivery.script() {
                view.evaluate_javascript(&script, None, None, Cancellable::NONE, move |run| {
                    if let Err(error) = run {
                        tracing::error!(%error, "a delivery did not run in the page");
                    }
                    drop(delivery);
                });
            }
        });
    }
}

/// Evaluates without asking for the value, which the safe wrapper always does: the engine would serialize it and send
/// it across processes for nobody.
fn evaluate(view: &webkit2gtk::WebView, script: &str) {
    let Ok(length) = script.len().try_into() else { return };
    // SAFETY: `view` is a live web view, on the main thread. `script` is `length` bytes of UTF-8 that the engine copies
    // before it returns; it needs no terminator, because its length is given. The engine takes a null world, source
    // and cancellable for the defaults, and calls nothing back when the callback is null.
    unsafe {
        webkit2gtk::ffi::webkit_web_view_evaluate_javascript(
            view.to_glib_none().0,
            script.as_ptr().cast(),
            length,
            ptr::null(),
            ptr::null(),
            ptr::null_mut(),
            None,
            ptr::null_mut(),
        );
    }
}
