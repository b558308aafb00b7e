//! One call as its command sees it, and one argument of it.

use http::HeaderMap;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::{
    fmt,
    ops::Range,
    sync::{
        OnceLock,
        atomic::{AtomicBool, Ordering},
    },
};

use super::ArgumentError;
use crate::{
    AppHandle, CancellationToken,
    wire::{Caller, InvokeBody},
};

/// The arguments of a call: name, and where its JSON stands in the body.
type Ranges = Vec<(String, Range<usize>)>;

/// A call that has passed every gate: its body is read, its command is known.
pub struct InvokeMessage {
    pub(crate) app: AppHandle,
    pub(crate) caller: Caller,
    pub(crate) command: &'static str,
    pub(crate) headers: HeaderMap,
    pub(crate) body: InvokeBody,
    cancellation: CancellationToken,
    /// Whether the command took the token, and so decides for itself how to stop.
    watches_cancellation: AtomicBool,
    /// Where each argument's JSON stands in the body: found once, on first use.
    members: OnceLock<Result<Ranges, String>>,
    /// The body as a tree, for the rare argument that borrows text which has to be unescaped first.
    tree: OnceLock<serde_json::Value>,
}

impl InvokeMessage {
    pub(crate) fn new(
        app: AppHandle,
        caller: Caller,
        command: &'static str,
        headers: HeaderMap,
        body: InvokeBody,
        cancellation: CancellationToken,
    ) -> Self {
        Self {
            app,
            caller,
            command,
            headers,
            body,
            cancellation,
            watches_cancellation: AtomicBool::new(false),
            members: OnceLock::new(),
            tree: OnceLock::new(),
        }
    }

    /// Name of the command.
    pub fn command(&self) -> &'static str {
        self.command
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

    /// The JSON text of one member of the arguments. `None` when it is absent.
    fn member(&self, key: &str) -> Result<Option<&str>, ArgumentError> {
        let InvokeBody::Json(json) = &self.body else {
            return Err(ArgumentError::new("a JSON object with this argument in it", "raw bytes"));
        };
        let text = json.as_str();
        let members = self.members.get_or_init(|| members_of(text)).as_ref();
        let members = members.map_err(|problem| ArgumentError::new("a JSON object of arguments", problem))?;
        // As everywhere in JSON, of two members of one name the last one counts.
        let found = members.iter().rev().find(|(name, _)| name == key);
        Ok(found.map(|(_, range)| &text[range.clone()]))
    }

    fn tree(&self) -> Option<&serde_json::Value> {
        let InvokeBody::Json(json) = &self.body else { return None };
        Some(self.tree.get_or_init(|| json.parse().unwrap_or_default()))
    }
}

/// One argument to be extracted from a call.
pub struct CommandItem<'a> {
    /// The call.
    pub message: &'a InvokeMessage,
    /// Name of the command.
    pub name: &'static str,
    /// Name of the argument on the wire.
    pub key: &'static str,
}

impl<'a> CommandItem<'a> {
    /// Reads the argument with serde, straight from the text of the call.
    ///
    /// # Errors
    /// When it is absent (and not an `Option`), or of another type.
    pub fn deserialize<T: Deserialize<'a>>(&self) -> Result<T, ArgumentError> {
        let Some(text) = self.message.member(self.key)? else {
            return T::deserialize(Absent).map_err(|_| ArgumentError::new("a value", "nothing"));
        };
        if let Ok(value) = serde_json::from_str(text) {
            return Ok(value);
        }
        // Borrowed text cannot be lent from JSON in which it is escaped. A tree owns it unescaped and can lend it.
        if text.contains('\\')
            && let Some(value) = self.message.tree().and_then(|tree| tree.get(self.key))
            && let Ok(value) = T::deserialize(value)
        {
            return Ok(value);
        }
        let deserializer = &mut serde_json::Deserializer::from_str(text);
        match serde_path_to_error::deserialize(deserializer) {
            Ok(value) => Ok(value),
            Err(error) => Err(ArgumentError::from_serde(&error, text)),
        }
    }
}

/// Finds the members of a JSON object, each as its name and the range of its text.
fn members_of(text: &str) -> Result<Ranges, String> {
    // A call without arguments may come without a body, or with `null`.
    if matches!(text.trim(), "" | "null") {
        return Ok(Vec::new());
    }
    let Members(members) = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let start = text.as_ptr().addr();
    let range_of = |raw: &RawValue| {
        let offset = raw.get().as_ptr().addr() - start;
        offset..offset + raw.get().len()
    };
    Ok(members.into_iter().map(|(name, raw)| (name, range_of(raw))).collect())
}

struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;

        impl<'de> Visitor<'de> for Collect {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Collect)
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
