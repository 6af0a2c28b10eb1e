//! Decisions that are sent from a page: they take effect ten seconds later, in real time, and can be taken back until
//! then. What is sent to the API takes effect at once, by [`of_staff`](super::of_staff).

use std::sync::Arc;

use qualify_domain::ports::{
    CarryOutDraft, DraftStore as _, DueDraft, Outcome, StoreError, StoredReview, SubmitDrafts, TakeBackDraft,
};
use qualify_domain::review::{DRAFT_DELAY, DraftedAct, Proposal, ReviewDraft, Reviewer};
use qualify_vocabulary::{DraftId, PageSize, ReviewId, Timestamp};

use super::of_staff::Gathered;
use crate::app::App;
use crate::clock::fresh_guid;
use crate::service::asker::StaffAsker;
use crate::service::staff;
use crate::vetting::fresh_seed;

#[cfg(test)]
mod tests;

/// Sends what is to be done with a case that its reviewer holds, or that waits for a second one.
///
/// # Errors
/// The case, or the asker, is not one for it; or a draft of it waits.
pub async fn submit(
    asker: &StaffAsker<'_>,
    known: &StoredReview,
    drafted: DraftedAct,
) -> Outcome<ReviewDraft> {
    let subject = &known.review.subject;
    let owner = staff::reviewer(asker, subject.key.partner);
    let at = asker.app.clock.now_of(subject.key.partner);
    let mut sent = send(asker, vec![subject.id], owner, drafted, at).await?;
    let (_, draft) =
        sent.pop().ok_or_else(|| StoreError::Failed("one case was sent, and none kept".into()))?;
    draft
}

/// Sends one decision about several cases, each of which is claimed and decided for itself; answers what was kept of
/// it.
///
/// # Errors
/// They differ in what must be alike.
pub async fn submit_alike(
    asker: &StaffAsker<'_>,
    gathered: Gathered,
    proposal: Proposal,
) -> Outcome<Vec<(ReviewId, Outcome<ReviewDraft>)>> {
    let Gathered { reviews, reviewer, at } = gathered;
    send(asker, reviews, reviewer, DraftedAct::ClaimAndDecide(proposal), at).await
}

async fn send(
    asker: &StaffAsker<'_>,
    reviews: Vec<ReviewId>,
    owner: Reviewer,
    drafted: DraftedAct,
    at: Timestamp,
) -> Outcome<Vec<(ReviewId, Outcome<ReviewDraft>)>> {
    let sent_at = asker.app.clock.real_now();
    let fresh = |review| (DraftId::from_uuid(fresh_guid()), review);
    let command = SubmitDrafts {
        act: asker.act_at(at),
        reviews: reviews.into_iter().map(fresh).collect(),
        owner,
        drafted,
        sent_at,
        takes_effect_at: sent_at.checked_add(DRAFT_DELAY).unwrap_or(Timestamp::MAX),
        rules: Arc::clone(&asker.app.review_rules),
    };
    asker.measure(asker.app.store.submit_drafts(command)).await
}

/// Takes back what the asker has sent, if it is not too late; answers it as it stands then. None if there is no such
/// draft of the asker's.
pub async fn take_back(asker: &StaffAsker<'_>, id: DraftId) -> Outcome<Option<ReviewDraft>> {
    let owner = asker.staff.person.key.clone();
    let Some(draft) = asker.measure(asker.app.store.find_draft(id, owner.clone())).await? else {
        return Ok(None);
    };
    let now = asker.app.clock.real_now();
    let command = TakeBackDraft { act: asker.act_on(draft.key.partner), id, owner, now };
    asker.measure(asker.app.store.take_back_draft(command)).await
}

/// What the asker has sent lately, the last one first.
pub async fn list_own(asker: &StaffAsker<'_>, size: PageSize) -> Outcome<Vec<ReviewDraft>> {
    asker.measure(asker.app.store.list_drafts(asker.staff.person.key.clone(), size)).await
}

/// The draft that waits for a case that the asker was shown, whosever it is.
pub async fn find_waiting(asker: &StaffAsker<'_>, known: &StoredReview) -> Outcome<Option<ReviewDraft>> {
    asker.measure(asker.app.store.find_waiting_draft(known.review.subject.id)).await
}

/// Carries out a draft whose time has come.
pub(crate) async fn carry_out(app: &App, due: DueDraft) -> Outcome<Option<ReviewDraft>> {
    let command = CarryOutDraft {
        id: due.id,
        now: app.clock.real_now(),
        decided_at: app.clock.now_of(due.partner),
        rules: Arc::clone(&app.review_rules),
        seed: fresh_seed(),
    };
    app.store.carry_out_draft(command).await
}
