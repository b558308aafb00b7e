//! Plugins: commands of their own under a name of their own, and hooks into what happens around pages.
//!
//! A [`Plugin`] is put together by a [`Builder`] and handed to [`crate::Builder::plugin`], or to
//! [`AppHandle::plugin`] while the app runs; [`AppHandle::remove_plugin`] takes it out again. Its commands are
//! `plugin:<name>|<command>` on the wire and are closed until a capability opens them, as `<name>:allow-<command>` or
//! through the sets of its [`Manifest`].
//!
//! No lock is held while a command, a hook or a setup runs: each of them may add and remove plugins. A hook that
//! panics is logged, and the others still run.

mod builder;
mod hooks;
mod installed;
mod listeners;

pub use builder::{Builder, Plugin};
pub use listeners::PluginListeners;

pub(crate) use hooks::Hooks;
pub(crate) use installed::Installed;
pub(crate) use listeners::Listeners;
#[cfg(feature = "bindings")]
pub(crate) use listeners::Registrar;

#[cfg(doc)]
use crate::{AppHandle, acl::Manifest};
