//! The pages of an app: for the shell, which makes and ends them.

use std::{collections::HashMap, sync::Arc};

use super::AppHandle;
use crate::{Error, Isolation, Outlet, Page, event::EventTarget, script};

/// The pages that are open, by label. Whoever goes through them holds what there was, and no lock.
pub(super) type Pages = HashMap<String, Page>;

impl AppHandle {
    /// Takes in a webview, which from here on may call.
    ///
    /// # Errors
    /// When the label is none or is taken, or there are as many webviews as may be.
    pub fn open_page(&self, label: &str, window_label: &str, outlet: Arc<dyn Outlet>) -> Result<Page, Error> {
        self.open_page_with(label, window_label, None, outlet)
    }

    /// The same, with what isolates it, if anything does.
    ///
    /// # Errors
    /// As [`Self::open_page`].
    pub fn open_page_with(
        &self,
        label: &str,
        window_label: &str,
        isolation: Option<Isolation>,
        outlet: Arc<dyn Outlet>,
    ) -> Result<Page, Error> {
        check_label(label)?;
        check_label(window_label)?;
        let mut pages = self.0.pages.write().expect("nothing panics while it holds the pages");
        if pages.contains_key(label) {
            return Err(Error::DuplicateLabel(label.to_owned()));
        }
        if pages.len() >= self.0.limits.pages_max {
            return Err(Error::TooManyPages(self.0.limits.pages_max));
        }
        let (limits, runtime) = (Arc::clone(&self.0.limits), self.0.runtime.clone());
        let page = Page::new(label, window_label, isolation, outlet, limits, runtime);
        Arc::make_mut(&mut pages).insert(label.to_owned(), page.clone());
        drop(pages);
        self.know_window(window_label, false);
        Ok(page)
    }

    /// Ends a webview: its calls are cancelled, and it may make no more.
    pub fn close_page(&self, label: &str) {
        let mut pages = self.0.pages.write().expect("nothing panics while it holds the pages");
        let page = Arc::make_mut(&mut pages).remove(label);
        drop(pages);
        if let Some(page) = page {
            page.close();
            self.0.listeners.forget(&EventTarget::webview(label));
            self.window_lost_a_webview(page.window_label());
        }
    }

    /// The page of a label.
    pub fn page(&self, label: &str) -> Option<Page> {
        self.0.pages.read().expect("nothing panics while it holds the pages").get(label).cloned()
    }

    pub(crate) fn pages(&self) -> Arc<Pages> {
        Arc::clone(&self.0.pages.read().expect("nothing panics while it holds the pages"))
    }

    /// The script to inject into a page's main frame before any other.
    ///
    /// # Trust
    /// It holds the invoke key. It goes to the engine and nowhere else, least of all to a log.
    pub fn initialization_script(&self, page: &Page) -> String {
        script::initialization(page, &self.0.key, self.0.transport)
    }
}

pub(crate) fn check_label(label: &str) -> Result<(), Error> {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-/:_".contains(c);
    if label.is_empty() || !label.chars().all(fits) {
        return Err(Error::InvalidLabel(label.to_owned()));
    }
    Ok(())
}
