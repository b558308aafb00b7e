//! Bytes as text: base64 of the standard alphabet with padding (RFC 4648, section 4), by the widest instructions that the
//! machine has.

use base64::{
    DecodeError, Engine,
    engine::{Simd, general_purpose::PAD},
};
use std::sync::LazyLock;

static ENGINE: LazyLock<Simd> = LazyLock::new(|| Simd::standard(PAD));

/// Writes bytes behind a text.
pub(crate) fn write(into: &mut String, bytes: &[u8]) {
    into.reserve(bytes.len().div_ceil(3) * 4);
    ENGINE.encode_string(bytes, into);
}

/// Reads a text, and puts its bytes behind others.
pub(crate) fn read(text: &str, into: &mut Vec<u8>) -> Result<(), DecodeError> {
    ENGINE.decode_vec(text, into)
}
