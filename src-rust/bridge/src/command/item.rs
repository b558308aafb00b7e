//! One call as its command sees it, and one argument of it.

use http::HeaderMap;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::{Value, value::RawValue};
use std::{
    fmt,
    ops::Range,
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use super::{ArgumentError, node::Source};
use crate::{
    AppHandle, CancellationToken, Refusal,
    document::Document,
    router::Target,
    upstream::Announced,
    wire::{Caller, InvokeBody, InvokeResponseBody, Parts},
};

/// One argument of a call.
struct Member {
    name: Box<str>,
    /// Where its JSON stands in the body.
    range: Range<usize>,
    /// Its value as a tree: for the rare type that borrows text which has to be unescaped first, and for bytes that came
    /// beside the JSON.
    tree: OnceLock<Value>,
    /// Its text with those bytes in it, for the rare type that wants JSON and nothing else.
    inlined: OnceLock<String>,
}

impl Member {
    fn tree(&self, text: &str) -> &Value {
        // The text was found to be JSON when the members were located.
        self.tree.get_or_init(|| serde_json::from_str(text).unwrap_or_default())
    }
}

/// A call that has passed every gate: its body is read, its command is known.
pub struct InvokeMessage {
    pub(crate) app: AppHandle,
    pub(crate) caller: Caller,
    /// The document that called, which may have been left since.
    document: Arc<Document>,
    pub(crate) target: Target,
    pub(crate) headers: HeaderMap,
    pub(crate) body: InvokeBody,
    cancellation: CancellationToken,
    /// The streams that it brought.
    _upstreams: Announced,
    /// Whether the command took the token, and so decides for itself how to stop.
    watches_cancellation: AtomicBool,
    /// Where each argument's JSON stands in the body: found once, on first use.
    members: OnceLock<Result<Vec<Member>, String>>,
    /// The answer, while the command still has what it was made of.
    left: Mutex<Option<InvokeResponseBody>>,
}

impl InvokeMessage {
    /// # Errors
    /// When the head announces streams that cannot be.
    pub(crate) fn new(
        app: AppHandle,
        caller: Caller,
        document: Arc<Document>,
        target: Target,
        headers: HeaderMap,
        body: InvokeBody,
        cancellation: CancellationToken,
    ) -> Result<Self, Refusal> {
        let upstreams = Announced::new(&document, &headers, &cancellation)?;
        Ok(Self {
            app,
            caller,
            document,
            target,
            headers,
            body,
            cancellation,
            _upstreams: upstreams,
            watches_cancellation: AtomicBool::new(false),
            members: OnceLock::new(),
            left: Mutex::default(),
        })
    }

    /// Takes an answer to be sent before its command comes to its end.
    pub(super) fn leave(&self, body: InvokeResponseBody) {
        *self.left.lock().unwrap_or_else(PoisonError::into_inner) = Some(body);
    }

    pub(super) fn take_left(&self) -> Option<InvokeResponseBody> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Name of the command, as the page calls it.
    pub fn command(&self) -> &str {
        &self.target.route.name
    }

    /// Name of the plugin that the command belongs to; none for the app's own.
    pub fn plugin(&self) -> Option<&str> {
        self.target.route.plugin.as_deref()
    }

    /// The arguments as they came.
    pub fn payload(&self) -> &InvokeBody {
        &self.body
    }

    /// The headers, without the key.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The app.
    pub fn app_handle(&self) -> &AppHandle {
        &self.app
    }

    /// The document that called.
    pub(crate) fn document(&self) -> &Arc<Document> {
        &self.document
    }

    /// Told when the page cancels the call, or goes away.
    pub(crate) fn cancellation(&self) -> &CancellationToken {
        &self.cancellation
    }

    /// Takes the token, and with it the duty to look at it: the call is not dropped when it is cancelled.
    pub(crate) fn watch_cancellation(&self) -> CancellationToken {
        self.watches_cancellation.store(true, Ordering::Relaxed);
        self.cancellation.clone()
    }

    pub(crate) fn watches_cancellation(&self) -> bool {
        self.watches_cancellation.load(Ordering::Relaxed)
    }

    fn parts(&self) -> Option<&Parts> {
        match &self.body {
            InvokeBody::Json(json) => json.parts(),
            InvokeBody::Raw(_) => None,
        }
    }

    /// One member of the arguments, with its JSON text. `None` when it is absent.
    fn member(&self, key: &str) -> Result<Option<(&Member, &str)>, ArgumentError> {
        let InvokeBody::Json(json) = &self.body else {
            return Err(ArgumentError::new("a JSON object with this argument in it", "raw bytes"));
        };
        let text = json.wire_text();
        let members = self.members.get_or_init(|| members_of(text, self.app.limits().arguments_max));
        let members = members.as_ref();
        let members = members.map_err(|problem| ArgumentError::new("a JSON object of arguments", problem))?;
        // As everywhere in JSON, of two members of one name the last one counts.
        let found = members.iter().rev().find(|member| &*member.name == key);
        Ok(found.map(|member| (member, &text[member.range.clone()])))
    }
}

/// One argument to be extracted from a call.
pub struct CommandItem<'a> {
    /// The call.
    pub message: &'a InvokeMessage,
    /// Name of the command.
    pub name: &'a str,
    /// Name of the argument on the wire.
    pub key: &'static str,
}

impl<'a> CommandItem<'a> {
    /// Reads the argument with serde, straight from the text of the call.
    ///
    /// # Errors
    /// When it is absent (and not an `Option`), or of another type.
    pub fn deserialize<T: Deserialize<'a>>(&self) -> Result<T, ArgumentError> {
        let Some((member, text)) = self.message.member(self.key)? else {
            return T::deserialize(Absent).map_err(|_| ArgumentError::new("a value", "nothing"));
        };
        if let Some(parts) = self.message.parts().filter(|parts| parts.are_in(text)) {
            return with_parts(member, text, parts);
        }
        let error = match serde_json::from_str(text) {
            Ok(value) => return Ok(value),
            Err(error) => error.to_string(),
        };
        // Borrowed text cannot be lent from JSON in which it is escaped. A tree owns it unescaped and can lend it.
        if error.contains("expected a borrowed")
            && text.contains('\\')
            && let Ok(value) = T::deserialize(member.tree(text))
        {
            return Ok(value);
        }
        let deserializer = &mut serde_json::Deserializer::from_str(text);
        match serde_path_to_error::deserialize(deserializer) {
            Ok(value) => Ok(value),
            Err(error) => Err(ArgumentError::from_serde(&error)),
        }
    }
}

/// Reads an argument that has bytes in it which came beside the JSON.
fn with_parts<'a, T: Deserialize<'a>>(
    member: &'a Member,
    text: &'a str,
    parts: &'a Parts,
) -> Result<T, ArgumentError> {
    let tree = member.tree(text);
    if let Ok(value) = T::deserialize(Source::new(parts).node(tree)) {
        return Ok(value);
    }
    // Some types take only what is JSON through and through: `RawValue`, `&RawValue`.
    let inlined = member.inlined.get_or_init(|| parts.inline(text));
    if let Ok(value) = serde_json::from_str(inlined) {
        return Ok(value);
    }
    serde_path_to_error::deserialize(Source::new(parts).node(tree))
        .map_err(|error| ArgumentError::from_serde(&error))
}

/// Finds the members of a JSON object, each as its name and the range of its text.
fn members_of(text: &str, members_max: usize) -> Result<Vec<Member>, String> {
    // A call without arguments may come without a body, or with `null`.
    if matches!(text.trim(), "" | "null") {
        return Ok(Vec::new());
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let members = (&mut deserializer).deserialize_map(Members { text, members_max });
    let members = members.and_then(|members| deserializer.end().map(|()| members));
    members.map_err(|error| error.to_string())
}

/// Collects the members of an object, as many as a call may have.
struct Members<'a> {
    text: &'a str,
    members_max: usize,
}

impl<'de> Visitor<'de> for Members<'de> {
    type Value = Vec<Member>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        let start = self.text.as_ptr().addr();
        while let Some((name, raw)) = map.next_entry::<_, &RawValue>()? {
            if members.len() == self.members_max {
                return Err(A::Error::custom(format_args!("more than {} members", self.members_max)));
            }
            let offset = raw.get().as_ptr().addr() - start;
            let range = offset..offset + raw.get().len();
            members.push(Member { name, range, tree: OnceLock::new(), inlined: OnceLock::new() });
        }
        Ok(members)
    }
}

/// What an absent argument deserializes from: only an `Option` accepts it.
struct Absent;

impl<'de> Deserializer<'de> for Absent {
    type Error = serde::de::value::Error;

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_none()
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
        Err(serde::de::Error::custom("absent"))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
