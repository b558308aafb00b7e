//! The app: built once, then shared by everything.

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock, RwLock},
    thread,
};
use tokio::runtime::{Handle, Runtime};

use crate::{
    Commands, Error, Host, Limits, Outlet, Page, State,
    acl::{Authority, Capabilities, Manifest},
    event::{EventTarget, Listeners},
    key::InvokeKey,
    router::Router,
    script,
    state::States,
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
    states: Vec<Box<dyn FnOnce(&mut States) -> Result<(), Error>>>,
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

    /// Builds the app, and with it the key of this launch and the threads that commands run on.
    ///
    /// # Errors
    /// When two commands share a name, two states a type, or a capability file is wrong.
    pub fn build(self) -> Result<App, Error> {
        let mut router = Router::default();
        for commands in self.commands {
            router.add(commands)?;
        }
        let mut states = States::default();
        for add in self.states {
            add(&mut states)?;
        }
        let authority = Authority::resolve(&[Manifest::app(router.names())], &self.capabilities)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(thread::available_parallelism().map_or(2, |cores| cores.get().max(2)))
            .max_blocking_threads(self.limits.worker_threads_max.max(1))
            .thread_name("footbridge")
            .enable_time()
            .build()?;
        let inner = Inner {
            key: InvokeKey::generate()?,
            authority,
            router,
            states,
            limits: Arc::new(self.limits),
            pages: RwLock::default(),
            listeners: Arc::default(),
            host: OnceLock::new(),
            runtime: runtime.handle().clone(),
        };
        Ok(App { handle: AppHandle(Arc::new(inner)), runtime: Some(runtime) })
    }
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
        for page in self.handle.pages() {
            page.close();
        }
        self.handle.0.listeners.close();
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
    authority: Authority,
    router: Router,
    states: States,
    limits: Arc<Limits>,
    pages: RwLock<HashMap<String, Page>>,
    listeners: Arc<Listeners>,
    host: OnceLock<Arc<dyn Host>>,
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

    /// The bounds of this app.
    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// The key of this launch. It prints as its type's name only.
    pub fn invoke_key(&self) -> &InvokeKey {
        &self.0.key
    }

    /// The asynchronous runtime that commands run on.
    pub fn runtime(&self) -> &Handle {
        &self.0.runtime
    }

    /// How many listeners Rust has registered and not let go.
    pub fn listeners_registered(&self) -> usize {
        self.0.listeners.len()
    }

    pub(crate) fn listeners(&self) -> &Arc<Listeners> {
        &self.0.listeners
    }

    pub(crate) fn authority(&self) -> &Authority {
        &self.0.authority
    }

    pub(crate) fn router(&self) -> &Router {
        &self.0.router
    }

    pub(crate) fn host(&self) -> Result<&Arc<dyn Host>, Error> {
        self.0.host.get().ok_or(Error::NoHost)
    }
}

/// Pages: for the shell, which makes and ends them.
impl AppHandle {
    /// Takes in a webview, which from here on may call.
    ///
    /// # Errors
    /// When the label is none or is taken, or there are as many webviews as may be.
    pub fn open_page(&self, label: &str, window_label: &str, outlet: Arc<dyn Outlet>) -> Result<Page, Error> {
        check_label(label)?;
        check_label(window_label)?;
        let mut pages = self.0.pages.write().expect("nothing panics while it holds the pages");
        if pages.contains_key(label) {
            return Err(Error::DuplicateLabel(label.to_owned()));
        }
        if pages.len() >= self.0.limits.pages_max {
            return Err(Error::TooManyPages(self.0.limits.pages_max));
        }
        let page = Page::new(label, window_label, outlet, Arc::clone(&self.0.limits), self.0.runtime.clone());
        pages.insert(label.to_owned(), page.clone());
        Ok(page)
    }

    /// Ends a webview: its calls are cancelled, and it may make no more.
    pub fn close_page(&self, label: &str) {
        let page = self.0.pages.write().expect("nothing panics while it holds the pages").remove(label);
        if let Some(page) = page {
            page.close();
            self.0.listeners.forget(&EventTarget::webview(label));
        }
    }

    /// The page of a label.
    pub fn page(&self, label: &str) -> Option<Page> {
        self.0.pages.read().expect("nothing panics while it holds the pages").get(label).cloned()
    }

    pub(crate) fn pages(&self) -> Vec<Page> {
        self.0.pages.read().expect("nothing panics while it holds the pages").values().cloned().collect()
    }

    /// The script to inject into a page's main frame before any other.
    ///
    /// # Trust
    /// It holds the invoke key. It goes to the engine and nowhere else, least of all to a log.
    pub fn initialization_script(&self, page: &Page) -> String {
        script::initialization(page, &self.0.key)
    }
}

pub(crate) fn check_label(label: &str) -> Result<(), Error> {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-/:_".contains(c);
    if label.is_empty() || !label.chars().all(fits) {
        return Err(Error::InvalidLabel(label.to_owned()));
    }
    Ok(())
}
