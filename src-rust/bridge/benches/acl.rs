//! What a decision costs with 1,000 commands and 100 capabilities, each of which opens every command to others.
//!
//! `cargo bench -p footbridge --bench acl` prints it. The caller is one that has called before, but in
//! `a_caller_that_was_never_seen`: there every glob and URL pattern is compared, which later calls are spared.

use divan::{Bencher, black_box};
use footbridge::acl::{Authority, Caller, Capabilities, Manifest, Origin, PermissionSet};
use serde_json::{Value, json};

const COMMANDS: usize = 1_000;
const CAPABILITIES: usize = 100;

fn main() {
    divan::main();
}

/// Every capability opens or closes all commands; `of` says to whom, and which of the two.
fn authority(of: impl Fn(usize) -> Value) -> Authority {
    let names: Vec<String> = (0..COMMANDS).map(|i| format!("command_{i}")).collect();
    let set = |verb: &str| PermissionSet {
        identifier: format!("{verb}-all"),
        permissions: (0..COMMANDS).map(|i| format!("{verb}-command-{i}")).collect(),
        ..PermissionSet::default()
    };
    let manifest = Manifest::app(&names).set(set("allow")).set(set("deny"));
    let files = (0..CAPABILITIES).fold(Capabilities::new(), |files, i| {
        let mut capability = of(i);
        capability["identifier"] = format!("capability-{i:03}").into();
        files.with(format!("{i:03}.json"), capability.to_string())
    });
    Authority::resolve(&[manifest], &files).expect("the files are right")
}

/// Only the last capability names the window `main`, and pages of `https://*.example.com`.
fn opens() -> Authority {
    authority(|i| {
        let (windows, urls) = if i + 1 == CAPABILITIES {
            (json!(["main", "doc-*"]), json!(["https://*.example.com"]))
        } else {
            (json!([format!("editor-{i}-*"), "tool-?"]), json!([format!("https://*.site-{i}.example/app/*")]))
        };
        json!({ "windows": windows, "remote": { "urls": urls }, "permissions": ["allow-all"] })
    })
}

/// Only the last capability is of the app's own pages.
fn closes() -> Authority {
    authority(|i| {
        let local = i + 1 == CAPABILITIES;
        let remote = json!({ "urls": [format!("https://site-{i}.example")] });
        json!({ "windows": ["main"], "local": local, "remote": remote, "permissions": ["deny-all"] })
    })
}

fn measure(bencher: Bencher<'_, '_>, authority: &Authority, window: &str, address: &str, allowed: bool) {
    let origin = match address.parse() {
        Ok(url) => Origin::Remote(url),
        Err(_) => Origin::Local,
    };
    let caller = Caller { window, webview: window, origin: &origin };
    let decide = || authority.decide(black_box(caller), black_box("command_500")).is_ok();
    assert_eq!(decide(), allowed);
    bencher.bench(decide);
}

#[divan::bench]
fn the_last_rule_allows(bencher: Bencher<'_, '_>) {
    measure(bencher, &opens(), "main", "local", true);
}

#[divan::bench]
fn no_rule_allows(bencher: Bencher<'_, '_>) {
    measure(bencher, &opens(), "guest", "local", false);
}

#[divan::bench]
fn the_last_rule_denies(bencher: Bencher<'_, '_>) {
    measure(bencher, &closes(), "main", "local", false);
}

#[divan::bench]
fn the_last_rule_allows_a_remote_page(bencher: Bencher<'_, '_>) {
    measure(bencher, &opens(), "main", "https://docs.example.com/guide?chapter=1", true);
}

#[divan::bench]
fn no_rule_allows_a_remote_page(bencher: Bencher<'_, '_>) {
    measure(bencher, &opens(), "main", "https://docs.example.com.evil.example/", false);
}

#[divan::bench]
fn a_command_that_is_not_there(bencher: Bencher<'_, '_>) {
    let authority = opens();
    let caller = Caller { window: "guest", webview: "guest", origin: &Origin::Local };
    bencher.bench(|| authority.decide(black_box(caller), black_box("command_5000")).is_ok());
}

#[divan::bench]
fn a_caller_that_was_never_seen(bencher: Bencher<'_, '_>) {
    let authority = opens();
    let mut count = 0;
    bencher.bench_local(|| {
        count += 1;
        let url = format!("https://docs.example.com/{count}").parse().expect("it is an address");
        let origin = Origin::Remote(url);
        authority.decide(Caller { window: "main", webview: "main", origin: &origin }, "command_500").is_ok()
    });
}
