//! Texts, and bytes beside them, over a connection that one document has to the host.
//!
//! In: what the document's injected script wrote, message by message, in order. Out: deliveries of the document's outbox, by
//! a [`Courier`] that writes to the same connection. What a message says is what [`super::post_message`] reads; a body of
//! bytes stands beside the text, in whose member `beside` its content type is. How messages and deliveries become bytes on
//! the connection is between the host's two ends.
//!
//! # Trust
//! The connection names the document: whoever is at its other end speaks for that document and no other, also when the page
//! has another by now. It proves no more than that: each call shows the key and is judged like any other.
//!
//! Source of the format: ours.

use bytes::Bytes;
use std::sync::Arc;

use super::post_message::Sender;
use crate::{AppHandle, Courier, Origin, Page, Refusal, document::Document, transport::Transport};

/// The host's side of a document's connection. When it is dropped, the document's deliveries go by the engine again.
pub struct Connection {
    app: AppHandle,
    page: Page,
    document: Arc<Document>,
    origin: Origin,
}

impl Connection {
    /// Ties a connection to the document that is in the page now, which has `origin`. Its deliveries go to `courier` from
    /// here on. `None` where the document has a connection already, and where the app sends all messages over another
    /// transport; what the page writes is not to be read then.
    ///
    /// # Trust
    /// `page` and `origin` are the host's word for whose connection it is.
    pub fn open(app: &AppHandle, page: &Page, origin: Origin, courier: Arc<dyn Courier>) -> Option<Self> {
        if app.transport().is_some_and(|forced| forced != Transport::Socket) {
            return None;
        }
        let document = page.document();
        let is_first = document.outbox().connect(courier);
        is_first.then(|| Self { app: app.clone(), page: page.clone(), document, origin })
    }

    /// Receives a message: the texts of one or more calls, and the bytes beside the first. `beside` is called for a call
    /// that shows the key, with the most bytes that it may read; a refusal from it is the call's.
    ///
    /// A document that is gone is not heard any more.
    pub fn receive<'a>(
        &self,
        texts: &str,
        beside: Option<impl FnOnce(usize) -> Result<Bytes, Refusal> + 'a>,
    ) {
        if self.document.closed().is_cancelled() {
            return;
        }
        let sender = Sender {
            app: &self.app,
            page: &self.page,
            document: &self.document,
            origin: &self.origin,
            answers: self.document.outbox(),
            by: Transport::Socket,
        };
        sender.receive(texts, beside.map(|read| Box::new(read) as _));
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.document.outbox().disconnect();
    }
}
