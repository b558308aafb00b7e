//! Channels over the memory transport: what a page gets, in which order, and who waits for whom.
#![allow(clippy::unwrap_used, reason = "a test ends where an invariant of its own is broken")]

mod common;

use std::sync::{Arc, Mutex, mpsc};

use bytes::Bytes;
use common::{builder_of, limited, main_page};
use footbridge::{
    App, CancellationToken, Channel, Commands, Limits, State, Webview, command, generate_handler,
    ipc::{JavaScriptChannelId, Response, SendError},
    transport::memory::Client,
    wire::header,
};
use serde::Deserialize;
use serde_json::{Value, json};

/// An app that parks what is not small, as Tauri 2 does.
fn app_with_thresholds(commands: Commands) -> App {
    let small = Limits {
        channel_inline_json_bytes_max: 8_192,
        channel_inline_raw_bytes_max: 1_024,
        ..Limits::default()
    };
    limited(commands, small)
}

#[command]
async fn count(to: u32, numbers: Channel<u32>) -> Result<(), SendError> {
    for number in 0..to {
        numbers.send(number).await?;
    }
    Ok(())
}

/// All entries up to and with the end of a channel. Only what is asked for next counts as run, as in a page.
fn until_end(page: &Client) -> Vec<Value> {
    let mut entries = Vec::new();
    while entries.last().is_none_or(|entry: &Value| entry[0] != 4) {
        entries.extend(page.next_delivery());
    }
    entries
}

#[test]
fn messages_come_in_order_with_their_index_and_an_end() {
    let app = app_with_thresholds(generate_handler![count]);
    let page = main_page(&app);
    page.invoke("count", json!({ "to": 3, "numbers": "__CHANNEL__:9" })).unwrap();
    assert_eq!(
        until_end(&page),
        [json!([0, 9, 0, 0]), json!([0, 9, 1, 1]), json!([0, 9, 2, 2]), json!([4, 9, 3])]
    );
    assert_eq!(page.page().document().channels_open(), 0, "the table is empty again");
}

#[command]
async fn send_text(json: String, texts: Channel<Response>) -> Result<(), SendError> {
    texts.send(Response::new(json)).await
}

#[test]
fn text_that_a_command_says_is_json_is_never_part_of_the_script() {
    let app = app_with_thresholds(generate_handler![send_text]);
    let page = main_page(&app);
    for text in ["]);alert(1);([", r#"{"__proto__":1}"#] {
        page.invoke("send_text", json!({ "json": text, "texts": "__CHANNEL__:9" })).unwrap();
        assert_eq!(until_end(&page), [json!([1, 9, 0, text]), json!([4, 9, 1])]);
    }
}

#[command]
async fn send_bytes(sizes: Vec<usize>, bytes: Channel<Response>) -> Result<(), SendError> {
    for size in sizes {
        bytes.send(Response::new(vec![7; size])).await?;
    }
    Ok(())
}

#[command]
async fn send_strings(sizes: Vec<usize>, strings: Channel<String>) -> Result<(), SendError> {
    for size in sizes {
        strings.send("s".repeat(size)).await?;
    }
    Ok(())
}

/// Fetches a parked message as a page does.
fn fetch(page: &Client, parcel: &Value) -> http::Response<Bytes> {
    let mut request = page.request("plugin:__TAURI_CHANNEL__|fetch", header::JSON, "null");
    request.headers_mut().insert(header::CHANNEL_ID, parcel.to_string().parse().unwrap());
    page.wait(request)
}

#[test]
fn a_message_at_the_threshold_is_parked_and_fetched_once() {
    let app = app_with_thresholds(generate_handler![send_bytes, send_strings]);
    let page = main_page(&app);
    page.invoke("send_bytes", json!({ "sizes": [1023, 1024], "bytes": "__CHANNEL__:9" })).unwrap();
    let entries = until_end(&page);
    assert_eq!(entries.iter().map(|entry| entry[0].as_u64().unwrap()).collect::<Vec<_>>(), [2, 3, 4]);
    let response = fetch(&page, &entries[1][3]);
    assert_eq!(response.headers()[header::RESPONSE], header::OK);
    assert_eq!(response.body().len(), 1024);
    assert_eq!(
        fetch(&page, &entries[1][3]).headers()[header::RESPONSE],
        header::FAILED,
        "each is fetched once"
    );

    // Two quotes belong to the JSON.
    page.invoke("send_strings", json!({ "sizes": [8189, 8190], "strings": "__CHANNEL__:9" })).unwrap();
    let kinds: Vec<_> = until_end(&page).iter().map(|entry| entry[0].as_u64().unwrap()).collect();
    assert_eq!(kinds, [0, 3, 4]);
}

#[test]
fn another_page_cannot_fetch_what_is_parked() {
    let app = app_with_thresholds(generate_handler![send_bytes]);
    let (page, other) = (main_page(&app), Client::open(&app.handle(), "other").unwrap());
    page.invoke("send_bytes", json!({ "sizes": [2000], "bytes": "__CHANNEL__:9" })).unwrap();
    let parcel = until_end(&page)[0][3].clone();
    assert_eq!(fetch(&other, &parcel).headers()[header::RESPONSE], header::FAILED);
    assert_eq!(fetch(&page, &parcel).headers()[header::RESPONSE], header::OK);
}

#[test]
fn what_is_parked_of_a_channel_that_nobody_reads_gives_its_room_back() {
    let app = app_with_thresholds(generate_handler![send_bytes]);
    let page = main_page(&app);
    for channel in [8, 9] {
        let bytes = format!("__CHANNEL__:{channel}");
        page.invoke("send_bytes", json!({ "sizes": [2000, 2000], "bytes": bytes })).unwrap();
    }
    let document = page.page().document();
    assert_eq!(document.messages_parked(), 4);
    // Rust has dropped the channel by now; what it left is let go all the same.
    page.invoke("plugin:footbridge|close_channel", json!({ "channel": 9 })).unwrap();
    assert_eq!(document.messages_parked(), 2, "those of the other channel");
}

#[test]
fn a_late_fetch_finds_nothing_of_the_document_that_came_after() {
    let app = app_with_thresholds(generate_handler![send_bytes]);
    let page = main_page(&app);
    let parcel_of_a_message = || {
        page.invoke("send_bytes", json!({ "sizes": [2000], "bytes": "__CHANNEL__:9" })).unwrap();
        until_end(&page)[0][3].clone()
    };
    let before = parcel_of_a_message();
    page.page().reset();
    let after = parcel_of_a_message();
    assert_eq!(fetch(&page, &before).headers()[header::RESPONSE], header::FAILED);
    assert_eq!(fetch(&page, &after).headers()[header::RESPONSE], header::OK);
}

#[command]
async fn wait_until_closed(numbers: Channel<u32>) {
    numbers.closed().await;
}

#[test]
fn the_end_comes_to_a_page_that_closed_the_channel_or_has_too_many() {
    let limits = Limits { channels_max: 1, ..Limits::default() };
    let app = limited(generate_handler![wait_until_closed], limits);
    let page = main_page(&app);
    let call = page.request("wait_until_closed", header::JSON, r#"{"numbers":"__CHANNEL__:9"}"#);
    let answer = page.send(call);
    while page.page().document().channels_open() == 0 {
        std::thread::yield_now();
    }
    page.invoke("wait_until_closed", json!({ "numbers": "__CHANNEL__:10" })).unwrap();
    assert_eq!(until_end(&page), [json!([4, 10, 0])], "one more than there may be");
    page.invoke("plugin:footbridge|close_channel", json!({ "channel": 9 })).unwrap();
    assert_eq!(until_end(&page), [json!([4, 9, 0])]);
    answer.recv().unwrap();
}

/// What a sender that cannot wait was told, until it was told that the channel is full.
#[command]
fn fill(numbers: Channel<u32>) -> (u32, &'static str) {
    (0..1_000).find_map(|number| numbers.try_send(number).err().map(|error| (number, error.code()))).unwrap()
}

#[test]
fn a_sender_that_cannot_wait_is_told_that_the_channel_is_full() {
    let app = limited(generate_handler![fill], Limits { outbox_bytes_max: 1_770, ..Limits::default() });
    let page = main_page(&app);
    let (sent, error): (u32, String) =
        serde_json::from_value(page.invoke("fill", json!({ "numbers": "__CHANNEL__:9" })).unwrap()).unwrap();
    // A number of one digit is counted as 177 bytes: itself, the frame of its entry, and the entry.
    assert_eq!((sent, error.as_str()), (10, "channel_full"));
    assert_eq!(until_end(&page).len(), 11, "what was sent arrives");
}

#[test]
fn a_sender_waits_while_its_page_is_behind_and_memory_stays_flat() {
    let app = limited(generate_handler![count], Limits { outbox_bytes_max: 17_700, ..Limits::default() });
    let page = main_page(&app);
    let body = json!({ "to": 20_000, "numbers": "__CHANNEL__:9" }).to_string();
    let answer = page.send(page.request("count", header::JSON, body));
    let mut next = 0;
    loop {
        let waiting = page.page().document().outbox().waiting();
        assert!(waiting <= 101, "{waiting} messages wait");
        let entries = page.next_delivery();
        for entry in &entries[..] {
            assert_eq!(entry[2], next);
            next += 1;
        }
        if entries.last().unwrap()[0] == 4 {
            break;
        }
    }
    assert_eq!(next, 20_001);
    assert_eq!(answer.recv().unwrap().headers()[header::RESPONSE], header::OK);
}

#[test]
fn a_page_that_asks_for_a_window_is_never_sent_more_than_it() {
    let app = app_with_thresholds(generate_handler![count]);
    let page = main_page(&app);
    let body = json!({ "to": 10, "numbers": "__CHANNEL__:9:4" }).to_string();
    let answer = page.send(page.request("count", header::JSON, body));
    let mut entries = Vec::new();
    for consumed in [0, 2, 3, 7, 1_000_000] {
        page.invoke("plugin:footbridge|credit", json!({ "channel": 9, "consumed": consumed })).unwrap();
        let may_have_come = 10.min(consumed + 4);
        while entries.len() < may_have_come {
            entries.extend(page.next_delivery());
        }
        let messages = entries.iter().filter(|entry| entry[0] == 0).count();
        assert!(messages <= may_have_come, "{consumed} consumed, {messages} sent");
    }
    assert_eq!(answer.recv().unwrap().headers()[header::RESPONSE], header::OK);
    assert_eq!(entries[..10], (0..10).map(|n| json!([0, 9, n, n])).collect::<Vec<_>>());
}

/// Sends until nobody reads, then says so.
#[command]
async fn endless(numbers: Channel<u32>, ends: State<'_, Ends>) -> Result<(), SendError> {
    for number in 0.. {
        if let Err(error) = numbers.send(number).await {
            ends.0.lock().unwrap().send(error.clone()).unwrap();
            return Err(error);
        }
    }
    Ok(())
}

struct Ends(Mutex<mpsc::Sender<SendError>>);

#[test]
fn a_sender_hears_that_the_reader_has_stopped() {
    let (sender, _ends) = mpsc::channel();
    let app = builder_of(generate_handler![endless]).manage(Ends(Mutex::new(sender))).build().unwrap();
    let page = main_page(&app);
    let answer = page.send(page.request("endless", header::JSON, r#"{"numbers":"__CHANNEL__:9"}"#));
    page.next_delivery();
    page.invoke("plugin:footbridge|close_channel", json!({ "channel": 9 })).unwrap();
    let response = answer.recv().unwrap();
    let error: Value = serde_json::from_slice(response.body()).unwrap();
    assert_eq!(error["code"], "channel_closed");
}

/// Holds a channel beyond its call, and on a thread of its own.
#[command]
fn outlive(numbers: Channel<u32>, ends: State<'_, Ends>, token: CancellationToken) {
    let ends = ends.0.lock().unwrap().clone();
    drop(token);
    std::thread::spawn(move || {
        let error = (0..).find_map(|number| numbers.blocking_send(number).err());
        ends.send(error.unwrap()).unwrap();
    });
}

#[test]
fn a_page_that_reloads_closes_its_channels_and_starts_clean() {
    let (sender, ends) = mpsc::channel();
    let app =
        builder_of(generate_handler![outlive, send_bytes]).manage(Ends(Mutex::new(sender))).build().unwrap();
    let page = main_page(&app);
    page.invoke("outlive", json!({ "numbers": "__CHANNEL__:9" })).unwrap();
    page.invoke("send_bytes", json!({ "sizes": [200_000], "bytes": "__CHANNEL__:10" })).unwrap();
    let document = page.page().document();
    assert_eq!(document.messages_parked(), 1);
    page.page().reset();
    assert_eq!(ends.recv().unwrap(), SendError::Closed);
    assert_eq!((document.messages_parked(), document.outbox().waiting()), (0, 0));
    assert_eq!(page.page().document().channels_open(), 0);
}

#[derive(Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
struct Job {
    name: String,
    progress: JavaScriptChannelId,
}

#[command]
async fn run_jobs(jobs: Vec<Job>, webview: Webview) -> Result<(), SendError> {
    for job in jobs {
        let progress: Channel<String> = job.progress.channel_on(&webview);
        progress.send(job.name).await?;
    }
    Ok(())
}

#[test]
fn a_channel_may_stand_anywhere_in_an_argument() {
    let app = app_with_thresholds(generate_handler![run_jobs]);
    let page = main_page(&app);
    let jobs =
        json!([{ "name": "a", "progress": "__CHANNEL__:1" }, { "name": "b", "progress": "__CHANNEL__:2" }]);
    page.invoke("run_jobs", json!({ "jobs": jobs })).unwrap();
    let mut entries = Vec::new();
    while entries.len() < 4 {
        entries.extend(page.next_delivery());
    }
    assert_eq!(entries, [json!([0, 1, 0, "a"]), json!([4, 1, 1]), json!([0, 2, 0, "b"]), json!([4, 2, 1])]);
    let error = page.invoke("run_jobs", json!({ "jobs": [{ "name": "a", "progress": "no" }] })).unwrap_err();
    assert_eq!(error["code"], "bad_argument");
    assert_eq!(error["argument"], "jobs[0].progress");
}

#[test]
fn many_threads_share_a_channel_and_no_index_is_left_out() {
    #[command]
    fn crowd(numbers: Channel<u32>) {
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| (0..500).for_each(|number| numbers.blocking_send(number).unwrap()));
            }
        });
    }
    let app = limited(generate_handler![crowd], Limits { outbox_bytes_max: 2_000, ..Limits::default() });
    let page = main_page(&app);
    let answer = page.send(page.request("crowd", header::JSON, r#"{"numbers":"__CHANNEL__:9:64"}"#));
    let mut next = 0;
    while next < 4_000 {
        for entry in page.next_delivery() {
            assert_eq!(entry[2], next);
            next += 1;
        }
        page.invoke("plugin:footbridge|credit", json!({ "channel": 9, "consumed": next })).unwrap();
    }
    assert_eq!(answer.recv().unwrap().headers()[header::RESPONSE], header::OK);
}

#[test]
fn a_channel_made_in_rust_hands_its_messages_to_a_function() {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&heard);
    let channel = Channel::<u32>::new(move |body| log.lock().unwrap().push(format!("{}", body.len())));
    channel.try_send(7).unwrap();
    channel.blocking_send(1234).unwrap();
    assert_eq!(*heard.lock().unwrap(), ["1", "4"]);
}
