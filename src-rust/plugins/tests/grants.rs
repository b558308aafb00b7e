//! What is granted and forbidden while an app runs, and taken back: at the next call, for open files too.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test ends where an invariant of its own is broken")]

mod common;

use common::{Folder, main_page};
use footbridge::transport::memory::Client;
use footbridge::wire::header;
use footbridge::{App, RunEvent, WebviewEvent};
use footbridge_plugins::{Grants, Reach, fs as plugin};
use serde_json::{Value, json};

struct Desk {
    folder: Folder,
    app: App,
    page: Client,
}

impl Desk {
    /// A page that may call every command, and whose entries open `in` alone.
    fn new() -> Self {
        let folder = Folder::new();
        folder.file("in/a.txt", "one\ntwo\n");
        folder.file("lent/b.txt", "one\ntwo\n");
        folder.file("lent/sub/c.txt", "c");
        let permissions = json!(["fs:read-all", "fs:write-all",
            { "identifier": "fs:scope", "allow": ["$APPDATA/in/**"], "deny": ["$APPDATA/lent/denied.txt"] }]);
        let app = common::app(&folder.root, plugin::plugin(), Value::Null, permissions);
        let page = main_page(&app);
        Self { folder, app, page }
    }

    fn grants(&self) -> Grants {
        Grants::clone(&self.app.handle().state::<Grants>())
    }

    fn ask(&self, command: &str, arguments: Value) -> Result<Value, Value> {
        self.page.invoke(&format!("plugin:fs|{command}"), arguments)
    }

    fn is_open(&self, name: &str) -> bool {
        self.ask("exists", json!({ "path": self.folder.path(name) })).is_ok()
    }
}

fn is_forbidden(answer: &Result<Value, Value>) -> bool {
    matches!(answer, Err(Value::String(error)) if error.starts_with("forbidden path: "))
}

#[test]
fn what_is_granted_is_open_until_it_is_taken_back() {
    let desk = Desk::new();
    assert!(!desk.is_open("lent/b.txt"));
    let grant = desk.grants().allow("main", &desk.folder.root.join("lent"), Reach::Folder).unwrap();
    assert!(desk.is_open("lent/b.txt") && desk.is_open("lent") && !desk.is_open("lent/sub/c.txt"));
    assert!(!desk.is_open("lent/denied.txt"), "an entry that denies goes before a grant");
    assert!(grant.revoke());
    assert!(!desk.is_open("lent/b.txt") && !desk.is_open("lent"));
}

#[test]
fn what_is_forbidden_is_closed_until_that_is_taken_back() {
    let desk = Desk::new();
    let granted = desk.grants().allow("main", &desk.folder.root.join("in/a.txt"), Reach::File).unwrap();
    let forbidden = desk.grants().forbid("main", &desk.folder.root.join("in"), Reach::Tree).unwrap();
    assert!(!desk.is_open("in/a.txt") && !desk.is_open("in"));
    let moved = json!({ "oldPath": desk.folder.path("in/a.txt"), "newPath": desk.folder.path("in/b.txt") });
    assert!(is_forbidden(&desk.ask("rename", moved)));
    assert!(granted.stands());
    forbidden.revoke();
    assert!(desk.is_open("in/a.txt"));
}

#[test]
fn a_folder_that_holds_what_is_forbidden_is_neither_moved_nor_removed() {
    let desk = Desk::new();
    let key = desk.folder.file("in/keys/key.txt", "key");
    let forbidden = desk.grants().forbid(Grants::EVERYONE, &key, Reach::File).unwrap();
    let remove = || {
        desk.ask("remove", json!({ "path": desk.folder.path("in/keys"), "options": { "recursive": true } }))
    };
    assert!(is_forbidden(&remove()));
    forbidden.revoke();
    remove().unwrap();
}

#[test]
fn a_file_that_is_open_is_closed_to_the_page_when_its_grant_is_taken_back() {
    let desk = Desk::new();
    let lend = || desk.grants().allow("main", &desk.folder.root.join("lent"), Reach::Tree).unwrap();
    let grant = lend();
    let path = desk.folder.path("lent/b.txt");
    let options = json!({ "read": true, "write": true });
    let file = desk.ask("open", json!({ "path": path, "options": options })).unwrap();
    let lines = desk.ask("read_text_file_lines", json!({ "path": path })).unwrap();
    let uses = [
        ("read", json!({ "rid": file, "len": 3 })),
        ("write", json!({ "rid": file, "data": [1] })),
        ("seek", json!({ "rid": file, "offset": 0, "whence": 0 })),
        ("fstat", json!({ "rid": file })),
        ("ftruncate", json!({ "rid": file, "len": 8 })),
        ("read_text_file_lines_next", json!({ "rid": lines })),
    ];
    // Some of the answers are bytes.
    let is_refused = |(command, arguments): &(&str, Value)| {
        let request = desk.page.request(&format!("plugin:fs|{command}"), header::JSON, arguments.to_string());
        desk.page.wait(request).body().starts_with(b"\"forbidden path: ")
    };
    assert_eq!(uses.iter().filter(|used| is_refused(used)).count(), 0);
    grant.revoke();
    assert!(uses.iter().all(is_refused));
    // The file is still the page's to close, and to use if it is lent again.
    lend();
    assert_eq!(uses.iter().filter(|used| is_refused(used)).count(), 0);
}

#[test]
fn a_grant_may_end_with_the_document_or_the_webview() {
    let desk = Desk::new();
    let (webview, lent) = (desk.app.handle().webview("main").unwrap(), desk.folder.root.join("lent"));
    let lend = || desk.grants().allow("main", &lent, Reach::Tree).unwrap();
    let of_document = webview.resources_table().add(lend().until_dropped()).unwrap();
    assert!(desk.is_open("lent/b.txt"));
    webview.resources_table().close(of_document).unwrap();
    assert!(!desk.is_open("lent/b.txt"));
    webview.resources_table().add(lend().until_dropped()).unwrap();
    desk.page.page().reset();
    assert!(!desk.is_open("lent/b.txt"));
    let of_webview = lend();
    desk.page.page().reset();
    assert!(desk.is_open("lent/b.txt"));
    desk.app.handle().run_event(&RunEvent::Webview { label: "main".into(), event: WebviewEvent::Destroyed });
    assert!(!of_webview.stands() && !desk.is_open("lent/b.txt"));
}

#[test]
fn a_grant_is_for_what_was_there_and_not_for_what_takes_its_place() {
    let desk = Desk::new();
    let root = &desk.folder.root;
    desk.folder.file("out/secret.txt", "secret");
    let lent = root.join("lent");
    desk.grants().allow("main", &lent, Reach::Tree).unwrap();
    std::fs::rename(&lent, root.join("moved")).unwrap();
    std::os::unix::fs::symlink(root.join("out"), &lent).unwrap();
    assert!(!desk.is_open("lent/secret.txt") && !desk.is_open("moved/b.txt"));
}

#[test]
fn a_file_with_wildcards_in_its_name_is_granted_alone() {
    let desk = Desk::new();
    for name in ["*", "[a]", "?", "**"] {
        let grant =
            desk.grants().allow("main", &desk.folder.file(&format!("out/{name}"), ""), Reach::File).unwrap();
        desk.folder.file("out/a", "");
        assert!(desk.is_open(&format!("out/{name}")) && !desk.is_open("out/a"), "{name}");
        grant.revoke();
        let error =
            desk.ask("exists", json!({ "path": desk.folder.path(&format!("out/{name}")) })).unwrap_err();
        // What a refusal says to add opens this file and no other.
        let entry = error.as_str().unwrap().split('"').nth(3).unwrap();
        assert!(entry.contains("[[]a[]]") || entry.contains("[*]") || entry.contains("[?]"), "{error}");
    }
}
