//! The registry drives everything: what `--list` prints is what the window lists, and each name opens its demo.

use std::process::{Command, Output};

use e2e::pages::Shell;
use e2e::{App, Result};

const DEMOS: [&str; 20] = [
    "hello",
    "arguments",
    "errors",
    "tasks",
    "bytes",
    "files",
    "channel",
    "progress",
    "images",
    "events",
    "windows",
    "plugins",
    "resources",
    "permissions",
    "scopes",
    "remote",
    "isolation",
    "attacks",
    "transports",
    "throughput",
];

fn footbridge(args: &[&str]) -> Result<Output> {
    Ok(Command::new(e2e::binary()?).args(args).env_remove("DISPLAY").output()?)
}

/// Each demo with its sentence, as `--list` prints them.
fn list() -> Result<Vec<(String, String)>> {
    let output = footbridge(&["--list"])?;
    assert!(output.status.success(), "{output:?}");
    let lines = String::from_utf8(output.stdout)?;
    let demo =
        |line: &str| line.split_once("  ").map(|(name, rest)| (name.trim().into(), rest.trim().into()));
    Ok(lines.lines().filter_map(demo).collect())
}

#[test]
fn list_names_exactly_the_demos_in_reading_order() {
    let list = list().unwrap();
    assert_eq!(list.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), DEMOS);
    assert!(list.iter().all(|(_, sentence)| sentence.ends_with('.')), "{list:?}");
}

#[test]
fn unknown_demo_is_refused_with_the_names_that_there_are() {
    let output = footbridge(&["--demo", "nowhere"]).unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let words = String::from_utf8(output.stderr).unwrap();
    assert!(DEMOS.iter().all(|demo| words.contains(demo)), "{words}");
}

#[test]
fn version_is_printed_without_a_display() {
    let output = footbridge(&["--version"]).unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().starts_with("footbridge "));
}

#[tokio::test]
async fn window_lists_the_same_demos_and_each_deep_link_opens_its_own() {
    let spec = async |app: &App| {
        let shell = Shell(app);
        shell.shows("hello").await?;
        assert_eq!(shell.listed().await?, DEMOS);
        for (name, sentence) in list()? {
            app.script(&format!("location.hash = '#/{name}'")).await?;
            shell.shows(&name).await?;
            shell.title().says(&name).await?;
            assert_eq!(shell.sentence().text().await?, sentence.replace('`', ""));
            shell.link(&name).has("aria-current", "page").await?;
        }
        app.script("location.hash = '#/nowhere'").await?;
        shell.unknown_demo().says("nowhere").await?;
        Ok(())
    };
    App::launch().drive(spec).await;
}
