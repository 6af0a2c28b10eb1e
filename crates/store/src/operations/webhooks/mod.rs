//! Receivers of events and what they are told. The dispatcher's queue are the receivers by the time of their first
//! delivery, and below each its deliveries by theirs: so one receiver with a million deliveries stands in nobody's
//! way.

mod endpoints;
mod leases;
mod leftovers;
mod lists;
mod replay;
mod spread;
mod tests_of_endpoints;

pub(crate) use endpoints::{RemoveEndpoint, RotateSecret};
pub(crate) use leases::SaveAttempts;
pub(super) use leases::release;
pub(super) use leftovers::{forget_event, purge};
pub(crate) use lists::ListDeliveries;
pub(crate) use spread::SpreadEvents;
pub(crate) use tests_of_endpoints::FindTest;
