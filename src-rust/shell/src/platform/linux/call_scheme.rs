//! `ipc://localhost/<command>`: a request of the engine becomes a request of the bridge.
//!
//! Who called and from where is said here, by what the engine asserts and no page can write. The body is handed on as a
//! promise: the bridge asks for it when key and capability have let the call through.

use std::collections::HashMap;

use footbridge::{AppHandle, Page, Refusal, transport::custom_protocol, wire::Incoming};
use futures_util::FutureExt;
use gtk::glib::MainContext;
use http::{Request, header::ORIGIN, request::Parts};
use tokio::sync::oneshot;
use webkit2gtk::{URISchemeRequest, URISchemeRequestExt, WebView};

use super::{body, main_thread::MainThreadBound, scheme};
use crate::origin::{self, Loaded};

/// Receives a request of the call scheme.
pub(super) fn receive(
    app: &AppHandle,
    pages: &HashMap<WebView, (Page, Loaded)>,
    head: Parts,
    request: URISchemeRequest,
) {
    let known = request.web_view().and_then(|view| pages.get(&view));
    let header = head.headers.get(ORIGIN).and_then(|origin| origin.to_str().ok());
    let (page, origin) = match known {
        Some((page, loaded)) => (Some(page), loaded.origin_of_request(header)),
        None => (None, origin::of_request(None, header)),
    };

    let body = promise(request.clone());
    let answered = MainThreadBound::new(request);
    custom_protocol::receive(app, page, origin, Request::from_parts(head, body), move |response| {
        answered.use_at_home(move |request| scheme::finish(&request, response));
    });
}

fn promise(request: URISchemeRequest) -> Incoming {
    let request = MainThreadBound::new(request);
    Incoming::Later(Box::new(move |memory, bytes_max| {
        let (sender, read) = oneshot::channel();
        request.use_at_home(move |request| {
            MainContext::default().spawn_local(async move {
                let _ = sender.send(body::read(&request, memory, bytes_max).await);
            });
        });
        read.map(|read| read.unwrap_or_else(|_| Err(Refusal::body_unreadable("the window is gone")))).boxed()
    }))
}
