//! The dispatcher's side: deliveries are claimed, attempted outside of any transaction, and what came of it is saved.
//!
//! A claim lasts as long as the process: the open store is one process's alone, which frees what the one before had
//! claimed when it starts.

use qualify_domain::audit::AuditOperation;
use qualify_domain::caller::{Act, Actor};
use qualify_domain::event::{Event, EventData, EventKind};
use qualify_domain::ports::{AttemptedDelivery, ClaimDeliveries, ClaimedDelivery, DeliveryKey, Outcome};
use qualify_domain::webhook::{
    AttemptOutcome, DeliveryState, DeliveryStep, Endpoint, Health, Progress, after_attempt,
};
use qualify_vocabulary::{ClaimId, EndpointId, PartnerId, Timestamp};
use rusqlite::params;

use super::super::column::{Columns, micros};
use super::super::events;
use super::super::session::Session;
use super::super::writer::Decided;
use super::endpoints::note;
use super::lists::ATTEMPTS_KEPT;
use super::{find_any, queue, save_health};

/// Whether a delivery is due.
pub(super) fn is_any_due(session: &Session, now: Timestamp) -> Outcome<bool> {
    Ok(next_due(session)?.is_some_and(|due_at| due_at <= now))
}

/// When the next delivery is due.
pub(super) fn next_due(session: &Session) -> Outcome<Option<Timestamp>> {
    let found = session.find(
        "SELECT due_at FROM endpoints WHERE due_at IS NOT NULL ORDER BY due_at LIMIT 1",
        [],
        |row| Columns::new("endpoints", row).moment("due_at"),
    )?;
    Ok(found)
}

/// Receivers that are looked at at a time.
const PAGE: usize = 256;

/// Most pages of receivers that are looked at: those whose partners have as many deliveries under way as they may are
/// passed over.
const PAGES_MAX: usize = 16;

/// The receivers of one partner may have this part of the room that is left: a quarter of everything where nobody else is
/// told, and some is left for others, unless the receivers of very many partners do not answer.
const PARTNER_SHARE: usize = 3;

/// Takes what is due, the receiver whose delivery has waited longest first, and a bounded number of each and of each
/// partner.
pub(super) fn claim(session: &Session, command: &ClaimDeliveries) -> Decided<Vec<ClaimedDelivery>> {
    let mut taken: Vec<ClaimedDelivery> = Vec::new();
    let mut after = (i64::MIN, EndpointId::from([0; 16]));
    for _ in 0..PAGES_MAX {
        let page = list_due(session, command.now, after)?;
        let last = page.last().map(|last| (last.due_at_micros, last.id));
        take_of_page(session, command, page, &mut taken)?;
        match last {
            Some(last) if taken.len() < usize::from(command.rows_max) => after = last,
            _ => break,
        }
    }
    Ok(Ok(taken))
}

/// A receiver for which something is due.
struct Waiting {
    id: EndpointId,
    partner: PartnerId,
    due_at_micros: i64,
}

fn take_of_page(
    session: &Session,
    command: &ClaimDeliveries,
    page: Vec<Waiting>,
    taken: &mut Vec<ClaimedDelivery>,
) -> Outcome<()> {
    for Waiting { id, partner, .. } in page {
        let of_endpoint =
            command.under_way.iter().filter(|it| it.endpoint == id).map(|it| it.deliveries).sum();
        let of_partner: u16 =
            command.under_way.iter().filter(|it| it.partner == partner).map(|it| it.deliveries).sum();
        let taken_of_partner = taken.iter().filter(|it| it.endpoint.partner == partner).count();
        let left = usize::from(command.rows_max).saturating_sub(taken.len());
        let of_partner_max = (left / PARTNER_SHARE).max(1);
        let room = usize::from(command.of_endpoint_max.saturating_sub(of_endpoint))
            .min(of_partner_max.saturating_sub(usize::from(of_partner) + taken_of_partner))
            .min(left);
        if room > 0 {
            take(session, command, id, room, taken)?;
        }
    }
    Ok(())
}

fn list_due(session: &Session, now: Timestamp, after: (i64, EndpointId)) -> Outcome<Vec<Waiting>> {
    session.list(
        "SELECT id, partner_id, due_at FROM endpoints
         WHERE due_at <= ?1 AND (due_at, id) > (?3, ?4) ORDER BY due_at, id LIMIT ?2",
        params![micros(now), i64::try_from(PAGE).unwrap_or(i64::MAX), after.0, after.1.as_bytes()],
        |row| {
            let columns = Columns::new("endpoints", row);
            Ok(Waiting {
                id: columns.id("id")?,
                partner: columns.id("partner_id")?,
                due_at_micros: columns.get("due_at")?,
            })
        },
    )
}

fn take(
    session: &Session,
    command: &ClaimDeliveries,
    id: EndpointId,
    wanted: usize,
    taken: &mut Vec<ClaimedDelivery>,
) -> Outcome<()> {
    if let Some(endpoint) = find_any(session, id)? {
        let due: Vec<i64> = session.list(
            "SELECT event_sequence FROM deliveries
             WHERE endpoint_id = ?1 AND due_at IS NOT NULL AND claim IS NULL AND due_at <= ?2
             ORDER BY due_at LIMIT ?3",
            params![id.as_bytes(), micros(command.now), i64::try_from(wanted).unwrap_or(i64::MAX)],
            |row| Columns::new("deliveries", row).get("event_sequence"),
        )?;
        for event_sequence in due {
            let key = DeliveryKey { endpoint: id, event_sequence };
            let Some(event) = events::find(session, event_sequence)? else {
                tracing::error!(endpoint = %id, "a delivery's event is gone; the delivery is given up");
                settle(session, key, DeliveryState::Failed)?;
                continue;
            };
            session.execute_one(
                "UPDATE deliveries SET claim = ?3 WHERE endpoint_id = ?1 AND event_sequence = ?2",
                params![id.as_bytes(), event_sequence, command.claim.as_bytes()],
            )?;
            let audit_operation = find_audit_operation(session, &event)?;
            taken.push(ClaimedDelivery { endpoint: endpoint.clone(), event, audit_operation });
        }
    }
    queue(session, id)
}

fn find_audit_operation(
    session: &Session,
    event: &qualify_domain::event::StoredEvent,
) -> Outcome<Option<String>> {
    let Some(position) = event.audit else { return Ok(None) };
    session.find("SELECT operation FROM audit_records WHERE ticks = ?1", [position.ticks()], |row| {
        Columns::new("audit_records", row).get("operation")
    })
}

/// A delivery that is claimed, as it stands.
struct Standing {
    tries: u32,
    attempts: u32,
}

/// Saves what came of attempts. One whose claim is not this one any more changes nothing.
pub(super) fn save_attempts(session: &Session, attempts: &[AttemptedDelivery]) -> Decided<()> {
    for attempted in attempts {
        let Some(standing) = find_claimed(session, attempted.claim, attempted.key)? else { continue };
        let Some(endpoint) = find_any(session, attempted.key.endpoint)? else { continue };
        save_attempt(session, attempted, &standing, &endpoint)?;
    }
    Ok(Ok(()))
}

fn find_claimed(session: &Session, claim: ClaimId, key: DeliveryKey) -> Outcome<Option<Standing>> {
    session.find(
        "SELECT tries, attempts FROM deliveries WHERE endpoint_id = ?1 AND event_sequence = ?2 AND claim = ?3",
        params![key.endpoint.as_bytes(), key.event_sequence, claim.as_bytes()],
        |row| {
            let columns = Columns::new("deliveries", row);
            Ok(Standing { tries: columns.get("tries")?, attempts: columns.get("attempts")? })
        },
    )
}

fn save_attempt(
    session: &Session,
    attempted: &AttemptedDelivery,
    standing: &Standing,
    endpoint: &Endpoint,
) -> Outcome<()> {
    let AttemptedDelivery { key, attempt, jitter, .. } = attempted;
    let tries = standing.tries.saturating_add(1);
    let progress =
        after_attempt(endpoint.form, endpoint.health, tries, &attempt.outcome, attempt.at, *jitter);
    insert_attempt(session, attempted, standing.attempts.saturating_add(1))?;
    let (state, due_at) = match progress.step {
        DeliveryStep::Delivered => (DeliveryState::Delivered, None),
        DeliveryStep::RetryAt(due_at) => (DeliveryState::Pending, Some(due_at)),
        DeliveryStep::GivenUp => (DeliveryState::Failed, None),
    };
    session.execute_one(
        "UPDATE deliveries SET state = ?3, tries = ?4, attempts = ?5, due_at = ?6, claim = NULL
         WHERE endpoint_id = ?1 AND event_sequence = ?2",
        params![
            key.endpoint.as_bytes(),
            key.event_sequence,
            state.name(),
            tries,
            standing.attempts.saturating_add(1),
            due_at.map(micros)
        ],
    )?;
    follow_up(session, attempted, endpoint, &progress)
}

fn insert_attempt(session: &Session, attempted: &AttemptedDelivery, number: u32) -> Outcome<()> {
    let AttemptedDelivery { key, attempt, .. } = attempted;
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
    // A delivery that is replayed again and again does not grow for ever.
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
}

/// What an attempt means for the receiver.
fn follow_up(
    session: &Session,
    attempted: &AttemptedDelivery,
    endpoint: &Endpoint,
    progress: &Progress,
) -> Outcome<()> {
    if progress.health != endpoint.health {
        save_health(session, endpoint.id, &progress.health)?;
    }
    match progress.step {
        // It stands in the queue by its other deliveries already.
        DeliveryStep::Delivered | DeliveryStep::GivenUp => {}
        DeliveryStep::RetryAt(_) => queue(session, endpoint.id)?,
    }
    if progress.has_become_disabled {
        queue(session, endpoint.id)?;
        events::append(session, &disabled_event(attempted, endpoint, &progress.health))?;
        let act = Act {
            actor: Actor::service("webhooks"),
            now: attempted.attempt.at,
            correlation_id: attempted.correlation_id,
        };
        let because = progress.health.disabled.map(|(_, because)| because.name()).unwrap_or_default();
        let more = vec![("Because".into(), because.to_owned())];
        note(session, &act, AuditOperation::DisableWebhook, endpoint, more)?;
    }
    Ok(())
}

fn disabled_event(attempted: &AttemptedDelivery, endpoint: &Endpoint, health: &Health) -> Event {
    Event {
        kind: EventKind::EndpointDisabled,
        partner: endpoint.partner,
        customer: None,
        data: EventData {
            endpoint_id: Some(endpoint.id),
            disabled_because: health.disabled.map(|(_, because)| because.name()),
            ..EventData::default()
        },
        audit: None,
        correlation_id: attempted.correlation_id,
        at: attempted.attempt.at,
    }
}

/// Ends a delivery without an attempt.
pub(super) fn settle(session: &Session, key: DeliveryKey, state: DeliveryState) -> Outcome<()> {
    session.execute_one(
        "UPDATE deliveries SET state = ?3, due_at = NULL, claim = NULL
         WHERE endpoint_id = ?1 AND event_sequence = ?2",
        params![key.endpoint.as_bytes(), key.event_sequence, state.name()],
    )
}

/// Frees everything that is claimed; answers how many deliveries.
pub(in super::super) fn release(session: &Session) -> Outcome<usize> {
    // SQLite would rather walk along all deliveries, for the sake of DISTINCT.
    let claimed: Vec<EndpointId> = session.list(
        "SELECT DISTINCT endpoint_id FROM deliveries INDEXED BY deliveries_claimed WHERE claim IS NOT NULL",
        [],
        |row| Columns::new("deliveries", row).id("endpoint_id"),
    )?;
    let freed = session.execute(
        "UPDATE deliveries INDEXED BY deliveries_claimed SET claim = NULL WHERE claim IS NOT NULL",
        [],
    )?;
    for id in claimed {
        queue(session, id)?;
        // What a receiver was to be told that was disabled meanwhile is given up.
        session.execute(
            "UPDATE endpoints SET has_leftovers = 1 WHERE id = ?1 AND disabled_at IS NOT NULL",
            [id.as_bytes()],
        )?;
    }
    Ok(freed)
}
