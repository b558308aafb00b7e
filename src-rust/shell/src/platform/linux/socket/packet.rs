//! Packets, as [`format`](super::format) describes them: a head and contents, in the socket or in a file in memory.

use std::{
    fs::File,
    io::{self, IoSlice, IoSliceMut, Write},
    mem::MaybeUninit,
    os::{
        fd::{AsFd, FromRawFd, OwnedFd, RawFd},
        unix::fs::{FileExt, MetadataExt},
    },
};

use bytes::{Bytes, BytesMut};
use footbridge::{Refusal, Statement};
use memmap2::MmapOptions;
use rustix::{
    cmsg_space,
    fs::{MemfdFlags, SealFlags, fcntl_add_seals, fcntl_get_seals, memfd_create},
    io::{Errno, retry_on_intr},
    net::{
        RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer, SendAncillaryMessage,
        SendFlags, recvmsg, sendmsg,
    },
};

use super::format::*;

/// Most pieces of memory that are written in one go; the system takes 1,024.
const SLICES_MAX: usize = 1_000;

/// Bytes from this length on are used where they are. Fewer are copied: each mapping is one more that the process has, and the
/// system lets it have no more than some ten thousands. Unit: bytes.
const MAPPED_BYTES_MIN: usize = 1024 * 1024;

/// A descriptor that is nobody else's.
pub(super) fn owned(fd: RawFd) -> Option<OwnedFd> {
    // SAFETY: the list makes a duplicate for whoever asks, and nobody else has it.
    (fd >= 0).then(|| unsafe { OwnedFd::from_raw_fd(fd) })
}

/// What a page said.
pub(super) enum Received<'a> {
    /// The texts of calls, and the bytes beside the first.
    Text { text: std::borrow::Cow<'a, str>, beside: Option<Beside<'a>> },
    /// The oldest delivery under way has run.
    Done,
    /// The page is gone, or the host closed the socket.
    End,
}

/// Bytes that are not read yet.
pub(super) struct Beside<'a> {
    place: Place<'a>,
    length: usize,
}

enum Place<'a> {
    Here(&'a [u8]),
    File(File),
}

impl Beside<'_> {
    /// Reads them, where they are no more than `bytes_max`.
    pub(super) fn read(self, bytes_max: usize) -> Result<Bytes, Refusal> {
        if self.length > bytes_max {
            return Err(Refusal::body_too_large(bytes_max));
        }
        match self.place {
            Place::Here(bytes) => Ok(Bytes::copy_from_slice(bytes)),
            Place::File(file) => {
                if self.length >= MAPPED_BYTES_MIN
                    && let Some(bytes) = map(&file, self.length)
                {
                    return Ok(bytes);
                }
                let mut bytes = BytesMut::zeroed(self.length);
                file.read_exact_at(&mut bytes, 0).map_err(Refusal::body_unreadable)?;
                Ok(bytes.freeze())
            }
        }
    }
}

/// Room for a packet, used again for each.
pub(super) struct Buffer([u8; SENT_HEAD_BYTES + PACKET_BYTES_MAX]);

impl Default for Buffer {
    fn default() -> Self {
        Self([0; _])
    }
}

impl Buffer {
    /// Waits for the next message.
    ///
    /// # Errors
    /// With what is wrong with it. Nobody can say where the next one begins in what a page means then.
    pub(super) fn receive(&mut self, socket: &OwnedFd) -> Result<Received<'_>, &'static str> {
        let mut space = [MaybeUninit::uninit(); cmsg_space!(ScmRights(1))];
        let mut control = RecvAncillaryBuffer::new(&mut space);
        let received = retry_on_intr(|| {
            recvmsg(socket, &mut [IoSliceMut::new(&mut self.0)], &mut control, RecvFlags::CMSG_CLOEXEC)
        });
        let received = match received {
            Ok(received) => received,
            // The page left deliveries unread; what it had sent before is still here, and this is said once.
            Err(Errno::CONNRESET) => return self.receive(socket),
            Err(_) => return Ok(Received::End),
        };
        let file = control.drain().find_map(|message| match message {
            RecvAncillaryMessage::ScmRights(mut fds) => fds.next().map(File::from),
            _ => None,
        });
        if received.bytes == 0 {
            return Ok(Received::End);
        }
        let packet = &self.0[..received.bytes];
        let (head, contents) = packet.split_first_chunk::<SENT_HEAD_BYTES>().ok_or("a packet has no head")?;
        let (numbers, length) = head.split_at(8);
        let number = |at: usize| u32::from_ne_bytes(numbers[at..at + 4].try_into().expect("four bytes"));
        let (kind, text_length) = (number(0), number(4) as usize);
        let length = u64::from_ne_bytes(length.try_into().expect("eight bytes"));
        let length = usize::try_from(length).map_err(|_| "a length is none")?;
        if kind == DONE {
            return Ok(Received::Done);
        }
        if !matches!(kind, TEXT | TEXT_AND_BYTES) || (kind == TEXT && length > 0) {
            return Err("a packet is of no known kind");
        }
        let (text, place) = match file {
            None => {
                if text_length.checked_add(length) != Some(contents.len()) {
                    return Err("a packet is not as long as its head says");
                }
                let (bytes, text) = contents.split_at(length);
                (std::str::from_utf8(text).map_err(|_| "a text is not UTF-8")?.into(), Place::Here(bytes))
            }
            Some(file) => {
                check(&file, length as u64, text_length as u64)?;
                let mut text = vec![0; text_length];
                file.read_exact_at(&mut text, length as u64)
                    .map_err(|_| "a file is not as long as its packet says")?;
                let text = String::from_utf8(text).map_err(|_| "a text is not UTF-8")?;
                (text.into(), Place::File(file))
            }
        };
        let beside = (kind == TEXT_AND_BYTES).then_some(Beside { place, length });
        Ok(Received::Text { text, beside })
    }
}

/// Whether a file is in memory, and has the bytes and the text in it: a page pays for what it has the host set aside.
fn check(file: &File, bytes: u64, text: u64) -> Result<(), &'static str> {
    fcntl_get_seals(file).map_err(|_| "a file is not in memory")?;
    let of_it = file.metadata().map_err(|_| "a file says nothing of itself")?;
    let there = of_it.len().min(of_it.blocks().saturating_mul(512));
    let is_whole = bytes.checked_add(text).is_some_and(|length| length <= there);
    if is_whole { Ok(()) } else { Err("a file is not as long as its packet says") }
}

/// The bytes of a file where they are, when nobody can change or shorten it from here on.
fn map(file: &File, length: usize) -> Option<Bytes> {
    fcntl_add_seals(file, SealFlags::WRITE | SealFlags::SHRINK).ok()?;
    check(file, length as u64, 0).ok()?;
    // SAFETY: the kernel lets nobody write to the file any more, nor take a part of it away; it is as long as that.
    let mapped = unsafe { MmapOptions::new().len(length).map_copy_read_only(file) };
    mapped.ok().map(Bytes::from_owner)
}

/// Sends a delivery. It does not wait for the page: deliveries under way are few, and have room in the socket.
///
/// # Errors
/// When the page is gone, when it says that it has run deliveries and does not take them, and when the system has no file or
/// no memory. Nothing was sent then.
pub(super) fn send(socket: &OwnedFd, statements: &[Statement]) -> io::Result<()> {
    let heads: Vec<_> = statements.iter().map(head).collect::<Result<_, _>>()?;
    let bytes = |statement: &Statement| statement.bytes.as_ref().map_or(0, Bytes::len);
    let length: usize =
        statements.iter().zip(&heads).map(|(one, head)| head.len() + one.json.len() + bytes(one)).sum();
    let length_head = (length as u64).to_ne_bytes();
    let mut slices = Vec::with_capacity(1 + 3 * statements.len());
    slices.push(IoSlice::new(&length_head));
    for (statement, head) in statements.iter().zip(&heads) {
        slices.extend([IoSlice::new(head), IoSlice::new(statement.json.as_bytes())]);
        slices.extend(statement.bytes.as_deref().map(IoSlice::new));
    }
    if length <= PACKET_BYTES_MAX && slices.len() <= SLICES_MAX {
        return packet(socket, &slices, &mut SendAncillaryBuffer::default());
    }
    let mut file = File::from(memfd_create("footbridge", MemfdFlags::CLOEXEC)?);
    slices[1..].iter().try_for_each(|slice| file.write_all(slice))?;
    let mut space = [MaybeUninit::uninit(); cmsg_space!(ScmRights(1))];
    let mut control = SendAncillaryBuffer::new(&mut space);
    let fds = [file.as_fd()];
    control.push(SendAncillaryMessage::ScmRights(&fds));
    packet(socket, &slices[..1], &mut control)
}

fn packet(
    socket: &OwnedFd,
    slices: &[IoSlice<'_>],
    control: &mut SendAncillaryBuffer<'_, '_, '_>,
) -> io::Result<()> {
    retry_on_intr(|| sendmsg(socket, slices, control, SendFlags::NOSIGNAL | SendFlags::DONTWAIT))?;
    Ok(())
}

/// The lengths of a statement's parts.
fn head(statement: &Statement) -> io::Result<[u8; STATEMENT_HEAD_BYTES]> {
    let number = |length: usize| u32::try_from(length).ok().filter(|number| *number != NO_BYTES);
    let too_long = || io::Error::other("a delivery is longer than a page can take");
    let json = number(statement.json.len()).ok_or_else(too_long)?;
    let bytes =
        statement.bytes.as_ref().map_or(Some(NO_BYTES), |bytes| number(bytes.len())).ok_or_else(too_long)?;
    let mut head = [0; STATEMENT_HEAD_BYTES];
    head[..4].copy_from_slice(&json.to_ne_bytes());
    head[4..].copy_from_slice(&bytes.to_ne_bytes());
    Ok(head)
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::os::unix::net::UnixStream;

    use rustix::net::{AddressFamily, SocketFlags, SocketType, socketpair};

    use super::*;

    fn pair() -> (OwnedFd, OwnedFd) {
        socketpair(AddressFamily::UNIX, SocketType::SEQPACKET, SocketFlags::CLOEXEC, None).unwrap()
    }

    /// What a page would send, and what may be wrong with it.
    fn sent(kind: u32, text_length: u32, length: u64, contents: &[u8], file: Option<&[u8]>) -> OwnedFd {
        let (host, page) = pair();
        let mut head = kind.to_ne_bytes().to_vec();
        head.extend(text_length.to_ne_bytes());
        head.extend(length.to_ne_bytes());
        let mut space = [MaybeUninit::uninit(); cmsg_space!(ScmRights(1))];
        let mut control = SendAncillaryBuffer::new(&mut space);
        let file = file.map(|contents| {
            let mut file = File::from(memfd_create("test", MemfdFlags::CLOEXEC).unwrap());
            file.write_all(contents).unwrap();
            file
        });
        let fds: Vec<_> = file.iter().map(AsFd::as_fd).collect();
        if !fds.is_empty() {
            control.push(SendAncillaryMessage::ScmRights(&fds));
        }
        packet(&page, &[IoSlice::new(&head), IoSlice::new(contents)], &mut control).unwrap();
        host
    }

    fn read(socket: &OwnedFd, bytes_max: usize) -> Result<(String, Option<Bytes>), String> {
        match Buffer::default().receive(socket)? {
            Received::Text { text, beside } => {
                let bytes =
                    beside.map(|beside| beside.read(bytes_max).map_err(|refusal| format!("{refusal:?}")));
                Ok((text.into_owned(), bytes.transpose()?))
            }
            Received::Done => Ok(("done".into(), None)),
            Received::End => Ok(("end".into(), None)),
        }
    }

    #[test]
    fn texts_and_bytes_come_in_the_packet_or_in_a_file() {
        let bytes = Some(Bytes::from_static(&[1, 2]));
        assert_eq!(read(&sent(TEXT, 2, 0, b"{}", None), 2).unwrap(), ("{}".into(), None));
        assert_eq!(
            read(&sent(TEXT_AND_BYTES, 2, 2, b"\x01\x02{}", None), 2).unwrap(),
            ("{}".into(), bytes.clone())
        );
        assert_eq!(read(&sent(TEXT, 2, 0, b"", Some(b"{}")), 2).unwrap(), ("{}".into(), None));
        assert_eq!(
            read(&sent(TEXT_AND_BYTES, 2, 2, b"", Some(b"\x01\x02{}")), 2).unwrap(),
            ("{}".into(), bytes)
        );
        assert_eq!(read(&sent(DONE, 0, 0, b"", None), 2).unwrap().0, "done");
    }

    #[test]
    fn bytes_that_are_too_many_are_refused_and_nothing_else_is_lost() {
        assert!(read(&sent(TEXT_AND_BYTES, 2, 3, b"abc{}", None), 2).unwrap_err().contains('2'));
        assert!(read(&sent(TEXT_AND_BYTES, 2, 3, b"", Some(b"abc{}")), 2).unwrap_err().contains('2'));
    }

    #[test]
    fn what_cannot_be_understood_is_an_error_that_says_why() {
        for (socket, problem) in [
            (sent(3, 2, 0, b"{}", None), "kind"),
            (sent(TEXT, 2, 1, b"{}a", None), "kind"),
            (sent(TEXT, 3, 0, b"{}", None), "as long as its head"),
            (sent(TEXT, 1, 0, b"{}", None), "as long as its head"),
            (sent(TEXT_AND_BYTES, 2, u64::MAX, b"{}", None), "as long as its head"),
            (sent(TEXT, 2, 0, b"\xff\xff", None), "UTF-8"),
            (sent(TEXT, 2, 0, b"", Some(b"\xff\xff")), "UTF-8"),
            (sent(TEXT, 3, 0, b"", Some(b"{}")), "file"),
            (sent(TEXT, u32::MAX, 0, b"", Some(b"{}")), "file"),
            (sent(TEXT_AND_BYTES, 2, u64::MAX, b"", Some(b"{}")), "file"),
            (sent(TEXT_AND_BYTES, 2, 2, b"", Some(b"a{}")), "file"),
        ] {
            let error = read(&socket, 2).unwrap_err();
            assert!(error.contains(problem), "{error} / {problem}");
        }
        let (host, page) = pair();
        packet(&page, &[IoSlice::new(&[0; 15])], &mut SendAncillaryBuffer::default()).unwrap();
        assert!(read(&host, 2).unwrap_err().contains("head"));
        drop(page);
        assert_eq!(read(&host, 2).unwrap().0, "end");
    }

    #[test]
    fn a_file_of_nothing_is_not_read_and_neither_is_one_that_is_not_in_memory() {
        let sparse = File::from(memfd_create("test", MemfdFlags::CLOEXEC).unwrap());
        sparse.set_len(1 << 32).unwrap();
        assert!(check(&sparse, 0, 1 << 31).is_err());
        assert!(check(&File::open("/dev/zero").unwrap(), 0, 0).is_err());
    }

    #[test]
    fn descriptors_that_nobody_asked_for_are_closed() {
        let (host, page) = pair();
        let (mut left, passed) = UnixStream::pair().unwrap();
        left.set_nonblocking(true).unwrap();
        let mut space = [MaybeUninit::uninit(); cmsg_space!(ScmRights(3))];
        let mut control = SendAncillaryBuffer::new(&mut space);
        let fds = [passed.as_fd(); 3];
        control.push(SendAncillaryMessage::ScmRights(&fds));
        packet(&page, &[IoSlice::new(&[0; SENT_HEAD_BYTES])], &mut control).unwrap();
        drop(passed);
        assert!(read(&host, 0).unwrap_err().contains("in memory"));
        assert_eq!(left.read(&mut [0]).unwrap(), 0, "the other end is closed");
    }

    #[test]
    fn bytes_in_a_large_file_are_those_that_were_there_whatever_the_page_does_to_it_later() {
        for flags in [MemfdFlags::ALLOW_SEALING, MemfdFlags::empty()] {
            let page = File::from(memfd_create("test", flags | MemfdFlags::CLOEXEC).unwrap());
            let sent = vec![7; MAPPED_BYTES_MIN];
            page.write_all_at(&sent, 0).unwrap();
            let place = Place::File(page.try_clone().unwrap());
            let bytes = Beside { place, length: sent.len() }.read(sent.len()).unwrap();
            let written = page.write_all_at(&[8], 0);
            let shortened = page.set_len(0);
            let is_sealed = flags.contains(MemfdFlags::ALLOW_SEALING);
            assert_eq!((written.is_err(), shortened.is_err()), (is_sealed, is_sealed));
            drop(page);
            assert!(bytes == sent);
        }
    }

    #[test]
    fn file_that_the_page_can_still_write_to_is_not_mapped() {
        let file = File::from(memfd_create("test", MemfdFlags::ALLOW_SEALING).unwrap());
        file.write_all_at(&[7; 4096], 0).unwrap();
        // SAFETY: nobody else has the file.
        let writable = unsafe { MmapOptions::new().map_mut(&file).unwrap() };
        assert!(map(&file, 4096).is_none());
        drop(writable);
        assert_eq!(map(&file, 4096).unwrap().len(), 4096);
        assert!(map(&file, 4097).is_none(), "it is not that long");
    }

    #[test]
    fn as_many_deliveries_as_may_be_under_way_have_room_in_the_socket() {
        let (host, _page) = pair();
        let contents = "x".repeat(PACKET_BYTES_MAX - STATEMENT_HEAD_BYTES);
        for bytes in [None, Some(Bytes::from_static(&[0; 100_000]))] {
            for _ in 0..4 {
                let statement = Statement { json: contents.clone(), bytes: bytes.clone() };
                let heads = head(&statement).unwrap();
                let length = ((STATEMENT_HEAD_BYTES + contents.len()) as u64).to_ne_bytes();
                if bytes.is_some() {
                    send(&host, &[statement]).unwrap();
                    continue;
                }
                let slices = [IoSlice::new(&length), IoSlice::new(&heads), IoSlice::new(contents.as_bytes())];
                let sent = sendmsg(&host, &slices, &mut SendAncillaryBuffer::default(), SendFlags::DONTWAIT);
                assert!(sent.is_ok(), "{sent:?}");
            }
        }
    }
}
