//! Stage zero: bytes to [`Request`](crate::wire::Request), and at the end [`Reply`](crate::wire::Reply) to bytes.
//!
//! A transport is a thin adapter around plain message types. It trusts nothing that it reads; who calls is told to it
//! by the host.

mod choice;
pub mod custom_protocol;
pub mod memory;
mod pieces;
pub mod post_message;
pub mod socket;

pub use choice::Transport;
pub(crate) use choice::table;
pub(crate) use pieces::Pieces;
