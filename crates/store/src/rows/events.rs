//! The outbox: each partner's events in their order, and up to where they are no more.

use qualify_domain::audit::AuditPosition;
use qualify_domain::event::{Event, EventKind, StoredEvent};
use qualify_domain::ports::Outcome;
use qualify_vocabulary::{CustomerId, PartnerId, Timestamp};

use super::cells::Cells;
use super::reading::{Queued, Read};

/// An event of which deliveries are made: the place of one that does not read back is known.
#[derive(Debug)]
pub(crate) struct NewEvent {
    pub(crate) partner: PartnerId,
    pub(crate) sequence: i64,
    /// The event itself, unless it does not read back.
    pub(crate) event: Outcome<StoredEvent>,
}

/// The outbox. A partner's events are numbered without a gap, and nobody sees one before all that are in front of it.
pub(crate) trait EventRows {
    /// Appends an event, whose place is known when it is committed. Whoever waits for events is woken then.
    fn append_event(&mut self, event: &Event) -> Queued;
    /// Appends an event that the operation itself has to know the place of, which may wait for others of the partner.
    fn append_numbered_event(&mut self, event: &Event) -> impl Read<i64>;
    /// Wakes whoever waits for events after the commit, though none was appended.
    fn wake_event_readers(&mut self) -> Queued;
    /// The place of the partner's newest event; 0 if there was none.
    fn find_last_sequence(&mut self, partner: PartnerId) -> impl Read<i64>;
    /// One event by its place.
    fn find_event(&mut self, partner: PartnerId, sequence: i64) -> impl Read<Option<StoredEvent>>;
    /// A partner's events behind a place.
    fn list_partner_events(
        &mut self,
        partner: PartnerId,
        sequence: i64,
        rows_max: u16,
    ) -> impl Read<Vec<StoredEvent>>;
    /// The same, each for itself: one that does not read back hides none of the others.
    fn list_each_partner_event(
        &mut self,
        partner: PartnerId,
        sequence: i64,
        rows_max: u16,
    ) -> impl Read<Vec<NewEvent>>;
    /// The newest event of a partner behind a place.
    fn find_newest_event(&mut self, partner: PartnerId, behind: i64) -> impl Read<Option<StoredEvent>>;
    /// The last event of a partner that is not kept any more.
    fn find_event_horizon(&mut self, partner: PartnerId) -> impl Read<Option<i64>>;
    /// Whether there are events of which no deliveries were made.
    fn has_new_events(&mut self) -> impl Read<bool>;
    /// Events of all partners of which no deliveries were made, those of each partner in their order.
    fn list_new_events(&mut self, rows_max: u16) -> impl Read<Vec<NewEvent>>;
    /// Notes that deliveries were made of the new events up to the one at this place.
    fn mark_events_spread(&mut self, partner: PartnerId, sequence: i64) -> Queued;
    /// Notes that no deliveries are to be made of any event that is there.
    fn mark_all_events_spread(&mut self) -> Queued;
    /// Whether deliveries were made of an event, or it went.
    fn is_event_spread(&mut self, partner: PartnerId, sequence: i64) -> impl Read<bool>;
    /// The oldest events that may go, at most `rows_max` of the first `looked_at_max`: they are older than a moment,
    /// deliveries were made of them, and no receiver is still to be told of them.
    fn list_expired_events(
        &mut self,
        before: Timestamp,
        looked_at_max: u32,
        rows_max: u16,
    ) -> impl Read<Vec<(PartnerId, i64)>>;
    /// Removes an event, and notes that the partner's events are whole only behind it.
    fn delete_event(&mut self, partner: PartnerId, sequence: i64) -> Queued;
}

/// An event of many: one that does not read back has its place still.
pub(crate) fn read_each_event(columns: &impl Cells) -> Outcome<NewEvent> {
    Ok(NewEvent {
        partner: columns.id("partner_id")?,
        sequence: columns.get("sequence")?,
        event: read_event(columns),
    })
}

/// An event.
pub(crate) fn read_event(columns: &impl Cells) -> Outcome<StoredEvent> {
    let customer: Option<[u8; 16]> = columns.get("customer_id")?;
    let audit: Option<i64> = columns.get("audit_ticks")?;
    Ok(StoredEvent {
        sequence: columns.get("sequence")?,
        kind: columns.parsed("kind", |name| EventKind::from_name(name).ok_or(()))?,
        partner: columns.id("partner_id")?,
        customer: customer.map(CustomerId::from),
        data: columns.get("data")?,
        audit: audit.map(AuditPosition::from_ticks),
        correlation_id: columns.id("correlation_id")?,
        at: columns.moment("created_at")?,
    })
}
