//! Answers as bytes.

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Serialize;

use super::protection;

/// The content type of every JSON answer (contract 1.4).
pub(crate) const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");

/// Headers that are added to every answer, with room for those of the connection.
pub(super) const ADDED_HEADERS: usize = 8 + protection::HEADERS;

/// An answer whose JSON is there already.
pub(crate) fn json_bytes(status: StatusCode, body: impl Into<Bytes>) -> Response {
    let mut response = Response::new(Body::from(body.into()));
    *response.status_mut() = status;
    // With room for those that every answer gets: a map that grows hashes all of its names again.
    *response.headers_mut() = HeaderMap::with_capacity(1 + ADDED_HEADERS);
    response.headers_mut().insert(header::CONTENT_TYPE, JSON);
    response
}

/// An answer whose JSON is a fixed text.
pub fn json_static(status: StatusCode, body: &'static [u8]) -> Response {
    json_bytes(status, Bytes::from_static(body))
}

/// A DTO as an answer.
pub fn json<T: Serialize + ?Sized>(status: StatusCode, body: &T) -> Response {
    json_bytes(status, serde_json::to_vec(body).expect("a DTO is made of texts and numbers"))
}
