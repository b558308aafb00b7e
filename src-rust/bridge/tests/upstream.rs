//! Streams from a page to a command, over the memory transport: what the command reads, and who waits for whom.
#![allow(clippy::unwrap_used, reason = "a test ends where an invariant of its own is broken")]

mod common;

use bytes::Bytes;
use common::{app_of, ids_of, json_of, limited, main_page};
use footbridge::{
    AppHandle, CancellationToken, Channel, Limits, State, Upstream, UpstreamError, Webview, command,
    generate_handler,
    ipc::{SendError, UpstreamId},
    transport::memory::Client,
    wire::header,
};
use http::Response;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::mpsc::{self, Receiver, Sender, TryRecvError};

type Answer = Receiver<Response<Bytes>>;

/// Sends a call with streams in its arguments, which the head announces.
fn call(page: &Client, command: &str, arguments: Value, ids: &str) -> Answer {
    let mut request = page.request(command, header::JSON, arguments.to_string());
    request.headers_mut().insert(header::UPSTREAMS, ids.parse().unwrap());
    page.send(request)
}

fn push_as(page: &Client, place: &str, kind: &str, body: impl Into<Bytes>) -> Answer {
    let mut request = page.request("plugin:footbridge|push", kind, body);
    request.headers_mut().insert(header::UPSTREAM, place.parse().unwrap());
    page.send(request)
}

fn push(page: &Client, place: &str, piece: Value) -> (bool, Value) {
    json_of(&push_as(page, place, header::JSON, piece.to_string()).recv().unwrap())
}

fn push_raw(page: &Client, place: &str, bytes: &[u8]) -> (bool, Value) {
    json_of(&push_as(page, place, header::OCTETS, bytes.to_vec()).recv().unwrap())
}

const TAKEN_IN: (bool, Value) = (true, Value::Null);

fn code(answer: &(bool, Value)) -> &str {
    answer.1["code"].as_str().unwrap_or("none")
}

/// Waits until the page is told that a command has taken its stream.
fn until_taken(page: &Client, id: u32) {
    assert_eq!(page.next_delivery(), [json!([0, id, 0, null])]);
}

#[command]
async fn sum(mut numbers: Upstream<u32>) -> Result<u32, UpstreamError> {
    let mut sum = 0;
    while let Some(number) = numbers.next().await {
        sum += number?;
    }
    Ok(sum)
}

#[command]
fn join(mut bytes: Upstream<Bytes>) -> Result<String, UpstreamError> {
    let mut joined = Vec::new();
    while let Some(piece) = bytes.blocking_next() {
        joined.extend_from_slice(&piece?);
    }
    Ok(format!("{joined:?}"))
}

#[test]
fn a_command_reads_what_the_page_sends_and_the_end() {
    let app = app_of(generate_handler![sum]);
    let page = main_page(&app);
    let answer = call(&page, "sum", json!({ "numbers": "__UPSTREAM__:7" }), "7");
    until_taken(&page, 7);
    assert_eq!(push(&page, "7;0", json!(40)), TAKEN_IN);
    assert_eq!(push(&page, "7;1", json!(2)), TAKEN_IN);
    assert_eq!(push(&page, "7;2;end", json!(null)), TAKEN_IN);
    assert_eq!(json_of(&answer.recv().unwrap()), (true, json!(42)));
    assert_eq!(page.next_delivery(), [json!([4, 7, 1])], "the page hears that nobody reads any more");
    assert_eq!(page.page().document().upstreams_open(), 0);
}

#[test]
fn a_plain_command_reads_raw_pieces_on_its_worker() {
    let app = app_of(generate_handler![join]);
    let page = main_page(&app);
    let answer = call(&page, "join", json!({ "bytes": "__UPSTREAM__:7" }), "7");
    until_taken(&page, 7);
    assert_eq!(push_raw(&page, "7;0", &[1, 2]), TAKEN_IN);
    assert_eq!(push_raw(&page, "7;1", &[]), TAKEN_IN);
    assert_eq!(push_raw(&page, "7;2", &[255]), TAKEN_IN);
    assert_eq!(push(&page, "7;3;end", json!(null)), TAKEN_IN);
    assert_eq!(json_of(&answer.recv().unwrap()), (true, json!("[1, 2, 255]")));
}

#[derive(Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
struct Frame {
    at: u8,
    pixels: Vec<u8>,
}

#[command]
async fn frames(mut frames: Upstream<Frame>) -> Vec<String> {
    let mut seen = Vec::new();
    while let Some(frame) = frames.next().await {
        seen.push(match frame {
            Ok(Frame { at, pixels }) => format!("{at} {pixels:?}"),
            Err(error) => error.to_string(),
        });
    }
    seen
}

#[test]
fn a_piece_holds_bytes_beside_its_json_and_one_that_does_not_fit_is_one_error() {
    let app = app_of(generate_handler![frames]);
    let page = main_page(&app);
    let answer = call(&page, "frames", json!({ "frames": "__UPSTREAM__:7" }), "7");
    until_taken(&page, 7);
    let text = r#"{"at":1,"pixels":"4711-815:0+2"}"#;
    let mut request =
        page.request("plugin:footbridge|push", header::PARTS, [text.as_bytes(), &[8, 9]].concat());
    request.headers_mut().insert(header::UPSTREAM, "7;0".parse().unwrap());
    request.headers_mut().insert(header::BODY_PARTS, format!("4711-815;{}", text.len()).parse().unwrap());
    assert_eq!(json_of(&page.wait(request)), TAKEN_IN);
    assert_eq!(push(&page, "7;1", json!({ "at": 2, "pixels": ["x"] })), TAKEN_IN);
    assert_eq!(push(&page, "7;2", json!({ "at": 3, "pixels": [] })), TAKEN_IN);
    assert_eq!(push(&page, "7;3;end", json!(null)), TAKEN_IN);
    let seen =
        ["1 [8, 9]", "a piece of the stream, at `pixels[0]`: expected u8, received string \"x\"", "3 []"];
    assert_eq!(json_of(&answer.recv().unwrap()), (true, json!(seen)));
}

#[test]
fn the_reason_of_a_stream_that_fails_reaches_the_command() {
    let app = app_of(generate_handler![sum]);
    let page = main_page(&app);
    let answer = call(&page, "sum", json!({ "numbers": "__UPSTREAM__:7" }), "7");
    until_taken(&page, 7);
    assert_eq!(push(&page, "7;0;failed", json!("Error: the camera is off")), TAKEN_IN);
    let error = json_of(&answer.recv().unwrap());
    assert_eq!(code(&error), "upstream_failed");
    assert_eq!(error.1["message"], "the page's stream failed: Error: the camera is off");
}

/// Reads one piece of a stream for each piece of another.
#[command]
async fn read_when_told(
    mut numbers: Upstream<u32>,
    mut cues: Upstream<()>,
    read: Channel<u32>,
) -> Result<(), SendError> {
    while let Some(Ok(())) = cues.next().await {
        if let Some(Ok(number)) = numbers.next().await {
            read.send(number).await?;
        }
    }
    Ok(())
}

#[test]
fn a_command_that_does_not_read_holds_the_page_back() {
    let limits = Limits { upstream_chunks_max: 2, ..Limits::default() };
    let app = limited(generate_handler![read_when_told, ignore], limits);
    let page = main_page(&app);
    let arguments = json!({ "numbers": "__UPSTREAM__:7", "cues": "__UPSTREAM__:8", "read": "__CHANNEL__:9" });
    let _answer = call(&page, "read_when_told", arguments, "7,8");
    let mut words = Vec::new();
    while words.len() < 2 {
        words.extend(page.next_delivery());
    }
    assert_eq!(words, [json!([0, 7, 0, null]), json!([0, 8, 0, null])]);
    assert_eq!(push(&page, "7;0", json!(10)), TAKEN_IN);
    assert_eq!(push(&page, "7;1", json!(11)), TAKEN_IN);
    let third = push_as(&page, "7;2", header::JSON, "12");
    for _ in 0..100 {
        page.invoke("ignore", json!({ "flag": true })).unwrap();
    }
    assert!(matches!(third.try_recv(), Err(TryRecvError::Empty)), "there is room for two");
    assert_eq!(push(&page, "8;0", json!(null)), TAKEN_IN);
    assert_eq!(json_of(&third.recv().unwrap()), TAKEN_IN);
    assert_eq!(page.next_delivery(), [json!([0, 9, 0, 10])]);
}

#[command]
async fn ignore(flag: bool) -> bool {
    flag
}

#[command]
async fn read_one(mut numbers: Upstream<u32>, done: CancellationToken) -> Option<u32> {
    let first = numbers.next().await.and_then(Result::ok);
    drop(numbers);
    done.cancelled().await;
    first
}

#[test]
fn the_page_is_told_when_a_stream_is_dropped_or_never_taken() {
    let app = app_of(generate_handler![ignore, read_one]);
    let page = main_page(&app);
    let answer = call(&page, "ignore", json!({ "flag": true, "extra": "__UPSTREAM__:7" }), "7");
    assert_eq!(json_of(&answer.recv().unwrap()), (true, json!(true)));
    assert_eq!(page.next_delivery(), [json!([4, 7, 0])]);

    let mut request =
        page.request("read_one", header::JSON, json!({ "numbers": "__UPSTREAM__:8" }).to_string());
    request.headers_mut().insert(header::UPSTREAMS, "8".parse().unwrap());
    let ids = ids_of(&request);
    let answer = page.send(request);
    until_taken(&page, 8);
    assert_eq!(push(&page, "8;0", json!(5)), TAKEN_IN);
    assert_eq!(page.next_delivery(), [json!([4, 8, 1])], "while the command still runs");
    assert_eq!(code(&push(&page, "8;1", json!(6))), "upstream_closed");
    page.invoke("plugin:footbridge|cancel", ids).unwrap();
    assert_eq!(json_of(&answer.recv().unwrap()), (true, json!(5)));
}

#[command]
async fn until_error(mut numbers: Upstream<u32>, _token: CancellationToken) -> &'static str {
    loop {
        match numbers.next().await {
            Some(Ok(_)) => {}
            Some(Err(error)) => return error.code(),
            None => return "end",
        }
    }
}

#[test]
fn cancelling_the_call_ends_its_streams() {
    let app = app_of(generate_handler![until_error]);
    let page = main_page(&app);
    let mut request =
        page.request("until_error", header::JSON, json!({ "numbers": "__UPSTREAM__:7" }).to_string());
    request.headers_mut().insert(header::UPSTREAMS, "7".parse().unwrap());
    let ids = ids_of(&request);
    let answer = page.send(request);
    until_taken(&page, 7);
    page.invoke("plugin:footbridge|cancel", ids).unwrap();
    assert_eq!(json_of(&answer.recv().unwrap()), (true, json!("cancelled")));
}

#[command]
async fn outlive(
    mut numbers: Upstream<u32>,
    app: AppHandle,
    told: State<'_, Sender<String>>,
) -> Result<(), ()> {
    let told = told.inner().clone();
    app.runtime().spawn(async move {
        while let Some(number) = numbers.next().await {
            let text = number.map_or_else(|error| error.code().to_owned(), |number| number.to_string());
            told.send(text).unwrap();
        }
    });
    Ok(())
}

#[test]
fn a_stream_outlives_its_call_and_ends_with_its_document() {
    let (sender, told) = mpsc::channel::<String>();
    let app = common::builder_of(generate_handler![outlive]).manage(sender).build().unwrap();
    let page = main_page(&app);
    let answer = call(&page, "outlive", json!({ "numbers": "__UPSTREAM__:7" }), "7");
    until_taken(&page, 7);
    assert!(json_of(&answer.recv().unwrap()).0);
    assert_eq!(push(&page, "7;0", json!(1)), TAKEN_IN);
    assert_eq!(told.recv().unwrap(), "1");
    let left = page.page().document();
    page.page().reset();
    assert_eq!(told.recv().unwrap(), "upstream_gone");
    assert_eq!(left.upstreams_open(), 0);
    assert_eq!(code(&push(&page, "7;1", json!(2))), "upstream_closed");
}

#[derive(Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
struct Job {
    name: String,
    numbers: UpstreamId,
}

#[command]
async fn nested(job: Job, webview: Webview) -> Result<String, UpstreamError> {
    let mut numbers: Upstream<u32> = job.numbers.upstream_on(&webview)?;
    assert!(job.numbers.upstream_on::<u32>(&webview).is_err(), "it is taken once");
    let mut text = job.name;
    while let Some(number) = numbers.next().await {
        text += &format!(" {}", number?);
    }
    Ok(text)
}

#[test]
fn a_stream_nested_in_an_argument_is_taken_by_its_id() {
    let app = app_of(generate_handler![nested]);
    let page = main_page(&app);
    let answer = call(&page, "nested", json!({ "job": { "name": "n", "numbers": "__UPSTREAM__:7" } }), "7");
    until_taken(&page, 7);
    assert_eq!(push(&page, "7;0", json!(1)), TAKEN_IN);
    assert_eq!(push(&page, "7;1;end", json!(null)), TAKEN_IN);
    assert_eq!(json_of(&answer.recv().unwrap()), (true, json!("n 1")));
}

#[test]
fn a_piece_comes_in_order_and_counts_once() {
    let app = app_of(generate_handler![sum]);
    let page = main_page(&app);
    let answer = call(&page, "sum", json!({ "numbers": "__UPSTREAM__:7" }), "7");
    until_taken(&page, 7);
    assert_eq!(code(&push(&page, "7;1", json!(9))), "malformed_request");
    assert_eq!(push(&page, "7;0", json!(1)), TAKEN_IN);
    assert_eq!(push(&page, "7;0", json!(1)), TAKEN_IN, "one that came again is answered alike");
    assert_eq!(push(&page, "7;1;end", json!(null)), TAKEN_IN);
    assert_eq!(json_of(&answer.recv().unwrap()), (true, json!(1)));
}

#[test]
fn a_push_that_belongs_nowhere_is_refused() {
    let app = app_of(generate_handler![sum]);
    let (page, other) = (main_page(&app), Client::open(&app.handle(), "other").unwrap());
    let _answer = call(&page, "sum", json!({ "numbers": "__UPSTREAM__:7" }), "7");
    until_taken(&page, 7);
    assert_eq!(code(&push(&other, "7;0", json!(1))), "upstream_closed", "another page's stream");
    assert_eq!(code(&push(&page, "8;0", json!(1))), "upstream_closed");
    for place in ["", "7", "7;", "7;x", "-7;0", "7;0;stop", "7;0;end;end", "4294967296;0"] {
        assert_eq!(code(&push(&page, place, json!(1))), "malformed_request", "{place}");
    }
    let unplaced = page.request("plugin:footbridge|push", header::JSON, "1");
    assert_eq!(code(&json_of(&page.wait(unplaced))), "malformed_request");
}

#[test]
fn what_is_announced_is_a_list_of_new_ids_within_the_limit() {
    let app = limited(generate_handler![sum], Limits { upstreams_max: 2, ..Limits::default() });
    let page = main_page(&app);
    let arguments = json!({ "numbers": "__UPSTREAM__:7" });
    let refused =
        |ids| code(&json_of(&call(&page, "sum", arguments.clone(), ids).recv().unwrap())).to_owned();
    for ids in ["", "x", "7,", "7,7", "4294967296", "-1"] {
        assert_eq!(refused(ids), "malformed_request", "{ids}");
    }
    assert_eq!(refused("7,8,9"), "too_many_upstreams");
    assert_eq!(page.page().document().upstreams_open(), 0, "a refused call leaves none behind");
    assert_eq!(refused("8"), "bad_argument", "a stream that the head does not name");
}

#[test]
fn a_piece_larger_than_the_limit_is_refused_and_the_next_may_come() {
    let app = limited(generate_handler![join], Limits { upstream_bytes_max: 4, ..Limits::default() });
    let page = main_page(&app);
    let answer = call(&page, "join", json!({ "bytes": "__UPSTREAM__:7" }), "7");
    until_taken(&page, 7);
    assert_eq!(code(&push_raw(&page, "7;0", &[0; 5])), "body_too_large");
    assert_eq!(push_raw(&page, "7;0", &[1; 4]), TAKEN_IN);
    assert_eq!(push(&page, "7;1;end", json!(null)), TAKEN_IN);
    assert_eq!(json_of(&answer.recv().unwrap()), (true, json!("[1, 1, 1, 1]")));
}
