//! Where a page's document comes from, and the patterns by which a capability names such a place.

use std::fmt;

use url::Url;

use super::address_regex::AddressRegex;
use super::brackets;

/// Where a document comes from, as the host sees it. A page never states this itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The app's own files.
    Local,
    /// Anywhere else; `about:blank` when the host cannot tell.
    Remote(Url),
}

/// A [WHATWG URLPattern](https://urlpattern.spec.whatwg.org/) as `remote.urls` of a capability holds it.
///
/// A pattern that leaves out its path, query or fragment takes any, which is Tauri 2's rule: `https://tauri.app`
/// names every page of that host.
pub struct UrlPattern {
    pattern: urlpattern::UrlPattern<AddressRegex>,
    text: String,
}

impl UrlPattern {
    /// # Errors
    ///
    /// The sentence that says what is wrong with `text`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let refuse = |fault: &dyn fmt::Display| {
            format!("`{text}` is no URL pattern: {fault}; write one like \"https://*.example.com\"")
        };
        brackets::check(text).map_err(|problem| refuse(&problem))?;
        let mut parts = urlpattern::UrlPatternInit::parse_constructor_string::<AddressRegex>(text, None)
            .map_err(|fault| refuse(&fault))?;
        let any_unless_given = |part: &mut Option<String>, nothing: &[&str]| {
            if part.as_deref().is_none_or(|part| nothing.contains(&part)) {
                *part = Some("*".into());
            }
        };
        any_unless_given(&mut parts.pathname, &["", "/"]);
        any_unless_given(&mut parts.search, &[""]);
        any_unless_given(&mut parts.hash, &[""]);
        let pattern =
            urlpattern::UrlPattern::parse(parts, Default::default()).map_err(|fault| refuse(&fault))?;
        Ok(Self { pattern, text: text.into() })
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether `url` is among those it names. A URL that cannot be compared is not.
    pub fn matches(&self, url: &Url) -> bool {
        self.pattern.test(urlpattern::UrlPatternMatchInput::Url(url.clone())).unwrap_or(false)
    }
}

impl fmt::Debug for UrlPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UrlPattern({:?})", self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn a_pattern_names_whole_hosts_and_any_path_it_leaves_out() {
        for (pattern, document, named) in [
            ("https://example.com", "https://example.com/", true),
            ("https://example.com", "https://example.com/a/b?c#d", true),
            ("https://example.com/", "https://example.com/a", true),
            ("https://example.com/api/*", "https://example.com/api/v1?x=1", true),
            ("https://example.com/api/*", "https://example.com/other", false),
            ("https://*.example.com", "https://docs.example.com/", true),
            ("https://*.example.com", "https://example.com/", false),
            ("https://*.example.com", "https://docs.example.com.evil.example/", false),
            ("https://example.com", "https://example.com.evil.example/", false),
            ("https://example.com", "https://example.com@evil.example/", false),
            ("https://example.com", "https://evil.example/https://example.com", false),
            ("https://example.com", "https://example.com:8443/", false),
            ("https://example.com", "https://example.com./", false),
            ("https://example.com", "http://example.com/", false),
            ("https://example.com", "https://exаmple.com/", false),
            ("http://localhost:8080", "http://localhost:8080/", true),
            ("http://localhost:8080", "http://localhost:8081/", false),
            ("https://example.com", "about:blank", false),
        ] {
            let matched = UrlPattern::parse(pattern).unwrap().matches(&url(document));
            assert_eq!(matched, named, "{pattern} and {document}");
        }
    }

    #[test]
    fn a_text_that_is_no_pattern_says_so() {
        for bad in ["", "*", "example.com", "https://[", "https://example.com/:"] {
            let problem = UrlPattern::parse(bad).unwrap_err();
            assert!(problem.contains("is no URL pattern"), "{bad}: {problem}");
        }
    }
}
