//! Until when a call with all its tries has to be over.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use crate::error::Error;

/// One moment for a whole call: each of its steps is bound by it, so that no clock of its own has to run around them all.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline {
    /// None for a limit that no clock reaches.
    at: Option<Instant>,
    limit: Duration,
}

impl Deadline {
    /// The moment when this time from now is over.
    pub(crate) fn after(limit: Duration) -> Self {
        Self { at: Instant::now().checked_add(limit), limit }
    }

    /// What a step comes to; `None` where the deadline was first.
    pub(crate) async fn bound<T>(self, step: impl Future<Output = T>) -> Option<T> {
        match self.at {
            Some(at) => timeout_at(at, step).await.ok(),
            None => Some(step.await),
        }
    }

    /// The same for a step that has a limit of its own.
    pub(crate) fn or_after(self, limit: Duration) -> Self {
        let own = Instant::now().checked_add(limit);
        Self { at: self.at.into_iter().chain(own).min(), ..self }
    }

    /// Whether the moment is over.
    pub(crate) fn is_over(self) -> bool {
        self.at.is_some_and(|at| Instant::now() >= at)
    }

    /// The error of a call that was not over in time.
    pub(crate) const fn missed(self, is_sent: bool) -> Error {
        Error::OutOfTime { limit: self.limit, is_sent }
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test(start_paused = true)]
    async fn the_earlier_of_two_limits_ends_a_step() {
        let whole = Deadline::after(SECOND * 3);
        let begun = Instant::now();
        assert_eq!(whole.or_after(SECOND).bound(pending::<()>()).await, None);
        assert!(!whole.is_over() && begun.elapsed() >= SECOND && begun.elapsed() < SECOND * 2);
        assert_eq!(whole.or_after(SECOND * 9).bound(pending::<()>()).await, None);
        assert!(whole.is_over() && begun.elapsed() < SECOND * 4);
        assert_eq!(whole.bound(async { 1 }).await, Some(1), "what is there at once is not late");
    }

    #[tokio::test(start_paused = true)]
    async fn a_limit_that_no_clock_reaches_is_none() {
        let whole = Deadline::after(Duration::MAX);
        assert!(!whole.is_over());
        assert_eq!(whole.or_after(SECOND).bound(pending::<()>()).await, None);
        assert_eq!(whole.or_after(Duration::MAX).bound(async { 1 }).await, Some(1));
    }
}
