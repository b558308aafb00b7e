//! Answers as a person reads them: one decision in sentences, or a table of all.
//!
//! Every line of the table stands for itself, so that `grep` finds whole answers.

use footbridge::acl::{Decision, Grant};
use serde_json::Value;

use super::Listing;

/// The verdict, the sentences that a debug build answers a refused call with, and the scopes.
pub(super) fn explanation(decision: &Decision) -> String {
    let verdict = if decision.allowed { "Allowed" } else { "Not allowed" };
    let mut text = format!("{verdict}. {}\n", decision.text());
    for (title, scopes) in [
        ("allow", &decision.allow_scopes),
        ("deny", &decision.deny_scopes),
        ("allow, for the whole plugin", &decision.global_allow_scopes),
        ("deny, for the whole plugin", &decision.global_deny_scopes),
    ] {
        if !scopes.is_empty() {
            text += &format!("{title}:\n{}", scopes.iter().map(scope).collect::<String>());
        }
    }
    text
}

fn scope(value: &Value) -> String {
    format!("  {value}\n")
}

const HEAD: [&str; 3] = ["COMMAND", "WHO", "BY"];
const OPEN: &str =
    "The app declares no manifest: its own commands, which are not listed, are open to its own pages.\n";

/// One line for each command and entry.
pub(super) fn listing(listing: &Listing) -> String {
    let mut rows: Vec<[String; 3]> = vec![HEAD.map(String::from)];
    for listed in &listing.commands {
        let row = |who, grant: &Grant| [listed.command.clone(), who, by(grant)];
        rows.extend(listed.deny.iter().map(|grant| row(format!("denied to {}", origins(grant)), grant)));
        rows.extend(listed.allow.iter().map(|grant| row(who(grant), grant)));
        if listed.allow.is_empty() && listed.deny.is_empty() {
            rows.push([listed.command.clone(), "nobody".into(), String::new()]);
        }
    }
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let (command_width, who_width) = (width(0), width(1).min(WHO_WIDTH_MAX));
    let lines = rows.iter().map(|[command, who, by]| {
        let line = format!("{command:command_width$}  {who:who_width$}  {by}");
        format!("{}\n", line.trim_end())
    });
    let table: String = lines.collect();
    if listing.app_is_open { format!("{OPEN}{table}") } else { table }
}

/// A capability that names many windows does not push the last column of all others away.
const WHO_WIDTH_MAX: usize = 40;

fn by(Grant { place, .. }: &Grant) -> String {
    format!("\"{}\" in {}:{}", place.entry, place.file, place.line)
}

/// The windows and webviews that a capability names, and where their pages come from when that is not the app.
fn who(grant: &Grant) -> String {
    let labels = [("window", &grant.windows), ("webview", &grant.webviews)];
    let labels = labels.into_iter().filter(|(_, globs)| !globs.is_empty());
    let labels: Vec<String> = labels.map(|(kind, globs)| format!("{kind} {}", globs.join(", "))).collect();
    let labels = if labels.is_empty() { "no window".into() } else { labels.join(", ") };
    match (grant.local, grant.remote.is_empty()) {
        (true, true) => labels,
        (false, true) => format!("{labels}, no page of which it names"),
        (true, false) => format!("{labels}, also at {}", grant.remote.join(", ")),
        (false, false) => format!("{labels}, only at {}", grant.remote.join(", ")),
    }
}

/// Whom a denial reaches, whatever their window.
fn origins(grant: &Grant) -> String {
    let app = grant.local.then(|| "every page of the app".to_owned());
    let pages = app.into_iter().chain(grant.remote.iter().map(|url| format!("every page of {url}")));
    let pages: Vec<String> = pages.collect();
    if pages.is_empty() { "no page".into() } else { pages.join(", ") }
}
