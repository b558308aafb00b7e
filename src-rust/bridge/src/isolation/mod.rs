//! Isolation: between a page and Rust stands a frame of the app's, which the page cannot look into.
//!
//! In: every message of an isolated page, which the frame has shown to the app's hook and sealed. Out: the same
//! message, opened. What did not pass the hook has no seal, so nothing that the page's scripts do by themselves reaches
//! a command.
//!
//! # Trust
//! Trusted are the hook and the frame's script. The page is not, even if it knew the invoke key: it has no seal to put on
//! a message, and one that it takes from another message is bound to that one's command, ids, number and document.

mod hook;
mod key;
mod window;
mod seal;
mod session;
mod call;
mod frame;

pub(crate) use call::Use;
pub use call::{Enveloped, Opened, check};
pub(crate) use frame::FRAME_SCHEME;
pub use hook::Isolation;
pub use key::IsolationKey;
pub use seal::{Head, Text, open};
pub(crate) use session::Session;
