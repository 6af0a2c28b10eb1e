//! Rate limits (contract 4.4): off by default, counted by each process for itself.

use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use qualify_vocabulary::PartnerId;

use super::failure::Failure;
use crate::config::RateLimits;

/// The limits that are switched on.
#[derive(Debug)]
pub(crate) struct Limits {
    customer_calls: Option<DefaultKeyedRateLimiter<PartnerId>>,
    webhook_tests: Option<DefaultKeyedRateLimiter<PartnerId>>,
}

impl Limits {
    pub(crate) fn new(settings: RateLimits) -> Self {
        Self {
            customer_calls: limiter(settings.customer_calls_per_minute),
            webhook_tests: limiter(settings.webhook_tests_per_minute),
        }
    }

    /// Counts a call of a partner on the customer resource.
    ///
    /// # Errors
    /// The partner has used up its calls.
    pub(crate) fn check_customer_call(&self, partner: PartnerId) -> Result<(), Failure> {
        check(self.customer_calls.as_ref(), partner)
    }

    /// Counts a partner's test of its webhook.
    ///
    /// # Errors
    /// The partner has used up its tests.
    pub(crate) fn check_webhook_test(&self, partner: PartnerId) -> Result<(), Failure> {
        check(self.webhook_tests.as_ref(), partner)
    }
}

fn limiter(calls_per_minute: Option<u32>) -> Option<DefaultKeyedRateLimiter<PartnerId>> {
    let calls = calls_per_minute.and_then(NonZeroU32::new)?;
    Some(RateLimiter::keyed(Quota::per_minute(calls)))
}

fn check(limiter: Option<&DefaultKeyedRateLimiter<PartnerId>>, partner: PartnerId) -> Result<(), Failure> {
    let Some(limiter) = limiter else { return Ok(()) };
    limiter.check_key(&partner).map_err(|not_until| {
        let wait = not_until.wait_time_from(DefaultClock::default().now());
        Failure::RateLimited { retry_after_seconds: whole_seconds(wait) }
    })
}

fn whole_seconds(wait: Duration) -> u32 {
    u32::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(u32::MAX).max(1)
}
