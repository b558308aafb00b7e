//! A page from elsewhere gets what a capability gives to its address, and nothing without one.

use e2e::pages::{Remote, Shell, Stranger};
use e2e::{App, Result};
use thirtyfour::Key;

const GIVEN: &str = "greet_visitor";
const OTHERS: [&str; 5] = [
    "about",
    "plugin:window|set_title",
    "plugin:fs|read_text_file",
    "plugin:event|listen",
    "no_such_command",
];
const KEYLESS: &str = "greet_visitor, past the script";

/// Both places tell the same: the given command is open or not, everything else is closed.
async fn tells(app: &App, given: bool) -> Result {
    let (demo, visitor) = (Remote(app), Stranger(app));
    let is_given = |yes: bool| if yes { ("true", "") } else { ("false", "not_permitted") };
    let (allowed, code) = is_given(given);
    demo.outcome(GIVEN).has("data-allowed", allowed).await?;
    demo.outcome(GIVEN).has("data-code", code).await?;
    for call in OTHERS {
        demo.outcome(call).has("data-code", "not_permitted").await?;
    }
    demo.outcome(KEYLESS).has("data-code", "403").await?;
    app.in_webview("remote", async || {
        visitor.outcome(GIVEN).has("data-allowed", allowed).await?;
        for call in OTHERS {
            visitor.outcome(call).has("data-code", "not_permitted").await?;
        }
        visitor.outcome(KEYLESS).has("data-code", "403").await?;
        visitor.rests().await
    })
    .await
}

#[tokio::test]
async fn page_from_elsewhere_gets_what_its_capability_names_and_nothing_without_it() {
    let spec = async |app: &App| {
        let demo = Remote(app);
        demo.nobody_calls().appears().await?;
        demo.open().await?;
        tells(app, false).await?;
        demo.explain(GIVEN).await?;
        demo.outcome(GIVEN).says("http://127.0.0.1:").await?;
        app.picture("remote").await?;

        demo.switch(true).await?;
        tells(app, true).await?;
        demo.outcome(GIVEN).says("Rust greets Ada").await?;
        app.picture("remote-capability").await?;
        app.in_webview("remote", async || {
            Stranger(app).outcome(GIVEN).says("Rust greets Ada").await?;
            Stranger(app).address().says("http://127.0.0.1:").await?;
            app.picture("remote-page").await
        })
        .await?;

        demo.switch(false).await?;
        tells(app, false).await
    };
    App::launch().demo("remote").drive(spec).await;
}

#[tokio::test]
async fn capability_ends_with_the_page_that_it_names() {
    let spec = async |app: &App| {
        let demo = Remote(app);
        demo.open().await?;
        let first = demo.address().text().await?;
        demo.switch(true).await?;
        tells(app, true).await?;
        app.close_other_window().await?;
        demo.nobody_calls().appears().await?;

        // Another port is another origin, and the capability of the first is gone with it.
        demo.open().await?;
        assert_ne!(demo.address().text().await?, first);
        tells(app, false).await?;
        app.in_webview("remote", async || Stranger(app).call_again().await).await?;
        tells(app, false).await?;
        demo.close().await?;
        app.has_windows(1).await
    };
    App::launch().demo("remote").drive(spec).await;
}

#[tokio::test]
async fn page_from_elsewhere_goes_nowhere_but_where_it_was_led() {
    let spec = async |app: &App| {
        Remote(app).open().await?;
        tells(app, false).await?;
        app.in_webview("remote", async || {
            let here = app.script("return location.href").await?;
            for elsewhere in ["http://localhost:4711/", "https://remote.invalid/", "/site.js"] {
                app.script(&format!("location.href = '{elsewhere}'")).await?;
                Stranger(app).call_again().await?;
                assert_eq!(app.script("return location.href").await?, here, "{elsewhere}");
            }
            Ok(())
        })
        .await?;
        // What the page could not do, it could not do to the app either.
        tells(app, false).await
    };
    App::launch().demo("remote").drive(spec).await;
}

#[tokio::test]
async fn demo_fits_a_small_window_and_works_by_keyboard() {
    let spec = async |app: &App| {
        app.resize(800, 600).await?;
        let demo = Remote(app);
        demo.open_button().press(Key::Enter).await?;
        demo.address().appears().await?;
        tells(app, false).await?;
        demo.switch_itself().press(" ").await?;
        demo.capability().has("data-holds", "true").await?;
        tells(app, true).await?;
        demo.refusal("about").press(Key::Enter).await?;
        demo.outcome("about").says("http://127.0.0.1:").await?;
        assert_eq!(Shell(app).controls_out_of_reach().await?, Vec::<String>::new());
        demo.outcome(GIVEN).scroll_to().await?;
        app.picture("remote-small").await?;

        app.in_webview("remote", async || {
            Stranger(app).again_button().press(Key::Enter).await?;
            Stranger(app).rests().await?;
            Stranger(app).outcome(GIVEN).has("data-allowed", "true").await
        })
        .await?;
        demo.close_button().press(Key::Enter).await?;
        demo.nobody_calls().appears().await
    };
    App::launch().demo("remote").drive(spec).await;
}
