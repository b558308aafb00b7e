//! Events over the memory transport: who hears what, in which order, and what is left when nobody listens any more.
#![allow(clippy::unwrap_used, reason = "the helpers beside the tests may panic as the tests may")]

mod hearing;
mod listeners;
mod pace;
mod windows;

use std::{
    sync::{
        Arc, Barrier, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    thread,
};

use footbridge::{
    App, Builder, Emitter, Error, EventTarget, Limits, Listener, Origin, Position, RunEvent, Theme,
    WebviewEvent, WindowEvent, acl::Capabilities, ipc::Response, transport::memory::Client, wire::header,
};
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

const LISTEN: &str = "plugin:event|listen";
const UNLISTEN: &str = "plugin:event|unlisten";
const EMIT: &str = "plugin:event|emit";
const EMIT_TO: &str = "plugin:event|emit_to";

fn builder() -> Builder {
    let capability = r#"{ "identifier": "all", "windows": ["*"], "permissions": ["core:event:default"] }"#;
    Builder::new().capabilities(Capabilities::new().with("capabilities/all.json", capability))
}

fn app() -> App {
    builder().build().unwrap()
}

fn limited(limits: Limits) -> App {
    builder().limits(limits).build().unwrap()
}

fn open(app: &App, label: &str) -> Client {
    Client::open(&app.handle(), label).unwrap()
}

/// Has a page listen with the callback `handler`; gives the listener's id.
fn listen_as(page: &Client, event: &str, target: &Value, handler: u32) -> u32 {
    let arguments = json!({ "event": event, "target": target, "handler": handler });
    page.invoke(LISTEN, arguments).unwrap().as_u64().unwrap().try_into().unwrap()
}

fn listen(page: &Client, event: &str, handler: u32) -> u32 {
    listen_as(page, event, &json!({ "kind": "Any" }), handler)
}

fn listeners_of(page: &Client) -> usize {
    page.page().document().listeners_registered()
}

/// What Rust listeners hear, in order.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<String>>>);

impl Heard {
    fn add(&self, text: impl Into<String>) {
        self.0.lock().unwrap().push(text.into());
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}
