//! `footbridge acl`, from outside.
#![allow(clippy::unwrap_used, reason = "the helpers beside the tests may panic as the tests may")]

use std::process::{Command, Output};

use serde_json::{Value, json};

fn acl(args: &[&str]) -> Output {
    let mut footbridge = Command::new(env!("CARGO_BIN_EXE_footbridge"));
    // An answer needs no display and no home.
    footbridge.arg("acl").args(args).env_clear().output().unwrap()
}

fn text(args: &[&str]) -> String {
    let output = acl(args);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn parsed(args: &[&str]) -> Value {
    serde_json::from_str(&text(&[args, &["--json"]].concat())).unwrap()
}

/// What is said on the standard error when the question cannot be answered.
fn refused(args: &[&str]) -> String {
    let output = acl(args);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(output.stdout.is_empty(), "{output:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn explain_says_why_a_window_may_call() {
    let said = text(&["explain", "--command", "greet", "--window", "main"]);
    assert_eq!(
        said,
        "Allowed. `greet` is open to window \"main\" by \"allow-greet\" in capabilities/hello.json, line 6.\n"
    );
    let decision = parsed(&["explain", "--command", "greet", "--window", "main"]);
    assert_eq!(
        decision,
        json!({
            "allowed": true,
            "decided_by": { "file": "capabilities/hello.json", "line": 6, "entry": "allow-greet" },
            "allow_scopes": [],
            "deny_scopes": [],
            "reason": "`greet` is open to window \"main\" by \"allow-greet\" in capabilities/hello.json, line 6.",
            "global_allow_scopes": [],
            "global_deny_scopes": [],
            "warnings": [],
        })
    );
}

#[test]
fn explain_says_what_would_allow_a_refused_call() {
    let said = text(&["explain", "--command", "greet", "--window", "guest"]);
    assert_eq!(
        said,
        "Not allowed. No capability lets window \"guest\" call `greet`. \
         To allow it, add \"guest\" to \"windows\" in capabilities/hello.json, line 5.\n"
    );
    let remote =
        parsed(&["explain", "--command", "greet", "--window", "main", "--origin", "https://example.com/x"]);
    assert_eq!((&remote["allowed"], &remote["decided_by"]), (&json!(false), &Value::Null));
    assert!(
        remote["suggestion"].as_str().unwrap().contains("\"https://example.com\" to \"remote.urls\""),
        "{remote}"
    );
}

#[test]
fn explain_takes_the_apps_own_origin_for_local_and_no_other() {
    let ask = |origin: &str| {
        let args = ["explain", "--command", "greet", "--window", "main", "--origin", origin];
        parsed(&args)["allowed"].as_bool().unwrap()
    };
    for local in [footbridge_shell::ORIGIN.to_owned(), format!("{}/index.html", footbridge_shell::ORIGIN)] {
        assert!(ask(&local), "{local}");
    }
    for remote in
        ["app://localhost.evil.example", "app://localhost:1/", "tauri://localhost", "https://tauri.localhost"]
    {
        assert!(!ask(remote), "{remote}");
    }
}

#[test]
fn explain_knows_a_webview_in_a_window_of_another_name() {
    let ask = |args: &[&str]| {
        let question = ["explain", "--command", "press"];
        parsed(&[&question, args].concat())["allowed"].as_bool().unwrap()
    };
    assert!(ask(&["--window", "pair", "--webview", "pair-left"]));
    assert!(!ask(&["--window", "other", "--webview", "pair-left"]));
    assert!(!ask(&["--window", "pair-left"]));
}

#[test]
fn list_has_each_command_with_those_who_may_call_it_and_the_line_that_says_so() {
    let table = text(&["list"]);
    let lines: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(lines[0], ["COMMAND", "WHO", "BY"]);
    for row in [
        "greet window main \"allow-greet\" in capabilities/hello.json:6",
        "locked nobody",
        "about window main, guest \"allow-about\" in capabilities/app.json:6",
    ] {
        let row: Vec<&str> = row.split(' ').collect();
        assert!(lines.contains(&row), "{row:?} in {table}");
    }
    let commands = parsed(&["list"])["commands"].as_array().unwrap().clone();
    let names: Vec<&str> = commands.iter().map(|it| it["command"].as_str().unwrap()).collect();
    assert!(names.is_sorted() && names.contains(&"plugin:event|listen"), "{names:?}");
}

#[test]
fn list_of_a_window_has_what_explain_allows_it_and_nothing_else() {
    let named = |listing: &Value| -> Vec<String> {
        let commands = listing["commands"].as_array().unwrap().iter();
        commands.map(|it| it["command"].as_str().unwrap().to_owned()).collect()
    };
    let all = named(&parsed(&["list"]));
    let open = named(&parsed(&["list", "--window", "guest"]));
    assert_eq!(open, ["about", "hops"]);
    assert!(open.iter().all(|command| all.contains(command)));
    let one = named(&parsed(&["list", "--command", "greet"]));
    assert_eq!(one, ["greet"]);
    assert_eq!(named(&parsed(&["list", "--window", "guest", "--origin", "https://example.com"])), [""; 0]);
}

#[test]
fn a_question_that_cannot_be_answered_says_what_is_wrong_with_it() {
    for (args, said) in [
        (&["explain", "--window", "main"][..], "--command"),
        (&["explain", "--command", "greet"], "--window"),
        (&["explain", "--command", "greet", "--window", ""], "--window"),
        (
            &["explain", "--command", "greet", "--window", "main", "--origin", "example.com"],
            "`--origin example.com`",
        ),
        (&["list", "--webview", "main"], "--window"),
        (&["list", "--platform", "beos"], "linux"),
        (&["forget"], "forget"),
    ] {
        let error = refused(args);
        assert!(error.contains(said), "{args:?}: {error}");
    }
}

/// A project of somebody else's, with a plugin's permissions beside it.
fn project() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    for (path, text) in [
        (
            "capabilities/main.json",
            "{\n\"identifier\": \"main\", \"windows\": [\"main\"],\n\"permissions\": [\n\"core:window:allow-title\",\n\
             { \"identifier\": \"notes:default\", \"allow\": [{ \"path\": \"$HOME\" }] },\n\"log:default\" ] }",
        ),
        (
            "capabilities/site.toml",
            "identifier = \"site\"\nlocal = false\nwindows = [\"main\"]\npermissions = [\"notes:allow-read\"]\n\
             [remote]\nurls = [\"https://example.com\"]\n",
        ),
        ("notes/default.toml", "[default]\npermissions = [\"allow-read\"]\n"),
        ("notes/read.toml", "[[permission]]\nidentifier = \"allow-read\"\ncommands.allow = [\"read\"]\n"),
        ("own/greet.toml", "[[permission]]\nidentifier = \"allow-greet\"\ncommands.allow = [\"greet\"]\n"),
        ("empty/readme.md", ""),
    ] {
        let path = root.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    root
}

#[test]
fn another_projects_folders_are_asked_and_nothing_of_this_app_is_left() {
    let root = project();
    let at = |path: &str| root.path().join(path).display().to_string();
    let (capabilities, notes) = (at("capabilities"), format!("notes={}", at("notes")));
    let sources = ["--capabilities", &capabilities, "--permissions", &notes];
    let ask = |command: &str, more: &[&str]| {
        parsed(&[&["explain", "--command", command, "--window", "main"], &sources[..], more].concat())
    };

    let read = ask("plugin:notes|read", &[]);
    assert_eq!(
        read["decided_by"],
        json!({ "file": at("capabilities/main.json"), "line": 5, "entry": "notes:default" })
    );
    assert_eq!(read["allow_scopes"], json!([{ "path": "$HOME" }]));
    let reason = read["reason"].as_str().unwrap();
    assert!(reason.contains(&format!("\"notes:allow-read\" of {}:2", at("notes/read.toml"))), "{reason}");
    let warnings = read["warnings"].as_array().unwrap();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(
        warnings[0].as_str().unwrap().contains("main.json:6: permissions[2]: there is no plugin \"log\""),
        "{warnings:?}"
    );

    let site = ask("plugin:notes|read", &["--origin", "https://example.com/page"]);
    assert_eq!(site["decided_by"]["file"], json!(at("capabilities/site.toml")));
    for (command, more, allowed) in [
        ("plugin:window|title", &[][..], true),
        ("plugin:window|title", &["--permissions", &format!("core:window={}", at("empty"))], true),
        ("plugin:window|set_title", &[], false),
        // Without a manifest of its own, the app's commands are open to its own pages.
        ("greet", &[], true),
        ("greet", &["--origin", "tauri://localhost"], true),
        ("greet", &["--origin", "app://localhost"], false),
        ("greet", &["--permissions", &at("own")], false),
        ("greet", &["--permissions", &format!("__app-acl__={}", at("own"))], false),
        ("plugin:fs|read_file", &[], false),
    ] {
        assert_eq!(ask(command, more)["allowed"], json!(allowed), "{command} {more:?}");
    }

    let listing = parsed(&[&["list", "--window", "main"], &sources[..]].concat());
    let names: Vec<&str> =
        listing["commands"].as_array().unwrap().iter().map(|it| it["command"].as_str().unwrap()).collect();
    assert_eq!(
        (&listing["app_is_open"], names),
        (&json!(true), vec!["plugin:notes|read", "plugin:window|title"])
    );
}

#[test]
fn a_folder_that_is_not_there_or_holds_nothing_is_told() {
    let root = project();
    let at = |path: &str| root.path().join(path).display().to_string();
    for option in ["--capabilities", "--permissions"] {
        let said = refused(&["list", option, &at("nowhere")]);
        assert!(said.contains(&at("nowhere")), "{said}");
        let empty = parsed(&["list", option, &at("empty")]);
        assert!(empty["warnings"][0].as_str().unwrap().starts_with(&at("empty")), "{empty}");
    }
    let said = refused(&["list", "--capabilities", &at("notes/read.toml")]);
    assert!(said.contains("read.toml:1"), "{said}");
    let output = acl(&["list", "--capabilities", &at("capabilities")]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("warning: ") && said.contains("--permissions PLUGIN=DIR"), "{said}");
}
