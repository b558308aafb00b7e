//! Scopes against real folders, with the paths that an attacker would try.
#![cfg(unix)]

use super::entry::Glob;
use super::spelling::spelled;
use super::*;
use crate::limits::PATH_BYTES_MAX;
use crate::path::{self, PathResolver};
use std::fs;
use std::os::unix::fs::symlink;

struct Files {
    _guard: tempfile::TempDir,
    root: PathBuf,
    paths: PathResolver,
}

impl Files {
    /// A folder that `$APPDATA` stands for.
    fn new() -> Self {
        // Without the dot that such a name begins with: wildcards leave it out.
        let guard = tempfile::Builder::new().prefix("scope").tempdir().unwrap();
        let root = fs::canonicalize(guard.path()).unwrap();
        let paths = PathResolver::new("x").app_root(&root);
        for folder in ["in/sub", "out"] {
            fs::create_dir_all(root.join(folder)).unwrap();
        }
        for file in ["in/a.txt", "in/.dot", "in/sub/b.txt", "in/sub/secret.txt", "out/c.txt"] {
            fs::write(root.join(file), file).unwrap();
        }
        symlink(root.join("out"), root.join("in/link")).unwrap();
        symlink(root.join("in"), root.join("way")).unwrap();
        Self { _guard: guard, root, paths }
    }

    fn scope(&self, allow: &[&str], deny: &[&str]) -> PathScope {
        let entries = |texts: &[&str]| texts.iter().map(|text| ScopeEntry::from(*text)).collect();
        PathScope::of_entries(self.paths.clone(), entries(allow), entries(deny)).hide_dot_files(true)
    }

    fn check(&self, allow: &[&str], deny: &[&str], path: &str) -> Result<PathBuf, Outside> {
        self.scope(allow, deny).check(self.root.join(path)).map(Inside::into_real)
    }

    fn is_open(&self, allow: &[&str], deny: &[&str], path: &str) -> bool {
        self.check(allow, deny, path).is_ok()
    }
}

#[test]
fn wildcards_reach_as_far_as_they_say() {
    let files = Files::new();
    for (allow, path, is_open) in [
        ("$APPDATA/in/*", "in/a.txt", true),
        ("$APPDATA/in/*", "in/sub/b.txt", false),
        ("$APPDATA/in/**", "in/sub/b.txt", true),
        ("$APPDATA/in/**/*", "in/sub/b.txt", true),
        ("$APPDATA/in/**", "in/sub/new/file.txt", true),
        ("$APPDATA/in/**", "in/.dot", false),
        ("$APPDATA/in/.*", "in/.dot", true),
        ("$APPDATA/in/?.txt", "in/a.txt", true),
        ("$APPDATA/in", "in/a.txt", false),
        ("**", "in/a.txt", true),
        ("$APPDATA/in/**", "in2/a.txt", false),
    ] {
        assert_eq!(files.is_open(&[allow], &[], path), is_open, "{allow} {path}");
    }
}

#[test]
fn deny_comes_before_allow() {
    let files = Files::new();
    let all = &["$APPDATA/**"];
    for (deny, path, is_open) in [
        ("$APPDATA/in/sub/secret.txt", "in/sub/secret.txt", false),
        ("$APPDATA/in/sub/secret.txt", "way/sub/secret.txt", false),
        ("$APPDATA/in/sub/secret.txt", "in/sub/b.txt", true),
        ("$APPDATA/way/sub/secret.txt", "in/sub/secret.txt", false),
        ("$APPDATA/in/link/**", "in/link/c.txt", false),
        ("$APPDATA/in/link/**", "out/c.txt", false),
        ("$APPDATA/in/**", "in/sub/absent.txt", false),
        ("$APPDATA/*/link/**", "in/.//link/./c.txt", false),
    ] {
        assert_eq!(files.is_open(all, &[deny], path), is_open, "{deny} {path}");
    }
    // A wildcard that allows must be told of dot files; one that denies takes them in.
    assert!(files.is_open(&["$APPDATA/in/.dot"], &[], "in/.dot"));
    assert!(!files.is_open(&["$APPDATA/in/.dot"], &["$APPDATA/in/**"], "in/.dot"));
}

#[test]
fn a_link_out_of_the_scope_is_outside() {
    let files = Files::new();
    for path in ["in/link", "in/link/c.txt", "in/link/absent.txt", "in/link/new/folder"] {
        let outside = files.check(&["$APPDATA/in/**"], &[], path);
        assert!(matches!(outside, Err(Outside::NotAllowed { .. })), "{path} {outside:?}");
    }
    assert_eq!(files.check(&["$APPDATA/in/**"], &[], "way/a.txt").unwrap(), files.root.join("in/a.txt"));
}

#[test]
fn a_scope_that_leads_over_a_link_means_what_is_there() {
    let files = Files::new();
    assert!(files.is_open(&["$APPDATA/way/**"], &[], "way/a.txt"));
    assert!(files.is_open(&["$APPDATA/way/**"], &[], "in/a.txt"));
}

#[test]
fn a_path_that_climbs_or_is_not_absolute_is_nowhere() {
    let files = Files::new();
    let outside = files.check(&["**"], &[], "in/../out/c.txt");
    assert!(matches!(outside, Err(Outside::Nowhere(_))), "{outside:?}");
    let relative = spelled(Path::new("a.txt"));
    assert!(matches!(relative, Err(Outside::Nowhere(_))), "{relative:?}");
}

#[test]
fn a_path_that_is_too_long_is_nowhere() {
    let files = Files::new();
    let allow = &["$APPDATA/in/**"];
    let path = |length: usize| format!("in/{}", "a/".repeat(length))[..length].to_owned();
    let room = PATH_BYTES_MAX - files.root.join("").as_os_str().len();
    assert!(files.is_open(allow, &[], &path(room - 1)));
    let outside = files.check(allow, &[], &path(room + 1));
    assert!(matches!(outside, Err(Outside::Nowhere(why)) if why.contains("4,096")), "{outside:?}");
}

#[test]
fn a_link_is_removed_only_where_both_ends_are_in_scope() {
    let files = Files::new();
    let check = |allow: &str, path: &str| {
        files.scope(&[allow], &[]).check_entry(&files.root.join(path)).map(Inside::into_real)
    };
    assert!(check("$APPDATA/in/**", "in/link").is_err());
    assert!(check("$APPDATA/in", "way").is_err());
    assert_eq!(check("$APPDATA/**", "way").unwrap(), files.root.join("way"));
}

#[test]
fn a_bracket_in_a_directory_is_a_bracket() {
    let files = Files::new();
    let root = files.root.join("[ab]");
    fs::create_dir(&root).unwrap();
    let glob = Glob::new("$APPDATA/*", &PathResolver::new("x").app_root(&root)).unwrap().unwrap();
    let matches = |path: &str| glob.matches(files.root.join(path).to_str().unwrap(), true);
    assert!(matches("[ab]/c"));
    assert!(!matches("a/c"));
}

#[test]
fn a_directory_that_this_machine_has_not_closes_nothing_else() {
    let files = Files::new();
    let absent = path::BaseDirectory::ALL.into_iter().find(|base| files.paths.directory(*base).is_err());
    // A desktop may have them all.
    let Some(absent) = absent else { return };
    let entry = format!("{}/**", absent.variable());
    assert!(files.is_open(&[&entry, "$APPDATA/in/*"], &[&entry], "in/a.txt"));
}

#[test]
fn a_wrong_entry_says_what_is_wrong() {
    let files = Files::new();
    for (entry, says) in [
        ("$NOWHERE/**", "no variable"),
        ("$APPDATA/../**", "`..`"),
        ("notes/*", "matches nothing"),
        ("$APPDATA/[", "`[`"),
        ("", "empty"),
    ] {
        let Err(Outside::Entry(problem)) = files.check(&[entry], &[], "in/a.txt") else { panic!("{entry}") };
        assert!(problem.contains(says) && problem.contains(entry), "{problem}");
    }
}

#[test]
fn names_that_are_no_text_are_judged_like_others() {
    use std::os::unix::ffi::OsStringExt;
    let files = Files::new();
    let name = std::ffi::OsString::from_vec(b"in/\xff.txt".to_vec());
    for (deny, is_open) in [("$APPDATA/out/*", true), ("$APPDATA/in/*.txt", false)] {
        let scope = files.scope(&["$APPDATA/in/*"], &[deny]);
        assert_eq!(scope.check(files.root.join(&name)).is_ok(), is_open);
    }
}

#[test]
fn what_decided_is_told() {
    let files = Files::new();
    let entry = |text: &str| By::Entry(text.to_owned());
    let scope = files.scope(&["$APPDATA/out/*", "$APPDATA/way/**"], &["$APPDATA/in/sub/*"]);
    let inside = scope.check(files.root.join("in/a.txt")).unwrap();
    assert_eq!((inside.by(), inside.real()), (&entry("$APPDATA/way/**"), &*files.root.join("in/a.txt")));
    assert_eq!(io::read_to_string(inside.open().unwrap()).unwrap(), "in/a.txt");
    let real = files.root.join("in/sub/b.txt");
    let denied = scope.check(files.root.join("way/sub/b.txt"));
    assert_eq!(denied, Err(Outside::Denied { real, by: entry("$APPDATA/in/sub/*") }));
}

#[test]
fn what_is_granted_opens_and_what_is_forbidden_closes_until_it_is_taken_back() {
    let files = Files::new();
    let grants = Grants::default();
    let scope = PathScope {
        grants: vec![(grants.clone(), "main".into())],
        ..files.scope(&["$APPDATA/in/**"], &["$APPDATA/out/d.txt"])
    };
    let by = |path: &str| scope.check(files.root.join(path)).map(|inside| inside.by).ok();
    assert_eq!((by("in/a.txt"), by("out/c.txt")), (Some(By::Entry("$APPDATA/in/**".into())), None));
    let granted = grants.allow("main", &files.root.join("out"), crate::Reach::Tree).unwrap();
    let granted_by = [by("out/c.txt"), by("in/link/c.txt"), by("out/d.txt")];
    assert_eq!(granted_by, [Some(By::Grant), Some(By::Grant), None]);
    let forbidden = grants.forbid("main", &files.root.join("in"), crate::Reach::Folder).unwrap();
    assert_eq!((by("in/a.txt"), by("in/.dot"), by("way/a.txt")), (None, None, None));
    assert!(by("in/sub/b.txt").is_some());
    forbidden.revoke();
    granted.revoke();
    assert_eq!((by("in/a.txt"), by("out/c.txt")), (Some(By::Entry("$APPDATA/in/**".into())), None));
}

#[test]
fn a_spelling_that_a_folder_may_take_for_what_is_denied_is_denied() {
    let files = Files::new();
    let allow = &["$APPDATA/**"];
    let open = |deny: &str, path: &str| files.is_open(allow, &[deny], path);
    // `out` has an entry with a case, so it says that it tells letters apart.
    assert!(open("$APPDATA/out/secret.txt", "out/SECRET.txt"));
    assert!(!open("$APPDATA/out/secret.txt", "out/secret.txt"));
    fs::create_dir(files.root.join("new")).unwrap();
    for path in ["new/SECRET.txt", "new/secret.TXT", "new/se\u{200d}cret.txt"] {
        assert!(!open("$APPDATA/new/secret.txt", path), "{path}");
        assert!(!open("$APPDATA/new/sec*", path), "{path}");
        assert!(open("$APPDATA/new/other*", path), "{path}");
    }
    assert!(!open("$APPDATA/new/caf\u{e9}", "new/Cafe\u{301}"));
}
