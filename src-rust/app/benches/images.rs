//! How long a photograph of 24 megapixels takes from its file to a small, blurred JPEG, and how much memory.
//!
//! `cargo bench -p footbridge-app --bench images` prints both. What is measured is what a page waits for: its calls,
//! with every preview that it gets meanwhile. Each round is a process of its own, so that the peak of its memory is
//! that of the work, and the photograph is drawn before, by another.
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot go on ends")]

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use std::{env, fs};

use footbridge::App;
use footbridge::hops::Hops;
use footbridge::transport::memory::Client;
use footbridge::wire::header;
use serde_json::{Value, json};

const SAMPLE: &str = "dusk-24mp.jpg";
const ROUNDS: usize = 5;

fn main() {
    let mut args = env::args().skip(1);
    match (args.next().as_deref(), args.next()) {
        (Some("--draw"), Some(folder)) => drop(choose(&open(folder.as_ref()).1)),
        (Some("--measure"), Some(folder)) => measure(&open(folder.as_ref()).1),
        // Cargo adds `--bench`.
        _ => run_rounds(),
    }
}

fn run_rounds() {
    let folder = tempfile::tempdir().unwrap();
    let again = |step: &str| {
        let status = Command::new(env::current_exe().unwrap()).arg(step).arg(folder.path()).status().unwrap();
        assert!(status.success(), "{step} failed");
    };
    again("--draw");
    println!("a JPEG of 6000 × 4000 pixels: decode, resize to 1600, blur by 6, encode as JPEG");
    (0..ROUNDS).for_each(|_| again("--measure"));
}

/// The whole app without a window, and its main page.
fn open(folder: &Path) -> (App, Client) {
    let app = footbridge_app::builder(folder.into(), Hops::new(1)).build().unwrap();
    let page = Client::open(&app.handle(), "main").unwrap();
    (app, page)
}

fn choose(page: &Client) -> Value {
    page.invoke("choose_picture_sample", json!({ "name": SAMPLE })).unwrap()
}

fn measure(page: &Client) {
    let id = &choose(page)["id"];
    let started = Instant::now();
    let (picture, decoding) = stream(
        page,
        "open_picture",
        json!({ "id": id, "news": "__CHANNEL__:1", "pictures": "__CHANNEL__:4" }),
    );
    let recipe = json!({
        "stages": [{ "kind": "resize", "longSide": 1600 }, { "kind": "blur", "radius": 6 }],
        "encode": { "format": "jpeg", "quality": 88 },
    });
    let screen = json!({ "width": 1200, "height": 800 });
    let arguments = json!({ "id": id, "recipe": recipe, "screen": screen, "news": "__CHANNEL__:2", "pictures": "__CHANNEL__:3" });
    let (_, stages) = stream(page, "run_pass", arguments);
    let took = started.elapsed();
    let ms: Vec<f64> = [decoding, stages].concat();
    let decoded_bytes = picture["width"].as_f64().unwrap() * picture["height"].as_f64().unwrap() * 3.0;
    let peak_bytes = peak_bytes();
    println!(
        "{:4} ms in all: decode {:.0}, resize {:.0}, blur {:.0}, encode {:.0}, the rest to the page; \
         peak of memory {:.0} MB, {:.1} times the decoded picture of {:.0} MB",
        Duration::as_millis(&took),
        ms[0],
        ms[1],
        ms[2],
        ms[3],
        peak_bytes / 1e6,
        peak_bytes / decoded_bytes,
        decoded_bytes / 1e6,
    );
}

/// Calls a command and takes what its channels bring, until the last of them ends. Gives its answer, and the
/// milliseconds of each stage that it finished.
fn stream(page: &Client, command: &str, arguments: Value) -> (Value, Vec<f64>) {
    let mut open = arguments.as_object().unwrap().values().filter(|value| is_channel(value)).count();
    let answer = page.send(page.request(command, header::JSON, arguments.to_string()));
    let mut ms = Vec::new();
    while open > 0 {
        for entry in page.next_delivery() {
            match entry[0].as_u64() {
                Some(0 | 1) if entry[3]["kind"] == "finished" => ms.push(entry[3]["ms"].as_f64().unwrap()),
                Some(3) => fetch(page, &entry[3]),
                Some(4) => open -= 1,
                _ => {}
            }
        }
    }
    let answer = answer.recv().unwrap();
    assert_eq!(answer.headers()[header::RESPONSE], header::OK, "{answer:?}");
    (serde_json::from_slice(answer.body()).unwrap(), ms)
}

fn is_channel(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.starts_with("__CHANNEL__:"))
}

/// Takes a message that was too large for a delivery.
fn fetch(page: &Client, parked: &Value) {
    let mut request = page.request("plugin:__TAURI_CHANNEL__|fetch", header::JSON, "null");
    request.headers_mut().insert(header::CHANNEL_ID, parked.to_string().parse().unwrap());
    let response = page.wait(request);
    assert_eq!(response.headers()[header::RESPONSE], header::OK);
}

/// The most memory that this process has held.
fn peak_bytes() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").trim().parse::<f64>().unwrap() * 1024.0
}
