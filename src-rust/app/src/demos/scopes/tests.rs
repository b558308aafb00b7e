//! The command as the main window calls it, with the app's own capability.

use footbridge::hops::Hops;
use footbridge::transport::memory::Client;
use serde_json::{Value, json};

#[test]
fn a_note_is_read_or_refused_with_the_line_that_decided() {
    let folder = tempfile::tempdir().unwrap();
    let app = crate::builder(folder.path().into(), Hops::new(1)).build().unwrap();
    let page = Client::open(&app.handle(), "main").unwrap();
    let tree = page.invoke("sample_tree", json!({})).unwrap();
    assert_eq!(tree["entries"].as_array().unwrap().len(), 12, "{tree}");
    let read = |path: &str| match page.invoke("read_note", json!({ "path": path })) {
        Ok(note) => (Value::from("read"), note["leadsTo"].clone(), note["decidedBy"]["line"].clone()),
        Err(error) => (error["code"].clone(), error["leadsTo"].clone(), error["decidedBy"]["line"].clone()),
    };
    let secret = folder.path().join("elsewhere.txt");
    std::fs::write(&secret, "secret").unwrap();
    let secret = secret.canonicalize().unwrap().display().to_string();
    for (path, code, leads_to, line) in [
        ("notes/today.txt", "read", json!("notes/harbour.txt"), json!(9)),
        ("notes/absent.txt", "not_found", json!("notes/absent.txt"), json!(9)),
        ("notes/crew", "is_a_folder", json!("notes/crew"), json!(9)),
        ("notes/keys.txt", "denied", json!("notes/keys.txt"), json!(12)),
        ("notes/.draft.txt", "not_allowed", json!("notes/.draft.txt"), Value::Null),
        ("notes/shortcut.txt", "not_allowed", json!("safe/secret.txt"), Value::Null),
        ("notes/../notes/harbour.txt", "nowhere", Value::Null, Value::Null),
        (&secret, "not_allowed", json!(secret), Value::Null),
    ] {
        assert_eq!(read(path), (Value::from(code), leads_to, line), "{path}");
    }
    let lent = page.invoke("lend_folder", json!({})).unwrap();
    assert_eq!(read("lent/chart.txt").0, "read");
    page.invoke("plugin:resources|close", json!({ "rid": lent })).unwrap();
    assert_eq!(read("lent/chart.txt").0, "not_allowed");
}
