//! What goes wrong for whoever builds the app. Nothing here crosses the wire: that is [`crate::Refusal`].

use crate::{acl, command::Location};

/// Why an app could not be built, or a window not be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Two commands share a name.
    #[error(
        "two commands are called `{name}`: one at {first}, one at {second}; list it once, or rename one with `#[command(rename = \"..\")]`"
    )]
    DuplicateCommand {
        /// The name.
        name: String,
        /// Where the first stands.
        first: Location,
        /// Where the second stands.
        second: Location,
    },
    /// Two commands would be opened by the same permission.
    #[error("the commands `{first}` and `{second}` share the permission `allow-{permission}`; rename one")]
    SamePermission {
        /// The one.
        first: String,
        /// The other.
        second: String,
        /// What follows `allow-`.
        permission: String,
    },
    /// A capability file is wrong.
    #[error(transparent)]
    Capability(#[from] acl::Error),
    /// Two states of one type were handed to the builder.
    #[error("the state `{0}` is managed twice; wrap one of them in a type of its own")]
    DuplicateState(&'static str),
    /// A label that no window or webview may have.
    #[error("`{0}` is no label: use letters, digits and any of `-/:_`, at least one of them")]
    InvalidLabel(String),
    /// A label that is taken.
    #[error("a webview is labelled `{0}` already; close it first or choose another label")]
    DuplicateLabel(String),
    /// As many webviews as there may be.
    #[error("{0} webviews are open, the most there may be; close one, or raise `Limits::pages_max`")]
    TooManyPages(usize),
    /// A name that no event may have.
    #[error("`{0}` is no event name: use letters, digits and any of `-/:_`, at least one of them")]
    InvalidEventName(String),
    /// An event name that is too long.
    #[error(
        "an event name has {bytes} bytes, and at most {bytes_max} fit; shorten it, or raise `Limits::event_name_bytes_max`"
    )]
    EventNameTooLong {
        /// How long it is.
        bytes: usize,
        /// How long it may be.
        bytes_max: usize,
    },
    /// The payload of an event has no form on the wire.
    #[error("the payload of event `{event}` cannot be sent: {reason}")]
    UnwritableEvent {
        /// The event.
        event: String,
        /// Why.
        reason: String,
    },
    /// A page is too far behind to get another event.
    #[error(
        "event `{event}` does not fit among those that wait for webview `{webview}`, {bytes_max} bytes at most; wait \
         with `emit_waiting`, let only the last one count with `emit_latest`, or raise `Limits::event_bytes_max`"
    )]
    EventQueueFull {
        /// The event.
        event: String,
        /// Who did not get it.
        webview: String,
        /// What may wait, in bytes.
        bytes_max: usize,
    },
    /// A page is too far behind to get what a plugin triggers.
    #[error(
        "webview `{webview}` is too far behind to get the plugin's event `{event}`; trigger it again later"
    )]
    ListenerFull {
        /// The event.
        event: String,
        /// Who did not get it.
        webview: String,
    },
    /// Listeners emit faster than they return.
    #[error(
        "{0} events that listeners emitted wait until their listeners return, the most there may be; is there a loop?"
    )]
    TooManyNestedEvents(usize),
    /// Nobody owns windows here.
    #[error("the app has no host; a shell attaches one with `AppHandle::attach` before the first window")]
    NoHost,
    /// The host could not do what it was asked.
    #[error("the host failed: {0}")]
    Host(String),
    /// A name that no plugin may have.
    #[error(
        "`{name}` at {location} is no name of a plugin: use lower case letters, digits and inner hyphens; `core` and `footbridge` are taken"
    )]
    InvalidPluginName {
        /// The name.
        name: String,
        /// Where the plugin is put together.
        location: Location,
    },
    /// A key that does not belong to the plugin's name.
    #[error(
        "the plugin `{name}` at {location} has the key `{key}`; it can only be `{name}` or `core:{name}`"
    )]
    InvalidPluginKey {
        /// The key.
        key: String,
        /// The plugin's name.
        name: String,
        /// Where the plugin is put together.
        location: Location,
    },
    /// Two plugins share a name.
    #[error(
        "two plugins are called `{name}`: one at {first}, one at {second}; remove one first, or rename it"
    )]
    DuplicatePlugin {
        /// The name.
        name: String,
        /// Where the first is put together.
        first: Location,
        /// Where the second is put together.
        second: Location,
    },
    /// A scheme that no plugin may have.
    #[error(
        "the plugin `{plugin}` cannot have the scheme `{scheme}`: it begins with a lower case letter, goes on with those, \
         digits and any of `+-.`, and is none that the engine or the bridge has already"
    )]
    InvalidScheme {
        /// The scheme.
        scheme: String,
        /// The plugin.
        plugin: String,
    },
    /// Two plugins share a scheme.
    #[error("two plugins have the scheme `{scheme}`: one at {first}, one at {second}; rename one")]
    DuplicateScheme {
        /// The scheme.
        scheme: String,
        /// Where the first plugin is put together.
        first: Location,
        /// Where the second plugin is put together.
        second: Location,
    },
    /// A plugin's configuration does not fit.
    #[error(
        "the configuration of the plugin `{plugin}` does not fit, at `{field}`: {problem}; mend what `Builder::plugin_config` is given"
    )]
    PluginConfig {
        /// The plugin.
        plugin: String,
        /// The way to the field; `.` when it is the whole.
        field: String,
        /// What is wrong.
        problem: String,
    },
    /// A plugin's setup failed.
    #[error("the plugin `{plugin}` could not be set up: {source}")]
    PluginSetup {
        /// The plugin.
        plugin: String,
        /// What its setup returned.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The text of an isolation hook cannot stand in the frame's document.
    #[error("the isolation hook has `{0}` in it, which would end its script early; write it in two parts")]
    Hook(&'static str),
    /// The operating system gave no randomness.
    #[error("the operating system gave no randomness for a key: {0}")]
    Randomness(String),
    /// The asynchronous runtime did not start.
    #[error("the asynchronous runtime did not start: {0}")]
    Runtime(#[from] std::io::Error),
}
