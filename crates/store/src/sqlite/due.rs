//! Records that are due: claimed by a worker, decided outside of any transaction, saved. The record in review is the work
//! item (design 4).

use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::{
    ClaimDue, ClaimedRound, DueBacklog, Outcome, SaveDecisions, SavedRound, StoreError, VettedRecord,
};
use qualify_domain::qualification::{
    EducationRecord, EducationState, ExclusiveRecord, QualificationSet, decide,
};
use qualify_domain::review::ReviewRules;
use qualify_domain::vetting::{Applicant, DecidedBy, Vetted, Vetting};
use qualify_vocabulary::{ClaimId, Decision, SignedDuration, Timestamp};
use rusqlite::params;

use super::column::{Columns, micros};
use super::reviews::OpeningFacts;
use super::saving::{self, Before, Settled};
use super::session::Session;
use super::writer::Decided;
use super::{examine, qualifications, reviews};

/// Time until a record that does not read back is looked at again.
const REPAIR_INTERVAL: SignedDuration = SignedDuration::from_hours(1);

/// Shortest time by which a decision is postponed, so that a vetter that names a moment of the past is not asked
/// without end.
const POSTPONED_MIN: SignedDuration = SignedDuration::from_secs(1);

/// Takes the records that have been free and due the longest. None of them is there for another worker, so that those
/// behind them have their turn in the next round.
pub(super) fn claim(session: &Session, command: &ClaimDue) -> Decided<ClaimedRound> {
    let keys = list_due(session, command)?;
    let mut taken = Vec::with_capacity(keys.len());
    for key in &keys {
        match take(session, command, *key) {
            Ok(applicant) => taken.extend(applicant),
            // It becomes due again, in case that somebody has repaired it; the others do not wait.
            Err(error @ StoreError::Corrupt { .. }) => give_up(session, *key, command.now, &error)?,
            Err(error) => return Err(error),
        }
    }
    taken.sort_by_key(|(due_at, _)| *due_at);
    let applicants = taken.into_iter().map(|(_, applicant)| applicant).collect();
    Ok(Ok(ClaimedRound { examined: keys.len(), applicants }))
}

/// Whether any record is due and free.
pub(super) fn is_any(session: &Session, now: Timestamp) -> Outcome<bool> {
    let found = session.find(
        "SELECT 1 FROM customers WHERE due_at IS NOT NULL AND coalesce(claimed_until, due_at) <= ?1 LIMIT 1",
        [micros(now)],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

fn list_due(session: &Session, command: &ClaimDue) -> Outcome<Vec<CustomerKey>> {
    session.list(
        "SELECT partner_id, id FROM customers
         WHERE due_at IS NOT NULL AND coalesce(claimed_until, due_at) <= ?1
         ORDER BY coalesce(claimed_until, due_at) LIMIT ?2",
        params![micros(command.now), command.records_max],
        |row| {
            let columns = Columns::new("customers", row);
            Ok(CustomerKey { partner: columns.id("partner_id")?, customer: columns.id("id")? })
        },
    )
}

/// Claims one record; nothing if there is nothing to decide about.
fn take(session: &Session, command: &ClaimDue, key: CustomerKey) -> Outcome<Option<(Timestamp, Applicant)>> {
    // Nobody decides about a customer of the past, and its record must not stay due for ever.
    let Ok((_, current)) = qualifications::get(session, key)? else {
        clear_due(session, key)?;
        return Ok(None);
    };
    let Some((due_at, record)) = due_record(&current) else {
        clear_due(session, key)?;
        return Ok(None);
    };
    let facts = examine::get_facts(session, key)?;
    let attempt = facts.attempts.max(1);
    let applicant = facts.for_education(key, &current, record, attempt);
    session.execute_one(
        "UPDATE customers SET claimed_until = ?3, claim = ?4 WHERE partner_id = ?1 AND id = ?2",
        params![
            key.partner.as_bytes(),
            key.customer.as_bytes(),
            micros(command.until),
            command.claim.as_bytes()
        ],
    )?;
    Ok(Some((due_at, applicant)))
}

/// The record that waits for a decision.
fn due_record(current: &QualificationSet) -> Option<(Timestamp, &EducationRecord)> {
    let Some(ExclusiveRecord::Education(record)) = &current.exclusive else { return None };
    let EducationState::InReview { due_at: Some(due_at) } = record.state else { return None };
    Some((due_at, record))
}

/// Saves what a worker found about the records that are still its own.
pub(super) fn save(session: &Session, command: SaveDecisions) -> Decided<SavedRound> {
    let SaveDecisions { act, claim, records, review_rules } = command;
    let mut round = SavedRound::default();
    for record in records {
        let key = record.key;
        let saved = match save_one(session, &act, claim, record, &review_rules) {
            Err(error @ StoreError::Corrupt { .. }) => {
                give_up(session, key, act.now, &error)?;
                Saved::Lost
            }
            saved => saved?,
        };
        match saved {
            Saved::Decided => round.decided += 1,
            Saved::PassedOn => round.passed_on += 1,
            Saved::Postponed => round.postponed += 1,
            Saved::Lost => round.lost += 1,
        }
    }
    Ok(Ok(round))
}

enum Saved {
    Decided,
    PassedOn,
    Postponed,
    Lost,
}

/// Everything is read before anything is written: what does not read back leaves nothing half-done.
fn save_one(
    session: &Session,
    act: &qualify_domain::caller::Act,
    claim: ClaimId,
    vetted: VettedRecord,
    review_rules: &ReviewRules,
) -> Outcome<Saved> {
    let VettedRecord { key, opened_at, vetted, seed } = vetted;
    // A change of the record, and another worker's claim, took the lease away.
    if find_claim(session, key)? != Some(claim) {
        return Ok(Saved::Lost);
    }
    let Ok((standing, current)) = qualifications::get(session, key)? else {
        clear_due(session, key)?;
        return Ok(Saved::Lost);
    };
    let Some((_, record)) = due_record(&current).filter(|(_, record)| record.opened_at == opened_at) else {
        return Ok(Saved::Lost);
    };
    let vetting = match vetted {
        Vetted::Decided(vetting) => *vetting,
        Vetted::NotBefore(moment) => {
            let soonest = act.now.checked_add(POSTPONED_MIN).unwrap_or(Timestamp::MAX);
            postpone(session, key, moment.max(soonest))?;
            return Ok(Saved::Postponed);
        }
    };
    let before = Before { key, company_name: &standing.company_name, records: &current };
    decide_one(session, act, before, record, vetting, (&seed, review_rules))
}

fn decide_one(
    session: &Session,
    act: &qualify_domain::caller::Act,
    before: Before<'_>,
    record: &EducationRecord,
    vetting: Vetting,
    (seed, review_rules): (&qualify_domain::vetting::DecisionSeed, &ReviewRules),
) -> Outcome<Saved> {
    let (draft, claim) = examine::settle(session, before.key, vetting)?;
    let attempt = examine::get_facts(session, before.key)?.attempts.max(1);
    let Some(decided) = decide::apply_due_decision(record, draft.decision) else { return Ok(Saved::Lost) };
    let saved = match draft.decision {
        Decision::Approve | Decision::Deny(_) => Saved::Decided,
        Decision::NeedsPerson => Saved::PassedOn,
    };
    let (reason_code, domain) = (draft.reason_code, claim.clone());
    let settled = Settled { draft, claim, seed, decided_by: DecidedBy::actor(&act.actor), attempt };
    saving::save_decision(session, act, before, decided, settled)?;
    if matches!(saved, Saved::PassedOn) {
        let facts = OpeningFacts { reason_code, decision: Some(seed.id), domain: domain.as_deref() };
        reviews::open_request(session, before.key, record, facts, review_rules, act.now)?;
    }
    Ok(saved)
}

/// The lease on a customer's record, if there is one.
fn find_claim(session: &Session, key: CustomerKey) -> Outcome<Option<ClaimId>> {
    let claim = session.find(
        "SELECT claim FROM customers WHERE partner_id = ?1 AND id = ?2",
        [key.partner.as_bytes(), key.customer.as_bytes()],
        |row| Columns::new("customers", row).get::<Option<[u8; 16]>>("claim"),
    )?;
    Ok(claim.flatten().map(ClaimId::from))
}

/// Frees everything that is claimed; answers how many records.
pub(super) fn release(session: &Session) -> Outcome<usize> {
    session.execute(
        "UPDATE customers INDEXED BY customers_due SET claimed_until = NULL, claim = NULL
         WHERE due_at IS NOT NULL AND coalesce(claimed_until, due_at) IS NOT NULL AND claimed_until IS NOT NULL",
        [],
    )
}

/// How many records are due and free, and since when the first of them waits.
pub(super) fn count(session: &Session, now: Timestamp) -> Outcome<DueBacklog> {
    let records = session.get(
        "SELECT count(*) FROM (SELECT 1 FROM customers
             WHERE due_at IS NOT NULL AND coalesce(claimed_until, due_at) <= ?1 LIMIT ?2)",
        params![micros(now), DueBacklog::RECORDS_MAX],
        |row| Columns::new("customers", row).get("count(*)"),
    )?;
    let oldest = session.find(
        "SELECT due_at FROM customers WHERE due_at IS NOT NULL AND coalesce(claimed_until, due_at) <= ?1
         ORDER BY coalesce(claimed_until, due_at) LIMIT 1",
        [micros(now)],
        |row| Columns::new("customers", row).moment("due_at"),
    )?;
    Ok(DueBacklog { records, oldest })
}

fn clear_due(session: &Session, key: CustomerKey) -> Outcome<()> {
    session
        .execute(
            "UPDATE customers SET due_at = NULL, claimed_until = NULL, claim = NULL, revision = revision + 1
             WHERE partner_id = ?1 AND id = ?2 AND due_at IS NOT NULL",
            [key.partner.as_bytes(), key.customer.as_bytes()],
        )
        .map(|_| ())
}

/// Leaves a record alone that does not read back, until it may be repaired.
fn give_up(session: &Session, key: CustomerKey, now: Timestamp, error: &StoreError) -> Outcome<()> {
    tracing::error!(customer = %key.customer, %error, "a record that is due cannot be decided");
    postpone(session, key, now.checked_add(REPAIR_INTERVAL).unwrap_or(Timestamp::MAX))
}

/// Makes a record due later, and nobody's.
fn postpone(session: &Session, key: CustomerKey, until: Timestamp) -> Outcome<()> {
    session
        .execute(
            "UPDATE customers SET due_at = ?3, claimed_until = NULL, claim = NULL, revision = revision + 1
             WHERE partner_id = ?1 AND id = ?2 AND due_at IS NOT NULL",
            params![key.partner.as_bytes(), key.customer.as_bytes(), micros(until)],
        )
        .map(|_| ())
}
