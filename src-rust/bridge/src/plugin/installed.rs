//! Plugins at work: how they come in, and how they go.

use std::sync::Arc;

use super::{Hooks, Plugin, builder::Setup};
use crate::{AppHandle, Commands, Error, acl::Manifest, command::Location, router::Router, wiring::Wiring};

/// A plugin that the app has taken in.
pub(crate) struct Installed {
    pub(crate) name: Arc<str>,
    /// What the log calls it.
    pub(crate) label: Arc<str>,
    pub(crate) location: Location,
    pub(crate) scripts: Vec<String>,
    pub(crate) hooks: Hooks,
    commands: Vec<Commands>,
}

/// A plugin whose name is reserved for it and whose setup has not run.
pub(crate) struct Reserved {
    plugin: Arc<Installed>,
    setup: Option<Setup>,
}

impl Plugin {
    /// Checks the plugin against what is there, and keeps its name, its schemes and its permissions for it.
    ///
    /// # Errors
    /// When one of them is taken or is none.
    pub(crate) fn reserve(self, wiring: &mut Wiring) -> Result<Reserved, Error> {
        let Self { name, location, commands, manifest, setup, scripts, hooks } = self;
        check_name(&name, &manifest, location)?;
        let taken = wiring.everyone().find(|other| *other.name == *name);
        if let Some(first) = taken {
            return Err(Error::DuplicatePlugin { name, first: first.location, second: location });
        }
        for (scheme, _) in &hooks.schemes {
            check_scheme(scheme, &name)?;
            let taken =
                wiring.everyone().find(|other| other.hooks.schemes.iter().any(|(it, _)| it == scheme));
            if let Some(first) = taken {
                return Err(Error::DuplicateScheme {
                    scheme: scheme.clone(),
                    first: first.location,
                    second: location,
                });
            }
        }
        let label = format!("plugin:{name}").into();
        let plugin = Installed { name: name.into(), label, location, scripts, hooks, commands };
        let mut trial = wiring.router.clone();
        plugin.route(&mut trial)?;
        let plugin = Arc::new(plugin);
        wiring.declare(manifest);
        wiring.starting.push(Arc::clone(&plugin));
        Ok(Reserved { plugin, setup })
    }
}

impl Installed {
    fn route(&self, router: &mut Router) -> Result<(), Error> {
        self.commands.iter().try_for_each(|commands| router.add_plugin(&self.name, *commands))
    }
}

/// Plugins that come and go.
impl AppHandle {
    /// Takes a plugin in while the app runs. Its commands can be called when this returns; its scripts and schemes are
    /// there for webviews that are opened from then on.
    ///
    /// What opens its commands is a capability that the app has already, or one handed to
    /// [`Self::add_capability`] afterwards.
    ///
    /// # Errors
    /// When its name, a command or a scheme is taken or is none, a capability no longer fits its permissions, or its
    /// setup fails.
    pub fn plugin(&self, plugin: Plugin) -> Result<(), Error> {
        let reserved = self.wired().change(|wiring| {
            let reserved = plugin.reserve(wiring)?;
            wiring.resolve()?;
            Ok(reserved)
        })?;
        let started = self.start(reserved);
        self.tell_host_of_plugins();
        started
    }

    /// Takes a plugin out: its commands are `unknown_command` from here on, its hooks run no more, and `on_drop` is the
    /// last of them. Calls that run go on to their end. What it managed as state stays.
    ///
    /// Its permissions stay known, so that capabilities may go on naming them. Returns whether there was a plugin of
    /// this name; the bridge's own, `event` and `resources`, are not taken out.
    pub fn remove_plugin(&self, name: &str) -> bool {
        if CORE.contains(&name) {
            return false;
        }
        let removed = self.wired().change(|wiring| {
            let at = wiring.plugins.iter().position(|plugin| &*plugin.name == name);
            wiring.router.remove_plugin(name);
            Ok(at.map(|at| wiring.plugins.remove(at)))
        });
        let Ok(Some(plugin)) = removed else { return false };
        for page in self.pages().values() {
            page.document().plugin_listeners().remove_plugin(name);
        }
        self.say_that_plugins_changed();
        plugin.dropped(self);
        self.tell_host_of_plugins();
        true
    }

    /// The host's engine has scripts and schemes of plugins. An app without a host has nothing to tell.
    fn tell_host_of_plugins(&self) {
        if let Ok(host) = self.host() {
            host.plugins_changed();
        }
    }

    /// The app ends: so do its plugins, the last one first.
    pub(crate) fn end_plugins(&self) {
        let plugins = self.wired().change(|wiring| {
            wiring.router = Router::default();
            Ok(std::mem::take(&mut wiring.plugins))
        });
        for plugin in plugins.into_iter().flatten().rev() {
            plugin.dropped(self);
        }
    }

    /// Runs a plugin's setup with no lock held, then opens its commands.
    pub(crate) fn start(&self, reserved: Reserved) -> Result<(), Error> {
        let Reserved { plugin, setup } = reserved;
        let ready = match setup {
            None => Ok(()),
            Some(setup) => {
                let config = self.plugin_config(&plugin.name);
                plugin.contained(|| setup(self, config)).unwrap_or_else(|| {
                    let source = "it panicked; the log has the message and the backtrace".into();
                    Err(Error::PluginSetup { plugin: plugin.name.to_string(), source })
                })
            }
        };
        self.wired().change(|wiring| {
            wiring.starting.retain(|other| !Arc::ptr_eq(other, &plugin));
            if ready.is_ok() {
                plugin.route(&mut wiring.router)?;
                wiring.plugins.push(Arc::clone(&plugin));
            }
            Ok(())
        })?;
        ready?;
        self.say_that_plugins_changed();
        Ok(())
    }

    fn say_that_plugins_changed(&self) {
        // Without a host there is nobody yet who could have asked before.
        if let Ok(host) = self.host() {
            host.plugins_changed();
        }
    }
}

/// The plugins that are always there.
const CORE: [&str; 2] = ["event", "resources"];

fn check_name(name: &str, manifest: &Manifest, location: Location) -> Result<(), Error> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let is_name =
        !name.is_empty() && name.chars().all(fits) && !name.starts_with('-') && !name.ends_with('-');
    if !is_name || ["core", "footbridge"].contains(&name) {
        return Err(Error::InvalidPluginName { name: name.into(), location });
    }
    if manifest.plugin_name() != Some(name) {
        let key = manifest.key().unwrap_or_default();
        return Err(Error::InvalidPluginKey { key: key.into(), name: name.into(), location });
    }
    Ok(())
}

fn check_scheme(scheme: &str, plugin: &str) -> Result<(), Error> {
    const TAKEN: [&str; 10] =
        ["about", "blob", "data", "file", "http", "https", "ipc", "isolation", "javascript", "ws"];
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "+-.".contains(c);
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_lowercase()) && scheme.chars().all(fits);
    if !is_scheme || TAKEN.contains(&scheme) || scheme == "wss" {
        return Err(Error::InvalidScheme { scheme: scheme.into(), plugin: plugin.into() });
    }
    Ok(())
}
