//! The clock of this machine, read in one place.

use std::time::SystemTime;

/// Now.
#[expect(clippy::disallowed_methods, reason = "the one reader of the clock in this crate")]
pub(crate) fn now() -> SystemTime {
    SystemTime::now()
}

/// A new id.
#[expect(clippy::disallowed_methods, reason = "the one maker of ids in this crate")]
pub(crate) fn new_guid() -> uuid::Uuid {
    uuid::Uuid::new_v4()
}

/// A number from 0 to 1, by chance: no secret is made of it.
pub(crate) fn chance() -> f64 {
    f64::from(u16::from_be_bytes([new_guid().as_bytes()[0], new_guid().as_bytes()[1]])) / f64::from(u16::MAX)
}
