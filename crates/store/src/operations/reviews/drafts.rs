//! Decisions that were sent from a page: kept, taken back, carried out. A draft is carried out in the transaction that ends
//! it: whoever comes second finds it ended.

use qualify_domain::Refusal;
use qualify_domain::caller::{Act, Actor};
use qualify_domain::ports::{CarryOutDraft, Outcome, StoreError, StoredReview, SubmitDrafts, TakeBackDraft};
use qualify_domain::review::{
    DraftState, DraftedAct, Review, ReviewDraft, ReviewRefusal, ReviewRules, Reviewer, check_alike,
};
use qualify_domain::vetting::DecisionSeed;
use qualify_vocabulary::{DraftId, PersonKey, ReviewId, Timestamp};

use super::super::Operation;
use super::super::parts::{self, TakenBack};
use super::acts::{record, step};
use crate::rows::Rows;
use crate::undone::Done;

/// What the trail calls it when a decision is sent, and when it is taken back.
const SENT: &str = "sending a decision";
const TAKEN_BACK: &str = "taking back a decision";

/// What is said where a case cannot be read.
const UNREADABLE: &str = "the case cannot be read";

impl Operation for SubmitDrafts {
    type Answer = Vec<(ReviewId, Outcome<ReviewDraft>)>;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<Self::Answer> {
        let mut found = Vec::with_capacity(self.reviews.len());
        for (draft, id) in &self.reviews {
            let stored = match parts::read(rows.find_review(*id).await)? {
                Ok(stored) => Ok(stored.ok_or(Refusal::ReviewNotFound)?),
                Err(error) => Err(error),
            };
            found.push((*draft, *id, stored));
        }
        if found.len() > 1 {
            let subjects =
                found.iter().filter_map(|(_, _, stored)| Some(&stored.as_ref().ok()?.review.subject));
            check_alike(subjects)?;
        }
        let mut outcomes = Vec::with_capacity(found.len());
        for (draft, id, stored) in found {
            let outcome = match stored {
                Ok(case) => {
                    rows.begin_part()?;
                    let kept = submit(rows, &self, draft, case).await;
                    parts::end(rows, kept)?.map_err(StoreError::from)
                }
                Err(error) => Err(error),
            };
            outcomes.push((id, outcome));
        }
        Ok(outcomes)
    }
}

/// Keeps a draft of what could be done now.
async fn submit<R: Rows>(
    rows: &mut R,
    command: &SubmitDrafts,
    id: DraftId,
    stored: StoredReview,
) -> Done<ReviewDraft> {
    let SubmitDrafts { act, owner, drafted, rules, .. } = command;
    let review = stored.review.subject.id;
    if let Some(waiting) = rows.find_waiting_draft(review).await? {
        if waiting.owner.person == owner.person && waiting.act == *drafted {
            return Ok(waiting);
        }
        let refusal = ReviewRefusal::HeldBy {
            is_namesake: waiting.owner.person.has_name_of(&owner.person),
            holder: waiting.owner.person,
            until: waiting.takes_effect_at,
        };
        return Err(Refusal::Review(refusal).into());
    }
    try_out(stored.review.clone(), drafted, owner, rules, act.now)?;
    let draft = ReviewDraft {
        id,
        review,
        key: stored.review.subject.key,
        revision: stored.revision,
        owner: owner.clone(),
        act: drafted.clone(),
        correlation_id: act.correlation_id,
        created_at: command.sent_at,
        takes_effect_at: command.takes_effect_at,
        state: DraftState::Waiting,
    };
    rows.insert_draft(&draft)?;
    record(rows, act, &stored.review, &stored.company_name.unwrap_or_default(), SENT).await?;
    Ok(draft)
}

/// Refuses what the case would refuse.
fn try_out(
    mut review: Review,
    drafted: &DraftedAct,
    owner: &Reviewer,
    rules: &ReviewRules,
    now: Timestamp,
) -> Result<(), Refusal> {
    for command in drafted.commands(owner) {
        review = review.apply(command, rules, now)?.review;
    }
    Ok(())
}

impl Operation for TakeBackDraft {
    type Answer = Option<ReviewDraft>;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<Self::Answer> {
        let Self { act, id, owner, now } = self;
        let Some(mut draft) = rows.find_draft(id).await?.filter(|it| it.owner.person.key == owner) else {
            return Ok(None);
        };
        if draft.can_be_taken_back(now) {
            draft.state = DraftState::TakenBack;
            rows.end_draft(id, &draft.state, now)?;
            if let Some(stored) = rows.find_review(draft.review).await? {
                record(rows, &act, &stored.review, &stored.company_name.unwrap_or_default(), TAKEN_BACK)
                    .await?;
            }
        }
        Ok(Some(draft))
    }
}

/// A draft of an owner's.
#[derive(Clone)]
pub(crate) struct FindDraft {
    pub(crate) id: DraftId,
    pub(crate) owner: PersonKey,
}

impl Operation for FindDraft {
    type Answer = Option<ReviewDraft>;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<Self::Answer> {
        Ok(rows.find_draft(self.id).await?.filter(|draft| draft.owner.person.key == self.owner))
    }
}

impl Operation for CarryOutDraft {
    type Answer = Option<ReviewDraft>;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<Self::Answer> {
        let Self { id, now, decided_at, rules, seed } = self;
        let mut draft = match parts::read(rows.find_draft(id).await)? {
            Ok(Some(draft)) => draft,
            Ok(None) => return Ok(None),
            Err(error) => {
                // It would be due for ever.
                tracing::error!(draft = %id, %error, "a decision that was sent cannot be read; it does not take effect");
                rows.end_draft(id, &DraftState::Refused { why: UNREADABLE.to_owned() }, now)?;
                return Ok(None);
            }
        };
        if draft.state != DraftState::Waiting || now < draft.takes_effect_at {
            return Ok(Some(draft));
        }
        draft.state = carry_out(rows, &draft, decided_at, &rules, &seed).await?;
        rows.end_draft(id, &draft.state, now)?;
        Ok(Some(draft))
    }
}

/// Does what a draft says, whole or not at all; answers what becomes of it.
async fn carry_out<R: Rows>(
    rows: &mut R,
    draft: &ReviewDraft,
    decided_at: Timestamp,
    rules: &ReviewRules,
    seed: &DecisionSeed,
) -> Done<DraftState> {
    let stored = match parts::read(rows.find_review(draft.review).await)? {
        Ok(Some(stored)) => stored,
        Ok(None) => return Ok(DraftState::Overtaken { by: None }),
        Err(error) => return Ok(unreadable(draft, &error)),
    };
    let (case, revision) = (stored.review.clone(), stored.revision);
    rows.begin_part()?;
    let done = act(rows, draft, stored, decided_at, rules, seed).await;
    Ok(match parts::end(rows, done)? {
        Ok(()) => DraftState::CarriedOut,
        Err(TakenBack::Refused(refusal)) => draft.not_carried_out(&case, revision, refusal.to_string()),
        Err(TakenBack::Broken(error)) => unreadable(draft, &error),
    })
}

fn unreadable(draft: &ReviewDraft, error: &StoreError) -> DraftState {
    tracing::error!(review = %draft.review, %error, "a decision cannot take effect");
    DraftState::Refused { why: UNREADABLE.to_owned() }
}

async fn act<R: Rows>(
    rows: &mut R,
    draft: &ReviewDraft,
    stored: StoredReview,
    decided_at: Timestamp,
    rules: &ReviewRules,
    seed: &DecisionSeed,
) -> Done<()> {
    try_out(stored.review.clone(), &draft.act, &draft.owner, rules, decided_at)?;
    let act = Act {
        actor: Actor::staff(draft.owner.person.clone()),
        now: decided_at,
        correlation_id: draft.correlation_id,
    };
    let mut case = Some(stored);
    for command in draft.act.commands(&draft.owner) {
        let stored = match case.take() {
            Some(stored) => stored,
            None => rows.find_review(draft.review).await?.ok_or(Refusal::ReviewNotFound)?,
        };
        step(rows, &act, stored, command, rules, seed).await?;
    }
    Ok(())
}

/// Removes drafts that ended long ago.
#[derive(Clone)]
pub(crate) struct PurgeDrafts {
    pub(crate) ended_before: Timestamp,
    pub(crate) rows_max: u16,
}

impl Operation for PurgeDrafts {
    type Answer = usize;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<usize> {
        Ok(rows.purge_drafts(self.ended_before, self.rows_max).await?)
    }
}
