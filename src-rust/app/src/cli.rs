//! The command line.

use std::io;
use std::path::{Component, PathBuf};

use clap::builder::{PathBufValueParser, PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand, ValueEnum};

use crate::acl::Question;
use crate::demos::DEMOS;

/// Shows, feature by feature, how a page's JavaScript reaches Rust.
#[derive(Debug, Parser)]
#[command(name = "footbridge", version, args_conflicts_with_subcommands = true)]
pub struct Options {
    /// What to answer instead of opening a window
    #[command(subcommand)]
    pub task: Option<Task>,

    /// Open this demo first
    #[arg(long, value_name = "NAME", value_parser = names())]
    pub demo: Option<String>,

    /// Print every demo with its sentence, and stop
    #[arg(long)]
    pub list: bool,

    /// Keep the app's files, and those of the web engine, in this folder
    #[arg(long, value_name = "DIR", value_parser = PathBufValueParser::new().try_map(whole))]
    pub data_dir: Option<PathBuf>,

    /// Let a WebDriver on this machine control the app; off unless asked for, since it may then do all the app may
    #[arg(long)]
    pub automation: bool,

    /// Open one window labelled `conformance` for clients that are not ours, and none of the demos; needs `--automation`
    #[arg(long, requires = "automation", conflicts_with = "demo")]
    pub conformance: bool,

    /// Isolate that window behind a hook that lets everything through
    #[arg(long, requires = "conformance")]
    pub isolated: bool,

    /// Send all messages over one transport, instead of each over the one that is quicker for it
    #[arg(long, value_name = "TRANSPORT")]
    pub transport: Option<Transport>,

    /// Let the web engine's developer tools be opened
    #[arg(long)]
    pub devtools: bool,
}

/// A transport, as the command line names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Transport {
    /// Requests of the scheme `ipc`
    CustomProtocol,
    /// Texts through the engine's message handler
    PostMessage,
    /// A socket between each document and the app, where the engine has one
    Socket,
}

impl From<Transport> for footbridge::transport::Transport {
    fn from(transport: Transport) -> Self {
        match transport {
            Transport::CustomProtocol => Self::CustomProtocol,
            Transport::PostMessage => Self::PostMessage,
            Transport::Socket => Self::Socket,
        }
    }
}

/// What the app does without a window.
#[derive(Debug, Subcommand)]
pub enum Task {
    /// Tell who may call what, and why or why not
    Acl {
        /// What is asked.
        #[command(subcommand)]
        question: Question,
    },
}

impl Options {
    /// The folder for the app's files: the one asked for, or else the platform's place for them.
    ///
    /// # Errors
    /// When the platform names no such place, as for a user without a home.
    pub fn data_dir(&self) -> Result<PathBuf, &'static str> {
        let place = || dirs::data_local_dir().map(|dir| dir.join("footbridge"));
        self.data_dir
            .clone()
            .or_else(place)
            .ok_or("there is no folder for the app's files; name one with `--data-dir`")
    }
}

/// Every demo with its sentence, one a line.
pub fn list() -> String {
    let width = DEMOS.iter().map(|demo| demo.name.len()).max().unwrap_or_default();
    DEMOS.iter().map(|demo| format!("{:width$}  {}\n", demo.name, demo.sentence())).collect()
}

/// The same path from the root and without `..`: a scope is made of it, and judges no other.
fn whole(path: PathBuf) -> io::Result<PathBuf> {
    let mut whole = PathBuf::new();
    for part in std::path::absolute(path)?.components() {
        if part == Component::ParentDir {
            // Above a link is the folder that holds its target.
            whole = whole.canonicalize()?;
            whole.pop();
        } else {
            whole.push(part);
        }
    }
    Ok(whole)
}

fn names() -> PossibleValuesParser {
    PossibleValuesParser::new(DEMOS.iter().map(|demo| demo.name))
}
