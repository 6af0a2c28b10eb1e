//! Approvals that are looked at again when what they rest on may have changed.

use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::{Outcome, StandingApproval, StandingApprovals};
use qualify_domain::qualification::{EducationRecord, EducationState, ExclusiveRecord};
use qualify_domain::review::ReviewKind;
use qualify_vocabulary::{Qualification, ReasonCode, Timestamp};
use rusqlite::params;

use super::super::column::{Columns, micros};
use super::super::session::Session;
use super::super::{decisions, examine, qualifications};

/// Approvals that rest on a domain, in the order of the domains.
pub(in super::super) fn list_standing(
    session: &Session,
    after: Option<&str>,
    rows_max: u16,
) -> Outcome<StandingApprovals> {
    let claims: Vec<(String, CustomerKey, Timestamp)> = session.list(
        "SELECT domain, partner_id, customer_id, created_at FROM claimed_domains
         WHERE domain > ?1 ORDER BY domain LIMIT ?2",
        params![after.unwrap_or_default(), rows_max],
        |row| {
            let columns = Columns::new("claimed_domains", row);
            let key =
                CustomerKey { partner: columns.id("partner_id")?, customer: columns.id("customer_id")? };
            Ok((columns.get("domain")?, key, columns.moment("created_at")?))
        },
    )?;
    let next = claims.last().filter(|_| claims.len() == usize::from(rows_max)).map(|claim| claim.0.clone());
    let mut items = Vec::with_capacity(claims.len());
    for (_, key, approved_at) in claims {
        items.extend(find_standing(session, key, approved_at)?);
    }
    Ok(StandingApprovals { items, next })
}

/// The approval of a customer, if it still stands.
fn find_standing(
    session: &Session,
    key: CustomerKey,
    approved_at: Timestamp,
) -> Outcome<Option<StandingApproval>> {
    let Ok((_, current)) = qualifications::get(session, key)? else { return Ok(None) };
    let Some(ExclusiveRecord::Education(record)) = &current.exclusive else { return Ok(None) };
    if record.state != EducationState::Approved {
        return Ok(None);
    }
    let facts = examine::get_facts(session, key)?;
    let attempt = facts.attempts.max(1);
    let last = decisions::find_last(session, key, Qualification::Education, record.opened_at)?;
    Ok(Some(StandingApproval {
        applicant: facts.for_education(key, &current, record, attempt),
        approved_at,
        reason_code: last.map(|decision| decision.sealed.record.reason_code),
        reverified: find_reverified(session, key, record)?,
    }))
}

fn find_reverified(
    session: &Session,
    key: CustomerKey,
    record: &EducationRecord,
) -> Outcome<Option<(ReasonCode, Timestamp)>> {
    session.find(
        "SELECT reason_code, closed_at FROM reviews
         WHERE partner_id = ?1 AND customer_id = ?2 AND kind = ?3 AND opened_at = ?4
         ORDER BY created_at DESC LIMIT 1",
        params![
            key.partner.as_bytes(),
            key.customer.as_bytes(),
            ReviewKind::Reverification.name(),
            micros(record.opened_at)
        ],
        |row| {
            let columns = Columns::new("reviews", row);
            let closed_at = columns.optional_moment("closed_at")?.unwrap_or(Timestamp::MAX);
            Ok((columns.parsed("reason_code", ReasonCode::parse)?, closed_at))
        },
    )
}
