//! The outbox: each partner's events in their order, and up to where they are no more.
//!
//! The one writer numbers them, and commits in the order in which it has numbered: nobody sees an event before
//! those in front of it. All events stand in the order of the commits by `events.id`, which the dispatcher's
//! cursor goes along.

use qualify_domain::audit::AuditPosition;
use qualify_domain::event::{Event, StoredEvent};
use qualify_domain::ports::{Outcome, StoreError};
use qualify_vocabulary::{CustomerId, PartnerId, Timestamp};
use rusqlite::{Row, params};

use super::SqliteRows;
use crate::rows::{EventRows, NewEvent, Queued, Read, read_each_event, read_event};
use crate::sqlite::engine::column::{Cells as _, Columns, micros};
use crate::sqlite::engine::session::Session;

const SELECT: &str = "SELECT sequence, partner_id, customer_id, kind, data, audit_ticks, correlation_id,
    created_at
 FROM events";

/// The dispatcher's cursor; 0 before it has moved.
const CURSOR: &str = "coalesce((SELECT cursor FROM dispatch), 0)";

impl EventRows for SqliteRows<'_> {
    fn append_event(&mut self, event: &Event) -> Queued {
        self.write(|session| append(session, event).map(|_| ()))
    }

    fn append_numbered_event(&mut self, event: &Event) -> impl Read<i64> {
        self.read(|session| append(session, event))
    }

    fn wake_event_readers(&mut self) -> Queued {
        self.session().note_event();
        Ok(())
    }

    fn find_last_sequence(&mut self, partner: PartnerId) -> impl Read<i64> {
        self.read(|session| session.last_sequence(partner))
    }

    fn find_event(&mut self, partner: PartnerId, sequence: i64) -> impl Read<Option<StoredEvent>> {
        self.read(|session| {
            session.find(
                &format!("{SELECT} WHERE partner_id = ?1 AND sequence = ?2"),
                params![partner.as_bytes(), sequence],
                read,
            )
        })
    }

    fn list_partner_events(
        &mut self,
        partner: PartnerId,
        sequence: i64,
        rows_max: u16,
    ) -> impl Read<Vec<StoredEvent>> {
        self.read(|session| {
            session.list(
                &format!("{SELECT} WHERE partner_id = ?1 AND sequence > ?2 ORDER BY sequence LIMIT ?3"),
                params![partner.as_bytes(), sequence, rows_max],
                read,
            )
        })
    }

    fn list_each_partner_event(
        &mut self,
        partner: PartnerId,
        sequence: i64,
        rows_max: u16,
    ) -> impl Read<Vec<NewEvent>> {
        self.read(|session| {
            session.list(
                &format!("{SELECT} WHERE partner_id = ?1 AND sequence > ?2 ORDER BY sequence LIMIT ?3"),
                params![partner.as_bytes(), sequence, rows_max],
                read_each,
            )
        })
    }

    fn find_newest_event(&mut self, partner: PartnerId, behind: i64) -> impl Read<Option<StoredEvent>> {
        self.read(|session| {
            session.find(
                &format!("{SELECT} WHERE partner_id = ?1 AND sequence > ?2 ORDER BY sequence DESC LIMIT 1"),
                params![partner.as_bytes(), behind],
                read,
            )
        })
    }

    fn find_event_horizon(&mut self, partner: PartnerId) -> impl Read<Option<i64>> {
        self.read(|session| {
            session.find(
                "SELECT purged_to FROM event_horizons WHERE partner_id = ?1",
                [partner.as_bytes()],
                |row| Columns::new("event_horizons", row).get("purged_to"),
            )
        })
    }

    fn has_new_events(&mut self) -> impl Read<bool> {
        self.read(|session| {
            session.get(
                &format!("SELECT coalesce((SELECT max(id) FROM events), 0) > {CURSOR} AS is_any"),
                [],
                |row| Columns::new("events", row).get("is_any"),
            )
        })
    }

    fn list_new_events(&mut self, rows_max: u16) -> impl Read<Vec<NewEvent>> {
        self.read(|session| {
            let text = format!("{SELECT} WHERE id > {CURSOR} ORDER BY id LIMIT ?1");
            session.list(&text, [rows_max], read_each)
        })
    }

    fn mark_events_spread(&mut self, partner: PartnerId, sequence: i64) -> Queued {
        self.write(|session| {
            session.execute_one(
                "INSERT INTO dispatch (id, cursor) SELECT 1, id
                 FROM events
                 WHERE partner_id = ?1 AND sequence = ?2
                 ON CONFLICT (id) DO UPDATE SET cursor = excluded.cursor",
                params![partner.as_bytes(), sequence],
            )
        })
    }

    fn mark_all_events_spread(&mut self) -> Queued {
        self.write(|session| {
            session.execute_one(
                "INSERT INTO dispatch (id, cursor) SELECT 1, coalesce(max(id), 0)
                 FROM events
                 WHERE true
                 ON CONFLICT (id) DO UPDATE SET cursor = excluded.cursor",
                [],
            )
        })
    }

    fn is_event_spread(&mut self, partner: PartnerId, sequence: i64) -> impl Read<bool> {
        self.read(|session| {
            let is_spread = session.find(
                &format!(
                    "SELECT id <= {CURSOR} AS is_spread
                     FROM events
                     WHERE partner_id = ?1 AND sequence = ?2"
                ),
                params![partner.as_bytes(), sequence],
                |row| Columns::new("events", row).get("is_spread"),
            )?;
            Ok(is_spread.unwrap_or(true))
        })
    }

    fn list_expired_events(
        &mut self,
        before: Timestamp,
        looked_at_max: u32,
        rows_max: u16,
    ) -> impl Read<Vec<(PartnerId, i64)>> {
        self.read(|session| {
            // The newest of all stays: the next one's id is behind it, and the cursor passes nothing over.
            session.list(
                &format!(
                    "SELECT partner_id, sequence
                     FROM (SELECT * FROM events ORDER BY id LIMIT ?3) AS oldest
                     WHERE created_at < ?1 AND id < (SELECT max(id) FROM events) AND id <= {CURSOR} AND NOT
                         EXISTS (SELECT 1 FROM deliveries d WHERE d.partner_id = oldest.partner_id AND
                         d.event_sequence = oldest.sequence AND d.state = 'pending') LIMIT ?2"
                ),
                params![micros(before), rows_max, looked_at_max],
                |row| {
                    let columns = Columns::new("events", row);
                    Ok((columns.id("partner_id")?, columns.get("sequence")?))
                },
            )
        })
    }

    fn delete_event(&mut self, partner: PartnerId, sequence: i64) -> Queued {
        self.write(|session| {
            let place = params![partner.as_bytes(), sequence];
            session.execute_one("DELETE FROM events WHERE partner_id = ?1 AND sequence = ?2", place)?;
            session.execute_one(
                "INSERT INTO event_horizons (partner_id, purged_to)
                 VALUES (?1, ?2)
                 ON CONFLICT (partner_id) DO UPDATE SET purged_to = max(purged_to, excluded.purged_to)",
                place,
            )
        })
    }
}

/// Appends an event and answers its number.
fn append(session: &Session, event: &Event) -> Outcome<i64> {
    let data = serde_json::to_string(&event.data).map_err(|error| StoreError::Failed(Box::new(error)))?;
    let sequence = session.next_sequence(event.partner)?;
    session.note_event();
    session.execute_one(
        "INSERT INTO events (partner_id, sequence, customer_id, kind, data, audit_ticks,
            correlation_id, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            event.partner.as_bytes(),
            sequence,
            event.customer.as_ref().map(CustomerId::as_bytes),
            event.kind.name(),
            data,
            event.audit.map(AuditPosition::ticks),
            event.correlation_id.as_bytes(),
            micros(event.at)
        ],
    )?;
    Ok(sequence)
}

fn read_each(row: &Row<'_>) -> Outcome<NewEvent> {
    read_each_event(&Columns::in_order("events", row, &COLUMNS))
}

fn read(row: &Row<'_>) -> Outcome<StoredEvent> {
    read_event(&Columns::in_order("events", row, &COLUMNS))
}

/// The columns of what reads events.
const COLUMNS: [&str; 8] =
    ["sequence", "partner_id", "customer_id", "kind", "data", "audit_ticks", "correlation_id", "created_at"];
