//! Bodies: as they arrive, and as a command sees them.

use bytes::{Bytes, BytesMut};
use futures_util::future::BoxFuture;
use http::{HeaderMap, header::CONTENT_TYPE};
use std::{fmt, sync::OnceLock};

use super::{Parts, header};
use crate::Refusal;

/// The body of a request, which may not have been read yet.
pub enum Incoming {
    /// The transport has it in memory.
    Whole(Bytes),
    /// The transport can read it, whole and of at most so many bytes, once the gates have let the call through. It reads
    /// into the memory that is handed over, where that is long enough.
    ///
    /// Some engines crash when a hostile body is merely looked at, so nothing reads one for a caller who has not
    /// shown the key and a permission.
    Later(Box<dyn FnOnce(BytesMut, usize) -> Reading + Send>),
}

/// A body while it is read.
pub type Reading = BoxFuture<'static, Result<BytesMut, Refusal>>;

impl Incoming {
    /// Reads the body whole.
    ///
    /// # Errors
    /// `body_too_large` above `bytes_max`, `body_unreadable` when it cannot be had whole.
    pub async fn read(self, bytes_max: usize) -> Result<Bytes, Refusal> {
        match self {
            Self::Whole(bytes) => within(bytes, bytes_max),
            Self::Later(read) => within(read(BytesMut::new(), bytes_max).await?.freeze(), bytes_max),
        }
    }

    /// Reads the body into memory of just its length.
    ///
    /// # Errors
    /// As [`Self::read`], and `malformed_request` when it has another length.
    pub(crate) async fn read_into(self, mut memory: BytesMut) -> Result<BytesMut, Refusal> {
        let announced = memory.len();
        let came = match self {
            Self::Later(read) => {
                let read = read(memory, announced).await?;
                if read.len() == announced {
                    return Ok(read);
                }
                read.len()
            }
            Self::Whole(bytes) if bytes.len() == announced => {
                memory.copy_from_slice(&bytes);
                return Ok(memory);
            }
            Self::Whole(bytes) => bytes.len(),
        };
        let problem = format!("a piece of {came} bytes came, and {announced} were announced");
        Err(Refusal::malformed_request(problem))
    }
}

impl Incoming {
    /// The body that came with its head.
    ///
    /// # Errors
    /// `body_too_large` above `bytes_max`, `body_unreadable` when it has yet to come.
    pub(crate) fn here(self, bytes_max: usize) -> Result<Bytes, Refusal> {
        match self {
            Self::Whole(bytes) => within(bytes, bytes_max),
            Self::Later(_) => Err(Refusal::body_unreadable("it has yet to come")),
        }
    }
}

fn within(bytes: Bytes, bytes_max: usize) -> Result<Bytes, Refusal> {
    if bytes.len() > bytes_max { Err(Refusal::body_too_large(bytes_max)) } else { Ok(bytes) }
}

/// The arguments of a call, as the page sent them.
#[derive(Clone)]
pub enum InvokeBody {
    /// JSON text: an object with one member an argument.
    Json(Json),
    /// Bytes, as they are.
    Raw(Bytes),
}

impl InvokeBody {
    /// Takes a body that was read whole, as its content type says.
    ///
    /// # Errors
    /// `malformed_request` when it is not what its headers say.
    pub(crate) fn from_wire(headers: &HeaderMap, bytes: Bytes) -> Result<Self, Refusal> {
        match headers.get(CONTENT_TYPE) {
            Some(kind) if kind == header::OCTETS => Ok(Self::Raw(bytes)),
            Some(kind) if kind == header::PARTS => {
                let (text, parts) = Parts::split(headers, bytes)?;
                Ok(Self::Json(Json { parts: Some(Box::new(parts)), ..Json::from_bytes(text)? }))
            }
            _ => Json::from_bytes(bytes).map(Self::Json),
        }
    }

    /// Size in bytes, as it came over the wire.
    pub fn len(&self) -> usize {
        match self {
            Self::Json(json) => json.text.len() + json.parts.as_ref().map_or(0, |parts| parts.len()),
            Self::Raw(bytes) => bytes.len(),
        }
    }

    /// Whether nothing came at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A body is somebody's data: what is printed of it is its kind and its size.
impl fmt::Debug for InvokeBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if matches!(self, Self::Json(_)) { "Json" } else { "Raw" };
        write!(f, "{kind}({} bytes)", self.len())
    }
}

/// JSON text that is valid UTF-8 but has not been parsed: each argument is parsed straight into its own type.
#[derive(Clone)]
pub struct Json {
    text: String,
    /// The bytes that came behind the text, for the strings in it that stand for them.
    parts: Option<Box<Parts>>,
    /// The text with those bytes in it, once somebody asked for that.
    inlined: OnceLock<String>,
}

impl Json {
    /// Takes bytes that claim to be JSON.
    ///
    /// # Errors
    /// `malformed_request` when they are not UTF-8.
    pub fn from_bytes(bytes: Bytes) -> Result<Self, Refusal> {
        // A body that nobody else holds becomes the string without a copy.
        String::from_utf8(bytes.into())
            .map(|text| Self { text, parts: None, inlined: OnceLock::new() })
            .map_err(|error| Refusal::malformed_request(format!("the JSON body is not UTF-8: {error}")))
    }

    /// The text. Bytes that came beside it are arrays of numbers in it, as on a wire that has JSON alone.
    pub fn as_str(&self) -> &str {
        match &self.parts {
            None => &self.text,
            Some(parts) => self.inlined.get_or_init(|| parts.inline(&self.text)),
        }
    }

    /// The text as it came.
    pub(crate) fn wire_text(&self) -> &str {
        &self.text
    }

    pub(crate) fn parts(&self) -> Option<&Parts> {
        self.parts.as_deref()
    }

    /// Parses the whole body.
    ///
    /// # Errors
    /// When the text is not JSON of that shape.
    pub fn parse<'a, T: serde::Deserialize<'a>>(&'a self) -> serde_json::Result<T> {
        serde_json::from_str(self.as_str())
    }
}
