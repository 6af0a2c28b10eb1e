//! The outbox: events in their order, and up to where they are no more.

use qualify_domain::event::{Event, StoredEvent};
use qualify_vocabulary::{PartnerId, Timestamp};

use super::{Queued, Read};

/// The outbox: events in their order, and up to where they are no more.
pub(crate) trait EventRows {
    /// Appends an event; answers its place. Whoever waits for events is woken after the commit.
    fn append_event(&mut self, event: &Event) -> impl Read<i64>;
    /// Wakes whoever waits for events after the commit, though none was appended.
    fn wake_event_readers(&mut self) -> Queued;
    /// The newest event of a partner behind a place.
    fn find_newest_event(&mut self, partner: PartnerId, behind: i64) -> impl Read<Option<StoredEvent>>;
    /// The oldest events that may go: they are older than a moment, no receiver is still to be told of them,
    /// and deliveries of
    /// them were made. The newest event of all stays, so that the next one is numbered behind it. So many are
    /// looked at, and so many answered at most.
    fn list_expired_events(
        &mut self,
        before: Timestamp,
        cursor: i64,
        looked_at_max: u32,
        rows_max: u16,
    ) -> impl Read<Vec<(i64, PartnerId)>>;
    /// Removes an event, and notes that the partner's events are whole only behind it.
    fn delete_event(&mut self, sequence: i64, partner: PartnerId) -> Queued;
    /// The place of the newest event of all; 0 if there is none.
    fn find_last_sequence(&mut self) -> impl Read<i64>;
    /// One event by its place.
    fn find_event(&mut self, sequence: i64) -> impl Read<Option<StoredEvent>>;
    /// Events of all partners behind a place.
    fn list_events_behind(&mut self, sequence: i64, rows_max: u16) -> impl Read<Vec<StoredEvent>>;
    /// A partner's events behind a place.
    fn list_partner_events(
        &mut self,
        partner: PartnerId,
        sequence: i64,
        rows_max: u16,
    ) -> impl Read<Vec<StoredEvent>>;
    /// The last event of a partner that is not kept any more.
    fn find_event_horizon(&mut self, partner: PartnerId) -> impl Read<Option<i64>>;
}
