//! How far each capability speaks of a caller, worked out once for each caller.
//!
//! Globs and URL patterns cost more than all the rest of a decision, and do not depend on the command. In comes a
//! [`Caller`], out comes a [`Reach`] for each capability; the callers of late are remembered.

use std::collections::VecDeque;
use std::sync::{Arc, PoisonError, RwLock};

use super::authority::Caller;
use super::capability::Capability;
use super::limits::{CALLER_BYTES_MAX, CALLERS_MAX};
use super::origin::Origin;

/// How far a capability speaks of a caller.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reach {
    /// How many of its origins are the caller's: `local`, or URL patterns, of which several can match.
    pub(super) origins: usize,
    /// Whether it names the caller's webview or window.
    pub(super) label: bool,
}

impl Reach {
    pub(super) fn names_origin(self) -> bool {
        self.origins > 0
    }

    pub(super) fn names(self) -> bool {
        self.label && self.names_origin()
    }
}

/// The callers of late.
#[derive(Debug, Default)]
pub(super) struct Callers(RwLock<VecDeque<Known>>);

#[derive(Debug)]
struct Known {
    window: String,
    webview: String,
    origin: Origin,
    reaches: Arc<[Reach]>,
}

impl Callers {
    /// One reach for each of `capabilities`, which are always the same.
    pub(super) fn reaches(&self, caller: Caller<'_>, capabilities: &[Arc<Capability>]) -> Arc<[Reach]> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.iter().find(|known| known.is(caller)) {
            return Arc::clone(&known.reaches);
        }
        drop(known);
        let reaches: Arc<[Reach]> = capabilities.iter().map(|capability| capability.reach(caller)).collect();
        if bytes_of(caller) <= CALLER_BYTES_MAX {
            let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
            known.truncate(CALLERS_MAX - 1);
            known.push_front(Known {
                window: caller.window.into(),
                webview: caller.webview.into(),
                origin: caller.origin.clone(),
                reaches: Arc::clone(&reaches),
            });
        }
        reaches
    }
}

fn bytes_of(caller: Caller<'_>) -> usize {
    let address = match caller.origin {
        Origin::Local => 0,
        Origin::Remote(url) => url.as_str().len(),
    };
    caller.window.len() + caller.webview.len() + address
}

impl Known {
    fn is(&self, caller: Caller<'_>) -> bool {
        self.window == caller.window && self.webview == caller.webview && self.origin == *caller.origin
    }
}

impl Capability {
    fn reach(&self, caller: Caller<'_>) -> Reach {
        let origins = match caller.origin {
            Origin::Local => usize::from(self.local),
            Origin::Remote(url) => self.remote.iter().filter(|pattern| pattern.matches(url)).count(),
        };
        Reach { origins, label: self.names_label(caller.window, caller.webview) }
    }
}
