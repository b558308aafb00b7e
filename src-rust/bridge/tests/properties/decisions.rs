//! Decisions: what is added can change them in one direction only, and the order of files in none.

use footbridge::acl::{Allowed, Authority, Caller, Capabilities, Manifest, Origin};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::cases;

const COMMANDS: [&str; 3] = ["a", "b", "c"];

/// The capabilities of an app, without their names: who, and what.
fn capabilities() -> impl Strategy<Value = Vec<Value>> {
    prop::collection::vec(capability(entry()), 0..6)
}

fn entry() -> impl Strategy<Value = String> {
    "(fs:)?(allow|deny)-[abc]|fs:default"
}

fn capability(entry: impl Strategy<Value = String>) -> impl Strategy<Value = Value> {
    let labels =
        || prop::collection::vec(prop::sample::select(vec!["main", "m*", "*", "other", "view"]), 0..2);
    let urls = prop::sample::subsequence(
        vec!["https://a.example", "https://*.example", "http://b.example:8080"],
        0..=2,
    );
    (any::<bool>(), urls, labels(), labels(), prop::collection::vec(entry, 1..4)).prop_map(
        |(local, urls, windows, webviews, permissions)| {
            json!({ "local": local, "remote": { "urls": urls }, "windows": windows, "webviews": webviews, "permissions": permissions })
        },
    )
}

fn resolved<'a>(capabilities: impl Iterator<Item = (usize, &'a Value)>) -> Authority {
    let manifests = [
        Manifest::app(COMMANDS),
        Manifest::plugin("fs", COMMANDS).default_permissions(["allow-a", "deny-b"]),
    ];
    let files = capabilities.fold(Capabilities::new(), |files, (number, capability)| {
        let mut capability = capability.clone();
        capability["identifier"] = format!("number {number}").into();
        files.with(format!("{number}.json"), capability.to_string())
    });
    Authority::resolve(&manifests, &files).unwrap()
}

/// Every call that could be made, with its decision: whether it may go on, and by how many entries.
fn decisions(authority: &Authority) -> Vec<(String, bool, usize)> {
    let remote = |url: &str| Origin::Remote(url.parse().unwrap());
    let origins = [
        Origin::Local,
        remote("https://a.example/x"),
        remote("http://b.example:8080/"),
        remote("about:blank"),
    ];
    let mut decisions = Vec::new();
    for origin in &origins {
        for (window, webview) in [("main", "main"), ("other", "view"), ("none", "none")] {
            for command in COMMANDS.iter().flat_map(|name| [(*name).to_owned(), format!("plugin:fs|{name}")])
            {
                let caller = Caller { window, webview, origin };
                let decision = authority.decide(caller, &command);
                assert!(!matches!(decision, Ok(Allowed::Open | Allowed::Unknown)), "{command} is declared");
                let (is_open, rules) = (decision.is_ok(), authority.rules_for(caller, &command).count());
                decisions.push((format!("{command} {caller:?}"), is_open, rules));
            }
        }
    }
    decisions
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn a_denial_that_is_added_opens_nothing(all in capabilities(), denial in capability("(fs:)?deny-[abc]")) {
        let before = decisions(&resolved(all.iter().enumerate()));
        let after = decisions(&resolved(all.iter().chain([&denial]).enumerate()));
        for ((call, was_open, _), (_, is_open, _)) in before.into_iter().zip(after) {
            prop_assert!(was_open || !is_open, "{}", call);
        }
    }

    #[test]
    fn a_permission_that_is_added_closes_nothing(all in capabilities(), permission in capability("(fs:)?allow-[abc]")) {
        let before = decisions(&resolved(all.iter().enumerate()));
        let after = decisions(&resolved(all.iter().chain([&permission]).enumerate()));
        for ((call, was_open, _), (_, is_open, _)) in before.into_iter().zip(after) {
            prop_assert!(is_open || !was_open, "{}", call);
        }
    }

    #[test]
    fn the_order_of_files_decides_nothing(
        (all, shuffled) in capabilities().prop_flat_map(|all| {
            let numbered: Vec<_> = all.iter().cloned().enumerate().collect();
            (Just(all), Just(numbered).prop_shuffle())
        })
    ) {
        let in_order = resolved(all.iter().enumerate());
        let in_another = resolved(shuffled.iter().map(|(number, capability)| (*number, capability)));
        prop_assert_eq!(decisions(&in_order), decisions(&in_another));
    }

    #[test]
    fn a_page_that_no_capability_speaks_of_gets_nothing(all in capabilities()) {
        let authority = resolved(all.iter().enumerate());
        let origin = Origin::Remote("https://elsewhere.invalid/".parse().unwrap());
        for command in COMMANDS {
            for (window, webview) in [("main", "main"), ("other", "view")] {
                let caller = Caller { window, webview, origin: &origin };
                prop_assert!(authority.decide(caller, command).is_err());
            }
        }
    }
}
