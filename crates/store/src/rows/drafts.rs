//! Decisions that were sent from a page and take effect after a moment.

use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::{DueDraft, Outcome};
use qualify_domain::review::{DraftState, ReviewDraft, Reviewer};
use qualify_vocabulary::{DraftId, Person, PersonKey, ReviewId, Timestamp};

use super::cells::Cells;
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

/// A draft.
pub(crate) fn read_draft(columns: &impl Cells) -> Outcome<ReviewDraft> {
    let person =
        Person { key: PersonKey::from_stored(columns.get("owner_key")?), name: columns.get("owner_name")? };
    let state = DraftState::from_stored(columns.text("state")?, columns.get("detail")?);
    Ok(ReviewDraft {
        id: columns.id("id")?,
        review: columns.id("review_id")?,
        key: CustomerKey { partner: columns.id("partner_id")?, customer: columns.id("customer_id")? },
        revision: u64::try_from(columns.get::<i64>("review_revision")?)
            .map_err(|_| columns.corrupt("review_revision"))?,
        // Whoever belongs to the partner could not send it.
        owner: Reviewer { person, is_lead: columns.get("is_lead")?, is_of_partner: false },
        act: columns.parsed("act", |text| serde_json::from_str(text))?,
        correlation_id: columns.id("correlation_id")?,
        created_at: columns.moment("created_at")?,
        takes_effect_at: columns.moment("takes_effect_at")?,
        state: state.ok_or_else(|| columns.corrupt("state"))?,
    })
}
