//! The app's own scheme: files of the page, out of the app's hands and into the engine's.
//!
//! What comes in is a method and an address, what goes out a response. A body never comes in: no file needs one, and
//! asking the engine for it is a danger (see the platform's call scheme).

use std::{borrow::Cow, sync::Arc};

use bytes::Bytes;
use http::{
    HeaderValue, Method, Response, StatusCode, Uri,
    header::{
        ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, REFERRER_POLICY,
        X_CONTENT_TYPE_OPTIONS,
    },
};
use percent_encoding::percent_decode_str;

use crate::{ContentSecurity, nonce, origin};

/// What every answer says beside the policy. An address of the app tells others nothing, no other site may use its
/// files, and no document of it is handed the machine's senses, nor hands them to a frame.
const HEADERS: [(HeaderName, &str); 5] = [
    (CACHE_CONTROL, "no-store"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), display-capture=(), geolocation=(), usb=(), serial=(), hid=(), midi=(), payment=()",
    ),
];

/// Gives the file of a path, relative to the root of the app's scheme.
pub(crate) type Assets = Arc<dyn Fn(&str) -> Option<Asset> + Send + Sync>;

/// The files, and the policy that their documents are under.
#[derive(Clone)]
pub(crate) struct Files {
    pub(crate) assets: Assets,
    pub(crate) policy: ContentSecurity,
}

/// One file of the page.
#[derive(Clone, Debug)]
pub struct Asset {
    /// Its content.
    pub bytes: Cow<'static, [u8]>,
    /// Its content type, such as `text/html`.
    pub mime: String,
}

impl Asset {
    /// A file with this content and content type.
    pub fn new(bytes: impl Into<Cow<'static, [u8]>>, mime: impl Into<String>) -> Self {
        Self { bytes: bytes.into(), mime: mime.into() }
    }
}

impl Files {
    /// Answers a request of the app's scheme. `schemes` are those of plugins, which documents may use; one of an isolated
    /// page has its frame. Each answer has a nonce of its own.
    pub(crate) fn serve(
        &self,
        schemes: &[String],
        is_isolated: bool,
        method: &Method,
        uri: &Uri,
    ) -> Response<Bytes> {
        let mut policy = self.policy.clone().with_schemes(schemes);
        if is_isolated {
            policy = policy.with("frame-src", origin::of_scheme("isolation"));
        }
        let (mut response, policy) = match nonce::draw() {
            Ok(nonce) => (with_nonce(file(&self.assets, method, uri), &nonce), policy.header(&nonce)),
            Err(error) => {
                tracing::error!(%error, "the system gave no randomness for a nonce");
                let sentence = "the system gave no randomness";
                (text(StatusCode::INTERNAL_SERVER_ERROR, sentence), NOTHING.into())
            }
        };
        let policy = HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static(NOTHING));
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
        response
    }
}

/// The policy of an answer that is no document.
const NOTHING: &str = "default-src 'none'";

fn with_nonce(response: Response<Bytes>, nonce: &str) -> Response<Bytes> {
    let mime = response.headers().get(CONTENT_TYPE).and_then(|mime| mime.to_str().ok()).unwrap_or_default();
    let is_html = mime.split(';').next().is_some_and(|mime| mime.trim().eq_ignore_ascii_case("text/html"));
    if is_html { response.map(|html| nonce::add(&html, nonce).into()) } else { response }
}

fn file(assets: &Assets, method: &Method, uri: &Uri) -> Response<Bytes> {
    if method != Method::GET && method != Method::HEAD {
        let mut response = text(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD");
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    let asset = path(uri).and_then(|path| assets(&path));
    let Some(asset) = asset else { return text(StatusCode::NOT_FOUND, "the app has no such file") };
    let bytes = match asset.bytes {
        _ if method == Method::HEAD => Bytes::new(),
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => bytes.into(),
    };
    response(StatusCode::OK, &asset.mime, bytes)
}

/// The path that a file is known by. None where a path could lead out of the files, which matters as soon as they are
/// read from a folder.
fn path(uri: &Uri) -> Option<String> {
    let path = percent_decode_str(uri.path()).decode_utf8().ok()?;
    let path = path.strip_prefix('/').unwrap_or(&path);
    if path.is_empty() {
        return Some("index.html".into());
    }
    let leads_out = |part: &str| part.is_empty() || part == "." || part == "..";
    let is_plain = !path.contains(['\\', ':', '\0']) && !path.split('/').any(leads_out);
    is_plain.then(|| path.to_owned())
}

fn text(status: StatusCode, sentence: &'static str) -> Response<Bytes> {
    response(status, "text/plain", Bytes::from_static(sentence.as_bytes()))
}

fn response(status: StatusCode, mime: &str, bytes: Bytes) -> Response<Bytes> {
    let octets = HeaderValue::from_static("application/octet-stream");
    let mut response = Response::new(bytes);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_str(mime).unwrap_or(octets));
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(method: Method, uri: &'static str) -> Response<Bytes> {
        answer_to(false, method, uri)
    }

    fn answer_to(is_isolated: bool, method: Method, uri: &'static str) -> Response<Bytes> {
        let assets: Assets = Arc::new(|path| match path {
            "index.html" => Some(Asset::new(b"index".as_slice(), "text/html")),
            "page.html" => Some(Asset::new(b"<script>1</script>".as_slice(), "text/html; charset=utf-8")),
            "a b/c.js" => Some(Asset::new(b"script".to_vec(), "text/javascript")),
            "odd" => Some(Asset::new(b"odd".as_slice(), "no\ntype")),
            path if path.contains("..") => panic!("{path} reached the files"),
            _ => None,
        });
        Files { assets, policy: ContentSecurity::default() }.serve(
            &["asset".into()],
            is_isolated,
            &method,
            &Uri::from_static(uri),
        )
    }

    #[test]
    fn a_file_comes_with_its_type_and_the_policy() {
        let response = answer(Method::GET, "app://localhost/a%20b/c.js?v=1");
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.body(), "script");
        assert_eq!(response.headers()[CONTENT_TYPE], "text/javascript");
    }

    #[test]
    fn every_answer_has_the_policy_and_its_companions() {
        for (method, uri) in [
            (Method::GET, "app://localhost/"),
            (Method::GET, "app://localhost/a%20b/c.js"),
            (Method::GET, "app://localhost/nothing"),
            (Method::POST, "app://localhost/"),
        ] {
            let response = answer(method, uri);
            let header = |name: &str| response.headers()[name].to_str().unwrap();
            assert!(
                header("content-security-policy")
                    .starts_with("default-src 'none'; script-src 'self' 'nonce-")
            );
            assert_eq!(header("x-content-type-options"), "nosniff");
            assert_eq!(header("cache-control"), "no-store");
            assert_eq!(header("referrer-policy"), "no-referrer");
            assert_eq!(header("cross-origin-resource-policy"), "same-origin");
            assert!(header("permissions-policy").contains("camera=()"));
        }
    }

    #[test]
    fn only_an_isolated_page_has_a_frame_and_only_the_isolation_frame() {
        let frames = |is_isolated| {
            let response = answer_to(is_isolated, Method::GET, "app://localhost/");
            let policy = response.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap();
            policy.split("; ").find_map(|list| list.strip_prefix("frame-src ")).map(str::to_owned)
        };
        assert_eq!(frames(false).as_deref(), Some("'none'"));
        assert_eq!(frames(true), Some(origin::of_scheme("isolation")));
    }

    #[test]
    fn the_nonce_of_the_policy_is_that_of_the_document_and_of_no_other_answer() {
        let nonces = [(); 2].map(|()| {
            let response = answer(Method::GET, "app://localhost/page.html");
            let policy = response.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
            let (_, rest) = policy.split_once("'nonce-").unwrap();
            let nonce = rest.split('\'').next().unwrap().to_owned();
            assert_eq!(response.body(), format!("<script nonce=\"{nonce}\">1</script>").as_bytes());
            nonce
        });
        assert_ne!(nonces[0], nonces[1]);
    }

    #[test]
    fn the_root_is_the_index() {
        assert_eq!(answer(Method::GET, "app://localhost/").body(), "index");
        assert_eq!(answer(Method::GET, "app://localhost").body(), "index");
    }

    #[test]
    fn head_has_the_headers_and_no_content() {
        let response = answer(Method::HEAD, "app://localhost/");
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()[CONTENT_TYPE], "text/html");
        assert!(response.body().is_empty());
    }

    #[test]
    fn every_other_method_is_refused() {
        for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS, Method::PATCH] {
            let response = answer(method, "app://localhost/");
            assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
            assert_eq!(response.headers()[ALLOW], "GET, HEAD");
        }
    }

    #[test]
    fn a_path_that_leads_out_of_the_files_is_not_found() {
        for uri in [
            "app://localhost/nothing.html",
            "app://localhost/../secret",
            "app://localhost/..%2fsecret",
            "app://localhost/%2e%2e/secret",
            "app://localhost/a/../index.html",
            "app://localhost//etc/passwd",
            "app://localhost/%2fetc/passwd",
            "app://localhost/..%5csecret",
            "app://localhost/c:%5csecret",
            "app://localhost/index.html%00.js",
            "app://localhost/%ff",
        ] {
            let response = answer(Method::GET, uri);
            assert_eq!(response.status(), StatusCode::NOT_FOUND, "{uri}");
            assert_eq!(response.body(), "the app has no such file");
        }
    }

    #[test]
    fn a_content_type_that_is_none_becomes_plain_bytes() {
        assert_eq!(
            answer(Method::GET, "app://localhost/odd").headers()[CONTENT_TYPE],
            "application/octet-stream"
        );
    }
}
