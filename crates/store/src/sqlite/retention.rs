//! What goes after its time: replay entries, events and the texts of decisions, a bounded number at once.

use qualify_domain::ports::Retention;
use qualify_vocabulary::{SignedDuration, Timestamp};
use rusqlite::params;

use super::column::micros;
use super::decisions;
use super::session::Session;
use super::writer::Decided;

/// Looks at the `rows_max` oldest rows of each kind and removes those whose time is over. Answers and events are numbered in the order
/// of their creation, so those that stay are not looked past. The newest event stays: the next one is numbered after it,
/// and nobody who follows the events is passed over.
pub(super) fn purge(session: &Session, now: Timestamp, retention: Retention) -> Decided<usize> {
    let before = |kept: SignedDuration| micros(now.checked_sub(kept).unwrap_or(Timestamp::MIN));
    let replays = session.execute(
        "DELETE FROM replays WHERE sequence IN
             (SELECT sequence FROM (SELECT sequence, created_at FROM replays ORDER BY sequence LIMIT ?2)
              WHERE created_at < ?1)",
        params![before(retention.replays), retention.rows_max],
    )?;
    let events = session.execute(
        "DELETE FROM events WHERE sequence IN
             (SELECT sequence FROM (SELECT sequence, created_at FROM events ORDER BY sequence LIMIT ?2)
              WHERE created_at < ?1 AND sequence < (SELECT max(sequence) FROM events))",
        params![before(retention.events), retention.rows_max],
    )?;
    let texts = decisions::purge_texts(session, now, retention.decision_texts, retention.rows_max)?;
    Ok(Ok(replays + events + texts))
}
