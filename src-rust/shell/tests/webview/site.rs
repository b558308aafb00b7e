//! A site on a loopback port, for pages that are not the app's: small, and as hostile as a case needs it.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::{
        Arc, Condvar, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use footbridge::{AppHandle, Error, State, command};
use serde_json::Value;

/// What the site's pages run: they say what they see to their own server, because they have no right to tell the app.
const SCRIPT: &str = "
    window.say = (what) => fetch('/said', { method: 'POST', body: JSON.stringify(what) });
    say({ loaded: location.href, frames: frames.length });
";

const TRAP: &str = "
    for (let id = 1; id < 100000; id++) __TAURI_INTERNALS__.callbacks.set(id, (value) => say({ caught: value ?? null }));
";

/// The site, and what its pages have said to it.
#[derive(Clone, Default)]
pub struct Site(Arc<Inner>);

#[derive(Default)]
struct Inner {
    port: Mutex<u16>,
    /// A port of which a page of the app may not even open a connection, and how many did.
    lure: Mutex<u16>,
    lured: AtomicUsize,
    said: Mutex<Vec<Value>>,
    released: Mutex<bool>,
    release: Condvar,
}

impl Site {
    pub fn start() -> Self {
        let site = Self::default();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        *site.0.port.lock().unwrap() = listener.local_addr().unwrap().port();
        let lure = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        *site.0.lure.lock().unwrap() = lure.local_addr().unwrap().port();
        let (answering, counting) = (site.clone(), site.clone());
        thread::spawn(move || {
            for _ in lure.incoming() {
                counting.0.lured.fetch_add(1, Ordering::SeqCst);
            }
        });
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let site = answering.clone();
                // A page that leaves takes its connections along.
                thread::spawn(move || drop(site.answer(stream)));
            }
        });
        site
    }

    pub fn port(&self) -> u16 {
        *self.0.port.lock().unwrap()
    }

    /// Waits until somebody says that what is slow may go on.
    pub fn wait_for_release(&self) {
        drop(self.0.release.wait_while(self.0.released.lock().unwrap(), |released| !*released).unwrap());
    }

    fn answer(&self, stream: TcpStream) -> std::io::Result<()> {
        let mut reader = BufReader::new(&stream);
        let mut head = String::new();
        let mut length = 0;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line)? <= 2 {
                break;
            }
            if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap_or(0);
            }
            head.push_str(&line);
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        let target = head.split(' ').nth(1).unwrap_or_default();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let (status, headers, body) = self.page(path, query, &body);
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n",
            body.len()
        );
        (&stream).write_all(head.as_bytes())?;
        (&stream).write_all(body.as_bytes())
    }

    fn page(&self, path: &str, query: &str, body: &[u8]) -> (&'static str, String, String) {
        let html = "Content-Type: text/html\r\n";
        let plain = "<!doctype html><script src=/page.js></script>";
        match path {
            "/said" => {
                self.0.said.lock().unwrap().push(serde_json::from_slice(body).unwrap_or_default());
                ("204 No Content", String::new(), String::new())
            }
            // Hears every answer whose callback has a small id.
            "/trap" => ("200 OK", html.into(), "<!doctype html><script src=/trap.js></script>".into()),
            "/trap.js" => ("200 OK", "Content-Type: text/javascript\r\n".into(), format!("{TRAP}{SCRIPT}")),
            "/page.js" => ("200 OK", "Content-Type: text/javascript\r\n".into(), SCRIPT.into()),
            "/page" | "/closed" => ("200 OK", html.into(), plain.into()),
            // The call scheme is not among what its policy lets it reach.
            "/strict" => {
                let policy =
                    "Content-Security-Policy: default-src 'none'; script-src 'self'; connect-src 'self'";
                ("200 OK", format!("{html}{policy}\r\n"), plain.into())
            }
            "/framed" => {
                let frames = "<iframe src=/page?inner></iframe><iframe srcdoc='<p>'></iframe><iframe></iframe>\
                              <iframe sandbox=allow-scripts src=/page?sandboxed></iframe>";
                ("200 OK", html.into(), format!("<!doctype html>{frames}<script src=/page.js></script>"))
            }
            "/moved" => ("301 Moved Permanently", format!("Location: {query}\r\n"), String::new()),
            "/slow" => {
                self.0.said.lock().unwrap().push("slow".into());
                self.wait_for_release();
                ("200 OK", html.into(), plain.into())
            }
            _ => ("404 Not Found", String::new(), String::new()),
        }
    }
}

#[command]
pub fn site_port(site: State<'_, Site>) -> u16 {
    site.port()
}

/// The port of the lure, and how many connections to it were opened.
#[command]
pub fn lure(site: State<'_, Site>) -> (u16, usize) {
    (*site.0.lure.lock().unwrap(), site.0.lured.load(Ordering::SeqCst))
}

/// What the site's pages have said since it was last asked.
#[command]
pub fn said(site: State<'_, Site>) -> Vec<Value> {
    std::mem::take(&mut *site.0.said.lock().unwrap())
}

/// Lets the slow page be answered, or not.
#[command]
pub fn release(site: State<'_, Site>, released: bool) {
    *site.0.released.lock().unwrap() = released;
    site.0.release.notify_all();
}

#[command]
pub fn grant(app: AppHandle, file: String, text: String) -> Result<(), String> {
    app.add_capability(file, text).map_err(|error: Error| error.to_string())
}

#[command]
pub fn take_back(app: AppHandle, file: &str) -> Result<bool, String> {
    app.remove_capability(file).map_err(|error: Error| error.to_string())
}
