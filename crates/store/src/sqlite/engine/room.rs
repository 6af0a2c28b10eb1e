//! Whether there is room for what is written.

use std::sync::atomic::{AtomicBool, Ordering};

use qualify_domain::ports::StoreError;

use super::error::is_want_of_room;

/// Whether something was not written for want of room, and nobody has found room since.
#[derive(Debug, Default)]
pub(crate) struct Room(AtomicBool);

impl Room {
    /// Notes why something was not written.
    pub(super) fn note(&self, error: &StoreError) {
        if is_want_of_room(error) {
            self.0.store(true, Ordering::Relaxed);
        }
    }

    pub(crate) fn is_wanted(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    pub(crate) fn is_found(&self) {
        self.0.store(false, Ordering::Relaxed);
    }
}
