//! Attacks on the bridge, by bytes: what stops each, that nothing ran, and that nothing secret is in an answer or a log.
//!
//! The attacker is a page, a frame in it, or whoever can speak to the call scheme. What needs an engine is attacked in
//! the real webview; paths are attacked beside the plugins that take them.
#![allow(clippy::unwrap_used, reason = "the helpers beside the tests may panic as the tests may")]

#[path = "../common/mod.rs"]
mod common;

mod arguments;
mod flood;
mod head;
mod key;
mod log;
mod names;
mod neighbours;
mod origins;

use std::{
    sync::{
        Arc, LazyLock,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use bytes::Bytes;
use common::listeners::LISTENERS;
use footbridge::{
    App, Builder, Channel, Limits, Origin, State,
    acl::Capabilities,
    command, generate_handler,
    ipc::Response as Raw,
    plugin::{self, Plugin},
    transport::memory::Client,
    wire::{Incoming, header},
};
use http::{Request, Response, StatusCode, header::HeaderName};
use serde_json::{Value, json};
use tokio::sync::Notify;

/// How often something ran that an attack was after.
#[derive(Default)]
struct Runs(AtomicU32);

/// What every attack is after.
#[command]
fn touch(runs: State<'_, Runs>) -> u32 {
    runs.0.fetch_add(1, Ordering::SeqCst) + 1
}

/// What no capability opens.
#[command]
fn closed(runs: State<'_, Runs>) -> u32 {
    runs.0.fetch_add(1, Ordering::SeqCst) + 1
}

#[command]
fn echo(value: Value) -> Value {
    value
}

#[command]
fn greet(name: String) -> String {
    format!("Hello, {name}.")
}

/// Ends when it is cancelled.
#[command]
async fn wait(started: State<'_, Arc<Notify>>) -> Result<(), ()> {
    started.notify_one();
    std::future::pending().await
}

/// Sends a message that is parked, and one that is not.
#[command]
async fn send(parcel: Channel<Raw>) -> Result<(), ()> {
    parcel.send(Raw::new(vec![7; 200_000])).await.map_err(drop)?;
    parcel.send(Raw::new(vec![8; 8])).await.map_err(drop)
}

fn vault() -> Plugin {
    plugin::Builder::new("vault").invoke_handler(generate_handler![vault_commands::open]).build()
}

mod vault_commands {
    use super::{Ordering, Runs, State, command};

    #[command]
    pub fn open(runs: State<'_, Runs>) -> u32 {
        runs.0.fetch_add(1, Ordering::SeqCst) + 1
    }
}

/// An app with something to take, and a page that may call some of it.
struct Lab {
    app: App,
    page: Client,
}

impl Lab {
    fn new() -> Self {
        Self::limited(Limits::default())
    }

    fn limited(limits: Limits) -> Self {
        LazyLock::force(&LISTENERS);
        let open = json!({
            "identifier": "lab",
            "windows": ["main", "other"],
            "permissions": [
                "allow-touch", "allow-echo", "allow-greet", "allow-wait", "allow-send", "core:default",
            ],
        });
        let app = Builder::new()
            .commands(generate_handler![touch, closed, echo, greet, wait, send])
            .capabilities(Capabilities::new().with("capabilities/lab.json", open.to_string()))
            .limits(limits)
            .plugin(vault())
            .manage(Runs::default())
            .manage(Arc::<Notify>::default())
            .build()
            .unwrap();
        let page = common::main_page(&app);
        Self { app, page }
    }

    fn open(&self, label: &str) -> Client {
        Client::open(&self.app.handle(), label).unwrap()
    }

    fn open_from(&self, label: &str, url: &str) -> Client {
        let origin = Origin::Remote(url.parse().unwrap());
        Client::open_in(&self.app.handle(), label, "other", origin).unwrap()
    }

    /// A call of `touch` that would run.
    fn right(&self) -> Request<Incoming> {
        self.page.request("touch", header::JSON, "{}")
    }

    /// What no attacker has.
    fn key(&self) -> String {
        self.right().headers()[header::INVOKE_KEY].to_str().unwrap().to_owned()
    }

    fn runs(&self) -> u32 {
        self.app.handle().state::<Runs>().0.load(Ordering::SeqCst)
    }

    /// The refusal of an attack that the transport stops, before the call has a span.
    fn refused(&self, request: Request<Incoming>, code: &str) -> Value {
        let response = self.page.wait(request);
        let refusal = self.told(&response);
        assert_eq!(refusal["code"], code, "{refusal}");
        refusal
    }

    /// The refusal of an attack, and that it came to `hop` and no further.
    fn refused_at(&self, page: &Client, mut request: Request<Incoming>, code: &str, hop: &str) -> Value {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let trace = format!("attack-{}", NEXT.fetch_add(1, Ordering::Relaxed));
        request.headers_mut().insert(header::TRACE, trace.parse().unwrap());
        let refusal = self.told(&page.wait(request));
        let traced = LISTENERS.1.wait(&trace, Duration::from_secs(60));
        let traced = self.app.handle().runtime().block_on(traced).unwrap();
        assert_eq!((&refusal["code"], traced.stopped_at.as_deref()), (&json!(code), Some(hop)), "{refusal}");
        refusal
    }

    /// What an answer says. It never says the key.
    fn told(&self, response: &Response<Bytes>) -> Value {
        let text = String::from_utf8_lossy(response.body());
        assert!(
            !text.contains(&self.key()) && !format!("{response:?}").contains(&self.key()),
            "{response:?}"
        );
        common::json_of(response).1
    }

    /// A keyless request gets an empty 403, the same whatever it asked for.
    fn shut_out(&self, request: Request<Incoming>) {
        let response = self.page.wait(request);
        assert_eq!(response.status(), StatusCode::FORBIDDEN);
        assert!(response.body().is_empty());
        let names: Vec<_> = response.headers().keys().map(HeaderName::as_str).collect();
        assert_eq!(names, ["access-control-allow-origin"]);
    }

    /// Nothing ran, nothing is left behind, the log does not know the key, and who may call is answered as ever.
    fn holds(&self) {
        assert_eq!(self.runs(), 0, "an attack ran a command");
        assert_eq!(self.page.page().calls_running(), 0);
        assert!(!LISTENERS.0.text().contains(&self.key()), "the log has the key");
        assert_eq!(self.page.invoke("touch", json!({})), Ok(json!(1)));
    }
}
