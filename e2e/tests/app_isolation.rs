//! The official client, as it is published, in an isolated window: whatever it sends passes the frame and is sealed.

use std::time::Duration;

use e2e::conformance::{Conformance, documented};
use e2e::{App, Failure};
use serde_json::json;

const WITHIN: Duration = Duration::from_secs(300);

/// Calls everything that a package exports, and holds what became of it against PROTOCOL.md, as in a window that is not
/// isolated.
async fn runs(suite: &'static str) {
    let spec = async |app: &App| {
        let page = Conformance::brought(app).await?;
        let pattern = app.script("return __TAURI_INTERNALS__.__TAURI_PATTERN__.pattern").await?;
        assert_eq!(pattern, json!("isolation"));
        let documented = documented()?;
        let outcomes = page.run(suite).await?;
        assert!(!outcomes.is_empty());
        let differs =
            |outcome: &&e2e::conformance::Outcome| documented.get(&outcome.name) != Some(&outcome.verdict);
        let wrong: Vec<_> =
            outcomes.iter().filter(differs).map(|it| format!("{}: {}", it.name, it.verdict)).collect();
        if wrong.is_empty() { Ok(()) } else { Err(Failure::new(wrong.join("\n"))) }
    };
    App::launch().isolated().within(WITHIN).drive(spec).await;
}

#[tokio::test]
async fn core_of_the_official_api_runs_in_an_isolated_window() {
    runs("core").await;
}

#[tokio::test]
async fn events_of_the_official_api_run_in_an_isolated_window() {
    runs("event").await;
}

#[tokio::test]
async fn paths_of_the_official_api_run_in_an_isolated_window() {
    runs("path").await;
}

#[tokio::test]
async fn official_files_plugin_runs_in_an_isolated_window() {
    runs("fs").await;
}
