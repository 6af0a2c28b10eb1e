//! What goes: deliveries whose event goes, those that nobody attempts any more, and old tests.

use qualify_domain::ports::{DeliveryKey, Outcome};
use qualify_domain::webhook::DeliveryState;
use qualify_vocabulary::{CorrelationId, EndpointId, PartnerId, Timestamp};
use rusqlite::params;

use super::super::column::{Columns, micros};
use super::super::session::Session;
use super::claims::settle;
use super::lists::TEST_LIFETIME;

/// Takes away everything about an event that goes; answers how many deliveries there were.
pub(in super::super) fn forget_event(session: &Session, event_sequence: i64) -> Outcome<usize> {
    let endpoints: Vec<EndpointId> = session.list(
        "SELECT endpoint_id FROM deliveries WHERE event_sequence = ?1",
        [event_sequence],
        |row| Columns::new("deliveries", row).id("endpoint_id"),
    )?;
    for endpoint in &endpoints {
        forget(session, DeliveryKey { endpoint: *endpoint, event_sequence })?;
    }
    Ok(endpoints.len())
}

/// Removes a delivery with its attempts. Those of a test stay as long as its report.
fn forget(session: &Session, key: DeliveryKey) -> Outcome<()> {
    let parameters = params![key.endpoint.as_bytes(), key.event_sequence];
    let tests = session.execute(
        "UPDATE webhook_tests SET final_state =
             (SELECT state FROM deliveries d
              WHERE d.endpoint_id = webhook_tests.endpoint_id AND d.event_sequence = webhook_tests.event_sequence)
         WHERE endpoint_id = ?1 AND event_sequence = ?2",
        parameters,
    )?;
    if tests == 0 {
        forget_attempts(session, key)?;
    }
    session
        .execute("DELETE FROM deliveries WHERE endpoint_id = ?1 AND event_sequence = ?2", parameters)
        .map(|_| ())
}

fn forget_attempts(session: &Session, key: DeliveryKey) -> Outcome<()> {
    session
        .execute(
            "DELETE FROM attempts WHERE endpoint_id = ?1 AND event_sequence = ?2",
            params![key.endpoint.as_bytes(), key.event_sequence],
        )
        .map(|_| ())
}

/// Does a bounded part of what is left to do; answers how many rows it was.
pub(in super::super) fn purge(session: &Session, now: Timestamp, rows_max: u16) -> Outcome<usize> {
    let mut rows = purge_tests(session, now, rows_max)?;
    while rows < usize::from(rows_max) {
        let left: Option<(EndpointId, bool)> = session.find(
            "SELECT id, removed_at IS NOT NULL AS is_removed FROM endpoints WHERE has_leftovers = 1 LIMIT 1",
            [],
            |row| {
                let columns = Columns::new("endpoints", row);
                Ok((columns.id("id")?, columns.get("is_removed")?))
            },
        )?;
        let Some((endpoint, is_removed)) = left else { break };
        // A receiver with nothing left is work, too.
        rows += 1;
        rows += if is_removed {
            remove_some(session, endpoint, rows_max)?
        } else {
            give_up_some(session, endpoint, rows_max)?
        };
    }
    Ok(rows)
}

/// Removes reports whose time is over, with the attempts that stayed for them.
fn purge_tests(session: &Session, now: Timestamp, rows_max: u16) -> Outcome<usize> {
    let oldest = now.checked_sub(TEST_LIFETIME).unwrap_or(Timestamp::MIN);
    let tests: Vec<(PartnerId, CorrelationId, DeliveryKey, bool)> = session.list(
        "SELECT partner_id, report, endpoint_id, event_sequence, final_state IS NOT NULL AS is_alone
         FROM webhook_tests WHERE created_at < ?1 ORDER BY created_at LIMIT ?2",
        params![micros(oldest), rows_max],
        |row| {
            let columns = Columns::new("webhook_tests", row);
            let key = DeliveryKey {
                endpoint: columns.id("endpoint_id")?,
                event_sequence: columns.get("event_sequence")?,
            };
            Ok((columns.id("partner_id")?, columns.id("report")?, key, columns.get("is_alone")?))
        },
    )?;
    for (partner, report, key, is_alone) in &tests {
        if *is_alone {
            forget_attempts(session, *key)?;
        }
        session.execute_one(
            "DELETE FROM webhook_tests WHERE partner_id = ?1 AND report = ?2",
            [partner.as_bytes(), report.as_bytes()],
        )?;
    }
    Ok(tests.len())
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
             WHERE endpoint_id = ?1 AND due_at IS NOT NULL AND claim IS NULL ORDER BY due_at LIMIT ?2",
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
