//! URL patterns: `remote.urls` of a capability against the address of a document.
//!
//! In: a pattern on the first line, addresses on those that follow. A pattern that spells a host letter for letter
//! names documents of that host alone, whatever else is in it.
#![no_main]

use footbridge::acl::UrlPattern;
use libfuzzer_sys::{Corpus, fuzz_target};
use url::Url;

fuzz_target!(|input: &str| -> Corpus {
    let mut lines = input.lines();
    let Some(text) = lines.next() else { return Corpus::Reject };
    let Ok(pattern) = UrlPattern::parse(text) else { return Corpus::Keep };
    assert_eq!(pattern.as_str(), text);
    let literal = literal_origin(text);
    for address in lines.take(4).filter_map(|line| Url::parse(line).ok()) {
        if let (true, Some(named)) = (pattern.matches(&address), &literal) {
            let same = named.scheme() == address.scheme()
                && named.host_str() == address.host_str()
                && named.port_or_known_default() == address.port_or_known_default();
            assert!(same, "{text} names {address}");
        }
    }
    Corpus::Keep
});

/// The origin of a pattern in which nothing but the path can be a wildcard.
fn literal_origin(text: &str) -> Option<Url> {
    let (scheme, rest) = text.split_once("://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
    let (host, port) = rest[..end].split_once(':').unwrap_or((&rest[..end], ""));
    let is_plain = ["http", "https", "ws", "wss"].contains(&scheme)
        && host.chars().all(plain)
        && port.chars().all(|c| c.is_ascii_digit());
    is_plain.then(|| Url::parse(&format!("{scheme}://{}", &rest[..end])).ok())?
}
