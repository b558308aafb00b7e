//! The regular expressions that URL patterns are made of.
//!
//! The crate `urlpattern` makes up to 16 of them for one pattern, and looks at few. Addresses are ASCII by the time they
//! are compared, so an engine without Unicode's tables says the same, and is made in a fraction of the time. Where
//! nothing can be wrong with an expression, it is made when it is asked.

use std::sync::OnceLock;

use regex_lite::{Regex, RegexBuilder};
use urlpattern::{RegexSyntax, regexp::RegExp};

use super::limits::REGEX_BYTES_MAX;

/// A regular expression for text that is ASCII. Matching takes time in proportion to the text.
#[derive(Debug)]
pub(super) struct AddressRegex {
    pattern: String,
    /// Nothing when it cannot be built, and so matches nothing.
    built: OnceLock<Option<Regex>>,
}

impl AddressRegex {
    fn built(&self) -> Option<&Regex> {
        let build = || RegexBuilder::new(&self.pattern).size_limit(REGEX_BYTES_MAX).build().ok();
        self.built.get_or_init(build).as_ref()
    }
}

impl RegExp for AddressRegex {
    fn syntax() -> RegexSyntax {
        RegexSyntax::Rust
    }

    fn parse(pattern: &str, _flags: &str, _force_eval: bool) -> Result<Self, ()> {
        let regex = Self { pattern: pattern.to_owned(), built: OnceLock::new() };
        // Letters and wildcards are always right, and are matched without any expression.
        let is_plain = pattern == "^(.*)$" || !pattern.contains('(');
        if is_plain || regex.built().is_some() { Ok(regex) } else { Err(()) }
    }

    fn matches<'a>(&self, text: &'a str) -> Option<Vec<Option<&'a str>>> {
        let captures = self.built()?.captures(text)?;
        Some(captures.iter().skip(1).map(|group| group.map(|group| group.as_str())).collect())
    }

    fn pattern_string(&self) -> &str {
        &self.pattern
    }
}
