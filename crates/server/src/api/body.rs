//! Request bodies: bounded, and read in the order of contract 2.5.

use axum::extract::{FromRequest, Request};
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt as _;
use qualify_contract::errors::{ApiError, ErrorKind};

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
        Ok(Self(read(request.into_body()).await))
    }
}

async fn read(mut body: axum::body::Body) -> Result<Bytes, ApiError> {
    let mut gathered = BytesMut::new();
    let mut total_bytes: usize = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| {
            ApiError::new(ErrorKind::InvalidInput, "The body ended before it was complete. Repeat the call.")
        })?;
        let Ok(data) = frame.into_data() else { continue };
        total_bytes += data.len();
        if total_bytes <= BODY_BYTES_MAX {
            gathered.extend_from_slice(&data);
        } else if total_bytes > DRAINED_BYTES_MAX {
            break;
        }
    }
    if total_bytes > BODY_BYTES_MAX {
        return Err(ApiError::new(
            ErrorKind::InvalidInput,
            "The body is larger than 1 MiB, which no call of this API needs. Send a smaller one.",
        ));
    }
    Ok(gathered.freeze())
}
