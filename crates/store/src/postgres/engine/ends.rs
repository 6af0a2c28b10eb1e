//! Where each partner's audit trail ends, as this process knows it. Another process may have gone further: a place that is
//! taken is refused by its key, and the operation looks and runs again.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use qualify_domain::audit::AuditPosition;
use qualify_vocabulary::{PartnerId, Timestamp};

/// The ends that are known.
#[derive(Debug, Default)]
pub(crate) struct Ends(Mutex<HashMap<PartnerId, AuditPosition>>);

impl Ends {
    fn known(&self) -> MutexGuard<'_, HashMap<PartnerId, AuditPosition>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next place that nobody of this process has taken, if the end is known.
    pub(crate) fn next(&self, partner: PartnerId, moment: Timestamp) -> Option<AuditPosition> {
        let mut known = self.known();
        let last = known.get_mut(&partner)?;
        *last = AuditPosition::next_after(*last, moment);
        Some(*last)
    }

    /// Takes note of a place that is taken.
    pub(crate) fn note(&self, partner: PartnerId, position: AuditPosition) {
        let mut known = self.known();
        let last = known.entry(partner).or_insert(position);
        *last = (*last).max(position);
    }

    /// Forgets the ends of these: what was taken is free again, or rows were exchanged.
    pub(crate) fn forget(&self, partners: &[PartnerId]) {
        let mut known = self.known();
        for partner in partners {
            known.remove(partner);
        }
    }

    /// Forgets all.
    pub(crate) fn forget_all(&self) {
        self.known().clear();
    }
}
