//! Deliveries of events to receivers, their attempts.

use qualify_domain::ports::{Attempt, DeliveryKey, Leases};
use qualify_domain::webhook::{AttemptOutcome, DeliveryState};
use qualify_vocabulary::{EndpointId, LeaseId, PartnerId, ProcessId, Timestamp};

use super::PostgresRows;
use crate::postgres::engine::column::{Cells as _, Columns, micros};
use crate::postgres::engine::value::{Value, params};
use crate::rows::{
    ATTEMPTS_KEPT, DeliveryProgress, DeliveryRow, DeliveryRows, DeliveryTries, Queued, Read, parse_state,
    read_attempt, read_delivery,
};

impl DeliveryRows for PostgresRows {
    fn insert_delivery(
        &mut self,
        key: DeliveryKey,
        event_key: [u8; 16],
        due_at: Timestamp,
    ) -> impl Read<bool> {
        async move {
            let made = self
                .execute(
                    "INSERT INTO deliveries (endpoint_id, event_sequence, partner_id, event_key, state,
                    tries, attempts, due_at)
                 VALUES ($1, $2, $3, $4, $5, 0, 0, $6)
                 ON CONFLICT DO NOTHING",
                    params![
                        key.endpoint.as_bytes(),
                        key.event_sequence,
                        key.partner.as_bytes(),
                        event_key,
                        DeliveryState::Pending.name(),
                        micros(due_at)
                    ],
                )
                .await?;
            Ok(made > 0)
        }
    }

    fn list_due_deliveries(
        &mut self,
        partner: PartnerId,
        endpoint: EndpointId,
        now: Timestamp,
        rows_max: usize,
    ) -> impl Read<Vec<i64>> {
        let locking = self.session.locking_what_is_free();
        self.list(
            format!(
                "SELECT event_sequence
                 FROM deliveries
                 WHERE partner_id = $1 AND endpoint_id = $2 AND due_at IS NOT NULL AND lease IS NULL AND due_at <= $3
                 ORDER BY due_at LIMIT $4{locking}"
            ),
            params![partner.as_bytes(), endpoint.as_bytes(), micros(now), i64::try_from(rows_max).unwrap_or(i64::MAX)],
            |row| Columns::new("deliveries", row).get("event_sequence"),
        )
    }

    fn lease_delivery(&mut self, key: DeliveryKey, lease: LeaseId, until: Timestamp) -> Queued {
        self.execute_one(
            "UPDATE deliveries SET lease = $4, lease_owner = $5, leased_until = $6
                 WHERE partner_id = $1 AND endpoint_id = $2 AND event_sequence = $3",
            params![
                key.partner.as_bytes(),
                key.endpoint.as_bytes(),
                key.event_sequence,
                lease.as_bytes(),
                self.owner.as_bytes(),
                micros(until)
            ],
        )
    }

    fn find_leased_delivery(&mut self, key: DeliveryKey, lease: LeaseId) -> impl Read<Option<DeliveryTries>> {
        let locking = self.session.locking();
        self.find(
            format!(
                "SELECT tries, attempts
                 FROM deliveries
                 WHERE partner_id = $1 AND endpoint_id = $2 AND event_sequence = $3 AND lease = $4{locking}"
            ),
            params![key.partner.as_bytes(), key.endpoint.as_bytes(), key.event_sequence, lease.as_bytes()],
            |row| {
                let columns = Columns::new("deliveries", row);
                Ok(DeliveryTries { tries: columns.get("tries")?, attempts: columns.get("attempts")? })
            },
        )
    }

    fn save_delivery(&mut self, key: DeliveryKey, progress: DeliveryProgress) -> Queued {
        self.execute_one(
            "UPDATE deliveries SET state = $4, tries = $5, attempts = $6, due_at = $7, lease = NULL,
                    lease_owner = NULL, leased_until = NULL
                 WHERE partner_id = $1 AND endpoint_id = $2 AND event_sequence = $3",
            params![
                key.partner.as_bytes(),
                key.endpoint.as_bytes(),
                key.event_sequence,
                progress.state.name(),
                progress.tries.tries,
                progress.tries.attempts,
                progress.due_at.map(micros)
            ],
        )
    }

    fn insert_attempt(&mut self, key: DeliveryKey, attempt: &Attempt, number: u32) -> Queued {
        let (status, fault) = match &attempt.outcome {
            AttemptOutcome::Answered(status) => (Some(*status), None),
            AttemptOutcome::Unanswered(fault) => (None, Some(fault.as_ref())),
        };
        self.execute_one(
            "INSERT INTO attempts (partner_id, endpoint_id, event_sequence, number, status, fault, detail,
                    duration_ms, created_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            params![
                key.partner.as_bytes(),
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
        self.execute_any(
            "DELETE FROM attempts WHERE partner_id = $1 AND endpoint_id = $2 AND event_sequence = $3 AND number <= $4",
            params![
                key.partner.as_bytes(),
                key.endpoint.as_bytes(),
                key.event_sequence,
                i64::from(number) - i64::from(ATTEMPTS_KEPT)
            ],
        )
    }

    fn list_leased_endpoints(&mut self, which: Leases) -> impl Read<Vec<EndpointId>> {
        async move {
            let (leased, parameters) = leased(which, self.owner);
            self.list(
                format!(
                    "SELECT DISTINCT endpoint_id
                     FROM deliveries
                     WHERE {leased}"
                ),
                parameters,
                |row| Columns::new("deliveries", row).id("endpoint_id"),
            )
            .await
        }
    }

    fn release_deliveries(&mut self, which: Leases) -> impl Read<usize> {
        async move {
            let (leased, parameters) = leased(which, self.owner);
            // Most have not been disabled.
            self.execute_any(
                format!(
                    "UPDATE endpoints SET has_leftovers = true
                     WHERE disabled_at IS NOT NULL AND (partner_id, id) IN
                         (SELECT partner_id, endpoint_id FROM deliveries WHERE {leased})"
                ),
                parameters.clone(),
            )?;
            self.execute(
                format!(
                    "UPDATE deliveries SET lease = NULL, lease_owner = NULL,
                        leased_until = NULL
                     WHERE {leased}"
                ),
                parameters.clone(),
            )
            .await
        }
    }

    fn list_deliveries(
        &mut self,
        partner: PartnerId,
        endpoint: EndpointId,
        state: Option<DeliveryState>,
        below: i64,
        rows_max: u32,
    ) -> impl Read<Vec<DeliveryRow>> {
        let of_state = match state {
            None => "",
            Some(DeliveryState::Pending) => "AND state = 'pending'",
            Some(DeliveryState::Delivered) => "AND state = 'delivered'",
            Some(DeliveryState::Failed) => "AND state = 'failed'",
        };
        self.list(
            format!(
                "SELECT event_sequence, state, due_at
                 FROM deliveries
                 WHERE partner_id = $1 AND endpoint_id = $2 AND event_sequence < $3 {of_state}
                 ORDER BY event_sequence DESC LIMIT $4"
            ),
            params![partner.as_bytes(), endpoint.as_bytes(), below, rows_max],
            |row| read_delivery(&Columns::new("deliveries", row)),
        )
    }

    fn find_delivery_of_event(
        &mut self,
        partner: PartnerId,
        endpoint: EndpointId,
        event_key: [u8; 16],
    ) -> impl Read<Option<i64>> {
        self.find(
            "SELECT event_sequence FROM deliveries WHERE partner_id = $1 AND endpoint_id = $2 AND event_key = $3",
            params![partner.as_bytes(), endpoint.as_bytes(), event_key],
            |row| Columns::new("deliveries", row).get("event_sequence"),
        )
    }

    fn list_failed_deliveries(
        &mut self,
        partner: PartnerId,
        endpoint: EndpointId,
        after: i64,
        rows_max: u16,
    ) -> impl Read<Vec<i64>> {
        self.list(
            "SELECT event_sequence
                 FROM deliveries
                 WHERE partner_id = $1 AND endpoint_id = $2 AND state = 'failed' AND event_sequence > $3
                 ORDER BY event_sequence LIMIT $4",
            params![partner.as_bytes(), endpoint.as_bytes(), after, rows_max],
            |row| Columns::new("deliveries", row).get("event_sequence"),
        )
    }

    fn list_endpoints_of_event(
        &mut self,
        partner: PartnerId,
        event_sequence: i64,
    ) -> impl Read<Vec<EndpointId>> {
        self.list(
            "SELECT endpoint_id FROM deliveries WHERE partner_id = $1 AND event_sequence = $2",
            params![partner.as_bytes(), event_sequence],
            |row| Columns::new("deliveries", row).id("endpoint_id"),
        )
    }

    fn list_some_deliveries(
        &mut self,
        partner: PartnerId,
        endpoint: EndpointId,
        rows_max: u16,
    ) -> impl Read<Vec<i64>> {
        self.list(
            "SELECT event_sequence FROM deliveries WHERE partner_id = $1 AND endpoint_id = $2 LIMIT $3",
            params![partner.as_bytes(), endpoint.as_bytes(), rows_max],
            |row| Columns::new("deliveries", row).get("event_sequence"),
        )
    }

    fn list_waiting_deliveries(
        &mut self,
        partner: PartnerId,
        endpoint: EndpointId,
        rows_max: u16,
    ) -> impl Read<Vec<i64>> {
        self.list(
            "SELECT event_sequence
                 FROM deliveries
                 WHERE partner_id = $1 AND endpoint_id = $2 AND due_at IS NOT NULL AND lease IS NULL
                 ORDER BY due_at LIMIT $3",
            params![partner.as_bytes(), endpoint.as_bytes(), rows_max],
            |row| Columns::new("deliveries", row).get("event_sequence"),
        )
    }

    fn delete_delivery(&mut self, key: DeliveryKey) -> Queued {
        let place = || params![key.partner.as_bytes(), key.endpoint.as_bytes(), key.event_sequence];
        // The attempts of a test stay as long as its report.
        self.execute_any(
            "DELETE FROM attempts WHERE partner_id = $1 AND endpoint_id = $2 AND event_sequence = $3 AND NOT EXISTS
                (SELECT 1 FROM webhook_tests WHERE partner_id = $1 AND endpoint_id = $2 AND event_sequence = $3)",
            place(),
        )?;
        self.execute_any(
            "UPDATE webhook_tests SET final_state = (SELECT state FROM deliveries d WHERE
                d.partner_id = webhook_tests.partner_id AND d.endpoint_id = webhook_tests.endpoint_id AND d.event_sequence =
                webhook_tests.event_sequence)
             WHERE partner_id = $1 AND endpoint_id = $2 AND event_sequence = $3",
            place(),
        )?;
        self.execute_one(
            "DELETE FROM deliveries WHERE partner_id = $1 AND endpoint_id = $2 AND event_sequence = $3",
            place(),
        )
    }

    fn settle_delivery(&mut self, key: DeliveryKey, state: DeliveryState) -> Queued {
        self.execute_one(
            "UPDATE deliveries SET state = $4, due_at = NULL, lease = NULL, lease_owner = NULL,
                    leased_until = NULL
                 WHERE partner_id = $1 AND endpoint_id = $2 AND event_sequence = $3",
            params![key.partner.as_bytes(), key.endpoint.as_bytes(), key.event_sequence, state.name()],
        )
    }

    fn restart_delivery(&mut self, key: DeliveryKey, now: Timestamp) -> Queued {
        self.execute_one(
            "UPDATE deliveries SET state = $4, tries = 0,
                        due_at = CASE WHEN lease IS NULL THEN $5 ELSE due_at END
                     WHERE partner_id = $1 AND endpoint_id = $2 AND event_sequence = $3",
            params![
                key.partner.as_bytes(),
                key.endpoint.as_bytes(),
                key.event_sequence,
                DeliveryState::Pending.name(),
                micros(now)
            ],
        )
    }

    fn find_delivery_state(&mut self, key: DeliveryKey) -> impl Read<Option<DeliveryState>> {
        self.find(
            "SELECT state FROM deliveries WHERE partner_id = $1 AND endpoint_id = $2 AND event_sequence = $3",
            params![key.partner.as_bytes(), key.endpoint.as_bytes(), key.event_sequence],
            |row| Columns::new("deliveries", row).parsed("state", parse_state),
        )
    }

    fn list_attempts(&mut self, key: DeliveryKey) -> impl Read<Vec<Attempt>> {
        async move {
            let mut attempts = self
                .list(
                    "SELECT status, fault, detail, duration_ms, created_at
                 FROM attempts
                 WHERE partner_id = $1 AND endpoint_id = $2 AND event_sequence = $3
                 ORDER BY number DESC LIMIT $4",
                    params![
                        key.partner.as_bytes(),
                        key.endpoint.as_bytes(),
                        key.event_sequence,
                        ATTEMPTS_KEPT
                    ],
                    |row| read_attempt(&Columns::new("attempts", row)),
                )
                .await?;
            attempts.reverse();
            Ok(attempts)
        }
    }
}

/// Which rows are under leases of these, as a condition with its parameters. A process knows its own: they are over
/// when it says so, and not by a clock that is set forward while a message is under way.
pub(super) fn leased(which: Leases, owner: ProcessId) -> (&'static str, Vec<Value>) {
    let owner = Value::Blob(owner.as_bytes().to_vec());
    match which {
        Leases::Own => ("lease IS NOT NULL AND lease_owner = $1", vec![owner]),
        Leases::Over(now) => {
            let over = "lease IS NOT NULL AND leased_until <= $1 AND lease_owner <> $2";
            (over, vec![Value::Integer(micros(now)), owner])
        }
        Leases::All => ("lease IS NOT NULL", Vec::new()),
    }
}

impl PostgresRows {
    /// Removes the attempts of a delivery.
    pub(super) fn delete_attempts(&mut self, key: DeliveryKey) -> Queued {
        self.execute_any(
            "DELETE FROM attempts WHERE partner_id = $1 AND endpoint_id = $2 AND event_sequence = $3",
            params![key.partner.as_bytes(), key.endpoint.as_bytes(), key.event_sequence],
        )
    }
}
