//! Where the capabilities and permissions come from that a question is about.
//!
//! Without an option they are the app's own, as they were built into it. With `--capabilities` they are another
//! project's, and nothing of the app's is left but the core plugins' permissions. An entry that names a permission
//! which is not at hand is told of and left out, because plugins of another project may not all be there.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;
use footbridge::acl::{Authority, Capabilities, Error, Identifier, Manifest, Origin, Platform};
use footbridge_shell::ORIGIN;
use url::Url;

/// Which files to ask, for which platform, and how to answer.
#[derive(Debug, Args)]
pub struct Sources {
    /// Read capabilities from this folder, file or `tauri.conf.json`, and not those of this app
    #[arg(long, value_name = "PATH")]
    capabilities: Option<PathBuf>,

    /// Read the permissions of a plugin from this folder, as `fs=DIR`; without a name, those of the app itself
    #[arg(long, value_name = "[PLUGIN=]DIR", value_parser = folder)]
    permissions: Vec<Folder>,

    /// The platform to answer for; this one unless said
    #[arg(long, value_name = "NAME", value_parser = PossibleValuesParser::new(Platform::names()))]
    platform: Option<String>,

    /// Answer in JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// A folder of permission files.
#[derive(Clone, Debug, PartialEq)]
struct Folder {
    /// The plugin's key, `None` for the app.
    key: Option<String>,
    path: PathBuf,
}

/// Under which Tauri keeps the app's permissions among those of the plugins.
const APP_KEY: &str = "__app-acl__";
/// The origins of a Tauri app's own documents, on one platform or another.
const TAURI: [&str; 3] = ["tauri://localhost", "http://tauri.localhost", "https://tauri.localhost"];

/// Reads `fs=DIR` or `DIR`. A name comes before the first `=` and has no slash, so a path may have one behind it.
fn folder(text: &str) -> Result<Folder, String> {
    let (key, path) = match text.split_once('=') {
        Some((key, path)) if !key.contains(['/', '\\']) => (Some(key), path),
        _ => (None, text),
    };
    if path.is_empty() {
        return Err("name the folder behind the `=`".into());
    }
    let key = key.filter(|key| *key != APP_KEY);
    if let Some(key) = key {
        // A key is right where a permission of it would be.
        Identifier::parse(&format!("{key}:default")).map_err(|_| {
            format!("`{key}` is no plugin's name: write it as capabilities do, without `tauri-plugin-`")
        })?;
    }
    Ok(Folder { key: key.map(String::from), path: path.into() })
}

impl Sources {
    /// Resolves what the files say, with a sentence for each entry that had to be left out.
    pub(super) fn authority(&self) -> Result<(Authority, Vec<String>), String> {
        let words = |error: Error| error.to_string();
        let named = self.platform.as_deref().and_then(Platform::from_name);
        let mut warnings = Vec::new();
        let capabilities = match &self.capabilities {
            None => crate::capabilities(),
            Some(path) => Capabilities::read_folder(path).map_err(words)?,
        };
        if capabilities.read().map_err(words)?.is_empty() {
            warnings.extend(
                self.capabilities
                    .as_ref()
                    .map(|path| format!("{}: no capability is in there", path.display())),
            );
        }
        let manifests = self.manifests(&mut warnings).map_err(words)?;
        let platform = named.unwrap_or_else(Platform::current);
        let (authority, faults) =
            Authority::resolve_leniently(platform, &manifests, &capabilities).map_err(words)?;
        warnings.extend(faults.into_iter().map(words));
        Ok((authority, warnings))
    }

    /// The app's own manifests, or of another project's the core plugins', with those of the folders in their place.
    fn manifests(&self, warnings: &mut Vec<String>) -> Result<Vec<Manifest>, Error> {
        let mut manifests = crate::manifests()?;
        if self.capabilities.is_some() {
            manifests.retain(|manifest| manifest.key().is_some_and(|key| key.starts_with("core:")));
        }
        for Folder { key, path } in &self.permissions {
            let manifest = Manifest::read_folder(key.as_deref(), path)?;
            if manifest.permissions().next().is_none() && manifest.sets().next().is_none() {
                warnings.push(format!("{}: no permission is in there", path.display()));
                // Tauri declares the core plugins' permissions in code: theirs are the ones of the same name here.
                if manifests.iter().any(|other| other.key() == manifest.key()) {
                    continue;
                }
            }
            manifests.retain(|other| other.key() != manifest.key());
            manifests.push(manifest);
        }
        Ok(manifests)
    }

    /// The origin that `--origin` names; without it, the app's own.
    pub(super) fn origin(&self, url: Option<&str>) -> Result<Origin, String> {
        let Some(url) = url else { return Ok(Origin::Local) };
        let is_at = |origin: &&str| {
            url.strip_prefix(*origin).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let local: &[&str] = if self.capabilities.is_some() { &TAURI } else { &[ORIGIN] };
        if local.iter().any(is_at) {
            return Ok(Origin::Local);
        }
        let refuse =
            |fault| format!("`--origin {url}` is no URL: {fault}; write one like https://example.com");
        Url::parse(url).map(Origin::Remote).map_err(refuse)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_belongs_to_the_plugin_before_the_first_sign_or_to_the_app() {
        let read = |text| folder(text).map(|Folder { key, path }| (key, path.display().to_string()));
        let some = |key: &str, path: &str| Ok((Some(key.to_owned()), path.to_owned()));
        assert_eq!(read("fs=a/b"), some("fs", "a/b"));
        assert_eq!(read("core:window=a=b"), some("core:window", "a=b"));
        assert_eq!(read("a/b"), Ok((None, "a/b".into())));
        assert_eq!(read("a/b=c/d"), Ok((None, "a/b=c/d".into())));
        assert_eq!(read("__app-acl__=a"), Ok((None, "a".into())));
        for wrong in ["", "fs=", "=a", "tauri-plugin-fs=a", "f_s=a"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
