//! Tauri's side: `tauri-utils` reads and resolves. The judge that then decides is private to `tauri`
//! (`ipc/authority.rs`, 2.12), so its facts stand here: a denial looks at the origin alone, a permission at the origin
//! and at either label, and what it allows is all that match, in their order.

use std::collections::BTreeMap;
use std::panic::{self, AssertUnwindSafe};

use tauri_utils::acl::capability::{Capability, CapabilityFile};
use tauri_utils::acl::manifest::{Manifest, PermissionFile};
use tauri_utils::acl::resolved::{Resolved, ResolvedCommand};
use tauri_utils::acl::{APP_ACL_KEY, ExecutionContext, PermissionSet, get_capabilities};
use tauri_utils::config::Config;
use url::Url;

use crate::compare::{Asked, Lists, Verdict};
use crate::files::{File, Files};

pub struct Theirs(Resolved);

/// A URL pattern or an identifier that Tauri refuses is a panic there: it is caught, and nobody needs to see it.
pub fn panic_in_silence() {
    let print = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if info.location().is_some_and(|place| {
            !place.file().contains("oracle/src")
                && (place.file().contains("tauri-utils") || place.file().contains("urlpattern"))
        }) {
            return;
        }
        print(info);
    }));
}

impl Theirs {
    pub fn read(files: &Files) -> Result<Self, String> {
        let read = AssertUnwindSafe(|| Self::read_or_panic(files));
        panic::catch_unwind(read).unwrap_or_else(|_| Err("it panics".into()))
    }

    fn read_or_panic(files: &Files) -> Result<Self, String> {
        let mut acl = BTreeMap::new();
        for (key, files) in &files.manifests {
            let files = files.iter().map(permission_file).collect::<Result<_, _>>()?;
            acl.insert(key.clone().unwrap_or_else(|| APP_ACL_KEY.into()), Manifest::new(files, None));
        }
        acl.insert("core".into(), core(files));

        let mut capabilities = BTreeMap::new();
        for file in &files.capabilities {
            for capability in list(capability_file(file)?) {
                let name = capability.identifier.clone();
                if capabilities.insert(name.clone(), capability).is_some() {
                    return Err(format!("{name} is there twice"));
                }
            }
        }
        if let Some(file) = &files.config {
            let config: Config = serde_json::from_str(&file.text).map_err(|fault| fault.to_string())?;
            capabilities =
                get_capabilities(&config, capabilities, None).map_err(|fault| fault.to_string())?;
        }
        let target = files.target.theirs();
        let mut resolved =
            Resolved::resolve(&acl, capabilities, target).map_err(|fault| fault.to_string())?;
        for file in &files.later {
            let added = list(capability_file(file)?).into_iter();
            let added = added.map(|capability| (capability.identifier.clone(), capability)).collect();
            let last = resolved.command_scope.keys().next_back().copied().unwrap_or(0);
            let added = Resolved::resolve_with_base_scope_id(&acl, added, target, last);
            extend(&mut resolved, added.map_err(|fault| fault.to_string())?);
        }
        Ok(Self(resolved))
    }

    pub fn commands(&self) -> impl Iterator<Item = &str> {
        self.0.allowed_commands.keys().chain(self.0.denied_commands.keys()).map(String::as_str)
    }

    pub fn judge(&self, asked: &Asked<'_>) -> Verdict {
        let of_origin = |command: &&ResolvedCommand| match (&command.context, asked.url) {
            (ExecutionContext::Local, None) => true,
            (ExecutionContext::Remote { url }, Some(asked)) => url.test(asked),
            _ => false,
        };
        let named = |commands: &BTreeMap<String, Vec<ResolvedCommand>>| -> Vec<ResolvedCommand> {
            commands.get(asked.command).into_iter().flatten().filter(of_origin).cloned().collect()
        };
        let mut allowed = named(&self.0.allowed_commands);
        allowed.retain(|command| {
            command.webviews.iter().any(|glob| glob.matches(asked.webview))
                || command.windows.iter().any(|glob| glob.matches(asked.window))
        });
        if named(&self.0.denied_commands).is_empty() && !allowed.is_empty() {
            let scopes = allowed.iter().filter_map(|command| command.scope_id);
            return Verdict::Allowed(
                scopes.map(|id| &self.0.command_scope[&id]).fold(Lists::default(), Lists::with),
            );
        }
        let is_checked = asked.command.starts_with("plugin:") || self.0.has_app_acl || asked.url.is_some();
        if is_checked { Verdict::Refused } else { Verdict::Open }
    }

    pub fn global(&self, key: Option<&str>) -> Lists {
        self.0.global_scope.get(key.unwrap_or(APP_ACL_KEY)).into_iter().fold(Lists::default(), Lists::with)
    }
}

/// As `tauri`'s build script writes it: the defaults of all core plugins.
fn core(files: &Files) -> Manifest {
    let keys = files.manifests.iter().filter_map(|(key, _)| key.as_deref());
    let permissions =
        keys.filter(|key| key.starts_with("core:")).map(|key| format!("{key}:default")).collect();
    let default = PermissionSet { identifier: "default".into(), description: String::new(), permissions };
    Manifest { default_permission: Some(default), ..Manifest::default() }
}

/// What `add_capability` of `tauri` does with what it resolved.
fn extend(resolved: &mut Resolved, added: Resolved) {
    for (key, scope) in added.global_scope {
        let before = resolved.global_scope.entry(key).or_default();
        before.allow.extend(scope.allow);
        before.deny.extend(scope.deny);
    }
    resolved.command_scope.extend(added.command_scope);
    for (command, rules) in added.denied_commands {
        resolved.denied_commands.entry(command).or_default().extend(rules);
    }
    for (command, rules) in added.allowed_commands {
        resolved.allowed_commands.entry(command).or_default().extend(rules);
    }
}

fn capability_file(file: &File) -> Result<CapabilityFile, String> {
    if file.is_toml() {
        toml::from_str(&file.text).map_err(|fault| fault.to_string())
    } else {
        serde_json::from_str(&file.text).map_err(|fault| fault.to_string())
    }
}

fn permission_file(file: &File) -> Result<PermissionFile, String> {
    if file.is_toml() {
        toml::from_str(&file.text).map_err(|fault| fault.to_string())
    } else {
        serde_json::from_str(&file.text).map_err(|fault| fault.to_string())
    }
}

fn list(file: CapabilityFile) -> Vec<Capability> {
    match file {
        CapabilityFile::Capability(capability) => vec![capability],
        CapabilityFile::List(capabilities) | CapabilityFile::NamedList { capabilities } => capabilities,
    }
}

/// Whether Tauri takes a text for a URL pattern.
pub fn is_url_pattern(text: &str) -> bool {
    let parse = || text.parse::<tauri_utils::acl::RemoteUrlPattern>().is_ok();
    panic::catch_unwind(parse).unwrap_or(false)
}

/// The addresses that every case is asked about.
pub fn addresses() -> Vec<Url> {
    crate::compare::ADDRESSES.iter().map(|address| Url::parse(address).expect("it is an address")).collect()
}
