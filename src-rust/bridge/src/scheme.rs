//! Schemes of plugins: a request comes in as its head, an answer goes out as a head and a body that may be read piece
//! by piece.
//!
//! A body never comes in. Asking the engine of the Linux webview for one crashes the process when it is a `Blob`, and
//! any page can send one.

use std::{
    fmt,
    io::{self, Read},
    sync::Arc,
};

use bytes::Bytes;
use http::{HeaderValue, StatusCode, header::ACCESS_CONTROL_ALLOW_ORIGIN};
use tokio::sync::OwnedSemaphorePermit;

use crate::{AppHandle, Origin, Page, Webview};

/// What a scheme answers.
pub type SchemeResponse = http::Response<SchemeBody>;

/// The body of an answer.
pub enum SchemeBody {
    /// All of it.
    Whole(Bytes),
    /// A body that is read while it is sent, so that it is never in memory as a whole.
    Stream {
        /// How many bytes the reader gives. Unit: bytes.
        length: u64,
        /// Where they come from; it is read on a worker.
        reader: Box<dyn Read + Send>,
    },
}

impl SchemeBody {
    /// No body.
    pub fn empty() -> Self {
        Self::Whole(Bytes::new())
    }

    /// How many bytes it has.
    pub fn len(&self) -> u64 {
        match self {
            Self::Whole(bytes) => bytes.len() as u64,
            Self::Stream { length, .. } => *length,
        }
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Holds the turn for as long as there is something open to read from.
    fn until_read(self, turn: OwnedSemaphorePermit) -> Self {
        match self {
            Self::Whole(bytes) => Self::Whole(bytes),
            Self::Stream { length, reader } => {
                Self::Stream { length, reader: Box::new(Turn { reader, _turn: turn }) }
            }
        }
    }
}

/// A reader and its place among [`Limits::scheme_requests_max`](crate::Limits::scheme_requests_max).
struct Turn {
    reader: Box<dyn Read + Send>,
    _turn: OwnedSemaphorePermit,
}

impl Read for Turn {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.reader.read(buffer)
    }
}

impl<T: Into<Bytes>> From<T> for SchemeBody {
    fn from(bytes: T) -> Self {
        Self::Whole(bytes.into())
    }
}

impl fmt::Debug for SchemeBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if matches!(self, Self::Whole(_)) { "Whole" } else { "Stream" };
        write!(f, "{kind}({} bytes)", self.len())
    }
}

/// Schemes of plugins: for the shell, which registers them with the engine.
impl AppHandle {
    /// The schemes of the plugins that are there. A plugin that comes later may bring more.
    pub fn schemes(&self) -> Vec<String> {
        let wiring = self.wiring();
        let schemes = wiring.plugins.iter().flat_map(|plugin| plugin.schemes());
        schemes.map(str::to_owned).collect()
    }

    /// Has a plugin answer a request to its scheme. `origin` is where the document comes from that asks, by the host's
    /// word, which the plugin finds among the request's extensions. `respond` is called exactly once, on any thread,
    /// also when the plugin is gone (404), panics (500), or [`Limits::scheme_requests_max`](crate::Limits::scheme_requests_max)
    /// requests wait or have bodies that are not read to their end or dropped (503).
    pub fn scheme_request(
        &self,
        scheme: &str,
        page: Option<&Page>,
        origin: Origin,
        mut request: http::Request<()>,
        respond: impl FnOnce(SchemeResponse) + Send + 'static,
    ) {
        let respond = Respond(Some(respond));
        let wiring = self.wiring();
        let Some(plugin) = wiring.plugins.iter().find(|plugin| plugin.schemes().any(|it| it == scheme))
        else {
            return respond.with(status(StatusCode::NOT_FOUND));
        };
        let Ok(turn) = Arc::clone(self.schemes_at_work()).try_acquire_owned() else {
            return respond.with(status(StatusCode::SERVICE_UNAVAILABLE));
        };
        let (app, plugin, scheme) = (self.clone(), Arc::clone(plugin), scheme.to_owned());
        let webview = page.map(|page| Webview::new(self.clone(), page.clone()));
        request.extensions_mut().insert(origin);
        self.runtime().spawn_blocking(move || {
            let response = plugin.answer(&app, &scheme, webview.as_ref(), request);
            let response = response.unwrap_or_else(|| status(StatusCode::INTERNAL_SERVER_ERROR));
            respond.with(response.map(|body| body.until_read(turn)));
        });
    }
}

fn status(status: StatusCode) -> SchemeResponse {
    let mut response = SchemeResponse::new(SchemeBody::empty());
    *response.status_mut() = status;
    // Without it a page is told of a network failure, and never of the status.
    response.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}

/// Answers once, also a request that is dropped on its way.
struct Respond<F: FnOnce(SchemeResponse)>(Option<F>);

impl<F: FnOnce(SchemeResponse)> Respond<F> {
    fn with(mut self, response: SchemeResponse) {
        if let Some(respond) = self.0.take() {
            respond(response);
        }
    }
}

impl<F: FnOnce(SchemeResponse)> Drop for Respond<F> {
    fn drop(&mut self) {
        if let Some(respond) = self.0.take() {
            respond(status(StatusCode::SERVICE_UNAVAILABLE));
        }
    }
}
