//! The windows that are open, each with what belongs to it.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};

use crate::{AppHandle, Error, EventTarget, app::check_label, resource::ResourceTable};

/// What belongs to each window, by label.
#[derive(Default)]
pub(crate) struct Windows(RwLock<BTreeMap<String, Open>>);

struct Open {
    resources: Arc<ResourceTable>,
    /// The host said that it is there, and will say when it is gone. Otherwise it goes with its last webview.
    announced: bool,
}

impl Windows {
    fn read(&self) -> RwLockReadGuard<'_, BTreeMap<String, Open>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, BTreeMap<String, Open>> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Windows: for the shell, which makes and ends them.
impl AppHandle {
    /// Makes a window known before there is a webview in it.
    ///
    /// Without this, a window is known as long as there is a webview in it; see [`Self::open_page`].
    ///
    /// # Errors
    /// When the label is none.
    pub fn window_opened(&self, label: &str) -> Result<(), Error> {
        check_label(label)?;
        self.know_window(label, true);
        Ok(())
    }

    /// Ends a window, and what belongs to it. The webviews in it end one by one, by [`Self::close_page`].
    pub fn window_closed(&self, label: &str) {
        let window = self.open_windows().write().remove(label);
        if let Some(window) = window {
            window.resources.end();
            self.listeners().forget(&EventTarget::window(label));
            self.listeners().forget(&EventTarget::webview_window(label));
        }
    }

    pub(crate) fn know_window(&self, label: &str, announced: bool) {
        let mut windows = self.open_windows().write();
        let new = || Open {
            resources: Arc::new(ResourceTable::new(self.limits().resources_max)),
            announced: false,
        };
        windows.entry(label.to_owned()).or_insert_with(new).announced |= announced;
    }

    /// A webview of the window is gone: so is the window, if it was known by its webviews only and this was the last.
    pub(crate) fn window_lost_a_webview(&self, label: &str) {
        let announced = self.open_windows().read().get(label).is_none_or(|window| window.announced);
        if !announced && self.pages().values().all(|page| page.window_label() != label) {
            self.window_closed(label);
        }
    }

    pub(crate) fn window_labels(&self) -> Vec<String> {
        self.open_windows().read().keys().cloned().collect()
    }

    pub(crate) fn knows_window(&self, label: &str) -> bool {
        self.open_windows().read().contains_key(label)
    }

    /// The resources of a window; a table that takes nothing in when the window is gone.
    pub(crate) fn window_resources(&self, label: &str) -> Arc<ResourceTable> {
        let windows = self.open_windows().read();
        windows
            .get(label)
            .map_or_else(|| Arc::new(ResourceTable::ended()), |window| Arc::clone(&window.resources))
    }

    /// The app ends, and its windows with it.
    pub(crate) fn end_windows(&self) {
        let windows = std::mem::take(&mut *self.open_windows().write());
        for window in windows.into_values() {
            window.resources.end();
        }
    }
}
