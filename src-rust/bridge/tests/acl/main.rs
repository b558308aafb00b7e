//! The gate from outside: capability files and manifests in, decisions and refusals out.
#![allow(clippy::unwrap_used, reason = "the helpers beside the tests may panic as the tests may")]

mod decisions;
mod documents;
mod explanations;
mod files;
mod folders;
mod permission_files;
mod refusals;
mod resolution;
mod toml;

use footbridge::acl::{
    Allowed, Authority, Caller, Capabilities, Capability, Denied, Manifest, Origin, PermissionSet,
};
use url::Url;

const HELLO: &str = r#"{
  "identifier": "hello",
  "description": "The demo hello.",
  "windows": ["main"],
  "permissions": [
    "allow-greet",
    "allow-open-guest"
  ]
}"#;

const APP: &str = r#"{
  "identifier": "app",
  "windows": ["main", "guest"],
  "permissions": ["allow-about"]
}"#;

fn manifest() -> Manifest {
    Manifest::app(["greet", "open_guest", "about", "locked"])
}

fn set(identifier: &str, permissions: &[&str]) -> PermissionSet {
    let permissions = permissions.iter().map(|name| (*name).to_owned()).collect();
    PermissionSet { identifier: identifier.into(), permissions, ..PermissionSet::default() }
}

fn demo_files() -> Capabilities {
    Capabilities::new().with("capabilities/hello.json", HELLO).with("capabilities/app.json", APP)
}

fn demo() -> Authority {
    Authority::resolve(&[manifest()], &demo_files()).unwrap()
}

/// One capability file of these fields, the app's manifest and a plugin's.
fn with_fields(fields: &str) -> Authority {
    let text = format!("{{ \"identifier\": \"one\",\n{fields} }}");
    let files = Capabilities::new().with("capabilities/one.json", text);
    Authority::resolve(&[manifest(), Manifest::plugin("fs", ["read", "write_all"])], &files).unwrap()
}

fn origin(page: &str) -> Origin {
    if page == "local" { Origin::Local } else { Origin::Remote(Url::parse(page).unwrap()) }
}

/// `page` is `local` or a URL, `labels` are those of the window and of the webview.
fn decide(
    authority: &Authority,
    page: &str,
    labels: (&str, &str),
    command: &str,
) -> Result<Allowed, Box<Denied>> {
    let (window, webview) = labels;
    let origin = origin(page);
    let caller = Caller { window, webview, origin: &origin };
    authority.decide(caller, command).map_err(|denial| denial.explained())
}

/// Whether a page in a window and webview of the same label may call `command`.
fn may(authority: &Authority, page: &str, label: &str, command: &str) -> bool {
    decide(authority, page, (label, label), command).is_ok()
}

fn refusal(authority: &Authority, page: &str, labels: (&str, &str), command: &str) -> Box<Denied> {
    decide(authority, page, labels, command).unwrap_err()
}

/// Where the parts of a capability stand that has two permissions: itself, its members, its permissions.
fn lines_of(capability: &Capability) -> [usize; 9] {
    let lines = capability.lines;
    [
        lines.capability,
        lines.identifier,
        lines.windows,
        lines.webviews,
        lines.remote,
        lines.permissions,
        lines.local,
        capability.permissions[0].line,
        capability.permissions[1].line,
    ]
}
