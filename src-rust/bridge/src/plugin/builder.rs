//! Putting a plugin together.

use std::error::Error as StdError;

use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use super::{Hooks, listeners};
use crate::{
    AppHandle, Commands, Error, PageLoad, RunEvent, Webview, Window, acl::Manifest, command::Location,
    scheme::SchemeResponse,
};

pub(super) type Setup = Box<dyn FnOnce(&AppHandle, Value) -> Result<(), Error> + Send>;

/// Puts a plugin together.
///
/// ```
/// use footbridge::{Builder, acl::Capabilities, command, generate_handler, plugin, transport::memory::Client};
/// use serde::Deserialize;
/// use serde_json::json;
///
/// #[derive(Deserialize)]
/// struct Config {
///     greeting: String,
/// }
///
/// #[command]
/// fn greet(config: footbridge::State<'_, Config>, name: &str) -> String {
///     format!("{}, {name}.", config.greeting)
/// }
///
/// let polite = plugin::Builder::new("polite")
///     .invoke_handler(generate_handler![greet])
///     .manifest(|manifest| manifest.default_permissions(["allow-greet"]))
///     .setup(|app, config: Config| {
///         app.manage(config);
///         Ok(())
///     })
///     .build();
///
/// let app = Builder::new()
///     .plugin(polite)
///     .plugin_config("polite", json!({ "greeting": "Good morning" }))
///     .capabilities(Capabilities::new().with(
///         "capabilities/main.json",
///         r#"{ "identifier": "main", "windows": ["main"], "permissions": ["polite:default"] }"#,
///     ))
///     .build()?;
/// let page = Client::open(&app.handle(), "main")?;
/// assert_eq!(page.invoke("plugin:polite|greet", json!({ "name": "Ada" })).unwrap(), "Good morning, Ada.");
/// # Ok::<(), footbridge::Error>(())
/// ```
pub struct Builder {
    name: String,
    key: Option<String>,
    location: Location,
    commands: Vec<Commands>,
    manifest: Box<dyn FnOnce(Manifest) -> Manifest>,
    setup: Option<Setup>,
    scripts: Vec<String>,
    hooks: Hooks,
}

/// A plugin that is put together and not at work yet.
pub struct Plugin {
    pub(super) name: String,
    pub(super) location: Location,
    pub(super) commands: Vec<Commands>,
    pub(super) manifest: Manifest,
    pub(super) setup: Option<Setup>,
    pub(super) scripts: Vec<String>,
    pub(super) hooks: Hooks,
}

impl Plugin {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its commands and permissions.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }
}

impl Builder {
    /// A plugin with nothing in it. Its name is of lower case letters, digits and inner hyphens; whoever takes the
    /// plugin in checks that.
    #[track_caller]
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            key: None,
            location: Location::caller(),
            commands: Vec::new(),
            manifest: Box::new(|manifest| manifest),
            setup: None,
            scripts: Vec::new(),
            hooks: Hooks::default(),
        }
    }

    /// What capabilities call it by, when that is not its name: `core:<name>` for a plugin that belongs to the set
    /// `core:default`.
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Adds the commands of one [`crate::generate_handler!`]. May be called more than once; nothing is replaced.
    #[must_use]
    pub fn invoke_handler(mut self, commands: Commands) -> Self {
        self.commands.push(commands);
        self
    }

    /// Adds permissions, sets and scopes to the manifest, which has an `allow-` and a `deny-` for each command.
    #[must_use]
    pub fn manifest(mut self, change: impl FnOnce(Manifest) -> Manifest + 'static) -> Self {
        self.manifest = Box::new(change);
        self
    }

    /// Runs before the plugin's commands can be called, with what [`crate::Builder::plugin_config`] says for it (`null`
    /// when nothing). A plugin without a configuration takes `()`.
    ///
    /// An error keeps the plugin out: the app is not built, or [`AppHandle::plugin`] returns it.
    #[must_use]
    pub fn setup<C: DeserializeOwned>(
        mut self,
        setup: impl FnOnce(&AppHandle, C) -> Result<(), Box<dyn StdError + Send + Sync>> + Send + 'static,
    ) -> Self {
        let plugin = self.name.clone();
        self.setup = Some(Box::new(move |app, config| {
            let config = serde_path_to_error::deserialize(config).map_err(|error| Error::PluginConfig {
                plugin: plugin.clone(),
                field: error.path().to_string(),
                problem: error.into_inner().to_string(),
            })?;
            setup(app, config).map_err(|source| Error::PluginSetup { plugin, source })
        }));
        self
    }

    /// A script that runs in the main frame of every page that is opened while the plugin is there, before the page's own
    /// and after the bridge's. What it declares is its own; what a page should see it puts on `window`.
    #[must_use]
    pub fn js_init_script(mut self, script: impl AsRef<str>) -> Self {
        self.scripts.push(format!("(function () {{\n{}\n}})();", script.as_ref()));
        self
    }

    /// Asked before a webview goes to an address; `false` keeps it where it is. Runs on the thread of the windows.
    #[must_use]
    pub fn on_navigation(mut self, hook: impl Fn(&Webview, &Url) -> bool + Send + Sync + 'static) -> Self {
        self.hooks.navigation = Some(Box::new(hook));
        self
    }

    /// Told when a document begins to load and when it is there. Runs on the thread of the windows.
    #[must_use]
    pub fn on_page_load(mut self, hook: impl Fn(&Webview, &PageLoad) + Send + Sync + 'static) -> Self {
        self.hooks.page_load = Some(Box::new(hook));
        self
    }

    /// Told of every window that opens. Runs on the thread of the windows.
    #[must_use]
    pub fn on_window_ready(mut self, hook: impl Fn(&Window) + Send + Sync + 'static) -> Self {
        self.hooks.window_ready = Some(Box::new(hook));
        self
    }

    /// Told of every webview that opens. Runs on the thread of the windows.
    #[must_use]
    pub fn on_webview_ready(mut self, hook: impl Fn(&Webview) + Send + Sync + 'static) -> Self {
        self.hooks.webview_ready = Some(Box::new(hook));
        self
    }

    /// Told of everything that happens. Runs on the thread of the windows; files that are dropped are told of on a worker,
    /// for whoever takes them asks the file system.
    #[must_use]
    pub fn on_event(mut self, hook: impl Fn(&AppHandle, &RunEvent) + Send + Sync + 'static) -> Self {
        self.hooks.event = Some(Box::new(hook));
        self
    }

    /// Runs once, when the plugin is removed or the app ends.
    #[must_use]
    pub fn on_drop(mut self, hook: impl FnOnce(AppHandle) + Send + 'static) -> Self {
        self.hooks.dropped = Some(Box::new(hook) as Box<_>).into();
        self
    }

    /// Answers requests to `<scheme>://localhost/..`, from webviews that are opened while the plugin is there.
    ///
    /// The handler runs on a worker, several at a time, and gets the head of a request and the webview that it came
    /// from, as far as the engine says. Among the request's extensions is the [`Origin`](crate::Origin) of the document
    /// that asks. A handler that panics is answered for with a 500.
    ///
    /// # Trust
    /// No capability stands between a page and a scheme, and pages from elsewhere can reach it too: what it gives out,
    /// and to which origin, is the handler's to decide. A foreign frame inside a page of the app has the origin of that
    /// page, unless its request says otherwise: engines do not tell whose picture it is that they load.
    #[must_use]
    pub fn register_uri_scheme_protocol(
        mut self,
        scheme: impl Into<String>,
        handler: impl Fn(&AppHandle, Option<&Webview>, http::Request<()>) -> SchemeResponse
        + Send
        + Sync
        + 'static,
    ) -> Self {
        self.hooks.schemes.push((scheme.into(), Box::new(handler)));
        self
    }

    /// The plugin.
    pub fn build(self) -> Plugin {
        let Self { name, key, location, mut commands, manifest, setup, scripts, hooks } = self;
        for own in listeners::COMMANDS {
            let declares = |list: &Commands| list.names().contains(&own.names()[0]);
            if !commands.iter().any(declares) {
                commands.push(own);
            }
        }
        let names = commands.iter().flat_map(Commands::names);
        let manifest = manifest(Manifest::plugin(key.unwrap_or_else(|| name.clone()), names));
        Plugin { name, location, commands, manifest, setup, scripts, hooks }
    }
}
