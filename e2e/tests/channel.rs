//! Messages that arrive out of order are given out in order, and no producer runs ahead of its reader.

use e2e::pages::{Channel, Held, Shell};
use e2e::{App, Result, eventually};

/// Messages that may be ahead of the reader: what the page asks for.
const WINDOW: u32 = 16;
/// Numbers that a page may be ahead of Rust: eight that wait for the command, and one that waits for room.
const UP_WINDOW: u32 = 9;

#[tokio::test]
async fn order_is_restored_though_messages_arrive_out_of_order() {
    let spec = async |app: &App| {
        let channel = Channel(app);
        let in_order: Vec<u32> = (1..=24).collect();
        for form in ["raw", "json"] {
            channel.order_as(form).await?;
            channel.send().await?;
            let arrivals = channel.arrivals().await?;
            let mut numbers: Vec<u32> = arrivals.iter().map(|arrival| arrival.number).collect();
            assert_ne!(numbers, in_order, "the large ones are fetched, which takes longer");
            numbers.sort_unstable();
            assert_eq!(numbers, in_order, "each arrives once");
            for arrival in arrivals {
                let way = if arrival.number % 3 == 1 { "fetched" } else { "pushed" };
                assert_eq!(arrival.way, way, "{form} message {}", arrival.number);
            }
            assert_eq!(channel.delivered().await?, in_order, "{form}");
            channel.order().says("all were given out in order").await?;
        }
        Shell(app).status().says("0 in flight").await?;
        app.picture("channel").await?;

        channel.toggle_mixing().await?;
        channel.send().await?;
        channel.order().says("Nothing had to wait").await?;
        assert!(channel.arrivals().await?.iter().all(|arrival| arrival.way == "pushed"));
        Ok(())
    };
    App::launch().demo("channel").drive(spec).await;
}

#[tokio::test]
async fn one_byte_decides_whether_a_message_is_pushed_or_fetched() {
    let spec = async |app: &App| {
        let channel = Channel(app);
        for (form, threshold) in [("raw", 131_072), ("json", 131_072)] {
            channel.size_as(form).await?;
            for bytes in threshold - 7..=threshold {
                channel.one_byte_more().await?;
                channel.way().has("data-bytes", &bytes.to_string()).await?;
                let way = if bytes < threshold { "pushed" } else { "fetched" };
                channel.way().has("data-way", way).await?;
            }
            channel.one_byte_less().await?;
            channel.way().has("data-bytes", &(threshold - 1).to_string()).await?;
            channel.way().has("data-way", "pushed").await?;
        }
        app.picture("channel-threshold").await
    };
    App::launch().demo("channel").drive(spec).await;
}

/// Waits until the producer stands at the end of its window, then lets it go on, and stops it.
async fn is_held_back(channel: &Channel<'_>, stream: &str) -> Result<Held> {
    channel.pace(stream, "still").await?;
    channel.start(stream).await?;
    let held = async || channel.held(stream).await;
    eventually("the producer to be held back", held, |held| held.most > 0 && held.made == held.most).await
}

#[tokio::test]
async fn reader_that_stands_still_holds_rust_back_and_one_that_goes_on_lets_it_go_on() {
    let spec = async |app: &App| {
        let channel = Channel(app);
        let held = async || channel.held("flow").await;
        let at_first = is_held_back(&channel, "flow").await?;
        assert_eq!((at_first.made, at_first.read), (WINDOW, 0), "{at_first:?}");
        app.picture("channel-held").await?;

        for pace in ["slow", "fast"] {
            let before = held().await?;
            channel.pace("flow", pace).await?;
            eventually("both to go on", held, |held| {
                held.made > before.made + 5 && held.read > before.read + 5
            })
            .await?;
        }
        channel.stop("flow").await?;
        channel.ended("flow").says("Rust stopped").await?;
        let at_last = held().await?;
        assert!(at_last.most <= WINDOW, "{at_last:?}");
        assert!(at_last.made > 2 * WINDOW, "far more went through than may wait: {at_last:?}");
        Ok(())
    };
    App::launch().demo("channel").drive(spec).await;
}

#[tokio::test]
async fn rust_that_stands_still_holds_the_page_back_and_takes_all_before_the_end() {
    let spec = async |app: &App| {
        let channel = Channel(app);
        let held = async || channel.held("up").await;
        channel.pace("up", "still").await?;
        channel.start("up").await?;
        eventually("the page to be held back", held, |held| held.made == UP_WINDOW && held.read == 0).await?;
        channel.gauge("up").scroll_to().await?;
        app.picture("channel-up").await?;

        for pace in ["slow", "fast"] {
            let before = held().await?;
            channel.pace("up", pace).await?;
            eventually("both to go on", held, |held| {
                held.made > before.made + UP_WINDOW && held.read > before.read + UP_WINDOW
            })
            .await?;
        }
        channel.stop("up").await?;
        channel.ended("up").has("data-by", "page").await?;
        channel.ended("up").says("Rust took them all").await?;
        let at_last = held().await?;
        assert_eq!(at_last.made, at_last.read, "the end comes behind the last number: {at_last:?}");
        assert_eq!(at_last.most, UP_WINDOW, "{at_last:?}");
        Ok(())
    };
    App::launch().demo("channel").drive(spec).await;
}

#[tokio::test]
async fn stream_that_rust_drops_ends_in_the_page() {
    let spec = async |app: &App| {
        let channel = Channel(app);
        let held = async || channel.held("up").await;
        channel.start("up").await?;
        channel.gauge("up").scroll_to().await?;
        eventually("Rust to take some", held, |held| held.read > 0).await?;
        channel.drop_in_rust().await?;
        channel.ended("up").has("data-by", "rust").await?;
        channel.ended("up").says("The generator was told").await?;
        let at_last = held().await?;
        assert!(at_last.read > 0 && at_last.made > at_last.read, "dropped before its end: {at_last:?}");
        assert!(at_last.made <= at_last.read + UP_WINDOW, "{at_last:?}");
        Shell(app).status().says("0 in flight").await?;
        Ok(())
    };
    App::launch().demo("channel").drive(spec).await;
}

#[tokio::test]
async fn hundred_thousand_messages_and_events_arrive_complete_and_in_order() {
    let spec = async |app: &App| {
        let channel = Channel(app);
        for form in ["messages", "events"] {
            channel.open_the_tap(form, 100_000).await?;
            channel.firehose().says("each in its place").await?;
            channel.firehose().has("data-misplaced", "0").await?;
        }
        Ok(())
    };
    App::launch().demo("channel").drive(spec).await;
}

#[tokio::test]
async fn channel_that_lost_a_message_ends_with_an_error_in_words() {
    let spec = async |app: &App| {
        let channel = Channel(app);
        channel.open_the_tap("messages", 10_000).await?;
        channel.lose_a_message().await?;
        channel.loss().has("data-code", "message_lost").await?;
        channel.loss().says("could not be fetched").await?;
        channel.before_the_loss().has("data-count", "2").await?;
        channel.loss().scroll_to().await?;
        app.picture("channel-lost").await
    };
    App::launch().demo("channel").drive(spec).await;
}
