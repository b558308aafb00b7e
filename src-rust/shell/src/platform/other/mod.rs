//! Engines that hand over a request's body with its head, through `wry`: WebView2 and WKWebView.

mod desktop;
mod stage;

use std::{io::Read, path::PathBuf};

use bytes::Bytes;
use footbridge::{
    AppHandle, Courier, Delivery, Outlet, Page,
    scheme::{SchemeBody, SchemeResponse},
    transport::custom_protocol,
    wire::Incoming,
};
use http::{Response, StatusCode, header::ORIGIN};
use wry::{WebContext, WebView, WebViewBuilder};

use crate::{
    Error,
    asset::Files,
    host::EventLoopHost,
    origin::{self, Loaded},
    placement::Placement,
    windows::OpenWindow,
};

pub(crate) use desktop::*;
pub(crate) use stage::{Stage, View};

#[cfg(windows)]
pub(crate) const ENGINE: &str = "WebView2";
#[cfg(not(windows))]
pub(crate) const ENGINE: &str = "WebKit";

pub(crate) fn prepare() -> Result<(), Error> {
    Ok(())
}

/// A task is sent to the event loop in any case.
pub(crate) fn is_main_thread() -> bool {
    false
}

pub(crate) fn run_on_main_thread(host: &EventLoopHost, task: Box<dyn FnOnce() + Send>) {
    host.send(move |_, _| task());
}

/// The source of what is dragged over one webview. These engines tell of files alone that the system hands over.
#[derive(Clone, Default)]
pub(crate) struct DragSource;

impl DragSource {
    pub(crate) fn watch(&self, _: &View) {}

    pub(crate) fn is_own(&self) -> bool {
        false
    }
}

/// One engine context for all webviews of the app.
pub(crate) struct Engine {
    context: WebContext,
    app: AppHandle,
    host: EventLoopHost,
    files: Files,
}

impl Engine {
    pub(crate) fn new(
        app: AppHandle,
        host: EventLoopHost,
        files: Files,
        data_dir: Option<PathBuf>,
        automation: bool,
    ) -> Self {
        let mut context = WebContext::new(data_dir);
        context.set_allows_automation(automation);
        Self { context, app, host, files }
    }

    pub(crate) fn outlet(&self, label: &str) -> PageOutlet {
        PageOutlet { host: self.host.clone(), label: label.to_owned() }
    }

    /// Builds a webview for `page` that has not loaded anything; `connect` gives it what every engine's webview has.
    pub(crate) fn build(
        &mut self,
        open: &OpenWindow,
        page: &Page,
        loaded: &Loaded,
        placement: Placement,
        connect: impl for<'a> FnOnce(WebViewBuilder<'a>) -> WebViewBuilder<'a>,
    ) -> Result<View, Error> {
        let (files, file_app) = (self.files.clone(), self.app.clone());
        let (frame_app, frame_page) = (self.app.clone(), page.clone());
        let is_isolated = page.isolation().is_some();
        let (app, call_page) = (self.app.clone(), page.clone());
        let mut builder = connect(WebViewBuilder::new_with_web_context(&mut self.context))
            // The engine would put what a page wants to download into the person's folder.
            .with_download_started_handler(|url, _| {
                tracing::warn!(
                    url = %guard::cut(&url),
                    "a page may not download by itself; the download was refused"
                );
                false
            })
            .with_bounds(stage::bounds(placement.within(stage::size(&open.window))))
            .with_custom_protocol("app".into(), move |_, request| {
                let schemes = file_app.schemes();
                files
                    .serve(&schemes, is_isolated, request.method(), request.uri())
                    .map(|body| Vec::from(body).into())
            })
            .with_custom_protocol("isolation".into(), move |_, request| {
                let frame = frame_app.isolation_frame(Some(&frame_page), request.method(), request.uri());
                frame.map(|body| Vec::from(body).into())
            })
            .with_asynchronous_custom_protocol("ipc".into(), move |_, request, responder| {
                let header = request.headers().get(ORIGIN).and_then(|origin| origin.to_str().ok());
                // This engine calls the closure of the webview that asked, and its `Origin` is that of the document.
                let origin = origin::of_request(header, header);
                let request = request.map(|body| Incoming::Whole(Bytes::from(body)));
                custom_protocol::receive(
                    &app,
                    Some(&call_page),
                    origin,
                    request,
                    move |response: Response<Bytes>| {
                        responder.respond(response.map(Vec::from));
                    },
                );
            });
        for script in self.app.plugin_scripts() {
            builder = builder.with_initialization_script_for_main_only(script, true);
        }
        for scheme in self.app.schemes() {
            let (app, page, loaded, name) = (self.app.clone(), page.clone(), loaded.clone(), scheme.clone());
            builder = builder.with_asynchronous_custom_protocol(scheme, move |_, request, responder| {
                let header = request.headers().get(ORIGIN).and_then(|origin| origin.to_str().ok());
                let origin = loaded.origin_of_load(header);
                app.scheme_request(&name, Some(&page), origin, request.map(drop), |response| {
                    responder.respond(whole(response));
                });
            });
        }
        Ok(View::new(builder.build_as_child(&open.window)?, placement))
    }

    pub(crate) fn forget(&mut self, _: &View) {}

    /// These engines take schemes and scripts when a webview is built: those that come later are for later webviews.
    pub(crate) fn plugins_changed<'a>(&mut self, views: impl Iterator<Item = &'a mut View>) {
        if views.count() > 0 {
            tracing::warn!(
                "what plugins bring while the app runs reaches only webviews that open from here on"
            );
        }
    }
}

/// An answer of a plugin's scheme, whole: `wry` takes no stream.
fn whole(response: SchemeResponse) -> Response<Vec<u8>> {
    let (head, body) = response.into_parts();
    let (bytes, is_whole) = match body {
        SchemeBody::Whole(bytes) => (bytes.into(), true),
        SchemeBody::Stream { length, reader } => {
            let mut bytes = Vec::new();
            let read = reader.take(length).read_to_end(&mut bytes);
            let is_whole = read.is_ok_and(|count| count as u64 == length);
            (bytes, is_whole)
        }
    };
    if is_whole {
        return Response::from_parts(head, bytes);
    }
    let mut failed = Response::new(Vec::new());
    *failed.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    failed
}

/// The way from any thread into one webview's main frame.
pub(crate) struct PageOutlet {
    host: EventLoopHost,
    label: String,
}

impl PageOutlet {
    pub(crate) fn bind(&self, _: &WebView) {}
}

impl Outlet for PageOutlet {
    fn evaluate(&self, script: String) {
        let label = self.label.clone();
        self.host.send(move |windows, _| windows.evaluate(&label, &script));
    }
}

impl Courier for PageOutlet {
    fn deliver(&self, mut delivery: Delivery) {
        let label = self.label.clone();
        self.host.send(move |windows, _| {
            if let Some(script) = delivery.script() {
                windows.deliver(&label, &script, move || drop(delivery));
            }
        });
    }
}
