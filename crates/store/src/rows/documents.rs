//! What is known of the documents of cases.

use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::{Document, Outcome};
use qualify_vocabulary::{DocumentId, ReviewId, Timestamp};

use super::cells::Cells;
use super::reading::{Queued, Read};

/// Whose document it is.
#[derive(Debug, Clone)]
pub(crate) struct DocumentOwner {
    pub(crate) review: ReviewId,
    pub(crate) key: CustomerKey,
    /// None once the customer was deleted.
    pub(crate) company_name: Option<String>,
}

/// What is known of the documents of cases. Their bytes are elsewhere.
pub(crate) trait DocumentRows {
    /// The documents of a case, the oldest first.
    fn list_documents(&mut self, review: ReviewId) -> impl Read<Vec<Document>>;
    /// Keeps what is known of a document.
    fn insert_document(&mut self, document: &Document) -> Queued;
    /// Notes that a document's bytes are gone; answers whether that was not known. What is left is what it was
    /// and who checked it, which its case says.
    fn mark_document_deleted(&mut self, document: DocumentId, now: Timestamp) -> impl Read<bool>;
    /// Whose document it is.
    fn load_document_owner(&mut self, document: DocumentId) -> impl Read<DocumentOwner>;
    /// The case's decision is contested: the time of its documents begins again when that is decided.
    fn keep_documents_on(&mut self, review: ReviewId) -> Queued;
    /// The documents go as soon as somebody looks.
    fn give_documents_up(&mut self, review: ReviewId) -> Queued;
    /// Documents whose time is over.
    fn list_expired_documents(
        &mut self,
        closed_before: Timestamp,
        rows_max: u16,
    ) -> impl Read<Vec<DocumentId>>;
    /// Which of these documents are known, and have not been deleted.
    fn list_known_documents(&mut self, documents: &[DocumentId]) -> impl Read<Vec<DocumentId>>;
}

/// What is known of a document.
pub(crate) fn read_document(columns: &impl Cells) -> Outcome<Document> {
    Ok(Document {
        id: columns.id("id")?,
        review: columns.id("review_id")?,
        media_type: columns.get("media_type")?,
        bytes: columns.get("bytes")?,
        hash: columns.get("hash")?,
        added_by: columns.get("added_by")?,
        added_at: columns.moment("created_at")?,
        deleted_at: columns.optional_moment("deleted_at")?,
    })
}
