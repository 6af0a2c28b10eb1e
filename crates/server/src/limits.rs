//! Rate limits (contract 4.4, and our own): off by default, counted by each process for itself.

use std::hash::Hash;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use qualify_vocabulary::{PartnerId, PersonKey};
use qualify_wire::endpoints::Counted;

use crate::auth::Identity;
use crate::config::RateLimits;

/// A caller has used up what it may for the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallsUsedUp {
    /// When the next call is let through.
    pub(crate) retry_after_seconds: u32,
}

/// The limits that are switched on.
#[derive(Debug)]
pub(crate) struct Limits {
    customer_calls: Option<DefaultKeyedRateLimiter<PartnerId>>,
    webhook_tests: Option<DefaultKeyedRateLimiter<PartnerId>>,
    searches: Option<DefaultKeyedRateLimiter<Counting>>,
    previews: Option<DefaultKeyedRateLimiter<Counting>>,
}

/// For whom searches and previews are counted: a partner, or one member of our staff.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Counting {
    Partner(PartnerId),
    Staff(PersonKey),
}

impl Limits {
    pub(crate) fn new(settings: RateLimits) -> Self {
        Self {
            customer_calls: limiter(settings.customer_calls_per_minute),
            webhook_tests: limiter(settings.webhook_tests_per_minute),
            searches: limiter(settings.searches_per_minute),
            previews: limiter(settings.previews_per_minute),
        }
    }

    /// Counts a call of a partner on the customer resource.
    ///
    /// # Errors
    /// The partner has used up its calls.
    pub(crate) fn check_customer_call(&self, partner: PartnerId) -> Result<(), CallsUsedUp> {
        check(self.customer_calls.as_ref(), || partner)
    }

    /// Counts a partner's test of its webhook.
    ///
    /// # Errors
    /// The partner has used up its tests.
    pub(crate) fn check_webhook_test(&self, partner: PartnerId) -> Result<(), CallsUsedUp> {
        check(self.webhook_tests.as_ref(), || partner)
    }

    /// Counts what the row of a route says that it counts as.
    ///
    /// # Errors
    /// The caller has used up what it may.
    pub(crate) fn check_counted(&self, counted: Counted, identity: &Identity) -> Result<(), CallsUsedUp> {
        let limiter = match counted {
            Counted::Not => None,
            Counted::Search => self.searches.as_ref(),
            Counted::Preview => self.previews.as_ref(),
        };
        check(limiter, || match identity {
            Identity::Partner(principal) => Counting::Partner(principal.caller.partner),
            Identity::Staff(staff) => Counting::Staff(staff.person.key.clone()),
        })
    }
}

fn limiter<K: Hash + Eq + Clone>(calls_per_minute: Option<u32>) -> Option<DefaultKeyedRateLimiter<K>> {
    let calls = calls_per_minute.and_then(NonZeroU32::new)?;
    Some(RateLimiter::keyed(Quota::per_minute(calls)))
}

fn check<K: Hash + Eq + Clone>(
    limiter: Option<&DefaultKeyedRateLimiter<K>>,
    key: impl FnOnce() -> K,
) -> Result<(), CallsUsedUp> {
    let Some(limiter) = limiter else { return Ok(()) };
    limiter.check_key(&key()).map_err(|not_until| {
        let wait = not_until.wait_time_from(DefaultClock::default().now());
        CallsUsedUp { retry_after_seconds: whole_seconds(wait) }
    })
}

fn whole_seconds(wait: Duration) -> u32 {
    u32::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(u32::MAX).max(1)
}
