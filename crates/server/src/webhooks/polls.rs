//! How many callers of a partner wait for its events at a time.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use qualify_vocabulary::PartnerId;

/// Callers of one partner that may wait at a time.
const POLLS_MAX: u16 = 16;

/// The callers that wait, by partner.
#[derive(Debug, Default)]
pub(crate) struct Polls(Mutex<HashMap<PartnerId, u16>>);

/// One caller that waits; its place is free when this goes.
#[derive(Debug)]
pub(crate) struct Poll<'polls> {
    polls: &'polls Polls,
    partner: PartnerId,
}

impl Polls {
    /// A place for one more caller; none if the partner has used up its own.
    pub(crate) fn enter(&self, partner: PartnerId) -> Option<Poll<'_>> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = waiting.entry(partner).or_default();
        if *count >= POLLS_MAX {
            return None;
        }
        *count += 1;
        Some(Poll { polls: self, partner })
    }
}

impl Drop for Poll<'_> {
    fn drop(&mut self) {
        let mut waiting = self.polls.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = waiting.get_mut(&self.partner) {
            *count -= 1;
            if *count == 0 {
                waiting.remove(&self.partner);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partner_has_so_many_places_and_no_more() {
        let (polls, partner) = (Polls::default(), PartnerId::from([1; 16]));
        let mut waiting: Vec<_> =
            (0..POLLS_MAX).map(|_| polls.enter(partner).expect("there is room")).collect();
        assert!(polls.enter(partner).is_none());
        assert!(polls.enter(PartnerId::from([2; 16])).is_some(), "another partner has its own");
        waiting.pop();
        waiting.push(polls.enter(partner).expect("one place is free again"));
        waiting.clear();
        assert!(polls.0.lock().unwrap().is_empty());
    }
}
