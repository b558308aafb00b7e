//! Schemes of plugins: who answers a request, and that somebody always does.
#![allow(clippy::unwrap_used, reason = "a test ends where an invariant of its own is broken")]

mod common;

use std::io::Read as _;
use std::sync::{Mutex, mpsc};

use common::main_page;
use footbridge::{
    App, Builder, Limits, Origin, plugin,
    scheme::{SchemeBody, SchemeResponse},
    transport::memory::Client,
};
use http::{Request, StatusCode};

fn ask(app: &App, page: Option<&Client>, url: &str) -> mpsc::Receiver<SchemeResponse> {
    let (sender, answer) = mpsc::channel();
    let request = Request::get(url).body(()).unwrap();
    let (scheme, _) = url.split_once(':').unwrap();
    let page = page.map(Client::page);
    let respond = move |response| sender.send(response).unwrap();
    app.handle().scheme_request(scheme, page, Origin::Local, request, respond);
    answer
}

fn status(app: &App, url: &str) -> StatusCode {
    ask(app, None, url).recv().unwrap().status()
}

#[test]
fn a_plugin_answers_its_scheme_and_knows_which_webview_asks_and_from_where() {
    let echo = plugin::Builder::new("echo")
        .register_uri_scheme_protocol("echo", |_, webview, request| {
            let who = webview.map_or("nobody", |webview| webview.label());
            let origin = request.extensions().get::<Origin>();
            SchemeResponse::new(SchemeBody::from(format!("{who} {} {origin:?}", request.uri().path())))
        })
        .register_uri_scheme_protocol("broken", |_, _, _| panic!("no answer"));
    let app = Builder::new().plugin(echo.build()).build().unwrap();
    assert_eq!(app.handle().schemes(), ["echo", "broken"]);
    let text =
        |page: Option<&Client>| match ask(&app, page, "echo://localhost/a/b").recv().unwrap().into_body() {
            SchemeBody::Whole(bytes) => String::from_utf8(bytes.to_vec()).unwrap(),
            stream @ SchemeBody::Stream { .. } => panic!("{stream:?}"),
        };
    assert_eq!(text(Some(&main_page(&app))), "main /a/b Some(Local)");
    assert_eq!(text(None), "nobody /a/b Some(Local)");
    assert_eq!(status(&app, "broken://localhost/"), 500);
    assert_eq!(status(&app, "nobodys://localhost/"), 404);
    app.handle().remove_plugin("echo");
    assert_eq!(status(&app, "echo://localhost/"), 404);
    assert!(app.handle().schemes().is_empty());
}

#[test]
fn requests_over_the_bound_are_answered_at_once() {
    let (release, held) = mpsc::channel::<()>();
    let (held, (sender, started)) = (Mutex::new(held), mpsc::channel());
    let slow = plugin::Builder::new("slow").register_uri_scheme_protocol("slow", move |_, _, _| {
        sender.send(()).unwrap();
        held.lock().unwrap().recv().unwrap();
        SchemeResponse::new(SchemeBody::empty())
    });
    let limits = Limits { scheme_requests_max: 1, ..Limits::default() };
    let app = Builder::new().plugin(slow.build()).limits(limits).build().unwrap();
    let first = ask(&app, None, "slow://localhost/");
    started.recv().unwrap();
    assert_eq!(status(&app, "slow://localhost/"), 503);
    release.send(()).unwrap();
    assert_eq!(first.recv().unwrap().status(), 200);
    release.send(()).unwrap();
    assert_eq!(status(&app, "slow://localhost/"), 200);
}

#[test]
fn a_body_counts_until_it_is_let_go_of() {
    let stream = plugin::Builder::new("stream").register_uri_scheme_protocol("stream", |_, _, _| {
        SchemeResponse::new(SchemeBody::Stream { length: 4, reader: Box::new(&b"body"[..]) })
    });
    let limits = Limits { scheme_requests_max: 1, ..Limits::default() };
    let app = Builder::new().plugin(stream.build()).limits(limits).build().unwrap();
    let first = ask(&app, None, "stream://localhost/").recv().unwrap();
    assert_eq!(first.status(), 200);
    assert_eq!(status(&app, "stream://localhost/"), 503);
    let SchemeBody::Stream { mut reader, .. } = first.into_body() else { panic!("the body is a stream") };
    let mut body = String::new();
    reader.read_to_string(&mut body).unwrap();
    assert_eq!(body, "body");
    drop(reader);
    assert_eq!(status(&app, "stream://localhost/"), 200);
}

#[test]
fn a_scheme_has_one_plugin_and_is_none_of_the_engines() {
    let plugin = |name: &str, scheme: &str| {
        let answer = |_: &_, _: Option<&_>, _| SchemeResponse::new(SchemeBody::empty());
        plugin::Builder::new(name).register_uri_scheme_protocol(scheme, answer).build()
    };
    let app = Builder::new().plugin(plugin("one", "mine")).build().unwrap();
    let taken = app.handle().plugin(plugin("two", "mine")).unwrap_err().to_string();
    assert!(taken.starts_with("two plugins have the scheme `mine`: one at "), "{taken}");
    for scheme in ["", "https", "ipc", "Mine", "1a", "a b", "a:b"] {
        let wrong = app.handle().plugin(plugin("two", scheme)).unwrap_err().to_string();
        assert!(wrong.starts_with(&format!("the plugin `two` cannot have the scheme `{scheme}`")), "{wrong}");
    }
    app.handle().plugin(plugin("two", "other")).unwrap();
}
