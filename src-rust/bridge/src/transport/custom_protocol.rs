//! `POST ipc://localhost/<command>`: one request a call, one response an answer.
//!
//! Only the head of a request is looked at here. The body stays where it is until key and capability have let the
//! call through, because with some engines a hostile body is a danger in itself.
//!
//! Source of the format: Tauri 2's custom protocol.

use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Method, Request as HttpRequest, Response as HttpResponse, StatusCode,
    header::{
        ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
        ACCESS_CONTROL_EXPOSE_HEADERS, CONTENT_LENGTH, CONTENT_TYPE, HeaderName,
    },
    request::Parts,
};
use percent_encoding::percent_decode_str;

use crate::{
    AppHandle, Limits, Origin, Page, Refusal, journey,
    printable::is_printable,
    refusal::Code,
    transport::{Pieces, Transport},
    wire::{CallId, Caller, ClaimedKey, Incoming, InvokeResponseBody, Reply, Request, header},
};

/// Receives a request of the call scheme. `respond` is called exactly once, on any thread.
///
/// # Trust
/// `page` and `origin` are the host's word for who sent the request; `None` is a webview that the host does not know.
pub fn receive(
    app: &AppHandle,
    page: Option<&Page>,
    origin: Origin,
    request: HttpRequest<Incoming>,
    respond: impl FnOnce(HttpResponse<Bytes>) + Send + 'static,
) {
    let (parts, body) = request.into_parts();
    if parts.method == Method::OPTIONS {
        return respond(preflight());
    }
    if parts.method != Method::POST {
        return respond(bare(StatusCode::METHOD_NOT_ALLOWED));
    }
    let Some(page) = page else { return respond(bare(StatusCode::NOT_FOUND)) };
    let caller = Caller { page: page.clone(), document: page.document(), origin };
    if parts.headers.contains_key(header::PIECE) {
        return receive_piece(app, page, parts.headers, body, respond);
    }
    let hop = tracing::trace_span!("transport", by = "custom protocol", webview = page.label());
    match hop.in_scope(|| read_head(app, parts, body, caller)) {
        Ok(request) => journey::receive(app, request, |reply| respond(response(reply))),
        Err(refusal) => respond(response(refusal.into())),
    }
}

/// Receives a piece of a body, which is no call: it belongs to one that was judged for itself.
fn receive_piece(
    app: &AppHandle,
    page: &Page,
    headers: HeaderMap,
    body: Incoming,
    respond: impl FnOnce(HttpResponse<Bytes>) + Send + 'static,
) {
    if let Err(refusal) = require_key(app, &headers) {
        return respond(response(refusal.into()));
    }
    let place = header::single(&headers, &header::PIECE).and_then(|place| place.to_str().ok());
    let place = place.and_then(|place| {
        let (callback, index) = place.split_once(';')?;
        Some((header::decimal(callback)?, header::decimal(index)?))
    });
    let taken = Pieces::take(page.document(), place, body);
    app.runtime().spawn(async move {
        let reply =
            taken.await.map_or_else(Reply::from, |()| Reply::Value(InvokeResponseBody::Json("null".into())));
        respond(response(reply));
    });
}

fn require_key(app: &AppHandle, headers: &HeaderMap) -> Result<ClaimedKey, Refusal> {
    let key = header::single(headers, &header::INVOKE_KEY).and_then(|key| key.to_str().ok());
    let key = ClaimedKey::new(key.unwrap_or_default());
    app.invoke_key().require(&key)?;
    Ok(key)
}

fn read_head(app: &AppHandle, parts: Parts, body: Incoming, caller: Caller) -> Result<Request, Refusal> {
    let mut headers = parts.headers;
    let key = require_key(app, &headers)?;
    headers.remove(header::INVOKE_KEY);
    check_headers(&headers, app.limits())?;
    let id =
        CallId { callback: number(&headers, &header::CALLBACK)?, error: number(&headers, &header::ERROR)? };
    let command = command(parts.uri.path(), app.limits().command_bytes_max)?;
    Ok(Request { command, id, key, headers, body, caller, by: Transport::CustomProtocol })
}

fn number(headers: &HeaderMap, name: &HeaderName) -> Result<u32, Refusal> {
    let problem = || format!("the header `{name}` must be there once, a number from 0 to 4294967295");
    header::number(headers, name).ok_or_else(|| Refusal::malformed_request(problem()))
}

fn command(path: &str, bytes_max: usize) -> Result<String, Refusal> {
    let command = percent_decode_str(path.trim_start_matches('/')).decode_utf8();
    let command = command.map_err(|_| Refusal::malformed_request("the command is not UTF-8"))?.into_owned();
    check_command(&command, bytes_max)?;
    Ok(command)
}

/// A command's name stands in logs and errors, so what is no name is refused before it gets there.
pub(super) fn check_command(command: &str, bytes_max: usize) -> Result<(), Refusal> {
    if command.is_empty() || command.len() > bytes_max {
        return Err(Refusal::malformed_request(format!("a command's name has 1 to {bytes_max} bytes")));
    }
    if !command.chars().all(is_printable) {
        return Err(Refusal::malformed_request("a command's name has printable characters only"));
    }
    Ok(())
}

/// What stays with a call while it waits is bounded, its headers too.
pub(super) fn check_headers(headers: &HeaderMap, limits: &Limits) -> Result<(), Refusal> {
    check_header_count(headers.len(), limits)?;
    let bytes: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    check_header_bytes(bytes, limits)
}

/// A table of headers has an end of its own, at which it panics.
pub(super) fn check_header_count(count: usize, limits: &Limits) -> Result<(), Refusal> {
    if count > limits.headers_max {
        let problem = format!("a request has at most {} headers", limits.headers_max);
        return Err(Refusal::malformed_request(problem));
    }
    Ok(())
}

pub(super) fn check_header_bytes(bytes: usize, limits: &Limits) -> Result<(), Refusal> {
    if bytes > limits.header_bytes_max {
        let problem = format!("the headers of a request have at most {} bytes", limits.header_bytes_max);
        return Err(Refusal::malformed_request(problem));
    }
    Ok(())
}

fn response(reply: Reply) -> HttpResponse<Bytes> {
    // Whoever has no key learns nothing: not even what a refusal looks like.
    if matches!(&reply, Reply::Refused(refusal) if refusal.code() == Code::BadKey) {
        return bare(StatusCode::FORBIDDEN);
    }
    let (ok, body) = reply.into_body();
    let (kind, bytes) = match body {
        InvokeResponseBody::Json(text) => (header::JSON, text.into()),
        InvokeResponseBody::Raw(bytes) => (header::OCTETS, bytes),
    };
    answered(ok, kind, bytes)
}

/// The answer to a call, a success or not, of a content type.
pub(super) fn answered(ok: bool, kind: &'static str, bytes: Bytes) -> HttpResponse<Bytes> {
    let length = HeaderValue::from(bytes.len());
    let mut response = HttpResponse::new(bytes);
    *response.status_mut() = if ok { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CONTENT_LENGTH, length);
    headers.insert(header::RESPONSE, HeaderValue::from_static(if ok { header::OK } else { header::FAILED }));
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("Tauri-Response"));
    response
}

fn preflight() -> HttpResponse<Bytes> {
    let mut response = bare(StatusCode::OK);
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("*"));
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("POST, OPTIONS"));
    response
}

/// A status and nothing to read. Any origin may see the status: without that, the engine would report it to the page
/// as a network failure.
fn bare(status: StatusCode) -> HttpResponse<Bytes> {
    let mut response = HttpResponse::new(Bytes::new());
    *response.status_mut() = status;
    response.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}
