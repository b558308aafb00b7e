//! URL patterns against a matcher that knows less: origins that are spelled letter for letter, and one kind of wildcard.

use footbridge::acl::UrlPattern;
use proptest::prelude::*;
use url::Url;

use crate::cases;

/// Few hosts, so that many are the same, the end of another, or look like another.
fn host() -> impl Strategy<Value = String> {
    "((a|docs)\\.)?(b|c)\\.example(\\.evil)?|localhost"
}

fn port() -> impl Strategy<Value = String> {
    "|:80|:443|:8080"
}

fn scheme() -> impl Strategy<Value = String> {
    "https?|ftp"
}

/// An address, with what somebody would put into it to look like another.
fn address() -> impl Strategy<Value = String> {
    let user = "|[a-c]\\.example(:x)?@|docs\\.b\\.example%40@";
    let rest = "|/|/[a-z]{1,4}(/\\.\\./[a-z])?|/\\?x=https://b\\.example|#@b\\.example|/\\\\@c\\.example";
    (scheme(), user, host(), port(), rest)
        .prop_map(|(scheme, user, host, port, rest)| format!("{scheme}://{user}{host}{port}{rest}"))
}

fn parsed(pattern: &str) -> UrlPattern {
    UrlPattern::parse(pattern).unwrap_or_else(|problem| panic!("{problem}"))
}

fn has_origin(address: &Url, scheme: &str, port: &str) -> bool {
    let named = Url::parse(&format!("{scheme}://a{port}")).unwrap();
    address.scheme() == scheme && address.port_or_known_default() == named.port_or_known_default()
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn an_origin_letter_for_letter_names_its_own_pages_alone(
        (scheme, host, port) in (scheme(), host(), port()),
        address in address(),
    ) {
        let pattern = parsed(&format!("{scheme}://{host}{port}"));
        let address = Url::parse(&address).unwrap();
        let same = address.host_str() == Some(&host) && has_origin(&address, &scheme, &port);
        prop_assert_eq!(pattern.matches(&address), same, "{:?} {}", pattern, address);
    }

    #[test]
    fn a_star_before_a_host_names_what_ends_with_it(
        (scheme, host, port) in (scheme(), host(), port()),
        address in address(),
    ) {
        let pattern = parsed(&format!("{scheme}://*.{host}{port}"));
        let address = Url::parse(&address).unwrap();
        let below = address.host_str().is_some_and(|it| it.ends_with(&format!(".{host}")));
        prop_assert_eq!(pattern.matches(&address), below && has_origin(&address, &scheme, &port), "{:?} {}", pattern, address);
    }

    #[test]
    fn a_text_of_any_form_panics_nowhere(pattern in prop_oneof![any::<String>(), r"[\[\]()a-b:/@\\.*{}?+]{0,20}", r"https:[\[\]()a:/@\\?]{0,12}"], address in address()) {
        if let Ok(pattern) = UrlPattern::parse(&pattern) {
            pattern.matches(&Url::parse(&address).unwrap());
        }
    }
}
