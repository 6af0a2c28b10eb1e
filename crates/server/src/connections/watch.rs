//! What a connection owes us and what we owe it: the head of its next request, the reading of its answer.
//!
//! The HTTP library can watch heads too, by a timer that it sets and clears for each request, under a lock that all
//! connections share. Here a connection counts what happens, which costs nothing, and two timers of its own look a few
//! times within their limits whether anything was counted.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::body::HttpBody as _;
use axum::response::Response;

use crate::watched_body::{BodyWatcher, WatchedBody};
use crate::watched_stream::StreamWatcher;

/// Looks within a limit. A connection ends at the limit at the earliest, and one look later at the latest.
const LOOKS: u32 = 4;

/// A body that is there as a whole and no longer than this counts as answered at once: the system takes it.
const SHORT_BODY_BYTES: u64 = 64 << 10;

/// What happened on a connection so far.
#[derive(Debug)]
pub(super) struct ConnectionWatch {
    /// The beginning of all times here.
    origin: Instant,
    heads: AtomicU64,
    answers: AtomicU64,
    /// Writes that the system took.
    writes: AtomicU64,
    /// Whether the system takes no more at the moment, because the caller does not read.
    is_write_blocked: AtomicBool,
    /// When the last answer was complete, in microseconds.
    answered_at: AtomicU64,
}

impl ConnectionWatch {
    pub(super) fn new(origin: Instant) -> Self {
        Self {
            origin,
            heads: AtomicU64::new(0),
            answers: AtomicU64::new(0),
            writes: AtomicU64::new(0),
            is_write_blocked: AtomicBool::new(false),
            answered_at: AtomicU64::new(micros_since(origin)),
        }
    }

    /// Takes note of a request whose head was read.
    pub(super) fn head_read(&self) {
        self.heads.fetch_add(1, Ordering::Relaxed);
    }

    /// Takes note of an answer, at the end of its body if that may take long.
    pub(super) fn answered(self: Arc<Self>, response: Response) -> Response {
        let is_short = response.body().size_hint().exact().is_some_and(|bytes| bytes <= SHORT_BODY_BYTES);
        if is_short {
            self.answer_ended();
            return response;
        }
        response.map(|body| WatchedBody::around(body, LongAnswer(self)))
    }

    fn answer_ended(&self) {
        self.answered_at.store(micros_since(self.origin), Ordering::Relaxed);
        self.answers.fetch_add(1, Ordering::Relaxed);
    }

    /// Takes note of bytes that the system took.
    fn write_taken(&self) {
        self.writes.fetch_add(1, Ordering::Relaxed);
        self.is_write_blocked.store(false, Ordering::Relaxed);
    }

    /// Takes note of bytes that the system did not take.
    fn write_blocked(&self) {
        self.is_write_blocked.store(true, Ordering::Relaxed);
    }

    /// Since when nothing is under way, from the origin on: every request was answered, and the answers are out.
    pub(super) fn idle_since(&self) -> Option<Duration> {
        let is_answered = self.heads.load(Ordering::Relaxed) == self.answers.load(Ordering::Relaxed);
        let is_out = !self.is_write_blocked.load(Ordering::Relaxed);
        (is_answered && is_out).then(|| Duration::from_micros(self.answered_at.load(Ordering::Relaxed)))
    }

    /// Waits until the head of a request has been due for this long.
    pub(super) async fn head_overdue(&self, limit: Duration) {
        // What is still read of the last answer begins the time anew.
        let counted = || (self.heads.load(Ordering::Relaxed), self.writes.load(Ordering::Relaxed));
        unchanged(limit, || self.idle_since().map(|_| counted())).await;
    }

    /// Waits until the caller has read nothing of its answer for this long.
    pub(super) async fn write_stalled(&self, limit: Duration) {
        let counted = || self.writes.load(Ordering::Relaxed);
        unchanged(limit, || self.is_write_blocked.load(Ordering::Relaxed).then(counted)).await;
    }
}

impl StreamWatcher for Arc<ConnectionWatch> {
    fn written(&self, is_taken: bool) {
        if is_taken { self.write_taken() } else { self.write_blocked() }
    }
}

fn micros_since(origin: Instant) -> u64 {
    u64::try_from(origin.elapsed().as_micros()).unwrap_or(u64::MAX)
}

/// Waits until something is due, and has been without a change for this long.
async fn unchanged<T: PartialEq>(limit: Duration, due: impl Fn() -> Option<T>) {
    let mut before = None;
    let mut looks_in_vain = 0;
    while looks_in_vain < LOOKS {
        tokio::time::sleep(limit / LOOKS).await;
        let now = due();
        // The first look at a silence does not know when it began.
        looks_in_vain = if now.is_some() && now == before { looks_in_vain + 1 } else { 0 };
        before = now;
    }
}

/// The body of a long answer: its end, or its being given up, is the end of the answer.
struct LongAnswer(Arc<ConnectionWatch>);

impl BodyWatcher for LongAnswer {}

impl Drop for LongAnswer {
    fn drop(&mut self) {
        self.0.answer_ended();
    }
}

#[cfg(test)]
mod tests {
    use std::future::Future as _;
    use std::task::{Context, Waker};

    use axum::body::{Body, Bytes};
    use futures_util::stream;

    use super::*;

    const LIMIT: Duration = Duration::from_secs(20);

    fn watched() -> ConnectionWatch {
        ConnectionWatch::new(Instant::now())
    }

    fn short() -> Response {
        Response::new(Body::from("x"))
    }

    fn streamed() -> Response {
        Response::new(Body::from_stream(stream::pending::<Result<Bytes, axum::Error>>()))
    }

    /// Whether the watch passes within this time.
    async fn passes_within(watch: &ConnectionWatch, time: Duration) -> bool {
        tokio::time::timeout(time, watch.head_overdue(LIMIT)).await.is_ok()
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_that_sends_nothing_ends_between_the_limit_and_one_look_behind_it() {
        let watch = watched();
        assert!(!passes_within(&watch, LIMIT).await);
        assert!(passes_within(&watch, LIMIT + LIMIT / 4 + Duration::from_millis(10)).await);
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_under_way_has_its_own_limits() {
        let watch = Arc::new(watched());
        watch.head_read();
        assert!(!passes_within(&watch, LIMIT * 10).await);
        let _ = Arc::clone(&watch).answered(short());
        assert!(passes_within(&watch, LIMIT * 2).await);
    }

    #[tokio::test(start_paused = true)]
    async fn each_request_begins_the_time_anew() {
        let watch = Arc::new(watched());
        let mut passed = std::pin::pin!(watch.head_overdue(LIMIT));
        for _ in 0..10 {
            tokio::time::sleep(LIMIT / 2).await;
            watch.head_read();
            let _ = Arc::clone(&watch).answered(short());
            assert!(passed.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_is_still_being_sent_is_no_silence() {
        let watch = Arc::new(watched());
        watch.head_read();
        let response = Arc::clone(&watch).answered(streamed());
        assert!(!passes_within(&watch, LIMIT * 10).await);
        drop(response);
        assert!(passes_within(&watch, LIMIT * 2).await);
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_is_read_slowly_and_steadily_takes_as_long_as_it_takes() {
        let watch = Arc::new(watched());
        watch.head_read();
        let _ = Arc::clone(&watch).answered(short());
        let mut overdue = std::pin::pin!(watch.head_overdue(LIMIT));
        let mut stalled = std::pin::pin!(watch.write_stalled(LIMIT));
        for _ in 0..20 {
            watch.write_blocked();
            tokio::time::sleep(LIMIT * 3 / 4).await;
            let mut context = Context::from_waker(Waker::noop());
            assert!(overdue.as_mut().poll(&mut context).is_pending());
            assert!(stalled.as_mut().poll(&mut context).is_pending());
            watch.write_taken();
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_is_not_read_ends_at_its_limit_and_is_no_idleness() {
        let watch = watched();
        watch.head_read();
        watch.write_blocked();
        let stalls = |time| tokio::time::timeout(time, watch.write_stalled(LIMIT));
        assert!(stalls(LIMIT).await.is_err());
        assert!(stalls(LIMIT + LIMIT / 4 + Duration::from_millis(10)).await.is_ok());
        watch.answer_ended();
        assert_eq!(watch.idle_since(), None, "its bytes are still to be read");
        watch.write_taken();
        assert!(watch.idle_since().is_some());
        assert!(stalls(LIMIT * 10).await.is_err(), "nothing waits to be read");
    }
}
