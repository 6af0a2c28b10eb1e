//! Receivers of events, in the order in which the dispatcher gets to them.

use qualify_domain::ports::{EndpointChoice, Outcome, Whose};
use qualify_domain::webhook::{Endpoint, EndpointForm, Health};
use qualify_vocabulary::{EndpointId, PartnerId, Timestamp};
use rusqlite::{Row, params, params_from_iter};

use super::SqliteRows;
use super::whose::narrowed;
use crate::rows::{DueEndpoint, EndpointRows, Leftovers, NAMES_SEPARATOR, Queued, Read, read_endpoint};
use crate::sqlite::engine::column::{Cells as _, Columns, micros};

impl EndpointRows for SqliteRows<'_> {
    fn list_due_endpoints(
        &mut self,
        now: Timestamp,
        whose: &Whose,
        after: (i64, EndpointId),
        rows_max: usize,
    ) -> impl Read<Vec<DueEndpoint>> {
        self.read(|session| {
            let due = narrowed(
                "SELECT id, partner_id, due_at
                 FROM endpoints
                 WHERE due_at <= ?1 AND (due_at, id) > (?3, ?4) WHOSE
                 ORDER BY due_at, id LIMIT ?2",
                vec![
                    micros(now).into(),
                    i64::try_from(rows_max).unwrap_or(i64::MAX).into(),
                    after.0.into(),
                    after.1.as_bytes().to_vec().into(),
                ],
                whose,
            );
            session.list(&due.sql, params_from_iter(due.parameters), |row| {
                let columns = Columns::new("endpoints", row);
                Ok(DueEndpoint {
                    id: columns.id("id")?,
                    partner: columns.id("partner_id")?,
                    due_at_micros: columns.get("due_at")?,
                })
            })
        })
    }

    fn count_endpoints(&mut self, partner: PartnerId, form: EndpointForm) -> impl Read<u32> {
        self.read(|session| {
            session.get(
                "SELECT count(*) AS registered
                 FROM endpoints
                 WHERE partner_id = ?1 AND form = ?2 AND removed_at IS NULL",
                params![partner.as_bytes(), form.name()],
                |row| Columns::new("endpoints", row).get("registered"),
            )
        })
    }

    fn save_endpoint_settings(&mut self, endpoint: &Endpoint) -> Queued {
        self.write(|session| {
            session.execute_one(
                "UPDATE endpoints SET url = ?2, events = ?3, description = ?4,
                    has_own_signature_header = ?5, target = ?6, event_names = ?7
                 WHERE id = ?1",
                params![
                    endpoint.id.as_bytes(),
                    endpoint.settings.url,
                    endpoint.settings.events.to_text(),
                    endpoint.settings.description,
                    endpoint.settings.has_own_signature_header,
                    endpoint.settings.target,
                    endpoint.settings.registered_names.join(NAMES_SEPARATOR)
                ],
            )
        })
    }

    fn save_endpoint_secrets(&mut self, endpoint: &Endpoint) -> Queued {
        self.write(|session| {
            session.execute_one(
                "UPDATE endpoints SET secret_version = ?2, previous_until = ?3 WHERE id = ?1",
                params![
                    endpoint.id.as_bytes(),
                    endpoint.secrets.current,
                    endpoint.secrets.previous_until.map(micros)
                ],
            )
        })
    }

    fn mark_endpoint_removed(&mut self, id: EndpointId, now: Timestamp) -> Queued {
        self.write(|session| {
            session.execute_one(
                "UPDATE endpoints SET removed_at = ?2, due_at = NULL, url = '', target = '',
                    event_names = '', description = NULL, has_leftovers = 1
                 WHERE id = ?1",
                params![id.as_bytes(), micros(now)],
            )
        })
    }

    fn find_leftovers(&mut self) -> impl Read<Option<Leftovers>> {
        self.read(|session| {
            session.find(
                "SELECT id, partner_id, removed_at IS NOT NULL AS is_removed,
                    disabled_at IS NOT NULL AS is_disabled
                 FROM endpoints
                 WHERE has_leftovers = 1 LIMIT 1",
                [],
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
        })
    }

    fn clear_leftovers(&mut self, id: EndpointId) -> Queued {
        self.write(|session| {
            session.execute_one("UPDATE endpoints SET has_leftovers = 0 WHERE id = ?1", [id.as_bytes()])
        })
    }

    fn delete_endpoint(&mut self, id: EndpointId) -> Queued {
        self.write(|session| session.execute_one("DELETE FROM endpoints WHERE id = ?1", [id.as_bytes()]))
    }

    fn list_endpoints(&mut self, partner: PartnerId) -> impl Read<Vec<Endpoint>> {
        self.read(|session| {
            session.list(
                "SELECT *
                 FROM endpoints
                 WHERE partner_id = ?1 AND removed_at IS NULL
                 ORDER BY created_at, id",
                [partner.as_bytes()],
                read,
            )
        })
    }

    fn list_endpoint_ids(&mut self, partner: PartnerId) -> impl Read<Vec<EndpointId>> {
        self.read(|session| {
            session.list(
                "SELECT id FROM endpoints WHERE partner_id = ?1 AND removed_at IS NULL",
                [partner.as_bytes()],
                |row| Columns::new("endpoints", row).id("id"),
            )
        })
    }

    fn find_endpoint(&mut self, partner: PartnerId, choice: EndpointChoice) -> impl Read<Option<Endpoint>> {
        self.read(|session| match choice {
            EndpointChoice::Registration => session.find(
                "SELECT *
                 FROM endpoints
                 WHERE partner_id = ?1 AND form = 'partner-center' AND removed_at IS NULL",
                [partner.as_bytes()],
                read,
            ),
            EndpointChoice::Id(id) => session.find(
                "SELECT * FROM endpoints WHERE id = ?2 AND partner_id = ?1 AND removed_at IS NULL",
                [partner.as_bytes(), id.as_bytes()],
                read,
            ),
        })
    }

    fn find_any_endpoint(&mut self, id: EndpointId) -> impl Read<Option<Endpoint>> {
        self.read(|session| session.find("SELECT * FROM endpoints WHERE id = ?1", [id.as_bytes()], read))
    }

    fn save_endpoint_health(&mut self, id: EndpointId, health: &Health) -> Queued {
        self.write(|session| {
            session.execute_one(
                "UPDATE endpoints SET failures = ?2, failing_since = ?3, disabled_at = ?4,
                    disabled_because = ?5, last_failed_at = ?6, has_leftovers = max(has_leftovers,
                    ?4 IS NOT NULL)
                 WHERE id = ?1",
                params![
                    id.as_bytes(),
                    health.failures,
                    health.failing_since.map(micros),
                    health.disabled.map(|(at, _)| micros(at)),
                    health.disabled.map(|(_, because)| because.name()),
                    health.last_failed_at.map(micros)
                ],
            )
        })
    }

    fn queue_endpoint(&mut self, id: EndpointId) -> Queued {
        self.write(|session| {
            session.execute_one(
                "UPDATE endpoints SET due_at = CASE WHEN disabled_at IS NULL AND removed_at IS NULL THEN
                    (SELECT min(due_at) FROM deliveries WHERE endpoint_id = ?1 AND due_at IS NOT NULL
                    AND lease IS NULL) END
                 WHERE id = ?1",
                [id.as_bytes()],
            )
        })
    }

    fn put_endpoint_off(&mut self, id: EndpointId, until: Timestamp) -> Queued {
        self.write(|session| {
            session.execute_one(
                "UPDATE endpoints SET due_at = ?2 WHERE id = ?1",
                params![id.as_bytes(), micros(until)],
            )
        })
    }

    fn queue_endpoint_at(&mut self, id: EndpointId, due_at: Timestamp) -> Queued {
        self.write(|session| {
            session.execute_one(
                "UPDATE endpoints SET due_at = min(coalesce(due_at, ?2), ?2)
                 WHERE id = ?1 AND disabled_at IS NULL AND removed_at IS NULL",
                params![id.as_bytes(), micros(due_at)],
            )
        })
    }

    fn insert_endpoint(&mut self, endpoint: &Endpoint) -> Queued {
        self.write(|session| {
            session.execute_one(
                "INSERT INTO endpoints (id, partner_id, form, url, events, description,
                    has_own_signature_header, secret_version, from_sequence, failures, has_leftovers,
                    created_at, target, event_names)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0, 0, ?10, ?11, ?12)",
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
        })
    }

    fn find_next_due(&mut self) -> impl Read<Option<Timestamp>> {
        self.read(|session| {
            let found = session.find(
                "SELECT due_at FROM endpoints WHERE due_at IS NOT NULL ORDER BY due_at LIMIT 1",
                [],
                |row| Columns::new("endpoints", row).moment("due_at"),
            )?;
            Ok(found)
        })
    }

    fn has_endpoints(&mut self) -> impl Read<bool> {
        self.read(|session| {
            let found = session.find("SELECT 1 FROM endpoints LIMIT 1", [], |_| Ok(()))?;
            Ok(found.is_some())
        })
    }
}

fn read(row: &Row<'_>) -> Outcome<Endpoint> {
    read_endpoint(&Columns::new("endpoints", row))
}
