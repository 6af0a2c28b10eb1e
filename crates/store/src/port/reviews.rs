//! What review operations are told, and what they answer.

use qualify_domain::caller::Act;
use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::{
    ActOnReview, AdvanceReviews, ApprovedDomain, DecideReviews, Document, OpenReview, Outcome, QueuePage,
    QueuePosition, ReviewPlace, ReviewSelection, ReviewStore, Slice, StandingApprovals, StoredReview,
};
use qualify_vocabulary::{DocumentId, PageSize, ReviewId, Timestamp};

use crate::Store;
use crate::operations::reads::{IsAnyReviewDue, ListExpiredDocuments, ListKnownDocuments};
use crate::operations::reviews::{
    AddDocument, FindReview, ListCustomerReviews, ListStandingApprovals, MarkDocumentDeleted,
    RecordReviewView,
};
use crate::sqlite::Owner;

impl ReviewStore for Store {
    async fn find_review(
        &self,
        review: ReviewId,
        wall: Option<CustomerKey>,
    ) -> Outcome<Option<StoredReview>> {
        self.read(FindReview { review, wall }).await
    }

    async fn list_customer_reviews(
        &self,
        key: CustomerKey,
        after: Option<ReviewPlace>,
        size: PageSize,
    ) -> Outcome<Slice<StoredReview>> {
        self.read_in_turn(Owner::Partner(key.partner), ListCustomerReviews { key, after, size }).await
    }

    async fn list_reviews(
        &self,
        selection: ReviewSelection,
        after: Option<QueuePosition>,
        size: PageSize,
    ) -> Outcome<QueuePage> {
        match self {
            Self::Sqlite(store) => store.list_reviews(selection, after, size).await,
            #[cfg(feature = "postgres")]
            Self::Postgres(store) => Box::pin(store.list_reviews(selection, after, size)).await,
        }
    }

    async fn record_review_view(&self, act: Act, review: ReviewId) -> Outcome<()> {
        self.write(RecordReviewView { act, review }).await
    }

    async fn act_on_review(&self, command: ActOnReview) -> Outcome<StoredReview> {
        self.write(command).await
    }

    async fn open_review(&self, command: OpenReview) -> Outcome<StoredReview> {
        self.write(command).await
    }

    async fn decide_reviews(&self, command: DecideReviews) -> Outcome<Vec<(ReviewId, Outcome<()>)>> {
        self.write(command).await
    }

    async fn list_standing_approvals(
        &self,
        after: Option<ApprovedDomain>,
        rows_max: u16,
    ) -> Outcome<StandingApprovals> {
        self.read_in_turn(Owner::Service, ListStandingApprovals { after, rows_max }).await
    }

    async fn advance_reviews(&self, command: AdvanceReviews) -> Outcome<usize> {
        // Time is looked at often and mostly in vain, which is nothing to keep the writer busy with.
        let is_any_due = IsAnyReviewDue { now: command.act.now, whose: command.whose.clone() };
        if !self.read(is_any_due).await? {
            return Ok(0);
        }
        self.write(command).await
    }

    async fn add_document(&self, act: Act, wall: CustomerKey, document: Document) -> Outcome<StoredReview> {
        self.write(AddDocument { act, wall, document }).await
    }

    async fn list_expired_documents(
        &self,
        closed_before: Timestamp,
        rows_max: u16,
    ) -> Outcome<Vec<DocumentId>> {
        self.read(ListExpiredDocuments { closed_before, rows_max }).await
    }

    async fn mark_document_deleted(&self, document: DocumentId, now: Timestamp) -> Outcome<()> {
        self.write(MarkDocumentDeleted { document, now }).await
    }

    async fn list_known_documents(&self, documents: Vec<DocumentId>) -> Outcome<Vec<DocumentId>> {
        self.read(ListKnownDocuments { documents }).await
    }
}
