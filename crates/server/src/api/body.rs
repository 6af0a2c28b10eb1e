//! Request bodies: bounded, and read in the order of contract 2.5.

use axum::extract::{FromRequest, Request};
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt as _;
use qualify_contract::errors::{ApiError, ErrorKind};
use qualify_domain::paper::PAPER_BYTES_MAX;

/// The most bytes of a body (contract 1.4 rule 8).
pub(crate) const BODY_BYTES_MAX: usize = 1 << 20;

/// The most bytes of an oversized body that are read and thrown away, so that the caller gets to see the answer.
const DRAINED_BYTES_MAX: usize = 8 << 20;

/// The raw body, or why there is none to be used. Which of the two matters is the handler's business: rights and the
/// customer come first.
#[derive(Debug)]
pub(crate) struct RawBody(pub(crate) Result<Bytes, ApiError>);

impl<S: Send + Sync> FromRequest<S> for RawBody {
    type Rejection = std::convert::Infallible;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Self::Rejection> {
        let too_large = "The body is larger than 1 MiB, which no call of this API needs. Send a smaller one.";
        Ok(Self(read(request.into_body(), BODY_BYTES_MAX, too_large).await))
    }
}

/// The raw body of a document, or why there is none to be used.
#[derive(Debug)]
pub(crate) struct LargeBody(pub(crate) Result<Bytes, ApiError>);

impl<S: Send + Sync> FromRequest<S> for LargeBody {
    type Rejection = std::convert::Infallible;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Self::Rejection> {
        let too_large = "The document is larger than 10 MiB. Send a smaller one, or a part of it.";
        Ok(Self(read(request.into_body(), PAPER_BYTES_MAX, too_large).await))
    }
}

async fn read(
    mut body: axum::body::Body,
    bytes_max: usize,
    too_large: &'static str,
) -> Result<Bytes, ApiError> {
    let mut gathered = BytesMut::new();
    let mut total_bytes: usize = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| {
            ApiError::new(ErrorKind::InvalidInput, "The body ended before it was complete. Repeat the call.")
        })?;
        let Ok(data) = frame.into_data() else { continue };
        total_bytes += data.len();
        if total_bytes <= bytes_max {
            gathered.extend_from_slice(&data);
        } else if total_bytes > bytes_max + DRAINED_BYTES_MAX {
            break;
        }
    }
    if total_bytes > bytes_max {
        return Err(ApiError::new(ErrorKind::InvalidInput, too_large));
    }
    Ok(gathered.freeze())
}
