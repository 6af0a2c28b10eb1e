//! What goes: deliveries whose event goes, those that nobody attempts any more, and old tests.

use qualify_domain::ports::{DeliveryKey, Outcome};
use qualify_domain::webhook::DeliveryState;
use qualify_vocabulary::{EndpointId, Timestamp};
use rusqlite::params;

use super::super::column::{Columns, micros};
use super::super::session::Session;
use super::claims::settle;
use super::lists::TEST_LIFETIME;

/// Takes away everything about an event that goes.
pub(in super::super) fn forget_event(session: &Session, event_sequence: i64) -> Outcome<()> {
    let endpoints: Vec<EndpointId> = session.list(
        "SELECT endpoint_id FROM deliveries WHERE event_sequence = ?1",
        [event_sequence],
        |row| Columns::new("deliveries", row).id("endpoint_id"),
    )?;
    for endpoint in endpoints {
        forget(session, DeliveryKey { endpoint, event_sequence })?;
    }
    Ok(())
}

fn forget(session: &Session, key: DeliveryKey) -> Outcome<()> {
    let parameters = params![key.endpoint.as_bytes(), key.event_sequence];
    session.execute("DELETE FROM attempts WHERE endpoint_id = ?1 AND event_sequence = ?2", parameters)?;
    session
        .execute("DELETE FROM deliveries WHERE endpoint_id = ?1 AND event_sequence = ?2", parameters)
        .map(|_| ())
}

/// Does a bounded part of what is left to do; answers how many rows it was.
pub(in super::super) fn purge(session: &Session, now: Timestamp, rows_max: u16) -> Outcome<usize> {
    let oldest = now.checked_sub(TEST_LIFETIME).unwrap_or(Timestamp::MIN);
    let tests = session.execute(
        "DELETE FROM webhook_tests WHERE (partner_id, report) IN
             (SELECT partner_id, report FROM webhook_tests WHERE created_at < ?1 ORDER BY created_at LIMIT ?2)",
        params![micros(oldest), rows_max],
    )?;
    let left: Option<(EndpointId, bool)> = session.find(
        "SELECT id, removed_at IS NOT NULL AS is_removed FROM endpoints WHERE has_leftovers = 1 LIMIT 1",
        [],
        |row| {
            let columns = Columns::new("endpoints", row);
            Ok((columns.id("id")?, columns.get("is_removed")?))
        },
    )?;
    let rows = match left {
        None => 0,
        Some((endpoint, true)) => remove_some(session, endpoint, rows_max)?,
        Some((endpoint, false)) => give_up_some(session, endpoint, rows_max)?,
    };
    Ok(tests + rows)
}

/// Removes deliveries of a receiver that was removed, and at last the receiver.
fn remove_some(session: &Session, endpoint: EndpointId, rows_max: u16) -> Outcome<usize> {
    let keys: Vec<i64> = session.list(
        "SELECT event_sequence FROM deliveries WHERE endpoint_id = ?1 LIMIT ?2",
        params![endpoint.as_bytes(), rows_max],
        |row| Columns::new("deliveries", row).get("event_sequence"),
    )?;
    for event_sequence in &keys {
        forget(session, DeliveryKey { endpoint, event_sequence: *event_sequence })?;
    }
    if keys.len() < usize::from(rows_max) {
        session.execute("DELETE FROM endpoints WHERE id = ?1", [endpoint.as_bytes()])?;
    }
    Ok(keys.len())
}

/// Gives up deliveries to a receiver that is disabled; they can be replayed.
fn give_up_some(session: &Session, endpoint: EndpointId, rows_max: u16) -> Outcome<usize> {
    let is_disabled = session.find(
        "SELECT 1 FROM endpoints WHERE id = ?1 AND disabled_at IS NOT NULL",
        [endpoint.as_bytes()],
        |_| Ok(()),
    )?;
    let keys: Vec<i64> = match is_disabled {
        // It was switched on again before all were given up.
        None => Vec::new(),
        Some(()) => session.list(
            "SELECT event_sequence FROM deliveries
             WHERE endpoint_id = ?1 AND due_at IS NOT NULL AND claim IS NULL LIMIT ?2",
            params![endpoint.as_bytes(), rows_max],
            |row| Columns::new("deliveries", row).get("event_sequence"),
        )?,
    };
    for event_sequence in &keys {
        settle(session, DeliveryKey { endpoint, event_sequence: *event_sequence }, DeliveryState::Failed)?;
    }
    if keys.len() < usize::from(rows_max) {
        session.execute("UPDATE endpoints SET has_leftovers = 0 WHERE id = ?1", [endpoint.as_bytes()])?;
    }
    Ok(keys.len())
}
