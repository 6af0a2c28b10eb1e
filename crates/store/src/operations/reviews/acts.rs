//! What people and time do with cases: load, let the domain decide, save the case and what follows from it.

use qualify_domain::Refusal;
use qualify_domain::audit::{AuditFact, AuditOperation};
use qualify_domain::caller::Act;
use qualify_domain::customer::CustomerKey;
use qualify_domain::event::{Event, EventData, EventKind};
use qualify_domain::ports::{ActOnReview, AdvanceReviews, StoreError, StoredReview};
use qualify_domain::qualification::{EducationRecord, decide};
use qualify_domain::review::{
    Applied, BREACH_PERCENT, Command, Effect, Review, ReviewRules, ReviewState, Settlement,
};
use qualify_domain::vetting::DecisionSeed;
use qualify_vocabulary::{ReviewId, SignedDuration, Timestamp};

use super::super::decisions::{self, Case};
use super::super::parts::{self, TakenBack};
use super::super::saving::{self, Before, Settled};
use super::super::{Operation, load};
use super::records;
use super::saving::{save, save_closed};
use crate::rows::{ReviewTimes, Rows};
use crate::undone::Done;

/// Time until a case that does not read back is looked at again.
const REPAIR_INTERVAL: SignedDuration = SignedDuration::from_hours(1);

/// Carries out what somebody does with a case.
impl Operation for ActOnReview {
    type Answer = StoredReview;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<StoredReview> {
        let Self { act, review: id, wall, command, rules, seed } = self;
        let found = match wall {
            Some(key) => find_or_open(rows, id, key).await?,
            None => rows.find_review(id).await?,
        };
        let stored = found.ok_or(Refusal::ReviewNotFound)?;
        step(rows, &act, stored, command, &rules, &seed).await?;
        Ok(rows.find_review(id).await?.ok_or(Refusal::ReviewNotFound)?)
    }
}

/// The case of a customer within the wall. A record that nobody has looked at gets its row.
pub(super) async fn find_or_open<R: Rows>(
    rows: &mut R,
    id: ReviewId,
    key: CustomerKey,
) -> Done<Option<StoredReview>> {
    let found = records::find(rows, id, Some(key)).await?;
    if let Some(stored) = &found {
        // Nothing happens to a case that has its row already.
        rows.insert_review(&stored.review, ReviewTimes::UNRULED).await?;
    }
    Ok(found)
}

/// One step of one case, with what follows. Everything that can be refused is looked at before anything is written.
pub(super) async fn step<R: Rows>(
    rows: &mut R,
    act: &Act,
    stored: StoredReview,
    command: Command,
    rules: &ReviewRules,
    seed: &DecisionSeed,
) -> Done<()> {
    let action = command.name();
    let applied = stored.review.apply(command, rules, act.now)?;
    let company_name = stored.company_name.unwrap_or_default();
    follow_up(rows, act, &applied, &company_name, rules, seed).await?;
    record(rows, act, &applied.review, &company_name, action).await
}

/// Saves a case and does what follows from its step.
async fn follow_up<R: Rows>(
    rows: &mut R,
    act: &Act,
    applied: &Applied,
    company_name: &str,
    rules: &ReviewRules,
    seed: &DecisionSeed,
) -> Done<()> {
    let Applied { review, effects } = applied;
    let key = review.subject.key;
    let changes_record = effects.iter().any(|it| matches!(it, Effect::Settle(_) | Effect::RemoveRecord(_)));
    let current = if changes_record { Some(load::records(rows, key).await?.1) } else { None };
    for effect in effects {
        if let (Effect::Settle(settlement), Some(current)) = (effect, &current) {
            decide::apply_review(current, settlement.verdict)?;
        }
    }
    for effect in effects {
        match (effect, &current) {
            (Effect::Settle(settlement), Some(current)) => {
                let record = decide::apply_review(current, settlement.verdict)?;
                let before = Before { key, company_name, records: current };
                settle(rows, act, before, record, (settlement, review), seed).await?;
            }
            (Effect::RemoveRecord(qualification), Some(current)) => {
                let before = Before { key, company_name, records: current };
                saving::withdraw_record(rows, act, before, *qualification).await?;
            }
            (Effect::Settle(_) | Effect::RemoveRecord(_), None) => {}
            (Effect::Keep(settlement), _) => keep(rows, act, settlement, review, seed).await?,
            (Effect::Announce { reason, effective_at }, _) => {
                let data = EventData {
                    vetting_reason: Some(reason.text()),
                    effective_at: Some(*effective_at),
                    ..EventData::default()
                };
                let kind = EventKind::ReviewInfoRequested;
                tell(rows, act, review, kind, data)?;
            }
            (Effect::Tell { kind, due_at, elapsed_percent }, _) => {
                let data =
                    EventData { due_at: *due_at, elapsed_percent: *elapsed_percent, ..EventData::default() };
                tell(rows, act, review, *kind, data)?;
            }
        }
    }
    // After the record, which takes its open cases along: this one stands as it was decided.
    save(rows, review, rules, act.now)
}

/// The record takes a decision.
async fn settle<R: Rows>(
    rows: &mut R,
    act: &Act,
    before: Before<'_>,
    record: EducationRecord,
    (settlement, review): (&Settlement, &Review),
    seed: &DecisionSeed,
) -> Done<()> {
    let settled = Settled {
        draft: settlement.draft(evidence_json(settlement)?),
        approved_domain: rows.find_approved_domain(before.key).await?,
        seed,
        decided_by: settlement.decided_by(),
        attempt: review.subject.attempt,
    };
    saving::save_decision(rows, act, before, record, settled).await?;
    Ok(())
}

/// The decision is kept, and the record stays as it is.
async fn keep<R: Rows>(
    rows: &mut R,
    act: &Act,
    settlement: &Settlement,
    review: &Review,
    seed: &DecisionSeed,
) -> Done<()> {
    let subject = &review.subject;
    let case = Case {
        key: subject.key,
        asked_for: subject.qualification,
        opened_at: subject.opened_at,
        attempt: subject.attempt,
    };
    let end = rows.find_chain_end(subject.key.partner).await?;
    let draft = settlement.draft(evidence_json(settlement)?);
    decisions::append(rows, &end, &case, draft, seed, (settlement.decided_by(), act.now))
}

fn evidence_json(settlement: &Settlement) -> Result<String, StoreError> {
    serde_json::to_string(&settlement.evidence).map_err(|error| StoreError::Failed(Box::new(error)))
}

/// Appends what the partner of a case is told.
fn tell(rows: &mut impl Rows, act: &Act, review: &Review, kind: EventKind, data: EventData) -> Done<()> {
    let subject = &review.subject;
    let about = (subject.key, subject.id);
    rows.append_event(&Event::of_review(act, about, subject.qualification, kind, data))?;
    Ok(())
}

/// Leaves a record of what was done with a case in the operators' trail.
pub(super) async fn record<R: Rows>(
    rows: &mut R,
    act: &Act,
    review: &Review,
    company_name: &str,
    action: &str,
) -> Done<()> {
    note(rows, act, review, company_name, (AuditOperation::ActOnReview, action)).await
}

async fn note<R: Rows>(
    rows: &mut R,
    act: &Act,
    review: &Review,
    company_name: &str,
    (operation, action): (AuditOperation, &str),
) -> Done<()> {
    let fact = AuditFact::of_customer(act, review.subject.key, company_name, operation).with(vec![
        ("Review".into(), review.subject.id.to_string()),
        ("Action".into(), action.to_owned()),
        ("State".into(), review.state.name().to_owned()),
    ]);
    rows.append_audit(&fact).await?;
    Ok(())
}

/// Notes that somebody looked at a case.
#[derive(Clone)]
pub(crate) struct RecordReviewView {
    pub(crate) act: Act,
    pub(crate) review: ReviewId,
}

impl Operation for RecordReviewView {
    type Answer = ();

    async fn run<R: Rows>(self, rows: &mut R) -> Done<()> {
        let stored = rows.find_review(self.review).await?.ok_or(Refusal::ReviewNotFound)?;
        let name = stored.company_name.unwrap_or_default();
        note(rows, &self.act, &stored.review, &name, (AuditOperation::ViewReview, "view")).await
    }
}

/// Does what is due to cases by time alone, the longest due first.
impl Operation for AdvanceReviews {
    type Answer = usize;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<usize> {
        let Self { act, whose, seeds, rules } = self;
        let ids = rows.list_due_reviews(act.now, &whose, seeds.len()).await?;
        let looked_at = ids.len();
        for (id, seed) in ids.into_iter().zip(&seeds) {
            rows.begin_part()?;
            let done = advance_one(rows, &act, id, &rules, seed).await;
            if let Err(why) = parts::end(rows, done)? {
                not_advanced(rows, &act, id, &rules, why).await?;
            }
        }
        Ok(looked_at)
    }
}

/// What comes of a case that cannot go on. A record that has gone another way took its cases along: what is refused is a
/// case without a record, which is closed. What does not read back is left alone until it may be repaired.
async fn not_advanced<R: Rows>(
    rows: &mut R,
    act: &Act,
    id: ReviewId,
    rules: &ReviewRules,
    why: TakenBack,
) -> Done<()> {
    if let TakenBack::Refused(refusal) = &why
        && let Some(stored) = rows.find_review(id).await?
    {
        tracing::error!(review = %id, %refusal, "a case cannot go on; it is closed");
        let advanced = stored.review.advance(rules, act.now).review;
        return save_closed(rows, &advanced.overtaken(ReviewState::Withdrawn, None), act.now);
    }
    tracing::error!(review = %id, %why, "a case that is due cannot go on");
    rows.put_review_off(id, act.now.checked_add(REPAIR_INTERVAL).unwrap_or(Timestamp::MAX))
}

async fn advance_one<R: Rows>(
    rows: &mut R,
    act: &Act,
    id: ReviewId,
    rules: &ReviewRules,
    seed: &DecisionSeed,
) -> Done<()> {
    let Some(stored) = rows.find_review(id).await? else { return Ok(()) };
    let (before, warned) = (stored.review.state.name(), stored.review.sla.warned_percent);
    let company_name = stored.company_name.unwrap_or_default();
    let applied = stored.review.advance(rules, act.now);
    follow_up(rows, act, &applied, &company_name, rules, seed).await?;
    if warned < BREACH_PERCENT && applied.review.sla.warned_percent >= BREACH_PERCENT {
        tracing::warn!(review = %id, state = applied.review.state.name(), "the time for a case is used up");
    }
    if applied.review.state.name() != before {
        record(rows, act, &applied.review, &company_name, "time").await?;
    }
    Ok(())
}
