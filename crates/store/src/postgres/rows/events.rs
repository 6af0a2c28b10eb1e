//! The outbox: each partner's events in their order, and up to where they are no more.
//!
//! An event is written without a number, so that nobody who writes waits for another one's commit. A step behind the commit
//! numbers what is there, partner by partner; nobody sees an event without a number.

use qualify_domain::audit::AuditPosition;
use qualify_domain::event::{Event, StoredEvent};
use qualify_domain::ports::{Outcome, StoreError};
use qualify_vocabulary::{CustomerId, PartnerId, Timestamp};
use tokio_postgres::Row;

use super::PostgresRows;
use crate::postgres::engine::column::{Cells as _, Columns, micros};
use crate::postgres::engine::value::{NOTHING, Value, params};
use crate::rows::{EventRows, NewEvent, Queued, Read, read_each_event, read_event};

const SELECT: &str = "SELECT sequence, partner_id, customer_id, kind, data, audit_ticks, correlation_id,
    created_at
 FROM events";

impl EventRows for PostgresRows {
    fn append_event(&mut self, event: &Event) -> Queued {
        let data = serde_json::to_string(&event.data).map_err(|error| StoreError::Failed(Box::new(error)))?;
        self.session.effects.events = true;
        self.execute_any(INSERT, values(event, data))
    }

    fn append_numbered_event(&mut self, event: &Event) -> impl Read<i64> {
        async move {
            let data =
                serde_json::to_string(&event.data).map_err(|error| StoreError::Failed(Box::new(error)))?;
            self.session.effects.events = true;
            // The number is this transaction's: others of the partner wait for it.
            let numbered = |row: &Row| Columns::new("events", row).get("id");
            let id: i64 = self.get(format!("{INSERT} RETURNING id"), values(event, data), numbered).await?;
            self.number_events(event.partner)?;
            self.get("SELECT sequence FROM events WHERE id = $1", [id], |row| {
                Columns::new("events", row).get("sequence")
            })
            .await
        }
    }

    fn wake_event_readers(&mut self) -> Queued {
        self.session.effects.wakes = true;
        let message = format!("events {}", self.session.core.name);
        self.execute_any("SELECT pg_notify('qualify', $1)", [message])
    }

    fn find_last_sequence(&mut self, partner: PartnerId) -> impl Read<i64> {
        async move {
            if self.session.is_writing() {
                self.number_events(partner)?;
            } else {
                self.session.core.number_events(false).await?;
            }
            self.get(
                "SELECT greatest(coalesce((SELECT max(sequence) FROM events WHERE partner_id = $1), 0),
                    coalesce((SELECT purged_to FROM event_horizons WHERE partner_id = $1), 0)) AS last",
                [partner.as_bytes()],
                |row| Columns::new("events", row).get("last"),
            )
            .await
        }
    }

    fn find_event(&mut self, partner: PartnerId, sequence: i64) -> impl Read<Option<StoredEvent>> {
        async move {
            // What this process has answered is seen by whoever asks it.
            self.session.core.number_events(false).await?;
            self.find(
                format!("{SELECT} WHERE partner_id = $1 AND sequence = $2"),
                params![partner.as_bytes(), sequence],
                read,
            )
            .await
        }
    }

    fn list_partner_events(
        &mut self,
        partner: PartnerId,
        sequence: i64,
        rows_max: u16,
    ) -> impl Read<Vec<StoredEvent>> {
        async move {
            // What this process has answered is seen by whoever asks it.
            self.session.core.number_events(false).await?;
            self.list(
                format!("{SELECT} WHERE partner_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3"),
                params![partner.as_bytes(), sequence, rows_max],
                read,
            )
            .await
        }
    }

    fn list_each_partner_event(
        &mut self,
        partner: PartnerId,
        sequence: i64,
        rows_max: u16,
    ) -> impl Read<Vec<NewEvent>> {
        async move {
            // What this process has answered is seen by whoever asks it.
            self.session.core.number_events(false).await?;
            self.list(
                format!("{SELECT} WHERE partner_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3"),
                params![partner.as_bytes(), sequence, rows_max],
                read_each,
            )
            .await
        }
    }

    fn find_newest_event(&mut self, partner: PartnerId, behind: i64) -> impl Read<Option<StoredEvent>> {
        async move {
            // What this process has answered is seen by whoever asks it.
            self.session.core.number_events(false).await?;
            self.find(
                format!("{SELECT} WHERE partner_id = $1 AND sequence > $2 ORDER BY sequence DESC LIMIT 1"),
                params![partner.as_bytes(), behind],
                read,
            )
            .await
        }
    }

    fn find_event_horizon(&mut self, partner: PartnerId) -> impl Read<Option<i64>> {
        async move {
            // Before the first look, which is the moment at which everything is seen.
            self.session.core.number_events(false).await?;
            self.find(
                "SELECT purged_to FROM event_horizons WHERE partner_id = $1",
                [partner.as_bytes()],
                |row| Columns::new("event_horizons", row).get("purged_to"),
            )
            .await
        }
    }

    fn has_new_events(&mut self) -> impl Read<bool> {
        async move {
            // Those of a process that went between its commit and their numbers have theirs now.
            self.session.core.number_events(true).await?;
            self.is_any("SELECT 1 FROM events WHERE NOT is_spread AND sequence IS NOT NULL LIMIT 1", NOTHING)
                .await
        }
    }

    fn list_new_events(&mut self, rows_max: u16) -> impl Read<Vec<NewEvent>> {
        async move {
            // Those of a process that went between its commit and their numbers have theirs now.
            self.session.core.number_events(true).await?;
            let locking = self.session.locking_what_is_free();
            let sql = format!(
                "{SELECT} WHERE NOT is_spread AND sequence IS NOT NULL ORDER BY id LIMIT $1{locking}"
            );
            let events = self.list(sql, [rows_max], read_each).await?;
            self.session.listed = events.iter().map(|event| (event.partner, event.sequence)).collect();
            Ok(events)
        }
    }

    fn mark_events_spread(&mut self, partner: PartnerId, sequence: i64) -> Queued {
        let listed = std::mem::take(&mut self.session.listed);
        let length = listed.iter().position(|place| *place == (partner, sequence)).map_or(0, |last| last + 1);
        let partners: Vec<Vec<u8>> = listed[..length].iter().map(|(it, _)| it.as_bytes().to_vec()).collect();
        let sequences: Vec<i64> = listed[..length].iter().map(|(_, sequence)| *sequence).collect();
        self.execute_any(
            "UPDATE events e SET is_spread = true
             FROM unnest($1, $2) AS spread (partner_id, sequence)
             WHERE e.partner_id = spread.partner_id AND e.sequence = spread.sequence",
            params![partners, sequences],
        )
    }

    fn mark_all_events_spread(&mut self) -> Queued {
        // Those without a number are with it.
        self.execute_any(
            "UPDATE events SET is_spread = true WHERE NOT is_spread AND sequence IS NOT NULL",
            NOTHING,
        )
    }

    fn is_event_spread(&mut self, partner: PartnerId, sequence: i64) -> impl Read<bool> {
        async move {
            let is_spread = self
                .find(
                    "SELECT is_spread FROM events WHERE partner_id = $1 AND sequence = $2",
                    params![partner.as_bytes(), sequence],
                    |row| Columns::new("events", row).get("is_spread"),
                )
                .await?;
            Ok(is_spread.unwrap_or(true))
        }
    }

    fn list_expired_events(
        &mut self,
        before: Timestamp,
        looked_at_max: u32,
        rows_max: u16,
    ) -> impl Read<Vec<(PartnerId, i64)>> {
        // The newest of all stays, as it does elsewhere.
        self.list(
            "SELECT partner_id, sequence
             FROM (SELECT * FROM events ORDER BY id LIMIT $3) AS oldest
             WHERE created_at < $1 AND id < (SELECT max(id) FROM events) AND is_spread
                 AND sequence IS NOT NULL AND NOT
                 EXISTS (SELECT 1 FROM deliveries d WHERE d.partner_id = oldest.partner_id AND
                 d.event_sequence = oldest.sequence AND d.state = 'pending')
             ORDER BY id LIMIT $2",
            params![micros(before), rows_max, looked_at_max],
            |row| {
                let columns = Columns::new("events", row);
                Ok((columns.id("partner_id")?, columns.get("sequence")?))
            },
        )
    }

    fn delete_event(&mut self, partner: PartnerId, sequence: i64) -> Queued {
        let place = || params![partner.as_bytes(), sequence];
        self.execute_one("DELETE FROM events WHERE partner_id = $1 AND sequence = $2", place())?;
        self.execute_any(
            "INSERT INTO event_horizons (partner_id, purged_to)
             VALUES ($1, $2)
             ON CONFLICT (partner_id) DO UPDATE
                 SET purged_to = greatest(event_horizons.purged_to, excluded.purged_to)",
            place(),
        )
    }
}

impl PostgresRows {
    /// Numbers the partner's events in this transaction.
    fn number_events(&mut self, partner: PartnerId) -> Queued {
        let name = self.session.core.name.clone();
        self.execute_any("SELECT number_events($1, $2)", params![partner.as_bytes(), name])
    }
}

const INSERT: &str =
    "INSERT INTO events (partner_id, customer_id, kind, data, audit_ticks, correlation_id, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)";

fn values(event: &Event, data: String) -> Vec<Value> {
    params![
        event.partner.as_bytes(),
        event.customer.as_ref().map(CustomerId::as_bytes),
        event.kind.name(),
        data,
        event.audit.map(AuditPosition::ticks),
        event.correlation_id.as_bytes(),
        micros(event.at)
    ]
}

fn read_each(row: &Row) -> Outcome<NewEvent> {
    read_each_event(&Columns::new("events", row))
}

fn read(row: &Row) -> Outcome<StoredEvent> {
    read_event(&Columns::new("events", row))
}
