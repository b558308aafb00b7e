//! The plugin `event`: how a page listens and emits. Commands and arguments are Tauri 2's.

use std::{fmt, sync::Arc};

use bytes::Bytes;
use serde::{Deserialize, Deserializer, de::Visitor};
use serde_json::value::RawValue;

use super::{EventId, EventTarget, emit::Emission, name::EventName};
use crate::{
    AppHandle, Refusal, command,
    command::{ArgumentError, CommandArg, CommandItem},
    document::Document,
    generate_handler,
    plugin::{self, Plugin},
    wire::{InvokeBody, InvokeResponseBody},
};

/// The document that called: what it listens to ends with it.
struct Caller(Arc<Document>);

impl CommandArg<'_> for Caller {
    fn from_command(item: CommandItem<'_>) -> Result<Self, ArgumentError> {
        Ok(Self(Arc::clone(item.message.document())))
    }
}

/// Whatever a page emits: bytes that came beside the arguments, any JSON, `null` when it emits nothing.
struct Payload(InvokeResponseBody);

impl<'a> CommandArg<'a> for Payload {
    fn from_command(item: CommandItem<'a>) -> Result<Self, ArgumentError> {
        if let InvokeBody::Json(arguments) = item.message.payload()
            && arguments.parts().is_some()
            && let Ok(Octets(bytes)) = item.deserialize()
        {
            return Ok(Self(InvokeResponseBody::Raw(bytes)));
        }
        let json: Option<&RawValue> = item.deserialize()?;
        Ok(Self(InvokeResponseBody::Json(json.map_or("null", RawValue::get).to_owned())))
    }
}

/// Bytes, and nothing that only could be read as bytes.
struct Octets(Bytes);

impl<'de> Deserialize<'de> for Octets {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OctetsVisitor;

        impl Visitor<'_> for OctetsVisitor {
            type Value = Octets;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("bytes")
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Octets, E> {
                Ok(Octets(Bytes::copy_from_slice(bytes)))
            }
        }

        deserializer.deserialize_bytes(OctetsVisitor)
    }
}

#[cfg(feature = "bindings")]
mod described {
    use super::{Caller, EventName, Payload};
    use crate::typed::{ArgumentType, Signature, Types};

    macro_rules! undescribed {
        ($($kind:ty),*) => {
            $(impl ArgumentType for $kind {
                /// The client has these commands by hand.
                fn describe(_: &mut Types, _: &'static str, _: &mut Signature) {}
            })*
        };
    }

    undescribed!(Caller, EventName, Payload);
}

#[command]
async fn listen(
    app: AppHandle,
    caller: Caller,
    event: EventName,
    target: EventTarget,
    handler: u32,
) -> Result<EventId, Refusal> {
    let id = app.listeners().next_id();
    caller.0.listeners().listen(&event, id, target, handler, app.limits().listeners_max)?;
    Ok(id)
}

#[command]
async fn unlisten(caller: Caller, event: EventName, event_id: EventId) {
    // An id has one event, so the name adds nothing; it is checked because it is part of the wire.
    drop(event);
    caller.0.listeners().unlisten(event_id);
}

#[command]
async fn emit(app: AppHandle, event: EventName, payload: Payload) -> Result<(), Refusal> {
    send(&app, event, payload, EventTarget::Any).await
}

#[command]
async fn emit_to(
    app: AppHandle,
    target: EventTarget,
    event: EventName,
    payload: Payload,
) -> Result<(), Refusal> {
    send(&app, event, payload, target).await
}

/// Emits at the pace of the pages that listen: the call ends when all of them had room.
async fn send(
    app: &AppHandle,
    event: EventName,
    payload: Payload,
    target: EventTarget,
) -> Result<(), Refusal> {
    let (bytes, bytes_max) = (payload.0.len(), app.limits().event_bytes_max);
    if bytes > bytes_max {
        let problem =
            format!("an event of {bytes} bytes; {bytes_max} are the most, send what is larger with a call");
        return Err(Refusal::malformed_request(problem));
    }
    let emission = Emission::from_page(event, payload.0);
    let sent = emission.send_waiting(app, &|listener| target.reaches(listener));
    sent.await.map_err(Refusal::host_failed)
}

/// The plugin that every app has.
pub(crate) fn plugin() -> Plugin {
    plugin::Builder::new("event")
        .key("core:event")
        .invoke_handler(generate_handler![listen, unlisten, emit, emit_to])
        .manifest(|manifest| {
            manifest.default_permissions(["allow-listen", "allow-unlisten", "allow-emit", "allow-emit-to"])
        })
        .build()
}
