//! The outbox: events as they are appended, and as they are read in their order.

use qualify_domain::Refusal;
use qualify_domain::audit::AuditPosition;
use qualify_domain::event::{Event, EventKind, StoredEvent};
use qualify_domain::ports::{EventPage, EventPosition, EventsFrom, Outcome, StoreError};
use qualify_vocabulary::{CustomerId, PageSize, PartnerId};
use rusqlite::{Row, params};

use super::column::{Columns, micros};
use super::session::Session;
use super::writer::Decided;

/// Appends an event. Whoever waits for events is woken after the commit.
pub(super) fn append(session: &Session, event: &Event) -> Outcome<()> {
    let data = serde_json::to_string(&event.data).map_err(|error| StoreError::Failed(Box::new(error)))?;
    session.note_event();
    session.execute_one(
        "INSERT INTO events (partner_id, customer_id, kind, data, audit_ticks, correlation_id, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            event.partner.as_bytes(),
            event.customer.as_ref().map(CustomerId::as_bytes),
            event.kind.name(),
            data,
            event.audit.map(AuditPosition::ticks),
            event.correlation_id.as_bytes(),
            micros(event.at)
        ],
    )
}

/// The place of the newest event of all; 0 if there is none.
pub(super) fn last_sequence(session: &Session) -> Outcome<i64> {
    session.get("SELECT coalesce(max(sequence), 0) AS last FROM events", [], |row| {
        Columns::new("events", row).get("last")
    })
}

/// One event by its place.
pub(super) fn find(session: &Session, sequence: i64) -> Outcome<Option<StoredEvent>> {
    session.find(
        "SELECT sequence, partner_id, customer_id, kind, data, audit_ticks, correlation_id, created_at
         FROM events WHERE sequence = ?1",
        [sequence],
        read,
    )
}

/// Events of all partners behind a place.
pub(super) fn list_behind(session: &Session, sequence: i64, rows_max: u16) -> Outcome<Vec<StoredEvent>> {
    session.list(
        "SELECT sequence, partner_id, customer_id, kind, data, audit_ticks, correlation_id, created_at
         FROM events WHERE sequence > ?1 ORDER BY sequence LIMIT ?2",
        params![sequence, rows_max],
        read,
    )
}

/// A partner's events behind a place.
pub(super) fn list_of_partner(
    session: &Session,
    partner: PartnerId,
    sequence: i64,
    rows_max: u16,
) -> Outcome<Vec<StoredEvent>> {
    session.list(
        "SELECT sequence, partner_id, customer_id, kind, data, audit_ticks, correlation_id, created_at
         FROM events WHERE partner_id = ?1 AND sequence > ?2 ORDER BY sequence LIMIT ?3",
        params![partner.as_bytes(), sequence, rows_max],
        read,
    )
}

/// A page of a partner's events. There is no gap in it: events are numbered by the one writer, in the order of its
/// commits.
pub(super) fn page(
    session: &Session,
    partner: PartnerId,
    from: EventsFrom,
    size: PageSize,
) -> Decided<EventPage> {
    let from = match from {
        EventsFrom::Oldest => oldest(session, partner)?,
        EventsFrom::Newest => {
            let next = newest(session, partner)?;
            return Ok(Ok(EventPage { events: Vec::new(), next, has_more: false }));
        }
        EventsFrom::Behind(position) => {
            if !is_whole_behind(session, partner, &position)? {
                return Ok(Err(Refusal::EventsNotKept));
            }
            position
        }
    };
    let mut events = list_of_partner(session, partner, from.sequence, size.items().saturating_add(1))?;
    let has_more = events.len() > usize::from(size.items());
    events.truncate(usize::from(size.items()));
    let next = events.last().map_or(from, EventPosition::behind);
    Ok(Ok(EventPage { events, next, has_more }))
}

/// In front of the first event behind which all are kept. One before it may be there still, for a receiver.
fn oldest(session: &Session, partner: PartnerId) -> Outcome<EventPosition> {
    let sequence = purged_to(session, partner)?.unwrap_or_default();
    Ok(EventPosition { sequence, id: String::new() })
}

fn newest(session: &Session, partner: PartnerId) -> Outcome<EventPosition> {
    let oldest = oldest(session, partner)?;
    let newest = session.find(
        "SELECT sequence, partner_id, customer_id, kind, data, audit_ticks, correlation_id, created_at
         FROM events WHERE partner_id = ?1 AND sequence > ?2 ORDER BY sequence DESC LIMIT 1",
        params![partner.as_bytes(), oldest.sequence],
        read,
    )?;
    Ok(newest.as_ref().map_or(oldest, EventPosition::behind))
}

/// Whether every event behind the place is still there.
fn is_whole_behind(session: &Session, partner: PartnerId, position: &EventPosition) -> Outcome<bool> {
    let purged_to = purged_to(session, partner)?.unwrap_or_default();
    if position.sequence <= purged_to {
        return Ok(position.sequence == purged_to);
    }
    let at_place = find(session, position.sequence)?;
    Ok(at_place.is_some_and(|event| event.partner == partner && event.id() == position.id))
}

/// The last event of a partner that is not kept any more.
fn purged_to(session: &Session, partner: PartnerId) -> Outcome<Option<i64>> {
    session.find("SELECT purged_to FROM event_horizons WHERE partner_id = ?1", [partner.as_bytes()], |row| {
        Columns::new("event_horizons", row).get("purged_to")
    })
}

/// Reads a row of the columns that the queries of this module name.
pub(super) fn read(row: &Row<'_>) -> Outcome<StoredEvent> {
    let columns = Columns::in_order(
        "events",
        row,
        &[
            "sequence",
            "partner_id",
            "customer_id",
            "kind",
            "data",
            "audit_ticks",
            "correlation_id",
            "created_at",
        ],
    );
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
