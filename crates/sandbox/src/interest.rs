//! Who is interested in the next request: one number, so that a request that nobody watches costs one relaxed load.

use std::sync::atomic::{AtomicU32, Ordering};

/// Who is interested in the next request, in one number.
#[derive(Debug, Default)]
pub(crate) struct Interest(AtomicU32);

/// Faults wait.
const FAULTS: u32 = 1 << 31;

/// Every exchange is kept.
const EVERY: u32 = 1 << 30;

/// So many more exchanges are kept.
const SOME: u32 = EVERY - 1;

impl Interest {
    pub(crate) fn is_any(&self) -> bool {
        self.0.load(Ordering::Relaxed) != 0
    }

    #[cfg(test)]
    pub(crate) fn has_faults(&self) -> bool {
        self.0.load(Ordering::Relaxed) & FAULTS != 0
    }

    pub(crate) fn set_faults(&self, wait: bool) {
        if wait {
            self.0.fetch_or(FAULTS, Ordering::Relaxed);
        } else {
            self.0.fetch_and(!FAULTS, Ordering::Relaxed);
        }
    }

    /// From now on every exchange is kept.
    pub(crate) fn keep_every(&self) {
        self.0.fetch_or(EVERY, Ordering::Relaxed);
    }

    /// Lets this many exchanges be kept from now on; answers whether the last ones were used up.
    pub(crate) fn allow(&self, exchanges: u32) -> bool {
        let refill = |interest: u32| Some((interest & !SOME) | exchanges.min(SOME));
        // The closure always gives a value, so both arms hold what was there before.
        let (Ok(before) | Err(before)) = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, refill);
        before & (EVERY | SOME) == 0
    }

    /// Whether no exchange is kept now.
    pub(crate) fn is_used_up(&self) -> bool {
        self.0.load(Ordering::Relaxed) & (EVERY | SOME) == 0
    }

    /// Whether the exchange that begins is kept; one of those that may be is used up by it.
    pub(crate) fn take_one(&self) -> bool {
        let take = |interest: u32| match interest {
            _ if interest & EVERY != 0 => Some(interest),
            _ if interest & SOME != 0 => Some(interest - 1),
            _ => None,
        };
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_interested_until_somebody_is() {
        let interest = Interest::default();
        assert!(!interest.is_any() && !interest.take_one());
        interest.set_faults(true);
        assert!(interest.is_any() && !interest.take_one(), "faults alone keep no exchange");
        interest.set_faults(false);
        assert!(interest.allow(2), "there were none");
        assert!(interest.take_one() && interest.take_one() && !interest.take_one());
        assert!(interest.is_used_up() && !interest.is_any());
        interest.keep_every();
        assert!(interest.take_one() && interest.take_one() && !interest.is_used_up());
        assert!(!interest.allow(0));
    }
}
