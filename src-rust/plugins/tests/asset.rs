//! The asset protocol over real files: scope, ranges, types, and what an attacker would ask for.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test ends where an invariant of its own is broken")]

mod common;

use std::io::Read;
use std::os::unix::fs::symlink;
use std::sync::mpsc;

use common::{Folder, main_page};
use footbridge::scheme::{SchemeBody, SchemeResponse};
use footbridge::{App, Origin, Page, RunEvent, WebviewEvent};
use footbridge_plugins::asset::{self, AssetScope};
use footbridge_plugins::{Grants, Reach};
use http::{HeaderValue, Method, Request, StatusCode};
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use serde_json::{Value, json};

const ORIGIN: &str = "app://localhost";

fn app_with(folder: &Folder, config: Value) -> App {
    common::app(&folder.root, asset::plugin(HeaderValue::from_static(ORIGIN)), config, json!([]))
}

/// An app whose pages may load what is below `in`.
fn app(folder: &Folder) -> App {
    app_with(folder, json!({ "allow": ["$APPDATA/in/**"], "deny": ["$APPDATA/in/secret/**"] }))
}

fn request(path: &str) -> http::request::Builder {
    let path = percent_encode(path.as_bytes(), NON_ALPHANUMERIC);
    Request::get(format!("asset://localhost/{path}"))
}

fn send(app: &App, page: Option<&Page>, request: Request<()>) -> SchemeResponse {
    send_from(app, page, Origin::Local, request)
}

fn send_from(app: &App, page: Option<&Page>, origin: Origin, request: Request<()>) -> SchemeResponse {
    let (sender, response) = mpsc::channel();
    let respond = move |response| sender.send(response).unwrap();
    app.handle().scheme_request("asset", page, origin, request, respond);
    let response = response.recv().unwrap();
    assert_eq!(response.headers()["access-control-allow-origin"], ORIGIN);
    assert_eq!(response.headers()["x-content-type-options"], "nosniff");
    response
}

fn get(app: &App, path: &str) -> SchemeResponse {
    send(app, None, request(path).body(()).unwrap())
}

fn range(app: &App, path: &str, range: &str) -> SchemeResponse {
    send(app, None, request(path).header("range", range).body(()).unwrap())
}

fn text(response: SchemeResponse) -> String {
    let length = response.headers().get("content-length").map(|length| length.to_str().unwrap().to_owned());
    let text = match response.into_body() {
        SchemeBody::Whole(bytes) => String::from_utf8(bytes.to_vec()).unwrap(),
        SchemeBody::Stream { mut reader, .. } => {
            let mut text = String::new();
            reader.read_to_string(&mut text).unwrap();
            text
        }
    };
    assert_eq!(length.unwrap_or("0".into()), text.len().to_string());
    text
}

#[test]
fn a_file_in_the_scope_is_given_out_with_its_type() {
    let folder = Folder::new();
    folder.file("in/grüße & more.txt", "hello");
    let app = app(&folder);
    let response = get(&app, &folder.path("in/grüße & more.txt"));
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["content-type"], "text/plain; charset=utf-8");
    assert_eq!(response.headers()["accept-ranges"], "bytes");
    assert_eq!(text(response), "hello");
}

#[test]
fn a_page_from_elsewhere_loads_nothing_whatever_is_granted() {
    let folder = Folder::new();
    folder.file("in/a.txt", "hello");
    let app = app(&folder);
    for url in ["https://remote.invalid/", "http://app.localhost/", "about:blank"] {
        for method in [Method::GET, Method::HEAD] {
            let request = request(&folder.path("in/a.txt")).method(method).body(()).unwrap();
            let answer = send_from(&app, None, Origin::Remote(url.parse().unwrap()), request);
            assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{url}");
            assert!(answer.body().is_empty(), "{url}");
        }
    }
    assert_eq!(text(get(&app, &folder.path("in/a.txt"))), "hello", "the app's own pages load it");
}

#[test]
fn a_path_of_twenty_thousand_folders_is_403() {
    let app = app(&Folder::new());
    let request = Request::get(format!("asset://localhost/{}", "/a".repeat(20_000))).body(()).unwrap();
    assert_eq!(send(&app, None, request).status(), StatusCode::FORBIDDEN);
}

#[test]
fn a_path_outside_the_scope_is_403_whether_it_exists_or_not() {
    let folder = Folder::new();
    folder.file("in/a.txt", "a");
    folder.file("in/.hidden", "a");
    folder.file("in/secret/a.txt", "a");
    folder.file("out/a.txt", "a");
    symlink(folder.root.join("out"), folder.root.join("in/link")).unwrap();
    let app = app(&folder);
    for path in [
        folder.path("out/a.txt"),
        folder.path("out/absent.txt"),
        folder.path("in/link/a.txt"),
        folder.path("in/link/absent.txt"),
        folder.path("in/../out/a.txt"),
        folder.path("in/.hidden"),
        folder.path("in/secret/a.txt"),
        folder.path("in/secret/absent.txt"),
        folder.path("in/a\0b"),
        "in/a.txt".into(),
        "".into(),
        "/etc/passwd".into(),
    ] {
        assert_eq!(get(&app, &path).status(), StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(get(&app, &folder.path("in/absent.txt")).status(), StatusCode::NOT_FOUND);
    assert_eq!(get(&app, &folder.path("in/a.txt/b")).status(), StatusCode::NOT_FOUND);
    std::fs::create_dir(folder.root.join("in/folder")).unwrap();
    assert_eq!(get(&app, &folder.path("in/folder")).status(), StatusCode::FORBIDDEN);
}

#[test]
fn without_a_configuration_nothing_is_given_out_until_rust_allows_it() {
    let folder = Folder::new();
    let file = folder.file("a.txt", "a");
    folder.file("sub/b.txt", "b");
    folder.file("sub/sub/c.txt", "c");
    let app = app_with(&folder, Value::Null);
    let status = |name| get(&app, &folder.path(name)).status();
    assert_eq!(status("a.txt"), StatusCode::FORBIDDEN);
    app.handle().state::<AssetScope>().allow_file(file).unwrap();
    app.handle().state::<AssetScope>().allow_directory(folder.root.join("sub"), false).unwrap();
    assert_eq!(status("a.txt"), StatusCode::OK);
    assert_eq!(status("sub/b.txt"), StatusCode::OK);
    assert_eq!(status("sub/sub/c.txt"), StatusCode::FORBIDDEN);
}

#[test]
fn what_the_person_handed_to_a_webview_is_given_to_that_one_alone() {
    let folder = Folder::new();
    let file = folder.file("a.txt", "a");
    let app = app_with(&folder, Value::Null);
    let main = main_page(&app);
    let other = footbridge::transport::memory::Client::open(&app.handle(), "other").unwrap();
    app.handle().state::<Grants>().allow("main", &file, Reach::File).unwrap();
    let status =
        |page: Option<&Page>| send(&app, page, request(&folder.path("a.txt")).body(()).unwrap()).status();
    assert_eq!(status(Some(main.page())), StatusCode::OK);
    assert_eq!(status(Some(other.page())), StatusCode::FORBIDDEN);
    assert_eq!(status(None), StatusCode::FORBIDDEN);
    app.handle().run_event(&RunEvent::Webview { label: "main".into(), event: WebviewEvent::Created });
    assert_eq!(status(Some(main.page())), StatusCode::FORBIDDEN);
}

#[test]
fn ranges_are_answered_as_the_standard_says() {
    let folder = Folder::new();
    folder.file("in/digits.txt", "0123456789");
    folder.file("in/empty.txt", "");
    let app = app(&folder);
    let path = folder.path("in/digits.txt");
    for (asked, place, body) in [
        ("bytes=2-4", "bytes 2-4/10", "234"),
        ("bytes=7-", "bytes 7-9/10", "789"),
        ("bytes=-2", "bytes 8-9/10", "89"),
        ("bytes=0-99", "bytes 0-9/10", "0123456789"),
        ("bytes=0-4,3-6", "bytes 0-6/10", "0123456"),
        ("bytes=0-18446744073709551615", "bytes 0-9/10", "0123456789"),
    ] {
        let response = range(&app, &path, asked);
        assert_eq!(response.status(), StatusCode::PARTIAL_CONTENT, "{asked}");
        assert_eq!(response.headers()["content-range"], place);
        assert_eq!(text(response), body);
    }
    for asked in ["bytes=10-", "bytes=-0", "bytes=4-2", "bytes=x-y"] {
        let response = range(&app, &path, asked);
        assert_eq!(response.status(), StatusCode::RANGE_NOT_SATISFIABLE, "{asked}");
        assert_eq!(response.headers()["content-range"], "bytes */10");
        assert_eq!(text(response), "");
    }
    let empty = range(&app, &folder.path("in/empty.txt"), "bytes=0-");
    assert_eq!(empty.headers()["content-range"], "bytes */0");
    let many: Vec<_> = (0..1_000).map(|n| format!("{}-{}", n % 10, n % 10)).collect();
    let whole = range(&app, &path, &format!("bytes={}", many.join(",")));
    assert_eq!((whole.status(), text(whole).as_str()), (StatusCode::OK, "0123456789"));
}

#[test]
fn several_ranges_are_parts_of_one_body() {
    let folder = Folder::new();
    folder.file("in/digits.txt", "0123456789");
    let app = app(&folder);
    let response = range(&app, &folder.path("in/digits.txt"), "bytes=8-9,0-1");
    assert_eq!(response.status(), StatusCode::PARTIAL_CONTENT);
    assert!(!response.headers().contains_key("content-range"));
    let mime = response.headers()["content-type"].to_str().unwrap().to_owned();
    let boundary = mime.strip_prefix("multipart/byteranges; boundary=").unwrap();
    let part = |place, body| {
        format!(
            "\r\n--{boundary}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Range: {place}\r\n\r\n{body}"
        )
    };
    let parts = [part("bytes 8-9/10", "89"), part("bytes 0-1/10", "01")].concat();
    assert_eq!(text(response), format!("{parts}\r\n--{boundary}--\r\n"));
}

#[test]
fn a_range_holds_for_the_file_that_its_caller_knows() {
    let folder = Folder::new();
    folder.file("in/a.txt", "0123456789");
    let app = app(&folder);
    let path = folder.path("in/a.txt");
    let tag = get(&app, &path).headers()["etag"].clone();
    let ask = |tag: &HeaderValue| {
        send(
            &app,
            None,
            request(&path).header("range", "bytes=0-1").header("if-range", tag).body(()).unwrap(),
        )
    };
    assert_eq!(ask(&tag).status(), StatusCode::PARTIAL_CONTENT);
    folder.file("in/a.txt", "another file");
    let changed = ask(&tag);
    assert_eq!((changed.status(), text(changed).as_str()), (StatusCode::OK, "another file"));
}

#[test]
fn head_gives_the_length_and_no_body_and_other_methods_are_405() {
    let folder = Folder::new();
    folder.file("in/a.txt", "0123456789");
    let app = app(&folder);
    let ask = |method: Method| {
        let request = request(&folder.path("in/a.txt")).method(method).header("range", "bytes=0-1");
        send(&app, None, request.body(()).unwrap())
    };
    let head = ask(Method::HEAD);
    assert_eq!((head.status(), head.body().len()), (StatusCode::OK, 0));
    assert_eq!(head.headers()["content-length"], "10");
    assert_eq!(ask(Method::OPTIONS).headers()["access-control-allow-headers"], "range, if-range");
    for method in [Method::POST, Method::PUT, Method::DELETE] {
        let response = ask(method);
        assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(response.headers()["allow"], "GET, HEAD");
    }
}

#[test]
fn a_big_asset_is_never_in_memory_as_a_whole() {
    let folder = Folder::new();
    let length = 1 << 40;
    // A file with nothing in it takes no place on the disk.
    std::fs::File::create(folder.file("in/big.bin", "")).unwrap().set_len(length).unwrap();
    let app = app(&folder);
    let response = get(&app, &folder.path("in/big.bin"));
    assert_eq!(response.headers()["content-length"], length.to_string().as_str());
    let SchemeBody::Stream { reader, length: streamed } = response.into_body() else {
        panic!("a file is streamed")
    };
    assert_eq!(streamed, length);
    let mut piece = [1; 4_096];
    reader.take(4_096).read_exact(&mut piece).unwrap();
    assert_eq!(piece, [0; 4_096]);
    let last = range(&app, &folder.path("in/big.bin"), "bytes=-1");
    assert_eq!(last.headers()["content-range"], format!("bytes {0}-{0}/{length}", length - 1).as_str());
    assert_eq!(text(last), "\0");
}

#[test]
fn names_that_are_no_text_can_be_loaded() {
    use std::os::unix::ffi::OsStrExt;
    let folder = Folder::new();
    folder.file("in/a.txt", "");
    let path = folder.root.join(std::ffi::OsStr::from_bytes(b"in/\xff.txt"));
    std::fs::write(&path, "bytes").unwrap();
    let app = app(&folder);
    let encoded = percent_encode(path.as_os_str().as_bytes(), NON_ALPHANUMERIC);
    let request = Request::get(format!("asset://localhost/{encoded}")).body(()).unwrap();
    assert_eq!(text(send(&app, None, request)), "bytes");
}
