//! What a request says, as a text, and the answer to a text as a response.

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use http::{Method, Request as HttpRequest, Response as HttpResponse, header::CONTENT_TYPE};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json, value::RawValue};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};

use super::delivery::{entries, entries_of};
use crate::{
    AppHandle, Courier, Delivery, Limits,
    outbox::Outbox,
    transport::{Transport, custom_protocol},
    wire::{CallId, Incoming, header},
};

/// A message as a page sends it.
pub(super) struct Message {
    pub(super) id: CallId,
    pub(super) text: String,
    /// Bytes that a socket carries beside the text.
    pub(super) beside: Option<Bytes>,
}

/// A body that means the same as a payload: what begins as a list is bytes there.
fn payload_of(body: &[u8]) -> Option<&str> {
    let payload: &RawValue = serde_json::from_slice(body).ok()?;
    (!payload.get().starts_with('[')).then(|| payload.get())
}

/// The answers to texts, apart from all else that is pushed to the page.
pub(super) struct Texts {
    pub(super) by: Transport,
    answers: Arc<Outbox>,
    waiting: Arc<Waiting>,
}

impl Texts {
    pub(super) fn new(limits: &Limits, by: Transport) -> Self {
        let waiting = Arc::new(Waiting { by, calls: Mutex::default() });
        Self { by, answers: Outbox::new(waiting.clone(), limits), waiting }
    }

    /// The text that says the same as a request. `None` where there is none: a text that has no key, or is no call, gets no
    /// answer, and a body that is read later has no text.
    pub(super) fn message(&self, app: &AppHandle, request: &HttpRequest<Incoming>) -> Option<Message> {
        let headers = request.headers();
        let Incoming::Whole(body) = request.body() else { return None };
        let key = header::single(headers, &header::INVOKE_KEY)?.to_str().ok()?;
        let is_call = request.method() == Method::POST && !headers.contains_key(header::PIECE);
        if !is_call || key != app.invoke_key().reveal() {
            return None;
        }
        let id = CallId {
            callback: header::number(headers, &header::CALLBACK)?,
            error: header::number(headers, &header::ERROR)?,
        };
        let command = percent_decode_str(request.uri().path().trim_start_matches('/')).decode_utf8().ok()?;
        let kind = header::single(headers, &CONTENT_TYPE)?.to_str().ok()?;
        let mut message = json!({
            "cmd": command,
            "callback": id.callback,
            "error": id.error,
            "__TAURI_INVOKE_KEY__": key,
        });
        let (mut payload, mut beside) = (None, None);
        match kind {
            header::OCTETS | header::PARTS | header::SEALED if self.by == Transport::Socket => {
                message["beside"] = kind.into();
                beside = Some(body.clone());
            }
            header::JSON => payload = Some(payload_of(body)?),
            header::OCTETS => message["bytes"] = BASE64_STANDARD.encode(body).into(),
            header::SEALED => message["sealed"] = BASE64_STANDARD.encode(body).into(),
            header::PARTS => {
                let place = header::single(headers, &header::BODY_PARTS)?.to_str().ok()?;
                let end = place.split_once(';')?.1.parse().ok().filter(|end| *end <= body.len())?;
                payload = Some(payload_of(&body[..end])?);
                message["parts"] = BASE64_STANDARD.encode(&body[end..]).into();
            }
            _ => return None,
        }
        let own = [CONTENT_TYPE, header::CALLBACK, header::ERROR, header::INVOKE_KEY];
        let others = headers.iter().filter(|(name, _)| !own.contains(name));
        let others: Option<Vec<_>> =
            others.map(|(name, value)| Some((name.as_str(), value.to_str().ok()?))).collect();
        message["options"] = json!({ "headers": others? });
        let mut text = message.to_string();
        if let Some(payload) = payload {
            // As it is written, every digit of it.
            text.insert_str(1, &format!("\"payload\":{payload},"));
        }
        Some(Message { id, text, beside })
    }

    /// Where the answer to a text goes. `None` while another text has the same ids: nothing tells their answers apart, so
    /// the second goes as a request, as it does from a page.
    pub(super) fn expect(
        &self,
        id: CallId,
        sender: &mpsc::Sender<HttpResponse<Bytes>>,
    ) -> Option<Arc<Outbox>> {
        let mut calls = self.waiting.lock();
        if calls.iter().any(|call| call.id == id) {
            return None;
        }
        calls.push(Call { id, sender: sender.clone(), bytes: Vec::new() });
        Some(Arc::clone(&self.answers))
    }
}

/// Calls without an answer, the oldest first.
struct Waiting {
    by: Transport,
    calls: Mutex<Vec<Call>>,
}

struct Call {
    id: CallId,
    sender: mpsc::Sender<HttpResponse<Bytes>>,
    /// What has come of an answer in pieces.
    bytes: Vec<u8>,
}

impl Waiting {
    fn lock(&self) -> MutexGuard<'_, Vec<Call>> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes `[6, callback, kind, data]`, or `[7, callback, length, base64]`.
    fn take(&self, entry: &Value) {
        let callback = entry[1].as_u64().and_then(|id| u32::try_from(id).ok()).expect("an id is a number");
        let mut calls = self.lock();
        let is_meant = |call: &Call| call.id.callback == callback || call.id.error == callback;
        let place = calls.iter().position(is_meant).expect("an answer is for a call");
        let data = entry[3].as_str();
        let decoded = || BASE64_STANDARD.decode(data.unwrap_or_default()).expect("bytes are base64");
        let (kind, body) = match (entry[0].as_u64(), entry[2].as_u64()) {
            (Some(6), Some(0)) => (header::JSON, entry[3].to_string().into()),
            (Some(6), Some(1)) => (header::JSON, data.unwrap_or_default().to_owned().into()),
            (Some(6), Some(2)) => (header::OCTETS, decoded().into()),
            (Some(7), Some(length)) => {
                let bytes = &mut calls[place].bytes;
                bytes.extend(decoded());
                if (bytes.len() as u64) < length {
                    return;
                }
                (header::OCTETS, std::mem::take(bytes).into())
            }
            _ => panic!("{entry} is no answer"),
        };
        let call = calls.remove(place);
        // A test that does not wait for its answer is no fault.
        let _ = call.sender.send(custom_protocol::answered(callback == call.id.callback, kind, body));
    }
}

impl Courier for Waiting {
    fn deliver(&self, mut delivery: Delivery) {
        let entries = match self.by {
            Transport::Socket => {
                delivery.statements().unwrap_or_default().into_iter().flat_map(entries_of).collect()
            }
            _ => entries(&delivery.script().unwrap_or_default()),
        };
        entries.iter().for_each(|entry| self.take(entry));
    }
}
