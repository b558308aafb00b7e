//! Requests: heads, fallback texts and bodies, through both transports and the whole journey to a command and back.
//!
//! In: a request as text, `POST /command`, headers, an empty line, a body; or, where it begins with `{`, a text of the
//! fallback. `<key>` in it stands for the key of the app, `<id>` for a number that no call had before. Whatever comes
//! in, a call that shows the key and can be read is answered, once, with something that its page can read.
#![no_main]

use std::{
    collections::BTreeMap,
    sync::{
        LazyLock,
        atomic::{AtomicU32, Ordering},
    },
};

use bytes::Bytes;
use footbridge::{
    App, Builder, Channel, Commands, Upstream,
    acl::Capabilities,
    command, generate_handler,
    ipc::{InvokeBody, Request, Response, SendError},
    transport::memory::Client,
    wire::{Incoming, header},
};
use http::{HeaderName, HeaderValue, Method, Request as HttpRequest, Response as HttpResponse};
use libfuzzer_sys::{Corpus, fuzz_target};
use serde::{Deserialize, Serialize, de::IgnoredAny};
use serde_json::{Value, value::RawValue};

#[derive(Deserialize, Serialize, ts_rs::TS)]
struct Photo {
    name: String,
    pixels: Vec<u8>,
    #[serde(default)]
    preview: Option<Bytes>,
    #[serde(default)]
    tags: BTreeMap<String, Tag>,
}

#[derive(Deserialize, Serialize, ts_rs::TS)]
enum Tag {
    Plain,
    Number(i64),
    Pair(f32, char),
    Named { mask: Bytes },
}

#[command]
async fn echo(value: Value) -> Value {
    value
}

#[command]
async fn photos(list: Vec<Photo>, cover: Option<u16>) -> (Vec<Photo>, Option<u16>) {
    (list, cover)
}

#[command]
async fn lend(name: &str, data: &[u8]) -> Result<usize, String> {
    if name.is_empty() { Err("a name, please".into()) } else { Ok(name.len() + data.len()) }
}

#[command]
async fn raw(request: Request<'_>) -> Response {
    match request.body() {
        InvokeBody::Raw(bytes) => Response::new(bytes.clone()),
        InvokeBody::Json(json) => Response::new(json.as_str().len().to_string()),
    }
}

#[command]
async fn pour(small: Channel<Value>, large: Channel<Bytes>) -> Result<(), SendError> {
    small.send(Value::from("a")).await?;
    large.send(Bytes::from_static(&[7; 2048])).await
}

#[command]
async fn take(stream: Upstream<Bytes>) {
    drop(stream);
}

static COMMANDS: Commands = generate_handler![echo, photos, lend, raw, pour, take];

struct Bridge {
    _app: App,
    page: Client,
    key: String,
}

static BRIDGE: LazyLock<Bridge> = LazyLock::new(|| {
    let app = Builder::new()
        .commands(COMMANDS)
        .capabilities(Capabilities::new().with(
            "capabilities/main.json",
            r#"{ "identifier": "main", "windows": ["main"], "permissions": ["core:default", "allow-echo",
                "allow-photos", "allow-lend", "allow-raw", "allow-pour", "allow-take"] }"#,
        ))
        .build()
        .expect("the app is right");
    let page = Client::open(&app.handle(), "main").expect("the label is free");
    let key = page.request("echo", header::JSON, "").headers()[header::INVOKE_KEY].to_str().map(String::from);
    Bridge { _app: app, page, key: key.expect("the key is hexadecimal") }
});

/// Executions after which the page is loaded again, so that what a document may gather stays small.
const DOCUMENT_EXECUTIONS: u32 = 1024;
static EXECUTIONS: AtomicU32 = AtomicU32::new(0);

fuzz_target!(|input: &[u8]| -> Corpus {
    let bridge = &*BRIDGE;
    let number = EXECUTIONS.fetch_add(1, Ordering::Relaxed);
    if number.is_multiple_of(DOCUMENT_EXECUTIONS) {
        bridge.page.page().reset();
    }
    let id = number.wrapping_mul(2).to_string();
    let input = replaced(&replaced(input, b"<key>", bridge.key.as_bytes()), b"<id>", id.as_bytes());
    let fate = if input.first() == Some(&b'{') { message(bridge, &input) } else { request(bridge, &input) };
    while bridge.page.try_next_script().is_some() {}
    fate
});

fn replaced(input: &[u8], sign: &[u8], by: &[u8]) -> Vec<u8> {
    let mut output = Vec::with_capacity(input.len() + by.len());
    let mut rest = input;
    while let Some(at) = rest.windows(sign.len()).position(|window| window == sign) {
        output.extend_from_slice(&rest[..at]);
        output.extend_from_slice(by);
        rest = &rest[at + sign.len()..];
    }
    output.extend_from_slice(rest);
    output
}

fn request(bridge: &Bridge, input: &[u8]) -> Corpus {
    let (head, body) = match input.windows(2).position(|window| window == b"\n\n") {
        Some(end) => (&input[..end], &input[end + 2..]),
        None => (input, &[][..]),
    };
    let mut lines = head.split(|byte| *byte == b'\n');
    let Some((method, path)) = lines.next().and_then(|line| split_once(line, b' ')) else {
        return Corpus::Reject;
    };
    let mut request = HttpRequest::new(Incoming::Whole(Bytes::copy_from_slice(body)));
    let address = [b"ipc://localhost", path].concat();
    let (Ok(method), Ok(address)) = (Method::from_bytes(method), address.as_slice().try_into()) else {
        return Corpus::Reject;
    };
    *request.method_mut() = method;
    *request.uri_mut() = address;
    for line in lines {
        let Some((name, value)) = split_once(line, b':') else { continue };
        let (name, value) = (HeaderName::from_bytes(name), HeaderValue::from_bytes(value.trim_ascii()));
        if let (Ok(name), Ok(value)) = (name, value) {
            request.headers_mut().append(name, value);
        }
    }
    let answer = bridge.page.send(request);
    check(&answer.recv().expect("a request is answered"));
    assert!(answer.recv().is_err(), "a request is answered once");
    Corpus::Keep
}

fn split_once(line: &[u8], byte: u8) -> Option<(&[u8], &[u8])> {
    let at = line.iter().position(|other| *other == byte)?;
    Some((&line[..at], &line[at + 1..]))
}

fn check(answer: &HttpResponse<Bytes>) {
    let Some(verdict) = answer.headers().get(header::RESPONSE) else {
        assert!(answer.body().is_empty(), "whoever has no key learns nothing");
        return;
    };
    let is_json = answer.headers()["content-type"] == header::JSON;
    if is_json {
        serde_json::from_slice::<IgnoredAny>(answer.body()).expect("JSON is JSON");
    }
    if verdict == header::FAILED {
        assert!(is_json);
        check_error(std::str::from_utf8(answer.body()).expect("JSON is UTF-8"));
    }
}

/// A refusal, or what `lend` fails with. A panic that was caught, or a call that was lost, is a fault.
fn check_error(text: &str) {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Failure<'a> {
        Word(&'a str),
        Refusal {
            code: &'a str,
            #[serde(rename = "message")]
            _message: String,
        },
    }
    match serde_json::from_str(text).expect("an error is a refusal or a word") {
        Failure::Word(word) => assert_eq!(word, "a name, please"),
        Failure::Refusal { code, .. } => assert!(!["panicked", "host_failed"].contains(&code), "{text}"),
    }
}

fn message(bridge: &Bridge, input: &[u8]) -> Corpus {
    /// What makes a text a call that can be answered.
    #[derive(Deserialize)]
    struct Head<'a> {
        callback: u32,
        error: u32,
        #[serde(rename = "__TAURI_INVOKE_KEY__", default)]
        key: String,
        #[serde(rename = "cmd")]
        _command: String,
        // What stands twice cannot be read, whatever it is.
        #[serde(rename = "payload", default)]
        _payload: IgnoredAny,
        #[serde(rename = "origin", default)]
        _origin: IgnoredAny,
        #[serde(rename = "parts", default)]
        _parts: IgnoredAny,
        #[serde(rename = "sealed", default)]
        _sealed: IgnoredAny,
        #[serde(rename = "bytes", default)]
        _bytes: IgnoredAny,
        #[serde(rename = "options", default)]
        _options: IgnoredAny,
        #[serde(borrow, default)]
        pieces: Option<&'a RawValue>,
    }
    let Ok(text) = std::str::from_utf8(input) else { return Corpus::Reject };
    let head = serde_json::from_str::<Head>(text).ok().filter(|head| head.key == bridge.key);
    bridge.page.post_message(text);
    if let Some(head) = head {
        if head.pieces.is_some() {
            // It waits for a body that nobody sends, as long as its document is there.
            bridge.page.page().reset();
            return Corpus::Keep;
        }
        while !bridge.page.next_delivery().iter().any(|entry| answers(entry, head.callback, head.error)) {}
    }
    Corpus::Keep
}

/// Whether an entry of a delivery answers the call with these ids.
fn answers(entry: &Value, callback: u32, error: u32) -> bool {
    // Texts that came before, several in one message, may be answered late.
    if entry[0] != 6 || (entry[1] != callback && entry[1] != error) {
        return false;
    }
    if callback != error && entry[1] == error {
        match &entry[3] {
            Value::String(text) if entry[2] == 1 => check_error(text),
            error => check_error(&error.to_string()),
        }
    }
    true
}
