//! Listeners that a page registers with one plugin, as `addPluginListener` of the client does.
//!
//! In: `register_listener { event, handler }` and `remove_listener { event, channelId }`, which every plugin has. Out:
//! what the plugin triggers, through the channel that the page handed over. They belong to the document and go with it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::{
    AppHandle, Channel, Commands, Error, IpcResponse, Refusal, command,
    command::{ArgumentError, CommandArg, CommandItem},
    document::Document,
    generate_handler,
    ipc::TrySendError,
};

/// Everyone who listens to a plugin. As the argument of a plugin's command it is that plugin's; elsewhere
/// [`AppHandle::plugin_listeners`] gives it.
#[derive(Clone)]
pub struct PluginListeners {
    app: AppHandle,
    plugin: Arc<str>,
}

impl PluginListeners {
    /// Sends an event to every page that listens for it with this plugin. Never waits.
    ///
    /// # Errors
    /// [`Error::UnwritableEvent`] when the payload has no JSON form, [`Error::ListenerFull`] when a page is too far
    /// behind: it does not get the event, everyone else does.
    pub fn trigger(&self, event: &str, payload: impl IpcResponse) -> Result<(), Error> {
        let body = payload.body().map_err(|refusal| Error::UnwritableEvent {
            event: event.to_owned(),
            reason: refusal.message().to_owned(),
        })?;
        let mut full = None;
        for page in self.app.pages().values() {
            let document = page.document();
            for handler in document.plugin_listeners().of(&self.plugin, event) {
                match handler.try_send(body.clone()) {
                    Ok(()) => {}
                    Err(TrySendError::Full) => full = Some(page.label().to_owned()),
                    // Its page reads no more: there is nobody to tell.
                    Err(_) => document.plugin_listeners().remove(&self.plugin, event, handler.id()),
                }
            }
        }
        full.map_or(Ok(()), |webview| Err(Error::ListenerFull { event: event.to_owned(), webview }))
    }
}

impl CommandArg<'_> for PluginListeners {
    fn from_command(item: CommandItem<'_>) -> Result<Self, ArgumentError> {
        let plugin = item.message.target.route.plugin.clone();
        let plugin =
            plugin.ok_or_else(|| ArgumentError::new("a command of a plugin", "one of the app's own"))?;
        Ok(Self { app: item.message.app.clone(), plugin })
    }
}

impl AppHandle {
    /// Everyone who listens to a plugin, be it there or not.
    pub fn plugin_listeners(&self, plugin: &str) -> PluginListeners {
        PluginListeners { app: self.clone(), plugin: plugin.into() }
    }
}

/// The listeners of one document, by plugin and event.
#[derive(Default)]
pub(crate) struct Listeners(Mutex<Table>);

#[derive(Default)]
struct Table {
    handlers: HashMap<(Arc<str>, String), Vec<Channel>>,
    count: usize,
    /// The document is gone.
    closed: bool,
}

impl Listeners {
    fn add(
        &self,
        plugin: &Arc<str>,
        event: String,
        handler: Channel,
        listeners_max: usize,
    ) -> Result<(), Refusal> {
        let mut table = self.lock();
        if table.closed {
            return Err(Refusal::cancelled());
        }
        if table.count >= listeners_max {
            return Err(Refusal::too_many_listeners(listeners_max));
        }
        table.count += 1;
        table.handlers.entry((Arc::clone(plugin), event)).or_default().push(handler);
        Ok(())
    }

    fn of(&self, plugin: &Arc<str>, event: &str) -> Vec<Channel> {
        self.lock().handlers.get(&(Arc::clone(plugin), event.to_owned())).cloned().unwrap_or_default()
    }

    fn remove(&self, plugin: &Arc<str>, event: &str, channel: u32) {
        self.take(|place, handler| place.0 == *plugin && place.1 == event && handler.id() == channel);
    }

    /// The plugin is gone: its listeners hear the end of their channels.
    pub(crate) fn remove_plugin(&self, plugin: &str) {
        self.take(|place, _| *place.0 == *plugin);
    }

    /// The document is gone.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.take(|_, _| true);
    }

    pub(crate) fn len(&self) -> usize {
        self.lock().count
    }

    fn take(&self, gone: impl Fn(&(Arc<str>, String), &Channel) -> bool) {
        let mut taken = Vec::new();
        let mut table = self.lock();
        table.handlers.retain(|place, handlers| {
            taken.extend(handlers.extract_if(.., |handler| gone(place, handler)));
            !handlers.is_empty()
        });
        table.count -= taken.len();
        // A channel that is dropped tells its page, and must not do so under the lock.
        drop(table);
    }

    fn lock(&self) -> MutexGuard<'_, Table> {
        // Nothing in here panics while it holds the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Who calls: the document, and the plugin that it calls.
pub(crate) struct Registrar {
    document: Arc<Document>,
    listeners: PluginListeners,
}

impl<'a> CommandArg<'a> for Registrar {
    fn from_command(item: CommandItem<'a>) -> Result<Self, ArgumentError> {
        let document = Arc::clone(item.message.document());
        Ok(Self { document, listeners: PluginListeners::from_command(item)? })
    }
}

#[command]
async fn register_listener(registrar: Registrar, event: String, handler: Channel) -> Result<(), Refusal> {
    let Registrar { document, listeners: PluginListeners { app, plugin } } = registrar;
    let limits = app.limits();
    if event.len() > limits.event_name_bytes_max {
        let problem =
            format!("an event's name of {} bytes; {} are the most", event.len(), limits.event_name_bytes_max);
        return Err(Refusal::malformed_request(problem));
    }
    document.plugin_listeners().add(&plugin, event, handler, limits.listeners_max)?;
    if !app.wiring().plugins.iter().any(|installed| installed.name == plugin) {
        // Taken out meanwhile, and its listeners with it, perhaps before this one was among them.
        document.plugin_listeners().remove_plugin(&plugin);
    }
    Ok(())
}

#[command]
async fn remove_listener(registrar: Registrar, event: String, channel_id: u32) {
    registrar.document.plugin_listeners().remove(&registrar.listeners.plugin, &event, channel_id);
}

/// The commands that every plugin has which does not declare its own.
pub(super) const COMMANDS: [Commands; 2] =
    [generate_handler![register_listener], generate_handler![remove_listener]];
