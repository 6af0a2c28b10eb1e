//! What is left of a body that was refused.
//!
//! A server that answers and closes while the caller still sends may have its answer thrown away by the caller's
//! system. So what still comes is taken in and dropped, for a while, beside the answer.

use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::{Body, HttpBody as _};
use http_body_util::BodyExt as _;
use tokio::sync::Notify;

/// The most bytes that are taken in.
const BYTES_MAX: u64 = 16 << 20;

/// No door refuses a body of this length for its length alone.
const SHORT_BODY_BYTES: u64 = 16 << 10;

/// The longest time for it.
const TIME_MAX: Duration = Duration::from_secs(5);

/// Where whoever refuses a body leaves it; an extension of requests with a long body.
#[derive(Debug, Clone, Default)]
pub(crate) struct Leftover(Arc<Slot>);

#[derive(Debug, Default)]
struct Slot {
    body: Mutex<Option<Body>>,
    come: Notify,
}

impl Leftover {
    /// Whether a body is one that may be left.
    pub(super) fn is_for(body: &Body) -> bool {
        !body.is_end_stream() && body.size_hint().upper().is_none_or(|bytes| bytes > SHORT_BODY_BYTES)
    }

    /// Leaves the rest of a body to the connection.
    pub(crate) fn leave(&self, body: Body) {
        *self.0.body.lock().unwrap_or_else(PoisonError::into_inner) = Some(body);
        self.0.come.notify_one();
    }

    /// Takes in what is left of one body after the other; never ends by itself.
    pub(super) async fn take_in(&self) -> Infallible {
        loop {
            self.0.come.notified().await;
            let body = self.0.body.lock().unwrap_or_else(PoisonError::into_inner).take();
            let Some(body) = body.filter(|body| body.size_hint().lower() <= BYTES_MAX) else { continue };
            // However it ends, there is nobody to tell: the caller has its answer.
            let _ = tokio::time::timeout(TIME_MAX, drop_all(body)).await;
        }
    }
}

async fn drop_all(mut body: Body) {
    let mut bytes: u64 = 0;
    while let Some(Ok(frame)) = body.frame().await {
        bytes += frame.data_ref().map_or(0, |data| data.len() as u64);
        if bytes > BYTES_MAX {
            return;
        }
    }
}
