//! Receivers of events and what they are told. The dispatcher's queue are the receivers by the time of their first
//! delivery, and below each its deliveries by theirs: so one receiver with a million deliveries stands in nobody's way.

mod claims;
mod endpoints;
mod leftovers;
mod lists;
mod port;
mod replay;
mod spread;

use qualify_domain::ports::{EndpointChoice, Outcome};
use qualify_domain::webhook::{
    DisabledBecause, Endpoint, EndpointForm, EndpointSettings, EventKinds, Health, SecretVersions,
};
use qualify_vocabulary::{EndpointId, PartnerId, Timestamp};
use rusqlite::{Row, params};

use super::column::{Columns, micros};
use super::session::Session;

pub(super) use claims::release;
pub(super) use leftovers::{forget_event, purge};
pub(super) use spread::cursor;

/// The partner's receivers, the oldest first.
fn list(session: &Session, partner: PartnerId) -> Outcome<Vec<Endpoint>> {
    session.list(
        "SELECT * FROM endpoints WHERE partner_id = ?1 AND removed_at IS NULL ORDER BY created_at, id",
        [partner.as_bytes()],
        read,
    )
}

/// One receiver of the partner's.
fn find(session: &Session, partner: PartnerId, choice: EndpointChoice) -> Outcome<Option<Endpoint>> {
    match choice {
        EndpointChoice::Registration => session.find(
            "SELECT * FROM endpoints
             WHERE partner_id = ?1 AND form = 'partner-center' AND removed_at IS NULL",
            [partner.as_bytes()],
            read,
        ),
        EndpointChoice::Id(id) => session.find(
            "SELECT * FROM endpoints WHERE id = ?2 AND partner_id = ?1 AND removed_at IS NULL",
            [partner.as_bytes(), id.as_bytes()],
            read,
        ),
    }
}

/// A receiver by its id alone, for the dispatcher.
fn find_any(session: &Session, id: EndpointId) -> Outcome<Option<Endpoint>> {
    session.find("SELECT * FROM endpoints WHERE id = ?1", [id.as_bytes()], read)
}

fn read(row: &Row<'_>) -> Outcome<Endpoint> {
    let columns = Columns::new("endpoints", row);
    let disabled_at = columns.optional_moment("disabled_at")?;
    let because =
        columns.optional_parsed("disabled_because", |name| DisabledBecause::from_name(name).ok_or(()))?;
    Ok(Endpoint {
        id: columns.id("id")?,
        partner: columns.id("partner_id")?,
        form: columns.parsed("form", |name| EndpointForm::from_name(name).ok_or(()))?,
        settings: EndpointSettings {
            url: columns.get("url")?,
            target: columns.get("target")?,
            events: columns.parsed("events", |text| EventKinds::from_text(text).ok_or(()))?,
            registered_names: names_of(&columns.get::<String>("event_names")?),
            description: columns.get("description")?,
            has_own_signature_header: columns.get("has_own_signature_header")?,
        },
        secrets: SecretVersions {
            current: columns.get("secret_version")?,
            previous_until: columns.optional_moment("previous_until")?,
        },
        health: Health {
            failures: columns.get("failures")?,
            failing_since: columns.optional_moment("failing_since")?,
            last_failed_at: columns.optional_moment("last_failed_at")?,
            disabled: disabled_at.zip(because),
        },
        from_sequence: columns.get("from_sequence")?,
        created_at: columns.moment("created_at")?,
    })
}

/// Between the names of a registration; no name holds it.
const NAMES_SEPARATOR: &str = ",";

fn names_of(text: &str) -> Vec<String> {
    text.split(NAMES_SEPARATOR).filter(|name| !name.is_empty()).map(ToOwned::to_owned).collect()
}

/// Saves how a receiver has been doing. What is left to tell one that is disabled is given up, bit by bit.
fn save_health(session: &Session, id: EndpointId, health: &Health) -> Outcome<()> {
    session.execute_one(
        "UPDATE endpoints SET failures = ?2, failing_since = ?3, disabled_at = ?4, disabled_because = ?5,
             last_failed_at = ?6, has_leftovers = max(has_leftovers, ?4 IS NOT NULL)
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
}

/// Puts a receiver where it belongs in the queue: at its first delivery that nobody has claimed.
fn queue(session: &Session, id: EndpointId) -> Outcome<()> {
    session.execute_one(
        "UPDATE endpoints SET due_at = CASE WHEN disabled_at IS NULL AND removed_at IS NULL THEN
             (SELECT min(due_at) FROM deliveries WHERE endpoint_id = ?1 AND due_at IS NOT NULL AND claim IS NULL)
         END WHERE id = ?1",
        [id.as_bytes()],
    )
}

/// Puts a receiver into the queue no later than at a moment.
fn queue_at(session: &Session, id: EndpointId, due_at: Timestamp) -> Outcome<()> {
    session.execute_one(
        "UPDATE endpoints SET due_at = min(coalesce(due_at, ?2), ?2)
         WHERE id = ?1 AND disabled_at IS NULL AND removed_at IS NULL",
        params![id.as_bytes(), micros(due_at)],
    )
}
