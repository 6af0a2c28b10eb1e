//! Answers that no cache may keep.

use axum::response::Response;
use http::{HeaderValue, StatusCode, header};
use qualify_server::api::answer;
use serde::Serialize;

/// An answer that no cache may keep, not even one of HTTP/1.0 (RFC 6749, 5.1).
pub(super) fn uncached_json<T: Serialize>(status: StatusCode, body: &T) -> Response {
    let mut response = answer::json(status, body);
    response.headers_mut().insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    response
}
