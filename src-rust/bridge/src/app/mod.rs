//! The app: built once, then shared by everything.

mod pages;

use pages::Pages;
pub(crate) use pages::check_label;

use serde_json::Value;
use std::{
    collections::HashMap,
    iter,
    sync::{Arc, OnceLock, RwLock},
    thread,
};
use tokio::{
    runtime::{Handle, Runtime},
    sync::Semaphore,
};

use crate::{
    Commands, Error, Host, Limits, State,
    acl::{Authority, Capabilities, Manifest},
    command::RunQueues,
    event::{self, Listeners},
    isolation::IsolationKey,
    key::InvokeKey,
    plugin::Plugin,
    resource::{self, ResourceTable},
    router::Router,
    state::States,
    transport::Transport,
    windows::Windows,
    wiring::{Wired, Wiring},
};

/// Puts an app together.
///
/// See the [crate's front page](crate) for an example.
#[derive(Default)]
pub struct Builder {
    commands: Vec<Commands>,
    capabilities: Capabilities,
    limits: Limits,
    #[expect(clippy::type_complexity, reason = "a list of closures that is written once and read once")]
    states: Vec<Box<dyn FnOnce(&States) -> Result<(), Error>>>,
    plugins: Vec<Plugin>,
    plugin_configs: HashMap<String, Value>,
    transport: Option<Transport>,
}

impl Builder {
    /// An app with nothing in it.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the commands of one [`crate::generate_handler!`]. May be called more than once; nothing is replaced.
    #[must_use]
    pub fn commands(mut self, commands: Commands) -> Self {
        self.commands.push(commands);
        self
    }

    /// Adds a value that commands take as [`State`], one of a type.
    #[must_use]
    pub fn manage<T: Send + Sync + 'static>(mut self, value: T) -> Self {
        self.states.push(Box::new(|states| states.add(value)));
        self
    }

    /// Adds a plugin. Plugins are set up in the order in which they come, after everything else is in place.
    #[must_use]
    pub fn plugin(mut self, plugin: Plugin) -> Self {
        self.plugins.push(plugin);
        self
    }

    /// The configuration of a plugin, which its setup takes as a type of its own; one given before is replaced.
    #[must_use]
    pub fn plugin_config(mut self, plugin: impl Into<String>, config: Value) -> Self {
        self.plugin_configs.insert(plugin.into(), config);
        self
    }

    /// Says who may call what. Without it, every command is closed.
    #[must_use]
    pub fn capabilities(mut self, capabilities: Capabilities) -> Self {
        self.capabilities = capabilities;
        self
    }

    /// Sets the bounds.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Has every page send all its messages over one transport. Without it each message takes the one that is quicker for it.
    #[must_use]
    pub fn transport(mut self, transport: Option<Transport>) -> Self {
        self.transport = transport;
        self
    }

    /// The commands and permissions of the app and of its plugins, the bridge's own among them. Nothing is set up.
    pub fn manifests(&self) -> Vec<Manifest> {
        let names = self.commands.iter().flat_map(|commands| commands.names());
        let core = core_plugins();
        let plugins = core.iter().chain(&self.plugins).map(|plugin| plugin.manifest().clone());
        iter::once(Manifest::app(names)).chain(plugins).collect()
    }

    /// Builds the app, and with it the key of this launch and the threads that commands run on.
    ///
    /// # Errors
    /// When two commands or two plugins share a name, two states a type, a capability file is wrong, or the setup of a
    /// plugin fails.
    pub fn build(self) -> Result<App, Error> {
        let mut router = Router::default();
        for commands in self.commands {
            router.add(commands)?;
        }
        let states = States::default();
        for add in self.states {
            add(&states)?;
        }
        let manifest = Manifest::app(router.names());
        let mut wiring = Wiring::new(router, manifest, self.capabilities);
        // All names and permissions are in place before the first setup runs.
        let plugins = core_plugins().into_iter().chain(self.plugins);
        let plugins = plugins.map(|plugin| plugin.reserve(&mut wiring));
        let plugins = plugins.collect::<Result<Vec<_>, Error>>()?;
        wiring.resolve()?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(thread::available_parallelism().map_or(2, |cores| cores.get().max(2)))
            .max_blocking_threads(self.limits.worker_threads_max.max(1))
            .thread_name("footbridge")
            // A command may wait for sockets where its crate has asked for them.
            .enable_all()
            .build()?;
        let limits = Arc::new(self.limits);
        let inner = Inner {
            key: InvokeKey::generate()?,
            isolation_key: IsolationKey::generate()?,
            wired: Wired::new(wiring),
            states,
            plugin_configs: self.plugin_configs,
            transport: self.transport,
            pages: RwLock::default(),
            listeners: Arc::default(),
            windows: Windows::default(),
            resources: Arc::new(ResourceTable::new(limits.resources_max)),
            schemes_at_work: Arc::new(Semaphore::new(limits.scheme_requests_max)),
            host: OnceLock::new(),
            run_queues: RunQueues::new(runtime.handle()),
            runtime: runtime.handle().clone(),
            limits,
        };
        let app = App { handle: AppHandle(Arc::new(inner)), runtime: Some(runtime) };
        for plugin in plugins {
            app.handle.start(plugin)?;
        }
        Ok(app)
    }
}

/// The plugins that every app has.
fn core_plugins() -> [Plugin; 2] {
    [event::plugin::plugin(), resource::plugin()]
}

/// A built app. It owns the threads that commands run on; everything else goes through its [`AppHandle`].
pub struct App {
    handle: AppHandle,
    runtime: Option<Runtime>,
}

impl App {
    /// A handle to the app, for any thread.
    pub fn handle(&self) -> AppHandle {
        self.handle.clone()
    }
}

impl Drop for App {
    fn drop(&mut self) {
        for page in self.handle.pages().values() {
            page.close();
        }
        self.handle.end_plugins();
        self.handle.end_windows();
        self.handle.0.resources.end();
        self.handle.0.listeners.close();
        self.handle.0.run_queues.close();
        if let Some(runtime) = self.runtime.take() {
            // A command that blocks must not keep the program from ending.
            runtime.shutdown_background();
        }
    }
}

/// The app, as every part of it holds it. Cheap to clone.
#[derive(Clone)]
pub struct AppHandle(Arc<Inner>);

struct Inner {
    key: InvokeKey,
    isolation_key: IsolationKey,
    wired: Wired,
    states: States,
    plugin_configs: HashMap<String, Value>,
    transport: Option<Transport>,
    limits: Arc<Limits>,
    pages: RwLock<Arc<Pages>>,
    listeners: Arc<Listeners>,
    windows: Windows,
    resources: Arc<ResourceTable>,
    schemes_at_work: Arc<Semaphore>,
    host: OnceLock<Arc<dyn Host>>,
    run_queues: RunQueues,
    runtime: Handle,
}

impl AppHandle {
    /// Gives the app the owner of its windows. The first one stays.
    pub fn attach(&self, host: Arc<dyn Host>) {
        let _ = self.0.host.set(host);
    }

    /// Runs a task on the thread that windows belong to.
    ///
    /// # Errors
    /// When the app has no host.
    pub fn run_on_main_thread(&self, task: impl FnOnce() + Send + 'static) -> Result<(), Error> {
        self.host()?.run_on_main_thread(Box::new(task));
        Ok(())
    }

    /// Whether this is the thread that windows belong to.
    pub(crate) fn is_main_thread(&self) -> bool {
        self.host().is_ok_and(|host| host.is_main_thread())
    }

    /// Adds a value that commands take as [`State`], one of a type. Returns whether it was added: when there is one of
    /// this type, that one stays.
    pub fn manage<T: Send + Sync + 'static>(&self, value: T) -> bool {
        self.0.states.add(value).is_ok()
    }

    /// Adds a capability file while the app runs. It holds from the next call on; `file` is what refusals call it.
    ///
    /// # Errors
    /// When the file is wrong, or names a permission that is not there: then nothing changes.
    pub fn add_capability(&self, file: impl Into<String>, text: impl Into<String>) -> Result<(), Error> {
        self.wired().change(|wiring| {
            wiring.add_capability(file.into(), text.into());
            wiring.resolve()
        })
    }

    /// Who may call what at this moment.
    pub fn authority(&self) -> Arc<Authority> {
        Arc::clone(&self.wiring().authority)
    }

    /// Takes a capability file away while the app runs, so that from the next call on nobody has what it gave. Returns
    /// whether there was one of this name.
    ///
    /// # Errors
    /// When what is left does not fit together: then nothing changes.
    pub fn remove_capability(&self, file: &str) -> Result<bool, Error> {
        self.wired().change(|wiring| {
            let was_there = wiring.remove_capability(file);
            wiring.resolve().map(|()| was_there)
        })
    }

    /// The state of a type, if the app manages one.
    pub fn try_state<T: Send + Sync + 'static>(&self) -> Option<State<'_, T>> {
        self.0.states.get()
    }

    /// The state of a type.
    ///
    /// # Panics
    /// When the app manages none; [`Self::try_state`] does not.
    pub fn state<T: Send + Sync + 'static>(&self) -> State<'_, T> {
        self.try_state().expect("a state is handed to `Builder::manage` before it is asked for")
    }

    /// The resources that belong to the app. They are closed when it ends.
    pub fn resources_table(&self) -> Arc<ResourceTable> {
        Arc::clone(&self.0.resources)
    }

    /// The transport that every page sends all its messages over, if the app said so.
    pub(crate) fn transport(&self) -> Option<Transport> {
        self.0.transport
    }

    /// The bounds of this app.
    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// The key of this launch. It prints as its type's name only.
    pub fn invoke_key(&self) -> &InvokeKey {
        &self.0.key
    }

    pub(crate) fn isolation_key(&self) -> &IsolationKey {
        &self.0.isolation_key
    }

    /// The asynchronous runtime that commands run on.
    pub fn runtime(&self) -> &Handle {
        &self.0.runtime
    }

    /// Where calls wait for that runtime.
    pub(crate) fn run_queues(&self) -> &RunQueues {
        &self.0.run_queues
    }

    /// How many listeners Rust has registered and not let go.
    pub fn listeners_registered(&self) -> usize {
        self.0.listeners.len()
    }

    pub(crate) fn listeners(&self) -> &Arc<Listeners> {
        &self.0.listeners
    }

    /// What a call is judged and routed by at this moment.
    pub(crate) fn wiring(&self) -> Arc<Wiring> {
        self.0.wired.get()
    }

    pub(crate) fn wired(&self) -> &Wired {
        &self.0.wired
    }

    pub(crate) fn open_windows(&self) -> &Windows {
        &self.0.windows
    }

    pub(crate) fn schemes_at_work(&self) -> &Arc<Semaphore> {
        &self.0.schemes_at_work
    }

    pub(crate) fn plugin_config(&self, plugin: &str) -> Value {
        self.0.plugin_configs.get(plugin).cloned().unwrap_or_default()
    }

    pub(crate) fn host(&self) -> Result<&Arc<dyn Host>, Error> {
        self.0.host.get().ok_or(Error::NoHost)
    }
}
