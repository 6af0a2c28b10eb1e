//! Bodies that are copied on their way, as far as they are kept.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::{Body, Bytes};
use qualify_server::watched_body::{BodyWatcher, WatchedBody};
use sha2::{Digest as _, Sha256};

/// Bytes of a body that are kept.
const KEPT_BYTES_MAX: usize = 4096;

/// The beginning of a body, and how long it was.
#[derive(Debug, Default, Clone)]
pub(super) struct Kept {
    pub(super) beginning: Vec<u8>,
    pub(super) total_bytes: u64,
    /// Over what came of it, for a request's body.
    hasher: Option<Sha256>,
    /// Whether it was read to its end.
    is_over: bool,
}

impl Kept {
    #[cfg(test)]
    pub(super) const fn new(beginning: Vec<u8>, total_bytes: u64) -> Self {
        Self { beginning, total_bytes, hasher: None, is_over: true }
    }

    /// Whether all of it was read and kept.
    pub(super) fn is_whole(&self) -> bool {
        self.is_over && self.beginning.len() as u64 == self.total_bytes
    }

    /// What is the same for the same bytes; none for a body that nobody read to its end, as where a fault answers.
    pub(super) fn hash(&self) -> Option<[u8; 32]> {
        let hasher = self.hasher.clone().filter(|_| self.is_over)?;
        Some(hasher.finalize().into())
    }
}

/// The same while the body is still read.
#[derive(Debug, Default, Clone)]
pub(super) struct SharedKept(Arc<Mutex<Kept>>);

impl SharedKept {
    /// The same, hashed, so that two that are equal are known.
    pub(super) fn hashed() -> Self {
        Self(Arc::new(Mutex::new(Kept { hasher: Some(Sha256::new()), ..Kept::default() })))
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn take(&self) -> Kept {
        std::mem::take(&mut self.lock())
    }

    fn add(&self, bytes: &[u8]) {
        let mut kept = self.lock();
        kept.total_bytes += bytes.len() as u64;
        if let Some(hasher) = &mut kept.hasher {
            hasher.update(bytes);
        }
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
        self.kept.lock().is_over = true;
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
        assert!(kept.is_over && !kept.is_whole() && kept.hash().is_none(), "it is cut, and was not hashed");
        assert_eq!((kept.beginning.len(), kept.total_bytes), (KEPT_BYTES_MAX, KEPT_BYTES_MAX as u64 + 10));
        assert_eq!(ends.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn equal_bodies_have_equal_hashes_and_one_that_nobody_read_has_none() {
        let mut hashes = Vec::new();
        for (text, is_read) in [("same", true), ("same", true), ("other", true), ("", true), ("same", false)]
        {
            let kept = SharedKept::hashed();
            let body = KeptBody::around(Body::from(text), kept.clone(), || ());
            if is_read {
                body.collect().await.unwrap();
            }
            hashes.push(kept.take().hash());
        }
        assert!(hashes[0].is_some() && hashes[0] == hashes[1] && hashes[0] != hashes[2], "{hashes:?}");
        assert!(hashes[3].is_some() && hashes[4].is_none(), "{hashes:?}");
    }
}
