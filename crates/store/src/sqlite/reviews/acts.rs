//! What people and time do with cases: load, let the domain decide, save the case and what follows from it.

use qualify_domain::Refusal;
use qualify_domain::audit::{AuditFact, AuditOperation};
use qualify_domain::caller::Act;
use qualify_domain::customer::CustomerKey;
use qualify_domain::event::{Event, EventData, EventKind};
use qualify_domain::ports::{ActOnReview, AdvanceReviews, DecideReviews, Outcome, StoreError, StoredReview};
use qualify_domain::qualification::{EducationRecord, decide};
use qualify_domain::review::{
    Applied, BREACH_PERCENT, Command, Effect, Proposal, Review, ReviewRules, Reviewer, Settlement,
};
use qualify_domain::vetting::DecisionSeed;
use qualify_vocabulary::{ReviewId, SignedDuration, Timestamp};

use super::super::column::{Columns, micros};
use super::super::decisions::Case;
use super::super::requests::granted;
use super::super::saving::{self, Before, Settled, customer_fact};
use super::super::session::Session;
use super::super::writer::Decided;
use super::super::{audit as trail, claimed_domains, decisions, events, qualifications};
use super::{find_row, insert_unruled, missing, records, save};

/// Time until a case that does not read back is looked at again.
const REPAIR_INTERVAL: SignedDuration = SignedDuration::from_hours(1);

/// Carries out what somebody does with a case.
pub(in super::super) fn act(session: &Session, command: ActOnReview) -> Decided<StoredReview> {
    let ActOnReview { act, review: id, wall, command, rules, seed } = command;
    let found = match wall {
        Some(key) => find_or_open(session, id, key)?,
        None => find_row(session, id)?,
    };
    let stored = granted!(found.ok_or(Refusal::ReviewNotFound));
    granted!(step(session, &act, stored, command, &rules, &seed)?);
    let stored = find_row(session, id)?;
    Ok(stored.ok_or(Refusal::ReviewNotFound))
}

/// The case of a customer within the wall. A record that nobody has looked at gets its row.
pub(super) fn find_or_open(
    session: &Session,
    id: ReviewId,
    key: CustomerKey,
) -> Outcome<Option<StoredReview>> {
    let found = records::find(session, id, Some(key))?;
    if let Some(stored) = &found {
        // Nothing happens to a case that has its row already.
        insert_unruled(session, &stored.review)?;
    }
    Ok(found)
}

/// One step of one case, with what follows. Everything that can be refused is looked at before anything is written.
fn step(
    session: &Session,
    act: &Act,
    stored: StoredReview,
    command: Command,
    rules: &ReviewRules,
    seed: &DecisionSeed,
) -> Decided<()> {
    let name = command.name();
    let applied = match stored.review.apply(command, rules, act.now) {
        Ok(applied) => applied,
        Err(refusal) => return Ok(Err(refusal.into())),
    };
    let company_name = stored.company_name.unwrap_or_default();
    granted!(follow_up(session, act, &applied, &company_name, rules, seed)?);
    audit(session, act, &applied.review, &company_name, name)?;
    Ok(Ok(()))
}

/// Saves a case and does what follows from its step.
fn follow_up(
    session: &Session,
    act: &Act,
    applied: &Applied,
    company_name: &str,
    rules: &ReviewRules,
    seed: &DecisionSeed,
) -> Decided<()> {
    let Applied { review, effects } = applied;
    let key = review.subject.key;
    let changes_record = effects.iter().any(|it| matches!(it, Effect::Settle(_) | Effect::RemoveRecord(_)));
    let current = if changes_record { Some(granted!(qualifications::get(session, key)?).1) } else { None };
    for effect in effects {
        if let (Effect::Settle(settlement), Some(current)) = (effect, &current) {
            granted!(decide::apply_review(current, settlement.verdict));
        }
    }
    for effect in effects {
        match (effect, &current) {
            (Effect::Settle(settlement), Some(current)) => {
                let record = granted!(decide::apply_review(current, settlement.verdict));
                let before = Before { key, company_name, records: current };
                settle(session, act, before, record, (settlement, review), seed)?;
            }
            (Effect::RemoveRecord(qualification), Some(current)) => {
                let before = Before { key, company_name, records: current };
                saving::withdraw_record(session, act, before, *qualification)?;
            }
            (Effect::Keep(settlement), _) => keep(session, act, settlement, review, seed)?,
            (Effect::Announce { reason, effective_at }, _) => {
                let data = EventData {
                    vetting_reason: Some(reason.text()),
                    effective_at: Some(*effective_at),
                    ..EventData::default()
                };
                tell(session, act, review, EventKind::ReviewInfoRequested, data)?;
            }
            (Effect::Tell { kind, due_at, elapsed_percent }, _) => {
                let data =
                    EventData { due_at: *due_at, elapsed_percent: *elapsed_percent, ..EventData::default() };
                tell(session, act, review, *kind, data)?;
            }
            (Effect::Settle(_) | Effect::RemoveRecord(_), None) => {}
        }
    }
    // After the record, which takes its open cases along: this one stands as it was decided.
    save(session, review, rules, act.now)?;
    Ok(Ok(()))
}

/// The record takes a decision.
fn settle(
    session: &Session,
    act: &Act,
    before: Before<'_>,
    record: EducationRecord,
    (settlement, review): (&Settlement, &Review),
    seed: &DecisionSeed,
) -> Outcome<()> {
    let settled = Settled {
        draft: settlement.draft(evidence_json(settlement)?),
        claim: claimed_domains::find_of(session, before.key)?,
        seed,
        decided_by: settlement.decided_by(),
        attempt: review.subject.attempt,
    };
    saving::save_decision(session, act, before, record, settled).map(|_| ())
}

/// The decision is kept, and the record stays as it is.
fn keep(
    session: &Session,
    act: &Act,
    settlement: &Settlement,
    review: &Review,
    seed: &DecisionSeed,
) -> Outcome<()> {
    let subject = &review.subject;
    let case = Case {
        key: subject.key,
        asked_for: subject.qualification,
        opened_at: subject.opened_at,
        attempt: subject.attempt,
    };
    let end = decisions::find_end(session, subject.key.partner)?;
    let draft = settlement.draft(evidence_json(settlement)?);
    decisions::append(session, &end, &case, draft, seed, (settlement.decided_by(), act.now))
}

fn evidence_json(settlement: &Settlement) -> Outcome<String> {
    serde_json::to_string(&settlement.evidence).map_err(|error| StoreError::Failed(Box::new(error)))
}

/// Leaves a record of what was done in the operators' trail.
pub(super) fn audit(
    session: &Session,
    act: &Act,
    review: &Review,
    company_name: &str,
    action: &str,
) -> Outcome<()> {
    let operation = AuditOperation::ActOnReview;
    record(session, act, review, company_name, (operation, action))
}

fn record(
    session: &Session,
    act: &Act,
    review: &Review,
    company_name: &str,
    (operation, action): (AuditOperation, &str),
) -> Outcome<()> {
    let fact = AuditFact {
        details: vec![
            ("Review".into(), review.subject.id.to_string()),
            ("Action".into(), action.to_owned()),
            ("State".into(), review.state.name().to_owned()),
        ],
        ..customer_fact(act, review.subject.key, company_name, operation)
    };
    trail::append(session, &fact).map(|_| ())
}

/// Appends what the partner of a case is told.
fn tell(session: &Session, act: &Act, review: &Review, kind: EventKind, data: EventData) -> Outcome<()> {
    let subject = &review.subject;
    let about = EventData::of_qualification(subject.qualification);
    let data = EventData { review_id: Some(subject.id), qualification: about.qualification, ..data };
    let event = Event {
        kind,
        partner: subject.key.partner,
        customer: Some(subject.key.customer),
        data,
        audit: None,
        correlation_id: act.correlation_id,
        at: act.now,
    };
    events::append(session, &event)
}

/// Notes that somebody looked at a case.
pub(in super::super) fn record_view(session: &Session, act: &Act, id: ReviewId) -> Decided<()> {
    let stored = granted!(find_row(session, id)?.ok_or(Refusal::ReviewNotFound));
    let company_name = stored.company_name.unwrap_or_default();
    record(session, act, &stored.review, &company_name, (AuditOperation::ViewReview, "view"))?;
    Ok(Ok(()))
}

/// Decides several cases alike, each for itself; refused as a whole if they differ.
pub(in super::super) fn decide_alike(
    session: &Session,
    command: DecideReviews,
) -> Decided<Vec<(ReviewId, Result<(), Refusal>)>> {
    let DecideReviews { act, reviews, reviewer, proposal, rules } = command;
    let mut stored = Vec::with_capacity(reviews.len());
    for (id, seed) in reviews {
        stored.push((granted!(find_row(session, id)?.ok_or(Refusal::ReviewNotFound)), seed));
    }
    granted!(check_alike(&stored));
    let mut outcomes = Vec::with_capacity(stored.len());
    for (case, seed) in stored {
        let id = case.review.subject.id;
        let decided = decide_one(session, &act, case, (&reviewer, &proposal), &rules, &seed)?;
        outcomes.push((id, decided));
    }
    Ok(Ok(outcomes))
}

fn check_alike(stored: &[(StoredReview, DecisionSeed)]) -> Result<(), Refusal> {
    let subjects: Vec<_> = stored.iter().map(|(case, _)| &case.review.subject).collect();
    for pair in subjects.windows(2) {
        let [one, other] = pair else { continue };
        if one.reason_code != other.reason_code {
            return Err(Refusal::ReviewsDiffer("reason code"));
        }
        if one.domain != other.domain || one.domain.is_none() {
            return Err(Refusal::ReviewsDiffer("registrable domain"));
        }
        if one.kind != other.kind {
            return Err(Refusal::ReviewsDiffer("kind"));
        }
    }
    Ok(())
}

/// Claims a case that is free, and decides it: both, or neither.
fn decide_one(
    session: &Session,
    act: &Act,
    case: StoredReview,
    (reviewer, proposal): (&Reviewer, &Proposal),
    rules: &ReviewRules,
    seed: &DecisionSeed,
) -> Decided<()> {
    let id = case.review.subject.id;
    let (claim, decide) =
        (Command::Claim(reviewer.clone()), Command::Decide(reviewer.clone(), proposal.clone()));
    let both = case.review.clone().apply(claim.clone(), rules, act.now);
    if let Err(refusal) = both.and_then(|claimed| claimed.review.apply(decide.clone(), rules, act.now)) {
        return Ok(Err(refusal.into()));
    }
    granted!(step(session, act, case, claim, rules, seed)?);
    let claimed = granted!(find_row(session, id)?.ok_or(Refusal::ReviewNotFound));
    step(session, act, claimed, decide, rules, seed)
}

/// Whether there is something to do: time alone does something to a case now, or a record may lack its case.
pub(in super::super) fn is_any_due(session: &Session, now: Timestamp) -> Outcome<bool> {
    if missing::is_expected(session)? {
        return Ok(true);
    }
    let found = session.find(
        "SELECT 1 FROM reviews WHERE next_at IS NOT NULL AND next_at <= ?1 LIMIT 1",
        [micros(now)],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// Does what is due to cases by time alone, the longest due first.
pub(in super::super) fn advance(session: &Session, command: AdvanceReviews) -> Decided<usize> {
    let AdvanceReviews { act, seeds, rules } = command;
    if missing::is_expected(session)? && !missing::open_some(session, &rules, act.now, seeds.len())? {
        return Ok(Ok(seeds.len()));
    }
    let ids = session.list(
        "SELECT id FROM reviews WHERE next_at IS NOT NULL AND next_at <= ?1 ORDER BY next_at LIMIT ?2",
        rusqlite::params![micros(act.now), i64::try_from(seeds.len()).unwrap_or(i64::MAX)],
        |row| Columns::new("reviews", row).id("id"),
    )?;
    let looked_at = ids.len();
    for (id, seed) in ids.into_iter().zip(&seeds) {
        let stored = match find_row(session, id) {
            // It is looked at again, in case that somebody has repaired it; the others do not wait.
            Err(error @ StoreError::Corrupt { .. }) => {
                put_off(session, id, act.now, &error)?;
                continue;
            }
            found => found?,
        };
        let Some(stored) = stored else { continue };
        advance_one(session, &act, stored, &rules, seed)?;
    }
    Ok(Ok(looked_at))
}

/// Leaves a case alone that does not read back, until it may be repaired.
fn put_off(session: &Session, id: ReviewId, now: Timestamp, error: &StoreError) -> Outcome<()> {
    tracing::error!(review = %id, %error, "a case that is due cannot go on");
    let later = now.checked_add(REPAIR_INTERVAL).unwrap_or(Timestamp::MAX);
    session.execute_one(
        "UPDATE reviews SET next_at = ?2 WHERE id = ?1",
        rusqlite::params![id.as_bytes(), micros(later)],
    )
}

fn advance_one(
    session: &Session,
    act: &Act,
    stored: StoredReview,
    rules: &ReviewRules,
    seed: &DecisionSeed,
) -> Outcome<()> {
    let id = stored.review.subject.id;
    let (before, warned) = (stored.review.state.name(), stored.review.sla.warned_percent);
    let company_name = stored.company_name.unwrap_or_default();
    let applied = stored.review.advance(rules, act.now);
    // A record that has gone another way took its cases along; what is refused here is a case without a record.
    if let Err(refusal) = follow_up(session, act, &applied, &company_name, rules, seed)? {
        tracing::error!(review = %id, %refusal, "a case cannot go on; it is closed");
        let closed = applied.review.overtaken(qualify_domain::review::ReviewState::Withdrawn, None);
        return super::save_closed(session, &closed, act.now);
    }
    if warned < BREACH_PERCENT && applied.review.sla.warned_percent >= BREACH_PERCENT {
        tracing::warn!(review = %id, state = applied.review.state.name(), "the time for a case is used up");
    }
    if applied.review.state.name() != before {
        audit(session, act, &applied.review, &company_name, "time")?;
    }
    Ok(())
}
