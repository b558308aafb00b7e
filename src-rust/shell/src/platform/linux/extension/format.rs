//! What goes over a socket between a page and the host. Both have this file as a module: the extension, and the shell.
//!
//! A message, either way, is one packet of a head and contents. Contents of more than [`PACKET_BYTES_MAX`] are in a file in
//! memory whose descriptor comes with the packet. Numbers are of this machine: both ends are on it.
//!
//! - To the host: a head of three numbers, then bytes, then a text. The first number (32 bits) says what it is: [`TEXT`],
//!   [`TEXT_AND_BYTES`], or [`DONE`] when a delivery has run. The others are the length of the text (32 bits) and of the
//!   bytes (64 bits).
//! - From the host: a head with the length of what follows (64 bits), then statements: the length of the JSON and of the
//!   bytes (32 bits each, [`NO_BYTES`] for none), the JSON, the bytes.

use core::ffi::CStr;

/// The name of the user message in which the host gets its end.
pub(crate) const SOCKET: &CStr = c"footbridge-socket";

/// Most contents that a packet has in itself. Four deliveries of them must fit into what the kernel keeps of a socket, so that
/// the host never waits for the page. Unit: bytes.
pub(crate) const PACKET_BYTES_MAX: usize = 16 * 1024;

/// What comes before the contents of a packet to the host.
pub(crate) const SENT_HEAD_BYTES: usize = 16;
/// What comes before each statement of a delivery.
pub(crate) const STATEMENT_HEAD_BYTES: usize = 8;

/// A text, of one or more calls.
pub(crate) const TEXT: u32 = 0;
/// A text, and the bytes of its first call.
pub(crate) const TEXT_AND_BYTES: u32 = 1;
/// The oldest delivery that is under way has run.
pub(crate) const DONE: u32 = 2;

/// In the place of a length: there are no bytes.
pub(crate) const NO_BYTES: u32 = u32::MAX;
