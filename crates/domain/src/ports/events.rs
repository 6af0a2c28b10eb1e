//! The feed of events.

use std::future::Future;

use qualify_vocabulary::{PageSize, PartnerId};

use super::feed::{EventPage, EventsFrom};
use super::outcome::Outcome;

/// The feed of a partner's events.
pub trait EventStore: Send + Sync {
    /// A partner's events from a place on.
    fn read_events(
        &self,
        partner: PartnerId,
        from: EventsFrom,
        size: PageSize,
    ) -> impl Future<Output = Outcome<EventPage>> + Send;
}
