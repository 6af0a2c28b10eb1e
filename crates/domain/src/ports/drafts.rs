//! Decisions that were sent from a page and take effect after a moment. Everything but what they leave behind goes by
//! real time.

use std::future::Future;
use std::sync::Arc;

use qualify_vocabulary::{CorrelationId, DraftId, PageSize, PartnerId, PersonKey, ReviewId, Timestamp};

use super::outcome::Outcome;
use crate::caller::Act;
use crate::review::{DraftedAct, ReviewDraft, ReviewRules, Reviewer};
use crate::vetting::DecisionSeed;

/// A decision is sent from a page, about one case or about several alike.
#[derive(Debug, Clone)]
pub struct SubmitDrafts {
    /// Who sends it, and when in service time.
    pub act: Act,
    /// The cases, each with the id of its draft, which is new.
    pub reviews: Vec<(DraftId, ReviewId)>,
    /// Who decides.
    pub owner: Reviewer,
    /// What is done with each case.
    pub drafted: DraftedAct,
    /// When it is sent, in real time.
    pub sent_at: Timestamp,
    /// From when on it is carried out, in real time.
    pub takes_effect_at: Timestamp,
    /// The times and limits of cases, and where two people are needed.
    pub rules: Arc<ReviewRules>,
}

/// Somebody takes back what they have sent.
#[derive(Debug, Clone)]
pub struct TakeBackDraft {
    /// Who, and when in service time.
    pub act: Act,
    /// What was sent.
    pub id: DraftId,
    /// Whose it has to be.
    pub owner: PersonKey,
    /// Real time.
    pub now: Timestamp,
}

/// A draft takes effect.
#[derive(Debug, Clone)]
pub struct CarryOutDraft {
    /// Which.
    pub id: DraftId,
    /// Real time.
    pub now: Timestamp,
    /// Service time of its partner, which the decision carries.
    pub decided_at: Timestamp,
    /// The times and limits of cases, and where two people are needed.
    pub rules: Arc<ReviewRules>,
    /// What the decision is made of.
    pub seed: DecisionSeed,
}

/// A draft whose time has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueDraft {
    /// Which.
    pub id: DraftId,
    /// Whose customer it is about.
    pub partner: PartnerId,
    /// The request that sent it.
    pub correlation_id: CorrelationId,
}

/// Decisions that were sent from a page. Each is carried out in the transaction that ends it, so that no two processes
/// carry out one, and none is lost when one stops: whoever looks next finds it.
pub trait DraftStore: Send + Sync {
    /// Keeps a draft for each case, if what it does could be done now; each for itself. A case for which one waits already
    /// is its owner's until then: the same one sent again is the one that waits. Refused as a whole if several cases differ
    /// in what must be alike.
    fn submit_drafts(
        &self,
        command: SubmitDrafts,
    ) -> impl Future<Output = Outcome<Vec<(ReviewId, Outcome<ReviewDraft>)>>> + Send;
    /// Takes a draft back in time; answers it as it stands then. None if there is none of this owner's.
    fn take_back_draft(
        &self,
        command: TakeBackDraft,
    ) -> impl Future<Output = Outcome<Option<ReviewDraft>>> + Send;
    /// A draft of this owner's.
    fn find_draft(
        &self,
        id: DraftId,
        owner: PersonKey,
    ) -> impl Future<Output = Outcome<Option<ReviewDraft>>> + Send;
    /// The draft that waits for a case, whosever it is.
    fn find_waiting_draft(
        &self,
        review: ReviewId,
    ) -> impl Future<Output = Outcome<Option<ReviewDraft>>> + Send;
    /// The drafts of an owner, the last one first: those that wait, and those that ended not long ago.
    fn list_drafts(
        &self,
        owner: PersonKey,
        size: PageSize,
    ) -> impl Future<Output = Outcome<Vec<ReviewDraft>>> + Send;
    /// The drafts whose time has come, the longest due first, at most so many.
    fn list_due_drafts(
        &self,
        now: Timestamp,
        drafts_max: u16,
    ) -> impl Future<Output = Outcome<Vec<DueDraft>>> + Send;
    /// Carries out a draft whose time has come, unless that was done. What the case refuses ends the draft, and changes
    /// nothing of the case. Answers the draft as it stands then; none if it is gone.
    fn carry_out_draft(
        &self,
        command: CarryOutDraft,
    ) -> impl Future<Output = Outcome<Option<ReviewDraft>>> + Send;
    /// Removes drafts that ended before a moment, at most so many; answers how many went.
    fn purge_drafts(
        &self,
        ended_before: Timestamp,
        rows_max: u16,
    ) -> impl Future<Output = Outcome<usize>> + Send;
}
