//! The outbox: events in their order, and up to where they are no more.

use qualify_domain::audit::AuditPosition;
use qualify_domain::event::{Event, EventKind, StoredEvent};
use qualify_domain::ports::{Outcome, StoreError};
use qualify_vocabulary::{CustomerId, PartnerId, Timestamp};
use rusqlite::{Row, params};

use super::SqliteRows;
use crate::rows::{EventRows, Queued, Read};
use crate::sqlite::engine::column::{Columns, micros};

impl EventRows for SqliteRows<'_> {
    fn append_event(&mut self, event: &Event) -> impl Read<i64> {
        self.read(|session| {
            let data =
                serde_json::to_string(&event.data).map_err(|error| StoreError::Failed(Box::new(error)))?;
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
    )?;
            Ok(session.connection().last_insert_rowid())
        })
    }

    fn wake_event_readers(&mut self) -> Queued {
        self.session().note_event();
        Ok(())
    }

    fn find_newest_event(&mut self, partner: PartnerId, behind: i64) -> impl Read<Option<StoredEvent>> {
        self.read(|session| {
            session.find(
        "SELECT sequence, partner_id, customer_id, kind, data, audit_ticks, correlation_id, created_at
         FROM events WHERE partner_id = ?1 AND sequence > ?2 ORDER BY sequence DESC LIMIT 1",
        params![partner.as_bytes(), behind],
        read,
    )
        })
    }

    fn list_expired_events(
        &mut self,
        before: Timestamp,
        cursor: i64,
        looked_at_max: u32,
        rows_max: u16,
    ) -> impl Read<Vec<(i64, PartnerId)>> {
        self.read(|session| {
            session.list(
                "SELECT sequence, partner_id FROM (SELECT * FROM events ORDER BY sequence LIMIT ?4) AS oldest
         WHERE created_at < ?1 AND sequence < (SELECT max(sequence) FROM events) AND sequence <= ?3
             AND NOT EXISTS (SELECT 1 FROM deliveries
                 WHERE event_sequence = oldest.sequence AND state = 'pending')
         LIMIT ?2",
                params![micros(before), rows_max, cursor, looked_at_max],
                |row| {
                    let columns = Columns::new("events", row);
                    Ok((columns.get("sequence")?, columns.id("partner_id")?))
                },
            )
        })
    }

    fn delete_event(&mut self, sequence: i64, partner: PartnerId) -> Queued {
        self.write(|session| {
            session.execute_one("DELETE FROM events WHERE sequence = ?1", [sequence])?;
            session.execute_one(
                "INSERT INTO event_horizons (partner_id, purged_to) VALUES (?1, ?2)
         ON CONFLICT (partner_id) DO UPDATE SET purged_to = max(purged_to, excluded.purged_to)",
                params![partner.as_bytes(), sequence],
            )
        })
    }

    fn find_last_sequence(&mut self) -> impl Read<i64> {
        self.read(|session| {
            session.get("SELECT coalesce(max(sequence), 0) AS last FROM events", [], |row| {
                Columns::new("events", row).get("last")
            })
        })
    }

    fn find_event(&mut self, sequence: i64) -> impl Read<Option<StoredEvent>> {
        self.read(|session| {
            session.find(
        "SELECT sequence, partner_id, customer_id, kind, data, audit_ticks, correlation_id, created_at
         FROM events WHERE sequence = ?1",
        [sequence],
        read,
    )
        })
    }

    fn list_events_behind(&mut self, sequence: i64, rows_max: u16) -> impl Read<Vec<StoredEvent>> {
        self.read(|session| {
            session.list(
        "SELECT sequence, partner_id, customer_id, kind, data, audit_ticks, correlation_id, created_at
         FROM events WHERE sequence > ?1 ORDER BY sequence LIMIT ?2",
        params![sequence, rows_max],
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
        "SELECT sequence, partner_id, customer_id, kind, data, audit_ticks, correlation_id, created_at
         FROM events WHERE partner_id = ?1 AND sequence > ?2 ORDER BY sequence LIMIT ?3",
        params![partner.as_bytes(), sequence, rows_max],
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
}

/// Reads a row of the columns that the queries of this module name.
fn read(row: &Row<'_>) -> Outcome<StoredEvent> {
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
