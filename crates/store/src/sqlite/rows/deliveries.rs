//! Deliveries of events to receivers, their attempts.

use qualify_domain::ports::{Attempt, DeliveryKey, Leases, Outcome};
use qualify_domain::webhook::{AttemptOutcome, DeliveryState};
use qualify_vocabulary::{EndpointId, LeaseId, PartnerId, ProcessId, Timestamp};
use rusqlite::types::Value;
use rusqlite::{params, params_from_iter};

use super::SqliteRows;
use crate::rows::{
    ATTEMPTS_KEPT, DeliveryProgress, DeliveryRow, DeliveryRows, DeliveryTries, Queued, Read, parse_state,
    read_attempt, read_delivery,
};
use crate::sqlite::engine::column::{Cells as _, Columns, micros};
use crate::sqlite::engine::session::Session;

impl DeliveryRows for SqliteRows<'_> {
    fn insert_delivery(
        &mut self,
        key: DeliveryKey,
        event_key: [u8; 16],
        due_at: Timestamp,
    ) -> impl Read<bool> {
        self.read(|session| {
            let made = session.execute(
                "INSERT INTO deliveries (endpoint_id, event_sequence, partner_id, event_key, state,
                    tries, attempts, due_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, 0, 0, ?6)
                 ON CONFLICT DO NOTHING",
                params![
                    key.endpoint.as_bytes(),
                    key.event_sequence,
                    key.partner.as_bytes(),
                    event_key,
                    DeliveryState::Pending.name(),
                    micros(due_at)
                ],
            )?;
            Ok(made > 0)
        })
    }

    fn list_due_deliveries(
        &mut self,
        _: PartnerId,
        endpoint: EndpointId,
        now: Timestamp,
        rows_max: usize,
    ) -> impl Read<Vec<i64>> {
        self.read(|session| {
            session.list(
                "SELECT event_sequence
                 FROM deliveries
                 WHERE endpoint_id = ?1 AND due_at IS NOT NULL AND lease IS NULL AND due_at <= ?2
                 ORDER BY due_at LIMIT ?3",
                params![endpoint.as_bytes(), micros(now), i64::try_from(rows_max).unwrap_or(i64::MAX)],
                |row| Columns::new("deliveries", row).get("event_sequence"),
            )
        })
    }

    fn lease_delivery(&mut self, key: DeliveryKey, lease: LeaseId, until: Timestamp) -> Queued {
        self.write(|session| {
            session.execute_one(
                "UPDATE deliveries SET lease = ?3, lease_owner = ?4, leased_until = ?5
                 WHERE endpoint_id = ?1 AND event_sequence = ?2",
                params![
                    key.endpoint.as_bytes(),
                    key.event_sequence,
                    lease.as_bytes(),
                    self.owner.as_bytes(),
                    micros(until)
                ],
            )
        })
    }

    fn find_leased_delivery(&mut self, key: DeliveryKey, lease: LeaseId) -> impl Read<Option<DeliveryTries>> {
        self.read(|session| {
            session.find(
                "SELECT tries, attempts
                 FROM deliveries
                 WHERE endpoint_id = ?1 AND event_sequence = ?2 AND lease = ?3",
                params![key.endpoint.as_bytes(), key.event_sequence, lease.as_bytes()],
                |row| {
                    let columns = Columns::new("deliveries", row);
                    Ok(DeliveryTries { tries: columns.get("tries")?, attempts: columns.get("attempts")? })
                },
            )
        })
    }

    fn save_delivery(&mut self, key: DeliveryKey, progress: DeliveryProgress) -> Queued {
        self.write(|session| {
            session.execute_one(
                "UPDATE deliveries SET state = ?3, tries = ?4, attempts = ?5, due_at = ?6, lease = NULL,
                    lease_owner = NULL, leased_until = NULL
                 WHERE endpoint_id = ?1 AND event_sequence = ?2",
                params![
                    key.endpoint.as_bytes(),
                    key.event_sequence,
                    progress.state.name(),
                    progress.tries.tries,
                    progress.tries.attempts,
                    progress.due_at.map(micros)
                ],
            )
        })
    }

    fn insert_attempt(&mut self, key: DeliveryKey, attempt: &Attempt, number: u32) -> Queued {
        self.write(|session| {
            let (status, fault) = match &attempt.outcome {
                AttemptOutcome::Answered(status) => (Some(*status), None),
                AttemptOutcome::Unanswered(fault) => (None, Some(fault.as_ref())),
            };
            session.execute_one(
                "INSERT INTO attempts (endpoint_id, event_sequence, number, status, fault, detail,
                    duration_ms, created_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                params![
                    key.endpoint.as_bytes(),
                    key.event_sequence,
                    number,
                    status,
                    fault,
                    attempt.detail,
                    attempt.duration_ms,
                    micros(attempt.at)
                ],
            )?;
            session.execute_any(
                "DELETE FROM attempts WHERE endpoint_id = ?1 AND event_sequence = ?2 AND number <= ?3",
                params![
                    key.endpoint.as_bytes(),
                    key.event_sequence,
                    i64::from(number) - i64::from(ATTEMPTS_KEPT)
                ],
            )
        })
    }

    fn list_leased_endpoints(&mut self, which: Leases) -> impl Read<Vec<EndpointId>> {
        self.read(|session| {
            let (leased, parameters) = leased(which, self.owner);
            session.list(
                &format!(
                    "SELECT DISTINCT endpoint_id
                     FROM deliveries INDEXED BY deliveries_leased
                     WHERE {leased}"
                ),
                params_from_iter(parameters),
                |row| Columns::new("deliveries", row).id("endpoint_id"),
            )
        })
    }

    fn release_deliveries(&mut self, which: Leases) -> impl Read<usize> {
        self.read(|session| {
            let (leased, parameters) = leased(which, self.owner);
            // Most have not been disabled.
            session.execute_any(
                &format!(
                    "UPDATE endpoints SET has_leftovers = 1
                     WHERE disabled_at IS NOT NULL AND id IN (SELECT endpoint_id FROM deliveries INDEXED BY
                         deliveries_leased WHERE {leased})"
                ),
                params_from_iter(&parameters),
            )?;
            session.execute(
                &format!(
                    "UPDATE deliveries INDEXED BY deliveries_leased SET lease = NULL, lease_owner = NULL,
                        leased_until = NULL
                     WHERE {leased}"
                ),
                params_from_iter(&parameters),
            )
        })
    }

    fn list_deliveries(
        &mut self,
        _: PartnerId,
        endpoint: EndpointId,
        state: Option<DeliveryState>,
        below: i64,
        rows_max: u32,
    ) -> impl Read<Vec<DeliveryRow>> {
        self.read(|session| {
            // Few are pending or failed among many that are delivered; the planner takes an index of theirs only if told.
            let (index, of_state) = match state {
                None => ("", ""),
                Some(DeliveryState::Pending) => ("INDEXED BY deliveries_pending", "AND state = 'pending'"),
                Some(DeliveryState::Delivered) => ("", "AND state = 'delivered'"),
                Some(DeliveryState::Failed) => ("INDEXED BY deliveries_failed", "AND state = 'failed'"),
            };
            session.list(
                &format!(
                    "SELECT event_sequence, state, due_at
                     FROM deliveries {index}
                     WHERE endpoint_id = ?1 AND event_sequence < ?2 {of_state}
                     ORDER BY event_sequence DESC LIMIT ?3"
                ),
                params![endpoint.as_bytes(), below, rows_max],
                |row| read_delivery(&Columns::new("deliveries", row)),
            )
        })
    }

    fn find_delivery_of_event(
        &mut self,
        _: PartnerId,
        endpoint: EndpointId,
        event_key: [u8; 16],
    ) -> impl Read<Option<i64>> {
        self.read(|session| {
            session.find(
                "SELECT event_sequence FROM deliveries WHERE endpoint_id = ?1 AND event_key = ?2",
                params![endpoint.as_bytes(), event_key],
                |row| Columns::new("deliveries", row).get("event_sequence"),
            )
        })
    }

    fn list_failed_deliveries(
        &mut self,
        _: PartnerId,
        endpoint: EndpointId,
        after: i64,
        rows_max: u16,
    ) -> impl Read<Vec<i64>> {
        self.read(|session| {
            session.list(
                "SELECT event_sequence
                 FROM deliveries
                 WHERE endpoint_id = ?1 AND state = 'failed' AND event_sequence > ?2
                 ORDER BY event_sequence LIMIT ?3",
                params![endpoint.as_bytes(), after, rows_max],
                |row| Columns::new("deliveries", row).get("event_sequence"),
            )
        })
    }

    fn list_endpoints_of_event(
        &mut self,
        partner: PartnerId,
        event_sequence: i64,
    ) -> impl Read<Vec<EndpointId>> {
        self.read(|session| {
            session.list(
                "SELECT endpoint_id FROM deliveries WHERE partner_id = ?1 AND event_sequence = ?2",
                params![partner.as_bytes(), event_sequence],
                |row| Columns::new("deliveries", row).id("endpoint_id"),
            )
        })
    }

    fn list_some_deliveries(
        &mut self,
        _: PartnerId,
        endpoint: EndpointId,
        rows_max: u16,
    ) -> impl Read<Vec<i64>> {
        self.read(|session| {
            session.list(
                "SELECT event_sequence FROM deliveries WHERE endpoint_id = ?1 LIMIT ?2",
                params![endpoint.as_bytes(), rows_max],
                |row| Columns::new("deliveries", row).get("event_sequence"),
            )
        })
    }

    fn list_waiting_deliveries(
        &mut self,
        _: PartnerId,
        endpoint: EndpointId,
        rows_max: u16,
    ) -> impl Read<Vec<i64>> {
        self.read(|session| {
            session.list(
                "SELECT event_sequence
                 FROM deliveries
                 WHERE endpoint_id = ?1 AND due_at IS NOT NULL AND lease IS NULL
                 ORDER BY due_at LIMIT ?2",
                params![endpoint.as_bytes(), rows_max],
                |row| Columns::new("deliveries", row).get("event_sequence"),
            )
        })
    }

    fn delete_delivery(&mut self, key: DeliveryKey) -> Queued {
        self.write(|session| {
            let parameters = params![key.endpoint.as_bytes(), key.event_sequence];
            let tests = session.execute(
                "UPDATE webhook_tests SET final_state = (SELECT state FROM deliveries d WHERE
                    d.endpoint_id = webhook_tests.endpoint_id AND d.event_sequence =
                    webhook_tests.event_sequence)
                 WHERE endpoint_id = ?1 AND event_sequence = ?2",
                parameters,
            )?;
            if tests == 0 {
                delete_attempts(session, key)?;
            }
            session.execute_one(
                "DELETE FROM deliveries WHERE endpoint_id = ?1 AND event_sequence = ?2",
                parameters,
            )
        })
    }

    fn settle_delivery(&mut self, key: DeliveryKey, state: DeliveryState) -> Queued {
        self.write(|session| {
            session.execute_one(
                "UPDATE deliveries SET state = ?3, due_at = NULL, lease = NULL, lease_owner = NULL,
                    leased_until = NULL
                 WHERE endpoint_id = ?1 AND event_sequence = ?2",
                params![key.endpoint.as_bytes(), key.event_sequence, state.name()],
            )
        })
    }

    fn restart_delivery(&mut self, key: DeliveryKey, now: Timestamp) -> Queued {
        self.write(|session| {
            session.execute_one(
                "UPDATE deliveries SET state = ?3, tries = 0,
                        due_at = CASE WHEN lease IS NULL THEN ?4 ELSE due_at END
                     WHERE endpoint_id = ?1 AND event_sequence = ?2",
                params![
                    key.endpoint.as_bytes(),
                    key.event_sequence,
                    DeliveryState::Pending.name(),
                    micros(now)
                ],
            )
        })
    }

    fn find_delivery_state(&mut self, key: DeliveryKey) -> impl Read<Option<DeliveryState>> {
        self.read(|session| {
            session.find(
                "SELECT state FROM deliveries WHERE endpoint_id = ?1 AND event_sequence = ?2",
                params![key.endpoint.as_bytes(), key.event_sequence],
                |row| Columns::new("deliveries", row).parsed("state", parse_state),
            )
        })
    }

    fn list_attempts(&mut self, key: DeliveryKey) -> impl Read<Vec<Attempt>> {
        self.read(|session| {
            let mut attempts = session.list(
                "SELECT status, fault, detail, duration_ms, created_at
                 FROM attempts
                 WHERE endpoint_id = ?1 AND event_sequence = ?2
                 ORDER BY number DESC LIMIT ?3",
                params![key.endpoint.as_bytes(), key.event_sequence, ATTEMPTS_KEPT],
                |row| read_attempt(&Columns::new("attempts", row)),
            )?;
            attempts.reverse();
            Ok(attempts)
        })
    }
}

/// Which rows are under leases of these, as a condition with its parameters. A process knows its own: they are over
/// when it says so, and not by a clock that is set forward while a message is under way.
pub(super) fn leased(which: Leases, owner: ProcessId) -> (&'static str, Vec<Value>) {
    let owner = Value::Blob(owner.as_bytes().to_vec());
    match which {
        Leases::Own => ("lease IS NOT NULL AND lease_owner = ?1", vec![owner]),
        Leases::Over(now) => {
            let over = "lease IS NOT NULL AND leased_until <= ?1 AND lease_owner <> ?2";
            (over, vec![Value::Integer(micros(now)), owner])
        }
        Leases::All => ("lease IS NOT NULL", Vec::new()),
    }
}

/// Removes the attempts of a delivery.
pub(super) fn delete_attempts(session: &Session, key: DeliveryKey) -> Outcome<()> {
    session.execute_any(
        "DELETE FROM attempts WHERE endpoint_id = ?1 AND event_sequence = ?2",
        params![key.endpoint.as_bytes(), key.event_sequence],
    )
}
