//! The time that a connection has for the head of its next request.
//!
//! The HTTP library can watch it too, by a timer that it sets and clears for each request, under a lock that all
//! connections share. Here a connection counts its requests, which costs nothing, and one timer of its own looks a few
//! times within the limit whether anything was counted.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::response::Response;
use http_body::{Frame, SizeHint};

/// Looks within the limit. A connection ends at the limit at the earliest, and one look later at the latest.
const LOOKS: u32 = 4;

/// A body that is there as a whole and no longer than this counts as answered at once: the system takes it.
const SHORT_BODY_BYTES: u64 = 64 << 10;

/// Whether a connection owes us the head of a request, and since when.
#[derive(Debug, Default)]
pub(crate) struct HeadDeadline {
    heads: AtomicU64,
    answers: AtomicU64,
}

impl HeadDeadline {
    /// Takes note of a request whose head was read.
    pub(crate) fn head_read(&self) {
        self.heads.fetch_add(1, Ordering::Relaxed);
    }

    /// Takes note of an answer, at the end of its body if that may take long.
    pub(crate) fn answered(self: Arc<Self>, response: Response) -> Response {
        let is_short = response.body().size_hint().exact().is_some_and(|bytes| bytes <= SHORT_BODY_BYTES);
        if is_short {
            self.answers.fetch_add(1, Ordering::Relaxed);
            return response;
        }
        response.map(|body| Body::new(LongBody { body, deadline: self }))
    }

    /// Waits until the head of a request has been due for this long.
    pub(crate) async fn passed(&self, limit: Duration) {
        let mut heads_before = None;
        let mut looks_in_vain = 0;
        while looks_in_vain < LOOKS {
            tokio::time::sleep(limit / LOOKS).await;
            let heads = self.heads.load(Ordering::Relaxed);
            let is_due = heads == self.answers.load(Ordering::Relaxed);
            // The first look at a silence does not know when it began.
            looks_in_vain = if is_due && heads_before == Some(heads) { looks_in_vain + 1 } else { 0 };
            heads_before = is_due.then_some(heads);
        }
    }
}

/// A body whose end, or whose being given up, is the end of the answer.
struct LongBody {
    body: Body,
    deadline: Arc<HeadDeadline>,
}

impl Drop for LongBody {
    fn drop(&mut self) {
        self.deadline.answers.fetch_add(1, Ordering::Relaxed);
    }
}

impl HttpBody for LongBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use std::future::Future as _;
    use std::task::Waker;

    use futures_util::stream;

    use super::*;

    const LIMIT: Duration = Duration::from_secs(20);

    fn short() -> Response {
        Response::new(Body::from("x"))
    }

    fn streamed() -> Response {
        Response::new(Body::from_stream(stream::pending::<Result<Bytes, axum::Error>>()))
    }

    /// Whether the deadline passes within this time.
    async fn passes_within(deadline: &HeadDeadline, time: Duration) -> bool {
        tokio::time::timeout(time, deadline.passed(LIMIT)).await.is_ok()
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_that_sends_nothing_ends_between_the_limit_and_one_look_behind_it() {
        let deadline = HeadDeadline::default();
        assert!(!passes_within(&deadline, LIMIT).await);
        assert!(passes_within(&deadline, LIMIT + LIMIT / 4 + Duration::from_millis(10)).await);
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_under_way_has_its_own_limits() {
        let deadline = Arc::new(HeadDeadline::default());
        deadline.head_read();
        assert!(!passes_within(&deadline, LIMIT * 10).await);
        let _ = Arc::clone(&deadline).answered(short());
        assert!(passes_within(&deadline, LIMIT * 2).await);
    }

    #[tokio::test(start_paused = true)]
    async fn each_request_begins_the_time_anew() {
        let deadline = Arc::new(HeadDeadline::default());
        let mut passed = std::pin::pin!(deadline.passed(LIMIT));
        for _ in 0..10 {
            tokio::time::sleep(LIMIT / 2).await;
            deadline.head_read();
            let _ = Arc::clone(&deadline).answered(short());
            assert!(passed.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_is_still_being_sent_is_no_silence() {
        let deadline = Arc::new(HeadDeadline::default());
        deadline.head_read();
        let response = Arc::clone(&deadline).answered(streamed());
        assert!(!passes_within(&deadline, LIMIT * 10).await);
        drop(response);
        assert!(passes_within(&deadline, LIMIT * 2).await);
    }
}
