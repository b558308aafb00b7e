//! More of everything than there is room for: the bounds hold, the refusals say so, and others are answered meanwhile.

use super::*;
use common::ids_of;
use futures_util::FutureExt;

#[test]
fn a_flood_of_calls_that_never_end_is_bounded_and_hinders_nobody_else() {
    let lab = Lab::limited(Limits { pending_calls_max: 8, ..Limits::default() });
    let other = lab.open("other");
    let mut waiting = Vec::new();
    for _ in 0..8 {
        let request = lab.page.request("wait", header::JSON, "{}");
        waiting.push((ids_of(&request), lab.page.send(request)));
    }
    for _ in 0..5_000 {
        let refusal = lab.told(&lab.page.wait(lab.page.request("wait", header::JSON, "{}")));
        assert_eq!((&refusal["code"], &refusal["calls_max"]), (&json!("too_many_calls"), &json!(8)));
    }
    lab.refused_at(&lab.page, lab.right(), "too_many_calls", "router");
    assert_eq!(lab.page.page().calls_running(), 8);
    assert_eq!(other.invoke("greet", json!({ "name": "Ada" })), Ok(json!("Hello, Ada.")));

    for (ids, answer) in waiting {
        lab.page.invoke("plugin:footbridge|cancel", ids).unwrap();
        assert_eq!(common::json_of(&answer.recv().unwrap()).1["code"], "cancelled");
    }
    lab.holds();
}

#[test]
fn bodies_that_never_come_hold_a_place_and_nothing_else() {
    let lab = Lab::limited(Limits { pending_calls_max: 4, ..Limits::default() });
    let mut waiting = Vec::new();
    for _ in 0..4 {
        let mut request = lab.right();
        *request.body_mut() = Incoming::Later(Box::new(|_, _| std::future::pending().boxed()));
        waiting.push((ids_of(&request), lab.page.send(request)));
    }
    lab.refused_at(&lab.page, lab.right(), "too_many_calls", "router");
    for (ids, answer) in waiting {
        lab.page.invoke("plugin:footbridge|cancel", ids).unwrap();
        assert_eq!(common::json_of(&answer.recv().unwrap()).1["code"], "cancelled");
    }
    lab.holds();
}

#[test]
fn bodies_of_calls_that_never_end_are_bounded_together() {
    let lab = Lab::limited(Limits { pending_body_bytes_max: 2_000, ..Limits::default() });
    let large = || lab.page.request("wait", header::OCTETS, vec![0; 1_000]);
    let requests = [large(), large()];
    let ids: Vec<_> = requests.iter().map(ids_of).collect();
    let handle = lab.app.handle();
    // One after the other: of two that are told at once, the second would be forgotten.
    let waiting = requests.map(|request| {
        let answer = lab.page.send(request);
        handle.runtime().block_on(handle.state::<Arc<Notify>>().notified());
        answer
    });
    lab.refused_at(&lab.page, large(), "too_many_bytes", "command");
    for (ids, answer) in ids.into_iter().zip(waiting) {
        lab.page.invoke("plugin:footbridge|cancel", ids).unwrap();
        assert_eq!(common::json_of(&answer.recv().unwrap()).1["code"], "cancelled");
    }
    lab.holds();
}

#[test]
fn a_flood_without_the_key_leaves_nothing_behind() {
    let lab = Lab::new();
    for _ in 0..20_000 {
        let mut request = lab.right();
        request.headers_mut().remove(header::INVOKE_KEY);
        *request.body_mut() = Incoming::Later(Box::new(|_, _| panic!("a body was asked for")));
        let response = lab.page.wait(request);
        assert_eq!(response.status(), StatusCode::FORBIDDEN);
    }
    assert_eq!(lab.page.page().calls_running(), 0);
    lab.holds();
}

#[test]
fn a_flood_of_refused_calls_is_answered_call_by_call() {
    let lab = Lab::new();
    let answers: Vec<_> =
        (0..2_000).map(|_| lab.page.send(lab.page.request("closed", header::JSON, "{}"))).collect();
    for answer in answers {
        assert_eq!(common::json_of(&answer.recv().unwrap()).1["code"], "not_permitted");
    }
    lab.holds();
}
