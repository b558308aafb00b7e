//! What a call is judged and routed by, and what plugins have added to it.
//!
//! It is one value that is replaced whole: a plugin that comes or goes, or a capability that is added, makes a changed
//! copy. Whoever reads holds a copy of its own, so no lock is held while a command, a hook or a setup runs.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use crate::{
    Error,
    acl::{Authority, Capabilities, Manifest},
    plugin::Installed,
    router::Router,
};

/// Who may call what, what it is called, and which plugins are there: one state of them.
#[derive(Clone)]
pub(crate) struct Wiring {
    pub(crate) authority: Arc<Authority>,
    pub(crate) router: Router,
    /// In the order in which they came.
    pub(crate) plugins: Vec<Arc<Installed>>,
    /// Those whose setup has not ended: what is theirs is taken, and they are told nothing yet.
    pub(crate) starting: Vec<Arc<Installed>>,
    sources: Sources,
}

/// What the authority follows from.
#[derive(Clone)]
struct Sources {
    manifests: Vec<Manifest>,
    capabilities: Capabilities,
}

impl Wiring {
    /// A wiring that is closed until it is resolved.
    pub(crate) fn new(router: Router, manifest: Manifest, capabilities: Capabilities) -> Self {
        Self {
            authority: Arc::default(),
            router,
            plugins: Vec::new(),
            starting: Vec::new(),
            sources: Sources { manifests: vec![manifest], capabilities },
        }
    }

    /// Takes a manifest in, or puts it in the place of the one of the same plugin.
    pub(crate) fn declare(&mut self, manifest: Manifest) {
        let manifests = &mut self.sources.manifests;
        match manifests.iter_mut().find(|other| other.plugin_name() == manifest.plugin_name()) {
            Some(other) => *other = manifest,
            None => manifests.push(manifest),
        }
    }

    /// Adds the text of a capability file.
    pub(crate) fn add_capability(&mut self, file: String, text: String) {
        self.sources.capabilities = std::mem::take(&mut self.sources.capabilities).with_later(file, text);
    }

    /// Takes a capability file away, if there is one of this name.
    pub(crate) fn remove_capability(&mut self, file: &str) -> bool {
        let capabilities = std::mem::take(&mut self.sources.capabilities);
        let was_there = capabilities.files().any(|(path, _)| path == file);
        self.sources.capabilities = capabilities.without(file);
        was_there
    }

    /// Works out who may call what, from all that is declared.
    ///
    /// # Errors
    /// When a capability file is wrong, or names what is not there.
    pub(crate) fn resolve(&mut self) -> Result<(), Error> {
        self.authority = Arc::new(Authority::resolve(&self.sources.manifests, &self.sources.capabilities)?);
        Ok(())
    }

    /// Every plugin, those whose setup runs among them.
    pub(crate) fn everyone(&self) -> impl Iterator<Item = &Installed> {
        self.plugins.iter().chain(&self.starting).map(|plugin| &**plugin)
    }
}

/// Where the wiring that holds at this moment is kept.
pub(crate) struct Wired {
    current: RwLock<Arc<Wiring>>,
    /// Changes are made one after another; readers do not wait for them.
    changes: Mutex<()>,
}

impl Wired {
    pub(crate) fn new(wiring: Wiring) -> Self {
        Self { current: RwLock::new(Arc::new(wiring)), changes: Mutex::new(()) }
    }

    /// What holds now.
    pub(crate) fn get(&self) -> Arc<Wiring> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Makes a changed copy hold. A change that fails leaves everything as it was.
    ///
    /// # Errors
    /// Those of `change`, which must run nothing of a plugin's: it holds the lock that orders changes.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut Wiring) -> Result<T, Error>) -> Result<T, Error> {
        let turn = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        let mut wiring = (*self.get()).clone();
        let value = change(&mut wiring)?;
        let before = {
            let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *current, Arc::new(wiring))
        };
        // What it held may be a plugin's, and is dropped with no lock held.
        drop(turn);
        drop(before);
        Ok(value)
    }
}
