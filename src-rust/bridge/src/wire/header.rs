//! Names and values of the headers that belong to the bridge, in and out.

use http::{HeaderMap, HeaderName, HeaderValue};
use std::str::FromStr;

/// Request: id of the callback for a success, a 32-bit unsigned number in decimal.
pub const CALLBACK: HeaderName = HeaderName::from_static("tauri-callback");
/// Request: id of the callback for a failure, a 32-bit unsigned number in decimal.
pub const ERROR: HeaderName = HeaderName::from_static("tauri-error");
/// Request: the invoke key that the injected script holds in a closure.
pub const INVOKE_KEY: HeaderName = HeaderName::from_static("tauri-invoke-key");
/// Response: [`OK`] or [`FAILED`]. The page goes by this and not by the status.
pub const RESPONSE: HeaderName = HeaderName::from_static("tauri-response");
/// Request: which message of a channel is fetched, an unsigned 32-bit number in decimal.
pub const CHANNEL_ID: HeaderName = HeaderName::from_static("tauri-channel-id");
/// Request, ours: a name under which the times of this call's hops are kept (see [`crate::hops`]).
pub const TRACE: HeaderName = HeaderName::from_static("footbridge-trace");
/// Request, ours: where the JSON of a body of the type [`PARTS`] ends, as `<marker>;<bytes of JSON>`.
pub const BODY_PARTS: HeaderName = HeaderName::from_static("footbridge-parts");
/// Request, ours: the ids of the streams among the arguments, with commas between them.
pub const UPSTREAMS: HeaderName = HeaderName::from_static("footbridge-upstreams");
/// Request, ours: how a body of the type [`SEALED`] is sealed, as `<session>;<number of the message>`.
pub const SEAL: HeaderName = HeaderName::from_static("footbridge-seal");
/// Request, ours: which piece of which stream a push brings.
pub const UPSTREAM: HeaderName = HeaderName::from_static("footbridge-upstream");

/// Request, ours: which piece of which call's body a request brings, as `<callback of the call>;<number from 0>`.
pub const PIECE: HeaderName = HeaderName::from_static("footbridge-piece");

/// Value of [`RESPONSE`] when the command succeeded.
pub const OK: &str = "ok";
/// Value of [`RESPONSE`] when the command failed or the call was refused.
pub const FAILED: &str = "error";

/// Content type of a JSON body.
pub const JSON: &str = "application/json";
/// Content type of a raw body.
pub const OCTETS: &str = "application/octet-stream";
/// Content type of a body that is JSON with bytes behind it; ours.
pub const PARTS: &str = "application/x-footbridge-parts";
/// Content type of a body that the isolation frame has sealed; ours.
pub const SEALED: &str = "application/x-footbridge-sealed";

/// The value of a header that is there once. Of two, nobody can say which the next reader would take.
pub(crate) fn single<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a HeaderValue> {
    let mut values = headers.get_all(name).iter();
    values.next().filter(|_| values.next().is_none())
}

/// A header that is there once and is a [`decimal`] number.
pub(crate) fn number<T: FromStr>(headers: &HeaderMap, name: &HeaderName) -> Option<T> {
    decimal(single(headers, name)?.to_str().ok()?)
}

/// A number in decimal digits, without a sign.
pub(crate) fn decimal<T: FromStr>(text: &str) -> Option<T> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

/// The trace name that a request asks for, when it is fit to be one: 1 to 64 printable ASCII characters.
pub fn trace_of(headers: &HeaderMap) -> Option<&str> {
    let name = headers.get(TRACE)?.to_str().ok()?;
    (!name.is_empty() && name.len() <= 64).then_some(name)
}
