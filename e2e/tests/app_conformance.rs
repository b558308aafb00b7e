//! The official npm packages, as they are published, run in the real webview against this app, and every function
//! that they export is called.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use e2e::conformance::{Conformance, documented};
use e2e::{App, Failure};
use serde_json::{Value, json};

/// The windows of one package are opened by the hundred.
const WITHIN: Duration = Duration::from_secs(300);

/// Calls everything that a package exports, and holds what became of it against PROTOCOL.md.
async fn runs(suite: &'static str) {
    let spec = async |app: &App| {
        let outcomes = Conformance::brought(app).await?.run(suite).await?;
        let mut documented = documented()?;
        documented.retain(|name, _| name.starts_with(&format!("{suite}.")));
        let mut wrong = Vec::new();
        for outcome in outcomes {
            let expected = documented.remove(&outcome.name).unwrap_or_else(|| "not there".into());
            if outcome.verdict != expected {
                wrong.push(format!("{}: {} (in PROTOCOL.md: {expected})", outcome.name, outcome.verdict));
            }
        }
        wrong.extend(documented.into_keys().map(|name| format!("{name}: in PROTOCOL.md, but no function")));
        if wrong.is_empty() { Ok(()) } else { Err(Failure::new(wrong.join("\n"))) }
    };
    App::launch().conformance().within(WITHIN).drive(spec).await;
}

#[tokio::test]
async fn core_of_the_official_api_runs_unmodified() {
    runs("core").await;
}

#[tokio::test]
async fn events_of_the_official_api_run_unmodified() {
    runs("event").await;
}

#[tokio::test]
async fn paths_of_the_official_api_run_unmodified() {
    runs("path").await;
}

#[tokio::test]
async fn app_of_the_official_api_runs_unmodified() {
    runs("app").await;
}

#[tokio::test]
async fn webviews_of_the_official_api_run_unmodified() {
    runs("webview").await;
}

#[tokio::test]
async fn windows_of_the_official_api_run_unmodified() {
    runs("window").await;
}

#[tokio::test]
async fn webview_windows_of_the_official_api_run_unmodified() {
    runs("webviewWindow").await;
}

#[tokio::test]
async fn official_files_plugin_runs_unmodified() {
    runs("fs").await;
}

#[tokio::test]
async fn official_log_plugin_runs_unmodified() {
    runs("log").await;
}

#[tokio::test]
async fn official_os_plugin_runs_unmodified() {
    runs("os").await;
}

#[tokio::test]
async fn official_dialog_plugin_runs_unmodified_with_real_dialogs() {
    let spec = async |app: &App| {
        let page = Conformance::brought(app).await?;
        let documented: BTreeMap<_, _> =
            documented()?.into_iter().filter(|(name, _)| name.starts_with("dialog.")).collect();
        let works =
            page.dialogs().await?.iter().map(|name| (format!("dialog.{name}"), "works".to_owned())).collect();
        assert_eq!(documented, works);

        let chosen = app.folder().join("chosen.txt");
        fs::write(&chosen, "chosen")?;
        let path = json!(chosen);
        assert_eq!(page.dialog("open", async |dialog| dialog.choose(&chosen).await).await?, path);
        assert_eq!(page.dialog("open", async |dialog| dialog.dismiss().await).await?, Value::Null);
        assert_eq!(
            page.dialog("openSeveral", async |dialog| dialog.choose(&chosen).await).await?,
            json!([path])
        );
        // Outside of the scope, and opened by choosing it.
        let hosts = Path::new("/etc/hosts");
        assert_eq!(page.dialog("openAndRead", async |dialog| dialog.choose(hosts).await).await?, json!(true));
        let folder = page.dialog("openFolder", async |dialog| dialog.choose_home().await).await?;
        assert_eq!(folder, json!(app.folder()));
        let saved = app.folder().join("saved.txt");
        assert_eq!(page.dialog("save", async |dialog| dialog.save(&saved).await).await?, json!(saved));

        let answers = BTreeMap::from([
            (("message", "Return"), json!("Ok")),
            (("ask", "alt+y"), json!(true)),
            (("ask", "alt+n"), json!(false)),
            (("confirm", "alt+o"), json!(true)),
            (("confirm", "Escape"), json!(false)),
        ]);
        for ((name, key), expected) in answers {
            let answer = page.dialog(name, async |dialog| dialog.closes(key).await).await?;
            assert_eq!(answer, expected, "{name}, answered with {key}");
        }
        Ok(())
    };
    App::launch().conformance().drive(spec).await;
}

#[tokio::test]
async fn dropped_files_reach_the_official_listeners_and_may_be_read() {
    let spec = async |app: &App| {
        let heard = json!(["enter somewhere /etc/hosts", "over somewhere", "drop somewhere /etc/hosts"]);
        let drops = Conformance::brought(app).await?.dropped(Path::new("/etc/hosts")).await?;
        assert_eq!(drops, json!({ "window": heard, "webview": heard, "read": true }));
        Ok(())
    };
    App::launch().conformance().drive(spec).await;
}

#[tokio::test]
async fn exit_of_the_official_api_ends_the_app() {
    let spec = async |app: &App| Conformance::brought(app).await?.exit().await;
    App::launch().conformance().drive(spec).await;
}
