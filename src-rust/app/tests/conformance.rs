//! What the flag `--conformance` opens, and to whom.
#![allow(clippy::unwrap_used, reason = "the helpers beside the tests may panic as the tests may")]

use footbridge::hops::Hops;
use footbridge::transport::memory::Client;
use footbridge_app::conformance;
use serde_json::{Value, json};

fn code(answer: Result<Value, Value>) -> Option<Value> {
    answer.err().map(|error| error["code"].clone())
}

#[test]
fn plugins_open_to_the_conformance_window_with_the_flag_alone_and_to_no_other() {
    let data_dir = tempfile::tempdir().unwrap();
    let app = footbridge_app::builder(data_dir.path().into(), Hops::new(1)).build().unwrap();
    let window = Client::open(&app.handle(), "conformance").unwrap();
    let main = Client::open(&app.handle(), "main").unwrap();
    let version = |page: &Client| code(page.invoke("plugin:app|version", json!({})));
    let permissions = |page: &Client| code(page.invoke("plugin:conformance|check_permissions", json!({})));
    let not_permitted = Some(json!("not_permitted"));

    assert_eq!(version(&window), not_permitted);
    conformance::open(&app.handle()).unwrap();
    assert_eq!((version(&window), permissions(&window)), (None, None));
    assert_eq!(permissions(&main), not_permitted);
    assert_eq!(
        code(window.invoke("greet", json!({ "name": "Ada" }))),
        not_permitted,
        "the demos stay closed"
    );
}

#[test]
fn files_are_open_below_the_folder_for_passing_ones_alone() {
    let data_dir = tempfile::tempdir().unwrap();
    let app = footbridge_app::builder(data_dir.path().into(), Hops::new(1)).build().unwrap();
    conformance::open(&app.handle()).unwrap();
    let window = Client::open(&app.handle(), "conformance").unwrap();
    let exists = |path: &str| window.invoke("plugin:fs|exists", json!({ "path": path }));
    let inside = std::env::temp_dir().join("footbridge-conformance-none");
    assert_eq!(exists(inside.to_str().unwrap()), Ok(json!(false)));
    let refusal = exists(if cfg!(windows) { "C:\\" } else { "/" }).unwrap_err().to_string();
    assert!(refusal.contains("forbidden path"), "{refusal}");
}
