//! The comparison itself.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::{Value, json};
use tauri_utils::acl::resolved::ResolvedScope;
use url::Url;

use crate::files::Files;
use crate::ours::Ours;
use crate::stricter;
use crate::theirs::{Theirs, addresses};

/// One call that both sides are asked about.
pub struct Asked<'a> {
    pub command: &'a str,
    pub window: &'a str,
    pub webview: &'a str,
    /// `None` for the app's own pages.
    pub url: Option<&'a Url>,
}

#[derive(Debug, PartialEq)]
pub enum Verdict {
    /// A capability opens the command, with these scopes.
    Allowed(Lists),
    /// Nothing is checked: it is the app's own command, and the app has no manifest.
    Open,
    Refused,
}

/// Scopes as a command gets them.
#[derive(Debug, Default, PartialEq)]
pub struct Lists {
    pub allow: Vec<Value>,
    pub deny: Vec<Value>,
}

impl Lists {
    pub fn with(mut self, scope: &ResolvedScope) -> Self {
        self.allow.extend(scope.allow.iter().cloned().map(Value::from));
        self.deny.extend(scope.deny.iter().cloned().map(Value::from));
        self
    }
}

/// What was seen, so that a run that compares nothing shows.
#[derive(Debug, Default)]
pub struct Counts {
    accepted: usize,
    refused: usize,
    stricter: usize,
    calls: usize,
    allowed: usize,
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { accepted, refused, stricter, calls, allowed } = self;
        write!(
            f,
            "{accepted} accepted, {refused} refused by both, {stricter} by Footbridge alone and on purpose; "
        )?;
        write!(f, "{calls} calls judged, {allowed} of them allowed")
    }
}

/// Labels of window and webview.
const LABELS: [(&str, &str); 6] = [
    ("main", "main"),
    ("main", "side"),
    ("second", "main"),
    ("editor-1", "editor-12"),
    ("doc[1]", "Main"),
    ("", "*"),
];

/// Addresses of remote pages.
pub const ADDRESSES: [&str; 20] = [
    "https://example.com/",
    "https://example.com/a/b?x=1#y",
    "https://docs.example.com/",
    "https://a.docs.example.com/api/v1",
    "https://example.com:8443/",
    "http://example.com/",
    "https://user:pw@example.com/",
    "https://example.com./",
    "https://example.com.evil.example/",
    "http://localhost:8080/lab/1",
    "http://127.0.0.1:3000/",
    "http://[::1]:8080/x",
    "https://xn--bcher-kva.example/",
    "https://example.com/caf%C3%A9",
    "file:///home/a/index.html",
    "data:text/html,hello",
    "about:blank",
    "tauri://localhost/",
    "app://localhost/a",
    "blob:https://example.com/0b7e",
];

/// Reads the files on both sides and asks both about every call.
pub fn check(files: &Files, counts: &mut Counts) -> Result<(), String> {
    let reasons = stricter::reasons(files);
    let (ours, theirs) = match (Ours::read(files), Theirs::read(files)) {
        (Ok(_), _) if !reasons.is_empty() => {
            return Err(format!("ours accepts what it says it refuses: {reasons:?}"));
        }
        (Ok(ours), Ok(theirs)) => (ours, theirs),
        (Err(_), Err(_)) => return Ok(counts.refused += 1),
        (Err(_), Ok(_)) if !reasons.is_empty() => return Ok(counts.stricter += 1),
        (Err(ours), Ok(_)) => return Err(format!("ours refuses, theirs accepts: {ours}")),
        (Ok(_), Err(theirs)) => return Err(format!("ours accepts, theirs refuses: {theirs}")),
    };
    counts.accepted += 1;
    for key in files.manifests.iter().map(|(key, _)| key.as_deref()) {
        equal(
            &format!("global scope of {}", key.unwrap_or("the app")),
            &ours.global(key),
            &theirs.global(key),
        )?;
    }
    let unknown = ["ghost", "plugin:fs|ghost", "plugin:ghost|x", "plugin:", ""];
    let commands: BTreeSet<&str> = ours.commands().chain(theirs.commands()).chain(unknown).collect();
    let addresses = addresses();
    for command in commands {
        for (window, webview) in LABELS {
            for url in addresses.iter().map(Some).chain([None]) {
                let asked = Asked { command, window, webview, url };
                let (ours, theirs) = (ours.judge(&asked), theirs.judge(&asked));
                counts.calls += 1;
                counts.allowed += usize::from(matches!(ours, Verdict::Allowed(_)));
                equal(&asked.to_string(), &ours, &theirs)?;
            }
        }
    }
    Ok(())
}

fn equal<T: PartialEq + fmt::Debug>(what: &str, ours: &T, theirs: &T) -> Result<(), String> {
    if ours == theirs {
        return Ok(());
    }
    Err(format!("{what}\n  ours:   {ours:?}\n  theirs: {theirs:?}"))
}

impl fmt::Display for Asked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let origin = self.url.map_or("a page of the app", Url::as_str);
        let labels = json!([self.window, self.webview]);
        write!(f, "`{}` from {origin} in window and webview {labels}", self.command)
    }
}
