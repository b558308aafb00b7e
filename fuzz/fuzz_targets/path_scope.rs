//! Path scopes: entries that allow and deny, and the path that a page names.
//!
//! In: lines. `+` begins an entry that allows, `-` one that denies, `/` a path; entries without a variable and paths
//! begin in one small tree, which is all of the disk that is looked at. Whatever they say, a path that is let through
//! really lies in the tree, and what denies goes before what allows.
#![no_main]

use std::{
    fs,
    path::{Component, Path, PathBuf},
    sync::LazyLock,
};

use footbridge_plugins::{
    path::PathResolver,
    scope::{PathScope, ScopeEntry},
};
use libfuzzer_sys::{Corpus, fuzz_target};

/// Folders, files, hidden ones, and links: in, out of the folder, in a circle, to nothing.
static TREE: LazyLock<PathBuf> = LazyLock::new(|| {
    let root = std::env::temp_dir().join(format!("footbridge-fuzz-{}", std::process::id()));
    for folder in ["notes/deep", "notes/.git", "secret", "[a]"] {
        fs::create_dir_all(root.join(folder)).expect("the temporary folder can be written to");
    }
    for file in ["notes/a.txt", "notes/deep/b.txt", "notes/.git/c", "secret/key.txt", "[a]/d", "é"] {
        fs::write(root.join(file), file).expect("the temporary folder can be written to");
    }
    #[cfg(unix)]
    for (link, target) in
        [("notes/out", "../secret"), ("notes/in", "deep"), ("round", "round"), ("notes/gone", "../new/x")]
    {
        std::os::unix::fs::symlink(target, root.join(link)).expect("the link is new");
    }
    fs::canonicalize(root).expect("the tree is there")
});

fuzz_target!(|input: &str| -> Corpus {
    let (mut allow, mut deny, mut path) = (Vec::new(), Vec::new(), None);
    for line in input.lines().take(8) {
        match line.split_at_checked(1) {
            Some(("+", text)) => allow.push(entry(text)),
            Some(("-", text)) => deny.push(entry(text)),
            Some(("/", text)) => path = Some(TREE.join(text.trim_start_matches('/'))),
            _ => {}
        }
    }
    let Some(path) = path else { return Corpus::Reject };
    let with_both = judged(&allow, &deny, &path);
    let Some(real) = with_both else { return Corpus::Keep };
    assert!(real.starts_with(&*TREE), "{input} leads out, to {}", real.display());
    assert!(real.components().all(|part| part != Component::ParentDir), "{}", real.display());
    assert_eq!(judged(&allow, &[], &path), Some(real), "a denial allows {input}");
    let closed = [allow.clone(), deny].concat();
    assert_eq!(judged(&allow, &closed, &path), None, "what is denied is allowed: {input}");
    Corpus::Keep
});

fn entry(text: &str) -> ScopeEntry {
    match text.chars().next() {
        Some('$' | '*') => text.into(),
        _ => format!("{}/{}", TREE.display(), text.trim_start_matches('/')).as_str().into(),
    }
}

fn judged(allow: &[ScopeEntry], deny: &[ScopeEntry], path: &Path) -> Option<PathBuf> {
    let paths = PathResolver::new("com.example.app").app_root(&*TREE);
    let scope = PathScope::of_entries(paths, allow.to_vec(), deny.to_vec());
    scope.check(path).ok().map(|inside| inside.real().to_owned())
}
