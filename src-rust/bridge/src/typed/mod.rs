//! The TypeScript client of an app's commands, written from their Rust types.
//!
//! `#[command]` describes its arguments and what it returns through the traits in here; [`Client`] makes one
//! function a command of that, with the types that it needs above, and one type of all events.
//!
//! Types are written by `ts-rs`, which follows serde's attributes. 64-bit integers are refused: a page's `number` rounds
//! them above 2^53 without a word.

mod describe;
mod names;
mod write;

pub use describe::{
    ArgumentType, PlainType, ReplyType, ResultTypes, Returned, ReturnedPlain, ReturnedResult, Signature,
    Typed, Types,
};
pub use write::{Client, Unwritable};
