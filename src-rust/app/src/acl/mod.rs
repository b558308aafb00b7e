//! `footbridge acl`: who may call what, and why or why not, with no window.
//!
//! In come capability files and permissions, the app's own or those of any Tauri 2 project; out comes the decision
//! that the bridge makes by them, as a text or as JSON. It is the developer's own question, so nothing is kept back.

mod sources;
mod table;

use std::io::{self, Write};

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Subcommand};
use footbridge::acl::{Authority, Caller, Decision, Listed, Origin};
use footbridge::gate;
use serde::Serialize;

pub use sources::Sources;

/// What can be asked.
#[derive(Debug, Subcommand)]
pub enum Question {
    /// Print every command with those who may call it, and the entry that says so
    List(List),
    /// Print whether a window may call a command, and why or why not
    Explain(Explain),
}

/// Which commands to list.
#[derive(Debug, Args)]
pub struct List {
    /// List this command alone
    #[arg(long, value_name = "NAME")]
    command: Option<String>,

    /// List what this window may call, and no more
    #[arg(long, value_name = "LABEL", value_parser = NonEmptyStringValueParser::new())]
    window: Option<String>,

    /// The webview in that window; its label is the window's unless said
    #[arg(long, value_name = "LABEL", requires = "window", value_parser = NonEmptyStringValueParser::new())]
    webview: Option<String>,

    /// Where that window's page comes from, as `https://example.com`; the app's own files unless said
    #[arg(long, value_name = "URL", requires = "window")]
    origin: Option<String>,

    #[command(flatten)]
    sources: Sources,
}

/// Which call to explain.
#[derive(Debug, Args)]
pub struct Explain {
    /// The command, as a page calls it: `greet`, or `plugin:fs|read_file`
    #[arg(long, value_name = "NAME")]
    command: String,

    /// The label of the window
    #[arg(long, value_name = "LABEL", value_parser = NonEmptyStringValueParser::new())]
    window: String,

    /// The label of the webview in it; the window's unless said
    #[arg(long, value_name = "LABEL", value_parser = NonEmptyStringValueParser::new())]
    webview: Option<String>,

    /// Where the page comes from, as `https://example.com`; the app's own files unless said
    #[arg(long, value_name = "URL")]
    origin: Option<String>,

    #[command(flatten)]
    sources: Sources,
}

/// The answer to [`List`] in JSON.
#[derive(Serialize)]
struct Listing {
    /// Whether the app declares no manifest: then its own commands, which nobody knows, are open to its own pages.
    app_is_open: bool,
    commands: Vec<Listed>,
    warnings: Vec<String>,
}

/// The answer to [`Explain`] in JSON.
#[derive(Serialize)]
struct Explanation {
    #[serde(flatten)]
    decision: Decision,
    warnings: Vec<String>,
}

/// Answers on the standard output; what was left out is said on the standard error.
///
/// # Errors
/// The sentence that says what is wrong with the question, or with a file that it names.
pub fn answer(question: &Question) -> Result<(), String> {
    let (sources, answer) = match question {
        Question::List(it) => (&it.sources, list(it)?),
        Question::Explain(it) => (&it.sources, explain(it)?),
    };
    let (text, warnings) = answer;
    if !sources.json && !warnings.is_empty() {
        for warning in warnings {
            eprintln!("warning: {warning}");
        }
        eprintln!(
            "note: the answer is without them; `--permissions PLUGIN=DIR` reads a plugin's permissions"
        );
    }
    match io::stdout().write_all(text.as_bytes()) {
        // Whoever reads has read enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        outcome => outcome.map_err(|error| format!("the answer cannot be written: {error}")),
    }
}

/// An answer as it is printed, and what was left out on the way to it.
type Answer = (String, Vec<String>);

fn explain(it: &Explain) -> Result<Answer, String> {
    let origin = it.sources.origin(it.origin.as_deref())?;
    let (authority, warnings) = it.sources.authority()?;
    let webview = it.webview.as_deref().unwrap_or(&it.window);
    let caller = Caller { window: &it.window, webview, origin: &origin };
    let decision = gate::explain(&authority, caller, &it.command);
    let text = if it.sources.json {
        json(&Explanation { decision, warnings: warnings.clone() })
    } else {
        table::explanation(&decision)
    };
    Ok((text, warnings))
}

fn list(it: &List) -> Result<Answer, String> {
    let origin = it.sources.origin(it.origin.as_deref())?;
    let (authority, warnings) = it.sources.authority()?;
    let mut commands = authority.list();
    if let Some(command) = &it.command {
        commands.retain(|listed| listed.command == *command);
    }
    if let Some(window) = &it.window {
        commands = open_to(&authority, commands, window, it.webview.as_deref().unwrap_or(window), &origin);
    }
    let listing = Listing { app_is_open: authority.app_is_open(), commands, warnings: warnings.clone() };
    let text = if it.sources.json { json(&listing) } else { table::listing(&listing) };
    Ok((text, warnings))
}

/// The commands that a caller may call, each with the entry that decides.
fn open_to(
    authority: &Authority,
    commands: Vec<Listed>,
    window: &str,
    webview: &str,
    origin: &Origin,
) -> Vec<Listed> {
    let caller = Caller { window, webview, origin };
    let open = commands.into_iter().filter_map(|mut listed| {
        let place = authority
            .explain(caller, &listed.command)
            .decided_by
            .filter(|_| authority.decide(caller, &listed.command).is_ok())?;
        listed.allow.retain(|grant| grant.place == place);
        listed.deny.clear();
        Some(listed)
    });
    open.collect()
}

fn json(value: &impl Serialize) -> String {
    let text = serde_json::to_string_pretty(value).expect("strings, numbers and JSON values are JSON");
    text + "\n"
}
