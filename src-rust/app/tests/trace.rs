//! The hops of a call, as the page asks for them. In a process of its own, since a log is the whole process's.
#![allow(clippy::unwrap_used, reason = "the helpers beside the tests may panic as the tests may")]

use footbridge::hops::Hops;
use footbridge::transport::memory::Client;
use footbridge::wire::header;
use serde_json::{Value, json};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

#[test]
fn a_page_gets_the_hops_of_its_call_and_the_one_that_stopped_it() {
    let hops = Hops::new(4);
    tracing_subscriber::registry().with(hops.layer()).init();
    let data_dir = tempfile::tempdir().unwrap();
    let app = footbridge_app::builder(data_dir.path().into(), hops).build().unwrap();
    let main = Client::open(&app.handle(), "main").unwrap();
    let guest = Client::open(&app.handle(), "guest").unwrap();

    let trace = |page: &Client, name: &str| -> Value {
        let mut request = page.request("greet", header::JSON, r#"{ "name": "Ada" }"#);
        request.headers_mut().insert(header::TRACE, name.parse().unwrap());
        page.wait(request);
        main.invoke("hops", json!({ "trace": name })).unwrap()
    };
    let names = |trace: &Value| -> Vec<String> {
        trace["hops"].as_array().unwrap().iter().map(|hop| hop["name"].as_str().unwrap().to_owned()).collect()
    };
    let answered = trace(&main, "answered");
    assert_eq!(names(&answered), ["key", "acl", "router", "command", "reply"]);
    assert_eq!((&answered["command"], &answered["stoppedAt"]), (&json!("greet"), &Value::Null));

    let refused = trace(&guest, "refused");
    assert_eq!(names(&refused), ["key", "acl", "reply"]);
    assert_eq!((&refused["stoppedAt"], &refused["code"]), (&json!("acl"), &json!("not_permitted")));
    assert_eq!(refused["window"], "guest");
}
