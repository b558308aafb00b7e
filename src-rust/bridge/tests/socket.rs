//! Calls over a connection of one document: texts with bytes beside them in, statements out.
#![allow(clippy::unwrap_used, reason = "a test ends where an invariant of its own is broken")]

mod common;

use bytes::Bytes;
use common::{app_of, as_message, builder_of, limited, main_page};
use footbridge::{
    App, Courier, Delivery, Limits, Origin, Refusal, command, generate_handler,
    ipc::{InvokeBody, Request, Response},
    transport::{Transport, memory::Client, socket::Connection},
    wire::header,
};
use serde_json::{Value, json};
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
    mpsc,
};

#[command]
fn reverse(request: Request<'_>) -> Response {
    let InvokeBody::Raw(bytes) = request.body() else { panic!("raw bytes were sent") };
    Response::new(bytes.iter().rev().copied().collect::<Vec<u8>>())
}

#[command]
fn greet(name: &str) -> String {
    format!("Hello, {name}.")
}

/// The page's end.
struct End {
    deliveries: Mutex<mpsc::Sender<Delivery>>,
    is_closed: AtomicBool,
}

impl Courier for End {
    fn deliver(&self, delivery: Delivery) {
        let _ = self.deliveries.lock().unwrap().send(delivery);
    }

    fn close(&self) {
        self.is_closed.store(true, Ordering::SeqCst);
    }
}

struct Socket {
    connection: Connection,
    end: Arc<End>,
    deliveries: mpsc::Receiver<Delivery>,
}

impl Socket {
    fn open(app: &App, page: &Client, origin: Origin) -> Option<Self> {
        let (sender, deliveries) = mpsc::channel();
        let end = Arc::new(End { deliveries: Mutex::new(sender), is_closed: AtomicBool::new(false) });
        let connection = Connection::open(&app.handle(), page.page(), origin, end.clone())?;
        Some(Self { connection, end, deliveries })
    }

    fn text(&self, text: &str) {
        self.connection.receive(text, None::<fn(usize) -> Result<Bytes, Refusal>>);
    }

    fn text_and_bytes(&self, text: &str, bytes: &'static [u8]) {
        let read = move |bytes_max| {
            let is_small = bytes.len() <= bytes_max;
            is_small.then(|| Bytes::from_static(bytes)).ok_or_else(|| Refusal::body_too_large(bytes_max))
        };
        self.connection.receive(text, Some(read));
    }

    /// The entry of the next delivery, and the bytes that belong into it.
    fn next(&self) -> (Value, Option<Bytes>) {
        let statements = self.deliveries.recv().unwrap().statements().unwrap();
        let [statement] = &statements[..] else { panic!("one answer is one statement") };
        let json: Value = serde_json::from_str(&statement.json).unwrap();
        match &statement.bytes {
            None => (json[0].clone(), None),
            Some(bytes) => (json, Some(bytes.clone())),
        }
    }

    fn code(&self) -> Value {
        self.next().0[3]["code"].clone()
    }
}

fn with_bytes_beside(page: &Client, command: &str, kind: &str) -> String {
    let request = page.request(command, header::JSON, "");
    let mut message: Value = serde_json::from_str(&as_message(&request, command, json!(null))).unwrap();
    message.as_object_mut().unwrap().remove("payload");
    message["beside"] = kind.into();
    message.to_string()
}

fn greeting(page: &Client) -> String {
    as_message(&page.request("greet", header::JSON, ""), "greet", json!({ "name": "Ada" }))
}

#[test]
fn texts_and_bytes_go_both_ways_as_they_are() {
    let app = app_of(generate_handler![greet, reverse]);
    let page = main_page(&app);
    let socket = Socket::open(&app, &page, Origin::Local).unwrap();
    socket.text(&greeting(&page));
    assert_eq!(socket.next(), (json!([6, 1, 0, "Hello, Ada."]), None));
    static BYTES: [u8; 5000] = [7; 5000];
    socket.text_and_bytes(&with_bytes_beside(&page, "reverse", header::OCTETS), &BYTES);
    assert_eq!(socket.next(), (json!([6, 3, 2, null]), Some(Bytes::from_static(&BYTES))));
}

#[test]
fn bytes_are_read_for_a_call_that_shows_the_key_and_has_room_for_them() {
    let app = limited(generate_handler![reverse], Limits { body_bytes_max: 10, ..Limits::default() });
    let page = main_page(&app);
    let socket = Socket::open(&app, &page, Origin::Local).unwrap();
    socket.text_and_bytes(&with_bytes_beside(&page, "reverse", header::OCTETS), &[0; 11]);
    assert_eq!(socket.code(), "body_too_large");
    let mut keyless: Value =
        serde_json::from_str(&with_bytes_beside(&page, "reverse", header::OCTETS)).unwrap();
    keyless["__TAURI_INVOKE_KEY__"] = json!("0".repeat(43));
    let never = |_| -> Result<Bytes, Refusal> { panic!("read for somebody without the key") };
    socket.connection.receive(&keyless.to_string(), Some(never));
    assert!(socket.deliveries.try_recv().is_err(), "whoever has no key gets no answer");
}

#[test]
fn a_text_whose_bytes_are_none_or_of_no_known_kind_is_refused() {
    let app = app_of(generate_handler![reverse]);
    let page = main_page(&app);
    let socket = Socket::open(&app, &page, Origin::Local).unwrap();
    socket.text(&with_bytes_beside(&page, "reverse", header::OCTETS));
    assert_eq!(socket.code(), "malformed_request");
    for kind in ["", header::JSON, "text/plain"] {
        socket.text_and_bytes(&with_bytes_beside(&page, "reverse", kind), &[1]);
        assert_eq!(socket.code(), "malformed_request", "{kind}");
    }
    // The bytes are those of the first text, and of no other.
    let text = || with_bytes_beside(&page, "reverse", header::OCTETS);
    let both = [text(), text()].concat();
    socket.text_and_bytes(&both, &[1]);
    // Both may be in one delivery, written as one entry.
    let mut answers = Vec::new();
    while answers.len() < 2 {
        let (entry, _) = socket.next();
        answers.extend(entry.as_array().unwrap()[1..].chunks(3).map(|answer| answer[2].clone()));
    }
    assert!(answers.iter().any(|answer| answer["code"] == "malformed_request"), "{answers:?}");
}

#[test]
fn each_call_is_judged_by_the_origin_that_the_connection_was_opened_with() {
    let app = app_of(generate_handler![greet]);
    let page = main_page(&app);
    let elsewhere = Origin::Remote("https://elsewhere.example/".parse().unwrap());
    let socket = Socket::open(&app, &page, elsewhere).unwrap();
    socket.text(&greeting(&page));
    assert_eq!(socket.code(), "not_permitted");
}

#[test]
fn a_document_that_is_gone_is_not_heard_and_its_connection_is_closed() {
    let app = app_of(generate_handler![greet]);
    let page = main_page(&app);
    let gone = Socket::open(&app, &page, Origin::Local).unwrap();
    page.page().reset();
    assert!(gone.end.is_closed.load(Ordering::SeqCst));
    gone.text(&greeting(&page));
    assert_eq!(page.page().calls_running(), 0);
    let next = Socket::open(&app, &page, Origin::Local).unwrap();
    next.text(&greeting(&page));
    assert_eq!(next.next().0[3], "Hello, Ada.");
    assert!(gone.deliveries.try_recv().is_err(), "the answer is for the document that asked");
}

#[test]
fn a_document_has_one_connection() {
    let app = app_of(generate_handler![greet]);
    let page = main_page(&app);
    let first = Socket::open(&app, &page, Origin::Local).unwrap();
    assert!(Socket::open(&app, &page, Origin::Local).is_none());
    assert!(!first.end.is_closed.load(Ordering::SeqCst));
}

#[test]
fn an_app_that_sends_all_over_another_transport_opens_none() {
    for (transport, is_open) in
        [(Transport::Socket, true), (Transport::PostMessage, false), (Transport::CustomProtocol, false)]
    {
        let app = builder_of(generate_handler![greet]).transport(Some(transport)).build().unwrap();
        let page = main_page(&app);
        assert_eq!(Socket::open(&app, &page, Origin::Local).is_some(), is_open, "{transport}");
    }
}
