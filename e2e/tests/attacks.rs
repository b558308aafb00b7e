//! Every attack of the page on its own bridge is made for real and stopped at its hop; one that gets through is shown.

use std::time::Duration;

use e2e::pages::{Attacks, Shell};
use e2e::{App, Failure, Result, attack};
use thirtyfour::Key;

/// Each attack, the furthest hop that any part of it comes to, and what stops it there.
const ATTACKS: [(&str, &str, &str); 15] = [
    ("forged-key", "key", "403"),
    ("missing-key", "key", "403"),
    ("sub-frame", "key", "403"),
    ("foreign-origin", "acl", "not_permitted"),
    ("relabelled", "isolation", "bad_seal"),
    ("replayed", "isolation", "replayed"),
    ("blob-body", "key", "403"),
    ("sent-twice", "router", "duplicate_call"),
    ("oversized-body", "command", "body_too_large"),
    ("malformed-headers", "command", "malformed_request"),
    ("command-names", "router", "unknown_command"),
    ("flood", "router", "too_many_calls"),
    ("path-tricks", "command", "forbidden"),
    ("prototype-pollution", "command", "not_keeper"),
    ("key-hunt", "page", "nothing"),
];

const WITHIN: Duration = Duration::from_secs(240);

/// Whether an attack was stopped where it must be, and by what.
async fn is_stopped(app: &App, (id, hop, code): (&str, &str, &str)) -> Result {
    let attacks = Attacks(app);
    let state = attacks.row(id).attribute("data-state").await?;
    if state.as_deref() != Some("stopped") {
        attacks.open(id).await?;
        return Err(Failure::new(format!("{id} is {state:?}: {}", attacks.row(id).text().await?)));
    }
    attacks.row(id).has("data-hop", hop).await?;
    let seen = attacks.code(id).text().await?;
    if seen == code { Ok(()) } else { Err(Failure::new(format!("{id} was stopped by {seen}, not {code}"))) }
}

#[tokio::test]
async fn every_attack_is_stopped_at_its_hop_and_the_key_is_nowhere() {
    let spec = async |app: &App| {
        let attacks = Attacks(app);
        Shell(app).shows("attacks").await?;
        assert_eq!(attacks.listed().await?, ATTACKS.map(|(id, ..)| id));
        attacks.run_all().await?;
        for attack in ATTACKS {
            is_stopped(app, attack).await?;
        }
        attacks.sum().says("15 of 15 attacks stopped.").await?;
        Shell(app).scroll_to_head().await?;
        app.picture("attacks").await?;

        for (id, picture) in [("malformed-headers", "attacks-open"), ("replayed", "attacks-stolen")] {
            attacks.open(id).await?;
            attacks.more(id).says("Why this holds.").await?;
            attacks.row(id).scroll_to().await?;
            app.picture(picture).await?;
        }

        let key = attack::invoke_key(app)?;
        let page = app.script("return document.documentElement.outerHTML").await?;
        assert!(!page.as_str().unwrap_or_default().contains(&key), "the page shows the key");
        assert!(!app.output()?.contains(&key), "the log has the key");
        // No window of an attack is left.
        app.has_windows(1).await
    };
    App::launch().demo("attacks").within(WITHIN).drive(spec).await;
}

#[tokio::test]
async fn every_attack_has_a_button_of_its_own() {
    let spec = async |app: &App| {
        let attacks = Attacks(app);
        Shell(app).shows("attacks").await?;
        for (made, attack) in ATTACKS.into_iter().enumerate() {
            attacks.run(attack.0).await?;
            is_stopped(app, attack).await?;
            attacks.sum().has("data-made", &(made + 1).to_string()).await?;
        }
        attacks.open("foreign-origin").await?;
        let codes = attacks.tries("foreign-origin").attributes("data-code").await?;
        let codes: Vec<_> = codes.into_iter().flatten().collect();
        assert_eq!(codes, ["not_permitted", "not_permitted", "not_permitted", "not_permitted", "403"]);
        attacks.tries("foreign-origin").says("from http://127.0.0.1:").await?;
        attacks.open("relabelled").await?;
        let codes = attacks.tries("relabelled").attributes("data-code").await?;
        let codes: Vec<_> = codes.into_iter().flatten().collect();
        assert_eq!(codes, ["bad_seal", "bad_seal", "bad_seal", "not_sealed"]);
        attacks.row("foreign-origin").scroll_to().await?;
        app.picture("attacks-elsewhere").await
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
