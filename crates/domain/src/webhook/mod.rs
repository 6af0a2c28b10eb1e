//! Webhooks: who wants to be told of which events, and what becomes of each attempt to tell.
//!
//! An [`Endpoint`] is a receiver of a partner. Each event that it wants becomes one delivery, which is attempted
//! until it is taken or its schedule is over (contract 1.17, Q24). The same event always has the same id, so that a
//! receiver that is told twice can know.

mod endpoint;
mod kinds;
mod progress;
mod schedule;
mod sharing;

pub use endpoint::{
    DeliveryState, DisabledBecause, ENDPOINTS_MAX, Endpoint, EndpointForm, EndpointSettings, Health,
    SecretVersions,
};
pub use kinds::EventKinds;
pub use progress::{AttemptOutcome, DeliveryStep, Progress, after_attempt};
pub use schedule::{Jitter, attempts_max};
pub use sharing::room_for;
