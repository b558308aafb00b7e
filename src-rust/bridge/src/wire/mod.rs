//! The messages of the bridge, as plain types.
//!
//! Every transport turns what it receives into a [`Request`] and every [`Reply`] into what it sends.
//! Nothing here is trusted: a request is what somebody sent, with a key that nobody has looked at.
//! The only fact in it is the [`Caller`], which the host states and the page cannot.
//!
//! Source of the format: Tauri 2's custom protocol; `PROTOCOL.md` says it from the sender's point of view.

mod body;
pub mod header;
mod parts;
mod reply;
mod request;

pub use body::{Incoming, InvokeBody, Json, Reading};
pub(crate) use parts::Parts;
pub use reply::{InvokeResponseBody, Reply};
pub use request::{CallId, Caller, ClaimedKey, Request};
