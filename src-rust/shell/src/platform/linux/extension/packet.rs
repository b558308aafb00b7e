//! Packets: a head and contents, in the socket or in a file in memory.

use alloc::vec;
use core::{
    ffi::{c_char, c_int, c_long, c_uint, c_void},
    ptr,
};

use crate::format::*;

const RECEIVED_HEAD_BYTES: usize = 8;

const AF_UNIX: c_int = 1;
const SOCK_SEQPACKET: c_int = 5;
const SOCK_CLOEXEC: c_int = 0o2_000_000;
const SOL_SOCKET: c_int = 1;
const SCM_RIGHTS: c_int = 1;
const MSG_DONTWAIT: c_int = 0x40;
const MSG_NOSIGNAL: c_int = 0x4000;
const MSG_CMSG_CLOEXEC: c_int = 0x4000_0000;
const MFD_CLOEXEC: c_uint = 1;
const MFD_ALLOW_SEALING: c_uint = 2;
const SHUT_RDWR: c_int = 2;

/// `struct iovec`.
#[repr(C)]
struct Slice {
    data: *const c_void,
    length: usize,
}

/// `struct msghdr`.
#[repr(C)]
struct Message {
    name: *mut c_void,
    name_length: u32,
    slices: *mut Slice,
    slice_count: usize,
    control: *mut Control,
    control_length: usize,
    flags: c_int,
}

/// `struct cmsghdr`, and one descriptor.
#[repr(C)]
struct Control {
    length: usize,
    level: c_int,
    kind: c_int,
    fd: c_int,
    padding: c_int,
}

const CONTROL_LENGTH: usize = size_of::<Control>() - size_of::<c_int>();

unsafe extern "C" {
    #[link_name = "close"]
    fn c_close(fd: c_int) -> c_int;
    fn memfd_create(name: *const c_char, flags: c_uint) -> c_int;
    fn pread(fd: c_int, data: *mut c_void, length: usize, at: c_long) -> isize;
    fn recvmsg(fd: c_int, message: *mut Message, flags: c_int) -> isize;
    fn sendmsg(fd: c_int, message: *const Message, flags: c_int) -> isize;
    fn shutdown(fd: c_int, direction: c_int) -> c_int;
    fn socketpair(domain: c_int, kind: c_int, protocol: c_int, fds: *mut c_int) -> c_int;
    fn write(fd: c_int, data: *const c_void, length: usize) -> isize;
}

/// Two ends of a socket that keeps messages apart and in order.
pub(crate) fn pair() -> Option<(c_int, c_int)> {
    let mut fds = [-1; 2];
    // SAFETY: it writes two descriptors.
    let failed = unsafe { socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds.as_mut_ptr()) };
    (failed == 0).then(|| (fds[0], fds[1]))
}

/// Ends both directions. Whoever has the other end comes to its end, and so does whoever reads this one.
pub(crate) fn end(fd: c_int) {
    if fd >= 0 {
        // SAFETY: it takes a descriptor, and fails for one that is no socket.
        unsafe { shutdown(fd, SHUT_RDWR) };
    }
}

pub(crate) fn close(fd: c_int) {
    if fd >= 0 {
        // SAFETY: whoever closes it does not use it after that.
        unsafe { c_close(fd) };
    }
}

/// What the page says.
pub(crate) enum Sent<'a> {
    /// The bytes stand behind those of the draft, where there is one.
    Text {
        text: &'a [u8],
        bytes: Option<&'a [u8]>,
        draft: Option<Draft>,
    },
    Done,
}

/// Bytes in a file in memory.
pub(crate) struct Draft {
    file: c_int,
    length: usize,
}

impl Draft {
    pub(crate) fn of(file: c_int, length: usize) -> Option<Self> {
        (file >= 0).then_some(Self { file, length })
    }

    pub(crate) fn into_parts(self) -> (c_int, usize) {
        let parts = (self.file, self.length);
        core::mem::forget(self);
        parts
    }

    fn new() -> Option<Self> {
        // The host seals what it does not want to copy.
        let flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
        // SAFETY: the name is a C string.
        Self::of(unsafe { memfd_create(c"footbridge".as_ptr(), flags) }, 0)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        close(self.file);
    }
}

/// Puts bytes behind those of a draft.
pub(crate) fn append(draft: Option<Draft>, bytes: &[u8]) -> Option<Draft> {
    let mut draft = draft.or_else(Draft::new)?;
    draft.length += bytes.len();
    write_all(draft.file, bytes).then_some(draft)
}

/// Sends one message, and waits while the host is behind. Returns whether it is on its way.
pub(crate) fn send(fd: c_int, sent: Sent<'_>) -> bool {
    let (kind, text, bytes, draft) = match sent {
        Sent::Text { text, bytes: None, draft: None } => (TEXT, text, &[][..], None),
        Sent::Text { text, bytes, draft } => (TEXT_AND_BYTES, text, bytes.unwrap_or_default(), draft),
        Sent::Done => (DONE, &[][..], &[][..], None),
    };
    let Ok(text_length) = u32::try_from(text.len()) else { return false };
    let length = draft.as_ref().map_or(0, |draft| draft.length) + bytes.len();
    let mut head = [0; SENT_HEAD_BYTES];
    head[..4].copy_from_slice(&kind.to_ne_bytes());
    head[4..8].copy_from_slice(&text_length.to_ne_bytes());
    head[8..].copy_from_slice(&(length as u64).to_ne_bytes());
    if draft.is_none() && text.len() + bytes.len() <= PACKET_BYTES_MAX {
        return send_packet(fd, [&head, bytes, text], -1);
    }
    let whole = append(draft, bytes).and_then(|draft| append(Some(draft), text));
    whole.is_some_and(|whole| send_packet(fd, [&head, &[], &[]], whole.file))
}

fn send_packet(fd: c_int, slices: [&[u8]; 3], file: c_int) -> bool {
    let mut slices = slices.map(|slice| Slice { data: slice.as_ptr().cast(), length: slice.len() });
    let mut control =
        Control { length: CONTROL_LENGTH, level: SOL_SOCKET, kind: SCM_RIGHTS, fd: file, padding: 0 };
    let has_file = file >= 0;
    let message = Message {
        name: ptr::null_mut(),
        name_length: 0,
        slices: slices.as_mut_ptr(),
        slice_count: slices.len(),
        control: if has_file { &mut control } else { ptr::null_mut() },
        control_length: if has_file { size_of::<Control>() } else { 0 },
        flags: 0,
    };
    loop {
        // SAFETY: all that the message points to lives.
        let sent = unsafe { sendmsg(fd, &message, MSG_NOSIGNAL) };
        if sent >= 0 || !is_interrupted() {
            return sent >= 0;
        }
    }
}

fn write_all(file: c_int, mut bytes: &[u8]) -> bool {
    while !bytes.is_empty() {
        // SAFETY: it reads that many bytes at most.
        match unsafe { write(file, bytes.as_ptr().cast(), bytes.len()) } {
            written @ 1.. => bytes = &bytes[written.unsigned_abs()..],
            0 => return false,
            _ if is_interrupted() => {}
            _ => return false,
        }
    }
    true
}

/// What came from the host.
pub(crate) enum Packet {
    /// Nothing yet.
    None,
    Delivery(Delivery),
    /// The host closed the socket, or cannot be understood.
    End,
}

/// The statements of a delivery.
pub(crate) struct Delivery {
    contents: Contents,
    length: usize,
}

enum Contents {
    Here(alloc::vec::Vec<u8>),
    File(c_int),
}

impl Drop for Contents {
    fn drop(&mut self) {
        if let Self::File(fd) = *self {
            close(fd);
        }
    }
}

/// Bytes of a delivery that are not read yet.
pub(crate) struct Bytes<'a> {
    contents: &'a Contents,
    at: usize,
    length: usize,
}

/// Takes one message, if one is there.
pub(crate) fn receive(fd: c_int) -> Packet {
    let mut packet = vec![0; RECEIVED_HEAD_BYTES + PACKET_BYTES_MAX];
    let mut slice = Slice { data: packet.as_mut_ptr().cast::<c_void>().cast_const(), length: packet.len() };
    let mut control = Control { length: 0, level: 0, kind: 0, fd: -1, padding: 0 };
    let mut message = Message {
        name: ptr::null_mut(),
        name_length: 0,
        slices: &mut slice,
        slice_count: 1,
        control: &mut control,
        control_length: size_of::<Control>(),
        flags: 0,
    };
    // SAFETY: it writes into `packet` and `control`, no more than fits.
    let received = unsafe { recvmsg(fd, &mut message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC) };
    if received < 0 {
        // A host that is gone has left calls unread. What it had sent before is still here, and this is said once.
        let is_passing = is_interrupted() || is_empty() || is_reset();
        return if is_passing { Packet::None } else { Packet::End };
    }
    let has_file = message.control_length >= CONTROL_LENGTH && control.kind == SCM_RIGHTS;
    let file = has_file.then(|| Contents::File(control.fd));
    packet.truncate(received.unsigned_abs());
    let Some((head, _)) = packet.split_first_chunk::<RECEIVED_HEAD_BYTES>() else { return Packet::End };
    let length = u64::from_ne_bytes(*head) as usize;
    let contents = match file {
        Some(file) => file,
        // Its file is lost where the process has no room for one more.
        None if packet.len() - RECEIVED_HEAD_BYTES != length => return Packet::End,
        None => {
            packet.drain(..RECEIVED_HEAD_BYTES);
            Contents::Here(packet)
        }
    };
    Packet::Delivery(Delivery { contents, length })
}

impl Delivery {
    /// Hands over each statement. Returns whether all could be read.
    pub(crate) fn statements(&self, mut each: impl FnMut(&[u8], Option<Bytes<'_>>)) -> bool {
        let contents = &self.contents;
        let mut at = 0;
        while at + STATEMENT_HEAD_BYTES <= self.length {
            let mut head = [[0; 4]; STATEMENT_HEAD_BYTES / 4];
            if !contents.read(at, head.as_flattened_mut()) {
                return false;
            }
            let [json_length, length] = head.map(u32::from_ne_bytes);
            at += STATEMENT_HEAD_BYTES;
            let mut json = vec![0; json_length as usize];
            if !contents.read(at, &mut json) {
                return false;
            }
            at += json.len();
            let bytes = (length != NO_BYTES).then_some(Bytes { contents, at, length: length as usize });
            at += bytes.as_ref().map_or(0, Bytes::len);
            each(&json, bytes);
        }
        true
    }
}

impl Bytes<'_> {
    pub(crate) fn len(&self) -> usize {
        self.length
    }

    /// Copies them to where they belong.
    pub(crate) fn read(&self, to: &mut [u8]) {
        self.contents.read(self.at, to);
    }
}

impl Contents {
    fn read(&self, at: usize, to: &mut [u8]) -> bool {
        match self {
            Self::Here(contents) => {
                let part = contents.get(at..at.saturating_add(to.len()));
                if let Some(part) = part {
                    to.copy_from_slice(part);
                }
                part.is_some()
            }
            Self::File(fd) => read_all(*fd, at, to),
        }
    }
}

fn read_all(file: c_int, mut at: usize, mut to: &mut [u8]) -> bool {
    while !to.is_empty() {
        // SAFETY: it writes that many bytes at most.
        match unsafe { pread(file, to.as_mut_ptr().cast(), to.len(), at as c_long) } {
            read @ 1.. => {
                at += read.unsigned_abs();
                to = &mut to[read.unsigned_abs()..];
            }
            0 => return false,
            _ if is_interrupted() => {}
            _ => return false,
        }
    }
    true
}

fn last_error() -> c_int {
    unsafe extern "C" {
        fn __errno_location() -> *mut c_int;
    }
    // SAFETY: it is this thread's, and always there.
    unsafe { *__errno_location() }
}

/// `EINTR`.
fn is_interrupted() -> bool {
    last_error() == 4
}

/// `EAGAIN`.
fn is_empty() -> bool {
    last_error() == 11
}

/// `ECONNRESET`.
fn is_reset() -> bool {
    last_error() == 104
}
