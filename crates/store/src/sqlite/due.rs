//! The due-time job: the record in review is the work item (design 4).

use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::{DueDecisions, DueRound, Outcome, StoreError};
use qualify_domain::qualification::{Change, ExclusiveRecord, decide};
use qualify_vocabulary::{SignedDuration, Timestamp};
use rusqlite::params;

use super::column::{Columns, micros};
use super::qualifications;
use super::requests::save_change;
use super::session::Session;
use super::writer::Decided;

/// Time until a record that does not read back is looked at again.
const REPAIR_INTERVAL: SignedDuration = SignedDuration::from_hours(1);

/// Decides the records that are due, the longest overdue first. None of them stays due, so that those behind them have
/// their turn in the next round.
pub(super) fn apply(session: &Session, command: &DueDecisions) -> Decided<DueRound> {
    let keys = list_due(session, command)?;
    let mut round = DueRound { examined: keys.len(), decided: 0 };
    for key in keys {
        match decide_one(session, command, key) {
            Ok(is_decided) => round.decided += usize::from(is_decided),
            // It becomes due again, in case that somebody has repaired it; the others do not wait.
            Err(error @ StoreError::Corrupt { .. }) => {
                tracing::error!(customer = %key.customer, %error, "a record that is due cannot be decided");
                postpone(session, key, command.act.now)?;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(Ok(round))
}

fn list_due(session: &Session, command: &DueDecisions) -> Outcome<Vec<CustomerKey>> {
    session.list(
        "SELECT partner_id, id FROM customers
         WHERE due_at IS NOT NULL AND due_at <= ?1 ORDER BY due_at LIMIT ?2",
        params![micros(command.act.now), command.records_max],
        |row| {
            let columns = Columns::new("customers", row);
            Ok(CustomerKey { partner: columns.id("partner_id")?, customer: columns.id("id")? })
        },
    )
}

fn decide_one(session: &Session, command: &DueDecisions, key: CustomerKey) -> Outcome<bool> {
    // Nobody decides about a customer of the past, and its record must not stay due for ever.
    let Ok((standing, current)) = qualifications::get(session, key)? else {
        clear_due(session, key)?;
        return Ok(false);
    };
    let decided = match &current.exclusive {
        Some(ExclusiveRecord::Education(record)) => decide::apply_due_decision(record, command.decision),
        _ => None,
    };
    // Nothing waits for a decision here.
    let Some(decided) = decided else {
        clear_due(session, key)?;
        return Ok(false);
    };
    let change = Change::Exclusive(ExclusiveRecord::Education(decided));
    if decided_status_is_unchanged(&change, current.exclusive.as_ref()) {
        qualifications::save(session, key, &change)?;
        return Ok(false);
    }
    save_change(session, &command.act, key, &standing.company_name, &current, &change, Vec::new())?;
    Ok(true)
}

/// Whether the record was only passed on to a person: nothing that anybody sees has changed.
fn decided_status_is_unchanged(change: &Change, before: Option<&ExclusiveRecord>) -> bool {
    match change {
        Change::Exclusive(after) => before.is_some_and(|before| before.status() == after.status()),
        Change::StateOwned(_) => false,
    }
}

fn clear_due(session: &Session, key: CustomerKey) -> Outcome<()> {
    session
        .execute(
            "UPDATE customers SET due_at = NULL, revision = revision + 1 WHERE partner_id = ?1 AND id = ?2
                 AND due_at IS NOT NULL",
            [key.partner.as_bytes(), key.customer.as_bytes()],
        )
        .map(|_| ())
}

fn postpone(session: &Session, key: CustomerKey, now: Timestamp) -> Outcome<()> {
    let later = now.checked_add(REPAIR_INTERVAL).unwrap_or(Timestamp::MAX);
    session
        .execute(
            "UPDATE customers SET due_at = ?3, revision = revision + 1 WHERE partner_id = ?1 AND id = ?2
                 AND due_at <= ?4",
            params![key.partner.as_bytes(), key.customer.as_bytes(), micros(later), micros(now)],
        )
        .map(|_| ())
}
