//! Attacks that this page cannot make by itself, from windows of their own: by a page of another origin, and by a thief
//! of what an isolated page sends.
//!
//! # Trust
//! What either page tells is its own word, and shown as such. The vault is counted here.

use std::collections::HashMap;
use std::mem;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use footbridge::{AppHandle, Isolation, Page, WindowConfig};
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method, Request, Response, StatusCode};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use tokio::time::timeout;
use ts_rs::TS;
use url::Url;

use crate::Failure;
use crate::loopback::{OpenAddresses, Site, bare};
use crate::thief::{self, Labels, Verdict};

/// How long a page may take to load, to make its calls and to tell of them.
const TOLD_WITHIN: Duration = Duration::from_secs(60);
/// Attempts of one page that are taken in. Against a page that tells for ever.
const ATTEMPTS_MAX: usize = 16;
/// Lets the isolated page count the openings, and give its messages away.
const HOOK: &str = include_str!("hook.js");

/// One thing that was tried.
#[derive(Debug, Deserialize, Serialize, TS)]
pub struct Attempt {
    /// What was sent.
    sent: String,
    /// Why it was refused: a code, or a status; `ok` where it was not.
    code: String,
    /// The answer in words.
    words: String,
    /// The trace of the call, where it has one.
    trace: Option<String>,
}

/// A sealed message, as anybody in the page can see it go.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct SealedMessage {
    command: String,
    callback: u32,
    error: u32,
    /// `<session>;<number>`.
    seal: String,
    bytes: Vec<u8>,
}

impl SealedMessage {
    fn labels(&self) -> Labels<'_> {
        let Self { command, callback, error, seal, .. } = self;
        Labels { command, callback: *callback, error: *error, seal: Some(seal), trace: None }
    }
}

/// What a thief does with a sealed message.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Theft {
    /// Puts other labels on it.
    Relabel,
    /// Sends it as it was.
    Replay,
}

/// Who waits for the messages of which webview.
#[derive(Default)]
pub struct Thieves(Mutex<HashMap<String, mpsc::Sender<Vec<SealedMessage>>>>);

impl Thieves {
    /// Takes what a page gives away. Where nobody waits for it, it is too late.
    pub fn take(&self, webview: &str, messages: Vec<SealedMessage>) {
        if let Some(thief) = self.lock().remove(webview) {
            let _ = thief.try_send(messages);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, mpsc::Sender<Vec<SealedMessage>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A window for an attack. Its label is in the capability of this demo: the vault is open to whatever it shows that is the
/// app's. Dropped, it is closed.
struct AttackWindow {
    app: AppHandle,
    label: String,
}

impl AttackWindow {
    fn new(app: &AppHandle) -> Self {
        static OPENED: AtomicU32 = AtomicU32::new(0);
        // Of two with one label, the second could not open while the first one closes.
        let label = format!("attacker-{}", OPENED.fetch_add(1, Ordering::Relaxed));
        Self { app: app.clone(), label }
    }

    /// Opens it, and waits until its page has told something.
    async fn hear<T>(&self, config: WindowConfig, mut told: mpsc::Receiver<T>) -> Result<T, Failure> {
        let config = WindowConfig {
            label: self.label.clone(),
            width: 420.0,
            height: 200.0,
            min_width: 320.0,
            min_height: 160.0,
            ..config
        };
        self.app.open_window(config).await.map_err(|error| failed(&error))?;
        let heard = timeout(TOLD_WITHIN, told.recv()).await;
        heard.ok().flatten().ok_or_else(|| failed(&"its page told nothing"))
    }
}

impl Drop for AttackWindow {
    fn drop(&mut self) {
        let (app, label) = (self.app.clone(), mem::take(&mut self.label));
        let close = move || {
            app.state::<OpenAddresses>().shut(&label);
            app.state::<Thieves>().lock().remove(&label);
            if let Some(Err(error)) = app.window(&label).map(|window| window.destroy()) {
                tracing::error!(%error, label, "the window of an attack was not closed");
            }
        };
        // Where it is on its way still, it opens first. Without a main thread there is no window either.
        let _ = self.app.run_on_main_thread(close);
    }
}

/// Has a page of another origin attack. It has the bridge, as every document of a webview, and it has the key.
pub async fn from_elsewhere(app: &AppHandle) -> Result<Vec<Attempt>, Failure> {
    let (tell, told) = mpsc::channel(1);
    let site = Site::start(move |request| answer(request, &tell)).await.map_err(|error| failed(&error))?;
    let path = format!("{}/", site.origin());
    let window = AttackWindow::new(app);
    let url = Url::parse(&path).map_err(|error| failed(&error))?;
    app.state::<OpenAddresses>().open(&window.label, url);
    let title = format!("Not the app’s: {path}");
    window.hear(WindowConfig { title, path, ..WindowConfig::default() }, told).await
}

/// Has a thief send what an isolated page has sealed.
pub async fn with_stolen(app: &AppHandle, theft: Theft) -> Result<Vec<Attempt>, Failure> {
    // The ids of the first call are forgotten after that many, and the number of its message is not.
    let calls = match theft {
        Theft::Relabel => 1,
        Theft::Replay => app.limits().settled_calls_max + 1,
    };
    let window = AttackWindow::new(app);
    let (tell, told) = mpsc::channel(1);
    app.state::<Thieves>().lock().insert(window.label.clone(), tell);
    let config = WindowConfig {
        title: "Footbridge: an isolated page".into(),
        path: format!("index.html?page=attacks&calls={calls}"),
        isolation: Some(Isolation::new(HOOK).map_err(|error| failed(&error))?),
        ..WindowConfig::default()
    };
    let messages = window.hear(config, told).await?;
    let (Some(first), Some(last)) = (messages.first().cloned(), messages.last().cloned()) else {
        return Err(failed(&"its page sent no message"));
    };
    let page = app.page(&window.label).ok_or_else(|| failed(&"it was closed"))?;
    let thief = Thief { app: app.clone(), page };
    let sending = app.runtime().spawn_blocking(move || match theft {
        Theft::Relabel => thief.relabel(&first),
        Theft::Replay => thief.replay([
            (format!("{}, as it was, at once", last.command), &last),
            (format!("{}, as it was, thousands of calls later", first.command), &first),
        ]),
    });
    sending.await.map_err(|error| failed(&error))?
}

/// Who has the invoke key, and what a page has sealed.
struct Thief {
    app: AppHandle,
    page: Page,
}

impl Thief {
    fn relabel(&self, message: &SealedMessage) -> Result<Vec<Attempt>, Failure> {
        let labels = message.labels();
        let Labels { command, callback, .. } = labels;
        let (session, number) = message.seal.split_once(';').unwrap_or_default();
        let next = format!("{session};{}", number.parse::<u64>().unwrap_or_default() + 1);
        let other = callback.wrapping_add(1);
        let attempts = [
            (format!("{command}, sealed, as open_vault"), Labels { command: "open_vault", ..labels }),
            (format!("{command}, sealed, for the callback {other}"), Labels { callback: other, ..labels }),
            (format!("{command}, sealed, as number {number} + 1"), Labels { seal: Some(&next), ..labels }),
        ];
        let relabelled = attempts.into_iter().map(|(sent, labels)| self.send(sent, labels, &message.bytes));
        let bare = Labels { command: "open_vault", callback: other, seal: None, ..labels };
        relabelled.chain([self.send("open_vault, with the key and no seal".into(), bare, b"{}")]).collect()
    }

    fn replay(&self, messages: [(String, &SealedMessage); 2]) -> Result<Vec<Attempt>, Failure> {
        let again =
            |(sent, message): (String, &SealedMessage)| self.send(sent, message.labels(), &message.bytes);
        messages.into_iter().map(again).collect()
    }

    fn send(&self, sent: String, labels: Labels<'_>, body: &[u8]) -> Result<Attempt, Failure> {
        static SENT: AtomicU32 = AtomicU32::new(0);
        let trace = format!("{}.{}", self.page.label(), SENT.fetch_add(1, Ordering::Relaxed));
        let labels = Labels { trace: Some(&trace), ..labels };
        let verdict = thief::send(&self.app, &self.page, &labels, Bytes::copy_from_slice(body))?;
        let (code, words) = match verdict {
            Verdict { refusal: Some(refusal), .. } => (refusal.code, refusal.message),
            Verdict { answer, .. } => ("ok".into(), format!("Rust answered {}", answer.unwrap_or_default())),
        };
        Ok(Attempt { sent, code, words, trace: Some(trace) })
    }
}

/// What the site of the page from elsewhere answers: two files, and a door for what the page tells.
fn answer(request: &Request<Bytes>, tell: &mpsc::Sender<Vec<Attempt>>) -> Response<Bytes> {
    let file = |mime, text: &'static str| {
        let mut response = Response::new(Bytes::from_static(text.as_bytes()));
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(mime));
        response
    };
    match (request.method(), request.uri().path()) {
        (&Method::GET, "/") => file("text/html; charset=utf-8", include_str!("stranger.html")),
        (&Method::GET, "/stranger.js") => file("text/javascript; charset=utf-8", include_str!("stranger.js")),
        (&Method::POST, "/told") => match serde_json::from_slice::<Vec<Attempt>>(request.body()) {
            Ok(attempts) => {
                // It is heard once; what else it tells is nobody's.
                let _ = tell.try_send(attempts.into_iter().take(ATTEMPTS_MAX).collect());
                bare(StatusCode::NO_CONTENT)
            }
            Err(_) => bare(StatusCode::BAD_REQUEST),
        },
        _ => bare(StatusCode::NOT_FOUND),
    }
}

fn failed(error: &dyn std::fmt::Display) -> Failure {
    Failure::new("no_attack", format!("The attack from another window was not made: {error}."))
}
