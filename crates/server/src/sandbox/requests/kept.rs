//! Bodies that are copied on their way, as far as they are kept.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use axum::body::{Body, Bytes, HttpBody};
use http_body::{Frame, SizeHint};

/// Bytes of a body that are kept.
const KEPT_BYTES_MAX: usize = 4096;

/// The beginning of a body, and how long it was.
#[derive(Debug, Default, Clone)]
pub(super) struct Kept {
    pub(super) beginning: Vec<u8>,
    pub(super) total_bytes: u64,
}

/// The same while the body is still read.
#[derive(Debug, Default, Clone)]
pub(super) struct SharedKept(Arc<Mutex<Kept>>);

impl SharedKept {
    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn take(&self) -> Kept {
        std::mem::take(&mut self.lock())
    }

    fn add(&self, bytes: &[u8]) {
        let mut kept = self.lock();
        kept.total_bytes += bytes.len() as u64;
        let room = KEPT_BYTES_MAX - kept.beginning.len();
        kept.beginning.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }
}

/// A body whose beginning is kept; at its end, or where it is given up, somebody is told.
pub(super) struct KeptBody<F: FnOnce()> {
    body: Body,
    kept: SharedKept,
    ended: Option<F>,
}

impl<F: FnOnce() + Send + Unpin + 'static> KeptBody<F> {
    pub(super) fn around(body: Body, kept: SharedKept, ended: F) -> Body {
        let mut body = Self { body, kept, ended: Some(ended) };
        if body.body.is_end_stream() {
            body.end();
        }
        Body::new(body)
    }
}

impl<F: FnOnce()> KeptBody<F> {
    fn end(&mut self) {
        if let Some(ended) = self.ended.take() {
            ended();
        }
    }
}

impl<F: FnOnce() + Unpin> HttpBody for KeptBody<F> {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        if let Some(Ok(frame)) = &frame
            && let Some(bytes) = frame.data_ref()
        {
            self.kept.add(bytes);
        }
        // Told before the last bytes are on their way, so that who has them finds the exchange in the list.
        if frame.is_none() || self.body.is_end_stream() {
            self.end();
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl<F: FnOnce()> Drop for KeptBody<F> {
    fn drop(&mut self) {
        self.end();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use http_body_util::BodyExt as _;

    use super::*;

    #[tokio::test]
    async fn a_long_body_is_kept_in_part_and_ends_once() {
        let (kept, ends) = (SharedKept::default(), Arc::new(AtomicUsize::new(0)));
        let counted = Arc::clone(&ends);
        let told = move || {
            counted.fetch_add(1, Ordering::Relaxed);
        };
        let body = KeptBody::around(Body::from(vec![b'x'; KEPT_BYTES_MAX + 10]), kept.clone(), told);
        assert_eq!(body.size_hint().exact(), Some(KEPT_BYTES_MAX as u64 + 10), "the length is still known");
        assert_eq!(body.collect().await.unwrap().to_bytes().len(), KEPT_BYTES_MAX + 10);
        let kept = kept.take();
        assert_eq!((kept.beginning.len(), kept.total_bytes), (KEPT_BYTES_MAX, KEPT_BYTES_MAX as u64 + 10));
        assert_eq!(ends.load(Ordering::Relaxed), 1);
    }
}
