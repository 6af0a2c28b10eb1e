//! Deliveries that are begun anew because the partner wants it.

use qualify_domain::Refusal;
use qualify_domain::audit::AuditOperation;
use qualify_domain::event::StoredEvent;
use qualify_domain::ports::{
    DeliveryKey, EndpointChoice, Outcome, ReplayDeliveries, ReplaySelection, Replayed,
};
use qualify_domain::webhook::{DeliveryState, Endpoint};
use qualify_vocabulary::Timestamp;
use rusqlite::params;

use super::super::column::{Columns, micros};
use super::super::events;
use super::super::requests::granted;
use super::super::session::Session;
use super::super::writer::Decided;
use super::endpoints::note;
use super::{find, queue_at, spread};

/// Begins deliveries anew, a bounded number of events at a time.
pub(super) fn replay(session: &Session, command: &ReplayDeliveries) -> Decided<Replayed> {
    let choice = EndpointChoice::Id(command.endpoint);
    let endpoint = granted!(find(session, command.partner, choice)?.ok_or(Refusal::WebhookNotFound));
    if endpoint.health.disabled.is_some() {
        return Ok(Err(Refusal::WebhookDisabled));
    }
    let replayed = match &command.selection {
        ReplaySelection::Event(id) => {
            let known = find_by_event(session, &endpoint, id)?;
            let event_sequence = granted!(known.ok_or(Refusal::DeliveryNotFound));
            let event = events::find(session, event_sequence)?;
            if event.is_none_or(|event| event.at < command.kept_since) {
                return Ok(Err(Refusal::DeliveryNotFound));
            }
            again(session, DeliveryKey { endpoint: endpoint.id, event_sequence }, command.act.now)?;
            Replayed { deliveries: 1, next: None }
        }
        ReplaySelection::FailedSince(since) => failed_since(session, &endpoint, *since, command)?,
        ReplaySelection::Between(from, until) => between(session, &endpoint, *from, *until, command)?,
    };
    if replayed.deliveries > 0 {
        // The dispatcher is woken as by an event.
        session.note_event();
        queue_at(session, endpoint.id, command.act.now)?;
    }
    let more = vec![("Deliveries".into(), replayed.deliveries.to_string())];
    note(session, &command.act, AuditOperation::ReplayDeliveries, &endpoint, more)?;
    Ok(Ok(replayed))
}

fn find_by_event(session: &Session, endpoint: &Endpoint, id: &str) -> Outcome<Option<i64>> {
    let Some(key) = StoredEvent::key_of(id) else { return Ok(None) };
    session.find(
        "SELECT event_sequence FROM deliveries WHERE endpoint_id = ?1 AND event_key = ?2",
        params![endpoint.id.as_bytes(), key],
        |row| Columns::new("deliveries", row).get("event_sequence"),
    )
}

/// Puts a delivery at its beginning. One that is under way is being attempted: should that fail, its schedule begins anew.
fn again(session: &Session, key: DeliveryKey, now: Timestamp) -> Outcome<()> {
    session
        .execute(
            "UPDATE deliveries SET state = ?3, tries = 0, due_at = CASE WHEN claim IS NULL THEN ?4 ELSE due_at END
             WHERE endpoint_id = ?1 AND event_sequence = ?2",
            params![key.endpoint.as_bytes(), key.event_sequence, DeliveryState::Pending.name(), micros(now)],
        )
        .map(|_| ())
}

fn failed_since(
    session: &Session,
    endpoint: &Endpoint,
    since: Timestamp,
    command: &ReplayDeliveries,
) -> Outcome<Replayed> {
    let failed: Vec<i64> = session.list(
        "SELECT event_sequence FROM deliveries
         WHERE endpoint_id = ?1 AND state = 'failed' AND event_sequence > ?2 ORDER BY event_sequence LIMIT ?3",
        params![endpoint.id.as_bytes(), command.after.unwrap_or_default(), command.rows_max],
        |row| Columns::new("deliveries", row).get("event_sequence"),
    )?;
    let mut replayed = Replayed::default();
    for event_sequence in &failed {
        let event = events::find(session, *event_sequence)?;
        if event.is_some_and(|event| event.at >= since.max(command.kept_since)) {
            let key = DeliveryKey { endpoint: endpoint.id, event_sequence: *event_sequence };
            again(session, key, command.act.now)?;
            replayed.deliveries += 1;
        }
    }
    if failed.len() == usize::from(command.rows_max) {
        replayed.next = failed.last().copied();
    }
    Ok(replayed)
}

fn between(
    session: &Session,
    endpoint: &Endpoint,
    from: Timestamp,
    until: Timestamp,
    command: &ReplayDeliveries,
) -> Outcome<Replayed> {
    let after = command.after.unwrap_or_default();
    let looked_at = events::list_of_partner(session, endpoint.partner, after, command.rows_max)?;
    // What was before its registration can be asked for, too.
    let any_time = Endpoint { from_sequence: 0, ..endpoint.clone() };
    let mut replayed = Replayed::default();
    for event in &looked_at {
        if event.at < from.max(command.kept_since) || event.at >= until || !any_time.wants(event) {
            continue;
        }
        if !spread::begin(session, endpoint, event, command.act.now)? {
            let key = DeliveryKey { endpoint: endpoint.id, event_sequence: event.sequence };
            again(session, key, command.act.now)?;
        }
        replayed.deliveries += 1;
    }
    if looked_at.len() == usize::from(command.rows_max) {
        replayed.next = looked_at.last().map(|event| event.sequence);
    }
    Ok(replayed)
}
