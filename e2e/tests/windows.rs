//! Windows and webviews are opened, listed, spoken to and closed; one count is everybody's, the others their own.

use e2e::pages::{Talk, Windows};
use e2e::{App, eventually};

#[tokio::test]
async fn window_is_opened_listed_raised_and_closed() {
    let spec = async |app: &App| {
        let windows = Windows(app);
        windows.lists(&["main"]).await?;
        windows.open().await?;
        windows.open().await?;
        windows.lists(&["main", "window-1", "window-2"]).await?;
        windows.window("window-1").row().has("data-size", "460x600").await?;
        windows.window("window-1").webview("window-1").says("loaded").await?;

        windows.window("window-1").show().await?;
        windows.window("window-1").row().has("data-focused", "true").await?;
        windows.window("window-2").row().has("data-focused", "false").await?;

        windows.window("window-1").close().await?;
        windows.lists(&["main", "window-2"]).await?;
        // The label is free again.
        windows.open().await?;
        windows.lists(&["main", "window-1", "window-2"]).await?;
        app.close_other_window().await?;
        windows.lists(&["main", "window-2"]).await
    };
    App::launch().demo("windows").drive(spec).await;
}

#[tokio::test]
async fn fifth_window_is_refused_in_words() {
    let spec = async |app: &App| {
        let windows = Windows(app);
        for _ in 1..=4 {
            windows.open().await?;
        }
        windows.lists(&["main", "window-1", "window-2", "window-3", "window-4"]).await?;
        windows.open().await?;
        windows.open_error().has("data-code", "too_many_windows").await?;
        windows.open_error().says("Close one").await?;
        assert_eq!(app.windows().await?.len(), 5);
        Ok(())
    };
    App::launch().demo("windows").drive(spec).await;
}

#[tokio::test]
async fn two_webviews_share_a_window_and_keep_their_halves_when_it_is_resized() {
    let spec = async |app: &App| {
        let windows = Windows(app);
        windows.open_pair().await?;
        windows.lists(&["main", "pair"]).await?;
        let pair = windows.window("pair");
        for (width, height) in [(840, 560), (1000, 500)] {
            if width != 840 {
                app.resize_other_window(width, height).await?;
            }
            pair.row().has("data-size", &format!("{width}x{height}")).await?;
            for webview in ["pair-left", "pair-right"] {
                app.in_webview(webview, async || {
                    let half = u64::from(width / 2);
                    let talk = Talk(app);
                    eventually("half of the width", || talk.width(), |seen| *seen == half).await?;
                    Ok(())
                })
                .await?;
            }
        }
        pair.webview("pair-left").says("loaded").await?;
        pair.webview("pair-right").says("loaded").await?;

        pair.close_webview("pair-left").await?;
        pair.webview("pair-left").disappears().await?;
        pair.webview("pair-right").appears().await?;
        // The window stays without any, too.
        pair.close_webview("pair-right").await?;
        pair.row().says("no webview").await?;
        windows.open_pair().await?;
        pair.webview("pair-left").says("loaded").await?;
        pair.close().await?;
        windows.lists(&["main"]).await
    };
    App::launch().demo("windows").drive(spec).await;
}

#[tokio::test]
async fn message_reaches_those_it_is_for_and_nobody_else() {
    let spec = async |app: &App| {
        let windows = Windows(app);
        windows.open().await?;
        windows.open_pair().await?;
        windows.lists(&["main", "pair", "window-1"]).await?;
        for webview in ["window-1", "pair-left", "pair-right"] {
            // It listens once it knows what is open.
            app.in_webview(webview, async || Talk(app).counts(0, 0, 0).await).await?;
        }
        for to in [Some("window-1"), Some("pair"), Some("pair-right"), Some("main"), None] {
            Talk(app).say(to, &format!("For {}.", to.unwrap_or("everybody"))).await?;
        }
        // What is for everybody comes last, so whatever else a page was to hear is there by then.
        for (webview, heard) in [
            ("main", &["For everybody.", "For main."][..]),
            ("window-1", &["For everybody.", "For window-1."]),
            ("pair-left", &["For everybody.", "For pair."]),
            ("pair-right", &["For everybody.", "For pair-right.", "For pair."]),
        ] {
            app.in_webview(webview, async || {
                assert_eq!(Talk(app).hears("main", "For everybody.").await?, heard, "{webview}");
                Ok(())
            })
            .await?;
        }
        app.in_webview("pair-left", async || Talk(app).say(Some("main"), "Back to you.").await).await?;
        Talk(app).hears("pair-left", "Back to you.").await?;
        app.in_webview("pair-left", async || app.picture("windows-pair").await).await?;
        Talk(app).say(None, "  ").await?;
        Talk(app).error().has("data-code", "empty_message").await
    };
    App::launch().demo("windows").drive(spec).await;
}

#[tokio::test]
async fn one_count_is_shared_and_each_window_and_webview_has_its_own() {
    let spec = async |app: &App| {
        let windows = Windows(app);
        let talk = Talk(app);
        windows.open().await?;
        windows.open_pair().await?;
        talk.press().await?;
        talk.press().await?;
        app.in_webview("window-1", async || {
            talk.press().await?;
            talk.counts(3, 1, 1).await
        })
        .await?;
        app.in_webview("pair-left", async || {
            talk.press().await?;
            talk.counts(4, 1, 1).await
        })
        .await?;
        app.in_webview("pair-right", async || {
            talk.counts(4, 1, 0).await?;
            talk.press().await?;
            talk.counts(5, 2, 1).await?;
            // It is Rust's, so a new document finds it.
            talk.reload().await
        })
        .await?;
        let pair = windows.window("pair");
        pair.webview("pair-right").has("data-documents", "2").await?;
        app.in_webview("pair-right", async || talk.counts(5, 2, 1).await).await?;
        talk.counts(5, 2, 2).await?;
        windows.window("window-1").row().has("data-pressed", "1").await?;
        app.picture("windows").await?;

        // What a window kept goes with it; what all share stays.
        windows.window("window-1").close().await?;
        windows.lists(&["main", "pair"]).await?;
        windows.open().await?;
        windows.window("window-1").row().has("data-pressed", "0").await?;
        talk.counts(5, 2, 2).await
    };
    App::launch().demo("windows").drive(spec).await;
}

#[tokio::test]
async fn page_that_wants_to_be_asked_decides_whether_its_window_closes() {
    let spec = async |app: &App| {
        let windows = Windows(app);
        let talk = Talk(app);
        windows.open().await?;
        let window = windows.window("window-1");
        app.in_webview("window-1", async || talk.toggle_asking().await).await?;

        window.close().await?;
        window.row().has("data-asked", "true").await?;
        app.picture("windows-asked").await?;
        app.in_webview("window-1", async || {
            talk.question().appears().await?;
            app.picture("windows-question").await?;
            talk.let_stay().await?;
            talk.question().disappears().await
        })
        .await?;
        window.row().has("data-asked", "false").await?;

        // The window's own close button asks as well.
        app.ask_other_window_to_close().await?;
        window.row().has("data-asked", "true").await?;
        app.in_webview("window-1", async || talk.let_close().await).await?;
        windows.lists(&["main"]).await?;

        windows.open().await?;
        app.in_webview("window-1", async || talk.toggle_asking().await).await?;
        window.close().await?;
        window.destroy().await?;
        windows.lists(&["main"]).await
    };
    App::launch().demo("windows").drive(spec).await;
}
