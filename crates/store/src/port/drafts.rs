//! Decisions that were sent from a page and take effect after a moment.

use qualify_domain::ports::{CarryOutDraft, DraftStore, DueDraft, Outcome, SubmitDrafts, TakeBackDraft};
use qualify_domain::review::ReviewDraft;
use qualify_vocabulary::{DraftId, PageSize, PersonKey, ReviewId, Timestamp};

use crate::Store;
use crate::operations::reads::{FindWaitingDraft, IsAnyDraftOver, ListDrafts, ListDueDrafts};
use crate::operations::reviews::drafts::{FindDraft, PurgeDrafts};

impl DraftStore for Store {
    async fn submit_drafts(&self, command: SubmitDrafts) -> Outcome<Vec<(ReviewId, Outcome<ReviewDraft>)>> {
        self.write(command).await
    }

    async fn take_back_draft(&self, command: TakeBackDraft) -> Outcome<Option<ReviewDraft>> {
        self.write(command).await
    }

    async fn find_draft(&self, id: DraftId, owner: PersonKey) -> Outcome<Option<ReviewDraft>> {
        self.read(FindDraft { id, owner }).await
    }

    async fn find_waiting_draft(&self, review: ReviewId) -> Outcome<Option<ReviewDraft>> {
        self.read(FindWaitingDraft { review }).await
    }

    async fn list_drafts(&self, owner: PersonKey, size: PageSize) -> Outcome<Vec<ReviewDraft>> {
        self.read(ListDrafts { owner, size }).await
    }

    async fn list_due_drafts(&self, now: Timestamp, drafts_max: u16) -> Outcome<Vec<DueDraft>> {
        self.read(ListDueDrafts { now, drafts_max }).await
    }

    async fn carry_out_draft(&self, command: CarryOutDraft) -> Outcome<Option<ReviewDraft>> {
        self.write(command).await
    }

    async fn purge_drafts(&self, ended_before: Timestamp, rows_max: u16) -> Outcome<usize> {
        // Looked for often and mostly in vain, which is nothing to keep the writer busy with.
        if !self.read(IsAnyDraftOver { ended_before }).await? {
            return Ok(0);
        }
        self.write(PurgeDrafts { ended_before, rows_max }).await
    }
}
