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
use webkit2gtk::{URISchemeRequest, URISchemeRequestExt, WebView, WebViewExt};

use super::{body, main_thread::MainThreadBound, scheme};
use crate::origin;

/// Receives a request of the call scheme.
pub(super) fn receive(
    app: &AppHandle,
    pages: &HashMap<WebView, Page>,
    head: Parts,
    request: URISchemeRequest,
) {
    let view = request.web_view();
    let page = view.as_ref().and_then(|view| pages.get(view));
    let document = view.as_ref().and_then(WebViewExt::uri);
    let header = head.headers.get(ORIGIN).and_then(|origin| origin.to_str().ok());
    let origin = origin::of_request(document.as_deref(), header);

    let body = promise(request.clone());
    let answered = MainThreadBound::new(request);
    custom_protocol::receive(app, page, origin, Request::from_parts(head, body), move |response| {
        answered.use_at_home(move |request| scheme::finish(&request, response));
    });
}

fn promise(request: URISchemeRequest) -> Incoming {
    let request = MainThreadBound::new(request);
    Incoming::Later(Box::new(move |bytes_max| {
        let (sender, read) = oneshot::channel();
        request.use_at_home(move |request| {
            MainContext::default().spawn_local(async move {
                let _ = sender.send(body::read(&request, bytes_max).await);
            });
        });
        read.map(|read| read.unwrap_or_else(|_| Err(Refusal::body_unreadable("the window is gone")))).boxed()
    }))
}
