//! Every attack of the page on its own bridge is made for real and stopped at its hop; one that gets through is shown.

use std::time::Duration;

use e2e::pages::{Attacks, Shell};
use e2e::{App, Result, attack};
use thirtyfour::Key;

/// Each attack, and the furthest hop that any part of it comes to.
const ATTACKS: [(&str, &str); 12] = [
    ("forged-key", "key"),
    ("missing-key", "key"),
    ("sub-frame", "key"),
    ("blob-body", "key"),
    ("sent-twice", "router"),
    ("oversized-body", "command"),
    ("malformed-headers", "command"),
    ("command-names", "router"),
    ("flood", "router"),
    ("path-tricks", "command"),
    ("prototype-pollution", "command"),
    ("key-hunt", "page"),
];

const WITHIN: Duration = Duration::from_secs(240);

#[tokio::test]
async fn every_attack_is_stopped_at_its_hop_and_the_key_is_nowhere() {
    let spec = async |app: &App| {
        let attacks = Attacks(app);
        Shell(app).shows("attacks").await?;
        assert_eq!(attacks.listed().await?, ATTACKS.map(|(id, _)| id));
        attacks.run_all().await?;
        for (id, hop) in ATTACKS {
            let state = attacks.row(id).attribute("data-state").await?;
            if state.as_deref() != Some("stopped") {
                attacks.open(id).await?;
                panic!("{id} is {state:?}: {}", attacks.row(id).text().await?);
            }
            attacks.row(id).has("data-hop", hop).await?;
        }
        attacks.sum().says("12 of 12 attacks stopped.").await?;
        Shell(app).scroll_to_head().await?;
        app.picture("attacks").await?;

        attacks.open("malformed-headers").await?;
        attacks.more("malformed-headers").says("Why this holds.").await?;
        attacks.row("malformed-headers").scroll_to().await?;
        app.picture("attacks-open").await?;

        let key = attack::invoke_key(app)?;
        let page = app.script("return document.documentElement.outerHTML").await?;
        assert!(!page.as_str().unwrap_or_default().contains(&key), "the page shows the key");
        assert!(!app.output()?.contains(&key), "the log has the key");
        Ok(())
    };
    App::launch().demo("attacks").within(WITHIN).drive(spec).await;
}

#[tokio::test]
async fn key_that_lies_about_is_found_and_tried_and_shown_as_got_through() {
    let spec = async |app: &App| {
        let attacks = Attacks(app);
        assert_eq!(attacks.run("key-hunt").await?, "stopped");
        // Only a debugger can do this.
        let key = attack::invoke_key(app)?;
        app.script(&format!("window.lost = {{ in: new Map([['a', () => '{key}']]) }}")).await?;
        assert_eq!(attacks.run("key-hunt").await?, "through");
        attacks.through("key-hunt").says("One of the texts was the key.").await?;
        attacks.through("key-hunt").says("The vault was opened.").await?;
        attacks.sum().has("data-through", "1").await?;
        attacks.row("key-hunt").scroll_to().await?;
        app.picture("attacks-through").await
    };
    App::launch().demo("attacks").within(WITHIN).drive(spec).await;
}

#[tokio::test]
async fn attack_is_made_again_and_opened_by_keyboard() {
    let spec = async |app: &App| {
        let attacks = Attacks(app);
        Shell(app).shows("attacks").await?;
        attacks.title("missing-key").press(Key::Enter).await?;
        attacks.more("missing-key").says("Nothing has been sent yet.").await?;
        for _ in 0..2 {
            assert_eq!(attacks.run("missing-key").await?, "stopped");
        }
        let hops = attacks.tries("missing-key").attributes("data-hop").await?;
        assert_eq!(hops.into_iter().flatten().collect::<Vec<_>>(), ["key", "key", "transport", "key"]);
        attacks.title("missing-key").press(Key::Enter).await?;
        attacks.title("missing-key").has("aria-expanded", "false").await?;
        is_whole_in_a_small_window(app).await
    };
    App::launch().demo("attacks").within(WITHIN).drive(spec).await;
}

async fn is_whole_in_a_small_window(app: &App) -> Result {
    app.resize(800, 600).await?;
    Attacks(app).open("forged-key").await?;
    assert_eq!(Shell(app).controls_out_of_reach().await?, Vec::<String>::new());
    app.picture("attacks-small").await
}
