//! The visit of one page: the site that it is served from, and what it tells of its calls.
//!
//! # Trust
//! What the page tells is the page's own word, and taken for no more: it is shown, cut to a bound.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use footbridge::plugin::{self, Plugin};
use footbridge::{AppHandle, RunEvent, WindowEvent};
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::sync::watch;
use ts_rs::TS;

use super::{FILE, LABEL};
use crate::loopback::{OpenAddresses, Site, bare};

/// Everything that there is to see.
#[derive(Debug, Default, Clone, Serialize, TS)]
pub struct Visit {
    /// Where the page is served, while it is.
    pub address: Option<String>,
    /// The capability that names it, whether it holds or not.
    pub capability: Option<String>,
    pub granted: bool,
    /// What the page told last of its calls; none until it has.
    pub outcomes: Vec<CallOutcome>,
}

/// What became of one call, as the page tells it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CallOutcome {
    pub call: String,
    pub allowed: bool,
    /// Why it was refused.
    pub code: String,
    /// The answer, or the refusal's sentence.
    pub text: String,
}

/// Outcomes that are taken in. Against a page that tells for ever.
const OUTCOMES_MAX: usize = 16;
/// Characters of each text in them.
const TEXT_CHARS_MAX: usize = 1_000;

impl CallOutcome {
    fn cut(mut self) -> Self {
        for text in [&mut self.call, &mut self.code, &mut self.text] {
            *text = text.chars().take(TEXT_CHARS_MAX).collect();
        }
        self
    }
}

/// Where the visit is kept.
pub struct Desk(Arc<Inner>);

struct Inner {
    opening: tokio::sync::Mutex<()>,
    site: Mutex<Option<Site>>,
    visit: watch::Sender<Visit>,
}

impl Default for Desk {
    fn default() -> Self {
        let (opening, site) = (tokio::sync::Mutex::default(), Mutex::default());
        Self(Arc::new(Inner { opening, site, visit: watch::Sender::default() }))
    }
}

impl Desk {
    /// Wakes whoever waits for a change.
    pub fn changes(&self) -> watch::Receiver<Visit> {
        self.0.visit.subscribe()
    }

    pub fn visit(&self) -> Visit {
        self.0.visit.borrow().clone()
    }

    /// Lets one page be opened at a time.
    pub async fn turn(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.0.opening.lock().await
    }

    /// Serves the page, and gives its address.
    pub async fn serve(&self) -> io::Result<String> {
        let inner = Arc::downgrade(&self.0);
        let site = Site::start(move |request| {
            let told = |outcomes| {
                if let Some(inner) = inner.upgrade() {
                    inner.visit.send_modify(|visit| visit.outcomes = outcomes);
                }
            };
            answer(request, told)
        })
        .await?;
        let address = format!("{}/", site.origin());
        let capability = capability(site.origin());
        *self.site() = Some(site);
        self.0.visit.send_replace(Visit {
            address: Some(address.clone()),
            capability: Some(capability),
            ..Visit::default()
        });
        Ok(address)
    }

    /// The capability for the page that is served.
    pub fn capability(&self) -> Option<String> {
        self.0.visit.borrow().capability.clone()
    }

    /// What the page told before is of another time, and goes.
    pub fn set_granted(&self, granted: bool) {
        self.0.visit.send_modify(|visit| {
            visit.granted = granted;
            visit.outcomes.clear();
        });
    }

    fn end(&self) {
        *self.site() = None;
        self.0.visit.send_replace(Visit::default());
    }

    fn site(&self) -> MutexGuard<'_, Option<Site>> {
        self.0.site.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A capability for the pages of one origin in one window, and for none of the app's.
fn capability(origin: &str) -> String {
    let capability = json!({
        "identifier": "remote-page",
        "description": "Lets the page of this address greet Rust, and do nothing else.",
        "local": false,
        "remote": { "urls": [format!("{origin}/*")] },
        "windows": [LABEL],
        "permissions": ["allow-greet-visitor"],
    });
    format!("{capability:#}\n")
}

/// A plugin of one hook, which is how an app is told what happens to its windows: the visit ends with its window.
pub fn watcher() -> Plugin {
    let on_event = |app: &AppHandle, event: &RunEvent| {
        if let RunEvent::Window { label, event: WindowEvent::Destroyed } = event
            && label == LABEL
        {
            end(app);
        }
    };
    plugin::Builder::new("visit").on_event(on_event).build()
}

/// Ends the visit: the site stops, its address is shut, its capability taken back.
pub fn end(app: &AppHandle) {
    app.state::<Desk>().end();
    app.state::<OpenAddresses>().shut(LABEL);
    if let Err(error) = app.remove_capability(FILE) {
        tracing::error!(%error, "the capability of a page that is gone was not taken back");
    }
}

/// What the site answers: three files, and a door for what the page tells.
fn answer(request: &Request<Bytes>, told: impl FnOnce(Vec<CallOutcome>)) -> Response<Bytes> {
    let file = |mime: &'static str, text: &'static str| {
        let mut response = Response::new(Bytes::from_static(text.as_bytes()));
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(mime));
        response
    };
    match (request.method(), request.uri().path()) {
        (&Method::GET, "/") => file("text/html; charset=utf-8", include_str!("site.html")),
        (&Method::GET, "/site.js") => file("text/javascript; charset=utf-8", include_str!("site.js")),
        (&Method::GET, "/site.css") => file("text/css; charset=utf-8", include_str!("site.css")),
        (&Method::POST, "/outcomes") => match serde_json::from_slice::<Vec<CallOutcome>>(request.body()) {
            Ok(outcomes) => {
                told(outcomes.into_iter().take(OUTCOMES_MAX).map(CallOutcome::cut).collect());
                bare(StatusCode::NO_CONTENT)
            }
            Err(_) => bare(StatusCode::BAD_REQUEST),
        },
        _ => bare(StatusCode::NOT_FOUND),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tell(body: &str) -> (StatusCode, Option<Vec<CallOutcome>>) {
        let request = Request::post("/outcomes").body(Bytes::copy_from_slice(body.as_bytes())).unwrap();
        let mut told = None;
        let status = answer(&request, |outcomes| told = Some(outcomes)).status();
        (status, told)
    }

    #[test]
    fn what_the_page_tells_is_cut_to_a_bound() {
        let outcome = json!({ "call": "x".repeat(5_000), "allowed": true, "code": "", "text": "ü" });
        let (status, told) = tell(&json!(vec![outcome; 100]).to_string());
        assert_eq!(status, StatusCode::NO_CONTENT);
        let told = told.unwrap();
        assert_eq!((told.len(), told[0].call.len(), &*told[0].text), (OUTCOMES_MAX, TEXT_CHARS_MAX, "ü"));
    }

    #[test]
    fn what_is_no_list_of_outcomes_is_refused() {
        for body in ["", "{}", "[1]", "[{\"call\":\"a\"}]"] {
            let (status, told) = tell(body);
            assert!(status == StatusCode::BAD_REQUEST && told.is_none(), "{body}");
        }
    }

    #[test]
    fn the_capability_names_one_address_and_one_command() {
        let capability: serde_json::Value =
            serde_json::from_str(&capability("http://127.0.0.1:8000")).unwrap();
        assert_eq!(capability["remote"]["urls"], json!(["http://127.0.0.1:8000/*"]));
        assert_eq!(capability["permissions"], json!(["allow-greet-visitor"]));
        assert_eq!(capability["local"], false);
    }
}
