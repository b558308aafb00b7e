//! What documents of the app may load, and where they may send: the policy that goes out with each of them.
//!
//! What comes in is what the app adds to a policy that is closed, and the nonce of one response; what goes out is the
//! header. Scripts are files of the app and what stands in its documents when they are served, which has the nonce;
//! nothing that comes into a document later is a script.
//!
//! Source of the format: [Content Security Policy Level 3](https://www.w3.org/TR/CSP3/).

use crate::{Error, origin::of_scheme};

/// What a document may do before the app adds to it. Directives that fall back to `default-src` are closed by it; the
/// others are closed by name.
const CLOSED: &[(&str, &[&str])] = &[
    ("default-src", &[]),
    ("script-src", &["'self'"]),
    ("style-src", &["'self'"]),
    ("font-src", &["'self'"]),
    ("img-src", &["'self'", "blob:", "data:"]),
    ("media-src", &["'self'", "blob:"]),
    ("connect-src", &[]),
    ("worker-src", &[]),
    ("frame-src", &[]),
    ("object-src", &[]),
    ("base-uri", &[]),
    ("form-action", &[]),
    ("frame-ancestors", &[]),
];

/// The directives whose elements in a served document get the nonce.
const WITH_NONCE: [&str; 2] = ["script-src", "style-src"];

/// The content security policy of the app's documents.
///
/// Closed as it comes: files of the app are scripts, styles, fonts, pictures and media, the call scheme can be reached,
/// and so can the schemes of plugins. No inline script but those that stand in the app's own HTML files, no `eval`, no
/// frame, no form, no worker, no other host.
///
/// ```
/// # use footbridge_shell::ContentSecurity;
/// let policy = ContentSecurity::default().allow("connect-src", "https://api.example.com")?;
/// assert!(policy.allow("script-src", "https://cdn.example.com; object-src *").is_err());
/// # Ok::<(), footbridge_shell::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct ContentSecurity {
    directives: Vec<(&'static str, Vec<String>)>,
}

impl Default for ContentSecurity {
    fn default() -> Self {
        let directive = |&(name, sources): &(&'static str, &[&str])| {
            (name, sources.iter().map(|source| (*source).to_owned()).collect())
        };
        let closed = Self { directives: CLOSED.iter().map(directive).collect() };
        closed.with("connect-src", of_scheme("ipc"))
    }
}

impl ContentSecurity {
    /// Adds a source to a directive, such as `https://api.example.com` to `connect-src`.
    ///
    /// # Errors
    /// When there is no such directive, or the source is not a single one.
    ///
    /// # Trust
    /// What is added is open to every document of the app, and to whoever gets a script into one.
    pub fn allow(self, directive: &str, source: &str) -> Result<Self, Error> {
        let is_one = !source.is_empty() && source.chars().all(|c| c.is_ascii_graphic() && !";,".contains(c));
        let known = CLOSED.iter().find(|(name, _)| *name == directive);
        match known {
            Some((name, _)) if is_one => Ok(self.with(name, source.to_owned())),
            _ => Err(Error::Policy { directive: directive.to_owned(), addition: source.to_owned() }),
        }
    }

    /// Opens the schemes of plugins to pictures, media and `fetch`.
    pub(crate) fn with_schemes(self, schemes: &[String]) -> Self {
        let places = ["img-src", "media-src", "connect-src"];
        let pairs = schemes.iter().flat_map(|scheme| places.map(|place| (place, of_scheme(scheme))));
        pairs.fold(self, |policy, (place, scheme)| policy.with(place, scheme))
    }

    /// Adds a source that the shell itself knows to be one.
    pub(crate) fn with(mut self, directive: &'static str, source: String) -> Self {
        match self.directives.iter_mut().find(|(name, _)| *name == directive) {
            Some((_, sources)) if sources.contains(&source) => {}
            Some((_, sources)) => sources.push(source),
            None => self.directives.push((directive, vec![source])),
        }
        self
    }

    /// The header of one response, whose inline scripts and styles have this nonce.
    pub(crate) fn header(&self, nonce: &str) -> String {
        let directive = |(name, sources): &(&str, Vec<String>)| {
            let nonce = WITH_NONCE.contains(name).then(|| format!("'nonce-{nonce}'"));
            let sources: Vec<&str> = sources.iter().chain(&nonce).map(String::as_str).collect();
            if sources.is_empty() {
                format!("{name} 'none'")
            } else {
                format!("{name} {}", sources.join(" "))
            }
        };
        self.directives.iter().map(directive).collect::<Vec<_>>().join("; ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directive(policy: &ContentSecurity, name: &str) -> String {
        let header = policy.header("n0");
        let found = header.split("; ").find(|directive| directive.split(' ').next() == Some(name));
        found.unwrap_or_else(|| panic!("{header} has no {name}")).to_owned()
    }

    #[test]
    fn a_policy_that_nobody_opened_lets_nothing_in_that_is_not_the_apps() {
        let policy = ContentSecurity::default();
        for name in [
            "default-src",
            "worker-src",
            "frame-src",
            "object-src",
            "base-uri",
            "form-action",
            "frame-ancestors",
        ] {
            assert_eq!(directive(&policy, name), format!("{name} 'none'"));
        }
        assert_eq!(directive(&policy, "script-src"), "script-src 'self' 'nonce-n0'");
        assert_eq!(directive(&policy, "style-src"), "style-src 'self' 'nonce-n0'");
        assert_eq!(directive(&policy, "connect-src"), format!("connect-src {}", of_scheme("ipc")));
        let header = policy.header("n0");
        assert!(!header.contains("unsafe") && !header.contains('*') && !header.contains("http:"), "{header}");
    }

    #[test]
    fn schemes_of_plugins_are_opened_to_pictures_media_and_fetch() {
        let policy = ContentSecurity::default().with_schemes(&["asset".into()]);
        for name in ["img-src", "media-src", "connect-src"] {
            assert!(directive(&policy, name).ends_with(&format!(" {}", of_scheme("asset"))), "{name}");
        }
        assert!(!directive(&policy, "script-src").contains("asset"));
    }

    #[test]
    fn what_the_app_adds_stands_in_its_directive_once() {
        let policy = ContentSecurity::default().allow("frame-src", "https://a.example").unwrap();
        let policy = policy.allow("frame-src", "https://a.example").unwrap();
        assert_eq!(directive(&policy, "frame-src"), "frame-src https://a.example");
    }

    #[test]
    fn what_is_no_single_source_or_no_directive_is_an_error() {
        for source in ["", "a b", "https://a; script-src *", "https://a,b", "a\nb", "http\u{e9}"] {
            let error = ContentSecurity::default().allow("img-src", source).unwrap_err();
            assert!(error.to_string().contains("img-src"), "{error}");
        }
        assert!(ContentSecurity::default().allow("sandbox", "allow-scripts").is_err());
    }
}
