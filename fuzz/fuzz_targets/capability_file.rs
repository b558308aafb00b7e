//! Capability files: any text, as JSON or as TOML, to the decisions that follow from it.
//!
//! In: a text; one that begins with `{` or `[{` is read as JSON, any other as TOML. Whatever it says, it is read or
//! refused with a place that is in it, and every call is decided; what is refused can be explained.
#![no_main]

use std::sync::LazyLock;

use footbridge::acl::{Authority, Caller, Capabilities, Manifest, Origin, Platform};
use libfuzzer_sys::fuzz_target;
use url::Url;

static MANIFESTS: LazyLock<[Manifest; 2]> = LazyLock::new(|| {
    [
        Manifest::app(["greet", "save_all"]),
        Manifest::plugin("fs", ["read", "write"]).default_permissions(["allow-read"]),
    ]
});

static REMOTE: LazyLock<Origin> =
    LazyLock::new(|| Origin::Remote(Url::parse("https://docs.example.com/a?b#c").expect("it is an address")));

fuzz_target!(|input: &str| {
    let is_json = input.starts_with('{') || input.starts_with("[{");
    let file = if is_json { "capabilities/a.json" } else { "capabilities/a.toml" };
    let capabilities = Capabilities::new().with(file, input);
    let lines = input.split('\n').count();
    match Authority::resolve_leniently(Platform::Linux, &*MANIFESTS, &capabilities) {
        Err(fault) => check(&fault, lines),
        Ok((authority, faults)) => {
            faults.iter().for_each(|fault| check(fault, lines));
            for capability in authority.capabilities() {
                assert!((1..=lines).contains(&capability.lines.capability));
                assert!(capability.permissions.iter().all(|entry| (1..=lines).contains(&entry.line)));
            }
            decide(&authority);
        }
    }
});

fn check(fault: &footbridge::acl::Error, lines: usize) {
    assert!(fault.line <= lines && !fault.problem.is_empty(), "{fault}");
    assert!(fault.to_string().starts_with("capabilities/a."), "{fault}");
}

fn decide(authority: &Authority) {
    let local = Origin::Local;
    for (window, webview, origin) in
        [("main", "main", &local), ("editor-1", "preview", &local), ("main", "main", &*REMOTE)]
    {
        let caller = Caller { window, webview, origin };
        for command in ["greet", "plugin:fs|write", "nothing"] {
            match authority.decide(caller, command) {
                Ok(_) => drop(authority.rules_for(caller, command).count()),
                Err(denial) => assert!(!denial.explained().to_string().is_empty()),
            }
        }
    }
}
