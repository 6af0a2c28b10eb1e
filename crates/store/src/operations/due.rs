//! Records that are due: leased to a worker, decided outside of any transaction, saved. The record in review is the
//! work item (design 4).

use qualify_domain::caller::Act;
use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::{LeaseDue, LeasedRound, Leases, SaveDecisions, SavedRound, VettedRecord};
use qualify_domain::qualification::{EducationRecord, decide};
use qualify_domain::review::ReviewRules;
use qualify_domain::vetting::{Applicant, DecidedBy, DecisionSeed, Vetted, Vetting};
use qualify_vocabulary::{Decision, LeaseId, SignedDuration, Timestamp};

use super::parts::{self, TakenBack};
use super::reviews::OpeningFacts;
use super::saving::{self, Before, Settled};
use super::{Operation, examine, load, reviews, webhooks};
use crate::rows::Rows;
use crate::undone::{Done, answered};

/// Time until a record that does not read back is looked at again.
const REPAIR_INTERVAL: SignedDuration = SignedDuration::from_hours(1);

/// Shortest time by which a decision is postponed, so that a vetter that names a moment of the past is not asked
/// without end.
const POSTPONED_MIN: SignedDuration = SignedDuration::from_secs(1);

/// Ends leases on records and deliveries; answers how many.
#[derive(Clone)]
pub(crate) struct ReleaseLeases(pub(crate) Leases);

impl Operation for ReleaseLeases {
    type Answer = usize;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<usize> {
        let records = match self.0 {
            Leases::Own | Leases::All => rows.release_record_leases(self.0).await?,
            // They can be taken as they are.
            Leases::Over(_) => 0,
        };
        Ok(records + webhooks::release(rows, self.0).await?)
    }
}

/// Takes the records that have been free and due the longest. None of them is there for another worker, so that those
/// behind them have their turn in the next round.
impl Operation for LeaseDue {
    type Answer = LeasedRound;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<LeasedRound> {
        let keys = rows.list_due(self.now, &self.whose, self.records_max).await?;
        rows.begin_part()?;
        let done = take_together(rows, &self, &keys).await;
        let mut taken = match parts::end(rows, done)? {
            Ok(taken) => taken,
            Err(_) => take_each(rows, &self, &keys).await?,
        };
        taken.sort_by_key(|(due_at, _)| *due_at);
        let applicants = taken.into_iter().map(|(_, applicant)| applicant).collect();
        Ok(LeasedRound { examined: keys.len(), applicants })
    }
}

/// A record that was leased, with the moment at which it became due.
type Taken = (Timestamp, Applicant);

/// Leases all of them as one part, which one that breaks undoes: a part for each costs more than taking a record does.
async fn take_together<R: Rows>(rows: &mut R, command: &LeaseDue, keys: &[CustomerKey]) -> Done<Vec<Taken>> {
    let mut taken = Vec::with_capacity(keys.len());
    for key in keys {
        taken.extend(take(rows, command, *key).await?);
    }
    Ok(taken)
}

/// Leases each as a part of its own, so that one that breaks is left out.
async fn take_each<R: Rows>(rows: &mut R, command: &LeaseDue, keys: &[CustomerKey]) -> Done<Vec<Taken>> {
    let mut taken = Vec::with_capacity(keys.len());
    for key in keys {
        rows.begin_part()?;
        let done = take(rows, command, *key).await;
        match parts::end(rows, done)? {
            Ok(applicant) => taken.extend(applicant),
            // It becomes due again, in case that somebody has repaired it; the others do not wait.
            Err(why) => give_up(rows, *key, command.now, &why)?,
        }
    }
    Ok(taken)
}

/// Leases one record; nothing if there is nothing to decide about.
async fn take<R: Rows>(rows: &mut R, command: &LeaseDue, key: CustomerKey) -> Done<Option<Taken>> {
    // Nobody decides about a customer of the past, and its record must not stay due for ever.
    let current = answered(load::records(rows, key).await)?.map(|(_, current)| current).unwrap_or_default();
    let Some((due_at, record)) = current.due_record() else {
        rows.clear_due(key)?;
        return Ok(None);
    };
    let facts = rows.load_applicant_facts(key).await?;
    let attempt = facts.attempts.max(1);
    let applicant = facts.for_education(key, &current, record, attempt);
    rows.lease_record(key, command.lease, command.until)?;
    Ok(Some((due_at, applicant)))
}

/// Saves what a worker found about the records that are still its own.
impl Operation for SaveDecisions {
    type Answer = SavedRound;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<SavedRound> {
        rows.begin_part()?;
        let done = save_together(rows, &self).await;
        match parts::end(rows, done)? {
            Ok(round) => Ok(round),
            Err(_) => save_each(rows, self).await,
        }
    }
}

/// Saves all of them as one part, which one that breaks undoes.
async fn save_together<R: Rows>(rows: &mut R, command: &SaveDecisions) -> Done<SavedRound> {
    let SaveDecisions { act, lease, records, review_rules } = command;
    let mut round = SavedRound::default();
    for record in records.iter() {
        count(&mut round, save_one(rows, act, *lease, record.clone(), review_rules).await?);
    }
    Ok(round)
}

/// Saves each as a part of its own, so that one that breaks is left out.
async fn save_each<R: Rows>(rows: &mut R, command: SaveDecisions) -> Done<SavedRound> {
    let SaveDecisions { act, lease, records, review_rules } = command;
    let mut round = SavedRound::default();
    for record in records.iter() {
        let key = record.key;
        rows.begin_part()?;
        let done = save_one(rows, &act, lease, record.clone(), &review_rules).await;
        let saved = match parts::end(rows, done)? {
            Ok(saved) => saved,
            Err(why) => {
                give_up(rows, key, act.now, &why)?;
                Saved::Lost
            }
        };
        count(&mut round, saved);
    }
    Ok(round)
}

fn count(round: &mut SavedRound, saved: Saved) {
    let of_its_kind = match saved {
        Saved::Decided => &mut round.decided,
        Saved::PassedOn => &mut round.passed_on,
        Saved::Postponed => &mut round.postponed,
        Saved::Lost => &mut round.lost,
    };
    *of_its_kind += 1;
}

enum Saved {
    Decided,
    PassedOn,
    Postponed,
    Lost,
}

/// Decides about one record, or takes note that it is not the worker's any more.
async fn save_one<R: Rows>(
    rows: &mut R,
    act: &Act,
    lease: LeaseId,
    vetted: VettedRecord,
    review_rules: &ReviewRules,
) -> Done<Saved> {
    let VettedRecord { key, opened_at, vetted, seed } = vetted;
    // A change of the record, and another worker's claim, took the lease away.
    if rows.find_lease(key).await? != Some(lease) {
        return Ok(Saved::Lost);
    }
    let Ok((standing, current)) = answered(load::records(rows, key).await)? else {
        rows.clear_due(key)?;
        return Ok(Saved::Lost);
    };
    let Some((_, record)) = current.due_record().filter(|(_, record)| record.opened_at == opened_at) else {
        return Ok(Saved::Lost);
    };
    let vetting = match vetted {
        Vetted::Decided(vetting) => *vetting,
        Vetted::NotBefore(moment) => {
            let soonest = act.now.checked_add(POSTPONED_MIN).unwrap_or(Timestamp::MAX);
            rows.postpone(key, moment.max(soonest))?;
            return Ok(Saved::Postponed);
        }
    };
    let before = Before { key, company_name: &standing.company_name, records: &current };
    let attempt = standing.attempts.max(1);
    decide_one(rows, act, before, (record, attempt), vetting, (&seed, review_rules)).await
}

async fn decide_one<R: Rows>(
    rows: &mut R,
    act: &Act,
    before: Before<'_>,
    (record, attempt): (&EducationRecord, u32),
    vetting: Vetting,
    (seed, review_rules): (&DecisionSeed, &ReviewRules),
) -> Done<Saved> {
    let (draft, approved_domain) = examine::settle(rows, before.key, vetting).await?;
    let Some(decided) = decide::apply_due_decision(record, draft.decision) else { return Ok(Saved::Lost) };
    let saved = match draft.decision {
        Decision::Approve | Decision::Deny(_) => Saved::Decided,
        Decision::NeedsPerson => Saved::PassedOn,
    };
    let (reason_code, domain) = (draft.reason_code, approved_domain.clone());
    let settled = Settled { draft, approved_domain, seed, decided_by: DecidedBy::actor(&act.actor), attempt };
    saving::save_decision(rows, act, before, decided, settled).await?;
    if matches!(saved, Saved::PassedOn) {
        let facts = OpeningFacts { reason_code, decision: Some(seed.id), domain: domain.as_deref() };
        reviews::open_request(rows, before.key, record, facts, review_rules, act.now).await?;
    }
    Ok(saved)
}

/// Leaves a record alone that cannot be decided, until it may be repaired.
fn give_up(rows: &mut impl Rows, key: CustomerKey, now: Timestamp, why: &TakenBack) -> Done<()> {
    tracing::error!(customer = %key.customer, %why, "a record that is due cannot be decided");
    rows.postpone(key, now.checked_add(REPAIR_INTERVAL).unwrap_or(Timestamp::MAX))
}
