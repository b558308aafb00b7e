//! The app's own scheme: files of the page, out of the app's hands and into the engine's.
//!
//! What comes in is a method and an address, what goes out a response. A body never comes in: no file needs one, and
//! asking the engine for it is a danger (see the platform's call scheme).

use std::{borrow::Cow, sync::Arc};

use bytes::Bytes;
use http::{
    HeaderValue, Method, Response, StatusCode, Uri,
    header::{ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS},
};
use percent_encoding::percent_decode_str;

/// What a page of the app may load and where it may send: itself, the call scheme, and `schemes`, those of plugins.
fn policy(schemes: &[String]) -> String {
    let plugins: String =
        schemes.iter().map(|scheme| format!(" {scheme}: http://{scheme}.localhost")).collect();
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; \
         img-src 'self' blob: data:{plugins}; media-src 'self' blob:{plugins}; \
         connect-src ipc: http://ipc.localhost 'self'{plugins}; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
    )
}

/// Gives the file of a path, relative to the root of the app's scheme.
pub(crate) type Assets = Arc<dyn Fn(&str) -> Option<Asset> + Send + Sync>;

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

/// Answers a request of the app's scheme. A document may use `schemes`, those of plugins.
pub(crate) fn serve(assets: &Assets, schemes: &[String], method: &Method, uri: &Uri) -> Response<Bytes> {
    let mut response = file(assets, method, uri);
    let policy =
        HeaderValue::try_from(policy(schemes)).unwrap_or(HeaderValue::from_static("default-src 'none'"));
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    response
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
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(method: Method, uri: &'static str) -> Response<Bytes> {
        let assets: Assets = Arc::new(|path| match path {
            "index.html" => Some(Asset::new(b"index".as_slice(), "text/html")),
            "a b/c.js" => Some(Asset::new(b"script".to_vec(), "text/javascript")),
            "odd" => Some(Asset::new(b"odd".as_slice(), "no\ntype")),
            path if path.contains("..") => panic!("{path} reached the files"),
            _ => None,
        });
        serve(&assets, &["asset".into()], &method, &Uri::from_static(uri))
    }

    #[test]
    fn a_file_comes_with_its_type_and_the_policy() {
        let response = answer(Method::GET, "app://localhost/a%20b/c.js?v=1");
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.body(), "script");
        assert_eq!(response.headers()[CONTENT_TYPE], "text/javascript");
        assert_eq!(response.headers()[X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(response.headers()[CACHE_CONTROL], "no-store");
        let policy = response.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; "), "{policy}");
        assert!(!policy.contains("unsafe-eval") && !policy.contains("  "), "{policy}");
        for part in ["img-src", "media-src", "connect-src"] {
            let list = policy.split("; ").find_map(|list| list.strip_prefix(part)).unwrap();
            assert!(list.ends_with(" asset: http://asset.localhost"), "{part}: {list}");
        }
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
