//! A scheme of the shell's own: the head of a request in, a response out.

use bytes::Bytes;
use gtk::{
    gio::{InputStream, MemoryInputStream},
    glib::{self, object::IsA},
};
use http::{
    HeaderName, HeaderValue, Request, Response, StatusCode,
    header::{ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_TYPE},
    request::Parts,
    response,
};
use soup::{MessageHeaders, MessageHeadersType};
use webkit2gtk::{
    SecurityManagerExt, URISchemeRequest, URISchemeRequestExt, URISchemeResponse, URISchemeResponseExt,
    WebContext, WebContextExt,
};

use crate::{Error, contained::contained};

/// Hands every request of a scheme to `handler`, on the main thread, with its head read and its body untouched.
pub(super) fn register(
    context: &WebContext,
    scheme: &str,
    handler: impl Fn(Parts, URISchemeRequest) + 'static,
) -> Result<(), Error> {
    let security = context.security_manager().ok_or(Error::Engine("a security manager"))?;
    security.register_uri_scheme_as_secure(scheme);
    context.register_uri_scheme(scheme, move |request| {
        let answered = contained(|| match head(request) {
            Some(head) => handler(head, request.clone()),
            None => finish(request, bare(StatusCode::BAD_REQUEST)),
        });
        if answered.is_none() {
            finish(request, bare(StatusCode::INTERNAL_SERVER_ERROR));
        }
    });
    Ok(())
}

fn head(request: &URISchemeRequest) -> Option<Parts> {
    let mut head = Request::builder()
        .method(request.http_method()?.as_str())
        .uri(request.uri()?.as_str())
        .body(())
        .ok()?
        .into_parts()
        .0;
    // Any page can send more headers than a table of them can hold.
    let mut fits = true;
    if let Some(headers) = request.http_headers() {
        headers.foreach(|name, value| {
            let name = HeaderName::from_bytes(name.as_bytes());
            if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(value)) {
                fits &= head.headers.try_append(name, value).is_ok();
            }
        });
    }
    fits.then_some(head)
}

fn bare(status: StatusCode) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = status;
    // Without it the engine reports a network failure, which the page would take for a broken transport.
    response.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}

/// Answers a request, on the main thread. The body is not copied.
pub(super) fn finish(request: &URISchemeRequest, response: Response<Bytes>) {
    let (head, body) = response.into_parts();
    let length = body.len() as u64;
    finish_with_stream(request, head, &MemoryInputStream::from_bytes(&glib::Bytes::from_owned(body)), length);
}

/// Answers a request with a body of `length` bytes that is read while it is sent, on the main thread.
pub(super) fn finish_with_stream(
    request: &URISchemeRequest,
    head: response::Parts,
    stream: &impl IsA<InputStream>,
    length: u64,
) {
    // The engine knows a length that it cannot count as one that nobody has told it.
    let response = URISchemeResponse::new(stream, i64::try_from(length).unwrap_or(-1));
    response.set_status(head.status.as_u16().into(), head.status.canonical_reason());
    let headers = MessageHeaders::new(MessageHeadersType::Response);
    for (name, value) in &head.headers {
        let Ok(value) = value.to_str() else { continue };
        if name == CONTENT_TYPE {
            response.set_content_type(value);
        }
        headers.append(name.as_str(), value);
    }
    response.set_http_headers(headers);
    request.finish_with_response(&response);
}
