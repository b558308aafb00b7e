//! Sealed messages of an isolated page: what was sealed, what was changed on its way, and what never had a seal.
//!
//! In: a byte that says how, another one, and the rest. The rest is opened as it is; or sealed, as the frame would, and
//! opened; or sealed, changed in one place, and opened; or sealed and sent, twice; or sent with a seal of its own making.
//! What the frame has sealed is opened whole, once; nothing else ever is.
#![no_main]

use std::sync::{
    LazyLock,
    atomic::{AtomicU64, Ordering},
};

use aes_gcm::{
    Aes256Gcm, KeyInit, Nonce,
    aead::{Aead, Payload},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use footbridge::{
    App, Builder, Isolation, Limits,
    acl::Capabilities,
    command, generate_handler,
    ipc::{InvokeBody, Request, Response},
    isolation::{Head, open},
    refusal::Code,
    transport::memory::Client,
    wire::{CallId, Incoming, header},
};
use http::{HeaderValue, Method, Request as HttpRequest, Response as HttpResponse, Uri};
use libfuzzer_sys::{Corpus, fuzz_target};
use serde_json::Value;

#[command]
async fn echo(request: Request<'_>) -> Response {
    match request.body() {
        InvokeBody::Raw(bytes) => Response::new(bytes.clone()),
        InvokeBody::Json(json) => Response::new(json.as_str().len().to_string()),
    }
}

/// An isolated page, and what its frame knows.
struct Bridge {
    _app: App,
    page: Client,
    cipher: Aes256Gcm,
    session: [u8; 16],
    digits: String,
    limits: Limits,
}

static BRIDGE: LazyLock<Bridge> = LazyLock::new(|| {
    let app = Builder::new()
        .commands(generate_handler![echo])
        .capabilities(Capabilities::new().with(
            "capabilities/main.json",
            r#"{ "identifier": "main", "windows": ["main"], "permissions": ["allow-echo"] }"#,
        ))
        .build()
        .expect("the app is right");
    let hook = Isolation::new("window.__TAURI_ISOLATION_HOOK__ = null").expect("the hook is a script");
    let page = Client::open_isolated(&app.handle(), "main", hook).expect("the label is free");
    let address = Uri::from_static("isolation://localhost/");
    let document = app.handle().isolation_frame(Some(page.page()), &Method::GET, &address);
    let config = configuration(std::str::from_utf8(document.body()).expect("the document is text"));
    let text = |field: &str| config[field].as_str().expect("the configuration has texts").to_owned();
    let key = BASE64_STANDARD.decode(text("key")).expect("the key is base64");
    let digits = text("session");
    let digit = |at| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).expect("a session is hexadecimal");
    Bridge {
        cipher: Aes256Gcm::new_from_slice(&key).expect("the key has 32 bytes"),
        session: std::array::from_fn(digit),
        digits,
        limits: Limits::default(),
        _app: app,
        page,
    }
});

/// What stands in the frame's document between its script and the end of it.
fn configuration(document: &str) -> Value {
    let start = document.split(")({").nth(1).expect("the script is called with a configuration");
    let inner = start.split("})").next().expect("a text has a first part");
    serde_json::from_str(&format!("{{{inner}}}")).expect("the configuration is JSON")
}

/// Numbers of messages, each used once, and ids of calls.
static COUNTER: AtomicU64 = AtomicU64::new(1);

fuzz_target!(|input: &[u8]| -> Corpus {
    let [how, which, rest @ ..] = input else { return Corpus::Reject };
    let bridge = &*BRIDGE;
    match how % 5 {
        0 => never_sealed(bridge, rest),
        1 => sealed_and_opened(bridge, rest),
        2 => changed_on_the_way(bridge, *which, rest),
        3 => sent_twice(bridge, rest),
        _ => sent_with_a_seal_of_its_own(bridge, *which, rest),
    }
    Corpus::Keep
});

const ID: CallId = CallId { callback: 1, error: 2 };

impl Bridge {
    fn head(&self, counter: u64, id: CallId) -> Head<'_> {
        Head { session: self.session, counter, id, webview: "main", command: "echo" }
    }

    fn seal(&self, head: &Head<'_>, text: &[u8]) -> Vec<u8> {
        let mut nonce = [0; 12];
        nonce[4..].copy_from_slice(&head.counter.to_be_bytes());
        let bound = head.to_bound_text();
        let payload = Payload { msg: text, aad: bound.as_bytes() };
        self.cipher.encrypt(&Nonce::from(nonce), payload).expect("the text is short")
    }

    fn open(&self, head: &Head<'_>, sealed: Vec<u8>) -> Result<Bytes, Code> {
        open(&self.cipher, head, sealed.into(), &self.limits).map(|it| it.body).map_err(|it| it.code())
    }

    /// A request whose body is sealed, or is said to be.
    fn request(&self, seal: &HeaderValue, id: CallId, body: Vec<u8>) -> HttpRequest<Incoming> {
        let mut request = self.page.request("echo", header::SEALED, body);
        let headers = request.headers_mut();
        headers.insert(header::CALLBACK, id.callback.into());
        headers.insert(header::ERROR, id.error.into());
        headers.insert(header::SEAL, seal.clone());
        request
    }
}

fn never_sealed(bridge: &Bridge, bytes: &[u8]) {
    assert_eq!(bridge.open(&bridge.head(7, ID), bytes.to_vec()), Err(Code::BadSeal));
}

fn sealed_and_opened(bridge: &Bridge, text: &[u8]) {
    let head = bridge.head(7, ID);
    match bridge.open(&head, bridge.seal(&head, text)) {
        Ok(body) => {
            let end = text.windows(2).position(|pair| pair == b"\n\n").expect("there are headers");
            assert_eq!(body, text[end + 2..]);
        }
        Err(code) => assert_eq!(code, Code::MalformedRequest),
    }
}

fn changed_on_the_way(bridge: &Bridge, which: u8, text: &[u8]) {
    let head = bridge.head(7, ID);
    let mut sealed = bridge.seal(&head, text);
    let place = usize::from(which) % sealed.len();
    let mut other = head;
    match which % 9 {
        0 => other.session[place % 16] ^= 1,
        1 => other.counter = u64::from(which) + 8,
        2 => other.id.callback = 3,
        3 => other.id = CallId { callback: ID.error, error: ID.callback },
        4 => other.webview = "main\necho",
        5 => other.command = "echo ",
        6 => sealed[place] ^= 1 << (which % 8),
        7 => sealed.truncate(place),
        _ => sealed.push(which),
    }
    assert_eq!(bridge.open(&other, sealed), Err(Code::BadSeal));
}

fn sent_twice(bridge: &Bridge, text: &[u8]) {
    let counter = COUNTER.fetch_add(1, Ordering::Relaxed);
    let id = |part: u64| {
        let number = u32::try_from((2 * counter + part) % (1 << 31)).expect("it is below 2^31");
        CallId { callback: number, error: number }
    };
    let head = bridge.head(counter, id(0));
    let seal = HeaderValue::try_from(format!("{};{counter}", bridge.digits)).expect("it is ASCII");
    let sealed = bridge.seal(&head, text);
    let code = |id, body| code_of(&bridge.page.wait(bridge.request(&seal, id, body)));
    let (first, again) = (code(head.id, sealed.clone()), code(head.id, sealed.clone()));
    match first.as_deref() {
        None => assert_eq!(again.as_deref(), Some("duplicate_call")),
        Some(problem) => {
            assert_eq!(problem, "malformed_request");
            assert!(again.is_some(), "a message that was refused is let through when it comes again");
        }
    }
    assert_eq!(code(id(1), sealed).as_deref(), Some("bad_seal"));
}

fn sent_with_a_seal_of_its_own(bridge: &Bridge, which: u8, input: &[u8]) {
    let end = input.iter().position(|byte| *byte == b'\n').unwrap_or(input.len());
    let (value, body) = (&input[..end], &input[(end + 1).min(input.len())..]);
    let value = if which.is_multiple_of(2) {
        [bridge.digits.as_bytes(), b";", value].concat()
    } else {
        value.to_vec()
    };
    let Ok(seal) = HeaderValue::from_bytes(&value) else { return };
    let number =
        u32::try_from(COUNTER.fetch_add(1, Ordering::Relaxed) % (1 << 31)).expect("it is below 2^31");
    let id = CallId { callback: number | 1 << 31, error: number };
    let code = code_of(&bridge.page.wait(bridge.request(&seal, id, body.to_vec())));
    assert!(matches!(code.as_deref(), Some("bad_seal" | "malformed_request")), "{code:?}");
}

/// The code of a refusal; nothing when the call was let through.
fn code_of(answer: &HttpResponse<Bytes>) -> Option<String> {
    (answer.headers()[header::RESPONSE] == header::FAILED).then(|| {
        let refusal: Value = serde_json::from_slice(answer.body()).expect("a refusal is JSON");
        refusal["code"].as_str().expect("a refusal has a code").to_owned()
    })
}
