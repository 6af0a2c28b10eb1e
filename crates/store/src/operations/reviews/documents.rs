//! What is known of the documents of a case.

use qualify_domain::Refusal;
use qualify_domain::audit::{AuditFact, AuditOperation};
use qualify_domain::caller::{Act, Actor};
use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::{Document, StoredReview};
use qualify_domain::review::{DOCUMENTS_MAX, ReviewRefusal};
use qualify_vocabulary::{CorrelationId, DocumentId, Timestamp};

use super::super::Operation;
use super::acts;
use crate::rows::Rows;
use crate::undone::Done;

/// Keeps a document of an open case; its bytes are there already.
#[derive(Clone)]
pub(crate) struct AddDocument {
    pub(crate) act: Act,
    pub(crate) wall: CustomerKey,
    pub(crate) document: Document,
}

impl Operation for AddDocument {
    type Answer = StoredReview;

    async fn run<R: Rows>(self, rows: &mut R) -> Done<StoredReview> {
        let Self { act, wall, document } = self;
        let found = acts::find_or_open(rows, document.review, wall).await?;
        let stored = found.ok_or(Refusal::ReviewNotFound)?;
        let review = &stored.review;
        if review.state.is_final() {
            let state = review.state.name();
            return Err(ReviewRefusal::NotPossible { command: "adding a document", state }.into());
        }
        if stored.documents.len() >= DOCUMENTS_MAX {
            return Err(Refusal::TooManyDocuments(DOCUMENTS_MAX).into());
        }
        rows.insert_document(&document)?;
        let company_name = stored.company_name.as_deref().unwrap_or_default();
        acts::record(rows, &act, review, company_name, "add document").await?;
        Ok(rows.find_review(document.review).await?.ok_or(Refusal::ReviewNotFound)?)
    }
}

/// Notes that a document's bytes are gone, and leaves a record of it in the operators' trail.
#[derive(Clone)]
pub(crate) struct MarkDocumentDeleted {
    pub(crate) document: DocumentId,
    pub(crate) now: Timestamp,
}

impl Operation for MarkDocumentDeleted {
    type Answer = ();

    async fn run<R: Rows>(self, rows: &mut R) -> Done<()> {
        let Self { document, now } = self;
        if !rows.mark_document_deleted(document, now).await? {
            return Ok(());
        }
        let owner = rows.load_document_owner(document).await?;
        let correlation_id = CorrelationId::from_uuid(*document.as_uuid());
        let act = Act { actor: Actor::service("documents"), now, correlation_id };
        let company_name = owner.company_name.unwrap_or_default();
        let fact =
            AuditFact::of_customer(&act, owner.key, &company_name, AuditOperation::DeleteDocument).with(
                vec![("Review".into(), owner.review.to_string()), ("Document".into(), document.to_string())],
            );
        rows.append_audit(&fact).await?;
        Ok(())
    }
}
