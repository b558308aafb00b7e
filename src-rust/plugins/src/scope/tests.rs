//! Scopes against real folders, with the paths that an attacker would try.
#![cfg(unix)]

use super::*;
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

    fn check(&self, allow: &[&str], deny: &[&str], path: &str) -> Result<PathBuf, Outside> {
        let entries =
            |texts: &[&str]| texts.iter().map(|text| ScopeEntry((*text).to_owned())).collect::<Vec<_>>();
        let (allow, deny) = (entries(allow), entries(deny));
        let scope = Scope {
            globs: &Globs::new(self.paths.clone()),
            allow: allow.iter().collect(),
            deny: deny.iter().collect(),
            granted: &|_| false,
            dot_files_are_hidden: true,
        };
        scope.check(&self.root.join(path))
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
        assert!(matches!(outside, Err(Outside::NotAllowed(_))), "{path} {outside:?}");
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
    let relative = checked(Path::new("a.txt"));
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
        let allow = ScopeEntry(allow.to_owned());
        let scope = Scope {
            globs: &Globs::new(files.paths.clone()),
            allow: vec![&allow],
            deny: Vec::new(),
            granted: &|_| false,
            dot_files_are_hidden: true,
        };
        scope.check_entry(&files.root.join(path))
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
    let matches =
        |path: &str| glob.whole.matches_with(files.root.join(path).to_str().unwrap(), options(true));
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
        ("$APPDATA/[", "Pattern"),
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
    let scope =
        |allow: &'static str, deny: &'static str| (ScopeEntry(allow.to_owned()), ScopeEntry(deny.to_owned()));
    for (deny, is_open) in [("$APPDATA/out/*", true), ("$APPDATA/in/*.txt", false)] {
        let (allow, deny) = scope("$APPDATA/in/*", deny);
        let scope = Scope {
            globs: &Globs::new(files.paths.clone()),
            allow: vec![&allow],
            deny: vec![&deny],
            granted: &|_| false,
            dot_files_are_hidden: true,
        };
        assert_eq!(scope.check(&files.root.join(&name)).is_ok(), is_open);
    }
}
