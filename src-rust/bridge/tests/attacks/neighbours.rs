//! One page with the ids of another's things. Ids are no secrets: what a page may reach is what is its own.

use super::*;
use common::{again, ids_of};

/// A page of the same rights as the one that is attacked.
fn pages() -> (Lab, Client) {
    let lab = Lab::new();
    let attacker = lab.open("other");
    (lab, attacker)
}

#[test]
fn a_page_cannot_cancel_or_answer_for_the_calls_of_another() {
    let (lab, attacker) = pages();
    let request = lab.page.request("wait", header::JSON, "{}");
    let (ids, copy) = (ids_of(&request), again(&request));
    let waiting = lab.page.send(request);
    let handle = lab.app.handle();
    handle.runtime().block_on(handle.state::<Arc<Notify>>().notified());

    assert_eq!(attacker.invoke("plugin:footbridge|cancel", &ids), Ok(json!(null)), "it learns nothing");
    let mut same_ids = again(&copy);
    *same_ids.uri_mut() = "ipc://localhost/greet".parse().unwrap();
    *same_ids.body_mut() = Incoming::Whole(r#"{"name":"Eve"}"#.into());
    assert_eq!(common::json_of(&attacker.wait(same_ids)), (true, json!("Hello, Eve.")), "a call of its own");
    assert!(waiting.try_recv().is_err());
    assert_eq!(lab.page.page().calls_running(), 1);

    assert_eq!(lab.page.invoke("plugin:footbridge|cancel", &ids), Ok(json!(null)));
    assert_eq!(common::json_of(&waiting.recv().unwrap()).1["code"], "cancelled");
    lab.refused_at(&lab.page, copy, "duplicate_call", "router");
    lab.holds();
}

#[test]
fn a_page_cannot_fetch_close_or_hear_the_channel_of_another() {
    let (lab, attacker) = pages();
    let sent = lab.page.invoke("send", json!({ "parcel": "__CHANNEL__:7" }));
    assert_eq!(sent, Ok(json!(null)));
    let entries = lab.page.next_delivery();
    let parcel = entries.iter().find(|entry| entry[0] == 3).unwrap()[3].as_u64().unwrap();
    let fetch = |page: &Client, parcel: u64| {
        let mut request = page.request("plugin:__TAURI_CHANNEL__|fetch", header::JSON, "null");
        request.headers_mut().insert(header::CHANNEL_ID, parcel.into());
        request
    };
    for guess in parcel.saturating_sub(2)..parcel + 3 {
        let refusal = lab.refused_at(&attacker, fetch(&attacker, guess), "malformed_request", "command");
        assert!(refusal["message"].as_str().unwrap().contains("no message"), "{refusal}");
    }
    assert_eq!(attacker.invoke("plugin:footbridge|close_channel", json!({ "channel": 7 })), Ok(json!(null)));
    assert_eq!(attacker.try_next_script(), None, "nothing was sent to it");
    let response = lab.page.wait(fetch(&lab.page, parcel));
    assert_eq!(response.body().as_ref(), [7; 200_000], "the page that it is for still gets it");
    lab.refused_at(&lab.page, fetch(&lab.page, parcel), "malformed_request", "command");

    assert_eq!(attacker.invoke("send", json!({ "parcel": "__CHANNEL__:7" })), Ok(json!(null)));
    assert!(!attacker.next_delivery().is_empty(), "the same id is a channel of its own");
    assert_eq!(lab.page.page().document().messages_parked(), 0);
    lab.holds();
}

#[test]
fn a_page_cannot_take_away_the_listeners_of_another() {
    let (lab, attacker) = pages();
    let listen = json!({ "event": "tide", "target": { "kind": "Any" }, "handler": 9 });
    let event_id = lab.page.invoke("plugin:event|listen", listen).unwrap();
    let unlisten = json!({ "event": "tide", "eventId": event_id });
    let answer = attacker.invoke("plugin:event|unlisten", unlisten);
    assert_eq!(answer, Ok(json!(null)), "it learns nothing");
    assert_eq!(lab.page.page().document().listeners_registered(), 1);
    lab.holds();
}

#[test]
fn a_page_cannot_close_the_resources_or_feed_the_streams_of_another() {
    struct Open;
    impl footbridge::resource::Resource for Open {}
    let (lab, attacker) = pages();
    let table = lab.app.handle().webview("main").unwrap().resources_table();
    let rid = table.add(Open).unwrap();
    assert!(attacker.invoke("plugin:resources|close", json!({ "rid": rid })).is_err());
    assert_eq!(table.names().len(), 1);

    let mut announced = lab.page.request("wait", header::JSON, "{}");
    announced.headers_mut().insert(header::UPSTREAMS, "5".parse().unwrap());
    let ids = ids_of(&announced);
    let waiting = lab.page.send(announced);
    let handle = lab.app.handle();
    handle.runtime().block_on(handle.state::<Arc<Notify>>().notified());
    for place in ["5;0", "5;0;end", "5;0;failed"] {
        let mut push = attacker.request("plugin:footbridge|push", header::JSON, "0");
        push.headers_mut().insert(header::UPSTREAM, place.parse().unwrap());
        lab.refused_at(&attacker, push, "upstream_closed", "command");
    }
    assert_eq!(lab.page.page().document().upstreams_open(), 1);
    lab.page.invoke("plugin:footbridge|cancel", ids).unwrap();
    assert_eq!(common::json_of(&waiting.recv().unwrap()).1["code"], "cancelled");
    lab.holds();
}

#[test]
fn a_document_cannot_reach_what_the_one_before_it_left() {
    let (lab, _) = pages();
    assert_eq!(lab.page.invoke("send", json!({ "parcel": "__CHANNEL__:7" })), Ok(json!(null)));
    let entries = lab.page.next_delivery();
    let parcel = entries.iter().find(|entry| entry[0] == 3).unwrap()[3].as_u64().unwrap();
    lab.page.page().reset();
    let mut request = lab.page.request("plugin:__TAURI_CHANNEL__|fetch", header::JSON, "null");
    request.headers_mut().insert(header::CHANNEL_ID, parcel.into());
    lab.refused_at(&lab.page, request, "malformed_request", "command");
    lab.holds();
}
