//! Paths that an attacker would try, over real files, through everything that a page can send a path to: each command
//! of `fs`, as a path and as a `file:` URL, and the scheme `asset`.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test ends where an invariant of its own is broken")]

mod common;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::mpsc;

use common::{Folder, ON_A_PATH, ON_TWO_PATHS};
use footbridge::acl::Capabilities;
use footbridge::scheme::SchemeBody;
use footbridge::transport::memory::Client;
use footbridge::wire::header;
use footbridge::{App, Builder, Origin};
use footbridge_plugins::path::{self, PathResolver};
use footbridge_plugins::{asset, fs as plugin};
use http::{HeaderValue, Request, StatusCode};
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use serde_json::{Value, json};

/// What may be touched: below `in`, but for what is secret.
const ALLOW: [&str; 2] = ["$APPDATA/in", "$APPDATA/in/**"];
const DENY: [&str; 5] = [
    "$APPDATA/in/secret.txt",
    "$APPDATA/in/vault",
    "$APPDATA/in/vault/**",
    "$APPDATA/in/denied-link",
    "$APPDATA/in/moved/**/key.txt",
];

struct Site {
    folder: Folder,
    app: App,
    page: Client,
}

impl Site {
    fn new() -> Self {
        let folder = Folder::new();
        for name in ["in/a.txt", "in/*", "in/[a]", "in/?", "in/a\\b", "in/sub/b.txt", "in/caf\u{e9}", "in/b"]
        {
            folder.file(name, "inside");
        }
        for name in [
            "in/.dot",
            "in/sub/.dots/x",
            "in/secret.txt",
            "in/vault/key.txt",
            "in/behind.txt",
            "out/c.txt",
            "in2/d.txt",
        ] {
            folder.file(name, "outside");
        }
        let link = |target: &str, name: &str| symlink(target, folder.root.join(name)).unwrap();
        let root = folder.path("");
        let root = root.trim_end_matches('/');
        for (target, name) in [
            ("../out", "in/to-out"),
            ("../out/c.txt", "in/to-c"),
            ("../out/new.txt", "in/dangling"),
            ("sub/../../out/c.txt", "in/climbs"),
            ("absent/../../out/c.txt", "in/climbs-over-nothing"),
            ("to-out", "in/chain"),
            ("loop", "in/loop"),
            (".", "in/here"),
            ("..", "in/up"),
            ("sub/b.txt", "in/inner"),
            ("behind.txt", "in/denied-link"),
            ("secret.txt", "in/to-secret"),
            ("vault", "in/to-vault"),
            ("/", "in/to-root"),
            ("/proc/self/root", "in/to-proc-root"),
            ("/proc/self/cwd", "in/to-cwd"),
            ("in", "way"),
        ] {
            link(target, name);
        }
        link(&format!("{root}/out/c.txt"), "in/absolute");
        let entries = |texts: &[&str]| texts.iter().map(|text| json!({ "path": text })).collect::<Vec<_>>();
        let (allow, deny) = (entries(&ALLOW), entries(&DENY));
        let capability = json!({ "identifier": "main", "windows": ["main"], "permissions": [
            "fs:read-all", "fs:write-all", "fs:read-meta",
            { "identifier": "fs:scope", "allow": allow, "deny": deny },
        ] });
        let app = Builder::new()
            .plugin(path::plugin(PathResolver::new("com.example.app").app_root(&folder.root)))
            .plugin(plugin::plugin())
            .plugin(asset::plugin(HeaderValue::from_static("app://localhost")))
            .plugin_config("asset", json!({ "allow": allow, "deny": deny }))
            .capabilities(Capabilities::new().with("capabilities/main.json", capability.to_string()))
            .build()
            .unwrap();
        let page = common::main_page(&app);
        Self { folder, app, page }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path(name)
    }

    /// What the page reads, by a path as it writes it.
    fn read(&self, path: &str) -> Option<String> {
        let body = json!({ "path": path }).to_string();
        let response = self.page.wait(self.page.request("plugin:fs|read_file", header::JSON, body));
        (response.headers()[header::RESPONSE] == header::OK)
            .then(|| String::from_utf8_lossy(response.body()).into_owned())
    }

    /// What it loads, by the bytes of a path, encoded as `convertFileSrc` does.
    fn load(&self, path: &[u8]) -> (StatusCode, String) {
        let path = percent_encode(path, NON_ALPHANUMERIC);
        let request = Request::get(format!("asset://localhost/{path}")).body(()).unwrap();
        let (sender, response) = mpsc::channel();
        let respond = move |response| sender.send(response).unwrap();
        let page = Some(self.page.page());
        self.app.handle().scheme_request("asset", page, Origin::Local, request, respond);
        let (head, body) = response.recv().unwrap().into_parts();
        let mut content = String::new();
        match body {
            SchemeBody::Whole(bytes) => content.push_str(&String::from_utf8_lossy(&bytes)),
            SchemeBody::Stream { mut reader, .. } => drop(reader.read_to_string(&mut content).unwrap()),
        }
        (head.status, content)
    }

    /// Every command that takes a path, with what else it wants.
    fn try_everything(&self, path: &str) {
        let inside = self.path("in/a.txt");
        for command in ON_A_PATH {
            for options in [Value::Null, json!({ "recursive": true, "write": true, "create": true })] {
                self.refuses(command, json!({ "path": path, "options": options }));
            }
        }
        for (command, one, other) in ON_TWO_PATHS {
            self.refuses(command, json!({ one: path, other: inside }));
            self.refuses(command, json!({ one: inside, other: path }));
        }
        let watched =
            json!({ "paths": [path], "options": { "recursive": true }, "onEvent": "__CHANNEL__:7" });
        self.refuses("watch", watched);
        let mut request = self.page.request("plugin:fs|write_file", header::OCTETS, "forged");
        let encoded = percent_encode(path.as_bytes(), NON_ALPHANUMERIC).to_string();
        request.headers_mut().insert("path", encoded.parse().unwrap());
        let written = self.page.wait(request);
        assert_ne!(written.headers()[header::RESPONSE], header::OK, "write_file {path}");
    }

    fn refuses(&self, command: &str, arguments: Value) {
        let answer = self.page.invoke(&format!("plugin:fs|{command}"), arguments.clone());
        let error = answer.expect_err(&format!("{command} {arguments}")).to_string();
        // Whatever else an error says, it is not the system's: nothing was asked of it.
        assert!(!error.contains("os error"), "{command} {arguments} {error}");
    }

    /// Every file there is, with what is in it.
    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        fn walk(folder: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) {
            for entry in fs::read_dir(folder).unwrap().flatten() {
                let kind = entry.file_type().unwrap();
                if kind.is_dir() {
                    walk(&entry.path(), files);
                } else {
                    let content = if kind.is_file() { fs::read(entry.path()).unwrap() } else { Vec::new() };
                    files.insert(entry.path(), content);
                }
            }
        }
        let mut files = BTreeMap::new();
        walk(&self.folder.root, &mut files);
        files
    }
}

/// Spellings, below the root of the site, of what may be read.
const INSIDE: [&str; 17] = [
    "in/a.txt",
    "in//a.txt",
    "in/./a.txt",
    "in/a.txt/",
    "in/a.txt/.",
    "./in/a.txt",
    "in/*",
    "in/[a]",
    "in/?",
    "in/a\\b",
    "in/caf\u{e9}",
    "in/inner",
    "in/here/here/a.txt",
    "in/up/in/a.txt",
    "in/to-out/../a.txt",
    "way/a.txt",
    "way/sub/b.txt",
];

/// Of what may not, whether it is there or not.
const OUTSIDE: [&str; 47] = [
    "",
    "out/c.txt",
    "in2/d.txt",
    "in/../out/c.txt",
    "in/../in/a.txt",
    "in/sub/../../out/c.txt",
    "in/..",
    "in/../..",
    "in/to-out",
    "in/to-out/",
    "in/to-out/c.txt",
    "in/to-out/new.txt",
    "in/to-out/new/deep.txt",
    "in/to-c",
    "in/dangling",
    "in/climbs",
    "in/climbs-over-nothing",
    "in/chain/c.txt",
    "in/loop",
    "in/loop/x",
    "in/up",
    "in/up/out/c.txt",
    "in/here/up/out/c.txt",
    "in/absolute",
    "in/to-root/etc/passwd",
    "in/to-proc-root/etc/passwd",
    "in/to-cwd",
    "in/.dot",
    "in/sub/.dots/x",
    "in/here/.dot",
    "in/.new",
    "in/secret.txt",
    "in/secret.txt/",
    "in//./secret.txt",
    "in/here/secret.txt",
    "way/secret.txt",
    "in/to-secret",
    "in/vault",
    "in/vault/key.txt",
    "in/vault/new.txt",
    "in/to-vault/key.txt",
    "in/denied-link",
    "in/behind.txt",
    "IN/a.txt",
    "\u{ff49}n/a.txt",
    "i\u{200d}n/a.txt",
    "in\0/a.txt",
];

#[test]
fn every_spelling_of_what_is_inside_is_the_same_file() {
    let site = Site::new();
    for name in INSIDE {
        // A page that climbs is told to write the path without, wherever it leads.
        let is_told = name.contains("..");
        let path = site.path(name);
        assert_eq!(site.read(&path).is_some(), !is_told, "{name}");
        let (status, content) = site.load(path.as_bytes());
        assert_eq!(
            (status, &*content),
            if is_told { (StatusCode::FORBIDDEN, "") } else { (StatusCode::OK, "inside") }
        );
        if let Ok(url) = url::Url::from_file_path(&path) {
            // A URL has no dots left: they are gone before it is a path.
            assert_eq!(site.read(url.as_str()).as_deref(), Some("inside"), "{url}");
        }
    }
}

#[test]
fn nothing_outside_is_reached_by_any_command_under_any_spelling() {
    let site = Site::new();
    let before = site.files();
    for name in OUTSIDE {
        let path = site.path(name);
        site.try_everything(&path);
        assert_eq!(site.load(path.as_bytes()), (StatusCode::FORBIDDEN, String::new()), "{name}");
    }
    assert_eq!(site.files(), before);
}

#[test]
fn nothing_outside_is_reached_from_elsewhere() {
    let site = Site::new();
    let (outside, inside) = (site.folder.root.join("out/c.txt"), site.folder.root.join("in/a.txt"));
    let (outside, inside) = (fs::File::open(outside).unwrap(), fs::File::open(inside).unwrap());
    let open = |file: &fs::File| format!("/proc/self/fd/{}", std::os::fd::AsRawFd::as_raw_fd(file));
    let root = site.path("");
    let before = site.files();
    for path in [
        "in/a.txt",
        "~/a.txt",
        "$APPDATA/in/a.txt",
        "C:\\Windows\\win.ini",
        "\\\\?\\C:\\Windows\\win.ini",
        "\\\\server\\share\\file",
        "//server/share/file",
        "/",
        "/etc/passwd",
        "/etc/passwd\0.txt",
        "/proc/self/root/etc/passwd",
        "/proc/thread-self/root/etc/passwd",
        "/proc/self/environ",
        "/proc/self/cwd/Cargo.toml",
        "/dev/stdin",
        "/dev/zero",
        &open(&outside),
        &open(&outside).replace("/proc/self", "/dev"),
        &format!("/proc/self/root{root}out/c.txt"),
        &format!("{root}in/{}", "a/".repeat(3_000)),
        &format!("{root}out/{}", "x".repeat(300)),
        "file:/etc/passwd",
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "file://localhost/etc/passwd",
        "file://server/etc/passwd",
        "file:///etc%2Fpasswd",
        &format!("file://{root}in/../out/c.txt"),
        &format!("file://{root}in/%2e%2E/out/c.txt"),
        &format!("file://{root}in%2F..%2Fout%2Fc.txt"),
        &format!("file://{root}in\\..\\out\\c.txt"),
        &format!("file://{root}in/to-out/c.txt?a=b#c"),
        &format!("file://{root}in/secret.txt#"),
        &format!("file://{root}in/a%00/../../out/c.txt"),
        "https://localhost/etc/passwd",
        "asset://localhost/etc/passwd",
    ] {
        site.try_everything(path);
        assert_eq!(site.load(path.as_bytes()).0, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(site.files(), before);
    // What leads inside is inside, whichever way.
    assert_eq!(site.read(&open(&inside)).as_deref(), Some("inside"));
    assert_eq!(site.read(&format!("/proc/self/root{root}in/a.txt")).as_deref(), Some("inside"));
    // What is decoded twice is another name.
    assert_eq!(site.read(&format!("file://{root}in/%252e%252e/out/c.txt")), None);
}

#[test]
fn a_base_directory_gives_no_way_around() {
    let site = Site::new();
    let read = |path: &str| {
        site.page.invoke("plugin:fs|exists", json!({ "path": path, "options": { "baseDir": 14 } }))
    };
    assert_eq!(read("in/a.txt"), Ok(json!(true)));
    assert_eq!(read(&site.path("in/a.txt")), Ok(json!(true)));
    for path in
        ["", ".", "..", "out/c.txt", "in/../out/c.txt", "in/secret.txt", "/etc/passwd", "in/to-c", "in\0"]
    {
        assert!(read(path).is_err(), "{path}");
    }
}

/// Where names are told apart, these are names of other files; what is denied is not touched through them.
#[test]
fn what_other_systems_read_as_a_denied_name_is_another_here() {
    let site = Site::new();
    let secret = site.folder.root.join("in/secret.txt");
    for name in [
        "secret.txt.",
        "secret.txt ",
        "secret.txt::$DATA",
        "SECRET~1.TXT",
        "SECRET.TXT",
        "secret.txt\\",
        "secret%2Etxt",
        "s\u{435}cret.txt",
        "\u{ff53}ecret.txt",
        "secret\u{200b}.txt",
        "secret.txt\u{0}",
        "se\u{301}cret.txt",
    ] {
        let path = site.path(&format!("in/{name}"));
        assert_eq!(site.read(&path), None, "{name:?}");
        let _ = site.page.invoke("plugin:fs|create", json!({ "path": path }));
        assert_eq!(fs::read_to_string(&secret).unwrap(), "outside", "{name:?}");
    }
}

#[test]
fn names_that_are_no_text_are_told_apart() {
    let site = Site::new();
    let path = |name: &[u8]| site.folder.root.join(OsStr::from_bytes(name));
    fs::write(path(b"in/\xff"), "inside").unwrap();
    fs::write(path(b"out/\xfe"), "outside").unwrap();
    symlink(path(b"out/\xfe"), path(b"in/\xfe")).unwrap();
    let url = |name: &[u8]| url::Url::from_file_path(path(name)).unwrap().to_string();
    assert_eq!(site.read(&url(b"in/\xff")).as_deref(), Some("inside"));
    assert_eq!((site.read(&url(b"in/\xfe")), site.read(&url(b"out/\xfe"))), (None, None));
    assert_eq!(site.load(path(b"in/\xff").as_os_str().as_bytes()).0, StatusCode::OK);
    assert_eq!(site.load(path(b"in/\xfe").as_os_str().as_bytes()).0, StatusCode::FORBIDDEN);
}

/// What holds of hard links: they are the file, and no path tells. A page cannot make one.
#[test]
fn a_hard_link_is_judged_by_where_it_lies() {
    let site = Site::new();
    fs::hard_link(site.folder.root.join("out/c.txt"), site.folder.root.join("in/hard")).unwrap();
    fs::hard_link(site.folder.root.join("in/a.txt"), site.folder.root.join("out/hard")).unwrap();
    assert_eq!(site.read(&site.path("in/hard")).as_deref(), Some("outside"));
    assert_eq!(site.read(&site.path("out/hard")), None);
}

/// A page that moves a folder to where a name is denied, while it makes a file of that name deep in it.
///
/// Between opening the folders of the path and making the file stands a step for each folder. Somebody who moves the
/// first of them meanwhile takes the file along, unless the two exclude each other.
#[test]
fn a_file_is_not_made_under_a_denied_name_by_moving_its_folder() {
    let site = Site::new();
    let ask = |command: &str, arguments: Value| site.page.invoke(&format!("plugin:fs|{command}"), arguments);
    let (folder, moved, deep) = (site.path("in/other"), site.path("in/moved"), "/d".repeat(48));
    fs::create_dir_all(format!("{folder}{deep}")).unwrap();
    std::thread::scope(|scope| {
        let mover = scope.spawn(|| {
            for _ in 0..150 {
                let _ = ask("rename", json!({ "oldPath": folder, "newPath": moved }));
                let _ = ask("rename", json!({ "oldPath": moved, "newPath": folder }));
            }
        });
        let path = json!({ "path": format!("{folder}{deep}/key.txt") });
        while !mover.is_finished() {
            let _ = ask("create", path.clone());
            assert!(!Path::new(&format!("{moved}{deep}/key.txt")).exists());
            let _ = ask("remove", path.clone());
        }
    });
}
