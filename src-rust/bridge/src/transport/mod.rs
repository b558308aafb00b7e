//! Stage zero: bytes to [`Request`](crate::wire::Request), and at the end [`Reply`](crate::wire::Reply) to bytes.
//!
//! A transport is a thin adapter around plain message types. It trusts nothing that it reads; who calls is told to it
//! by the host.

pub mod custom_protocol;
pub mod memory;
pub mod post_message;
