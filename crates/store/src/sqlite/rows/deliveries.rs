//! Deliveries of events to receivers, their attempts, and tests.

use qualify_domain::ports::{Attempt, DeliveryKey, Outcome};
use qualify_domain::webhook::{AttemptOutcome, DeliveryState};
use qualify_vocabulary::{ClaimId, CorrelationId, EndpointId, PartnerId, Timestamp};
use rusqlite::params;

use super::SqliteRows;
use crate::rows::{
    ATTEMPTS_KEPT, DeliveryProgress, DeliveryRow, DeliveryRows, DeliveryTries, EndedTest, KnownTest, Queued,
    Read,
};
use crate::sqlite::engine::column::{Columns, micros};
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
        "INSERT INTO deliveries (endpoint_id, event_sequence, event_key, state, tries, attempts, due_at)
         VALUES (?1, ?2, ?3, ?4, 0, 0, ?5) ON CONFLICT DO NOTHING",
        params![
            key.endpoint.as_bytes(),
            key.event_sequence,
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
        endpoint: EndpointId,
        now: Timestamp,
        rows_max: usize,
    ) -> impl Read<Vec<i64>> {
        self.read(|session| {
            session.list(
                "SELECT event_sequence FROM deliveries
         WHERE endpoint_id = ?1 AND due_at IS NOT NULL AND claim IS NULL AND due_at <= ?2
         ORDER BY due_at LIMIT ?3",
                params![endpoint.as_bytes(), micros(now), i64::try_from(rows_max).unwrap_or(i64::MAX)],
                |row| Columns::new("deliveries", row).get("event_sequence"),
            )
        })
    }

    fn claim_delivery(&mut self, key: DeliveryKey, claim: ClaimId) -> Queued {
        self.write(|session| {
            session.execute_one(
                "UPDATE deliveries SET claim = ?3 WHERE endpoint_id = ?1 AND event_sequence = ?2",
                params![key.endpoint.as_bytes(), key.event_sequence, claim.as_bytes()],
            )
        })
    }

    fn find_claimed_delivery(
        &mut self,
        key: DeliveryKey,
        claim: ClaimId,
    ) -> impl Read<Option<DeliveryTries>> {
        self.read(|session| {
    session.find(
        "SELECT tries, attempts FROM deliveries WHERE endpoint_id = ?1 AND event_sequence = ?2 AND claim = ?3",
        params![key.endpoint.as_bytes(), key.event_sequence, claim.as_bytes()],
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
                "UPDATE deliveries SET state = ?3, tries = ?4, attempts = ?5, due_at = ?6, claim = NULL
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
        "INSERT INTO attempts (endpoint_id, event_sequence, number, status, fault, detail, duration_ms, created_at)
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
    session
        .execute(
            "DELETE FROM attempts WHERE endpoint_id = ?1 AND event_sequence = ?2 AND number <= ?3",
            params![
                key.endpoint.as_bytes(),
                key.event_sequence,
                i64::from(number) - i64::from(ATTEMPTS_KEPT)
            ],
        )
        .map(|_| ())
})
    }

    fn list_claimed_endpoints(&mut self) -> impl Read<Vec<EndpointId>> {
        self.read(|session| {
            // SQLite would rather walk along all deliveries, for the sake of DISTINCT.
            session.list(
        "SELECT DISTINCT endpoint_id FROM deliveries INDEXED BY deliveries_claimed WHERE claim IS NOT NULL",
        [],
        |row| Columns::new("deliveries", row).id("endpoint_id"),
    )
        })
    }

    fn release_deliveries(&mut self) -> impl Read<usize> {
        self.read(|session| {
            session.execute(
                "UPDATE endpoints SET has_leftovers = 1 WHERE disabled_at IS NOT NULL AND id IN
             (SELECT endpoint_id FROM deliveries INDEXED BY deliveries_claimed WHERE claim IS NOT NULL)",
                [],
            )?;
            session.execute(
                "UPDATE deliveries INDEXED BY deliveries_claimed SET claim = NULL WHERE claim IS NOT NULL",
                [],
            )
        })
    }

    fn list_deliveries(
        &mut self,
        endpoint: EndpointId,
        state: Option<DeliveryState>,
        below: i64,
        rows_max: u32,
    ) -> impl Read<Vec<DeliveryRow>> {
        self.read(|session| {
            // Literals, so that each finds its index.
            let of_state = match state {
                None => "",
                Some(DeliveryState::Pending) => "AND state = 'pending'",
                Some(DeliveryState::Delivered) => "AND state = 'delivered'",
                Some(DeliveryState::Failed) => "AND state = 'failed'",
            };
            session.list(
                &format!(
                    "SELECT event_sequence, state, due_at FROM deliveries
             WHERE endpoint_id = ?1 AND event_sequence < ?2 {of_state}
             ORDER BY event_sequence DESC LIMIT ?3"
                ),
                params![endpoint.as_bytes(), below, rows_max],
                |row| {
                    let columns = Columns::new("deliveries", row);
                    Ok(DeliveryRow {
                        event_sequence: columns.get("event_sequence")?,
                        state: columns.parsed("state", parse_state)?,
                        due_at: columns.optional_moment("due_at")?,
                    })
                },
            )
        })
    }

    fn find_delivery_of_event(
        &mut self,
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
        endpoint: EndpointId,
        after: i64,
        rows_max: u16,
    ) -> impl Read<Vec<i64>> {
        self.read(|session| {
    session.list(
        "SELECT event_sequence FROM deliveries
         WHERE endpoint_id = ?1 AND state = 'failed' AND event_sequence > ?2 ORDER BY event_sequence LIMIT ?3",
        params![endpoint.as_bytes(), after, rows_max],
        |row| Columns::new("deliveries", row).get("event_sequence"),
    )
})
    }

    fn list_endpoints_of_event(&mut self, event_sequence: i64) -> impl Read<Vec<EndpointId>> {
        self.read(|session| {
            session.list(
                "SELECT endpoint_id FROM deliveries WHERE event_sequence = ?1",
                [event_sequence],
                |row| Columns::new("deliveries", row).id("endpoint_id"),
            )
        })
    }

    fn list_some_deliveries(&mut self, endpoint: EndpointId, rows_max: u16) -> impl Read<Vec<i64>> {
        self.read(|session| {
            session.list(
                "SELECT event_sequence FROM deliveries WHERE endpoint_id = ?1 LIMIT ?2",
                params![endpoint.as_bytes(), rows_max],
                |row| Columns::new("deliveries", row).get("event_sequence"),
            )
        })
    }

    fn list_waiting_deliveries(&mut self, endpoint: EndpointId, rows_max: u16) -> impl Read<Vec<i64>> {
        self.read(|session| {
            session.list(
                "SELECT event_sequence FROM deliveries
         WHERE endpoint_id = ?1 AND due_at IS NOT NULL AND claim IS NULL ORDER BY due_at LIMIT ?2",
                params![endpoint.as_bytes(), rows_max],
                |row| Columns::new("deliveries", row).get("event_sequence"),
            )
        })
    }

    fn delete_delivery(&mut self, key: DeliveryKey) -> Queued {
        self.write(|session| {
    let parameters = params![key.endpoint.as_bytes(), key.event_sequence];
    let tests = session.execute(
        "UPDATE webhook_tests SET final_state =
             (SELECT state FROM deliveries d
              WHERE d.endpoint_id = webhook_tests.endpoint_id AND d.event_sequence = webhook_tests.event_sequence)
         WHERE endpoint_id = ?1 AND event_sequence = ?2",
        parameters,
    )?;
    if tests == 0 {
        delete_attempts(session, key)?;
    }
    session
        .execute("DELETE FROM deliveries WHERE endpoint_id = ?1 AND event_sequence = ?2", parameters)
        .map(|_| ())
})
    }

    fn is_report_known(&mut self, partner: PartnerId, report: CorrelationId) -> impl Read<bool> {
        self.read(|session| {
            let found = session.find(
                "SELECT 1 FROM webhook_tests WHERE partner_id = ?1 AND report = ?2",
                [partner.as_bytes(), report.as_bytes()],
                |_| Ok(()),
            )?;
            Ok(found.is_some())
        })
    }

    fn insert_test(
        &mut self,
        partner: PartnerId,
        report: CorrelationId,
        key: DeliveryKey,
        url: &str,
        now: Timestamp,
    ) -> Queued {
        self.write(|session| {
            session.execute_one(
                "INSERT INTO webhook_tests (partner_id, report, endpoint_id, event_sequence, url, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    partner.as_bytes(),
                    report.as_bytes(),
                    key.endpoint.as_bytes(),
                    key.event_sequence,
                    url,
                    micros(now)
                ],
            )
        })
    }

    fn find_test(
        &mut self,
        partner: PartnerId,
        report: CorrelationId,
        oldest: Timestamp,
    ) -> impl Read<Option<KnownTest>> {
        self.read(|session| {
            session.find(
                "SELECT endpoint_id, event_sequence, url, final_state FROM webhook_tests
         WHERE partner_id = ?1 AND report = ?2 AND created_at >= ?3",
                params![partner.as_bytes(), report.as_bytes(), micros(oldest)],
                |row| {
                    let columns = Columns::new("webhook_tests", row);
                    let final_state = columns.optional_parsed("final_state", parse_state)?;
                    Ok(KnownTest { key: read_key(&columns)?, url: columns.get("url")?, final_state })
                },
            )
        })
    }

    fn list_ended_tests(&mut self, before: Timestamp, rows_max: u16) -> impl Read<Vec<EndedTest>> {
        self.read(|session| {
            session.list(
                "SELECT partner_id, report, endpoint_id, event_sequence, final_state IS NOT NULL AS is_alone
         FROM webhook_tests WHERE created_at < ?1 ORDER BY created_at LIMIT ?2",
                params![micros(before), rows_max],
                |row| {
                    let columns = Columns::new("webhook_tests", row);
                    Ok(EndedTest {
                        partner: columns.id("partner_id")?,
                        report: columns.id("report")?,
                        key: read_key(&columns)?,
                        is_alone: columns.get("is_alone")?,
                    })
                },
            )
        })
    }

    fn delete_test(&mut self, test: &EndedTest) -> Queued {
        self.write(|session| {
            if test.is_alone {
                delete_attempts(session, test.key)?;
            }
            session.execute_one(
                "DELETE FROM webhook_tests WHERE partner_id = ?1 AND report = ?2",
                [test.partner.as_bytes(), test.report.as_bytes()],
            )
        })
    }

    fn find_dispatch_cursor(&mut self) -> impl Read<i64> {
        self.read(|session| {
            let cursor = session
                .find("SELECT cursor FROM dispatch", [], |row| Columns::new("dispatch", row).get("cursor"))?;
            Ok(cursor.unwrap_or_default())
        })
    }

    fn move_dispatch_cursor(&mut self, sequence: i64) -> Queued {
        self.write(|session| {
    session.execute_one(
        "INSERT INTO dispatch (id, cursor) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET cursor = excluded.cursor",
        [sequence],
    )
})
    }

    fn settle_delivery(&mut self, key: DeliveryKey, state: DeliveryState) -> Queued {
        self.write(|session| {
            session.execute_one(
                "UPDATE deliveries SET state = ?3, due_at = NULL, claim = NULL
         WHERE endpoint_id = ?1 AND event_sequence = ?2",
                params![key.endpoint.as_bytes(), key.event_sequence, state.name()],
            )
        })
    }

    fn restart_delivery(&mut self, key: DeliveryKey, now: Timestamp) -> Queued {
        self.write(|session| {
    session
        .execute(
            "UPDATE deliveries SET state = ?3, tries = 0, due_at = CASE WHEN claim IS NULL THEN ?4 ELSE due_at END
             WHERE endpoint_id = ?1 AND event_sequence = ?2",
            params![key.endpoint.as_bytes(), key.event_sequence, DeliveryState::Pending.name(), micros(now)],
        )
        .map(|_| ())
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
                "SELECT status, fault, detail, duration_ms, created_at FROM attempts
         WHERE endpoint_id = ?1 AND event_sequence = ?2 ORDER BY number DESC LIMIT ?3",
                params![key.endpoint.as_bytes(), key.event_sequence, ATTEMPTS_KEPT],
                |row| {
                    let columns = Columns::new("attempts", row);
                    let status: Option<u16> = columns.get("status")?;
                    let fault: Option<String> = columns.get("fault")?;
                    Ok(Attempt {
                        at: columns.moment("created_at")?,
                        duration_ms: columns.get("duration_ms")?,
                        outcome: match status {
                            Some(status) => AttemptOutcome::Answered(status),
                            None => AttemptOutcome::Unanswered(fault.unwrap_or_default().into()),
                        },
                        detail: columns.get("detail")?,
                    })
                },
            )?;
            attempts.reverse();
            Ok(attempts)
        })
    }
}

/// Removes the attempts of a delivery.
fn delete_attempts(session: &Session, key: DeliveryKey) -> Outcome<()> {
    session
        .execute(
            "DELETE FROM attempts WHERE endpoint_id = ?1 AND event_sequence = ?2",
            params![key.endpoint.as_bytes(), key.event_sequence],
        )
        .map(|_| ())
}

fn parse_state(name: &str) -> Result<DeliveryState, ()> {
    DeliveryState::from_name(name).ok_or(())
}

fn read_key(columns: &Columns<'_>) -> Outcome<DeliveryKey> {
    Ok(DeliveryKey { endpoint: columns.id("endpoint_id")?, event_sequence: columns.get("event_sequence")? })
}
