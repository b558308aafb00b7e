//! The commands over HTTP: the path names one, the body is its JSON or its bytes.

use std::convert::Infallible;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::header::{ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

use crate::{Arguments, answer, pattern};

/// Serves for as long as the process lives.
pub async fn serve(listener: TcpListener) {
    while let Ok((stream, _)) = listener.accept().await {
        // Without it, small answers wait for the acknowledgement of those before.
        let _ = stream.set_nodelay(true);
        let service = service_fn(|request| async { Ok::<_, Infallible>(respond(request).await) });
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

async fn respond(request: Request<Incoming>) -> Response<Full<Bytes>> {
    let (head, body) = request.into_parts();
    let command = head.uri.path().trim_start_matches('/');
    let result = match body.collect().await {
        Ok(body) => run(command, &body.to_bytes()),
        Err(error) => Err(error.to_string()),
    };
    let (status, bytes) = match result {
        Ok(bytes) => (StatusCode::OK, bytes),
        Err(error) => (StatusCode::BAD_REQUEST, error.into()),
    };
    let mut response = Response::new(Full::new(bytes));
    *response.status_mut() = status;
    response.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}

fn run(command: &str, body: &[u8]) -> Result<Bytes, String> {
    let is_raw = matches!(command, "upload" | "digest");
    let arguments = if is_raw { Ok(Arguments::default()) } else { serde_json::from_slice(body) };
    let arguments = arguments.map_err(|error| error.to_string())?;
    if command == "download" {
        return Ok(pattern(arguments.bytes).into());
    }
    let value = answer(command, &arguments, body).map_err(|error| error.to_string())?;
    Ok(Box::<str>::from(value).into_string().into())
}
