//! Decisions that were sent from a page and take effect after a moment.

use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::DueDraft;
use qualify_domain::review::{DraftState, ReviewDraft};
use qualify_vocabulary::{DraftId, PersonKey, ReviewId, Timestamp};

use super::reading::{Queued, Read};

/// Decisions that were sent from a page and take effect after a moment.
pub(crate) trait DraftRows {
    /// Keeps a draft. Of a case no two wait.
    fn insert_draft(&mut self, draft: &ReviewDraft) -> Queued;
    /// One draft, which nobody else changes until this transaction ends.
    fn find_draft(&mut self, id: DraftId) -> impl Read<Option<ReviewDraft>>;
    /// The draft that waits for a case.
    fn find_waiting_draft(&mut self, review: ReviewId) -> impl Read<Option<ReviewDraft>>;
    /// The drafts of an owner, the last one first.
    fn list_drafts(&mut self, owner: &PersonKey, rows_max: u16) -> impl Read<Vec<ReviewDraft>>;
    /// The drafts that wait and whose time has come, the longest due first.
    fn list_due_drafts(&mut self, now: Timestamp, rows_max: u16) -> impl Read<Vec<DueDraft>>;
    /// Ends a draft that waits.
    fn end_draft(&mut self, id: DraftId, state: &DraftState, now: Timestamp) -> Queued;
    /// Forgets the drafts about a customer.
    fn delete_drafts(&mut self, key: CustomerKey) -> Queued;
    /// Whether a draft ended before a moment.
    fn is_any_draft_over(&mut self, ended_before: Timestamp) -> impl Read<bool>;
    /// Removes drafts that ended before a moment, at most so many; answers how many.
    fn purge_drafts(&mut self, ended_before: Timestamp, rows_max: u16) -> impl Read<usize>;
}
