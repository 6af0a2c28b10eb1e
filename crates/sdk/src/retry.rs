//! When a call is tried again, and how long is waited before (contract 6.3 rules 2 and 3).

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

/// Statuses after which the same request may succeed.
const RETRIED_STATUSES: [u16; 6] = [408, 429, 500, 502, 503, 504];

/// How often and how long a call is tried. The same request id goes along each time, so that it is carried out once.
#[derive(Debug, Clone, PartialEq)]
pub struct RetryPolicy {
    /// The waits before the second, third, ... try. None: a call is tried once.
    pub waits: Vec<Duration>,
    /// By how much a wait is longer or shorter at random: 0.2 is a fifth.
    pub jitter: f64,
    /// The longest wait that a service may ask for. One that asks for more gets no further try.
    pub retry_after_max: Duration,
    /// The time for a call with all its tries.
    pub deadline: Duration,
}

impl Default for RetryPolicy {
    /// Three more tries after 0.5, 1.5 and 3.5 seconds, each a fifth longer or shorter; a service may ask for up to two
    /// minutes; ten minutes for all of it.
    fn default() -> Self {
        Self {
            waits: [500, 1_500, 3_500].map(Duration::from_millis).to_vec(),
            jitter: 0.2,
            retry_after_max: Duration::from_mins(2),
            deadline: Duration::from_mins(10),
        }
    }
}

impl RetryPolicy {
    /// One try, and no other.
    #[must_use]
    pub fn never() -> Self {
        Self { waits: Vec::new(), ..Self::default() }
    }

    /// The wait before the try with this number, the second being 1; `None` if there is no such try.
    /// `chance` is a number from 0 to 1.
    pub(crate) fn wait(&self, number: usize, retry_after: Option<Duration>, chance: f64) -> Option<Duration> {
        let wait = self.waits.get(number.checked_sub(1)?)?;
        match retry_after {
            Some(asked) if asked > self.retry_after_max => None,
            Some(asked) => Some(asked),
            None => {
                let factor = 1.0 + self.jitter.clamp(0.0, 1.0) * (2.0 * chance - 1.0);
                Some(wait.mul_f64(factor))
            }
        }
    }
}

/// Whether a request with this status is sent again.
pub(crate) fn is_retried(status: u16) -> bool {
    RETRIED_STATUSES.contains(&status)
}

/// What a client spends on further tries, shared by all of its calls: an outage that many calls meet at once is not
/// multiplied. A try costs [`TRY_COST`]; a call that succeeds brings back [`SUCCESS_GAIN`], up to the beginning.
#[derive(Debug)]
pub(crate) struct RetryBudget {
    left: AtomicU32,
    capacity: u32,
}

/// What a further try costs.
const TRY_COST: u32 = 10;
/// What a call brings that succeeds.
const SUCCESS_GAIN: u32 = 1;

impl RetryBudget {
    /// A budget for this many further tries in a row.
    pub(crate) fn for_tries(tries: u32) -> Self {
        let capacity = tries.saturating_mul(TRY_COST);
        Self { left: AtomicU32::new(capacity), capacity }
    }

    /// Takes what a further try costs; `false` if it is not there.
    pub(crate) fn take(&self) -> bool {
        self.left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(TRY_COST))
            .is_ok()
    }

    /// Takes note of a call that succeeded.
    pub(crate) fn succeeded(&self) {
        // At its top, which is nearly always, the number is read and not written.
        if self.left.load(Ordering::Relaxed) < self.capacity {
            let _ = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                (left < self.capacity).then(|| (left + SUCCESS_GAIN).min(self.capacity))
            });
        }
    }
}

/// Reads `Retry-After`: seconds, or a date of HTTP (RFC 9110 10.2.3). A date that is over asks for no wait.
pub(crate) fn retry_after(text: &str, now: SystemTime) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let at = httpdate::parse_http_date(text).ok()?;
    Some(at.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn the_waits_are_those_of_the_contract_with_a_fifth_of_chance() {
        let policy = RetryPolicy::default();
        for (number, milliseconds) in [(1, 500), (2, 1_500), (3, 3_500)] {
            let wait = |chance| policy.wait(number, None, chance).unwrap().as_millis();
            assert_eq!(wait(0.5), milliseconds);
            assert_eq!((wait(0.0), wait(1.0)), (milliseconds * 4 / 5, milliseconds * 6 / 5));
        }
        assert_eq!(policy.wait(4, None, 0.5), None);
        assert_eq!(RetryPolicy::never().wait(1, None, 0.5), None);
    }

    #[test]
    fn the_service_says_how_long_unless_it_is_too_long() {
        let policy = RetryPolicy::default();
        assert_eq!(policy.wait(1, Some(SECOND * 57), 0.0), Some(SECOND * 57));
        assert_eq!(policy.wait(1, Some(SECOND * 120), 0.0), Some(SECOND * 120));
        assert_eq!(policy.wait(1, Some(SECOND * 121), 0.0), None);
        assert_eq!(policy.wait(4, Some(SECOND), 0.0), None);
    }

    #[test]
    fn retry_after_reads_in_each_form_of_http() {
        let now = httpdate::parse_http_date("Sun, 06 Nov 1994 08:49:30 GMT").unwrap();
        for text in [
            "7",
            " 7 ",
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
        ] {
            assert_eq!(retry_after(text, now), Some(SECOND * 7), "{text}");
        }
        assert_eq!(retry_after("Sun, 06 Nov 1994 08:49:00 GMT", now), Some(Duration::ZERO));
        for text in ["", "soon", "-1", "1.5"] {
            assert_eq!(retry_after(text, now), None, "{text}");
        }
    }

    #[test]
    fn an_outage_uses_the_budget_up_and_successes_bring_it_back() {
        let budget = RetryBudget::for_tries(3);
        assert!((0..3).all(|_| budget.take()));
        assert!(!budget.take());
        (0..TRY_COST).for_each(|_| budget.succeeded());
        assert!(budget.take() && !budget.take());
        (0..1_000).for_each(|_| budget.succeeded());
        assert_eq!((0..10).filter(|_| budget.take()).count(), 3);
    }
}
