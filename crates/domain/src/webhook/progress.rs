//! What an attempt means for its delivery and for its receiver.

use std::borrow::Cow;

use qualify_vocabulary::{SignedDuration, Timestamp};

use super::endpoint::{DisabledBecause, EndpointForm, Health};
use super::schedule::{Jitter, wait_after};

/// How long a receiver may take nothing before it is told no more.
const FAILING_MAX: SignedDuration = SignedDuration::from_hours(5 * 24);

/// Longest time between two failures that belong together. A receiver that was asked twice in five days has not been
/// tried, and neither has one over which the clock has jumped.
const GAP_MAX: SignedDuration = SignedDuration::from_hours(48);

/// The status that says that a receiver is gone for good.
const GONE: u16 = 410;

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttemptOutcome {
    /// The receiver answered with this status.
    Answered(u16),
    /// There was no answer, and why, in words for the partner.
    Unanswered(Cow<'static, str>),
}

impl AttemptOutcome {
    /// Whether the receiver took the event: any status of 2xx.
    pub const fn is_taken(&self) -> bool {
        matches!(self, Self::Answered(200..=299))
    }
}

/// What becomes of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryStep {
    /// The receiver took it.
    Delivered,
    /// It is attempted again.
    RetryAt(Timestamp),
    /// It is not attempted any more.
    GivenUp,
}

/// What an attempt means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What becomes of the delivery.
    pub step: DeliveryStep,
    /// How the receiver stands from now on.
    pub health: Health,
    /// Whether it is told no more from now on.
    pub has_become_disabled: bool,
}

/// What the `attempt`th attempt (from 1, since the delivery was begun or replayed) means, which ended at `now`.
pub fn after_attempt(
    form: EndpointForm,
    health: Health,
    attempt: u32,
    outcome: &AttemptOutcome,
    now: Timestamp,
    jitter: Jitter,
) -> Progress {
    if outcome.is_taken() {
        let health = Health { disabled: health.disabled, ..Health::default() };
        return Progress { step: DeliveryStep::Delivered, health, has_become_disabled: false };
    }
    let health = failed_once_more(health, now);
    let because = match form {
        // Contract 1.17 knows ten attempts and nothing that ends a registration.
        EndpointForm::PartnerCenter => None,
        EndpointForm::Standard if *outcome == AttemptOutcome::Answered(GONE) => Some(DisabledBecause::Gone),
        EndpointForm::Standard => {
            let since = health.failing_since.unwrap_or(now);
            (now.duration_since(since) >= FAILING_MAX).then_some(DisabledBecause::Failing)
        }
    };
    let newly = because.filter(|_| health.disabled.is_none()).map(|because| (now, because));
    let disabled = health.disabled.or(newly);
    let wait = wait_after(form, attempt, jitter).filter(|_| disabled.is_none());
    Progress {
        step: match wait {
            Some(wait) => DeliveryStep::RetryAt(now.checked_add(wait).unwrap_or(Timestamp::MAX)),
            None => DeliveryStep::GivenUp,
        },
        health: Health { disabled, ..health },
        has_become_disabled: newly.is_some(),
    }
}

/// The record of a receiver after another failure.
fn failed_once_more(health: Health, now: Timestamp) -> Health {
    let is_same_time = health.last_failed_at.is_some_and(|last| now.duration_since(last) <= GAP_MAX);
    let (failures, since) = match health.failing_since.filter(|_| is_same_time) {
        Some(since) => (health.failures.saturating_add(1), since),
        None => (1, now),
    };
    Health { failures, failing_since: Some(since), last_failed_at: Some(now), disabled: health.disabled }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: EndpointForm = EndpointForm::Standard;

    fn at(hours: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours)
    }

    fn failed(health: Health, attempt: u32, hours: i64) -> Progress {
        after_attempt(FORM, health, attempt, &AttemptOutcome::Answered(500), at(hours), Jitter::NONE)
    }

    #[test]
    fn any_2xx_ends_it_and_nothing_else_does() {
        for status in [200, 202, 204, 299] {
            let outcome = AttemptOutcome::Answered(status);
            let progress = after_attempt(FORM, Health::default(), 1, &outcome, at(0), Jitter::NONE);
            assert_eq!(progress.step, DeliveryStep::Delivered, "{status}");
        }
        for status in [100, 199, 300, 301, 307, 400, 404, 429, 500, 503] {
            let outcome = AttemptOutcome::Answered(status);
            let progress = after_attempt(FORM, Health::default(), 1, &outcome, at(0), Jitter::NONE);
            let next = at(0) + SignedDuration::from_secs(5);
            assert_eq!(progress.step, DeliveryStep::RetryAt(next), "{status}");
        }
    }

    #[test]
    fn success_forgets_the_failures_of_before() {
        let failing = failed(Health::default(), 1, 0).health;
        assert_eq!((failing.failures, failing.failing_since), (1, Some(at(0))));
        let outcome = AttemptOutcome::Answered(204);
        let progress = after_attempt(FORM, failing, 2, &outcome, at(1), Jitter::NONE);
        assert_eq!(progress.health, Health::default());
    }

    #[test]
    fn the_last_attempt_gives_up() {
        assert_eq!(failed(Health::default(), 8, 0).step, DeliveryStep::GivenUp);
        assert!(!failed(Health::default(), 8, 0).has_become_disabled, "the receiver may take another event");
    }

    #[test]
    fn a_receiver_that_is_gone_is_told_no_more() {
        let gone = AttemptOutcome::Answered(410);
        let progress = after_attempt(FORM, Health::default(), 1, &gone, at(3), Jitter::NONE);
        assert_eq!(progress.step, DeliveryStep::GivenUp);
        assert_eq!(progress.health.disabled, Some((at(3), DisabledBecause::Gone)));
        assert!(progress.has_become_disabled);
        let again = after_attempt(FORM, progress.health, 1, &gone, at(4), Jitter::NONE);
        assert!(!again.has_become_disabled, "it is said once");
        assert_eq!(again.health.disabled, progress.health.disabled);
    }

    #[test]
    fn five_days_of_failure_end_it() {
        let mut health = Health::default();
        for hours in [0, 24, 48, 72, 96, 119] {
            let progress = failed(health, 1, hours);
            assert!(!progress.has_become_disabled, "{hours}");
            health = progress.health;
        }
        let progress = failed(health, 1, 120);
        assert_eq!(progress.health.disabled, Some((at(120), DisabledBecause::Failing)));
    }

    #[test]
    fn a_clock_that_jumps_a_year_does_not_end_it() {
        let once = failed(Health::default(), 1, 0).health;
        let progress = failed(once, 2, 365 * 24);
        assert!(!progress.has_become_disabled);
        assert!(matches!(progress.step, DeliveryStep::RetryAt(_)));
    }

    #[test]
    fn failures_with_quiet_days_between_do_not_add_up() {
        let mut health = Health::default();
        for attempt in 1..=8 {
            health = failed(health, attempt, 0).health;
        }
        // Nothing was to be told for six days.
        let progress = failed(health, 1, 6 * 24);
        assert!(!progress.has_become_disabled);
        assert!(matches!(progress.step, DeliveryStep::RetryAt(_)));
        assert_eq!((progress.health.failures, progress.health.failing_since), (1, Some(at(6 * 24))));
    }

    #[test]
    fn nothing_ends_a_registration_in_microsofts_form() {
        let form = EndpointForm::PartnerCenter;
        let mut health = Health::default();
        for day in 0..10 {
            for outcome in [410, 500].map(AttemptOutcome::Answered) {
                let progress = after_attempt(form, health, 1, &outcome, at(day * 24), Jitter::NONE);
                assert!(!progress.has_become_disabled, "day {day}");
                assert!(matches!(progress.step, DeliveryStep::RetryAt(_)));
                health = progress.health;
            }
        }
    }

    #[test]
    fn time_that_runs_out_does_not_overflow() {
        let outcome = AttemptOutcome::Unanswered("no answer in time".into());
        let progress = after_attempt(FORM, Health::default(), 1, &outcome, Timestamp::MAX, Jitter::NONE);
        assert_eq!(progress.step, DeliveryStep::RetryAt(Timestamp::MAX));
    }
}
