//! What the tests of this folder share: an app with some commands, and a page that may call them.
#![allow(dead_code, reason = "each test binary uses a part of it")]

pub mod listeners;

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use footbridge::{
    App, Builder, Commands, Limits,
    acl::Capabilities,
    transport::memory::Client,
    wire::{Incoming, header},
};
use http::{Request, Response};
use serde_json::Value;

/// A capability that opens these commands to the window "main".
pub fn opened(commands: &[&str]) -> Capabilities {
    let permissions: Vec<_> =
        commands.iter().map(|name| format!("allow-{}", name.replace('_', "-"))).collect();
    let text = serde_json::json!({ "identifier": "main", "windows": ["main"], "permissions": permissions })
        .to_string();
    Capabilities::new().with("capabilities/main.json", text)
}

/// An app whose commands are all open to the window "main".
pub fn app_of(commands: Commands) -> App {
    builder_of(commands).build().unwrap()
}

pub fn builder_of(commands: Commands) -> Builder {
    Builder::new().commands(commands).capabilities(opened(commands.names()))
}

pub fn limited(commands: Commands, limits: Limits) -> App {
    builder_of(commands).limits(limits).build().unwrap()
}

pub fn main_page(app: &App) -> Client {
    Client::open(&app.handle(), "main").unwrap()
}

/// The JSON of an answer, with whether it was a success.
pub fn json_of(response: &Response<Bytes>) -> (bool, Value) {
    let ok = response.headers()[header::RESPONSE] == header::OK;
    (ok, serde_json::from_slice(response.body()).unwrap())
}

/// The same message once more: a request is used up when it is sent.
pub fn again(request: &Request<Incoming>) -> Request<Incoming> {
    let Incoming::Whole(body) = request.body() else { panic!("tests send whole bodies") };
    let mut copy = Request::new(Incoming::Whole(body.clone()));
    *copy.method_mut() = request.method().clone();
    *copy.uri_mut() = request.uri().clone();
    *copy.headers_mut() = request.headers().clone();
    copy
}

/// The text that stands for a request, with its ids.
pub fn as_message(request: &Request<Incoming>, command: &str, payload: Value) -> String {
    let text = |name| request.headers()[&name].to_str().unwrap().to_owned();
    serde_json::json!({
        "cmd": command,
        "callback": text(header::CALLBACK).parse::<u32>().unwrap(),
        "error": text(header::ERROR).parse::<u32>().unwrap(),
        "payload": payload,
        "options": null,
        "__TAURI_INVOKE_KEY__": text(header::INVOKE_KEY),
    })
    .to_string()
}

/// What an answer in a delivery, `[6, callback, kind, data]`, has for the page: bytes as a list.
pub fn value_of(entry: &Value) -> Value {
    let text = || entry[3].as_str().unwrap();
    match entry[2].as_u64() {
        Some(0) => entry[3].clone(),
        Some(1) => serde_json::from_str(text()).unwrap(),
        _ => BASE64_STANDARD.decode(text()).unwrap().into(),
    }
}

/// Ids of a request, as the core command `cancel` names them.
pub fn ids_of(request: &Request<Incoming>) -> Value {
    let number = |name| request.headers()[&name].to_str().unwrap().parse::<u32>().unwrap();
    serde_json::json!({ "callback": number(header::CALLBACK), "error": number(header::ERROR) })
}
