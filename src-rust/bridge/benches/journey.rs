//! What a call costs in Rust alone: bytes in, bytes out, through key, capability, router and command, with no engine.
//!
//! `cargo bench -p footbridge --bench journey` prints it, with what is allocated on the thread that calls. A request is
//! made before the clock starts, as an engine makes it. On one thread it is the bridge alone that is measured; elsewhere
//! calls change to the threads of their commands, as those of a page do.

use divan::{AllocProfiler, Bencher, counter::ItemsCount};
use footbridge::{
    App, Builder, Commands, Emitter,
    acl::Capabilities,
    command, generate_handler,
    transport::memory::Client,
    wire::{Incoming, header},
};
use futures_util::FutureExt;
use http::Request;
use std::fmt::Write;

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

/// Events that one thread emits in a row.
const EVENTS: usize = 1_000;

/// Calls that are under way at once, as those of one microtask of a page are.
const AT_ONCE: usize = 100;

fn main() {
    divan::main();
}

#[command]
async fn add(a: i32, b: i32) -> i32 {
    a + b
}

#[command]
fn add_on_a_worker(a: i32, b: i32) -> i32 {
    a + b
}

fn app() -> App {
    const COMMANDS: Commands = generate_handler![add, add_on_a_worker];
    let capability = r#"{
        "identifier": "main",
        "windows": ["main"],
        "permissions": ["allow-add", "allow-add-on-a-worker", "core:event:default"]
    }"#;
    let capabilities = Capabilities::new().with("main.json", capability);
    Builder::new().commands(COMMANDS).capabilities(capabilities).build().expect("the capability is right")
}

fn request(page: &Client, command: &str) -> Request<Incoming> {
    page.request(command, header::JSON, r#"{"a":2,"b":3}"#)
}

/// What the bridge itself does for a call: one after another on one thread, which neither sleeps nor is woken.
#[divan::bench(args = ["add", "add_on_a_worker"])]
fn a_call_on_one_thread(bencher: Bencher<'_, '_>, command: &str) {
    let app = app();
    let page = Client::open(&app.handle(), "main").expect("the label is free");
    let call = |request| page.here(|page| page.send(request)).try_recv().expect("the call has ended");
    assert_eq!(call(request(&page, command)).body().as_ref(), b"5");
    bencher.with_inputs(|| request(&page, command)).bench_values(call);
}

/// The same in texts of a hundred calls, as a page sends them, whose answers come in few deliveries.
#[divan::bench(args = ["add", "add_on_a_worker"])]
fn a_text_of_a_hundred_calls_on_one_thread(bencher: Bencher<'_, '_>, command: &str) {
    let app = app();
    let page = Client::open(&app.handle(), "main").expect("the label is free");
    bencher.counter(ItemsCount::new(AT_ONCE)).with_inputs(|| text(&page, command)).bench_values(|text| {
        page.here(|page| page.post_message(&text));
        answers(&page)
    });
}

fn answers(page: &Client) {
    let mut answers = 0;
    while answers < AT_ONCE {
        answers += page.next_script().matches(SUM).count();
    }
}

/// One call after another: with each, a thread goes to sleep and is woken.
#[divan::bench(args = ["add", "add_on_a_worker"])]
fn a_call_that_is_waited_for(bencher: Bencher<'_, '_>, command: &str) {
    let app = app();
    let page = Client::open(&app.handle(), "main").expect("the label is free");
    assert_eq!(page.wait(request(&page, command)).body().as_ref(), b"5");
    bencher.with_inputs(|| request(&page, command)).bench_values(|request| page.wait(request));
}

/// What each of many costs; divan prints the time of them all, and how many are done in a second.
#[divan::bench(args = ["add", "add_on_a_worker"])]
fn a_hundred_calls_at_once(bencher: Bencher<'_, '_>, command: &str) {
    let app = app();
    let page = Client::open(&app.handle(), "main").expect("the label is free");
    bencher
        .counter(ItemsCount::new(AT_ONCE))
        .with_inputs(|| (0..AT_ONCE).map(|_| request(&page, command)).collect::<Vec<_>>())
        .bench_values(|requests| {
            let answers: Vec<_> = requests.into_iter().map(|request| page.send(request)).collect();
            answers
                .into_iter()
                .map(|answer| answer.recv().expect("every call is answered"))
                .collect::<Vec<_>>()
        });
}

/// The same as a page sends them: as one text, whose answers come in few deliveries.
#[divan::bench(args = ["add", "add_on_a_worker"])]
fn a_text_of_a_hundred_calls(bencher: Bencher<'_, '_>, command: &str) {
    let app = app();
    let page = Client::open(&app.handle(), "main").expect("the label is free");
    bencher.counter(ItemsCount::new(AT_ONCE)).with_inputs(|| text(&page, command)).bench_values(|text| {
        page.post_message(&text);
        answers(&page);
    });
}

/// What an event costs in Rust until a script has it: emitted by a thread that waits for room, heard by one page.
#[divan::bench]
fn a_thousand_events(bencher: Bencher<'_, '_>) {
    let app = app();
    let page = Client::open(&app.handle(), "main").expect("the label is free");
    let target = serde_json::json!({ "kind": "Any" });
    page.invoke(
        "plugin:event|listen",
        serde_json::json!({ "event": "bench", "target": target, "handler": 1 }),
    )
    .expect("the capability allows it");
    bencher.counter(ItemsCount::new(EVENTS)).bench(|| {
        for n in 0..EVENTS {
            app.handle()
                .emit_waiting("bench", n)
                .now_or_never()
                .expect("there is room")
                .expect("it is a name");
        }
        let mut heard = 0;
        while heard < EVENTS {
            heard += page.next_script().matches(',').count() / 2;
        }
    });
}

/// What no id and no other part of a delivery looks like.
const SUM: &str = "-1234567890";

fn text(page: &Client, command: &str) -> String {
    let mut text = String::new();
    for _ in 0..AT_ONCE {
        let request = request(page, command);
        let header = |name| request.headers()[name].to_str().expect("it is text");
        let (key, callback, error) =
            (header(header::INVOKE_KEY), header(header::CALLBACK), header(header::ERROR));
        write!(
            text,
            r#"{{"cmd":"{command}","callback":{callback},"error":{error},"__TAURI_INVOKE_KEY__":"{key}","payload":{{"a":-1234567000,"b":-890}}}}"#
        )
        .expect("a text takes all");
    }
    text
}
