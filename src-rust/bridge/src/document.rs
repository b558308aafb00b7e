//! The document in a page: what ends with it.
//!
//! A page is a webview; the document in it changes with every reload and navigation. Channels, waiting messages and all
//! else that Rust holds for a document's scripts stands here, and goes when the document goes.

use std::sync::{Arc, OnceLock};
use tokio::runtime::Handle;

use crate::{
    CancellationToken, Courier, Limits,
    channel::{Channels, Parked},
    command::Turns,
    event::PageListeners,
    isolation::Session,
    outbox::Outbox,
    plugin,
    resource::ResourceTable,
    transport::Pieces,
    upstream::Upstreams,
};

/// What Rust holds for the scripts of one document.
pub struct Document {
    outbox: Arc<Outbox>,
    channels: Channels,
    parked: Parked,
    pieces: Pieces,
    turns: Turns,
    upstreams: Upstreams,
    listeners: PageListeners,
    plugin_listeners: plugin::Listeners,
    resources: Arc<ResourceTable>,
    isolation: OnceLock<Arc<Session>>,
    closed: CancellationToken,
    limits: Arc<Limits>,
    runtime: Handle,
}

impl Document {
    pub(crate) fn new(courier: Arc<dyn Courier>, limits: Arc<Limits>, runtime: Handle) -> Arc<Self> {
        Arc::new(Self {
            outbox: Outbox::new(courier, &limits),
            channels: Channels::default(),
            parked: Parked::default(),
            pieces: Pieces::default(),
            turns: Turns::default(),
            upstreams: Upstreams::default(),
            listeners: PageListeners::default(),
            plugin_listeners: plugin::Listeners::default(),
            resources: Arc::new(ResourceTable::new(limits.resources_max)),
            isolation: OnceLock::new(),
            closed: CancellationToken::new(),
            limits,
            runtime,
        })
    }

    /// The document is gone.
    pub(crate) fn close(&self) {
        self.closed.cancel();
        self.outbox.close();
        self.parked.clear();
        self.pieces.close();
        self.upstreams.close();
        self.listeners.close();
        self.plugin_listeners.close();
        self.resources.end();
    }

    /// What waits to be pushed to its scripts.
    pub fn outbox(&self) -> &Arc<Outbox> {
        &self.outbox
    }

    /// How many channels to it are open.
    pub fn channels_open(&self) -> usize {
        self.channels.len()
    }

    /// How many large messages wait to be fetched.
    pub fn messages_parked(&self) -> usize {
        self.parked.len()
    }

    /// How many listeners to events its scripts have.
    pub fn listeners_registered(&self) -> usize {
        self.listeners.len()
    }

    pub(crate) fn listeners(&self) -> &PageListeners {
        &self.listeners
    }

    /// How many listeners plugins have in it.
    pub fn plugin_listeners_registered(&self) -> usize {
        self.plugin_listeners.len()
    }

    pub(crate) fn plugin_listeners(&self) -> &plugin::Listeners {
        &self.plugin_listeners
    }

    pub(crate) fn resources(&self) -> &Arc<ResourceTable> {
        &self.resources
    }

    /// How many streams of it are on their way to commands.
    pub fn upstreams_open(&self) -> usize {
        self.upstreams.len()
    }

    pub(crate) fn upstreams(&self) -> &Upstreams {
        &self.upstreams
    }

    pub(crate) fn channels(&self) -> &Channels {
        &self.channels
    }

    /// The line in which its calls stand that take turns.
    pub(crate) fn turns(&self) -> &Turns {
        &self.turns
    }

    /// The bodies of its calls that come in pieces.
    pub(crate) fn pieces(&self) -> &Pieces {
        &self.pieces
    }

    pub(crate) fn parked(&self) -> &Parked {
        &self.parked
    }

    /// Begins what it shares with its isolation frame. Returns whether there was none before: a document has one frame.
    pub(crate) fn isolate(&self, session: Session) -> bool {
        self.isolation.set(Arc::new(session)).is_ok()
    }

    /// What it shares with its isolation frame, once that was handed out.
    pub(crate) fn session(&self) -> Option<&Arc<Session>> {
        self.isolation.get()
    }

    /// Told when the document goes.
    pub(crate) fn closed(&self) -> &CancellationToken {
        &self.closed
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    pub(crate) fn runtime(&self) -> &Handle {
        &self.runtime
    }
}
