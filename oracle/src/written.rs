//! Cases written by hand: what chance seldom makes, and every place where Footbridge is stricter.

use crate::compare;
use crate::files::{File, Files, Target};
use crate::ours::Ours;
use crate::stricter;
use crate::theirs::Theirs;

pub struct Case {
    pub name: &'static str,
    files: Files,
    expected: Expected,
}

enum Expected {
    /// Both say the same, whatever it is.
    Agreement,
    /// Tauri accepts the files, Footbridge refuses them with a sentence that holds this.
    Refusal(&'static str),
    /// Footbridge accepts the files. Tauri is not asked: it would not come back.
    Ours,
}

impl Case {
    pub fn check(&self) -> Result<(), String> {
        let report = |difference: String| format!("{}\n{difference}", self.files);
        match (&self.expected, Ours::read(&self.files)) {
            (Expected::Agreement, _) => compare::check(&self.files, &mut compare::Counts::default()),
            (Expected::Ours, ours) => ours.map(drop).map_err(|fault| fault.to_string()),
            (Expected::Refusal(_), Ok(_)) => Err("ours accepts what it says it refuses".into()),
            (Expected::Refusal(part), Err(fault)) if !fault.to_string().contains(part) => {
                Err(format!("ours refuses with another reason: {fault}"))
            }
            (Expected::Refusal(_), Err(_)) => Theirs::read(&self.files)
                .map(drop)
                .map_err(|fault| format!("theirs refuses it as well: {fault}")),
        }
        .map_err(report)
    }
}

const FS: &str = r#"
[default]
permissions = ["s1", "p1"]

[[set]]
identifier = "s1"
description = "Twice the same, once through another set."
permissions = ["p1", "s2", "p1"]

[[set]]
identifier = "s2"
description = "A permission that is in s1, too, and one of the app."
permissions = ["p1", "p2", "fs:p2"]

[[permission]]
identifier = "p1"
commands.allow = ["read", "read", "list"]

[[permission.scope.allow]]
path = "$HOME/**"

[[permission.scope.deny]]
path = "$HOME/.ssh"

[[permission]]
identifier = "p2"
commands.allow = ["write"]
commands.deny = ["remove"]

[[permission]]
identifier = "p3"
platforms = ["macOS"]
commands.allow = ["trash"]

[[permission]]
identifier = "scope"

[[permission.scope.allow]]
path = "/a"
"#;

const ODD_PATTERNS: [&str; 47] = [
    "",
    "*",
    "https:",
    "https://",
    "https:///",
    "https://*",
    "https://*:*",
    "https://*:*/*",
    "https://example.com:",
    "https://example.com:80*",
    "https://example.com:08443",
    "https://example.com:99999",
    "https://example.com/*/",
    "https://example.com/**",
    "https://example.com//",
    "https://example.com/.",
    "https://example.com/../a",
    "https://example.com/%61",
    "https://example.com/a?",
    "https://example.com/a*?",
    "https://example.com/a?x=1",
    "https://example.com/{a/}?b",
    "https://example.com/(.*)",
    "https://example.com/([a-z]+)/b",
    "https://(\\w+).example.com",
    "https://(?:docs|www).example.com",
    "https://(?i:DOCS).example.com",
    "https://example.com/#*",
    "https://example.com#:a",
    "https://*@example.com",
    "https://:user@example.com",
    "https://user:*@example.com",
    "HTTPS://EXAMPLE.COM",
    "https://Bücher.example",
    "https://ex%61mple.com",
    "https://example.com.",
    "https://*.",
    "https://.example.com",
    "https://0x7f.1",
    "http://127.1:3000",
    "https://a]b",
    "https://[::1",
    "http://[\\:\\:1]:8080",
    "http://[::1]:8080",
    "http://[*]:8080/*",
    "https://(a(b))",
    "file://{*}",
];

const APP: &str = r#"{ "permission": [
    { "identifier": "allow-greet", "commands": { "allow": ["greet"] } },
    { "identifier": "deny-greet", "commands": { "deny": ["greet"] } },
    { "identifier": "scope", "scope": { "allow": [1], "deny": [2] } }
] }"#;

fn files(capabilities: &[(&str, &str)]) -> Files {
    Files {
        manifests: vec![
            (None, vec![File::new("permissions/app.json", APP)]),
            (Some("fs".into()), vec![File::new("permissions/fs.toml", FS)]),
        ],
        capabilities: capabilities.iter().map(|(path, text)| File::new(*path, *text)).collect(),
        ..Files::default()
    }
}

fn agree(name: &'static str, files: Files) -> Case {
    Case { name, files, expected: Expected::Agreement }
}

fn refused(name: &'static str, reason: &'static str, files: Files) -> Case {
    Case { name, files, expected: Expected::Refusal(reason) }
}

pub fn cases() -> Vec<Case> {
    let mut cases = decisions();
    cases.extend(readings());
    cases.extend(refusals());
    cases
}

fn decisions() -> Vec<Case> {
    let two = [
        (
            "capabilities/z.json",
            r#"{ "identifier": "a", "windows": ["main"], "permissions": [
                { "identifier": "fs:s1", "allow": [{ "path": "/z" }] }, "fs:p3", "allow-greet"] }"#,
        ),
        (
            "capabilities/a.toml",
            "identifier = \"z\"\nwebviews = [\"side\"]\n[[permissions]]\nidentifier = \"fs:default\"\nallow = [\"/a\"]",
        ),
    ];
    let remote = |urls: &str| {
        let text = format!(
            r#"{{ "identifier": "a", "windows": ["*"], "local": false, "remote": {{ "urls": {urls} }},
                "permissions": [{{ "identifier": "fs:p1", "deny": [3] }}, "allow-greet", "fs:scope"] }}"#
        );
        files(&[("capabilities/a.json", &text)])
    };
    let odd =
        ODD_PATTERNS.iter().map(|pattern| agree("an odd URL pattern", remote(&format!("[{pattern:?}]"))));
    let denied = r#"[{ "identifier": "a", "windows": ["*"], "permissions": ["allow-greet"] },
        { "identifier": "b", "windows": ["nobody"], "local": false, "remote": { "urls": ["https://example.com"] },
          "permissions": ["deny-greet"] }]"#;
    let written = vec![
        agree("no files at all", Files::default()),
        agree("an app without a manifest", Files { manifests: Vec::new(), ..Files::default() }),
        agree("an app with an empty manifest", Files { manifests: vec![(None, vec![])], ..Files::default() }),
        agree("rules are in the order of the capabilities' names, not of their files", files(&two)),
        agree("the same on another platform", Files { target: Target::MacOs, ..files(&two) }),
        agree(
            "two patterns that match one page double its scopes",
            remote(r#"["https://*", "https://example.com/*"]"#),
        ),
        agree(
            "a pattern that names no path names all",
            remote(r#"["https://example.com", "https://docs.example.com/"]"#),
        ),
        agree("a pattern with a search", remote(r#"["https://example.com/*?x=1"]"#)),
        agree("a pattern with groups", remote(r#"["https://{:sub.}?example.com/:a/:b(\\w+)?"]"#)),
        refused(
            "a group that needs Unicode's tables",
            "is no URL pattern",
            remote(r#"["https://example.com/(\\p{L}+)"]"#),
        ),
        agree(
            "patterns of other schemes",
            remote(r#"["file:///*", "data:*", "tauri://localhost", "*://*:*"]"#),
        ),
        agree("a denial looks at the origin alone", files(&[("capabilities/a.json", denied)])),
        Case {
            name: "a set inside itself",
            files: Files {
                manifests: vec![(
                    Some("fs".into()),
                    vec![File::new(
                        "fs.json",
                        r#"{ "set": [{ "identifier": "s", "description": "", "permissions": ["s"] }] }"#,
                    )],
                )],
                ..files(&[("a.json", r#"{ "identifier": "a", "permissions": ["fs:s"] }"#)])
            },
            expected: Expected::Ours,
        },
    ];
    odd.chain(written).collect()
}

fn readings() -> Vec<Case> {
    let one = |text: &str| files(&[("capabilities/a.json", text)]);
    let toml = |text: &str| files(&[("capabilities/a.toml", text)]);
    let capability = r#"{ "identifier": "a", "windows": ["main"], "permissions": ["allow-greet"] }"#;
    let config = |list: &str| {
        let text = format!(
            r#"{{ "identifier": "com.example.app", "app": {{ "security": {{ "capabilities": {list} }} }} }}"#
        );
        Files { config: Some(File::new("tauri.conf.json", text)), ..one(capability) }
    };
    let mut cases = vec![
        agree("a configuration that names nothing", config("[]")),
        agree("a configuration that chooses", config("[\"a\"]")),
        agree("a configuration that names what is not there", config("[\"b\"]")),
        agree("a configuration that names one twice", config("[\"a\", \"a\"]")),
        agree(
            "a configuration with a capability",
            config(&format!("[{}]", capability.replace("\"a\"", "\"b\""))),
        ),
        agree("a configuration with something else", config("[1]")),
        agree("an empty array", one("[]")),
        agree(
            "a list in TOML",
            toml("[[capabilities]]\nidentifier = \"a\"\npermissions = [\"allow-greet\"]"),
        ),
        agree("no list in TOML", toml("capabilities = []")),
        agree("one name in two files", files(&[("a.json", capability), ("b.json", capability)])),
        agree(
            "a name that is taken at run time",
            Files { later: vec![File::new("b.json", capability)], ..one(capability) },
        ),
        agree("not JSON", one("{")),
        agree("not TOML", toml("[")),
        agree("nothing", one("")),
        agree("nothing in TOML", toml("")),
        agree("a byte order mark", one("\u{feff}{}")),
    ];
    // Each member of a capability as each kind of value.
    for member in stricter::CAPABILITY {
        for value in ["null", "true", "1", "\"x\"", "[]", "[1]", "[null]", "{}"] {
            let mut text = format!("{{ \"{member}\": {value}");
            for (name, usual) in [("identifier", "\"a\""), ("permissions", "[]")] {
                if name != *member {
                    text += &format!(", \"{name}\": {usual}");
                }
            }
            text.push('}');
            // An array in the place of a struct is stricter here; `generate` makes those, too.
            cases.push(agree("a member of another type", one(&text)));
        }
    }
    cases
}

fn refusals() -> Vec<Case> {
    let one = |text: &str| files(&[("capabilities/a.json", text)]);
    let toml = |text: &str| files(&[("capabilities/a.toml", text)]);
    let permissions = |text: &str| Files {
        manifests: vec![(Some("fs".into()), vec![File::new("permissions/fs.json", text)])],
        ..Files::default()
    };
    vec![
        refused(
            "a field that nobody knows",
            "unknown field",
            one(r#"{ "identifier": "a", "window": [], "permissions": [] }"#),
        ),
        refused(
            "a field twice",
            "stands twice",
            one(r#"{ "identifier": "a", "windows": [], "windows": [], "permissions": [] }"#),
        ),
        refused(
            "a capability without a name",
            "needs a name",
            one(r#"{ "identifier": "", "permissions": [] }"#),
        ),
        refused(
            "a glob that nothing uses",
            "is no label pattern",
            one(r#"{ "identifier": "a", "windows": ["["], "permissions": [] }"#),
        ),
        refused(
            "a URL pattern that nothing uses",
            "is no URL pattern",
            one(r#"{ "identifier": "a", "remote": { "urls": ["*"] }, "permissions": [] }"#),
        ),
        refused(
            "an array for a struct",
            "expected an object",
            one(r#"{ "identifier": "a", "remote": [["https://example.com"]], "permissions": [] }"#),
        ),
        refused(
            "a date in a scope",
            "put it in quotes",
            toml("identifier = \"a\"\n[[permissions]]\nidentifier = \"fs:p1\"\nallow = [2024-01-01]"),
        ),
        refused(
            "no number in a scope",
            "is no number",
            toml("identifier = \"a\"\n[[permissions]]\nidentifier = \"fs:p1\"\nallow = [inf]"),
        ),
        refused(
            "a permission twice in one file",
            "stands twice",
            permissions(r#"{ "permission": [{ "identifier": "a" }, { "identifier": "a" }] }"#),
        ),
        refused(
            "a set that nobody can reach",
            "as the table `default`",
            permissions(r#"{ "set": [{ "identifier": "default", "description": "", "permissions": [] }] }"#),
        ),
        refused(
            "a permission that nobody can reach",
            "as the table `default`",
            permissions(r#"{ "permission": [{ "identifier": "default" }] }"#),
        ),
        refused(
            "a field of a permission file that nobody knows",
            "unknown field",
            permissions(r#"{ "permissions": [] }"#),
        ),
        refused(
            "two of one name in one file at run time",
            "is called \"a\" too",
            Files {
                later: vec![File::new(
                    "later/a.json",
                    r#"[{ "identifier": "a", "permissions": [] }, { "identifier": "a", "permissions": [] }]"#,
                )],
                ..Files::default()
            },
        ),
    ]
}
