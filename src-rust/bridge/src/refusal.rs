//! Why the bridge did not bring a call to its command's end.
//!
//! A refusal crosses the wire: the page branches on its `code`, which never changes its meaning. A command's own
//! error is no refusal; it reaches the page as what it serializes to.

use serde::Serialize;
use serde_json::{Map, Value, json};

/// A stable code, a sentence for a person, and what belongs to it.
///
/// On the page: `{ "code": "...", "message": "...", ... }`, the details as further members.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Refusal {
    code: Code,
    message: String,
    #[serde(flatten)]
    details: Map<String, Value>,
}

/// Every code there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(into = "&'static str")]
pub enum Code {
    /// The key was wrong or absent. No page ever reads this: the request is closed with an empty 403.
    BadKey,
    /// The message does not follow the protocol.
    MalformedRequest,
    /// An isolated page sent a message that did not come through its isolation frame.
    NotSealed,
    /// A sealed message is not as the isolation frame sealed it, or not for this page.
    BadSeal,
    /// A sealed message came a second time.
    Replayed,
    /// No capability opens this command to this page.
    NotPermitted,
    /// The app has no such command.
    UnknownCommand,
    /// An argument is missing or of another type.
    BadArgument,
    /// The command asks for a state that the app does not manage.
    StateNotManaged,
    /// A scope in a capability file is of a form that the command does not know.
    BadScope,
    /// The body is over the limit.
    BodyTooLarge,
    /// The body could not be read whole.
    BodyUnreadable,
    /// This very call ran before; it does not run twice.
    DuplicateCall,
    /// The page has as many unanswered calls as a page may have.
    TooManyCalls,
    /// The bodies of the page's unanswered calls hold as much as they may.
    TooManyBytes,
    /// The document has as many listeners to events as a document may have.
    TooManyListeners,
    /// The page has as many open streams as a page may have.
    TooManyUpstreams,
    /// A piece came for a stream that no command of this document reads.
    UpstreamClosed,
    /// The call was cancelled, by its page or because its page went away.
    Cancelled,
    /// The command panicked.
    Panicked,
    /// The command returned a value that cannot be written as JSON.
    UnwritableReply,
    /// The host is going away, or lost the call for a reason of its own.
    HostFailed,
}

impl Code {
    /// The code as it stands on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BadKey => "bad_key",
            Self::MalformedRequest => "malformed_request",
            Self::NotSealed => "not_sealed",
            Self::BadSeal => "bad_seal",
            Self::Replayed => "replayed",
            Self::NotPermitted => "not_permitted",
            Self::UnknownCommand => "unknown_command",
            Self::BadArgument => "bad_argument",
            Self::StateNotManaged => "state_not_managed",
            Self::BadScope => "bad_scope",
            Self::BodyTooLarge => "body_too_large",
            Self::BodyUnreadable => "body_unreadable",
            Self::DuplicateCall => "duplicate_call",
            Self::TooManyCalls => "too_many_calls",
            Self::TooManyBytes => "too_many_bytes",
            Self::TooManyListeners => "too_many_listeners",
            Self::TooManyUpstreams => "too_many_upstreams",
            Self::UpstreamClosed => "upstream_closed",
            Self::Cancelled => "cancelled",
            Self::Panicked => "panicked",
            Self::UnwritableReply => "unwritable_reply",
            Self::HostFailed => "host_failed",
        }
    }

    /// The stage that says so, by the name of its span.
    pub fn hop(self) -> &'static str {
        match self {
            Self::BadKey => "key",
            Self::NotSealed | Self::BadSeal | Self::Replayed => "isolation",
            Self::NotPermitted => "acl",
            Self::UnknownCommand | Self::DuplicateCall | Self::TooManyCalls => "router",
            Self::UnwritableReply | Self::HostFailed => "reply",
            _ => "command",
        }
    }
}

impl From<Code> for &'static str {
    fn from(code: Code) -> Self {
        code.as_str()
    }
}

impl Refusal {
    fn new(code: Code, message: impl Into<String>, details: Value) -> Self {
        let details = if let Value::Object(details) = details { details } else { Map::new() };
        Self { code, message: message.into(), details }
    }

    /// The key was wrong or absent. Says nothing of either key.
    pub fn bad_key() -> Self {
        Self::new(Code::BadKey, "the invoke key is wrong or missing", Value::Null)
    }

    /// The message does not follow the protocol; `problem` says where.
    pub fn malformed_request(problem: impl Into<String>) -> Self {
        Self::new(Code::MalformedRequest, problem, Value::Null)
    }

    /// An isolated page sent a message without a seal.
    pub fn not_sealed() -> Self {
        let message =
            "this page is isolated, and a message of it is sealed by its isolation frame; this one is not";
        Self::new(Code::NotSealed, message, Value::Null)
    }

    /// A seal does not fit its message.
    pub fn bad_seal() -> Self {
        let message = "the message is not as the isolation frame of this document sealed it: its command, its ids, its \
                       number or its body were changed, or it is another page's";
        Self::new(Code::BadSeal, message, Value::Null)
    }

    /// The number of a sealed message was used before.
    pub fn replayed() -> Self {
        let message = "this sealed message came before, or is too old to tell; the isolation frame seals each call anew";
        Self::new(Code::Replayed, message, Value::Null)
    }

    /// No capability lets this page make this call; `message` says as much as the page may know.
    pub fn not_permitted(command: &str, message: impl Into<String>) -> Self {
        Self::new(Code::NotPermitted, message, json!({ "command": command }))
    }

    /// The app registers no such command.
    pub fn unknown_command(command: &str) -> Self {
        let advice = match command.strip_prefix("plugin:") {
            None => "; register it with `Builder::commands(generate_handler![..])`, or check its spelling",
            Some(_) => "; add its plugin with `Builder::plugin(..)`, or check its spelling",
        };
        let advice = if cfg!(debug_assertions) { advice } else { "" };
        let message = format!("no command is called `{command}`{advice}");
        Self::new(Code::UnknownCommand, message, json!({ "command": command }))
    }

    /// `argument` (a path into it, such as `order.lines[0].quantity`) does not fit `command`.
    pub fn bad_argument(command: &str, argument: &str, expected: &str, received: &str) -> Self {
        let message =
            format!("command `{command}`, argument `{argument}`: expected {expected}, received {received}");
        let details =
            json!({ "command": command, "argument": argument, "expected": expected, "received": received });
        Self::new(Code::BadArgument, message, details)
    }

    /// `command` takes a `State` of the type named, which was never handed to `Builder::manage`.
    pub fn state_not_managed(command: &str, type_name: &str) -> Self {
        let message =
            format!("command `{command}` needs the state `{type_name}`; hand one to `Builder::manage` first");
        Self::new(Code::StateNotManaged, message, json!({ "command": command, "state": type_name }))
    }

    /// The entry at `place` gives `command` a scope that it cannot read. A release build logs where, and tells only that.
    pub fn bad_scope(command: &str, place: &str, problem: &str) -> Self {
        tracing::error!(target: "footbridge::acl", command, "a scope of {place} does not fit: {problem}");
        let why = if cfg!(debug_assertions) { format!(": {place}: {problem}") } else { String::new() };
        let message = format!("a scope of `{command}` has a form that the command does not know{why}");
        Self::new(Code::BadScope, message, json!({ "command": command }))
    }

    /// The body is larger than `bytes_max`.
    pub fn body_too_large(bytes_max: usize) -> Self {
        let message = format!(
            "the body is over the limit of {bytes_max} bytes; send it in pieces, or raise `Limits::body_bytes_max`"
        );
        Self::new(Code::BodyTooLarge, message, json!({ "bytes_max": bytes_max }))
    }

    /// The body could not be read whole; `reason` says why.
    pub fn body_unreadable(reason: impl std::fmt::Display) -> Self {
        Self::new(Code::BodyUnreadable, format!("the body could not be read whole: {reason}"), Value::Null)
    }

    /// The same call came again after it had ended.
    pub fn duplicate_call() -> Self {
        let message = "this call ran already and does not run twice; make a new call with new callback ids";
        Self::new(Code::DuplicateCall, message, Value::Null)
    }

    /// The page has `calls_max` calls that are not answered yet.
    pub fn too_many_calls(calls_max: usize) -> Self {
        let message =
            format!("this page has {calls_max} unanswered calls, the most a page may have; await some first");
        Self::new(Code::TooManyCalls, message, json!({ "calls_max": calls_max }))
    }

    /// The bodies of the page's unanswered calls hold `bytes_max` bytes.
    pub fn too_many_bytes(bytes_max: usize) -> Self {
        let message = format!(
            "the unanswered calls of this page hold {bytes_max} bytes, the most they may; await some first"
        );
        Self::new(Code::TooManyBytes, message, json!({ "bytes_max": bytes_max }))
    }

    /// The document has `listeners_max` listeners to events.
    pub fn too_many_listeners(listeners_max: usize) -> Self {
        let message =
            format!("this page has {listeners_max} listeners, the most a page may have; unlisten some first");
        Self::new(Code::TooManyListeners, message, json!({ "listeners_max": listeners_max }))
    }

    /// The page has `upstreams_max` streams that commands read or may read.
    pub fn too_many_upstreams(upstreams_max: usize) -> Self {
        let message = format!(
            "this page has {upstreams_max} open streams, the most a page may have; let some end first"
        );
        Self::new(Code::TooManyUpstreams, message, json!({ "upstreams_max": upstreams_max }))
    }

    /// No command of this document reads the stream `id`.
    pub fn upstream_closed(id: u32) -> Self {
        let message = format!("no command reads the stream {id}; stop sending it");
        Self::new(Code::UpstreamClosed, message, Value::Null)
    }

    /// A piece of a stream is larger than `bytes_max`.
    pub fn chunk_too_large(bytes_max: usize) -> Self {
        let message = format!(
            "a piece of a stream is over the limit of {bytes_max} bytes; send smaller ones, or raise \
             `Limits::upstream_bytes_max`"
        );
        Self::new(Code::BodyTooLarge, message, json!({ "bytes_max": bytes_max }))
    }

    /// The call was cancelled.
    pub fn cancelled() -> Self {
        Self::new(Code::Cancelled, "the call was cancelled", Value::Null)
    }

    /// The command panicked. What it said stands in the log, with its backtrace.
    pub fn panicked(command: &str) -> Self {
        let message = format!("command `{command}` panicked; the log has the message and the backtrace");
        Self::new(Code::Panicked, message, json!({ "command": command }))
    }

    /// The command's value has no JSON form; `reason` says why.
    pub fn unwritable_reply(reason: impl std::fmt::Display) -> Self {
        Self::new(Code::UnwritableReply, format!("the command's value cannot be sent: {reason}"), Value::Null)
    }

    /// The host could not carry the call to its end.
    pub fn host_failed(reason: impl std::fmt::Display) -> Self {
        Self::new(Code::HostFailed, format!("the host could not answer: {reason}"), Value::Null)
    }

    /// What a page branches on.
    pub fn code(&self) -> Code {
        self.code
    }

    /// What a person reads.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Adds what only the person who builds the app may know.
    pub(crate) fn explained(mut self, explanation: impl Serialize) -> Self {
        if let Ok(Value::Object(explanation)) = serde_json::to_value(explanation) {
            self.details.extend(explanation);
        }
        self
    }

    pub(crate) fn to_json(&self) -> String {
        serde_json::to_string(self).expect("a code, a string and a JSON map always serialize")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_is_an_object_with_its_code_and_a_sentence() {
        let all = [
            Refusal::bad_key(),
            Refusal::malformed_request("no callback"),
            Refusal::not_sealed(),
            Refusal::bad_seal(),
            Refusal::replayed(),
            Refusal::not_permitted("greet", "not allowed"),
            Refusal::unknown_command("greet"),
            Refusal::bad_argument("greet", "name", "a string", "integer `7`"),
            Refusal::state_not_managed("count", "Counter"),
            Refusal::bad_scope("read", "capabilities/main.json, line 3", "7 is no `Folder`"),
            Refusal::body_too_large(8),
            Refusal::body_unreadable("it ended early"),
            Refusal::duplicate_call(),
            Refusal::too_many_calls(4),
            Refusal::too_many_bytes(8),
            Refusal::too_many_upstreams(8),
            Refusal::upstream_closed(7),
            Refusal::too_many_listeners(4),
            Refusal::cancelled(),
            Refusal::panicked("greet"),
            Refusal::unwritable_reply("a map needs string keys"),
            Refusal::host_failed("it is shutting down"),
        ];
        let mut codes = Vec::new();
        for refusal in &all {
            let value: Value = serde_json::from_str(&refusal.to_json()).unwrap();
            assert_eq!(value["code"], refusal.code().as_str());
            let message = value["message"].as_str().unwrap();
            assert!(!message.is_empty() && !message.ends_with('.'), "{message}");
            assert!(message.starts_with(|c: char| c.is_lowercase()), "{message}");
            codes.push(refusal.code().as_str());
        }
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), all.len(), "no two refusals share a code");
    }
}
