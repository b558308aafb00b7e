//! How far grants reach, what ends them, and how many there may be.

use super::*;

#[test]
fn a_grant_reaches_as_far_as_it_says() {
    let folder = tempfile::tempdir().unwrap();
    let root = std::fs::canonicalize(folder.path()).unwrap();
    let allowed = |reach, path: &str, hidden| {
        let grants = Grants::default();
        grants.allow("main", &root.join("a"), reach).unwrap();
        grants.allows("main", &root.join(path), hidden)
    };
    assert!(allowed(Reach::File, "a", true));
    assert!(!allowed(Reach::File, "a/b", true));
    assert!(!allowed(Reach::File, "ab", true));
    assert!(allowed(Reach::Folder, "a/b", true));
    assert!(!allowed(Reach::Folder, "a/b/c", true));
    assert!(allowed(Reach::Tree, "a/b/c", true));
    assert!(!allowed(Reach::Tree, "a/.b/c", true));
    assert!(allowed(Reach::Tree, "a/.b/c", false));
}

#[test]
fn a_grant_is_one_webviews() {
    let grants = Grants::default();
    let path = Path::new("/nowhere/a");
    let grant = grants.allow("main", path, Reach::File).unwrap();
    assert!(grants.allows("main", path, true));
    assert!(!grants.allows("other", path, true));
    grants.end("main");
    assert!(!grants.allows("main", path, true) && !grant.stands() && !grant.revoke());
    grants.allow(Grants::EVERYONE, path, Reach::File).unwrap();
    assert!(grants.allows("main", path, true) && grants.allows("other", path, true));
}

#[test]
fn what_is_taken_back_ends_and_another_grant_of_the_same_path_stays() {
    let grants = Grants::default();
    let path = Path::new("/nowhere/a");
    let one = grants.allow("main", path, Reach::File).unwrap();
    let other = grants.allow("main", path, Reach::Tree).unwrap();
    assert!(one.revoke() && !one.revoke());
    assert!(!one.stands() && other.stands() && grants.allows("main", path, true));
    drop(other.until_dropped());
    assert!(!grants.allows("main", path, true));
}

#[test]
fn a_webview_that_opens_is_granted_nothing_and_forbidden_what_was_said_before() {
    let grants = Grants::default();
    let path = Path::new("/nowhere/a");
    grants.allow("main", path, Reach::File).unwrap();
    let forbidden = grants.forbid("main", path, Reach::File).unwrap();
    grants.begin("main");
    assert!(!grants.allows("main", path, true) && grants.forbids("main", &[path]));
    forbidden.revoke();
    assert!(!grants.forbids("main", &[path]) && !grants.forbid_something("main"));
}

#[test]
fn the_oldest_grant_makes_room_and_what_is_forbidden_does_not() {
    let grants = Grants::default();
    let path = |n: usize| PathBuf::from(format!("/nowhere/{n}"));
    for n in 0..=GRANTS_MAX {
        grants.allow("main", &path(n), Reach::File).unwrap();
    }
    assert!(!grants.allows("main", &path(0), true));
    assert!(grants.allows("main", &path(1), true));
    let first = grants.forbid("main", &path(0), Reach::File).unwrap();
    for n in 1..GRANTS_MAX {
        grants.forbid("main", &path(n), Reach::File).unwrap();
    }
    assert!(grants.forbid("main", &path(GRANTS_MAX), Reach::File).is_err());
    assert!(grants.forbids("main", &[&path(0)]));
    first.revoke();
    grants.forbid("main", &path(GRANTS_MAX), Reach::File).unwrap();
}

#[test]
fn a_spelling_that_a_folder_may_take_for_what_is_forbidden_is_forbidden() {
    let folder = tempfile::tempdir().unwrap();
    let root = std::fs::canonicalize(folder.path()).unwrap();
    let grants = Grants::default();
    grants.forbid("main", &root.join("secret"), Reach::Tree).unwrap();
    // An empty folder does not say that it tells letters apart.
    assert!(grants.forbids("main", &[&root.join("SECRET/a")]));
    std::fs::write(root.join("b"), "").unwrap();
    assert!(!grants.forbids("main", &[&root.join("SECRET/a")]));
    assert!(grants.forbids("main", &[&root.join("secret/a")]));
}
