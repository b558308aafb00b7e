//! One webview: how it is built, and what every engine's webview has.

use std::{cell::Cell, sync::Arc};

use footbridge::{AppHandle, Host, Page, PageLoad, PageLoadEvent, transport::post_message};
use url::Url;
use wry::{DragDropEvent, NewWindowResponse, WebViewBuilder};

use super::OpenWindow;
use crate::{
    Error,
    contained::contained,
    guard::Guard,
    host::EventLoopHost,
    options::{Color, WebviewOptions},
    origin::{APP as ORIGIN, Loaded},
    placement::Placement,
    platform::{self, DragSource, Engine, View},
    shell::{Looks, OnDrop},
};

/// A webview and the page in it.
pub(crate) struct OpenView {
    pub(crate) page: Page,
    pub(crate) view: View,
}

/// What a webview is built with.
pub(super) struct Tools<'a> {
    pub(super) app: &'a AppHandle,
    pub(super) host: &'a EventLoopHost,
    pub(super) looks: &'a Looks,
    pub(super) guard: &'a Guard,
    pub(super) on_drop: &'a OnDrop,
    pub(super) engine: &'a mut Engine,
}

impl OpenView {
    /// Builds a webview that has not loaded anything, and gives the address to load.
    pub(super) fn open(
        tools: Tools<'_>,
        open: &OpenWindow,
        options: &WebviewOptions,
        placement: Placement,
    ) -> Result<(Self, String), Error> {
        options.check()?;
        let app = tools.app;
        let outlet = Arc::new(tools.engine.outlet(&options.label));
        let isolation = options.isolation.clone();
        let page = app.open_page_with(&options.label, &open.label, isolation, outlet.clone())?;
        let built = tools.guard.first(&page, &options.url).and_then(|address| {
            let Tools { app, host, looks, guard, on_drop, engine } = tools;
            let source = DragSource::default();
            let loaded = Loaded::default();
            let view = engine.build(open, &page, &loaded, placement, |builder| {
                let builder = dressed(builder, options, looks, &open.window);
                let builder = connected(builder, app, host, guard, &page, &loaded);
                let builder = if looks.freeze_prototype { frozen(builder) } else { builder };
                if options.drag_drop_enabled {
                    with_drops(builder, app, host, on_drop, &page, source.clone())
                } else {
                    builder
                }
            })?;
            source.watch(&view);
            outlet.bind(view.web());
            Ok((view, address))
        });
        if built.is_err() {
            app.close_page(&options.label);
        }
        let (view, address) = built?;
        Ok((Self { page, view }, address))
    }
}

/// What the webview looks like and offers.
fn dressed<'a>(
    builder: WebViewBuilder<'a>,
    options: &WebviewOptions,
    looks: &Looks,
    window: &tao::window::Window,
) -> WebViewBuilder<'a> {
    let ground = if platform::is_dark(window) { looks.background.dark } else { looks.background.light };
    let [red, green, blue] = ground;
    let background = options.background_color.map_or((red, green, blue, u8::MAX), |Color(color)| color);
    let mut builder = builder
        .with_transparent(options.transparent)
        .with_background_color(background)
        // A page can leave the inspector out, and not offer what the app does not.
        .with_devtools(looks.devtools && options.devtools.unwrap_or(true))
        .with_focused(options.focus)
        .with_incognito(options.incognito)
        .with_accept_first_mouse(options.accept_first_mouse)
        .with_hotkeys_zoom(options.zoom_hotkeys_enabled)
        .with_general_autofill_enabled(options.general_autofill_enabled);
    if let Some(agent) = &options.user_agent {
        builder = builder.with_user_agent(&**agent);
    }
    if options.javascript_disabled { builder.with_javascript_disabled() } else { builder }
}

/// The injected script, the message handler, and the guards around the document.
fn connected<'a>(
    builder: WebViewBuilder<'a>,
    app: &AppHandle,
    host: &EventLoopHost,
    guard: &Guard,
    page: &Page,
    loaded: &Loaded,
) -> WebViewBuilder<'a> {
    let (messages_app, messages_page, messages_loaded) = (app.clone(), page.clone(), loaded.clone());
    let (loads_app, loads_page, loaded) = (app.clone(), page.clone(), loaded.clone());
    let (navigation_guard, navigation_page) = (guard.clone(), page.clone());
    let (new_guard, new_page, new_host) = (guard.clone(), page.clone(), host.clone());
    builder
        .with_initialization_script_for_main_only(app.initialization_script(page), true)
        .with_ipc_handler(move |message| {
            // The document is that of the main frame, whichever frame sent the message: only the key tells them apart.
            let origin = messages_loaded.origin();
            contained(|| post_message::receive(&messages_app, &messages_page, origin, message.body()));
        })
        .with_on_page_load_handler(move |event, url| {
            if matches!(event, wry::PageLoadEvent::Started) {
                loaded.set(&url);
            }
            contained(|| page_load(&loads_app, &loads_page, event, &url));
        })
        .with_navigation_handler(move |url| {
            contained(|| navigation_guard.may_load(&navigation_page, &url)) == Some(true)
        })
        .with_new_window_req_handler(move |url, _| {
            if let Some(config) = contained(|| new_guard.new_window(&new_page, &url)).flatten() {
                let label = config.label.clone();
                let done = move |opened: Result<(), footbridge::Error>| {
                    if let Err(error) = opened {
                        tracing::warn!(window = label, %error, "a window that a page asked for did not open");
                    }
                };
                new_host.open_window(config, Box::new(done));
            }
            NewWindowResponse::Deny
        })
}

/// A page that is made to write to the prototype of all objects then changes what none of them inherits.
fn frozen(builder: WebViewBuilder<'_>) -> WebViewBuilder<'_> {
    let script = format!("if (origin === \"{ORIGIN}\") Object.freeze(Object.prototype);");
    builder.with_initialization_script_for_main_only(script, true)
}

fn page_load(app: &AppHandle, page: &Page, event: wry::PageLoadEvent, url: &str) {
    let event = match event {
        // A new document takes the old one's place at this moment and not before: a navigation that is refused or
        // fails leaves the old one alive, and its calls with it.
        wry::PageLoadEvent::Started => {
            page.reset();
            PageLoadEvent::Started
        }
        wry::PageLoadEvent::Finished => PageLoadEvent::Finished,
    };
    if let Ok(url) = Url::parse(url) {
        app.page_loaded(page, &PageLoad { url, event });
    }
}

/// Files that a person drags over the webview. What else is dragged is the page's affair.
///
/// # Trust
/// A page says what is dragged out of it, and may call it any file; so a drag out of the app's own windows brings none.
fn with_drops<'a>(
    builder: WebViewBuilder<'a>,
    app: &AppHandle,
    host: &EventLoopHost,
    on_drop: &OnDrop,
    page: &Page,
    source: DragSource,
) -> WebViewBuilder<'a> {
    let (app, host, on_drop, page) = (app.clone(), host.clone(), on_drop.clone(), page.clone());
    let brings_files = Cell::new(false);
    builder.with_drag_drop_handler(move |mut event| {
        if let DragDropEvent::Enter { paths, .. } | DragDropEvent::Drop { paths, .. } = &mut event {
            // The engine's library takes an address of the web for a path.
            paths.retain(|path| path.is_absolute());
            brings_files.set(!paths.is_empty() && !source.is_own());
        }
        if !brings_files.get() {
            return false;
        }
        let is_drop = if let DragDropEvent::Drop { paths, .. } = &event {
            contained(|| on_drop(&app, &page, paths.clone()));
            true
        } else {
            false
        };
        let label = page.label().to_owned();
        host.send(move |windows, _| windows.dragged(&label, event));
        is_drop
    })
}
