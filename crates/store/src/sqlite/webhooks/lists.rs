//! What partners see of deliveries and tests.

use qualify_domain::Refusal;
use qualify_domain::ports::{Attempt, Delivery, DeliveryKey, EndpointChoice, Outcome, Slice, TestReport};
use qualify_domain::webhook::{AttemptOutcome, DeliveryState};
use qualify_vocabulary::{CorrelationId, EndpointId, PageSize, PartnerId, SignedDuration, Timestamp};
use rusqlite::params;

use super::super::column::{Columns, micros};
use super::super::events;
use super::super::session::Session;
use super::super::writer::Decided;
use super::{cursor, find};

/// How long a test's report is kept (contract 1.17).
pub(super) const TEST_LIFETIME: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Attempts of a delivery that are kept: the latest, if replays have led to more.
pub(super) const ATTEMPTS_KEPT: u32 = 32;

/// The deliveries to a receiver, the newest event first, below a place.
pub(super) fn list_deliveries(
    session: &Session,
    partner: PartnerId,
    endpoint: EndpointId,
    state: Option<DeliveryState>,
    below: Option<i64>,
    size: PageSize,
) -> Decided<Slice<Delivery>> {
    if find(session, partner, EndpointChoice::Id(endpoint))?.is_none() {
        return Ok(Err(Refusal::WebhookNotFound));
    }
    // Literals, so that each finds its index.
    let of_state = match state {
        None => "",
        Some(DeliveryState::Pending) => "AND state = 'pending'",
        Some(DeliveryState::Delivered) => "AND state = 'delivered'",
        Some(DeliveryState::Failed) => "AND state = 'failed'",
    };
    let rows: Vec<(i64, DeliveryState, Option<Timestamp>)> = session.list(
        &format!(
            "SELECT event_sequence, state, due_at FROM deliveries
             WHERE endpoint_id = ?1 AND event_sequence < ?2 {of_state}
             ORDER BY event_sequence DESC LIMIT ?3"
        ),
        params![endpoint.as_bytes(), below.unwrap_or(i64::MAX), u32::from(size.items()) + 1],
        |row| {
            let columns = Columns::new("deliveries", row);
            let state = columns.parsed("state", |name| DeliveryState::from_name(name).ok_or(()))?;
            Ok((columns.get("event_sequence")?, state, columns.optional_moment("due_at")?))
        },
    )?;
    let has_more = rows.len() > usize::from(size.items());
    let mut items = Vec::with_capacity(rows.len());
    for (event_sequence, state, due_at) in rows.into_iter().take(usize::from(size.items())) {
        let Some(event) = events::find(session, event_sequence)? else { continue };
        let attempts = list_attempts(session, DeliveryKey { endpoint, event_sequence })?;
        items.push(Delivery { event, state, due_at, attempts });
    }
    Ok(Ok(Slice { items, has_more }))
}

/// What became of a test.
pub(super) fn find_test(
    session: &Session,
    partner: PartnerId,
    report: CorrelationId,
    now: Timestamp,
) -> Outcome<Option<TestReport>> {
    let oldest = now.checked_sub(TEST_LIFETIME).unwrap_or(Timestamp::MIN);
    let found: Option<(DeliveryKey, String, Option<DeliveryState>)> = session.find(
        "SELECT endpoint_id, event_sequence, url, final_state FROM webhook_tests
         WHERE partner_id = ?1 AND report = ?2 AND created_at >= ?3",
        params![partner.as_bytes(), report.as_bytes(), micros(oldest)],
        |row| {
            let columns = Columns::new("webhook_tests", row);
            let key = DeliveryKey {
                endpoint: columns.id("endpoint_id")?,
                event_sequence: columns.get("event_sequence")?,
            };
            let ended =
                columns.optional_parsed("final_state", |name| DeliveryState::from_name(name).ok_or(()))?;
            Ok((key, columns.get("url")?, ended))
        },
    )?;
    let Some((key, url, ended)) = found else { return Ok(None) };
    let state = match find_state(session, key)?.or(ended) {
        Some(state) => state,
        // No delivery has been made yet, or the receiver went before one was.
        None if cursor(session)? < key.event_sequence => DeliveryState::Pending,
        None => DeliveryState::Failed,
    };
    Ok(Some(TestReport { url, state, attempts: list_attempts(session, key)? }))
}

fn find_state(session: &Session, key: DeliveryKey) -> Outcome<Option<DeliveryState>> {
    session.find(
        "SELECT state FROM deliveries WHERE endpoint_id = ?1 AND event_sequence = ?2",
        params![key.endpoint.as_bytes(), key.event_sequence],
        |row| {
            Columns::new("deliveries", row).parsed("state", |name| DeliveryState::from_name(name).ok_or(()))
        },
    )
}

/// The latest attempts, the first of them first.
fn list_attempts(session: &Session, key: DeliveryKey) -> Outcome<Vec<Attempt>> {
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
}
