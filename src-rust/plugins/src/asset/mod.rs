//! The plugin `asset`: files of this machine for `<img>`, `<video>` and `fetch`, under `asset://localhost/<path>`.
//!
//! What comes in is the head of a request, what goes out is a response whose body is read while it is sent. The page
//! makes the address with `convertFileSrc`.
//!
//! # Trust
//! The path is the page's. What it may be is the scope's to say: the entries of the configuration, files that Rust code
//! allowed, and what the person handed to that webview. Nothing else stands between a page and a scheme, so a path
//! outside is the same 403 whether it exists or not. So is every path for a page from elsewhere: what it shows, it could
//! measure, and files are handed to pages of the app.

mod body;
mod mime;
mod range;

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use footbridge::plugin::{self, Plugin};
use footbridge::scheme::{SchemeBody, SchemeResponse};
use footbridge::{AppHandle, Origin, Webview};
use http::header::{
    ACCEPT_RANGES, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ALLOW, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_RANGE,
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderName, HeaderValue, IF_RANGE, RANGE,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, Method, Request, StatusCode, Uri};
use percent_encoding::percent_decode_str;
use serde::Deserialize;

use crate::grants::{self, Grant, Grants, Reach};
use crate::scope::{Globs, Inside, Outside, PathScope, ScopeEntry};
use body::{Body, content_range};
use range::Asked;

/// Which files pages may load, beside those that the person handed to them.
#[derive(Default)]
pub struct AssetScope {
    config: Config,
    added: Grants,
}

/// What `plugin_config("asset", ..)` holds: the form of Tauri's `assetProtocol.scope`.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
struct Config {
    allow: Vec<ScopeEntry>,
    deny: Vec<ScopeEntry>,
    require_literal_leading_dot: Option<bool>,
}

impl AssetScope {
    /// Lets every page load one file, which need not exist yet.
    ///
    /// # Errors
    /// As [`Grants::allow`].
    pub fn allow_file(&self, path: impl AsRef<Path>) -> io::Result<Grant> {
        self.added.allow(Grants::EVERYONE, path.as_ref(), Reach::File)
    }

    /// Lets every page load what lies in a folder, and if `recursive` in the folders below it.
    ///
    /// # Errors
    /// As [`Grants::allow`].
    pub fn allow_directory(&self, path: impl AsRef<Path>, recursive: bool) -> io::Result<Grant> {
        self.added.allow(Grants::EVERYONE, path.as_ref(), reach(recursive))
    }

    /// Lets no page load one file, whatever else allows it.
    ///
    /// # Errors
    /// As [`Grants::forbid`].
    pub fn forbid_file(&self, path: impl AsRef<Path>) -> io::Result<Grant> {
        self.added.forbid(Grants::EVERYONE, path.as_ref(), Reach::File)
    }

    /// Lets no page load what lies in a folder, and if `recursive` in the folders below it.
    ///
    /// # Errors
    /// As [`Grants::forbid`].
    pub fn forbid_directory(&self, path: impl AsRef<Path>, recursive: bool) -> io::Result<Grant> {
        self.added.forbid(Grants::EVERYONE, path.as_ref(), reach(recursive))
    }

    fn check(&self, app: &AppHandle, webview: Option<&Webview>, path: &Path) -> Result<Inside, Outside> {
        let everyones = (self.added.clone(), Grants::EVERYONE.to_owned());
        let grants = webview.zip(app.try_state::<Grants>());
        let webviews = grants.map(|(webview, grants)| (Grants::clone(&grants), webview.label().to_owned()));
        let scope = PathScope {
            globs: Globs::clone(&app.state::<Globs>()),
            allow: self.config.allow.clone(),
            deny: self.config.deny.clone(),
            grants: [everyones].into_iter().chain(webviews).collect(),
            dot_files_are_hidden: self.config.require_literal_leading_dot.unwrap_or(cfg!(unix)),
        };
        scope.check(path)
    }
}

fn reach(recursive: bool) -> Reach {
    if recursive { Reach::Tree } else { Reach::Folder }
}

/// The plugin, for an app whose pages have this origin, such as `app://localhost`: they alone may read what they load.
///
/// It needs the plugin `path`.
pub fn plugin(origin: HeaderValue) -> Plugin {
    plugin::Builder::new("asset")
        .setup(|app, config: Option<Config>| {
            crate::needs_paths(app)?;
            app.manage(Grants::default());
            app.manage(AssetScope { config: config.unwrap_or_default(), added: Grants::default() });
            Ok(())
        })
        .on_event(grants::follow)
        .register_uri_scheme_protocol("asset", move |app, webview, request| {
            let mut response = respond(app, webview, &request);
            add_common(response.headers_mut(), &origin);
            response
        })
        .build()
}

fn respond(app: &AppHandle, webview: Option<&Webview>, request: &Request<()>) -> SchemeResponse {
    match *request.method() {
        Method::GET | Method::HEAD => {}
        // A range makes some engines ask first.
        Method::OPTIONS => {
            let mut response = empty(StatusCode::NO_CONTENT);
            let headers = response.headers_mut();
            headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, HEAD"));
            headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("range, if-range"));
            return response;
        }
        _ => {
            let mut response = empty(StatusCode::METHOD_NOT_ALLOWED);
            response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
            return response;
        }
    }
    if request.extensions().get::<Origin>() != Some(&Origin::Local) {
        tracing::warn!(uri = %request.uri(), "an asset is for pages of the app, and another page asks");
        return empty(StatusCode::FORBIDDEN);
    }
    match open(app, webview, request.uri()) {
        Ok(asset) => asset.respond(request).unwrap_or_else(|error| {
            tracing::error!(%error, uri = %request.uri(), "an asset could not be read");
            empty(StatusCode::INTERNAL_SERVER_ERROR)
        }),
        Err(status) => empty(status),
    }
}

/// An open file.
struct Asset {
    path: PathBuf,
    file: File,
    length: u64,
}

fn log_refusal(webview: Option<&Webview>, line: impl FnOnce(Option<u64>)) {
    match webview {
        Some(webview) => webview.page().log_refusal("asset", line),
        None => line(None),
    }
}

fn open(app: &AppHandle, webview: Option<&Webview>, uri: &Uri) -> Result<Asset, StatusCode> {
    let path = path_of(uri).ok_or(StatusCode::FORBIDDEN)?;
    let inside = app.state::<AssetScope>().check(app, webview, &path).map_err(|outside| {
        log_refusal(webview, |left_out| {
            tracing::warn!(path = %path.display(), %outside, left_out, "an asset is outside of the scope");
        });
        StatusCode::FORBIDDEN
    })?;
    let opened = inside.open().and_then(|file| Ok((file.metadata()?.len(), file)));
    let (length, file) = opened.map_err(|error| {
        log_refusal(webview, |left_out| {
            tracing::warn!(path = %path.display(), %error, left_out, "an asset cannot be opened");
        });
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::InvalidInput => {
                StatusCode::NOT_FOUND
            }
            _ => StatusCode::FORBIDDEN,
        }
    })?;
    Ok(Asset { path: inside.into_real(), file, length })
}

/// The path in an address: everything behind the host's slash, which `convertFileSrc` has encoded whole.
fn path_of(uri: &Uri) -> Option<PathBuf> {
    let encoded = uri.path();
    let bytes: Vec<u8> = percent_decode_str(encoded.strip_prefix('/').unwrap_or(encoded)).collect();
    #[cfg(unix)]
    return Some(<std::ffi::OsString as std::os::unix::ffi::OsStringExt>::from_vec(bytes).into());
    #[cfg(not(unix))]
    String::from_utf8(bytes).ok().map(PathBuf::from)
}

impl Asset {
    fn respond(mut self, request: &Request<()>) -> io::Result<SchemeResponse> {
        let mut head = Vec::with_capacity(mime::HEAD_BYTES);
        self.file.by_ref().take(mime::HEAD_BYTES as u64).read_to_end(&mut head)?;
        self.file.rewind()?;
        let mime = mime::mime(&self.path, &head);
        let tag = self.tag()?;
        // Only a GET has ranges, and only of the file that the caller has the other pieces of.
        let text = |name| request.headers().get(name).and_then(|value| HeaderValue::to_str(value).ok());
        let is_same = text(IF_RANGE).is_none_or(|known| known == tag);
        let range = text(RANGE).filter(|_| is_same && request.method() == Method::GET);
        let (mut response, mime) = match range::asked(range, self.length) {
            Asked::Unsatisfiable => return Ok(self.unsatisfiable()),
            Asked::Whole if request.method() == Method::HEAD => {
                let mut response = empty(StatusCode::OK);
                response.headers_mut().insert(CONTENT_LENGTH, self.length.into());
                (response, mime)
            }
            Asked::Whole => (streamed(StatusCode::OK, Body::of(self.file, 0..self.length)), mime),
            Asked::Pieces(pieces) => self.respond_pieces(pieces, mime)?,
        };
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, header_of(&mime));
        headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        headers.insert(ETAG, header_of(&tag));
        Ok(response)
    }

    fn respond_pieces(
        self,
        pieces: Vec<std::ops::Range<u64>>,
        mime: String,
    ) -> io::Result<(SchemeResponse, String)> {
        if let [piece] = &pieces[..] {
            let range = content_range(piece, self.length);
            let mut response = streamed(StatusCode::PARTIAL_CONTENT, Body::of(self.file, piece.clone()));
            response.headers_mut().insert(CONTENT_RANGE, header_of(&range));
            return Ok((response, mime));
        }
        let boundary = boundary()?;
        let body = Body::of_parts(self.file, pieces, &boundary, &mime, self.length);
        let mime = format!("multipart/byteranges; boundary={boundary}");
        Ok((streamed(StatusCode::PARTIAL_CONTENT, body), mime))
    }

    fn unsatisfiable(&self) -> SchemeResponse {
        let mut response = empty(StatusCode::RANGE_NOT_SATISFIABLE);
        let range = format!("bytes */{}", self.length);
        response.headers_mut().insert(CONTENT_RANGE, header_of(&range));
        response
    }

    /// What changes with the file, as far as the file system tells.
    fn tag(&self) -> io::Result<String> {
        let changed = self.file.metadata()?.modified()?;
        let nanoseconds = changed.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
        Ok(format!("\"{nanoseconds:x}-{:x}\"", self.length))
    }
}

/// What separates parts must not occur in them, so nobody may foresee it.
fn boundary() -> io::Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(format!("{:032x}", u128::from_ne_bytes(bytes)))
}

/// Headers that every answer has.
fn add_common(headers: &mut HeaderMap, origin: &HeaderValue) {
    const EXPOSED: &str = "accept-ranges, content-length, content-range, etag";
    let common: [(HeaderName, HeaderValue); 5] = [
        (ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone()),
        (ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED)),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        // A file is a file: one that holds a page runs no script, wherever it is opened.
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox")),
        (CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    headers.extend(common);
}

fn streamed(status: StatusCode, body: Body) -> SchemeResponse {
    let length = body.length();
    let mut response = SchemeResponse::new(SchemeBody::Stream { length, reader: Box::new(body) });
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_LENGTH, length.into());
    response
}

fn empty(status: StatusCode) -> SchemeResponse {
    let mut response = SchemeResponse::new(SchemeBody::empty());
    *response.status_mut() = status;
    response
}

fn header_of(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).expect("types, tags and ranges are made of visible ASCII")
}
