//! Where each partner's audit trail and outbox end, as the one writer knows it without a look at the rows.

use std::cell::RefCell;
use std::collections::HashMap;

use qualify_domain::audit::AuditPosition;
use qualify_domain::ports::Outcome;
use qualify_vocabulary::{PartnerId, Timestamp};

/// The ends that are known.
#[derive(Debug, Default)]
pub(crate) struct Ends {
    positions: RefCell<HashMap<PartnerId, AuditPosition>>,
    sequences: RefCell<HashMap<PartnerId, i64>>,
}

impl Ends {
    /// The next free place in a partner's trail; `find` reads the last one that is taken, where it is not known.
    pub(crate) fn next_position(
        &self,
        partner: PartnerId,
        moment: Timestamp,
        find: impl FnOnce() -> Outcome<AuditPosition>,
    ) -> Outcome<AuditPosition> {
        next(&self.positions, partner, find, |last| AuditPosition::next_after(last, moment))
    }

    /// The next number of a partner's events; `find` reads the last one.
    pub(crate) fn next_sequence(
        &self,
        partner: PartnerId,
        find: impl FnOnce() -> Outcome<i64>,
    ) -> Outcome<i64> {
        next(&self.sequences, partner, find, |last| last.saturating_add(1))
    }

    /// Forgets all.
    pub(crate) fn forget(&self) {
        self.positions.borrow_mut().clear();
        self.sequences.borrow_mut().clear();
    }
}

fn next<T: Copy>(
    known: &RefCell<HashMap<PartnerId, T>>,
    partner: PartnerId,
    find: impl FnOnce() -> Outcome<T>,
    behind: impl FnOnce(T) -> T,
) -> Outcome<T> {
    let mut known = known.borrow_mut();
    let last = match known.get(&partner) {
        Some(last) => *last,
        None => find()?,
    };
    let next = behind(last);
    known.insert(partner, next);
    Ok(next)
}
