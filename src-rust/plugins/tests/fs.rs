//! The plugin `fs` over real files, as the guest package calls it and as an attacker would.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test ends where an invariant of its own is broken")]

mod common;

use std::fs;
use std::os::unix::fs::symlink;

use bytes::Bytes;
use common::{Folder, ON_A_PATH, ON_TWO_PATHS, main_page};
use footbridge::App;
use footbridge::transport::memory::Client;
use footbridge::wire::header;
use footbridge_plugins::fs::{self as plugin, ENGINE_FOLDER};
use footbridge_plugins::{Grants, Reach};
use http::Response;
use serde_json::{Value, json};

/// Everything is open, below `$APPDATA/in` and but for `secret`.
fn open() -> Value {
    json!([
        "fs:read-all",
        "fs:write-all",
        "fs:read-meta",
        {
            "identifier": "fs:scope",
            "allow": [{ "path": "$APPDATA/in" }, { "path": "$APPDATA/in/**" }],
            "deny": [{ "path": "$APPDATA/in/secret" }, { "path": "$APPDATA/in/**/secret/**" }]
        }
    ])
}

struct Files {
    folder: Folder,
    page: Client,
    app: App,
}

impl Files {
    fn new() -> Self {
        Self::with(open(), Value::Null)
    }

    fn with(permissions: Value, config: Value) -> Self {
        let folder = Folder::new();
        folder.file("in/a.txt", "hello");
        folder.file("in/secret/key.txt", "key");
        folder.file("in/sub/secret/key.txt", "key");
        folder.file("out/b.txt", "outside");
        symlink(folder.root.join("out"), folder.root.join("in/link")).unwrap();
        let app = common::app(&folder.root, plugin::plugin(), config, permissions);
        let page = main_page(&app);
        Self { folder, page, app }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path(name)
    }

    fn ask(&self, command: &str, arguments: Value) -> Result<Value, Value> {
        self.page.invoke(&format!("plugin:fs|{command}"), arguments)
    }

    /// A command whose answer is bytes.
    fn bytes(&self, command: &str, arguments: Value) -> Bytes {
        let body = arguments.to_string();
        let response = self.page.wait(self.page.request(&format!("plugin:fs|{command}"), header::JSON, body));
        assert_eq!(response.headers()[header::RESPONSE], header::OK, "{:?}", response.body());
        response.into_body()
    }

    fn write(&self, command: &str, path: &str, options: &str, body: &str) -> Response<Bytes> {
        let mut request = self.page.request(&format!("plugin:fs|{command}"), header::OCTETS, body.to_owned());
        let path =
            percent_encoding::utf8_percent_encode(path, percent_encoding::NON_ALPHANUMERIC).to_string();
        request.headers_mut().insert("path", path.parse().unwrap());
        request.headers_mut().insert("options", options.parse().unwrap());
        self.page.wait(request)
    }
}

fn is_forbidden(answer: &Result<Value, Value>) -> bool {
    matches!(answer, Err(Value::String(error)) if error.starts_with("forbidden path: "))
}

#[test]
fn files_are_read_whole() {
    let files = Files::new();
    let path = files.path("in/a.txt");
    assert_eq!(files.bytes("read_file", json!({ "path": path })), "hello");
    assert_eq!(files.bytes("read_text_file", json!({ "path": format!("file://{path}") })), "hello");
    let relative = json!({ "path": "in/a.txt", "options": { "baseDir": 14 } });
    assert_eq!(files.bytes("read_text_file", relative), "hello");
    let folder = files.ask("read_file", json!({ "path": files.path("in") })).unwrap_err();
    assert!(folder.as_str().unwrap().contains("directory"), "{folder}");
    let absent = files.ask("read_file", json!({ "path": files.path("in/absent.txt") })).unwrap_err();
    assert!(absent.as_str().unwrap().contains("No such file"), "{absent}");
}

#[test]
fn files_are_written_as_the_headers_say() {
    let files = Files::new();
    let path = files.path("in/grüße.txt");
    let written = |options: &str, body: &str| {
        let response = files.write("write_text_file", &path, options, body);
        response.headers()[header::RESPONSE] == header::OK
    };
    assert!(!written("{\"create\":false}", "x"));
    assert!(written("undefined", "one"));
    assert!(written("{\"append\":true}", " two"));
    assert_eq!(files.folder.text("in/grüße.txt"), "one two");
    assert!(!written("{\"createNew\":true}", "x"));
    assert!(written("{\"mode\":384}", "shorter"));
    assert_eq!(files.folder.text("in/grüße.txt"), "shorter");
    // Options that cannot be read must not become the defaults.
    assert!(!written("{\"baseDir\":\"Temp\"}", "x"));
    let numbers = files.write("write_file", &files.path("in/n.bin"), "{}", "raw");
    assert_eq!(numbers.headers()[header::RESPONSE], header::OK);
    let without_path = files.page.wait(files.page.request("plugin:fs|write_file", header::OCTETS, "x"));
    assert_eq!(without_path.headers()[header::RESPONSE], "error");
}

#[test]
fn nothing_outside_the_scope_is_touched() {
    let files = Files::new();
    let paths = [
        "out/b.txt",
        "out/new.txt",
        "in/link/b.txt",
        "in/link/new.txt",
        "in/link/new/deep.txt",
        "in/../out/b.txt",
        "in/secret",
        "in/secret/key.txt",
        "in/secret/new.txt",
        "in/sub/secret/key.txt",
        "in/.hidden",
    ];
    for path in paths {
        let path = files.path(path);
        for command in ON_A_PATH {
            let answer = files.ask(command, json!({ "path": path }));
            assert!(is_forbidden(&answer), "{command} {path} {answer:?}");
        }
        let inside = files.path("in/a.txt");
        for (command, one, other) in ON_TWO_PATHS {
            assert!(
                is_forbidden(&files.ask(command, json!({ one: path, other: inside }))),
                "{command} {path}"
            );
            assert!(
                is_forbidden(&files.ask(command, json!({ one: inside, other: path }))),
                "{command} {path}"
            );
        }
        let written = files.write("write_file", &path, "{}", "x");
        assert!(String::from_utf8_lossy(written.body()).contains("forbidden path"), "{path}");
    }
    assert_eq!(files.folder.text("out/b.txt"), "outside");
    assert_eq!(files.folder.text("in/secret/key.txt"), "key");
    assert!(!files.folder.root.join("out/new.txt").exists());
}

#[test]
fn a_link_out_of_the_scope_is_not_even_removed() {
    let files = Files::new();
    let link = files.path("in/link");
    for command in ["remove", "lstat", "read_dir"] {
        assert!(is_forbidden(&files.ask(command, json!({ "path": link, "options": { "recursive": true } }))));
    }
    assert!(files.folder.root.join("in/link").is_symlink());
    symlink(files.folder.root.join("in/a.txt"), files.folder.root.join("in/inner")).unwrap();
    let inner = json!({ "path": files.path("in/inner") });
    assert_eq!(files.ask("lstat", inner.clone()).unwrap()["isSymlink"], true);
    assert_eq!(files.ask("stat", inner.clone()).unwrap()["isSymlink"], false);
    files.ask("remove", inner).unwrap();
    assert_eq!(files.folder.text("in/a.txt"), "hello");
}

/// Somebody who swaps a folder and a link that leads outside, as often as the machine can.
#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_becomes_a_link_leads_nowhere() {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    let files = Files::new();
    let (folder, link) = (files.folder.root.join("in/sub"), files.folder.root.join("in/link"));
    fs::remove_dir_all(folder.join("secret")).unwrap();
    std::thread::scope(|scope| {
        let page = scope.spawn(|| {
            for n in 0..300 {
                let path = |name: &str| files.path(&format!("in/sub/{name}"));
                let there = json!({ "oldPath": files.path("in/a.txt"), "newPath": path("a.txt") });
                if files.ask("rename", there).is_ok() {
                    fs::write(files.folder.root.join("in/a.txt"), "hello").unwrap();
                }
                let _ = files.ask(
                    "mkdir",
                    json!({ "path": path(&format!("{n}/deep")), "options": { "recursive": true } }),
                );
                let _ = files.ask("remove", json!({ "path": path("b.txt") }));
                let seen = files.ask("stat", json!({ "path": path("b.txt") }));
                assert!(seen.is_err(), "{seen:?}");
                let listed = files.ask("read_dir", json!({ "path": files.path("in/sub") }));
                assert!(!listed.is_ok_and(|entries| entries.to_string().contains("b.txt")));
            }
        });
        while !page.is_finished() {
            renameat_with(CWD, &folder, CWD, &link, RenameFlags::EXCHANGE).unwrap();
        }
    });
    let outside: Vec<_> = fs::read_dir(files.folder.root.join("out")).unwrap().flatten().collect();
    assert_eq!(outside.len(), 1, "{outside:?}");
    assert_eq!(files.folder.text("out/b.txt"), "outside");
}

#[test]
fn what_is_denied_is_neither_moved_nor_removed_with_its_folder() {
    let files = Files::new();
    let sub = files.path("in/sub");
    assert!(is_forbidden(&files.ask("remove", json!({ "path": sub, "options": { "recursive": true } }))));
    assert!(is_forbidden(&files.ask("rename", json!({ "oldPath": sub, "newPath": files.path("in/moved") }))));
    // Nor may a folder bring something to a place that is denied.
    files.folder.file("in/other/x/key.txt", "forged");
    files.folder.file("in/deep/secret-x/x", "");
    let moved = json!({ "oldPath": files.path("in/other/x"), "newPath": files.path("in/secret") });
    assert!(is_forbidden(&files.ask("rename", moved)));
    files
        .ask("rename", json!({ "oldPath": files.path("in/other"), "newPath": files.path("in/moved") }))
        .unwrap();
    assert_eq!(files.folder.text("in/moved/x/key.txt"), "forged");
    files.ask("remove", json!({ "path": files.path("in/moved"), "options": { "recursive": true } })).unwrap();
    assert_eq!(files.folder.text("in/sub/secret/key.txt"), "key");
}

#[test]
fn what_is_closed_is_not_opened_by_moving_its_folder() {
    let allow = json!(["$APPDATA/shelf", "$APPDATA/open", "$APPDATA/open/**"]);
    let files = Files::with(
        json!(["fs:read-all", "fs:write-all", { "identifier": "fs:scope", "allow": allow }]),
        Value::Null,
    );
    files.folder.file("shelf/letter.txt", "closed");
    files.folder.file("open/mine/a.txt", "open");
    files.folder.file("open/mine/.dot", "hidden here and there");
    let rename = |from: &str, to: &str| {
        files.ask("rename", json!({ "oldPath": files.path(from), "newPath": files.path(to) }))
    };
    assert!(is_forbidden(&rename("shelf", "open/shelf")));
    assert_eq!(files.folder.text("shelf/letter.txt"), "closed");
    rename("open/mine", "open/other").unwrap();
    assert_eq!(files.folder.text("open/other/.dot"), "hidden here and there");
}

#[test]
fn a_refusal_says_what_to_add() {
    let files = Files::with(json!(["fs:allow-read-file"]), Value::Null);
    let error = files.ask("read_file", json!({ "path": files.path("in/a.txt") })).unwrap_err();
    let error = error.as_str().unwrap();
    for part in [r#"{ "path": "$APPDATA/in/a.txt" }"#, "fs:allow-read-file", "fs:scope", "main"] {
        assert!(error.contains(part), "{part}: {error}");
    }
}

#[test]
fn a_scope_of_one_command_is_not_anothers() {
    let entry = |command: &str, path: &str| json!({ "identifier": command, "allow": [{ "path": path }] });
    let files = Files::with(
        json!([entry("fs:allow-read-file", "$APPDATA/in/*"), entry("fs:allow-exists", "$APPDATA/out/*")]),
        Value::Null,
    );
    assert_eq!(files.bytes("read_file", json!({ "path": files.path("in/a.txt") })), "hello");
    assert!(is_forbidden(&files.ask("exists", json!({ "path": files.path("in/a.txt") }))));
    assert_eq!(files.ask("exists", json!({ "path": files.path("out/b.txt") })).unwrap(), true);
    assert!(is_forbidden(&files.ask("read_file", json!({ "path": files.path("out/b.txt") }))));
}

#[test]
fn dot_files_are_hidden_from_wildcards_unless_the_app_says_otherwise() {
    let shown = Files::with(open(), json!({ "requireLiteralLeadingDot": false }));
    shown.folder.file("in/.dot", "dot");
    assert_eq!(shown.bytes("read_file", json!({ "path": shown.path("in/.dot") })), "dot");
    let hidden = Files::new();
    hidden.folder.file("in/.dot", "dot");
    assert!(is_forbidden(&hidden.ask("read_file", json!({ "path": hidden.path("in/.dot") }))));
}

#[test]
fn the_default_set_reads_the_apps_folders_and_not_what_the_engine_keeps_there() {
    let files = Files::with(json!(["fs:default"]), Value::Null);
    files.folder.file("cookies", "secret");
    files.folder.file("localstorage/x", "secret");
    assert_eq!(files.bytes("read_file", json!({ "path": files.path("out/b.txt") })), "outside");
    if cfg!(target_os = "linux") {
        for path in ["cookies", "localstorage/x"] {
            assert!(is_forbidden(&files.ask("read_file", json!({ "path": files.path(path) }))), "{path}");
        }
    }
    let remove = files.ask("remove", json!({ "path": files.path("out/b.txt") })).unwrap_err();
    assert_eq!(remove["code"], "not_permitted");
}

#[test]
fn the_default_set_closes_the_engines_folder() {
    let everything =
        json!(["fs:allow-appdata-read-recursive", "fs:allow-appdata-write-recursive", "fs:deny-default"]);
    for permissions in [json!(["fs:default"]), everything] {
        let files = Files::with(permissions, Value::Null);
        for name in ["cookies", "storage/deep/x", "new"] {
            let name = format!("{ENGINE_FOLDER}/{name}");
            files.folder.file(&name, "secret");
            for command in ["read_file", "exists"] {
                let answer = files.ask(command, json!({ "path": files.path(&name) }));
                assert!(is_forbidden(&answer), "{name} {answer:?}");
            }
        }
        assert!(is_forbidden(&files.ask("read_dir", json!({ "path": files.path(ENGINE_FOLDER) }))));
        assert_eq!(files.bytes("read_file", json!({ "path": files.path("out/b.txt") })), "outside");
    }
}

#[test]
fn what_the_person_chose_is_open_to_that_webview_but_not_what_is_denied() {
    let files = Files::new();
    let app = files.app.handle();
    let grants = app.state::<Grants>();
    grants.allow("main", &files.folder.root.join("out/b.txt"), Reach::File).unwrap();
    grants.allow("main", &files.folder.root.join("in/secret/key.txt"), Reach::File).unwrap();
    assert_eq!(files.bytes("read_file", json!({ "path": files.path("out/b.txt") })), "outside");
    assert!(is_forbidden(&files.ask("read_file", json!({ "path": files.path("in/secret/key.txt") }))));
}

#[test]
fn a_handle_reads_writes_seeks_and_ends() {
    let files = Files::new();
    let options = json!({ "read": true, "write": true, "create": true });
    let rid = files.ask("open", json!({ "path": files.path("in/h.txt"), "options": options })).unwrap();
    let ask = |command: &str, more: Value| {
        let mut arguments = json!({ "rid": rid });
        arguments.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        files.ask(command, arguments)
    };
    assert_eq!(ask("write", json!({ "data": b"Hello world".to_vec() })).unwrap(), 11);
    assert_eq!(ask("seek", json!({ "offset": 6, "whence": 0 })).unwrap(), 6);
    assert_eq!(ask("seek", json!({ "offset": 2, "whence": 1 })).unwrap(), 8);
    assert_eq!(ask("seek", json!({ "offset": -5, "whence": 2 })).unwrap(), 6);
    assert!(ask("seek", json!({ "offset": -1, "whence": 0 })).is_err());
    assert_eq!(ask("seek", json!({ "offset": 0, "whence": 3 })).unwrap_err()["code"], "bad_argument");
    let read = |length: u64| files.bytes("read", json!({ "rid": rid, "len": length }));
    assert_eq!(read(3), b"wor\0\0\0\0\0\0\0\x03"[..]);
    assert_eq!(read(1 << 50), b"ld\0\0\0\0\0\0\0\x02"[..]);
    assert_eq!(read(9), [0; 8][..]);
    assert_eq!(ask("fstat", json!({})).unwrap()["size"], 11);
    ask("ftruncate", json!({ "len": 5 })).unwrap();
    assert_eq!(files.folder.text("in/h.txt"), "Hello");
    ask("ftruncate", json!({})).unwrap();
    assert_eq!(files.folder.text("in/h.txt"), "");
    files.page.invoke("plugin:resources|close", json!({ "rid": rid })).ok();
}

#[test]
fn a_handle_ends_with_its_page() {
    let files = Files::new();
    let rid = files.ask("open", json!({ "path": files.path("in/a.txt") })).unwrap();
    files.page.page().reset();
    let gone = files.ask("read", json!({ "rid": rid, "len": 1 })).unwrap_err();
    assert!(gone.as_str().unwrap().contains("no resource"), "{gone}");
}

#[test]
fn lines_come_one_by_one_and_the_last_closes_the_file() {
    let files = Files::new();
    files.folder.file("in/lines.txt", "one\r\n\ntwo");
    let rid = files.ask("read_text_file_lines", json!({ "path": files.path("in/lines.txt") })).unwrap();
    let next = || files.bytes("read_text_file_lines_next", json!({ "rid": rid }));
    assert_eq!(next(), b"one\0"[..]);
    assert_eq!(next(), b"\0"[..]);
    assert_eq!(next(), b"two\0"[..]);
    assert_eq!(next(), b"\x01"[..]);
    assert!(files.ask("read_text_file_lines_next", json!({ "rid": rid })).is_err());
}

#[test]
fn folders_are_made_listed_measured_and_removed() {
    let files = Files::new();
    let ask = |command: &str, name: &str, options: Value| {
        files.ask(command, json!({ "path": files.path(name), "options": options }))
    };
    assert!(ask("mkdir", "in/x/y", json!({})).is_err());
    ask("mkdir", "in/x/y", json!({ "recursive": true })).unwrap();
    files.folder.file("in/x/a.bin", [0; 10]);
    files.folder.file("in/x/y/b.bin", [0; 5]);
    symlink("/", files.folder.root.join("in/x/root")).unwrap();
    assert_eq!(ask("size", "in/x", json!(null)).unwrap(), 15);
    let mut entries = ask("read_dir", "in/x", json!({})).unwrap();
    entries.as_array_mut().unwrap().sort_by_key(|entry| entry["name"].to_string());
    assert_eq!(
        entries,
        json!([
            { "name": "a.bin", "isDirectory": false, "isFile": true, "isSymlink": false },
            { "name": "root", "isDirectory": false, "isFile": false, "isSymlink": true },
            { "name": "y", "isDirectory": true, "isFile": false, "isSymlink": false },
        ])
    );
    assert!(ask("remove", "in/x", json!({})).is_err());
    ask("remove", "in/x", json!({ "recursive": true })).unwrap();
    assert_eq!(ask("exists", "in/x", json!({})).unwrap(), false);
}

#[test]
fn a_name_that_is_no_text_is_listed_and_not_lost() {
    use std::os::unix::ffi::OsStrExt;
    let files = Files::new();
    let path = files.folder.root.join(std::ffi::OsStr::from_bytes(b"in/sub/\xff.txt"));
    fs::write(&path, "bytes").unwrap();
    let entries = files.ask("read_dir", json!({ "path": files.path("in/sub") })).unwrap();
    assert!(entries.as_array().unwrap().iter().any(|entry| entry["name"] == "\u{fffd}.txt"));
    let url = url::Url::from_file_path(path).unwrap();
    assert_eq!(files.bytes("read_file", json!({ "path": url.as_str() })), "bytes");
}

#[test]
fn a_copy_has_the_content_and_a_file_is_not_copied_onto_itself() {
    let files = Files::new();
    let copy = |from: &str, to: &str| {
        files.ask("copy_file", json!({ "fromPath": files.path(from), "toPath": files.path(to) }))
    };
    copy("in/a.txt", "in/copy.txt").unwrap();
    assert_eq!(files.folder.text("in/copy.txt"), "hello");
    fs::hard_link(files.folder.root.join("in/a.txt"), files.folder.root.join("in/same.txt")).unwrap();
    assert!(copy("in/a.txt", "in/a.txt").is_err());
    assert!(copy("in/a.txt", "in/same.txt").is_err());
    assert_eq!(files.folder.text("in/a.txt"), "hello");
}

#[test]
fn facts_of_a_file_have_the_guest_packages_names() {
    let files = Files::new();
    let found = files.ask("stat", json!({ "path": files.path("in/a.txt") })).unwrap();
    assert_eq!((&found["isFile"], &found["size"]), (&json!(true), &json!(5)));
    for name in ["mtime", "atime", "dev", "ino", "mode", "nlink", "uid", "gid", "rdev", "blksize", "blocks"] {
        assert!(found[name].is_number(), "{name} {found}");
    }
    assert_eq!(found["fileAttributes"], Value::Null);
    files.ask("truncate", json!({ "path": files.path("in/a.txt"), "len": 2 })).unwrap();
    assert_eq!(files.folder.text("in/a.txt"), "he");
}
