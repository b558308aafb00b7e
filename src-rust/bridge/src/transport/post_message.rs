//! JSON texts through the engine's script message handler, answered through the page's outbox.
//!
//! In: one message with the texts of one or more calls, one behind the other. Each is judged for itself, whatever it came
//! with. A call that was sent over the call scheme and lost comes here a second time with the same ids, and is recognised
//! by them.
//!
//! Source of the format: Tauri 2's `window.ipc.postMessage`; more than one text, and bytes in base64, are ours.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, header::CONTENT_TYPE};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use std::{borrow::Cow, collections::HashMap, fmt::Write, sync::Arc};
use url::Url;

use super::custom_protocol::{check_command, check_header_bytes, check_header_count, check_headers};
use crate::{
    AppHandle, Limits, Origin, Page, Refusal, base64,
    document::Document,
    journey,
    outbox::{EntryText, Outbox, Unqueued},
    payload::Form,
    printable::Printable,
    refusal::Code,
    script,
    transport::{Pieces, Transport},
    wire::{CallId, Caller, ClaimedKey, Incoming, InvokeResponseBody, Reply, Request, header},
};

/// A message, most of it still text: whoever has no key has nothing written down for him.
#[derive(Deserialize)]
struct Message<'a> {
    #[serde(borrow)]
    cmd: Cow<'a, str>,
    callback: u32,
    error: u32,
    #[serde(borrow, default, deserialize_with = "present")]
    payload: Option<&'a RawValue>,
    /// Ours: the origin of the document that sent the message, in whose script the key is. It can only take rights away.
    #[serde(borrow, default)]
    origin: Option<&'a RawValue>,
    /// Ours: the bytes beside the payload, in base64.
    #[serde(borrow, default)]
    parts: Option<&'a RawValue>,
    /// Ours: in the payload's place, a body of bytes in base64.
    #[serde(borrow, default)]
    bytes: Option<&'a RawValue>,
    /// Ours: in the payload's place, a sealed body in base64.
    #[serde(borrow, default)]
    sealed: Option<&'a RawValue>,
    /// Ours: in the payload's place, the content type of the bytes that came beside the text.
    #[serde(borrow, default)]
    beside: Option<&'a RawValue>,
    /// Ours: in the payload's place, the length of a body that comes in pieces, the length of a piece, its content type.
    #[serde(borrow, default)]
    pieces: Option<&'a RawValue>,
    #[serde(borrow, default)]
    options: Option<&'a RawValue>,
    #[serde(borrow, rename = "__TAURI_INVOKE_KEY__", default)]
    key: Cow<'a, str>,
}

/// A member that is there, be it `null`.
fn present<'a, D: Deserializer<'a>>(value: D) -> Result<Option<&'a RawValue>, D::Error> {
    Deserialize::deserialize(value).map(Some)
}

/// A text that is lent by the message where nothing in it is escaped.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

#[derive(Deserialize, Default)]
struct Options {
    #[serde(default)]
    headers: Headers,
}

/// Headers, as the page's script writes them: pairs, or a record.
#[derive(Deserialize)]
#[serde(untagged)]
enum Headers {
    Pairs(Vec<(String, String)>),
    Record(HashMap<String, String>),
    None(()),
}

impl Default for Headers {
    fn default() -> Self {
        Self::None(())
    }
}

/// Receives a message. Answers go out through the page's outlet; a call without the right key, or a text that is no call,
/// gets none, and neither does what stands behind such a text.
///
/// # Trust
/// `page` and `origin` are the host's word for who sent the message.
pub fn receive(app: &AppHandle, page: &Page, origin: Origin, text: &str) {
    let document = page.document();
    let by = Transport::PostMessage;
    Sender { app, page, document: &document, origin: &origin, answers: document.outbox(), by }
        .receive(text, None);
}

/// Who sends texts.
pub(super) struct Sender<'a> {
    pub(super) app: &'a AppHandle,
    pub(super) page: &'a Page,
    pub(super) document: &'a Arc<Document>,
    pub(super) origin: &'a Origin,
    /// Where the answers go.
    pub(super) answers: &'a Arc<Outbox>,
    pub(super) by: Transport,
}

/// Reads the bytes that came beside a text, where they are no more than so many.
pub(super) type Beside<'a> = Box<dyn FnOnce(usize) -> Result<Bytes, Refusal> + 'a>;

impl Sender<'_> {
    /// Receives the texts of one or more calls, the first of them with bytes beside it, if there are any.
    pub(super) fn receive(&self, texts: &str, mut beside: Option<Beside<'_>>) {
        let _batch = self.app.run_queues().batch();
        for message in serde_json::Deserializer::from_str(texts).into_iter() {
            match message {
                Ok(message) => self.receive_one(message, beside.take()),
                Err(error) => {
                    // The error's own words quote the message, which is somebody's text of any length, or the key.
                    let (webview, kind, column) = (self.page.label(), error.classify(), error.column());
                    return self.page.log_refusal("message", |left_out| {
                        tracing::warn!(
                            webview,
                            ?kind,
                            column,
                            left_out,
                            "a message that is no call was dropped"
                        );
                    });
                }
            }
        }
    }

    fn receive_one(&self, message: Message<'_>, beside: Option<Beside<'_>>) {
        let id = CallId { callback: message.callback, error: message.error };
        let answers = Arc::clone(self.answers);
        let respond = move |reply: Reply| {
            if !matches!(&reply, Reply::Refused(refusal) if refusal.code() == Code::BadKey) {
                answer(&answers, id, reply);
            }
        };
        let hop = tracing::trace_span!("transport", by = self.by.as_str(), webview = self.page.label());
        match hop.in_scope(|| self.read(message, id, beside)) {
            Ok(request) => journey::receive(self.app, request, respond),
            Err(refusal) => respond(refusal.into()),
        }
    }

    fn read(&self, message: Message<'_>, id: CallId, beside: Option<Beside<'_>>) -> Result<Request, Refusal> {
        let limits = self.app.limits();
        let key = ClaimedKey::new(&message.key);
        self.app.invoke_key().require(&key)?;
        check_command(&message.cmd, limits.command_bytes_max)?;
        let mut headers = headers(message.options, limits)?;
        let origin = narrowed(self.origin.clone(), message.origin);
        let caller = Caller { page: self.page.clone(), document: Arc::clone(self.document), origin };
        let (kind, body) = if let Some(pieces) = message.pieces {
            in_pieces(pieces, id, &caller)?
        } else if let Some(kind) = message.beside {
            let beside = beside.ok_or_else(|| Refusal::malformed_request("nothing came beside the text"))?;
            (kind_beside(kind)?, Incoming::Whole(beside(limits.body_bytes_max)?))
        } else if let Some(sealed) = message.sealed {
            (header::SEALED, Incoming::Whole(bytes_of("sealed", sealed, limits)?))
        } else if let Some(bytes) = message.bytes {
            (header::OCTETS, Incoming::Whole(bytes_of("bytes", bytes, limits)?))
        } else {
            let payload = message.payload.map_or("{}", RawValue::get);
            let parts = message.parts.map(|parts| text("parts", parts)).transpose()?;
            let parts = parts.as_ref().map(|Text(parts)| &**parts);
            let (kind, body) = body_of(payload, parts, limits.body_bytes_max)?;
            (kind, Incoming::Whole(body))
        };
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        let command = message.cmd.into_owned();
        Ok(Request { command, id, key, headers, body, caller, by: self.by })
    }
}

/// The origin of a message: the host's word, where the document that sent it says the same. A message may come in when
/// the next document is there already, and must not have its rights; nobody's are what is left.
fn narrowed(origin: Origin, stated: Option<&RawValue>) -> Origin {
    let Some(stated) = stated else { return origin };
    let agrees = text("origin", stated).is_ok_and(|Text(stated)| match &origin {
        Origin::Local => stated == script::local_origin(),
        Origin::Remote(url) => Url::parse(&stated).is_ok_and(|stated| is_one_site(url, &stated)),
    });
    if agrees { origin } else { Origin::Remote(Url::parse("about:blank").expect("about:blank is a URL")) }
}

/// Whether two addresses have one origin. An address of a scheme of its own has none in the eyes of `url`.
fn is_one_site(one: &Url, other: &Url) -> bool {
    let site =
        |url: &Url| (url.scheme().to_owned(), url.host_str().map(str::to_owned), url.port_or_known_default());
    site(one) == site(other)
}

/// A body that the page sends in requests of its own.
fn in_pieces(raw: &RawValue, id: CallId, caller: &Caller) -> Result<(&'static str, Incoming), Refusal> {
    let malformed = || Refusal::malformed_request("`pieces` are `[length, length of a piece, content type]`");
    let (length, piece_bytes, kind): (usize, usize, Cow<'_, str>) =
        serde_json::from_str(raw.get()).map_err(|_| malformed())?;
    let kind = known_kind(&kind).ok_or_else(malformed)?;
    Ok((kind, Pieces::expect(&caller.document, id.callback, length, piece_bytes)?))
}

/// The content type of the bytes beside a text.
fn kind_beside(raw: &RawValue) -> Result<&'static str, Refusal> {
    let Text(kind) = text("beside", raw)?;
    known_kind(&kind).ok_or_else(|| Refusal::malformed_request("`beside` is no content type of bytes"))
}

fn known_kind(kind: &str) -> Option<&'static str> {
    [header::OCTETS, header::PARTS, header::SEALED].into_iter().find(|known| *known == kind)
}

fn text<'a>(name: &str, raw: &'a RawValue) -> Result<Text<'a>, Refusal> {
    serde_json::from_str(raw.get())
        .map_err(|error| Refusal::malformed_request(format!("`{name}` is no text: {error}")))
}

/// The body that the custom protocol would have carried, with its content type.
fn body_of(payload: &str, parts: Option<&str>, bytes_max: usize) -> Result<(&'static str, Bytes), Refusal> {
    // A byte takes four characters at most, `255,`, so what is longer is refused before it is copied.
    if payload.len() + parts.map_or(0, str::len) > bytes_max.saturating_mul(4).saturating_add(2) {
        return Err(Refusal::body_too_large(bytes_max));
    }
    if let Some(parts) = parts {
        let mut body = payload.as_bytes().to_vec();
        base64::read(parts, &mut body)
            .map_err(|error| Refusal::malformed_request(format!("`parts` is not base64: {error}")))?;
        return Ok((header::PARTS, body.into()));
    }
    // An array of byte values is what bytes are on Tauri's wire: it has no other array at the top.
    if payload.starts_with('[')
        && let Ok(bytes) = serde_json::from_str::<Vec<u8>>(payload)
    {
        return Ok((header::OCTETS, bytes.into()));
    }
    Ok((header::JSON, Bytes::copy_from_slice(payload.as_bytes())))
}

/// The bytes that a member of the message holds in base64.
fn bytes_of(name: &str, raw: &RawValue, limits: &Limits) -> Result<Bytes, Refusal> {
    let Text(encoded) = text(name, raw)?;
    let bytes_max = limits.body_bytes_max;
    // Three bytes take four characters, and a seal's own share is small beside that.
    if encoded.len() > bytes_max.saturating_mul(2).saturating_add(limits.header_bytes_max) {
        return Err(Refusal::body_too_large(bytes_max));
    }
    let mut bytes = Vec::new();
    base64::read(&encoded, &mut bytes)
        .map_err(|error| Refusal::malformed_request(format!("`{name}` is not base64: {error}")))?;
    Ok(bytes.into())
}

/// As much of a header's name as an error repeats.
const NAME_CHARS_MAX: usize = 64;

fn headers(options: Option<&RawValue>, limits: &Limits) -> Result<HeaderMap, Refusal> {
    let options = options.map_or("null", RawValue::get);
    check_header_bytes(options.len(), limits)?;
    let options: Option<Options> = serde_json::from_str(options).map_err(|_| {
        Refusal::malformed_request("`options.headers` are pairs of strings, or a record of them")
    })?;
    let pairs = match options.unwrap_or_default().headers {
        Headers::Pairs(pairs) => pairs,
        Headers::Record(record) => record.into_iter().collect(),
        Headers::None(()) => Vec::new(),
    };
    check_header_count(pairs.len(), limits)?;
    let mut headers = HeaderMap::with_capacity(pairs.len() + 1);
    for (name, value) in pairs {
        let start: String = name.chars().take(NAME_CHARS_MAX).collect();
        let malformed = |_| Refusal::malformed_request(format!("`{}` is no header", Printable(&start)));
        let value = HeaderValue::from_str(&value).map_err(|_| malformed(()))?;
        headers.append(HeaderName::from_bytes(name.as_bytes()).map_err(|_| malformed(()))?, value);
    }
    // A key has no business among the caller's own headers, where a command could read it.
    headers.remove(header::INVOKE_KEY);
    check_headers(&headers, limits)?;
    Ok(headers)
}

/// Queues an answer as an entry, `[6,callback,kind,data]`, or, where it is many bytes, in pieces.
fn answer(outbox: &Arc<Outbox>, id: CallId, reply: Reply) {
    let is_refusal = matches!(&reply, Reply::Refused(_));
    let (ok, body) = reply.into_body();
    let callback = if ok { id.callback } else { id.error };
    let queued = match body {
        InvokeResponseBody::Raw(bytes) if bytes.len() > WHOLE_BYTES_MAX => outbox.push_bytes(callback, bytes),
        body if is_refusal => outbox.push_refusal(entry(callback, &body)),
        body => outbox.push_answer(entry(callback, &body)),
    };
    match queued {
        // A document that is gone has nobody left who waits.
        Ok(()) | Err(Unqueued::Closed) => {}
        Err(Unqueued::Full) if is_refusal => {
            tracing::warn!(
                callback,
                "an answer was dropped: its page has a queue full of answers and takes none"
            );
        }
        Err(Unqueued::Full) => answer(outbox, id, Refusal::too_many_bytes(outbox.answer_bytes_max()).into()),
    }
}

fn entry(callback: u32, body: &InvokeResponseBody) -> EntryText {
    let form = Form::of(body, true);
    let mut entry = EntryText::beginning(format_args!("[6"), form.text_bytes(body));
    write!(entry.json, ",{callback},{}", form.number()).expect("a string takes any text");
    form.end(entry, body)
}

/// An answer of more bytes than these goes in pieces. Unit: bytes.
const WHOLE_BYTES_MAX: usize = 16 * 1024;
