//! Permission files: any text, as TOML or as JSON, to the decisions that follow from it.
//!
//! In: a text; one that begins with `{` is read as JSON, any other as TOML. It declares permissions and sets of the
//! plugin `fs`, which a capability names. Whatever it says, it is read or refused with a place that is in it.
#![no_main]

use std::sync::LazyLock;

use footbridge::acl::{Authority, Caller, Capabilities, Manifest, Origin, Platform};
use libfuzzer_sys::fuzz_target;

static PLUGIN: LazyLock<Manifest> = LazyLock::new(|| Manifest::plugin("fs", ["read", "write"]));

static CAPABILITIES: LazyLock<Capabilities> = LazyLock::new(|| {
    Capabilities::new().with(
        "capabilities/a.json",
        r#"{ "identifier": "a", "windows": ["main"], "permissions": ["fs:default", "fs:all", "fs:allow-read", "fs:a",
            { "identifier": "fs:b", "allow": [{ "path": "$TEMP/**" }] }] }"#,
    )
});

fuzz_target!(|input: &str| {
    let file = if input.starts_with('{') { "permissions/a.json" } else { "permissions/a.toml" };
    let lines = input.split('\n').count();
    let manifest = match PLUGIN.clone().file(file, input) {
        Ok(manifest) => manifest,
        Err(fault) => {
            assert!(fault.line <= lines && !fault.problem.is_empty(), "{fault}");
            assert!(fault.to_string().starts_with(file), "{fault}");
            return;
        }
    };
    let in_the_file = |line| (1..=lines).contains(&line);
    assert!(manifest.permissions().filter_map(|it| it.place.as_ref()).all(|place| in_the_file(place.line)));
    let resolved = Authority::resolve_leniently(Platform::Linux, &[manifest], &CAPABILITIES);
    let Ok((authority, faults)) = resolved else { return };
    assert!(faults.iter().all(|fault| !fault.to_string().is_empty()));
    let caller = Caller { window: "main", webview: "main", origin: &Origin::Local };
    for command in ["plugin:fs|read", "plugin:fs|write", "plugin:fs|c"] {
        match authority.decide(caller, command) {
            Ok(_) => drop(authority.rules_for(caller, command).map(ToString::to_string).count()),
            Err(denial) => assert!(!denial.explained().to_string().is_empty()),
        }
    }
    assert!(authority.global_rules(Some("fs")).all(|rule| !rule.to_string().is_empty()));
});
