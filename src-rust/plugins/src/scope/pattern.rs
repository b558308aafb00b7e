//! A pattern of paths: names with wildcards, and `**` for any folders.
//!
//! It means what it means to the crate `glob`, which Tauri's scopes are made of, but for one thing: a name that begins
//! with a dot is hidden from every pattern whose name does not, so `*.*` is not `.ssh`. A match takes time in proportion
//! to the pattern and the path, whatever both hold; with backtracking, a page could make one take minutes.

use std::path::is_separator;

/// A pattern, ready to be matched.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Pattern(Vec<Part>);

#[derive(Debug, PartialEq, Eq)]
enum Part {
    /// `**`: any number of folders; at the end, whatever is below.
    Folders,
    Name(Vec<Token>),
}

#[derive(Debug, PartialEq, Eq)]
enum Token {
    Letter(char),
    /// `?`
    Any,
    /// `*`
    Several,
    /// `[a-z_]`, and `[!a-z_]` for what is not among them.
    Class {
        ranges: Vec<(char, char)>,
        is_negated: bool,
    },
}

impl Pattern {
    /// # Errors
    /// What is wrong with it.
    pub(super) fn new(text: &str) -> Result<Self, String> {
        let part = |name| if name == "**" { Ok(Part::Folders) } else { tokens(name).map(Part::Name) };
        text.split(is_separator).map(part).collect::<Result<_, _>>().map(Self)
    }

    /// The pattern that matches one text and no other.
    pub(crate) fn escape(text: &str) -> String {
        let letters = text.chars().map(|letter| match letter {
            '?' | '*' | '[' | ']' => format!("[{letter}]"),
            letter => letter.into(),
        });
        letters.collect()
    }

    /// Whether it matches the whole of an absolute path.
    pub(super) fn matches(&self, path: &str, dot_files_are_hidden: bool) -> bool {
        let parts = &self.0;
        // Which beginnings of the pattern match what was read of the path.
        let mut reached = vec![false; parts.len() + 1];
        reached[0] = true;
        self.skip_folders(&mut reached);
        for name in path.split(is_separator) {
            let is_hidden = dot_files_are_hidden && name.starts_with('.');
            let mut next = vec![false; parts.len() + 1];
            for (at, part) in parts.iter().enumerate().filter(|(at, _)| reached[*at]) {
                match part {
                    Part::Folders if is_hidden => {}
                    Part::Folders => {
                        next[at] = true;
                        next[at + 1] |= at + 1 == parts.len();
                    }
                    Part::Name(tokens) => {
                        let shows = !is_hidden || tokens.first() == Some(&Token::Letter('.'));
                        next[at + 1] |= shows && matches_name(tokens, name);
                    }
                }
            }
            self.skip_folders(&mut next);
            reached = next;
        }
        reached[parts.len()]
    }

    /// `**` may be no folder at all, but for the last: `/a/**` is not `/a`.
    fn skip_folders(&self, reached: &mut [bool]) {
        let last = self.0.len().saturating_sub(1);
        for at in (0..last).filter(|at| self.0[*at] == Part::Folders) {
            reached[at + 1] |= reached[at];
        }
    }
}

fn tokens(name: &str) -> Result<Vec<Token>, String> {
    if name.contains("**") {
        return Err(format!("`**` stands for whole folders, and not for a part of `{name}`; write `*`"));
    }
    let letters: Vec<char> = name.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(letter) = letters.get(at) {
        let token = match letter {
            '?' => Token::Any,
            '*' => Token::Several,
            '[' => {
                let (class, length) = class(&letters[at..])
                    .ok_or_else(|| format!("a `[` in `{name}` is not closed; write `[[]` for the letter"))?;
                at += length - 1;
                class
            }
            letter => Token::Letter(*letter),
        };
        tokens.push(token);
        at += 1;
    }
    Ok(tokens)
}

/// What is between brackets, and how many letters that is with them. A `]` that comes first is one of the letters.
fn class(letters: &[char]) -> Option<(Token, usize)> {
    let is_negated = letters.get(1) == Some(&'!');
    let start = if is_negated { 2 } else { 1 };
    let end = start + 1 + letters.get(start + 1..)?.iter().position(|letter| *letter == ']')?;
    let mut ranges = Vec::new();
    let mut rest = &letters[start..end];
    loop {
        rest = match rest {
            [from, '-', to, rest @ ..] => {
                ranges.push((*from, *to));
                rest
            }
            [letter, rest @ ..] => {
                ranges.push((*letter, *letter));
                rest
            }
            [] => return Some((Token::Class { ranges, is_negated }, end + 1)),
        };
    }
}

/// What comes behind a `*` is looked for from its place on, and only the last `*` may have been too short.
fn matches_name(tokens: &[Token], name: &str) -> bool {
    let (mut token, mut rest) = (0, name.chars());
    let mut several = None;
    loop {
        match (tokens.get(token), rest.clone().next()) {
            (Some(Token::Several), _) => {
                several = Some((token, rest.clone()));
                token += 1;
                continue;
            }
            (Some(one), Some(letter)) if one.is(letter) => {
                rest.next();
                token += 1;
                continue;
            }
            (None, None) => return true,
            _ => {}
        }
        let Some((at, longer)) = &mut several else { return false };
        if longer.next().is_none() {
            return false;
        }
        (token, rest) = (*at + 1, longer.clone());
    }
}

impl Token {
    fn is(&self, letter: char) -> bool {
        match self {
            Self::Letter(own) => *own == letter,
            Self::Any | Self::Several => true,
            Self::Class { ranges, is_negated } => {
                ranges.iter().any(|(from, to)| (*from..=*to).contains(&letter)) != *is_negated
            }
        }
    }
}

#[cfg(all(test, unix))]
#[allow(clippy::unwrap_used, reason = "clippy takes this for code of the library")]
mod tests {
    use super::*;
    use glob::MatchOptions;
    use proptest::prelude::*;

    fn matches(pattern: &str, path: &str) -> bool {
        Pattern::new(pattern).unwrap().matches(path, true)
    }

    #[test]
    fn a_name_with_a_dot_is_hidden_from_a_name_without() {
        for (pattern, path, is_match) in [
            ("/a/*.*", "/a/b.c", true),
            ("/a/*.*", "/a/.ssh", false),
            ("/a/*.txt", "/a/.txt", false),
            ("/a/[.]b", "/a/.b", false),
            ("/a/?b", "/a/.b", false),
            ("/a/.*", "/a/.b", true),
            ("/a/**/.b/*", "/a/c/.b/d", true),
            ("/a/**/d", "/a/.b/d", false),
        ] {
            assert_eq!(matches(pattern, path), is_match, "{pattern} {path}");
            let shown = Pattern::new(pattern).unwrap().matches(path, false);
            assert!(shown, "{pattern} {path}");
        }
    }

    #[test]
    fn letters_that_would_be_wildcards_are_escaped() {
        for name in ["*", "**", "?", "[a]", "[!a]", "]", "a[b", "[]]", "-", "!"] {
            let path = format!("/in/{name}");
            let pattern = Pattern::escape(&path);
            assert!(matches(&pattern, &path), "{pattern}");
            for other in ["/in/a", "/in/b", "/in/ab", "/in/x/y"] {
                assert!(!matches(&pattern, other), "{pattern} {other}");
            }
        }
    }

    #[test]
    fn many_wildcards_and_a_long_name_are_judged_all_the_same() {
        let pattern = format!("/{}b/x", "*a".repeat(30));
        assert!(!matches(&pattern, &format!("/{}/x", "a".repeat(4_000))));
        let pattern = format!("/{}b", "**/a/".repeat(30));
        assert!(!matches(&pattern, &"/a".repeat(2_000)));
        assert!(matches(&pattern, &format!("{}/b", "/a".repeat(2_000))));
    }

    #[test]
    fn what_is_no_pattern_says_so() {
        for (text, says) in
            [("/a/***", "`**`"), ("/a/b**", "`**`"), ("/[a", "`[`"), ("/[]", "`[`"), ("/[!]", "`[`")]
        {
            let problem = Pattern::new(text).unwrap_err();
            assert!(problem.contains(says), "{text} {problem}");
        }
    }

    fn names(name: &'static str) -> impl Strategy<Value = String> {
        prop::collection::vec(name, 1..5).prop_map(|names| format!("/{}", names.join("/")))
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_pattern_means_what_it_means_to_tauri(
            pattern in names(r"\*\*|[ab.é*?]{1,4}|[a*]?\[!?[ab.\]-]{1,3}\][b.]?"),
            path in names("[abé.]{1,4}"),
        ) {
            let options = |hide| MatchOptions {
                case_sensitive: true,
                require_literal_separator: true,
                require_literal_leading_dot: hide,
            };
            let Ok(theirs) = glob::Pattern::new(&pattern) else {
                prop_assert!(Pattern::new(&pattern).is_err());
                return Ok(());
            };
            let ours = Pattern::new(&pattern).unwrap();
            prop_assert_eq!(ours.matches(&path, false), theirs.matches_with(&path, options(false)));
            let (hidden, theirs) = (ours.matches(&path, true), theirs.matches_with(&path, options(true)));
            // Ours hides more, and only names with a dot.
            prop_assert!(hidden == theirs || theirs && path.contains("/."));
        }
    }
}
