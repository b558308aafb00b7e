//! Resources: who owns them, how they are closed, and what a page learns of those it cannot have.
#![allow(clippy::unwrap_used, reason = "a test ends where an invariant of its own is broken")]

mod common;

use std::{
    borrow::Cow,
    sync::{Arc, mpsc},
};

use common::main_page;
use footbridge::{
    App, AppHandle, Builder, CancellationToken, Limits, Origin, State, Webview, Window,
    acl::Capabilities,
    command, generate_handler,
    resource::{Resource, ResourceError, ResourceId, ResourceTable},
    transport::memory::Client,
};
use serde_json::{Value, json};

/// Says when it is closed.
struct Handle {
    name: &'static str,
    closed: mpsc::Sender<&'static str>,
}

impl Resource for Handle {
    fn name(&self) -> Cow<'_, str> {
        self.name.into()
    }

    fn close(self: Arc<Self>) {
        self.closed.send(self.name).unwrap();
    }
}

struct Other;

impl Resource for Other {}

fn handles() -> (impl Fn(&'static str) -> Handle, mpsc::Receiver<&'static str>) {
    let (closed, heard) = mpsc::channel();
    (move |name| Handle { name, closed: closed.clone() }, heard)
}

fn in_order(heard: &mpsc::Receiver<&'static str>) -> Vec<&'static str> {
    let mut names: Vec<_> = heard.try_iter().collect();
    names.sort_unstable();
    names
}

#[test]
fn a_table_gives_back_what_it_was_given_and_nothing_else() {
    let table = ResourceTable::default();
    let (handle, closed) = handles();
    let one = table.add(handle("one")).unwrap();
    assert_eq!(table.get::<Handle>(one).unwrap().name, "one");
    let other = ResourceError::OtherKind { rid: one, found: "one".into() };
    assert_eq!(table.get::<Other>(one).err(), Some(other.clone()));
    assert_eq!(table.take::<Other>(one).err(), Some(other), "it stays");
    assert_eq!(table.names(), [(one, "one".into())]);

    table.replace(one, handle("two")).unwrap();
    assert_eq!(in_order(&closed), ["one"]);
    let two = table.take::<Handle>(one).unwrap();
    assert_eq!((two.name, in_order(&closed).len()), ("two", 0), "what is taken is not closed");
    assert_eq!(table.replace(one, handle("three")), Err(ResourceError::Unknown(one)));
    assert_eq!(in_order(&closed), ["three"], "what finds no place is closed");
    assert_eq!(table.close(one), Err(ResourceError::Unknown(one)));
    assert!(table.is_empty());
}

#[test]
fn a_table_is_bounded_and_closes_what_it_cannot_take() {
    let table = ResourceTable::new(1);
    let (handle, closed) = handles();
    let first = table.add(handle("first")).unwrap();
    assert_eq!(table.add(handle("second")), Err(ResourceError::TooMany(1)));
    assert_eq!(in_order(&closed), ["second"]);
    table.close(first).unwrap();
    table.add(handle("third")).unwrap();
}

fn app_with_limits(limits: Limits) -> App {
    let capabilities = Capabilities::new().with(
        "capabilities/all.json",
        r#"{ "identifier": "all", "windows": ["*"], "permissions": ["core:default", "allow-open"] }"#,
    );
    let app = Builder::new().commands(generate_handler![open]);
    app.capabilities(capabilities).limits(limits).build().unwrap()
}

fn app() -> App {
    app_with_limits(Limits::default())
}

#[command]
fn open(app: AppHandle, window: Window, webview: Webview, owner: &str) -> Result<ResourceId, ResourceError> {
    match owner {
        "webview" => webview.resources_table().add(Other),
        "window" => window.resources_table().add(Other),
        _ => app.resources_table().add(Other),
    }
}

fn close(page: &Client, rid: &Value) -> Result<Value, Value> {
    page.invoke("plugin:resources|close", json!({ "rid": rid })).map_err(|error| error["code"].clone())
}

#[test]
fn a_page_closes_what_is_its_own_its_windows_or_the_apps_and_each_once() {
    let app = app();
    let page = main_page(&app);
    let stranger = Client::open(&app.handle(), "stranger").unwrap();
    let sibling = Client::open_in(&app.handle(), "sibling", "main", Origin::Local).unwrap();
    for (owner, stranger_may, sibling_may) in
        [("webview", false, false), ("window", false, true), ("app", true, true)]
    {
        for (other, may) in [(&stranger, stranger_may), (&sibling, sibling_may)] {
            let rid = page.invoke("open", json!({ "owner": owner })).unwrap();
            assert_eq!(close(other, &rid).is_ok(), may, "{owner} of {}", other.page().label());
            let mine = if may { Err(json!("unknown_resource")) } else { Ok(json!(null)) };
            assert_eq!(close(&page, &rid), mine, "{owner}");
        }
    }
}

#[test]
fn resources_end_with_their_owner() {
    let app = app();
    let (handle, closed) = handles();
    let (main, sibling) =
        (main_page(&app), Client::open_in(&app.handle(), "sibling", "main", Origin::Local).unwrap());
    let webview = |page: &Client| app.handle().webview(page.page().label()).unwrap();
    let window = app.handle().window("main").unwrap();

    webview(&main).resources_table().add(handle("main, first document")).unwrap();
    webview(&sibling).resources_table().add(handle("sibling")).unwrap();
    window.resources_table().add(handle("window")).unwrap();
    app.handle().resources_table().add(handle("app")).unwrap();

    main.page().reset();
    assert_eq!(in_order(&closed), ["main, first document"]);
    webview(&main).resources_table().add(handle("main, second document")).unwrap();
    let held = webview(&main);
    drop(main);
    assert_eq!(in_order(&closed), ["main, second document"]);
    assert_eq!(held.resources_table().add(handle("too late")), Err(ResourceError::OwnerGone));
    assert_eq!(in_order(&closed), ["too late"]);
    drop(sibling);
    assert_eq!(in_order(&closed), ["sibling", "window"], "the window went with its last webview");
    assert_eq!(window.resources_table().add(handle("too late")), Err(ResourceError::OwnerGone));
    drop(app);
    assert_eq!(in_order(&closed), ["app", "too late"]);
}

#[test]
fn a_window_that_the_host_announced_stays_until_the_host_says_otherwise() {
    let app = app();
    let (handle, closed) = handles();
    app.handle().window_opened("main").unwrap();
    let page = main_page(&app);
    app.handle().window("main").unwrap().resources_table().add(handle("window")).unwrap();
    drop(page);
    assert_eq!(app.handle().windows().len(), 1);
    assert_eq!(in_order(&closed).len(), 0);
    app.handle().window_closed("main");
    assert_eq!(in_order(&closed), ["window"]);
    assert!(app.handle().window("main").is_none());
}

/// What a call says on its way: that it runs, and that what it added is closed.
struct Late {
    started: mpsc::SyncSender<()>,
    closed: mpsc::Sender<&'static str>,
}

/// Goes on after its document is gone, and then adds a resource.
#[command]
async fn open_late(
    webview: Webview,
    cancellation: CancellationToken,
    late: State<'_, Late>,
) -> Result<(), ()> {
    late.started.send(()).map_err(drop)?;
    cancellation.cancelled().await;
    let handle = Handle { name: "late", closed: late.closed.clone() };
    webview.resources_table().add(handle).map(drop).map_err(drop)
}

#[test]
fn a_call_that_outlives_its_document_leaves_nothing_in_the_next() {
    let ((started, runs), (closed, ended)) = (mpsc::sync_channel(1), mpsc::channel());
    let late = Late { started, closed };
    let app = common::builder_of(generate_handler![open_late]).manage(late).build().unwrap();
    let page = main_page(&app);
    let answer = page.send(page.request("open_late", "application/json", "{}"));
    runs.recv().unwrap();
    page.page().reset();
    answer.recv().unwrap();
    assert_eq!(ended.recv().unwrap(), "late");
    assert!(app.handle().webview("main").unwrap().resources_table().is_empty());
}

#[test]
fn a_page_that_opens_too_much_hears_a_code() {
    let app = app_with_limits(Limits { resources_max: 2, ..Limits::default() });
    let page = main_page(&app);
    for _ in 0..2 {
        page.invoke("open", json!({ "owner": "webview" })).unwrap();
    }
    let full = page.invoke("open", json!({ "owner": "webview" })).unwrap_err();
    assert_eq!(full["code"], "too_many_resources");
    assert!(full["message"].as_str().unwrap().contains("2 resources are open"), "{full}");
}

#[test]
fn a_resource_that_panics_when_it_closes_keeps_no_other_open() {
    struct Broken;
    impl Resource for Broken {
        fn close(self: Arc<Self>) {
            panic!("the hinge broke");
        }
    }
    let app = app();
    let page = main_page(&app);
    let (handle, closed) = handles();
    let table = app.handle().webview("main").unwrap().resources_table();
    for _ in 0..8 {
        table.add(Broken).unwrap();
        table.add(handle("sound")).unwrap();
    }
    page.page().reset();
    assert_eq!(in_order(&closed).len(), 8);
}
