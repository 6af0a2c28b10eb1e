//! Receivers of events, in the order in which the dispatcher gets to them.

use qualify_domain::ports::{EndpointChoice, Outcome, Whose};
use qualify_domain::webhook::{Endpoint, EndpointForm, Health};
use qualify_vocabulary::{EndpointId, PartnerId, Timestamp};
use tokio_postgres::Row;

use super::PostgresRows;
use super::whose::narrowed;
use crate::postgres::engine::column::{Cells as _, Columns, micros};
use crate::postgres::engine::question::Question;
use crate::postgres::engine::value::{NOTHING, params};
use crate::rows::{DueEndpoint, EndpointRows, Leftovers, NAMES_SEPARATOR, Queued, Read, read_endpoint};

impl EndpointRows for PostgresRows {
    fn list_due_endpoints(
        &mut self,
        now: Timestamp,
        whose: &Whose,
        after: (i64, EndpointId),
        rows_max: usize,
    ) -> impl Read<Vec<DueEndpoint>> {
        async move {
            let due = narrowed(
                "SELECT id, partner_id, due_at
                 FROM endpoints
                 WHERE due_at <= $1 AND (due_at, id) > ($3, $4) WHOSE
                 ORDER BY due_at, id LIMIT $2",
                params![
                    micros(now),
                    i64::try_from(rows_max).unwrap_or(i64::MAX),
                    after.0,
                    after.1.as_bytes(),
                ],
                whose,
            );
            self.list(due.sql, due.parameters, |row| {
                let columns = Columns::new("endpoints", row);
                Ok(DueEndpoint {
                    id: columns.id("id")?,
                    partner: columns.id("partner_id")?,
                    due_at_micros: columns.get("due_at")?,
                })
            })
            .await
        }
    }

    fn count_endpoints(&mut self, partner: PartnerId, form: EndpointForm) -> impl Read<u32> {
        // The number is what another one is refused by.
        let count = Question::new(
            "SELECT count(*) AS registered
                 FROM endpoints
                 WHERE partner_id = $1 AND form = $2 AND removed_at IS NULL",
            params![partner.as_bytes(), form.name()],
        );
        self.get_asked(count.behind_name("endpoints", partner.as_bytes()), |row| {
            Columns::new("endpoints", row).get("registered")
        })
    }

    fn save_endpoint_settings(&mut self, endpoint: &Endpoint) -> Queued {
        self.execute_one(
            "UPDATE endpoints SET url = $3, events = $4, description = $5,
                    has_own_signature_header = $6, target = $7, event_names = $8
                 WHERE partner_id = $1 AND id = $2",
            params![
                endpoint.partner.as_bytes(),
                endpoint.id.as_bytes(),
                endpoint.settings.url,
                endpoint.settings.events.to_text(),
                endpoint.settings.description,
                endpoint.settings.has_own_signature_header,
                endpoint.settings.target,
                endpoint.settings.registered_names.join(NAMES_SEPARATOR)
            ],
        )
    }

    fn save_endpoint_secrets(&mut self, endpoint: &Endpoint) -> Queued {
        self.execute_one(
            "UPDATE endpoints SET secret_version = $3, previous_until = $4 WHERE partner_id = $1 AND id = $2",
            params![
                endpoint.partner.as_bytes(),
                endpoint.id.as_bytes(),
                endpoint.secrets.current,
                endpoint.secrets.previous_until.map(micros)
            ],
        )
    }

    fn mark_endpoint_removed(&mut self, id: EndpointId, now: Timestamp) -> Queued {
        self.execute_one(
            "UPDATE endpoints SET removed_at = $2, due_at = NULL, url = '', target = '',
                    event_names = '', description = NULL, has_leftovers = true
                 WHERE id = $1",
            params![id.as_bytes(), micros(now)],
        )
    }

    fn find_leftovers(&mut self) -> impl Read<Option<Leftovers>> {
        self.find(
            "SELECT id, partner_id, removed_at IS NOT NULL AS is_removed,
                    disabled_at IS NOT NULL AS is_disabled
                 FROM endpoints
                 WHERE has_leftovers LIMIT 1",
            NOTHING,
            |row| {
                let columns = Columns::new("endpoints", row);
                Ok(Leftovers {
                    partner: columns.id("partner_id")?,
                    endpoint: columns.id("id")?,
                    is_removed: columns.get("is_removed")?,
                    is_disabled: columns.get("is_disabled")?,
                })
            },
        )
    }

    fn clear_leftovers(&mut self, id: EndpointId) -> Queued {
        self.execute_one("UPDATE endpoints SET has_leftovers = false WHERE id = $1", [id.as_bytes()])
    }

    fn delete_endpoint(&mut self, id: EndpointId) -> Queued {
        self.execute_one("DELETE FROM endpoints WHERE id = $1", [id.as_bytes()])
    }

    fn list_endpoints(&mut self, partner: PartnerId) -> impl Read<Vec<Endpoint>> {
        self.list(
            "SELECT *
                 FROM endpoints
                 WHERE partner_id = $1 AND removed_at IS NULL
                 ORDER BY created_at, id",
            [partner.as_bytes()],
            read,
        )
    }

    fn list_endpoint_ids(&mut self, partner: PartnerId) -> impl Read<Vec<EndpointId>> {
        self.list(
            "SELECT id FROM endpoints WHERE partner_id = $1 AND removed_at IS NULL",
            [partner.as_bytes()],
            |row| Columns::new("endpoints", row).id("id"),
        )
    }

    fn find_endpoint(&mut self, partner: PartnerId, choice: EndpointChoice) -> impl Read<Option<Endpoint>> {
        let locking = self.session.locking();
        match choice {
            EndpointChoice::Registration => self.find(
                format!(
                    "SELECT *
                     FROM endpoints
                     WHERE partner_id = $1 AND form = 'partner-center' AND removed_at IS NULL{locking}"
                ),
                [partner.as_bytes()],
                read,
            ),
            EndpointChoice::Id(id) => self.find(
                format!("SELECT * FROM endpoints WHERE id = $2 AND partner_id = $1 AND removed_at IS NULL{locking}"),
                [partner.as_bytes(), id.as_bytes()],
                read,
            ),
        }
    }

    fn find_any_endpoint(&mut self, id: EndpointId) -> impl Read<Option<Endpoint>> {
        let locking = self.session.locking();
        self.find(format!("SELECT * FROM endpoints WHERE id = $1{locking}"), [id.as_bytes()], read)
    }

    fn save_endpoint_health(&mut self, id: EndpointId, health: &Health) -> Queued {
        self.execute_one(
            "UPDATE endpoints SET failures = $2, failing_since = $3, disabled_at = $4,
                    disabled_because = $5, last_failed_at = $6, has_leftovers = has_leftovers OR
                    $4 IS NOT NULL
                 WHERE id = $1",
            params![
                id.as_bytes(),
                health.failures,
                health.failing_since.map(micros),
                health.disabled.map(|(at, _)| micros(at)),
                health.disabled.map(|(_, because)| because.name()),
                health.last_failed_at.map(micros)
            ],
        )
    }

    fn queue_endpoint(&mut self, id: EndpointId) -> Queued {
        // Locked by a statement of its own, so that the next one sees all deliveries that were made until then.
        self.lock_endpoint(id);
        self.execute_one(
            "UPDATE endpoints e SET due_at = CASE WHEN disabled_at IS NULL AND removed_at IS NULL THEN
                (SELECT min(d.due_at) FROM deliveries d WHERE d.partner_id = e.partner_id
                AND d.endpoint_id = e.id AND d.due_at IS NOT NULL AND d.lease IS NULL) END
             WHERE id = $1",
            [id.as_bytes()],
        )
    }

    fn put_endpoint_off(&mut self, id: EndpointId, until: Timestamp) -> Queued {
        self.execute_one(
            "UPDATE endpoints SET due_at = $2 WHERE id = $1",
            params![id.as_bytes(), micros(until)],
        )
    }

    fn queue_endpoint_at(&mut self, id: EndpointId, due_at: Timestamp) -> Queued {
        self.execute_any(
            "UPDATE endpoints SET due_at = least(coalesce(due_at, $2), $2)
             WHERE id = $1 AND disabled_at IS NULL AND removed_at IS NULL",
            params![id.as_bytes(), micros(due_at)],
        )
    }

    fn insert_endpoint(&mut self, endpoint: &Endpoint) -> Queued {
        self.execute_one(
            "INSERT INTO endpoints (id, partner_id, form, url, events, description,
                    has_own_signature_header, secret_version, from_sequence, failures, has_leftovers,
                    created_at, target, event_names)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, false, $10, $11, $12)",
            params![
                endpoint.id.as_bytes(),
                endpoint.partner.as_bytes(),
                endpoint.form.name(),
                endpoint.settings.url,
                endpoint.settings.events.to_text(),
                endpoint.settings.description,
                endpoint.settings.has_own_signature_header,
                endpoint.secrets.current,
                endpoint.from_sequence,
                micros(endpoint.created_at),
                endpoint.settings.target,
                endpoint.settings.registered_names.join(NAMES_SEPARATOR)
            ],
        )
    }

    fn find_next_due(&mut self) -> impl Read<Option<Timestamp>> {
        async move {
            let found = self
                .find(
                    "SELECT due_at FROM endpoints WHERE due_at IS NOT NULL ORDER BY due_at LIMIT 1",
                    NOTHING,
                    |row| Columns::new("endpoints", row).moment("due_at"),
                )
                .await?;
            Ok(found)
        }
    }

    fn has_endpoints(&mut self) -> impl Read<bool> {
        self.is_any("SELECT 1 FROM endpoints LIMIT 1", NOTHING)
    }
}

impl PostgresRows {
    fn lock_endpoint(&mut self, id: EndpointId) {
        self.session.lock("SELECT 1 FROM endpoints WHERE id = $1 FOR NO KEY UPDATE", [id.as_bytes()]);
    }
}

fn read(row: &Row) -> Outcome<Endpoint> {
    read_endpoint(&Columns::new("endpoints", row))
}
