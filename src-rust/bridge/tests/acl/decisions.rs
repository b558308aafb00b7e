//! Who may call what.

use footbridge::acl::{Allowed, Authority, Capabilities, CommandLists, Manifest, Permission, Platform};
use serde_json::json;

use crate::{decide, demo, demo_files, manifest, may, refusal, set, with_fields};

#[test]
fn a_command_is_closed_until_a_capability_opens_it_to_this_window() {
    let authority = demo();
    for (window, command, allowed) in [
        ("main", "greet", true),
        ("main", "open_guest", true),
        ("main", "about", true),
        ("main", "locked", false),
        ("guest", "greet", false),
        ("guest", "about", true),
        ("stranger", "about", false),
    ] {
        assert_eq!(may(&authority, "local", window, command), allowed, "{command} from {window}");
    }
}

#[test]
fn the_entry_that_decided_is_known() {
    let allowed = decide(&demo(), "local", ("main", "main"), "open_guest").unwrap();
    let Allowed::By(rule) = allowed else { panic!("{allowed:?}") };
    assert_eq!((rule.capability().file.as_str(), rule.entry().line), ("capabilities/hello.json", 7));
    assert_eq!(rule.entry().identifier.as_str(), "allow-open-guest");
    assert_eq!(rule.entry().field, "permissions[1]");
}

#[test]
fn a_window_glob_takes_in_every_webview_and_a_webview_glob_only_its_own() {
    for (fields, labels, allowed) in [
        (r#""windows": ["main"]"#, ("main", "side"), true),
        (r#""windows": ["main"]"#, ("side", "main"), false),
        (r#""webviews": ["side"]"#, ("main", "side"), true),
        (r#""webviews": ["side"]"#, ("main", "main"), false),
        (r#""webviews": ["main"]"#, ("main", "side"), false),
        (r#""windows": ["other"], "webviews": ["side"]"#, ("main", "side"), true),
        (r#""windows": ["*"]"#, ("anything", "x"), true),
        (r#""windows": ["editor-*"]"#, ("editor-1", "x"), true),
        (r#""windows": ["editor-*"]"#, ("editor", "x"), false),
        (r#""windows": ["editor-?"]"#, ("editor-12", "x"), false),
        (r#""windows": ["doc-[0-9]"]"#, ("doc-7", "x"), true),
        (r#""windows": ["main"]"#, ("Main", "x"), false),
        (r#""windows": ["main"]"#, ("main2", "x"), false),
        (r#""windows": []"#, ("main", "main"), false),
        (r#""local": true"#, ("main", "main"), false),
    ] {
        let authority = with_fields(&format!("{fields}, \"permissions\": [\"allow-greet\"]"));
        assert_eq!(decide(&authority, "local", labels, "greet").is_ok(), allowed, "{fields} and {labels:?}");
    }
}

#[test]
fn remote_page_gets_nothing_without_a_capability_naming_it() {
    let with_manifest = demo();
    let without_manifest = Authority::resolve(&[], &Capabilities::new()).unwrap();

    assert!(may(&with_manifest, "local", "main", "greet"));
    assert!(
        may(&without_manifest, "local", "main", "greet"),
        "without a manifest the app's own pages are free"
    );
    for page in [
        "https://example.com/",
        "http://app.localhost.evil.example/",
        "http://app.localhost@evil.example/",
        "app://localhost.evil.example/",
        "http://localhost/",
        "http://127.0.0.1/",
        "file:///index.html",
        "about:blank",
        "data:text/html,hello",
    ] {
        for authority in [&with_manifest, &without_manifest] {
            for command in ["greet", "about", "no_such_command", "plugin:fs|read", ""] {
                assert!(!may(authority, page, "main", command), "{command} from {page}");
            }
        }
    }
    assert!(!may(&without_manifest, "local", "main", "plugin:fs|read"), "a plugin is closed in any case");
}

#[test]
fn a_remote_page_gets_what_names_its_url_and_no_look_alike_does() {
    let authority = with_fields(
        r#""windows": ["main"], "remote": { "urls": ["https://*.example.com", "http://localhost:8080/lab/*"] },
        "permissions": ["allow-greet"]"#,
    );
    for (page, allowed) in [
        ("https://docs.example.com/", true),
        ("https://docs.example.com/a?b#c", true),
        ("http://localhost:8080/lab/1", true),
        ("local", true),
        ("http://docs.example.com/", false),
        ("https://docs.example.com.evil.example/", false),
        ("https://docs.example.com@evil.example/", false),
        ("https://evil.example/?https://docs.example.com", false),
        ("https://docs.example.com:444/", false),
        ("https://docs.example.com./", false),
        ("https://docs.exаmple.com/", false), // The `а` is Cyrillic.
        ("http://localhost:8081/lab/1", false),
        ("http://localhost:8080/other", false),
        ("http://localhost:8080/lab/../other", false),
    ] {
        assert_eq!(may(&authority, page, "main", "greet"), allowed, "{page}");
        assert!(!may(&authority, page, "guest", "greet"), "the window has to be named too: {page}");
    }
    assert!(!may(&authority, "https://docs.example.com/", "main", "about"), "only what it was given");
    assert!(!may(&authority, "https://docs.example.com/", "main", "no_such_command"), "nor what exists");
}

#[test]
fn a_capability_for_remote_pages_can_leave_the_local_ones_out() {
    let authority = with_fields(
        r#""local": false, "remote": { "urls": ["https://example.com"] }, "windows": ["main"],
        "permissions": ["allow-greet"]"#,
    );
    assert!(may(&authority, "https://example.com/", "main", "greet"));
    assert!(!may(&authority, "local", "main", "greet"));
}

#[test]
fn a_denial_goes_before_every_permission_of_its_origin() {
    let opens = r#"{ "identifier": "opens", "windows": ["*"], "remote": { "urls": ["https://example.com"] },
        "permissions": ["allow-greet", "allow-about"] }"#;
    let closes = r#"{ "identifier": "closes", "windows": ["guest"], "permissions": ["deny-greet"] }"#;
    let files =
        Capabilities::new().with("capabilities/opens.json", opens).with("capabilities/closes.json", closes);
    let authority = Authority::resolve(&[manifest()], &files).unwrap();
    for (page, window, command, allowed) in [
        ("local", "guest", "greet", false),
        ("local", "main", "greet", false), // A denial asks for the origin alone, as in Tauri 2.
        ("local", "main", "about", true),
        ("https://example.com/", "guest", "greet", true),
    ] {
        assert_eq!(may(&authority, page, window, command), allowed, "{command} from {page} in {window}");
    }
}

#[test]
fn plugins_sets_and_defaults_are_followed_to_their_commands() {
    let everything = Permission {
        identifier: "everything".into(),
        commands: CommandLists { allow: vec!["read".into(), "write_all".into()], deny: vec![] },
        ..Permission::default()
    };
    let manifests = [
        manifest().set(set("daily", &["allow-greet", "fs:default", "daily"])).set(set("default", &["daily"])),
        Manifest::plugin("fs", ["read", "write_all"])
            .permission(everything)
            .set(set("default", &["allow-read"])),
        Manifest::plugin("core:event", ["listen"]),
    ];
    for (entry, opened) in [
        ("default", vec!["greet", "plugin:fs|read"]),
        ("daily", vec!["greet", "plugin:fs|read"]),
        ("fs:default", vec!["plugin:fs|read"]),
        ("fs:allow-write-all", vec!["plugin:fs|write_all"]),
        ("fs:everything", vec!["plugin:fs|read", "plugin:fs|write_all"]),
        ("core:event:allow-listen", vec!["plugin:event|listen"]),
        ("core:event:default", vec![]),
    ] {
        let text = json!({ "identifier": "one", "windows": ["main"], "permissions": [entry] }).to_string();
        let files = Capabilities::new().with("capabilities/one.json", text);
        let authority = Authority::resolve(&manifests, &files).unwrap();
        let all = ["greet", "about", "plugin:fs|read", "plugin:fs|write_all", "plugin:event|listen"];
        let open: Vec<&str> =
            all.into_iter().filter(|command| may(&authority, "local", "main", command)).collect();
        assert_eq!(open, opened, "{entry}");
    }
}

#[test]
fn a_capability_of_another_platform_is_as_good_as_absent() {
    let text = r#"{ "identifier": "one", "windows": ["main"], "platforms": ["linux", "iOS"],
        "permissions": ["allow-greet", "touch:allow-tap"] }"#;
    let files = Capabilities::new().with("capabilities/one.json", text);
    let manifests = [manifest(), Manifest::plugin("touch", ["tap"])];
    for (platform, active) in [
        (Platform::Linux, true),
        (Platform::Ios, true),
        (Platform::MacOs, false),
        (Platform::Windows, false),
        (Platform::Android, false),
    ] {
        let authority = Authority::resolve_for(platform, &manifests, &files).unwrap();
        assert_eq!(may(&authority, "local", "main", "greet"), active, "{platform:?}");
    }
    let elsewhere = Authority::resolve_for(Platform::MacOs, &[manifest()], &files);
    assert!(elsewhere.is_ok(), "its plugin may be missing where it does not apply");
}

#[test]
fn an_unknown_command_is_told_from_a_closed_one_only_to_pages_that_a_capability_names() {
    let authority = demo();
    for command in ["no_such_command", "open-guest", "plugin:nothing|at_all", "plugin:", ""] {
        let named = decide(&authority, "local", ("main", "main"), command);
        assert!(matches!(named, Ok(Allowed::Unknown)), "{command}: {named:?}");

        let unknown = refusal(&authority, "local", ("stranger", "stranger"), command);
        let closed = refusal(&authority, "local", ("stranger", "stranger"), "locked");
        assert_eq!(unknown.message(false), closed.message(false));
        assert_eq!((unknown.file, unknown.line), (closed.file, closed.line));
    }
}

#[test]
fn without_a_manifest_the_apps_own_commands_are_open_and_marked_so() {
    let authority = Authority::resolve(&[], &Capabilities::new()).unwrap();
    let allowed = decide(&authority, "local", ("any", "any"), "greet");
    assert!(matches!(allowed, Ok(Allowed::Open)), "{allowed:?}");

    let plugin_alone = Authority::resolve(&[Manifest::plugin("fs", ["read"])], &Capabilities::new()).unwrap();
    assert!(
        may(&plugin_alone, "local", "any", "greet"),
        "a plugin's manifest says nothing of the app's commands"
    );

    let empty = Authority::resolve(&[Manifest::app([""; 0])], &Capabilities::new()).unwrap();
    assert!(!may(&empty, "local", "any", "greet"), "a manifest without commands is one all the same");
    assert!(Authority::resolve(&[], &demo_files()).is_err(), "and without one there is nothing to permit");
}
