//! Where a document comes from, judged by what the engine says of it.
//!
//! What comes in are addresses that the engine wrote, what goes out is an [`Origin`]. Whatever is not the app's own
//! scheme and host, letter for letter, is remote: a host that only looks like it is somebody else's.

use std::{cell::RefCell, rc::Rc};

use footbridge::Origin;
use url::Url;

/// The origin of every document of the app.
#[cfg(not(any(windows, target_os = "android")))]
pub const APP: &str = "app://localhost";
/// The origin of every document of the app, as engines without custom schemes spell it.
#[cfg(any(windows, target_os = "android"))]
pub const APP: &str = "http://app.localhost";

/// The origin of a scheme that the shell or a plugin answers, as the engine spells it.
pub(crate) fn of_scheme(scheme: &str) -> String {
    if cfg!(any(windows, target_os = "android")) {
        format!("http://{scheme}.localhost")
    } else {
        format!("{scheme}://localhost")
    }
}

/// Whether `url` lies under the app's own origin.
pub(crate) fn is_app(url: &str) -> bool {
    url.strip_prefix(APP).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether `url` is where the isolation frame is loaded from.
pub(crate) fn is_isolation_frame(url: &str) -> bool {
    url.strip_prefix(&of_scheme("isolation")).is_some_and(|rest| ["", "/", "/index.html"].contains(&rest))
}

/// The address of the document in a webview: of the one whose scripts run.
///
/// The engine's own word changes as soon as a page begins to go elsewhere, while its scripts still run: a page from
/// elsewhere that sets out for a document of the app would be taken for it.
#[derive(Clone, Default)]
pub(crate) struct Loaded(Rc<RefCell<String>>);

impl Loaded {
    /// A document has taken the place of the one before it.
    pub(crate) fn set(&self, url: &str) {
        url.clone_into(&mut self.0.borrow_mut());
    }

    /// Its origin.
    pub(crate) fn origin(&self) -> Origin {
        of_document(&self.0.borrow())
    }

    /// The origin of a request that it made, or a frame in it: see [`of_request`].
    pub(crate) fn origin_of_request(&self, header: Option<&str>) -> Origin {
        of_request(Some(&self.0.borrow()), header)
    }

    /// The origin of a request for something that it shows: see [`of_load`].
    pub(crate) fn origin_of_load(&self, header: Option<&str>) -> Origin {
        of_load(&self.0.borrow(), header)
    }
}

/// The origin of a document, by its address.
pub(crate) fn of_document(url: &str) -> Origin {
    if is_app(url) { Origin::Local } else { remote(url) }
}

/// The origin of a request: `document` is the address of the webview's main frame, `header` the `Origin` that the
/// engine set, which a page cannot.
///
/// Both must be the app's own. The address alone does not tell a frame from the document around it, nor a request of the
/// document before; the header alone is absent from some requests. Elsewhere the header names the site and the address
/// the document, which counts where it is of that site.
pub(crate) fn of_request(document: Option<&str>, header: Option<&str>) -> Origin {
    match (document, header) {
        (Some(document), Some(APP)) => of_document(document),
        (Some(document), Some(header)) if is_of_site(document, header) => remote(document),
        (_, Some(header)) => remote(header),
        (_, None) => remote("about:blank"),
    }
}

/// The origin of a request for a picture, say. Without an `Origin`, as the engine sends what a document shows and cannot
/// read, the document alone counts; a frame in it is not told from it.
fn of_load(document: &str, header: Option<&str>) -> Origin {
    if header.is_some() { of_request(Some(document), header) } else { of_document(document) }
}

fn is_of_site(document: &str, header: &str) -> bool {
    let site = |url| Url::parse(url).ok().map(|url| url.origin()).filter(url::Origin::is_tuple);
    site(document).is_some_and(|origin| Some(origin) == site(header))
}

/// An opaque origin, as that of a sandboxed frame, has no address: it gets the one that no capability names.
fn remote(url: &str) -> Origin {
    let blank = || Url::parse("about:blank").expect("about:blank is a URL");
    Origin::Remote(Url::parse(url).unwrap_or_else(|_| blank()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_local(origin: &Origin) -> bool {
        matches!(origin, Origin::Local)
    }

    fn address(origin: Origin) -> String {
        match origin {
            Origin::Local => "local".into(),
            Origin::Remote(url) => url.to_string(),
        }
    }

    #[test]
    fn the_apps_own_documents_are_local() {
        for url in ["app://localhost", "app://localhost/", "app://localhost/index.html?guest#/hello"] {
            assert!(is_local(&of_document(url)), "{url}");
            assert!(is_local(&of_request(Some(url), Some("app://localhost"))), "{url}");
        }
    }

    #[test]
    fn an_address_that_only_looks_like_the_apps_is_remote() {
        for url in [
            "",
            "app:",
            "app:localhost/",
            "app:///localhost/",
            "app://localhost.evil.example/",
            "app://localhostevil/",
            "app://user@localhost/",
            "app://localhost@evil.example/",
            "app://localhost:1/",
            "app://localhost:/",
            "app://localhost./",
            "app://localhost%2f/",
            "app://localhost\\@evil.example/",
            "app://localhost?@evil.example/",
            "app://LOCALHOST/",
            "APP://localhost/",
            " app://localhost/",
            "http://localhost/",
            "https://app.localhost/",
            "application://localhost/",
            "blob:app://localhost/5ba3",
            "data:text/html,app://localhost/",
            "about:srcdoc",
            "file:///app://localhost/",
        ] {
            assert!(!is_local(&of_document(url)), "document {url:?}");
            assert!(
                !is_local(&of_request(Some(url), Some("app://localhost"))),
                "document of a request {url:?}"
            );
            assert!(!is_local(&of_request(Some("app://localhost/"), Some(url))), "header {url:?}");
        }
    }

    #[test]
    fn an_origin_header_is_an_origin_and_not_an_address() {
        assert!(!is_local(&of_request(Some("app://localhost/"), Some("app://localhost/"))));
    }

    #[test]
    fn the_less_trusted_of_two_addresses_is_named() {
        let page = Some("app://localhost/");
        assert_eq!(address(of_request(page, Some("https://evil.example"))), "https://evil.example/");
        assert_eq!(address(of_request(Some("https://evil.example/a"), Some(APP))), "https://evil.example/a");
        let document = Some("https://a.example/b?c");
        assert_eq!(address(of_request(document, Some("https://a.example"))), "https://a.example/b?c");
        assert_eq!(address(of_request(document, Some("https://a.example:1"))), "https://a.example:1/");
        assert_eq!(address(of_request(document, Some("http://a.example"))), "http://a.example/");
        assert_eq!(address(of_request(page, None)), "about:blank");
        assert_eq!(address(of_request(page, Some("null"))), "about:blank");
        assert_eq!(address(of_request(None, Some(APP))), "app://localhost");
        assert_eq!(address(of_request(None, None)), "about:blank");
    }

    #[test]
    fn what_a_document_shows_is_asked_for_in_its_name() {
        assert!(is_local(&of_load("app://localhost/a", None)));
        assert!(is_local(&of_load("app://localhost/a", Some(APP))));
        assert_eq!(address(of_load("https://a.example/b", None)), "https://a.example/b");
        assert_eq!(address(of_load("https://a.example/b", Some(APP))), "https://a.example/b");
        assert_eq!(address(of_load("app://localhost/a", Some("null"))), "about:blank");
        assert_eq!(address(of_load("", None)), "about:blank");
    }
}
