//! The generated TypeScript client.
#![cfg(feature = "bindings")]

use footbridge::{
    AppHandle, Channel, Commands, SafeInteger, State, command, events, generate_handler,
    ipc::{JavaScriptChannelId, Request, Response, SendError, UpstreamId},
    typed::{Client, Unwritable},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where something is.
#[derive(Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
struct Place {
    house_number: u32,
    street: Option<String>,
}

#[derive(Serialize, TS)]
#[serde(tag = "code", rename_all = "snake_case")]
enum MoveError {
    TooFar { kilometres: f64 },
}

/// Moves to a place.
///
/// Says how long it took.
#[command]
async fn move_to(
    place: Place,
    note: Option<String>,
    state: State<'_, u32>,
) -> Result<SafeInteger, MoveError> {
    drop((place, note, state));
    Err(MoveError::TooFar { kilometres: 1.0 })
}

#[command]
fn read(app: AppHandle) -> Response {
    drop(app);
    Response::new(Vec::new())
}

#[command]
fn write(request: Request<'_>) {
    let _ = request;
}

#[command(rename_all = "snake_case")]
fn delete(only_this: Option<&str>) -> Vec<Place> {
    let _ = only_this;
    Vec::new()
}

fn typescript<const N: usize>(commands: [Commands; N]) -> Result<String, Unwritable> {
    commands.into_iter().fold(Client::new(), Client::commands).typescript()
}

#[command]
async fn stream(places: Channel<Place>, pieces: Channel<Response>, other: Channel) -> Result<(), SendError> {
    drop((places, pieces, other));
    Ok(())
}

#[test]
fn a_channel_is_named_with_what_goes_through_it() {
    let text = typescript([generate_handler![stream]]).unwrap();
    let imports =
        r#"import { call, type Bytes, type Call, type CallOptions, type Channel } from "../bridge";"#;
    assert!(text.contains(imports), "{text}");
    let arguments = "places: Channel<Place>, pieces: Channel<ArrayBuffer>, other: Channel<unknown>";
    assert!(text.contains(&format!("stream(args: {{ {arguments} }}")), "{text}");
    assert!(text.contains("Call<null, { code: string; message: string }>"), "{text}");
}

#[derive(Deserialize, TS)]
struct Job {
    steps: JavaScriptChannelId,
    lines: UpstreamId,
}

#[command]
fn start(job: Job, again: Option<JavaScriptChannelId>) {
    let _ = (job.steps, job.lines, again);
}

#[test]
fn channels_and_streams_within_arguments_are_named() {
    let text = typescript([generate_handler![start]]).unwrap();
    assert!(text.contains("type CallOptions, type Channel }"), "{text}");
    assert!(text.contains("steps: JavaScriptChannelId, lines: UpstreamId"), "{text}");
    assert!(text.contains("type JavaScriptChannelId = Channel<any>;"), "{text}");
    assert!(text.contains("type UpstreamId = AsyncIterable<any> | ReadableStream<any>;"), "{text}");
}

#[test]
fn a_client_has_one_function_a_command_named_and_documented_as_in_rust() {
    let text = typescript([generate_handler![move_to, read, write, delete]]).unwrap();
    let expected = r#"// Written from the Rust commands; `cargo xtask bindings` renews it. Do not edit.
import { call, type Bytes, type Call, type CallOptions } from "../bridge";

export type MoveError = { "code": "too_far", kilometres: number, };

/**
 * Where something is.
 */
export type Place = { houseNumber: number, street: string | null, };

/**
 * Moves to a place.
 *
 * Says how long it took.
 */
export function move_to(args: { place: Place, note?: string | null }, options?: CallOptions): Call<number, MoveError> {
  return call("move_to", args, options);
}

export function read(options?: CallOptions): Call<ArrayBuffer> {
  return call("read", undefined, options);
}

export function write(body: Bytes, options?: CallOptions): Call<null> {
  return call("write", body, options);
}

export function delete_(args?: { only_this?: string | null }, options?: CallOptions): Call<Array<Place>> {
  return call("delete", args, options);
}
"#;
    assert_eq!(text, expected);
}

#[command(rename = "my-command")]
fn dashed(#[name = "a-b"] a: u32) {
    let _ = a;
}

#[command]
fn anything(value: serde_json::Value) -> serde_json::Value {
    value
}

#[test]
fn any_json_has_a_type_too() {
    let text = typescript([generate_handler![anything]]).unwrap();
    assert!(text.contains("export type JsonValue = "), "{text}");
    assert!(text.contains("function anything(args: { value: JsonValue }"), "{text}");
}

#[command]
fn call(error: Option<u8>) -> Result<(), footbridge::InvokeError> {
    let _ = error;
    Ok(())
}

#[test]
fn names_that_typescript_cannot_take_are_quoted_or_get_a_line_behind() {
    let text = typescript([generate_handler![dashed, call]]).unwrap();
    assert!(text.contains("function my_command(args: { \"a-b\": number }"), "{text}");
    assert!(text.contains("call(\"my-command\", args, options)"), "{text}");
    assert!(text.contains("function call_(args?: { error?: number | null }"), "{text}");
    assert!(text.contains("Call<null, unknown>"), "{text}");
}

mod same {
    use footbridge::command;

    #[command]
    pub fn my_command() {}
}

#[test]
fn two_functions_of_one_name_are_refused() {
    let error = typescript([generate_handler![dashed, same::my_command]]).unwrap_err().to_string();
    assert!(error.contains("`my-command` and `my_command`"), "{error}");
}

mod large {
    use super::*;

    #[derive(Serialize, TS)]
    pub struct Nested {
        deep: Vec<Option<u64>>,
    }

    #[derive(Serialize, TS)]
    pub struct Sized {
        length: usize,
    }

    #[command]
    pub fn argument(size: u64) {
        let _ = size;
    }

    #[command]
    pub fn list() -> Vec<i64> {
        Vec::new()
    }

    #[command]
    pub fn nested() -> Nested {
        Nested { deep: Vec::new() }
    }

    #[command]
    pub fn size() -> Result<Sized, String> {
        Ok(Sized { length: 0 })
    }

    #[command]
    pub fn error() -> Result<(), i128> {
        Ok(())
    }

    #[command]
    pub fn sizes() -> Vec<usize> {
        Vec::new()
    }
}

#[test]
fn integers_that_a_page_would_round_are_refused_when_the_client_is_written() {
    let refused = [
        (generate_handler![large::argument], "argument `size`"),
        (generate_handler![large::list], "what it returns"),
        (generate_handler![large::nested], "what it returns"),
        (generate_handler![large::size], "what it returns"),
        (generate_handler![large::sizes], "what it returns"),
        (generate_handler![large::error], "its error"),
    ];
    for (commands, place) in refused {
        let error = typescript([commands]).expect_err(commands.names()[0]).to_string();
        assert!(error.contains(commands.names()[0]) && error.contains(place), "{error}");
        assert!(error.contains("bindings.rs:") && error.contains("SafeInteger"), "{error}");
    }
}

mod notes {
    use footbridge::command;

    #[command]
    pub fn add_line(text: String) {
        let _ = text;
    }
}

#[test]
fn a_plugins_function_has_the_plugins_name_before_its_own() {
    let text = Client::new().plugin("my-notes", generate_handler![notes::add_line]).typescript().unwrap();
    assert!(text.contains("function my_notes_add_line(args: { text: string }"), "{text}");
    assert!(text.contains(r#"call("plugin:my-notes|add_line", args, options)"#), "{text}");
}

#[test]
fn events_are_one_type_and_the_functions_that_know_it() {
    let events = events!["moved" => Place, "app://picture" => Response, "done" => ()];
    let text = Client::new().events(events).typescript().unwrap();
    let expected = r#"
export interface AppEvents {
  "moved": Place;
  "app://picture": ArrayBuffer;
  "done": null;
}

/** `listen`, `once`, `emit` and `emitTo` for these events. */
export const events = typedEvents<AppEvents>();
"#;
    assert!(text.ends_with(expected), "{text}");
    assert!(text.contains("export type Place = "), "{text}");
    assert!(text.contains("import { call, typedEvents, type Bytes"), "{text}");
    assert!(!typescript([generate_handler![read]]).unwrap().contains("typedEvents"));
}

#[test]
fn an_event_is_declared_once_and_holds_no_integer_that_a_page_would_round() {
    let twice = Client::new().events(events!["a" => u8]).events(events!["a" => u8]);
    let error = twice.typescript().unwrap_err().to_string();
    assert!(error.contains("event `a`") && error.matches("bindings.rs:").count() == 2, "{error}");
    let error = Client::new().events(events!["a" => u64]).typescript().unwrap_err().to_string();
    assert!(error.contains("event `a`") && error.contains("SafeInteger"), "{error}");
}

mod streams {
    use bytes::Bytes;
    use footbridge::{Upstream, UpstreamError, command};

    use super::Place;

    #[command]
    pub async fn take(places: Upstream<Place>, pieces: Upstream<Bytes>) -> Result<(), UpstreamError> {
        drop((places, pieces));
        Ok(())
    }
}

#[test]
fn a_stream_to_a_command_is_whatever_a_page_can_iterate_over() {
    let text = typescript([generate_handler![streams::take]]).unwrap();
    assert!(text.contains("places: AsyncIterable<Place> | ReadableStream<Place>"), "{text}");
    assert!(text.contains("pieces: AsyncIterable<Bytes> | ReadableStream<Bytes>"), "{text}");
    assert!(text.contains("export type Place = "), "{text}");
}
