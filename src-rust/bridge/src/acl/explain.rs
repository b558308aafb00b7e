//! Why a call was refused, and the line that would allow it.
//!
//! In comes what the decision looked at, out comes a [`Denied`] for the person who builds the app. A release build
//! shows the page none of it.

use serde::Serialize;
use url::Url;

use super::authority::{Authority, Caller, Rule};
use super::capability::Capability;
use super::decision::EntryPlace;
use super::origin::Origin;
use super::permission::slug;

/// A call that may not go on.
///
/// # Trust
///
/// Its fields name files and windows of the app: they are for the log, and for a page only in a debug build.
/// [`Denied::message`] with `false` is what any page may read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{reason} {suggestion}")]
pub struct Denied {
    /// What was called, as the page wrote it.
    pub command: String,
    /// The label of the native window.
    pub window: String,
    /// The label of the webview inside it.
    pub webview: String,
    /// Scheme, host and port of the page, when it is not the app's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// The entry that denies the call, when one does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<EntryPlace>,
    /// The file to change, when there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The line of that file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// Why, as one sentence.
    pub reason: String,
    /// What to change, as one sentence.
    pub suggestion: String,
}

impl Denied {
    /// What the page is told: why and what to change, or only that it is not allowed.
    pub fn message(&self, explain: bool) -> String {
        if explain { self.to_string() } else { "not allowed".into() }
    }

    fn new(caller: Caller<'_>, command: &str, reason: String, remedy: Remedy<'_>) -> Box<Self> {
        let (file, line) = remedy.place.map(|(capability, line)| (capability.file.clone(), line)).unzip();
        Box::new(Self {
            command: command.into(),
            window: caller.window.into(),
            webview: caller.webview.into(),
            origin: remote(caller.origin).map(site),
            decided_by: None,
            file,
            line,
            reason,
            suggestion: remedy.sentence,
        })
    }
}

/// What to change, and where.
struct Remedy<'a> {
    sentence: String,
    place: Option<(&'a Capability, usize)>,
}

/// A denial of the developer's own closes the command.
pub(super) fn denied_by(rule: &Rule, caller: Caller<'_>, command: &str) -> Box<Denied> {
    let entry = rule.entry();
    let everyone = match remote(caller.origin) {
        None => "every page of the app".into(),
        Some(url) => format!("every page of {}", site(url)),
    };
    let reason = format!("`{command}` is denied to {everyone} by {rule}{}.", rule.way());
    let sentence = "A denial goes before every permission: to allow the call, remove that entry.".into();
    let remedy = Remedy { sentence, place: Some((&rule.capability, entry.line)) };
    Box::new(Denied { decided_by: Some(rule.place()), ..*Denied::new(caller, command, reason, remedy) })
}

/// No capability opens the command to this caller.
pub(super) fn not_allowed(authority: &Authority, caller: Caller<'_>, command: &str) -> Box<Denied> {
    let shown = shown(command);
    let reason = format!("No capability lets {} call `{shown}`.", name_of(caller));
    let rules = authority.commands.get(command);
    let granting = rules.into_iter().flat_map(|rules| &rules.allow).map(|rule| &*rule.capability);
    let nearest = granting.min_by_key(|capability| missing_parts(capability, caller).len());

    let remedy = if remote(caller.origin).is_some_and(|url| host(url).is_none()) {
        let sentence =
            "A document without a host cannot be named by a capability: load it from a URL that has one.";
        Remedy { sentence: sentence.into(), place: None }
    } else if let Some(capability) = nearest {
        widen(capability, caller)
    } else if authority.app_is_open && !command.starts_with("plugin:") {
        let sentence = format!(
            "No capability can name a command of an app without a manifest: declare its commands, then add \"{}\" to \
             a capability.",
            permission_of(&shown)
        );
        Remedy { sentence, place: None }
    } else {
        let permission =
            rules.and_then(|rules| rules.permission.clone()).unwrap_or_else(|| permission_of(&shown));
        grant(authority, caller, &permission)
    };
    Denied::new(caller, command, reason, remedy)
}

/// A command's name as a text may show it. It is the page's own: a log line must stay one line, and short.
pub(super) fn shown(command: &str) -> String {
    let shown: String = command.chars().take(SHOWN_CHARS_MAX).flat_map(char::escape_debug).collect();
    if command.chars().nth(SHOWN_CHARS_MAX).is_some() { shown + "…" } else { shown }
}

/// No command that somebody wrote has a name as long as this.
const SHOWN_CHARS_MAX: usize = 200;

/// Some capability opens the command, only not to this caller: name the caller there.
fn widen<'a>(capability: &'a Capability, caller: Caller<'_>) -> Remedy<'a> {
    let parts = missing_parts(capability, caller);
    let words: Vec<&str> = parts.iter().map(|(words, _)| words.as_str()).collect();
    let line = parts.first().map_or(capability.lines.capability, |(_, line)| *line);
    let sentence = format!("To allow it, {} in {}, line {line}.", words.join(" and "), capability.file);
    Remedy { sentence, place: Some((capability, line)) }
}

/// What a capability lacks to speak of `caller`, each with its line.
fn missing_parts(capability: &Capability, caller: Caller<'_>) -> Vec<(String, usize)> {
    let Caller { window, webview, origin } = caller;
    let lines = &capability.lines;
    let mut parts = Vec::new();
    if !capability.names_label(window, webview) {
        parts.push(if capability.windows.is_empty() && !capability.webviews.is_empty() {
            (format!("add \"{webview}\" to \"webviews\""), lines.webviews)
        } else {
            (format!("add \"{window}\" to \"windows\""), lines.windows)
        });
    }
    if !capability.names_origin(origin) {
        parts.push(match remote(origin) {
            None => ("set \"local\" to true".into(), lines.local),
            Some(url) => (format!("add \"{}\" to \"remote.urls\"", pattern_of(url)), lines.remote),
        });
    }
    parts
}

/// No capability opens the command at all: one that speaks of this caller could.
fn grant<'a>(authority: &'a Authority, caller: Caller<'_>, permission: &str) -> Remedy<'a> {
    if let Some(capability) = authority.capabilities.iter().find(|capability| capability.names(caller)) {
        let line = capability.lines.permissions;
        let sentence = format!(
            "To allow it, add \"{permission}\" to \"permissions\" of a capability that names {}, such as {}, line {line}.",
            name_of(caller),
            capability.file
        );
        return Remedy { sentence, place: Some((capability, line)) };
    }
    let remote = remote(caller.origin).map(pattern_of).map_or_else(String::new, |site| {
        format!(", \"local\": false, \"remote\": {{ \"urls\": [\"{site}\"] }}")
    });
    let sentence = format!(
        "To allow it, write a capability file with \"windows\": [\"{}\"]{remote}, \"permissions\": [\"{permission}\"].",
        caller.window
    );
    Remedy { sentence, place: None }
}

/// The permission that opens a command which no manifest declares.
fn permission_of(command: &str) -> String {
    match command.strip_prefix("plugin:").and_then(|rest| rest.split_once('|')) {
        Some((key, command)) => format!("{key}:allow-{}", slug(command)),
        None => format!("allow-{}", slug(command)),
    }
}

pub(super) fn name_of(caller: Caller<'_>) -> String {
    let Caller { window, webview, origin } = caller;
    let place = if window == webview {
        format!("window \"{window}\"")
    } else {
        format!("webview \"{webview}\" in window \"{window}\"")
    };
    match remote(origin) {
        None => place,
        Some(url) => format!("{} in {place}", site(url)),
    }
}

fn remote(origin: &Origin) -> Option<&Url> {
    match origin {
        Origin::Local => None,
        Origin::Remote(url) => Some(url),
    }
}

/// Scheme, host and port. Paths and queries stay out: they can hold secrets, and whole documents.
fn site(url: &Url) -> String {
    let Some(host) = host(url) else {
        return format!("{}:", url.scheme());
    };
    let port = url.port().map_or_else(String::new, |port| format!(":{port}"));
    format!("{}://{host}{port}", url.scheme())
}

/// The URL pattern for a site, as it stands in JSON: a pattern takes a bare colon inside a host for a name.
fn pattern_of(url: &Url) -> String {
    match host(url).filter(|host| host.starts_with('[')) {
        Some(address) => site(url).replace(address, &address.replace(':', r"\\:")),
        None => site(url),
    }
}

fn host(url: &Url) -> Option<&str> {
    url.host_str().filter(|host| !host.is_empty())
}
