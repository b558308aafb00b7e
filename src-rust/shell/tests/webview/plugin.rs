//! A plugin whose scheme answers in every way there is, and one that comes while the app runs.

use std::{
    fs,
    io::{self, Read},
    sync::{
        Mutex,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
};

use footbridge::{
    AppHandle, PageLoad, Webview, command,
    plugin::{Builder, Plugin},
    scheme::{SchemeBody, SchemeResponse},
};
use http::{Request, Response, StatusCode, header};

const BODY_BYTES: u64 = 256 * 1024 * 1024;

static READERS: AtomicUsize = AtomicUsize::new(0);
static MEMORY_BYTES_MAX: AtomicU64 = AtomicU64::new(0);
static LOADS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// The addresses that have loaded.
#[command]
pub fn loads() -> Vec<String> {
    LOADS.lock().unwrap().clone()
}

/// How many bodies are being read.
#[command]
pub fn readers() -> usize {
    READERS.load(Ordering::SeqCst)
}

/// What the process has in memory.
#[command]
pub fn memory_bytes() -> u64 {
    resident_bytes()
}

/// The most that the process had in memory while a body was read.
#[command]
pub fn memory_bytes_max() -> u64 {
    MEMORY_BYTES_MAX.load(Ordering::SeqCst)
}

#[command]
pub fn add_plugin(app: AppHandle) -> bool {
    let late = Builder::new("late")
        .js_init_script("window.late = 'script'")
        .register_uri_scheme_protocol("late", |_, _, _| answer(StatusCode::OK, SchemeBody::from("scheme")));
    app.plugin(late.build()).is_ok()
}

#[command]
pub fn remove_plugin(app: AppHandle) -> bool {
    app.remove_plugin("late")
}

pub fn plugin() -> Plugin {
    Builder::new("stream")
        .on_page_load(|_: &Webview, load: &PageLoad| LOADS.lock().unwrap().push(load.url.to_string()))
        .register_uri_scheme_protocol("stream", |_, _, request: Request<()>| {
            let stream = |length, until, panics| SchemeBody::Stream {
                length,
                reader: Box::new(Bytes::new(until, panics)),
            };
            let body = match request.uri().path() {
                "/bytes" => stream(BODY_BYTES, BODY_BYTES, false),
                "/endless" => stream(1 << 40, 1 << 40, false),
                "/short" => stream(1000, 999, false),
                "/panic-later" => stream(1000, 500, true),
                "/friend" => SchemeBody::from("<p>A friend."),
                _ => panic!("on purpose"),
            };
            answer(StatusCode::OK, body)
        })
        .build()
}

fn answer(status: StatusCode, body: SchemeBody) -> SchemeResponse {
    Response::builder()
        .status(status)
        .header(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")
        .header(header::ACCESS_CONTROL_EXPOSE_HEADERS, header::CONTENT_LENGTH.as_str())
        .header(header::CONTENT_LENGTH, body.len())
        .header(header::CONTENT_TYPE, "text/html")
        .body(body)
        .unwrap()
}

/// The numbers from 0 to 250, over and over.
struct Bytes {
    at: u64,
    until: u64,
    panics: bool,
}

impl Bytes {
    fn new(until: u64, panics: bool) -> Self {
        READERS.fetch_add(1, Ordering::SeqCst);
        Self { at: 0, until, panics }
    }
}

impl Read for Bytes {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        MEMORY_BYTES_MAX.fetch_max(resident_bytes(), Ordering::SeqCst);
        let left = self.until - self.at;
        assert!(!(self.panics && left == 0), "on purpose");
        let count = usize::try_from(left).map_or(buffer.len(), |left| left.min(buffer.len()));
        for place in &mut buffer[..count] {
            *place = (self.at % 251) as u8;
            self.at += 1;
        }
        Ok(count)
    }
}

impl Drop for Bytes {
    fn drop(&mut self) {
        READERS.fetch_sub(1, Ordering::SeqCst);
    }
}

fn resident_bytes() -> u64 {
    let pages = fs::read_to_string("/proc/self/statm").unwrap();
    pages.split(' ').nth(1).unwrap().parse::<u64>().unwrap() * 4096
}
