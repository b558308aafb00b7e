//! The document of the isolation frame: a script of ours, the app's hook, and the key of the session.
//!
//! In: a request to the frame's scheme, and the page that the host says it came from. Out: the document, once for each
//! document of an isolated page. A second frame gets nothing; neither does a page that asks without a frame, because no
//! answer of this scheme may be read across origins.

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use http::{
    HeaderValue, Method, Response, StatusCode, Uri,
    header::{
        ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, REFERRER_POLICY,
        X_CONTENT_TYPE_OPTIONS,
    },
};
use serde_json::json;

use super::{Isolation, Session, key::random};
use crate::{AppHandle, Error, Page};

/// The frame's half: a function that takes its configuration as an argument.
const FRAME: &str = include_str!("frame.js");
/// The scheme that the frame is loaded from.
pub(crate) const FRAME_SCHEME: &str = "isolation";
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// The isolation frame: for the shell, which registers its scheme with the engine.
impl AppHandle {
    /// Answers a request to the scheme `isolation`. `page` is the host's word for who asks.
    pub fn isolation_frame(&self, page: Option<&Page>, method: &Method, uri: &Uri) -> Response<Bytes> {
        let Some((page, isolation)) = page.and_then(|page| Some((page, page.isolation()?))) else {
            return refused(StatusCode::NOT_FOUND, "no isolated page asks");
        };
        if !["", "/", "/index.html"].contains(&uri.path()) {
            return refused(StatusCode::NOT_FOUND, "the frame is at the root");
        }
        if method != Method::GET {
            let mut response = refused(StatusCode::METHOD_NOT_ALLOWED, "only GET");
            response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET"));
            return response;
        }
        match self.begin(page, isolation) {
            Ok(Some(response)) => response,
            Ok(None) => refused(StatusCode::FORBIDDEN, "this document has its frame already"),
            Err(error) => {
                tracing::error!(webview = page.label(), %error, "the isolation frame was not made");
                refused(StatusCode::INTERNAL_SERVER_ERROR, "the frame could not be made")
            }
        }
    }

    fn begin(&self, page: &Page, isolation: &Isolation) -> Result<Option<Response<Bytes>>, Error> {
        let (session, key) =
            Session::begin(self.isolation_key(), page.label(), self.limits().sealed_window_max)?;
        let nonce = BASE64_STANDARD.encode(random::<16>()?);
        let config = json!({
            "key": BASE64_STANDARD.encode(key.reveal()),
            "session": session.name(),
            "label": page.label(),
        });
        if !page.document().isolate(session) {
            return Ok(None);
        }
        let hook = isolation.text();
        let body = format!(
            "<!doctype html><meta charset=\"utf-8\"><title>Isolation</title>\n\
             <script nonce=\"{nonce}\">({FRAME})({config})</script>\n\
             <script nonce=\"{nonce}\">{hook}\n</script>\n"
        );
        let mut response = answer(StatusCode::OK, "text/html; charset=utf-8", body.into());
        // The last word makes every such document a frame without an origin, whoever put it where.
        let policy = format!(
            "default-src 'none'; script-src 'nonce-{nonce}'; base-uri 'none'; form-action 'none'; sandbox allow-scripts"
        );
        let policy = HeaderValue::try_from(policy).expect("base64 has no control characters");
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
        Ok(Some(response))
    }
}

fn refused(status: StatusCode, sentence: &'static str) -> Response<Bytes> {
    answer(status, "text/plain", Bytes::from_static(sentence.as_bytes()))
}

fn answer(status: StatusCode, kind: &'static str, body: Bytes) -> Response<Bytes> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(RESOURCE_POLICY, HeaderValue::from_static("same-origin"));
    response
}
