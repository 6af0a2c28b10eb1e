//! Bodies that are copied on their way, as far as they are kept.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::{Body, Bytes};
use qualify_server::watched_body::{BodyWatcher, WatchedBody};

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
    kept: SharedKept,
    ended: Option<F>,
}

impl<F: FnOnce() + Send + Unpin + 'static> KeptBody<F> {
    pub(super) fn around(body: Body, kept: SharedKept, ended: F) -> Body {
        WatchedBody::around(body, Self { kept, ended: Some(ended) })
    }
}

impl<F: FnOnce()> KeptBody<F> {
    fn end(&mut self) {
        if let Some(ended) = self.ended.take() {
            ended();
        }
    }
}

impl<F: FnOnce() + Send + Unpin + 'static> BodyWatcher for KeptBody<F> {
    fn passes(&mut self, bytes: &Bytes) {
        self.kept.add(bytes);
    }

    fn ended(&mut self) {
        // Before the last bytes are on their way, so that who has them finds the exchange in the list.
        self.end();
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

    use axum::body::HttpBody as _;
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
