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
    /// Whose ends the operation that is under way has moved.
    moved: RefCell<Vec<PartnerId>>,
}

impl Ends {
    /// The next free place in a partner's trail; `find` reads the last one that is taken, where it is not known.
    pub(crate) fn next_position(
        &self,
        partner: PartnerId,
        moment: Timestamp,
        find: impl FnOnce() -> Outcome<AuditPosition>,
    ) -> Outcome<AuditPosition> {
        self.moved.borrow_mut().push(partner);
        next(&self.positions, partner, find, |last| AuditPosition::next_after(last, moment))
    }

    /// The next number of a partner's events; `find` reads the last one.
    pub(crate) fn next_sequence(
        &self,
        partner: PartnerId,
        find: impl FnOnce() -> Outcome<i64>,
    ) -> Outcome<i64> {
        self.moved.borrow_mut().push(partner);
        next(&self.sequences, partner, find, |last| last.saturating_add(1))
    }

    /// The operation is done: what it has moved stays.
    pub(crate) fn keep(&self) {
        self.moved.borrow_mut().clear();
    }

    /// The operation was taken back: what it has moved is read anew when it is needed.
    pub(crate) fn take_back(&self) {
        for partner in self.moved.borrow_mut().drain(..) {
            self.positions.borrow_mut().remove(&partner);
            self.sequences.borrow_mut().remove(&partner);
        }
    }

    /// Forgets all.
    pub(crate) fn forget(&self) {
        self.moved.borrow_mut().clear();
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
