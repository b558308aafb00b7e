//! Every demo's commands through the bridge, as the main window calls them, and as one that may not.
#![allow(clippy::unwrap_used, reason = "the helpers beside the tests may panic as the tests may")]

use footbridge::App;
use footbridge::hops::Hops;
use footbridge::transport::memory::Client;
use footbridge::wire::header;
use serde_json::{Value, json};
use tempfile::TempDir;

/// The whole app without a window, and its main page.
struct Fixture {
    page: Client,
    app: App,
    _data_dir: TempDir,
}

impl Fixture {
    fn new() -> Self {
        let data_dir = tempfile::tempdir().unwrap();
        let app = footbridge_app::builder(data_dir.path().into(), Hops::new(1)).build().unwrap();
        Self { page: Client::open(&app.handle(), "main").unwrap(), app, _data_dir: data_dir }
    }

    fn invoke(&self, command: &str, arguments: Value) -> Result<Value, Value> {
        self.page.invoke(command, arguments)
    }

    /// Calls with JSON and takes raw bytes.
    fn upload(&self, bytes: Vec<u8>) -> Value {
        let response = self.page.wait(self.page.request("raw_up", header::OCTETS, bytes));
        serde_json::from_slice(response.body()).unwrap()
    }

    fn bytes(&self, command: &str, arguments: Value) -> Vec<u8> {
        let response = self.page.wait(self.page.request(command, header::JSON, arguments.to_string()));
        assert_eq!(response.headers()["content-type"], header::OCTETS, "{response:?}");
        response.into_body().into()
    }
}

#[track_caller]
fn check_code(result: Result<Value, Value>, code: &str) {
    let error = result.expect_err(code);
    assert_eq!(error["code"], code, "{error}");
    assert!(error["message"].is_string(), "{error}");
}

#[test]
fn hello_greets_and_refuses_an_empty_name() {
    let it = Fixture::new();
    assert_eq!(it.invoke("greet", json!({ "name": " Ada " })), Ok(json!("Hello, Ada.")));
    check_code(it.invoke("greet", json!({ "name": "  " })), "empty_name");
}

#[test]
fn the_guest_window_may_ask_about_the_app_and_not_greet() {
    let it = Fixture::new();
    let guest = Client::open(&it.app.handle(), "guest").unwrap();
    assert_eq!(guest.invoke("about", json!({})).unwrap()["version"], env!("CARGO_PKG_VERSION"));
    let refusal = guest.invoke("greet", json!({ "name": "Ada" })).unwrap_err();
    assert_eq!(refusal["code"], "not_permitted");
    let message = refusal["message"].as_str().unwrap();
    assert!(message.contains("capabilities/hello.json"), "{message}");
}

#[test]
fn every_command_is_closed_to_a_window_that_no_capability_names() {
    let it = Fixture::new();
    let stranger = Client::open(&it.app.handle(), "stranger").unwrap();
    let lists = footbridge_app::demos::DEMOS.iter().map(|demo| demo.commands);
    for command in lists.chain([footbridge_app::COMMANDS]).flat_map(|commands| commands.names()) {
        check_code(stranger.invoke(command, json!({})), "not_permitted");
    }
}

#[test]
fn arguments_of_every_kind_arrive() {
    let it = Fixture::new();
    let ok = |command, arguments| it.invoke(command, arguments).unwrap();
    assert_eq!(ok("full_name", json!({ "firstName": "Ada", "lastName": "Lovelace" })), "Ada Lovelace");
    assert_eq!(ok("nickname", json!({ "name": "Ada", "nickname": "Countess" })), "Ada, called Countess");
    for absent in [json!({ "name": "Ada" }), json!({ "name": "Ada", "nickname": null })] {
        assert_eq!(ok("nickname", absent), "Ada, without a nickname");
    }
    let circle = ok("paint", json!({ "shape": { "Circle": { "radius": 2 } } }));
    assert!(circle.as_str().unwrap().contains("12.57 m²"), "{circle}");
    assert_eq!(ok("count", json!({ "step": 2 })), 2);
    assert_eq!(ok("count", json!({ "step": -5 })), -3);
    let inner = Client::open_in(&it.app.handle(), "sidebar", "main", footbridge::Origin::Local).unwrap();
    let lie = json!({ "window": "guest", "webview": "guest" });
    assert_eq!(inner.invoke("who_calls", lie), Ok(json!({ "window": "main", "webview": "sidebar" })));
}

#[test]
fn an_order_is_added_up_and_never_wrongly() {
    let it = Fixture::new();
    let order = |quantity: u32| {
        json!({ "order": {
            "customer": { "name": "Ada", "city": "London" },
            "lines": [
                { "item": "tea", "quantity": 2, "unitPriceCents": 250 },
                { "item": "scones", "quantity": quantity, "unitPriceCents": 120 },
            ],
        } })
    };
    let receipt = json!({ "customer": "Ada in London", "items": 5, "totalCents": 860 });
    assert_eq!(it.invoke("order_total", order(3)), Ok(receipt));
    check_code(it.invoke("order_total", order(u32::MAX)), "too_much");
    check_code(it.invoke("order_total", order(u32::MAX / 120)), "too_much");
}

#[test]
fn errors_reach_the_page_as_they_are() {
    let it = Fixture::new();
    assert_eq!(it.invoke("divide", json!({ "dividend": 1, "divisor": 4 })), Ok(json!(0.25)));
    let error = it.invoke("divide", json!({ "dividend": 3, "divisor": 0 })).unwrap_err();
    assert_eq!((&error["code"], &error["dividend"]), (&json!("division_by_zero"), &json!(3.0)));
    check_code(it.invoke("divide", json!({ "dividend": 1e308, "divisor": 1e-10 })), "not_finite");
    assert_eq!(it.invoke("open_drawer", json!({ "number": 2 })), Ok(json!("a ruler")));
    assert_eq!(
        it.invoke("open_drawer", json!({ "number": 9 })).unwrap_err(),
        "There is no drawer 9. There are three."
    );
    assert_eq!(it.invoke("square", json!({ "number": 65_535 })), Ok(json!(4_294_836_225_u32)));
    check_code(it.invoke("square", json!({ "number": "twelve" })), "bad_argument");
    check_code(it.invoke("panicking", json!({})), "panicked");
    check_code(it.invoke("locked", json!({})), "not_permitted");
    assert_eq!(it.invoke("open_drawer", json!({ "number": 3 })), Ok(json!("nothing")), "the app lives on");
}

#[test]
fn a_task_that_started_first_keeps_no_other_waiting() {
    let it = Fixture::new();
    let hour = json!({ "number": 1, "ms": 3_600_000 }).to_string();
    let first = it.page.send(it.page.request("work", header::JSON, hour));
    for (number, finished_as) in [(2, 1), (3, 2)] {
        let finished = it.invoke("work", json!({ "number": number, "ms": 0 })).unwrap();
        assert_eq!((&finished["number"], &finished["finishedAs"]), (&json!(number), &json!(finished_as)));
    }
    assert!(first.try_recv().is_err(), "it still has most of its hour to go");
}

#[test]
fn a_cancelled_task_is_dropped_and_one_with_a_token_is_told() {
    let it = Fixture::new();
    let start = |command, arguments: Value| {
        let request = it.page.request(command, header::JSON, arguments.to_string());
        let id = |name: &str| request.headers()[name].to_str().unwrap().parse::<u32>().unwrap();
        let ids = json!({ "callback": id(header::CALLBACK.as_str()), "error": id(header::ERROR.as_str()) });
        (it.page.send(request), ids)
    };
    // A call that is cancelled before its command has begun is never run, so it is neither dropped nor told.
    let cancelled_while_they_ran = (0..1_000).any(|_| {
        let running =
            [start("slow", json!({ "ms": 3_600_000 })), start("slow_steps", json!({ "steps": 36_000 }))];
        for (answer, ids) in running {
            it.invoke("plugin:footbridge|cancel", ids).unwrap();
            answer.recv().unwrap();
        }
        let drops = it.invoke("drops", json!({})).unwrap();
        drops["dropped"].as_u64() > Some(0) && drops["told"].as_u64() > Some(0)
    });
    assert!(cancelled_while_they_ran);
}

#[test]
fn a_task_that_blocks_has_a_thread_of_its_own() {
    let it = Fixture::new();
    let thread = it.invoke("block", json!({ "ms": 0 })).unwrap();
    assert_eq!(thread, "footbridge");
    assert_ne!(std::thread::current().name(), thread.as_str());
}

#[test]
fn bytes_have_the_same_hash_whichever_way_they_go() {
    let it = Fixture::new();
    for size in [0, 1, 3, 4, 1024, 1024 * 1024 + 1] {
        let digest = it.invoke("digest_of", json!({ "size": size })).unwrap();
        assert_eq!(digest["bytes"], size);
        let raw = it.bytes("raw_down", json!({ "size": size }));
        assert_eq!(it.upload(raw.clone()), digest);
        assert_eq!(it.invoke("json_down", json!({ "size": size })), Ok(json!(raw)));
    }
}

#[test]
fn bytes_are_bounded_and_must_be_raw_where_they_should_be() {
    let it = Fixture::new();
    for command in ["raw_down", "json_down", "digest_of"] {
        check_code(it.invoke(command, json!({ "size": 64 * 1024 * 1024 + 1 })), "too_large");
    }
    check_code(it.invoke("raw_up", json!({ "data": [1, 2, 3] })), "not_raw");
}

#[test]
fn the_hash_is_sha_256() {
    // Source: FIPS 180-2, the digests of "abc" and of nothing.
    let it = Fixture::new();
    let abc = it.upload(b"abc".to_vec());
    assert_eq!(abc["sha256"], "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    let nothing = it.upload(Vec::new());
    assert_eq!(nothing["sha256"], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

#[test]
fn a_sample_is_opened_and_read_in_every_way() {
    let it = Fixture::new();
    let samples = it.invoke("samples", json!({})).unwrap();
    assert_eq!(samples[0]["name"], "letter.txt");
    let chosen = it.invoke("open_sample", json!({ "name": "letter.txt" })).unwrap();
    assert_eq!(chosen["bytes"], samples[0]["bytes"]);
    let id = &chosen["id"];
    let text = it.invoke("read_text", json!({ "id": id })).unwrap();
    assert_eq!(it.bytes("read_raw", json!({ "id": id })), text.as_str().unwrap().as_bytes());
    assert_eq!(
        it.bytes("read_piece", json!({ "id": id, "offset": 3, "length": 4 })),
        &text.as_str().unwrap().as_bytes()[3..7]
    );
    let again = it.invoke("open_path", json!({ "path": chosen["path"] })).unwrap();
    assert_eq!(again["path"], chosen["path"]);
}

#[test]
fn files_that_nobody_chose_are_refused() {
    let it = Fixture::new();
    check_code(it.invoke("open_path", json!({ "path": "/etc/passwd" })), "not_chosen");
    check_code(it.invoke("read_raw", json!({ "id": 1 })), "not_chosen");
    check_code(it.invoke("open_sample", json!({ "name": "../../etc/passwd" })), "not_found");
    let offset_above_2_to_the_53 = json!({ "id": 1, "offset": 9_007_199_254_740_992_u64, "length": 1 });
    check_code(it.invoke("read_piece", offset_above_2_to_the_53), "bad_argument");
}

#[test]
fn a_drop_reaches_the_webview_it_fell_on_and_no_other() {
    let it = Fixture::new();
    let sidebar = Client::open_in(&it.app.handle(), "sidebar", "main", footbridge::Origin::Local).unwrap();
    let wait = |page: &Client| page.send(page.request("dropped_file", header::JSON, "{}"));
    let folder = tempfile::tempdir().unwrap();
    let (mine, other) = (folder.path().join("mine.txt"), folder.path().join("other.txt"));
    for path in [&mine, &other] {
        std::fs::write(path, "text").unwrap();
    }
    let (on_main, on_sidebar) = (wait(&it.page), wait(&sidebar));
    let drops = it.app.handle();
    let drops = drops.state::<footbridge_app::FileDrops>();
    while drops.waiting() < 2 {
        std::thread::yield_now();
    }
    drops.tell("sidebar", other);
    drops.tell("main", mine);
    let name = |answer: std::sync::mpsc::Receiver<http::Response<bytes::Bytes>>| {
        serde_json::from_slice::<Value>(answer.recv().unwrap().body()).unwrap()["name"].clone()
    };
    assert_eq!((name(on_main), name(on_sidebar)), (json!("mine.txt"), json!("other.txt")));
}
