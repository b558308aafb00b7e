//! Sites of the app's own on loopback ports, for demos that need a page that is not the app's; and which webview may be
//! led to which address.
//!
//! What comes in is a request of whoever finds the port: a webview, a browser, any program of this machine. What goes out
//! is what the demo answers, with headers that are the same for all.
//!
//! # Trust
//! A request is believed nothing. It has to name the site by its number, so that no name of the network leads to it, and
//! one that changes something has to come from a page of the site itself.

use std::collections::HashMap;
use std::convert::Infallible;
use std::io;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderName, HeaderValue, ORIGIN, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::timeout;
use url::Url;

/// Connections at once. Against a program that opens them for ever.
const CONNECTIONS_MAX: usize = 32;
/// Seconds that one connection may take. Against a program that sends slowly, or never.
const CONNECTION_SECONDS_MAX: u64 = 10;
/// Bytes of a request's body. Against a program that sends for ever.
const BODY_BYTES_MAX: usize = 64 * 1024;

/// What every answer says. The call scheme is the one place beside the site that its pages may reach.
const HEADERS: [(HeaderName, &str); 5] = [
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ipc: http://ipc.localhost; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (CACHE_CONTROL, "no-store"),
    (REFERRER_POLICY, "no-referrer"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Answers the requests of one site, on any thread.
type Answer = dyn Fn(&Request<Bytes>) -> Response<Bytes> + Send + Sync;

/// A site that is being served. Dropped, it is gone, and what is under way with it.
pub struct Site {
    origin: String,
    _stop: oneshot::Sender<()>,
}

impl Site {
    /// Begins to serve on a free port.
    ///
    /// # Errors
    /// When the system gives no port.
    ///
    /// # Panics
    /// Outside the app's runtime.
    pub async fn start(
        answer: impl Fn(&Request<Bytes>) -> Response<Bytes> + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let host = listener.local_addr()?.to_string();
        let origin = format!("http://{host}");
        let (stop, stopped) = oneshot::channel();
        tokio::spawn(serve(
            listener,
            Arc::new(Door { host, origin: origin.clone(), answer: Box::new(answer) }),
            stopped,
        ));
        Ok(Self { origin, _stop: stop })
    }

    /// Its origin: `http://127.0.0.1:PORT`.
    pub fn origin(&self) -> &str {
        &self.origin
    }
}

async fn serve(listener: TcpListener, door: Arc<Door>, mut stopped: oneshot::Receiver<()>) {
    // Dropped with this future, they are ended.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            _ = &mut stopped => return,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept(), if connections.len() < CONNECTIONS_MAX => match accepted {
                Ok((stream, _)) => drop(connections.spawn(connection(stream, Arc::clone(&door)))),
                Err(error) => tracing::warn!(%error, site = door.origin, "a connection was not accepted"),
            },
        }
    }
}

async fn connection(stream: TcpStream, door: Arc<Door>) {
    let service = service_fn(|request| {
        let door = Arc::clone(&door);
        async move { Ok::<_, Infallible>(door.receive(request).await.map(Full::new)) }
    });
    let mut server = http1::Builder::new();
    let serving =
        server.timer(TokioTimer::new()).keep_alive(false).serve_connection(TokioIo::new(stream), service);
    // A page that leaves takes its connections along.
    let _ = timeout(Duration::from_secs(CONNECTION_SECONDS_MAX), serving).await;
}

/// What a request meets before the demo does.
struct Door {
    host: String,
    origin: String,
    answer: Box<Answer>,
}

impl Door {
    async fn receive(&self, request: Request<Incoming>) -> Response<Bytes> {
        let mut response = match self.admit(request).await {
            Ok(request) => (self.answer)(&request),
            Err(status) => bare(status),
        };
        for (name, value) in HEADERS {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        response
    }

    async fn admit(&self, request: Request<Incoming>) -> Result<Request<Bytes>, StatusCode> {
        let says =
            |name: HeaderName, value: &str| request.headers().get(name).is_some_and(|said| said == value);
        if !says(HOST, &self.host) {
            return Err(StatusCode::MISDIRECTED_REQUEST);
        }
        if !request.method().is_safe() && !says(ORIGIN, &self.origin) {
            return Err(StatusCode::FORBIDDEN);
        }
        let (head, body) = request.into_parts();
        let body = Limited::new(body, BODY_BYTES_MAX).collect().await;
        let body = body.map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)?.to_bytes();
        Ok(Request::from_parts(head, body))
    }
}

/// An answer of a status alone.
pub fn bare(status: StatusCode) -> Response<Bytes> {
    let mut response = Response::default();
    *response.status_mut() = status;
    response
}

/// The one address outside the app that each webview may be led to.
#[derive(Default)]
pub struct OpenAddresses(Mutex<HashMap<String, Url>>);

impl OpenAddresses {
    /// Opens an address to a webview, and shuts the one that was open to it.
    pub fn open(&self, webview: &str, address: Url) {
        self.lock().insert(webview.to_owned(), address);
    }

    /// Shuts what is open to a webview.
    pub fn shut(&self, webview: &str) {
        self.lock().remove(webview);
    }

    /// Whether exactly this address is open to a webview. A fragment leads nowhere else.
    pub fn is_open(&self, webview: &str, address: &Url) -> bool {
        let mut address = address.clone();
        address.set_fragment(None);
        self.lock().get(webview) == Some(&address)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Url>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    async fn site() -> Site {
        let answer = |request: &Request<Bytes>| Response::new(request.body().clone());
        Site::start(answer).await.unwrap()
    }

    /// The head of the answer to a request of these bytes.
    async fn asked(site: &Site, request: &str) -> String {
        let host = site.origin().strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(host).await.unwrap();
        stream.write_all(request.replace("HOST", host).as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    #[tokio::test]
    async fn a_site_answers_to_its_number_and_with_its_headers() {
        let site = site().await;
        let answer = asked(&site, "GET / HTTP/1.1\r\nHost: HOST\r\n\r\n").await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        assert!(answer.contains("default-src 'none'") && answer.contains("nosniff"), "{answer}");
        for host in ["localhost", "evil.example", "HOST.evil.example"] {
            let answer = asked(&site, &format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n")).await;
            assert!(answer.starts_with("HTTP/1.1 421"), "{host}: {answer}");
        }
    }

    #[tokio::test]
    async fn what_changes_something_comes_from_a_page_of_the_site() {
        let site = site().await;
        let post = |origin: &str, length: usize| {
            let head = format!("POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: {length}\r\n{origin}\r\n");
            head + &"x".repeat(length)
        };
        let own = "Origin: http://HOST\r\n";
        assert!(asked(&site, &post(own, 5)).await.ends_with("\r\n\r\nxxxxx"));
        assert!(asked(&site, &post(own, BODY_BYTES_MAX + 1)).await.starts_with("HTTP/1.1 413"));
        for origin in ["", "Origin: null\r\n", "Origin: http://evil.example\r\n"] {
            assert!(asked(&site, &post(origin, 5)).await.starts_with("HTTP/1.1 403"), "{origin}");
        }
    }

    #[tokio::test]
    async fn a_site_that_is_dropped_is_gone() {
        let site = site().await;
        let host = site.origin().strip_prefix("http://").unwrap().to_owned();
        let mut waiting = TcpStream::connect(&host).await.unwrap();
        drop(site);
        assert_eq!(waiting.read(&mut [0]).await.unwrap_or(0), 0, "a connection that waits is closed");
        assert!(TcpStream::connect(&host).await.is_err());
    }

    #[test]
    fn one_address_is_open_to_one_webview() {
        let open = OpenAddresses::default();
        let url = |text: &str| Url::parse(text).unwrap();
        open.open("remote", url("http://127.0.0.1:8000/"));
        assert!(open.is_open("remote", &url("http://127.0.0.1:8000/#part")));
        for other in [
            "http://127.0.0.1:8000/more",
            "http://127.0.0.1:8000/?a",
            "http://127.0.0.1:8001/",
            "http://localhost:8000/",
            "https://127.0.0.1:8000/",
            "http://user@127.0.0.1:8000/",
        ] {
            assert!(!open.is_open("remote", &url(other)), "{other}");
        }
        assert!(!open.is_open("main", &url("http://127.0.0.1:8000/")));
        open.shut("remote");
        assert!(!open.is_open("remote", &url("http://127.0.0.1:8000/")));
    }
}
