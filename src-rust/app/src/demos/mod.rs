//! The registry: one line a demo, and everything else follows from it.
//!
//! The app registers the commands that stand here, `--list` and `--demo` read the names, the page's list is
//! generated from it, and the tests walk it. A demo imports no other demo.

pub mod arguments;
pub mod attacks;
pub mod bytes;
pub mod channel;
pub mod errors;
pub mod events;
pub mod files;
pub mod hello;
pub mod images;
pub mod isolation;
pub mod permissions;
pub mod plugins;
pub mod progress;
pub mod remote;
pub mod resources;
pub mod scopes;
pub mod tasks;
pub mod throughput;
pub mod transports;
pub mod windows;

use footbridge::{Builder, Commands, Events};

/// Every demo, in reading order.
pub const DEMOS: &[Demo] = &[
    Demo::new("hello", "Calls", hello::COMMANDS, include_str!("hello/mod.rs")),
    Demo::new("arguments", "Calls", arguments::COMMANDS, include_str!("arguments/mod.rs"))
        .setup(arguments::setup),
    Demo::new("errors", "Calls", errors::COMMANDS, include_str!("errors/mod.rs")),
    Demo::new("tasks", "Calls", tasks::COMMANDS, include_str!("tasks/mod.rs")).setup(tasks::setup),
    Demo::new("bytes", "Bytes", bytes::COMMANDS, include_str!("bytes/mod.rs")),
    Demo::new("files", "Bytes", files::COMMANDS, include_str!("files/mod.rs")),
    Demo::new("channel", "Streams", channel::COMMANDS, include_str!("channel/mod.rs"))
        .events(channel::EVENTS)
        .setup(channel::setup),
    Demo::new("progress", "Streams", progress::COMMANDS, include_str!("progress/mod.rs"))
        .setup(progress::setup),
    Demo::new("images", "Streams", images::COMMANDS, include_str!("images/mod.rs")).setup(images::setup),
    Demo::new("events", "Events", events::COMMANDS, include_str!("events/mod.rs")).setup(events::setup),
    Demo::new("windows", "Windows", windows::COMMANDS, include_str!("windows/mod.rs"))
        .events(windows::EVENTS)
        .setup(windows::setup),
    Demo::new("plugins", "Plugins", plugins::COMMANDS, include_str!("plugins/mod.rs"))
        .events(plugins::EVENTS)
        .plugin(plugins::PLUGIN)
        .setup(plugins::setup),
    Demo::new("resources", "Plugins", resources::COMMANDS, include_str!("resources/mod.rs"))
        .setup(resources::setup),
    Demo::new("permissions", "Permissions", permissions::COMMANDS, include_str!("permissions/mod.rs"))
        .events(permissions::EVENTS),
    Demo::new("scopes", "Permissions", scopes::COMMANDS, include_str!("scopes/mod.rs")),
    Demo::new("remote", "Permissions", remote::COMMANDS, include_str!("remote/mod.rs")).setup(remote::setup),
    Demo::new("isolation", "Defence", isolation::COMMANDS, include_str!("isolation/mod.rs"))
        .events(isolation::EVENTS)
        .setup(isolation::setup),
    Demo::new("attacks", "Defence", attacks::COMMANDS, include_str!("attacks/mod.rs")).setup(attacks::setup),
    Demo::new("transports", "Speed", transports::COMMANDS, include_str!("transports/mod.rs"))
        .setup(transports::setup),
    Demo::new("throughput", "Speed", throughput::COMMANDS, include_str!("throughput/mod.rs"))
        .setup(throughput::setup),
];

/// The commands of a plugin, with its name.
pub type PluginCommands = (&'static str, Commands);

/// One demo: what the app needs to know of it.
pub struct Demo {
    /// Its one name, the same on every side: folder, capability file, page, test, picture.
    pub name: &'static str,
    /// The heading under which the page lists it.
    pub group: &'static str,
    /// What a page can call.
    pub commands: Commands,
    /// What it emits, and what pages emit in it.
    pub events: Events,
    /// The plugin that it brings along.
    pub plugin: Option<PluginCommands>,
    /// The Rust file that runs. Its first lines are the demo's description.
    pub source: &'static str,
    /// Hands its state to the app.
    pub setup: fn(Builder) -> Builder,
}

impl Demo {
    const fn new(name: &'static str, group: &'static str, commands: Commands, source: &'static str) -> Self {
        Self { name, group, commands, events: Events::NONE, plugin: None, source, setup: |builder| builder }
    }

    const fn events(mut self, events: Events) -> Self {
        self.events = events;
        self
    }

    const fn plugin(mut self, plugin: PluginCommands) -> Self {
        self.plugin = Some(plugin);
        self
    }

    const fn setup(mut self, setup: fn(Builder) -> Builder) -> Self {
        self.setup = setup;
        self
    }

    /// The paragraphs of its header: title, what it shows, what to click, what to read next.
    pub fn header(&self) -> Vec<String> {
        let header = self.source.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim);
        header.collect::<Vec<_>>().split(|line| line.is_empty()).map(|lines| lines.join(" ")).collect()
    }

    /// What it shows, in one sentence.
    pub fn sentence(&self) -> String {
        self.header().swap_remove(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_header_has_title_sentence_what_to_click_and_what_to_read() {
        for demo in DEMOS {
            let header = demo.header();
            assert_eq!(header.len(), 4, "{}: {header:#?}", demo.name);
            assert_eq!(header[0], format!("# {}", demo.name));
            assert!(header[1].ends_with('.'), "{}: {}", demo.name, header[1]);
            assert!(header[3].starts_with("Read next: "), "{}: {}", demo.name, header[3]);
        }
    }

    #[test]
    fn what_a_header_says_to_read_next_is_there() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        for demo in DEMOS {
            let header = demo.header();
            let path = header[3].split('`').nth(1).expect("a path stands between backticks");
            assert!(root.join(path).exists(), "{}: there is no {path}", demo.name);
        }
    }

    #[test]
    fn names_are_single_lowercase_words_and_no_two_are_the_same() {
        for (n, demo) in DEMOS.iter().enumerate() {
            assert!(demo.name.chars().all(|c| c.is_ascii_lowercase()), "{}", demo.name);
            assert!(DEMOS[..n].iter().all(|other| other.name != demo.name), "{} stands twice", demo.name);
        }
    }
}
