//! A transport without a window: what tests and the examples in these docs call through.
//!
//! It speaks the custom protocol, bytes in and bytes out, through the same stages as a real page. Where the environment has
//! `FOOTBRIDGE_TRANSPORT=post-message`, it says the same in texts, as far as texts can say it; with `socket`, in texts with
//! bytes beside them.

mod delivery;
mod texts;

use bytes::Bytes;
use http::{Request as HttpRequest, Response as HttpResponse, header::CONTENT_TYPE};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde_json::Value;
use std::{
    env, iter,
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicU32, Ordering},
        mpsc,
    },
    thread::{self, ThreadId},
};

use super::{
    Transport, custom_protocol,
    post_message::{self, Sender},
};
use delivery::entries;
use texts::Texts;

use crate::{
    AppHandle, Courier, Delivery, Error, Isolation, Origin, Outlet, Page,
    command::run_here,
    host::Host,
    wire::{Incoming, header},
};

/// A page that exists in memory only.
pub struct Client {
    app: AppHandle,
    page: Page,
    origin: Origin,
    scripts: Mutex<mpsc::Receiver<Script>>,
    next_id: AtomicU32,
    texts: Option<Texts>,
    /// Whether the page is this client's to close.
    owns_page: bool,
}

impl Client {
    /// Opens a local page, alone in a window of the same label.
    ///
    /// # Errors
    /// When the label is taken or is none.
    pub fn open(app: &AppHandle, label: &str) -> Result<Self, Error> {
        Self::open_in(app, label, label, Origin::Local)
    }

    /// Opens a page in a window, with a document from `origin`.
    ///
    /// # Errors
    /// When the label is taken or is none.
    pub fn open_in(app: &AppHandle, label: &str, window_label: &str, origin: Origin) -> Result<Self, Error> {
        let (sender, scripts) = mpsc::channel();
        let page = app.open_page(label, window_label, Arc::new(Scripts(sender)))?;
        Ok(Self::new(app, page, origin, scripts, true))
    }

    /// Opens a local page that is isolated, alone in a window of the same label.
    ///
    /// # Errors
    /// When the label is taken or is none.
    pub fn open_isolated(app: &AppHandle, label: &str, isolation: Isolation) -> Result<Self, Error> {
        let (sender, scripts) = mpsc::channel();
        let page = app.open_page_with(label, label, Some(isolation), Arc::new(Scripts(sender)))?;
        Ok(Self::new(app, page, Origin::Local, scripts, true))
    }

    /// Speaks for a page that is open already, as a thief of its invoke key would. The page stays open, and keeps its
    /// scripts.
    pub fn impersonate(app: &AppHandle, page: &Page) -> Self {
        Self::new(app, page.clone(), Origin::Local, mpsc::channel().1, false)
    }

    fn new(
        app: &AppHandle,
        page: Page,
        origin: Origin,
        scripts: mpsc::Receiver<Script>,
        owns_page: bool,
    ) -> Self {
        let by = match env::var("FOOTBRIDGE_TRANSPORT").as_deref() {
            Ok("post-message") => Some(Transport::PostMessage),
            Ok("socket") => Some(Transport::Socket),
            _ => None,
        };
        let texts = by.map(|by| Texts::new(app.limits(), by));
        let (scripts, next_id) = (Mutex::new(scripts), AtomicU32::new(1));
        Self { app: app.clone(), page, origin, scripts, next_id, texts, owns_page }
    }

    /// The same client, for what is about requests and would not be the same in texts.
    #[must_use]
    pub fn over_custom_protocol(self) -> Self {
        let mut client = self;
        client.texts = None;
        client
    }

    /// The page as the bridge knows it.
    pub fn page(&self) -> &Page {
        &self.page
    }

    /// Calls with JSON arguments and waits for the answer: the value, or the error as the page gets it.
    ///
    /// # Errors
    /// With what the page's promise would reject with.
    ///
    /// # Panics
    /// When `arguments` have no JSON form, or the answer is raw: use [`Self::send`] for those.
    pub fn invoke(&self, command: &str, arguments: impl Serialize) -> Result<Value, Value> {
        let body = serde_json::to_vec(&arguments).expect("arguments have a JSON form");
        let response = self.wait(self.request(command, header::JSON, body));
        let value = serde_json::from_slice(response.body()).expect("an answer to this method is JSON");
        if response.headers()[header::RESPONSE] == header::OK { Ok(value) } else { Err(value) }
    }

    /// A request with the right key and fresh ids. Change it to see what the bridge makes of that.
    ///
    /// # Panics
    /// Never: every command name has a percent-encoded form.
    pub fn request(&self, command: &str, kind: &str, body: impl Into<Bytes>) -> HttpRequest<Incoming> {
        let id = self.next_id.fetch_add(2, Ordering::Relaxed);
        HttpRequest::post(format!("ipc://localhost/{}", utf8_percent_encode(command, NON_ALPHANUMERIC)))
            .header(CONTENT_TYPE, kind)
            .header(header::CALLBACK, id)
            .header(header::ERROR, id + 1)
            .header(header::INVOKE_KEY, self.app.invoke_key().reveal())
            .body(Incoming::Whole(body.into()))
            .expect("a percent-encoded path is a path")
    }

    /// Sends a request; the answer comes through the receiver.
    pub fn send(&self, request: HttpRequest<Incoming>) -> mpsc::Receiver<HttpResponse<Bytes>> {
        let (sender, answer) = mpsc::channel();
        if let Some(texts) = &self.texts
            && let Some(message) = texts.message(&self.app, &request)
            && let Some(answers) = texts.expect(message.id, &sender)
        {
            let (app, page, document, origin) = (&self.app, &self.page, &self.page.document(), &self.origin);
            let sender = Sender { app, page, document, origin, answers: &answers, by: texts.by };
            sender.receive(&message.text, message.beside.map(|bytes| Box::new(|_| Ok(bytes)) as _));
            return answer;
        }
        custom_protocol::receive(
            &self.app,
            Some(&self.page),
            self.origin.clone(),
            request,
            move |response| {
                // A test that does not wait for its answer is no fault.
                let _ = sender.send(response);
            },
        );
        answer
    }

    /// Sends a request and waits for its answer.
    ///
    /// # Panics
    /// When the bridge leaves the request unanswered, which it never may.
    pub fn wait(&self, request: HttpRequest<Incoming>) -> HttpResponse<Bytes> {
        self.send(request).recv().expect("every request is answered")
    }

    /// Does `send`, and runs the calls that it sends on this thread, one after another, where otherwise they change to the
    /// threads of their commands. A call that has to wait goes on there.
    ///
    /// It is for measuring: what is left is what the bridge itself does.
    pub fn here<T>(&self, send: impl FnOnce(&Self) -> T) -> T {
        run_here(&self.app, || send(self))
    }

    /// Sends calls as texts.
    pub fn post_message(&self, text: &str) {
        post_message::receive(&self.app, &self.page, self.origin.clone(), text);
    }

    /// The next script that the bridge has the page run; waits for it. Asked for the next, the page has run the last.
    ///
    /// # Panics
    /// When the page was closed, or another thread panicked while it waited.
    pub fn next_script(&self) -> String {
        let scripts = self.scripts.lock().expect("no other waiter panicked");
        iter::from_fn(|| Some(scripts.recv().expect("the page is open").text()))
            .flatten()
            .next()
            .unwrap_or_default()
    }

    /// A script that is there already, if any.
    ///
    /// # Panics
    /// When another thread panicked while it waited.
    pub fn try_next_script(&self) -> Option<String> {
        let scripts = self.scripts.lock().expect("no other waiter panicked");
        iter::from_fn(|| Some(scripts.try_recv().ok()?.text())).flatten().next()
    }

    /// The entries of the next delivery; waits for it.
    ///
    /// # Panics
    /// As [`Self::next_script`], and when the script is no delivery.
    pub fn next_delivery(&self) -> Vec<Value> {
        entries(&self.next_script())
    }

    /// The entries of a delivery that is there already; none when there is none.
    ///
    /// # Panics
    /// As [`Self::try_next_script`], and when the script is no delivery.
    pub fn try_next_delivery(&self) -> Vec<Value> {
        self.try_next_script().map(|script| entries(&script)).unwrap_or_default()
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        if self.owns_page {
            self.app.close_page(self.page.label());
        }
    }
}

/// What a page is made to run.
enum Script {
    Evaluated(String),
    Delivered(Delivery),
}

impl Script {
    /// The text, with which a delivery counts as run. One that found nothing to take has none.
    fn text(self) -> Option<String> {
        match self {
            Self::Evaluated(text) => Some(text),
            Self::Delivered(mut delivery) => delivery.script(),
        }
    }
}

struct Scripts(mpsc::Sender<Script>);

impl Courier for Scripts {
    fn deliver(&self, delivery: Delivery) {
        // The page may have been closed in the meantime.
        let _ = self.0.send(Script::Delivered(delivery));
    }
}

impl Outlet for Scripts {
    fn evaluate(&self, script: String) {
        let _ = self.0.send(Script::Evaluated(script));
    }
}

/// A host with a main thread but no windows.
///
/// Tasks for the main thread run when [`MainThread::run_next`] is called, on the thread that calls it.
pub struct MainThread {
    tasks: mpsc::Sender<Box<dyn FnOnce() + Send>>,
    queue: Mutex<mpsc::Receiver<Box<dyn FnOnce() + Send>>>,
    /// Who runs a task at this moment.
    thread: Mutex<Option<ThreadId>>,
}

impl MainThread {
    /// Makes one; hand it to [`AppHandle::attach`].
    pub fn new() -> Arc<Self> {
        let (tasks, queue) = mpsc::channel();
        Arc::new(Self { tasks, queue: Mutex::new(queue), thread: Mutex::default() })
    }

    /// Waits for the next task and runs it here.
    ///
    /// # Panics
    /// When another thread panicked while it waited.
    pub fn run_next(&self) {
        let task =
            self.queue.lock().expect("no other waiter panicked").recv().expect("`self` holds a sender");
        *self.lock() = Some(thread::current().id());
        task();
        *self.lock() = None;
    }

    fn lock(&self) -> MutexGuard<'_, Option<ThreadId>> {
        self.thread.lock().expect("nothing panics while it holds the lock")
    }
}

impl Host for MainThread {
    fn run_on_main_thread(&self, task: Box<dyn FnOnce() + Send>) {
        // The queue lives as long as `self`.
        let _ = self.tasks.send(task);
    }

    fn is_main_thread(&self) -> bool {
        *self.lock() == Some(thread::current().id())
    }
}
