//! A thief, for the demos that show what a theft is worth: who has the invoke key and a message of a page, and speaks in
//! that page's name, through every gate of the bridge.

use bytes::Bytes;
use footbridge::transport::memory::Client;
use footbridge::wire::header;
use footbridge::{AppHandle, Page};
use http::HeaderValue;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Failure;

/// What stands on a message.
#[derive(Clone, Copy)]
pub struct Labels<'a> {
    /// The command that it is to call.
    pub command: &'a str,
    /// Id of the callback for a success.
    pub callback: u32,
    /// Id of the callback for a failure.
    pub error: u32,
    /// `<session>;<number>`; nothing where it is JSON that nobody has sealed.
    pub seal: Option<&'a str>,
    /// The name under which the times of its hops are kept.
    pub trace: Option<&'a str>,
}

/// How Rust answered.
#[derive(Debug, Serialize, TS)]
pub struct Verdict {
    /// The value, where the call was let through.
    pub answer: Option<String>,
    /// Why it was not.
    pub refusal: Option<Refused>,
}

/// A refusal, or a command's own error.
#[derive(Debug, Default, Deserialize, Serialize, TS)]
pub struct Refused {
    /// What a page branches on.
    pub code: String,
    /// What a person reads.
    pub message: String,
}

/// Sends a message in the name of a page, and waits for the answer.
///
/// # Errors
/// `bad_header` when a label is no text for a header.
pub fn send(app: &AppHandle, page: &Page, labels: &Labels<'_>, body: Bytes) -> Result<Verdict, Failure> {
    let Labels { command, callback, error, seal, trace } = *labels;
    let thief = Client::impersonate(app, page);
    let kind = if seal.is_some() { header::SEALED } else { header::JSON };
    let mut request = thief.request(command, kind, body);
    let headers = request.headers_mut();
    headers.insert(header::CALLBACK, callback.into());
    headers.insert(header::ERROR, error.into());
    for (name, text) in [(header::SEAL, seal), (header::TRACE, trace)] {
        let Some(text) = text else { continue };
        let value = HeaderValue::from_str(text);
        let value = value.map_err(|_| Failure::new("bad_header", "The seal is no text for a header."))?;
        headers.insert(name, value);
    }
    let response = thief.wait(request);
    let passed = response.headers().get(header::RESPONSE).is_some_and(|it| it == header::OK);
    let text = || String::from_utf8_lossy(response.body()).into_owned();
    let refused = || serde_json::from_slice(response.body()).unwrap_or_default();
    Ok(Verdict { answer: passed.then(text), refusal: (!passed).then(refused) })
}
