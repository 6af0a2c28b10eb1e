//! Refused calls of the last minute. Some clients send each refused call five times, and one record of it in the
//! trail tells as much as five (contract 9.2.10). Kept in memory: after a restart there is one record more.

use std::cell::RefCell;
use std::collections::{HashSet, VecDeque};

use qualify_domain::replay::ReplayKey;
use qualify_vocabulary::{SignedDuration, Timestamp};

/// How long a refusal stands for those that follow.
const STANDS_FOR: SignedDuration = SignedDuration::from_mins(1);

/// Refusals that are remembered. Of more the oldest is forgotten, and leaves a record of its own again.
const REFUSALS_MAX: usize = 4096;

/// Those that left a record.
#[derive(Debug, Default)]
pub(crate) struct RecentRefusals(RefCell<Known>);

#[derive(Debug, Default)]
struct Known {
    keys: HashSet<ReplayKey>,
    /// The same, the oldest first.
    order: VecDeque<(Timestamp, ReplayKey)>,
    /// How many of the last ones are of the group that is not committed yet.
    uncommitted: usize,
}

impl RecentRefusals {
    /// Whether the same call was refused within the last minute. The first one is remembered, and its repetitions
    /// do not make the minute longer.
    pub(crate) fn is_repeated(&self, key: ReplayKey, now: Timestamp) -> bool {
        let mut known = self.0.borrow_mut();
        known.forget_before(now);
        if !known.keys.insert(key) {
            return true;
        }
        known.order.push_back((now, key));
        known.uncommitted += 1;
        if known.order.len() > REFUSALS_MAX {
            known.forget_oldest();
        }
        false
    }

    /// Their records were committed.
    pub(crate) fn keep(&self) {
        self.0.borrow_mut().uncommitted = 0;
    }

    /// Forgets those since the last commit: their records were taken back.
    pub(crate) fn take_back(&self) {
        let mut known = self.0.borrow_mut();
        for _ in 0..std::mem::take(&mut known.uncommitted) {
            if let Some((_, key)) = known.order.pop_back() {
                known.keys.remove(&key);
            }
        }
    }

    /// Forgets all: their records may be gone.
    pub(crate) fn forget(&self) {
        *self.0.borrow_mut() = Known::default();
    }
}

impl Known {
    /// Forgets what is over, and what is of a time that the clock has not reached.
    fn forget_before(&mut self, now: Timestamp) {
        while let Some((at, _)) = self.order.front() {
            let age = now.duration_since(*at);
            if !age.is_negative() && age < STANDS_FOR {
                return;
            }
            self.forget_oldest();
        }
    }

    fn forget_oldest(&mut self) {
        if let Some((_, key)) = self.order.pop_front() {
            self.keys.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: usize) -> ReplayKey {
        let mut digest = [0; 32];
        digest[..8].copy_from_slice(&number.to_be_bytes());
        ReplayKey::from_digest(digest)
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_secs(seconds)
    }

    #[test]
    fn edge_08_a_refusal_stands_for_its_repetitions_of_one_minute() {
        let refusals = RecentRefusals::default();
        for (number, seconds, is_repeated) in [
            (1, 0, false),
            (1, 0, true),
            (2, 10, false),
            (1, 59, true),
            (1, 60, false),
            (2, 60, true),
            (2, 70, false),
            (1, 119, true),
            // A clock that was turned back.
            (1, 5, false),
            (1, 6, true),
        ] {
            assert_eq!(refusals.is_repeated(key(number), at(seconds)), is_repeated, "{number} at {seconds}");
        }
        refusals.forget();
        assert!(!refusals.is_repeated(key(1), at(6)));
    }

    #[test]
    fn edge_08_refusals_of_a_group_that_was_taken_back_are_forgotten_and_no_others() {
        let refusals = RecentRefusals::default();
        assert!(!refusals.is_repeated(key(1), at(0)));
        refusals.keep();
        assert!(!refusals.is_repeated(key(2), at(0)) && !refusals.is_repeated(key(3), at(0)));
        refusals.take_back();
        for (number, is_repeated) in [(1, true), (2, false), (3, false)] {
            assert_eq!(refusals.is_repeated(key(number), at(1)), is_repeated, "{number}");
        }
    }

    #[test]
    fn edge_08_no_more_refusals_are_remembered_than_there_is_room_for() {
        let refusals = RecentRefusals::default();
        assert!((0..=REFUSALS_MAX).all(|number| !refusals.is_repeated(key(number), at(0))));
        let known = refusals.0.borrow();
        assert_eq!((known.keys.len(), known.order.len()), (REFUSALS_MAX, REFUSALS_MAX));
        drop(known);
        assert!(refusals.is_repeated(key(1), at(0)), "the second is remembered");
        assert!(!refusals.is_repeated(key(0), at(0)), "the oldest is not");
    }
}
