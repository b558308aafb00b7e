//! Engines that hand over a request's body with its head, through `wry`: WebView2 and WKWebView.

use std::path::PathBuf;

use bytes::Bytes;
use footbridge::{AppHandle, Delivery, Outlet, Page, transport::custom_protocol, wire::Incoming};
use http::{Response, header::ORIGIN};
use tao::window::{Theme, Window};
use wry::{WebContext, WebView, WebViewBuilder};

use crate::{
    Error,
    asset::{self, Assets},
    host::EventLoopHost,
    origin,
};

#[cfg(windows)]
pub(crate) const ENGINE: &str = "WebView2";
#[cfg(not(windows))]
pub(crate) const ENGINE: &str = "WebKit";

pub(crate) fn prepare() -> Result<(), Error> {
    Ok(())
}

pub(crate) fn run_on_main_thread(host: &EventLoopHost, task: Box<dyn FnOnce() + Send>) {
    host.send(move |_, _| task());
}

pub(crate) fn is_dark(window: &Window) -> bool {
    window.theme() == Theme::Dark
}

/// One engine context for all webviews of the app.
pub(crate) struct Engine {
    context: WebContext,
    app: AppHandle,
    host: EventLoopHost,
    assets: Assets,
}

impl Engine {
    pub(crate) fn new(
        app: AppHandle,
        host: EventLoopHost,
        assets: Assets,
        data_dir: Option<PathBuf>,
        automation: bool,
    ) -> Self {
        let mut context = WebContext::new(data_dir);
        context.set_allows_automation(automation);
        Self { context, app, host, assets }
    }

    pub(crate) fn outlet(&self, label: &str) -> PageOutlet {
        PageOutlet { host: self.host.clone(), label: label.to_owned() }
    }

    /// Builds a webview for `page` that has not loaded anything; `connect` gives it what every engine's webview has.
    pub(crate) fn build(
        &mut self,
        window: &Window,
        page: &Page,
        connect: impl for<'a> FnOnce(WebViewBuilder<'a>) -> WebViewBuilder<'a>,
    ) -> Result<WebView, Error> {
        let assets = self.assets.clone();
        let (app, page) = (self.app.clone(), page.clone());
        let builder = connect(WebViewBuilder::new_with_web_context(&mut self.context))
            .with_custom_protocol("app".into(), move |_, request| {
                asset::serve(&assets, request.method(), request.uri()).map(|body| Vec::from(body).into())
            })
            .with_asynchronous_custom_protocol("ipc".into(), move |_, request, responder| {
                let header = request.headers().get(ORIGIN).and_then(|origin| origin.to_str().ok());
                // This engine calls the closure of the webview that asked, and its `Origin` is that of the document.
                let origin = origin::of_request(header, header);
                let request = request.map(|body| Incoming::Whole(Bytes::from(body)));
                custom_protocol::receive(
                    &app,
                    Some(&page),
                    origin,
                    request,
                    move |response: Response<Bytes>| {
                        responder.respond(response.map(Vec::from));
                    },
                );
            });
        Ok(builder.build(window)?)
    }

    pub(crate) fn forget(&mut self, _: &WebView) {}
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

    fn deliver(&self, mut delivery: Delivery) {
        let label = self.label.clone();
        self.host.send(move |windows, _| {
            if let Some(script) = delivery.script() {
                windows.deliver(&label, &script, move || drop(delivery));
            }
        });
    }
}
