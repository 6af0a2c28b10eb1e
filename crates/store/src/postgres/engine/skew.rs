//! How far the clock of this machine is from that of the database, which is one for all processes. Leases and due times are moments of
//! the process that writes them: a little is nothing to them, and minutes let processes take each other's work, and tokens end
//! at another time at each.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use qualify_domain::ports::{Outcome, StoreError};
use tokio_postgres::Client;

use super::error::store_error;

/// From here on a process is not ready: well below the shortest lease, and well above what machines have whose clocks are kept right.
const SKEW_MAX: Duration = Duration::from_secs(20);

/// What to say where clocks are further apart.
const SKEWED: &str = "the clock of this machine and that of the database are more than 20 seconds apart; have both follow the same time, as by NTP";

/// Asks the database what time it is; answers how far it is from that at least.
pub(crate) async fn measure(client: &Client) -> Outcome<Duration> {
    let (here, started) = (real_now(), Instant::now());
    let row = client
        .query_one("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS now", &[])
        .await
        .map_err(store_error)?;
    let there = Duration::from_micros(row.get::<_, i64>("now").unsigned_abs());
    Ok(skew_at_least(here, there, started.elapsed()))
}

/// The answer was written at some moment between the question and its arrival.
const fn skew_at_least(asked: Duration, there: Duration, took: Duration) -> Duration {
    match there.checked_sub(asked) {
        Some(ahead) => ahead.saturating_sub(took),
        None => asked.saturating_sub(there),
    }
}

/// Refuses a clock that is too far away.
pub(crate) fn check(skew: Duration) -> Outcome<()> {
    if skew <= SKEW_MAX { Ok(()) } else { Err(StoreError::Unavailable { reason: SKEWED, source: None }) }
}

#[expect(clippy::disallowed_methods, reason = "the machine's own clock is what is looked at")]
fn real_now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_way_of_the_answer_does_not_explain_is_skew() {
        let at = Duration::from_secs;
        for (asked, there, took, skew) in [
            (100, 100, 0, 0),
            (100, 103, 5, 0),
            (100, 105, 5, 0),
            (100, 400, 5, 295),
            (100, 99, 5, 1),
            (400, 100, 1, 300),
        ] {
            assert_eq!(skew_at_least(at(asked), at(there), at(took)), at(skew), "{asked} {there} {took}");
        }
    }

    #[test]
    fn seconds_are_nothing_and_minutes_are_refused() {
        assert!(check(Duration::ZERO).is_ok() && check(SKEW_MAX).is_ok());
        assert!(
            check(SKEW_MAX + Duration::from_micros(1)).is_err() && check(Duration::from_mins(5)).is_err()
        );
    }
}
