//! What goes after its time: replay entries, events, the texts of decisions and of cases, a bounded number at once.

use qualify_domain::audit::{AuditFact, AuditOperation, NO_PARTNER};
use qualify_domain::caller::{Act, Actor};
use qualify_domain::ports::{Outcome, Retention};
use qualify_vocabulary::{CorrelationId, PartnerId, SignedDuration, Timestamp};
use rusqlite::params;

use super::column::{Columns, micros};
use super::saving::partner_fact;
use super::session::Session;
use super::writer::Decided;
use super::{audit, decisions, reviews, webhooks};

/// Looks at the oldest rows of each kind and removes at most `rows_max` of those whose time is over. Answers and events are numbered in the order
/// of their creation, so those that stay are not looked past.
pub(super) fn purge(session: &Session, now: Timestamp, retention: Retention) -> Decided<usize> {
    let before = |kept: SignedDuration| micros(now.checked_sub(kept).unwrap_or(Timestamp::MIN));
    let replays = session.execute(
        "DELETE FROM replays WHERE sequence IN
             (SELECT sequence FROM (SELECT sequence, created_at FROM replays ORDER BY sequence LIMIT ?2)
              WHERE created_at < ?1)",
        params![before(retention.replays), retention.rows_max],
    )?;
    let events = purge_events(session, before(retention.events), retention.rows_max)?;
    let webhooks = webhooks::purge(session, now, retention.rows_max)?;
    let texts = decisions::purge_texts(session, now, retention.decision_texts, retention.rows_max)?;
    let cases = reviews::purge_texts(session, now, retention.decision_texts, retention.rows_max)?;
    if texts + cases > 0 {
        note_erased(session, now, texts, cases)?;
    }
    Ok(Ok(replays + events + webhooks + texts + cases))
}

/// Leaves a record in the operators' trail that texts went. What else goes was never anybody's to read.
fn note_erased(session: &Session, now: Timestamp, decisions: usize, cases: usize) -> Outcome<()> {
    let act = Act { actor: Actor::service("retention"), now, correlation_id: CorrelationId::NIL };
    let details = vec![("Decisions".into(), decisions.to_string()), ("Reviews".into(), cases.to_string())];
    let fact = partner_fact(&act, NO_PARTNER, AuditOperation::EraseTexts);
    audit::append(session, &AuditFact { details, ..fact }).map(|_| ())
}

/// Events are looked at past those that stay, but not without end: so many times the rows of a round.
const LOOKED_AT_FACTOR: u32 = 8;

/// Removes old events with their deliveries. The newest event stays: the next one is numbered after it, and nobody who
/// follows the events is passed over. One that somebody is still to be told of stays, too; for a day or so, because old
/// events cannot be replayed.
fn purge_events(session: &Session, before_micros: i64, rows_max: u16) -> Outcome<usize> {
    let cursor = webhooks::cursor(session)?;
    let gone: Vec<(i64, PartnerId)> = session.list(
        "SELECT sequence, partner_id FROM (SELECT * FROM events ORDER BY sequence LIMIT ?4) AS oldest
         WHERE created_at < ?1 AND sequence < (SELECT max(sequence) FROM events) AND sequence <= ?3
             AND NOT EXISTS (SELECT 1 FROM deliveries
                 WHERE event_sequence = oldest.sequence AND state = 'pending')
         LIMIT ?2",
        params![before_micros, rows_max, cursor, u32::from(rows_max) * LOOKED_AT_FACTOR],
        |row| {
            let columns = Columns::new("events", row);
            Ok((columns.get("sequence")?, columns.id("partner_id")?))
        },
    )?;
    let (mut removed, mut rows) = (0, 0);
    for (sequence, partner) in &gone {
        rows += 1 + webhooks::forget_event(session, *sequence)?;
        session.execute_one("DELETE FROM events WHERE sequence = ?1", [sequence])?;
        session.execute_one(
            "INSERT INTO event_horizons (partner_id, purged_to) VALUES (?1, ?2)
             ON CONFLICT (partner_id) DO UPDATE SET purged_to = max(purged_to, excluded.purged_to)",
            params![partner.as_bytes(), sequence],
        )?;
        removed += 1;
        if rows >= usize::from(rows_max) {
            // So much was written that another round is wanted.
            return Ok(removed.max(usize::from(rows_max)));
        }
    }
    Ok(removed)
}
