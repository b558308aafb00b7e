//! The work tree as the rules see it: every text file of ours, read once, by its path from the root.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

/// Folders that are not ours, or are made by a tool.
const SKIPPED: &[&str] = &[".git", "target", "node_modules", "dist", "corpus", "artifacts"];

/// Paths, with `/` between their parts, and what the files hold.
pub struct Tree(BTreeMap<String, String>);

impl Tree {
    pub fn read(root: &Path) -> io::Result<Self> {
        let mut files = BTreeMap::new();
        read_folder(root, "", &mut files)?;
        Ok(Self(files))
    }

    /// The files below `folder` whose name ends with one of `endings`, in alphabetical order.
    pub fn files<'t>(
        &'t self,
        folder: &'t str,
        endings: &'t [&'t str],
    ) -> impl Iterator<Item = (&'t str, &'t str)> + 't {
        let files = self.0.iter().map(|(path, text)| (path.as_str(), text.as_str()));
        files.filter(move |(path, _)| {
            path.starts_with(folder) && endings.iter().any(|ending| path.ends_with(ending))
        })
    }

    pub fn text(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }

    /// The names right below `folder`, which ends with a slash.
    pub fn names<'t>(&'t self, folder: &'t str) -> impl Iterator<Item = &'t str> + 't {
        let mut last = None;
        let names = self.0.keys().filter_map(move |path| path.strip_prefix(folder)?.split('/').next());
        names.filter(move |name| last.replace(*name) != Some(*name))
    }
}

#[cfg(test)]
impl<const N: usize> From<[(&str, &str); N]> for Tree {
    fn from(files: [(&str, &str); N]) -> Self {
        Self(files.map(|(path, text)| (path.to_owned(), text.to_owned())).into())
    }
}

fn read_folder(folder: &Path, prefix: &str, files: &mut BTreeMap<String, String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let kind = entry.file_type()?;
        if kind.is_dir() && !SKIPPED.contains(&name.as_str()) {
            read_folder(&entry.path(), &format!("{prefix}{name}/"), files)?;
        } else if kind.is_file() {
            let bytes = fs::read(entry.path())?;
            files.insert(format!("{prefix}{name}"), String::from_utf8(bytes).unwrap_or_default());
        }
    }
    Ok(())
}

/// Rust with comments and literals blanked out, line for line: what is left is code.
pub fn code(rust: &str) -> String {
    let chars: Vec<char> = rust.chars().collect();
    let mut out = String::with_capacity(rust.len());
    let mut at = 0;
    while at < chars.len() {
        let end = literal_end(&chars, at);
        if end == at {
            out.push(chars[at]);
            at += 1;
        } else {
            out.extend(chars[at..end].iter().map(|c| if *c == '\n' { '\n' } else { ' ' }));
            at = end;
        }
    }
    out
}

/// Where the comment or literal that begins at `at` ends; `at` itself when none begins there.
fn literal_end(chars: &[char], at: usize) -> usize {
    let rest = &chars[at..];
    let starts = |text: &str| text.chars().enumerate().all(|(i, c)| rest.get(i) == Some(&c));
    let length = if starts("//") {
        rest.iter().position(|c| *c == '\n')
    } else if starts("/*") {
        rest.windows(2).position(|pair| pair == ['*', '/']).map(|i| i + 2)
    } else if starts("r\"") || starts("r#") {
        raw_length(rest)
    } else if starts("\"") {
        quoted_length(rest, '"')
    } else if starts("'\\") || rest.get(2) == Some(&'\'') && starts("'") {
        quoted_length(rest, '\'')
    } else {
        Some(0)
    };
    at + length.unwrap_or(rest.len())
}

fn raw_length(rest: &[char]) -> Option<usize> {
    let hashes = rest[1..].iter().take_while(|c| **c == '#').count();
    if rest.get(1 + hashes) != Some(&'"') {
        // A raw identifier, `r#type`.
        return Some(0);
    }
    let closing: Vec<char> = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
    let body = &rest[hashes + 2..];
    body.windows(closing.len()).position(|window| window == closing).map(|i| hashes + 2 + i + closing.len())
}

fn quoted_length(rest: &[char], quote: char) -> Option<usize> {
    let mut escaped = false;
    let inside = rest[1..].iter().position(|c| {
        let ends = *c == quote && !escaped;
        escaped = *c == '\\' && !escaped;
        ends
    });
    inside.map(|i| i + 2)
}

/// Whether `word` stands in `text` on its own, not as a part of a longer name.
pub fn has_word(text: &str, word: &str) -> bool {
    let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    text.match_indices(word)
        .any(|(at, _)| !text[..at].ends_with(is_name) && !text[at + word.len()..].starts_with(is_name))
}

/// Numbered lines, from one.
pub fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(index, line)| (index + 1, line))
}

/// The text above the test module that closes a file.
pub fn without_tests(rust: &str) -> &str {
    let tests = rust.find("\n#[cfg(test)]\nmod tests").map(|at| at + 1);
    &rust[..tests.unwrap_or(rust.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_has_no_comments_and_no_literals_and_keeps_its_lines() {
        let rust = "let a = \"unsafe \\\" //\"; // unsafe\n/* unsafe\n */ let b = r#\"unsafe \"# ; 'x' '\\'' &'a str r#type\nb";
        let code = code(rust);
        assert_eq!(code.lines().count(), rust.lines().count());
        assert!(!code.contains("unsafe"), "{code}");
        for kept in ["let a =", "let b =", "&'a str r#type\nb"] {
            assert!(code.contains(kept), "{kept} is not in\n{code}");
        }
    }

    #[test]
    fn words_are_whole() {
        assert!(has_word("use wry::WebView", "wry"));
        for other in ["awry::x", "wry_like", "wry-like", "wryly"] {
            assert!(!has_word(other, "wry"), "{other}");
        }
    }

    #[test]
    fn tree_is_read_without_what_tools_make() {
        let folder = tempfile::tempdir().unwrap();
        for path in ["src/a.rs", "target/b.rs", "web/node_modules/c/c.ts", "web/src/d.ts", "web/e.ts"] {
            fs::create_dir_all(folder.path().join(path).parent().unwrap()).unwrap();
            fs::write(folder.path().join(path), "text").unwrap();
        }
        let tree = Tree::read(folder.path()).unwrap();
        assert_eq!(
            tree.files("", &[".rs", ".ts"]).map(|(path, _)| path).collect::<Vec<_>>(),
            ["src/a.rs", "web/e.ts", "web/src/d.ts"]
        );
        assert_eq!(tree.names("web/").collect::<Vec<_>>(), ["e.ts", "src"]);
        assert_eq!(tree.text("src/a.rs"), Some("text"));
    }

    #[test]
    fn tests_at_the_end_do_not_count() {
        assert_eq!(without_tests("a\n\n#[cfg(test)]\nmod tests {\n}\n"), "a\n\n");
        assert_eq!(without_tests("#[cfg(test)]\nuse x;\na\n"), "#[cfg(test)]\nuse x;\na\n");
    }
}
