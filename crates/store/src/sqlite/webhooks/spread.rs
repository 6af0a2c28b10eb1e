//! From events to deliveries.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use qualify_domain::event::StoredEvent;
use qualify_domain::ports::Outcome;
use qualify_domain::webhook::{DeliveryState, Endpoint};
use qualify_vocabulary::{PartnerId, Timestamp};
use rusqlite::params;

use super::super::column::{Columns, micros};
use super::super::events;
use super::super::session::Session;
use super::super::writer::Decided;
use super::{list, queue_at};

/// Up to which event deliveries were made.
pub(in super::super) fn cursor(session: &Session) -> Outcome<i64> {
    let cursor =
        session.find("SELECT cursor FROM dispatch", [], |row| Columns::new("dispatch", row).get("cursor"))?;
    Ok(cursor.unwrap_or_default())
}

/// Whether there are events behind the cursor.
pub(super) fn has_news(session: &Session) -> Outcome<bool> {
    Ok(events::last_sequence(session)? > cursor(session)?)
}

/// Makes deliveries of the events behind the cursor, and moves it; answers how many events were looked at.
pub(super) fn spread(session: &Session, rows_max: u16) -> Decided<usize> {
    if !has_endpoints(session)? {
        // Nobody is to be told of anything, which is known without a look at the events.
        move_cursor(session, events::last_sequence(session)?)?;
        return Ok(Ok(0));
    }
    let news = events::list_behind(session, cursor(session)?, rows_max)?;
    let Some(last) = news.last() else { return Ok(Ok(0)) };
    let mut receivers: HashMap<PartnerId, Vec<Endpoint>> = HashMap::new();
    for event in &news {
        let endpoints = match receivers.entry(event.partner) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(list(session, event.partner)?),
        };
        for endpoint in endpoints.iter().filter(|endpoint| endpoint.wants(event)) {
            begin(session, endpoint, event, event.at)?;
        }
    }
    move_cursor(session, last.sequence)?;
    Ok(Ok(news.len()))
}

fn has_endpoints(session: &Session) -> Outcome<bool> {
    let found = session.find("SELECT 1 FROM endpoints LIMIT 1", [], |_| Ok(()))?;
    Ok(found.is_some())
}

fn move_cursor(session: &Session, sequence: i64) -> Outcome<()> {
    session.execute_one(
        "INSERT INTO dispatch (id, cursor) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET cursor = excluded.cursor",
        [sequence],
    )
}

/// Makes the delivery of an event to a receiver, due at a moment; answers whether there was none yet.
pub(super) fn begin(
    session: &Session,
    endpoint: &Endpoint,
    event: &StoredEvent,
    due_at: Timestamp,
) -> Outcome<bool> {
    let made = session.execute(
        "INSERT INTO deliveries (endpoint_id, event_sequence, event_key, state, tries, attempts, due_at)
         VALUES (?1, ?2, ?3, ?4, 0, 0, ?5) ON CONFLICT DO NOTHING",
        params![
            endpoint.id.as_bytes(),
            event.sequence,
            event.key(),
            DeliveryState::Pending.name(),
            micros(due_at)
        ],
    )?;
    if made > 0 {
        queue_at_if_enabled(session, endpoint, due_at)?;
    }
    Ok(made > 0)
}

fn queue_at_if_enabled(session: &Session, endpoint: &Endpoint, due_at: Timestamp) -> Outcome<()> {
    if endpoint.health.disabled.is_none() { queue_at(session, endpoint.id, due_at) } else { Ok(()) }
}
