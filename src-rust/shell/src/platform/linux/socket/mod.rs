//! The host's end of the socket that a document has of its own: beside the engine, without a turn of its main loop.
//!
//! In: a socket that the [extension](extension) in the web process opened for a document, and what the document's script writes
//! to it. Out: the calls, to the bridge; and the deliveries of the document's outbox, to the socket. One thread reads, and
//! begins the calls; whoever answers writes.
//!
//! # Trust
//! The engine says which webview a socket is of, and says it after the document's own load. What comes over it is a page's.

mod extension;
#[path = "../extension/format.rs"]
mod format;
mod packet;

use std::{
    collections::VecDeque,
    mem,
    os::fd::OwnedFd,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
};

use footbridge::{AppHandle, Courier, Delivery, Origin, Page, transport::socket::Connection};
use gtk::gio::prelude::UnixFDListExtManual;
use rustix::net::{
    AddressFamily, Shutdown, SocketType, shutdown,
    sockopt::{socket_domain, socket_type},
};
use webkit2gtk::{UserMessage, UserMessageExt};

use crate::contained::contained;
pub(super) use extension::install;
use packet::Received;

/// The socket in a message of the extension, if it is one.
pub(super) fn in_message(message: &UserMessage) -> Option<OwnedFd> {
    let is_ours = message.name().is_some_and(|name| name.as_bytes() == format::SOCKET.to_bytes());
    let list = message.fd_list().filter(|_| is_ours)?;
    let socket = packet::owned(list.get(0).ok()?)?;
    let is_one = socket_domain(&socket) == Ok(AddressFamily::UNIX)
        && socket_type(&socket) == Ok(SocketType::SEQPACKET);
    is_one.then_some(socket)
}

/// Opens a document's socket: that of the document which is in the page now, with its origin.
pub(super) fn open(app: &AppHandle, page: &Page, origin: Origin, socket: OwnedFd) {
    let socket = Arc::new(Socket { fd: socket, deliveries: Mutex::default() });
    let Some(connection) = Connection::open(app, page, origin, socket.clone()) else { return };
    let (ended, name) = (Arc::clone(&socket), "socket".to_owned());
    let reader = thread::Builder::new().name(name).spawn(move || {
        let mut packet = packet::Buffer::default();
        while contained(|| socket.read(&connection, &mut packet)) == Some(true) {}
        socket.end();
    });
    if let Err(error) = reader {
        tracing::error!(webview = page.label(), %error, "a page has no socket: no thread can read it");
        ended.end();
    }
}

struct Socket {
    fd: OwnedFd,
    deliveries: Mutex<Deliveries>,
}

#[derive(Default)]
struct Deliveries {
    /// They have not taken anything yet.
    called: VecDeque<Delivery>,
    /// The page has not run them yet.
    under_way: VecDeque<Delivery>,
    /// Somebody writes, and will write what is called meanwhile: in order, whoever calls.
    is_writing: bool,
    is_ended: bool,
}

impl Socket {
    /// Takes one message. Returns whether there may be another.
    fn read(&self, connection: &Connection, packet: &mut packet::Buffer) -> bool {
        match packet.receive(&self.fd) {
            Ok(Received::Text { text, beside }) => {
                connection.receive(&text, beside.map(|bytes| |max| bytes.read(max)))
            }
            Ok(Received::Done) => {
                // Dropped after the lock is let go: the next delivery may be called by that.
                let done = self.lock().under_way.pop_front();
                drop(done);
            }
            Ok(Received::End) => return false,
            Err(problem) => {
                tracing::warn!(problem, "a page's socket was closed: what came over it cannot be understood");
                return false;
            }
        }
        true
    }

    /// Nothing more is written, and nobody waits for what was.
    fn end(&self) {
        Courier::close(self);
        let mut deliveries = self.lock();
        deliveries.is_ended = true;
        let gone = (mem::take(&mut deliveries.called), mem::take(&mut deliveries.under_way));
        drop(deliveries);
        drop(gone);
    }

    fn write(&self, mut delivery: Delivery) {
        let Some(statements) = delivery.statements() else { return };
        // It is under way before the page can say that it has run.
        let mut deliveries = self.lock();
        if deliveries.is_ended {
            drop(deliveries);
            return delivery.give_back(statements);
        }
        deliveries.under_way.push_back(delivery);
        drop(deliveries);
        let Err(error) = packet::send(&self.fd, &statements) else { return };
        tracing::debug!(%error, "a delivery cannot go over a page's socket, which is closed");
        let mut deliveries = self.lock();
        deliveries.is_ended = true;
        let unsent = deliveries.under_way.pop_back();
        let called = mem::take(&mut deliveries.called);
        drop(deliveries);
        if let Some(unsent) = unsent {
            unsent.give_back(statements);
        }
        drop(called);
        // The page runs what came before, and closes its end then; so does the reader, and the engine goes on.
        let _ = shutdown(&self.fd, Shutdown::Write);
    }

    fn lock(&self) -> MutexGuard<'_, Deliveries> {
        self.deliveries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Courier for Socket {
    fn deliver(&self, delivery: Delivery) {
        let mut deliveries = self.lock();
        if deliveries.is_ended {
            drop(deliveries);
            return;
        }
        deliveries.called.push_back(delivery);
        if mem::replace(&mut deliveries.is_writing, true) {
            return;
        }
        while let Some(next) = deliveries.called.pop_front() {
            drop(deliveries);
            self.write(next);
            deliveries = self.lock();
        }
        deliveries.is_writing = false;
    }

    fn close(&self) {
        // The other end may be gone already. The reader comes to the end by it.
        let _ = shutdown(&self.fd, Shutdown::Both);
    }
}
