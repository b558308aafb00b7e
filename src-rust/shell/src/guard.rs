//! Where a page may go, and what becomes of a window that it wants to open.
//!
//! What comes in is an address that a page wants to load, as the engine spells it; what goes out is yes or no. A document
//! of the app may load, everything else only where the app has said so.
//!
//! # Trust
//! The page chose the address, and may have chosen it to look like the app's.

use std::rc::Rc;

use footbridge::{AppHandle, Page, WindowConfig};
use url::Url;

use crate::{Error, contained::contained, origin};

/// Whether a page may go to an address outside the app.
pub(crate) type Navigation = Rc<dyn Fn(&Page, &Url) -> bool>;
/// The window that takes the place of one that a page wants to open.
pub(crate) type OnNewWindow = Rc<dyn Fn(&AppHandle, &Page, &Url) -> Option<WindowConfig>>;

/// Judges for all webviews of the app.
#[derive(Clone)]
pub(crate) struct Guard {
    app: AppHandle,
    navigation: Navigation,
    on_new_window: OnNewWindow,
}

impl Guard {
    pub(crate) fn new(app: AppHandle, navigation: Navigation, on_new_window: OnNewWindow) -> Self {
        Self { app, navigation, on_new_window }
    }

    /// Whether a document may load in a page. Some engines ask for frames too; a frame that is written into a document
    /// of the app is under that document's policy already.
    pub(crate) fn may_load(&self, page: &Page, address: &str) -> bool {
        let allowed = Url::parse(address)
            .is_ok_and(|url| self.is_open(page, address, &url) && self.app.may_navigate(page, &url));
        if !allowed {
            page.log_refusal(&format!("navigation {}", cut(address)), |left_out| {
                let (webview, url) = (page.label(), cut(address));
                tracing::warn!(webview, %url, left_out, "a page may not go there; the navigation was refused");
            });
        }
        allowed
    }

    fn is_open(&self, page: &Page, address: &str, url: &Url) -> bool {
        let is_own = origin::is_app(address) || address == "about:srcdoc";
        let is_frame = page.isolation().is_some() && origin::is_isolation_frame(address);
        is_own || is_frame || contained(|| (self.navigation)(page, url)) == Some(true)
    }

    /// The window to open where a page wanted one for an address. The engine's own never opens: the app would not know
    /// of it.
    pub(crate) fn new_window(&self, page: &Page, address: &str) -> Option<WindowConfig> {
        let url = Url::parse(address).ok()?;
        let mut config = contained(|| (self.on_new_window)(&self.app, page, &url)).flatten();
        if let Some(config) = &mut config {
            let inherited = || page.isolation().cloned();
            config.isolation = config.isolation.take().or_else(inherited);
        } else {
            page.log_refusal(&format!("window {}", cut(address)), |left_out| {
                let (webview, url) = (page.label(), cut(address));
                tracing::warn!(webview, %url, left_out, "a page may not open windows by itself; the request was refused");
            });
        }
        config
    }

    /// The address of the first document of a page: `path` is a path from the root of the app's scheme, or an address.
    ///
    /// # Errors
    /// When the page may not go there.
    pub(crate) fn first(&self, page: &Page, path: &str) -> Result<String, Error> {
        let address = first_address(path);
        // The engine asks the rest when it loads it.
        let is_open = Url::parse(&address).is_ok_and(|url| self.is_open(page, &address, &url));
        if is_open { Ok(address) } else { Err(Error::Foreign(address)) }
    }
}

/// An address for the log: a page can make one of any length.
pub(crate) fn cut(address: &str) -> &str {
    const CHARS_MAX: usize = 200;
    address.char_indices().nth(CHARS_MAX).map_or(address, |(end, _)| &address[..end])
}

fn first_address(path: &str) -> String {
    match Url::parse(path) {
        Ok(_) => path.to_owned(),
        Err(_) => format!("{}/{}", origin::APP, path.trim_start_matches('/')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use footbridge::{Builder, transport::memory::Client};

    const FOREIGN: [&str; 9] = [
        "about:blank",
        "https://remote.invalid/",
        "app://localhost.evil.invalid/",
        "app://localhost:1/",
        "ipc://localhost/greet",
        "blob:app://localhost/5ba3",
        "data:text/html,hello",
        "file:///etc/passwd",
        "javascript:alert(1)",
    ];

    fn check(navigation: impl Fn(&Page, &Url) -> bool + 'static, check: impl FnOnce(Guard, Page)) {
        let app = Builder::new().build().unwrap();
        let client = Client::open(&app.handle(), "main").unwrap();
        let page = app.handle().page("main").unwrap();
        check(Guard::new(app.handle(), Rc::new(navigation), Rc::new(|_, _, _| None)), page);
        drop(client);
    }

    #[test]
    fn a_document_of_the_app_may_load_and_no_other() {
        check(
            |_, _| false,
            |guard, page| {
                for url in ["app://localhost/", "app://localhost/index.html#/hello", "about:srcdoc"] {
                    assert!(guard.may_load(&page, url), "{url}");
                }
                for url in FOREIGN {
                    assert!(!guard.may_load(&page, url), "{url}");
                    assert!(matches!(guard.first(&page, url), Err(Error::Foreign(_))), "{url}");
                }
            },
        );
    }

    #[test]
    fn the_app_opens_an_address_and_no_other_with_it() {
        let friend =
            |_: &Page, url: &Url| url.host_str() == Some("friend.invalid") && url.scheme() == "https";
        check(friend, |guard, page| {
            assert!(guard.may_load(&page, "https://friend.invalid/a"));
            assert_eq!(guard.first(&page, "https://friend.invalid/a").unwrap(), "https://friend.invalid/a");
            for url in FOREIGN.into_iter().chain(["https://friend.invalid.evil.invalid/", "no address"]) {
                assert!(!guard.may_load(&page, url), "{url}");
            }
        });
    }

    #[test]
    fn a_judge_that_panics_says_no() {
        check(
            |_, _| panic!("on purpose"),
            |guard, page| assert!(!guard.may_load(&page, "https://remote.invalid/")),
        );
    }

    #[test]
    fn a_path_stays_below_the_root_of_the_app() {
        assert_eq!(first_address("index.html#/hello"), "app://localhost/index.html#/hello");
        assert_eq!(first_address("//evil.invalid/a"), "app://localhost/evil.invalid/a");
        assert_eq!(first_address(""), "app://localhost/");
        assert_eq!(first_address("app://localhost/a"), "app://localhost/a");
    }
}
