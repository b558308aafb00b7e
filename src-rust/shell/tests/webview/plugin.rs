//! A plugin whose scheme answers in every way there is, and one that comes while the app runs.

use std::{
    fs,
    io::{self, Read},
    sync::{
        Condvar, Mutex,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
};

use footbridge::{
    AppHandle, Origin, PageLoad, Webview, command,
    plugin::{Builder, Plugin},
    scheme::{SchemeBody, SchemeResponse},
};
use http::{HeaderValue, Request, Response, StatusCode, header};

const BODY_BYTES: u64 = 256 * 1024 * 1024;

static READERS: AtomicUsize = AtomicUsize::new(0);
static MEMORY_BYTES_MAX: AtomicU64 = AtomicU64::new(0);
static LOADS: Mutex<Vec<String>> = Mutex::new(Vec::new());
static PICTURES: AtomicUsize = AtomicUsize::new(0);
/// Pieces of endless bodies that may be given out.
static PIECES: Mutex<usize> = Mutex::new(0);
static MORE_PIECES: Condvar = Condvar::new();

const PICTURE: &str = "<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>";

/// The addresses that have loaded.
#[command]
pub fn loads() -> Vec<String> {
    LOADS.lock().unwrap().clone()
}

/// How many bodies are being read. Those without an end give one piece for each time that somebody asks: the engine
/// takes all that it is given, and a page that does not read it would hear nothing else any more.
#[command]
pub fn readers() -> usize {
    *PIECES.lock().unwrap() = READERS.load(Ordering::SeqCst);
    MORE_PIECES.notify_all();
    READERS.load(Ordering::SeqCst)
}

/// How often the picture was given to a page of the app.
#[command]
pub fn pictures() -> usize {
    PICTURES.load(Ordering::SeqCst)
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
            let stream = |length, until, then| SchemeBody::Stream {
                length,
                reader: Box::new(Bytes::new(until, then)),
            };
            let body = match request.uri().path() {
                "/bytes" => stream(BODY_BYTES, BODY_BYTES, Then::End),
                "/endless" => stream(1 << 40, 0, Then::Pieces),
                "/short" => stream(1000, 999, Then::End),
                "/panic-later" => stream(1000, 500, Then::Panic),
                "/picture" if request.extensions().get::<Origin>() == Some(&Origin::Local) => {
                    return picture();
                }
                "/picture" => return answer(StatusCode::FORBIDDEN, SchemeBody::empty()),
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

/// A picture that the engine has to ask for each time.
fn picture() -> SchemeResponse {
    PICTURES.fetch_add(1, Ordering::SeqCst);
    let mut picture = answer(StatusCode::OK, SchemeBody::from(PICTURE));
    picture.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("image/svg+xml"));
    picture.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    picture
}

/// What comes after the bytes that a reader gives at once.
enum Then {
    End,
    Panic,
    /// One piece at a time, each when it is asked for.
    Pieces,
}

/// The numbers from 0 to 250, over and over.
struct Bytes {
    at: u64,
    until: u64,
    then: Then,
}

impl Bytes {
    fn new(until: u64, then: Then) -> Self {
        READERS.fetch_add(1, Ordering::SeqCst);
        Self { at: 0, until, then }
    }
}

impl Read for Bytes {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        MEMORY_BYTES_MAX.fetch_max(resident_bytes(), Ordering::SeqCst);
        let left = match self.then {
            Then::Pieces => next_piece(self.at == 0),
            _ => self.until - self.at,
        };
        assert!(!(matches!(self.then, Then::Panic) && left == 0), "on purpose");
        let count = usize::try_from(left).map_or(buffer.len(), |left| left.min(buffer.len()));
        for place in &mut buffer[..count] {
            *place = (self.at % 251) as u8;
            self.at += 1;
        }
        Ok(count)
    }
}

/// Waits for a piece of an endless body, and gives its bytes. The first is there.
fn next_piece(is_first: bool) -> u64 {
    if !is_first {
        let mut pieces = MORE_PIECES.wait_while(PIECES.lock().unwrap(), |pieces| *pieces == 0).unwrap();
        *pieces -= 1;
    }
    1024
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
