//! Who is meant hears, and nobody else: Rust and two windows emit and listen, once, filtered, and no longer.

use e2e::pages::{Events, Second};
use e2e::{App, Result};

/// The second window open, and all three listening for `letter`.
async fn everybody_listens(app: &App) -> Result {
    let events = Events(app);
    events.is_ready().await?;
    events.open_second().await?;
    app.in_other_window(async || Second(app).listen().await).await?;
    for hearer in ["rust", "main"] {
        events.listen(hearer).await?;
    }
    for hearer in ["rust", "main", "second"] {
        events.counts(hearer, "1").await?;
    }
    Ok(())
}

#[tokio::test]
async fn event_reaches_whom_it_is_for_and_nobody_else() {
    let spec = async |app: &App| {
        let events = Events(app);
        everybody_listens(app).await?;
        for (from, to, heard) in [
            ("page", "everybody", [1, 1, 1]),
            ("page", "second", [0, 0, 1]),
            ("page", "main", [0, 1, 0]),
            ("page", "app", [1, 0, 0]),
            // The pages listen as a window and its webview in one, which is not the window alone.
            ("page", "window", [0, 0, 0]),
            ("rust", "webview-window", [0, 0, 1]),
            ("rust", "filter", [1, 1, 0]),
        ] {
            let text = format!("To {to}, from {from}.");
            events.emit(from, to, &text).await?;
            events.heard(&text, heard).await?;
        }
        events.scroll_to_timeline().await?;
        app.picture("events").await
    };
    App::launch().demo("events").drive(spec).await;
}

#[tokio::test]
async fn second_window_emits_to_the_first_and_gets_bytes_as_they_are() {
    let spec = async |app: &App| {
        let events = Events(app);
        everybody_listens(app).await?;
        app.in_other_window(async || Second(app).emit("From the other side.").await).await?;
        events.heard("From the other side.", [1, 1, 1]).await?;

        events.emit_bytes("Zoë, as bytes.").await?;
        events.heard("Zoë, as bytes.", [1, 1, 1]).await?;
        app.in_other_window(async || {
            Second(app).heard().has("data-form", "bytes").await?;
            Second(app).heard().says("Zoë, as bytes.").await?;
            app.picture("events-second").await
        })
        .await
    };
    App::launch().demo("events").drive(spec).await;
}

#[tokio::test]
async fn listener_hears_once_or_until_it_stops_and_the_counts_go_back_to_zero() {
    let spec = async |app: &App| {
        let events = Events(app);
        events.is_ready().await?;
        for hearer in ["rust", "main"] {
            events.listen_once(hearer).await?;
            events.counts(hearer, "1").await?;
        }
        events.emit("page", "everybody", "First.").await?;
        events.heard("First.", [1, 1, 0]).await?;
        for hearer in ["rust", "main"] {
            events.counts(hearer, "0").await?;
        }
        events.emit("page", "everybody", "Second.").await?;
        events.heard("Second.", [0, 0, 0]).await?;

        for hearer in ["rust", "main"] {
            events.listen(hearer).await?;
            events.counts(hearer, "1").await?;
            events.stop(hearer).await?;
            events.counts(hearer, "0").await?;
        }
        events.emit("page", "everybody", "Third.").await?;
        events.heard("Third.", [0, 0, 0]).await
    };
    App::launch().demo("events").drive(spec).await;
}

#[tokio::test]
async fn window_that_closes_and_page_that_reloads_take_their_listeners_with_them() {
    let spec = async |app: &App| {
        let events = Events(app);
        everybody_listens(app).await?;
        app.close_other_window().await?;
        events.counts("second", "closed").await?;
        events.emit("page", "everybody", "Who is left?").await?;
        events.heard("Who is left?", [1, 1, 0]).await?;

        app.reload().await?;
        events.is_ready().await?;
        events.counts("main", "0").await?;
        // Rust's own are Rust's: a page that comes and goes leaves them.
        events.counts("rust", "1").await?;
        events.emit("page", "everybody", "And now?").await?;
        events.heard("And now?", [1, 0, 0]).await?;
        events.stop("rust").await?;
        events.counts("rust", "0").await
    };
    App::launch().demo("events").drive(spec).await;
}

#[tokio::test]
async fn whoever_listens_for_anybody_hears_what_is_not_meant_for_it() {
    let spec = async |app: &App| {
        let events = Events(app);
        events.is_ready().await?;
        events.hear_for("anybody").await?;
        for hearer in ["rust", "main"] {
            events.listen(hearer).await?;
            events.counts(hearer, "1").await?;
        }
        events.emit("page", "second", "For nobody here.").await?;
        events.heard("For nobody here.", [1, 1, 0]).await
    };
    App::launch().demo("events").drive(spec).await;
}

#[tokio::test]
async fn windows_tell_of_themselves() {
    let spec = async |app: &App| {
        let events = Events(app);
        events.is_ready().await?;
        events.toggle_window_events().await?;
        events.counts("main", "10").await?;
        app.resize(1100, 760).await?;
        for hearer in ["Rust", "main"] {
            events.times("tauri://resize", hearer).appears().await?;
            let times = events.times("tauri://resize", hearer);
            e2e::eventually(
                "the resize to be heard",
                || times.attribute("data-times"),
                |times| times.as_deref().is_some_and(|times| times != "0"),
            )
            .await?;
        }
        events.open_second().await?;
        app.close_other_window().await?;
        events.times("tauri://destroyed", "main").has("data-times", "1").await?;
        events.scroll_to_timeline().await?;
        app.picture("events-windows").await?;
        events.toggle_window_events().await?;
        events.counts("main", "0").await
    };
    App::launch().demo("events").drive(spec).await;
}

#[tokio::test]
async fn name_that_no_event_can_have_is_refused_in_words() {
    let spec = async |app: &App| {
        let events = Events(app);
        events.is_ready().await?;
        events.name("no name!").await?;
        events.emit("page", "everybody", "Hello.").await?;
        events.emit_error().has("data-code", "bad_argument").await?;
        events.listen("main").await?;
        events.listen_error().has("data-code", "bad_argument").await?;
        events.emit("rust", "everybody", "Hello.").await?;
        events.emit_error().has("data-code", "not_emitted").await
    };
    App::launch().demo("events").drive(spec).await;
}
