//! Documents of cases: handed in by partners, and read by them and by staff.

use qualify_domain::Refusal;
use qualify_domain::ports::{Document, DocumentStore as _, ReviewStore as _, StoredReview};
use qualify_domain::review::DOCUMENTS_MAX;
use qualify_vocabulary::{CustomerId, DocumentId, ReviewId};

use super::asker::PartnerAsker;
use super::error::{ServiceError, ServiceRefusal};
use super::reviews::of_partner;
use crate::clock::fresh_guid;
use crate::documents::{Documents, IncomingDocument, Inspected, OpenedDocument};

/// A document with its bytes.
#[derive(Debug)]
pub struct OpenDocument<'case> {
    pub document: &'case Document,
    pub opened: OpenedDocument,
}

/// Whether a document may be handed in with a case: asked before ten megabytes come.
///
/// # Errors
/// There is no such case, the caller's role may only read, or the case holds as many as it may.
pub async fn check_may_hand_in(
    asker: &PartnerAsker<'_>,
    customer: CustomerId,
    review: ReviewId,
) -> Result<(), ServiceError> {
    let found = of_partner::find(asker, customer, review).await?;
    asker.caller.check_may_write()?;
    if found.documents.len() >= DOCUMENTS_MAX {
        return Err(Refusal::TooManyDocuments(DOCUMENTS_MAX).into());
    }
    Ok(())
}

/// Hands a document in that has come, after [`check_may_hand_in`].
///
/// # Errors
/// It is no document that is taken, or the case takes none any more.
pub async fn hand_in(
    asker: &PartnerAsker<'_>,
    customer: CustomerId,
    review: ReviewId,
    incoming: IncomingDocument,
) -> Result<StoredReview, ServiceError> {
    let inspected = incoming.inspect().await?;
    keep(asker, customer, review, incoming, inspected).await
}

/// The same, unless the case holds this very document already: a form that comes twice does nothing the second time.
///
/// # Errors
/// Those of [`hand_in`].
pub async fn hand_in_once(
    asker: &PartnerAsker<'_>,
    customer: CustomerId,
    review: ReviewId,
    incoming: IncomingDocument,
) -> Result<StoredReview, ServiceError> {
    let inspected = incoming.inspect().await?;
    let found = of_partner::find(asker, customer, review).await?;
    let is_it = |document: &Document| document.hash == inspected.hash && document.deleted_at.is_none();
    if found.documents.iter().any(is_it) {
        return Ok(found);
    }
    keep(asker, customer, review, incoming, inspected).await
}

async fn keep(
    asker: &PartnerAsker<'_>,
    customer: CustomerId,
    review: ReviewId,
    incoming: IncomingDocument,
    inspected: Inspected,
) -> Result<StoredReview, ServiceError> {
    let app = asker.app;
    let document = Document {
        id: DocumentId::from_uuid(fresh_guid()),
        review,
        media_type: inspected.kind.media_type().to_owned(),
        bytes: inspected.bytes,
        hash: inspected.hash,
        added_by: asker.name(),
        added_at: asker.now(),
        deleted_at: None,
    };
    let id = document.id;
    incoming.keep(asker.key(customer).partner, id).await?;
    let added = asker.measure(app.store.add_document(asker.act(), asker.key(customer), document)).await;
    if added.is_err() {
        // One that stays behind is taken away later.
        let _ = app.documents.store.remove(id).await;
    }
    Ok(added?)
}

/// Opens a document of a case.
///
/// # Errors
/// The case has none of this id, or its bytes are gone.
pub async fn open<'case>(
    documents: &Documents,
    stored: &'case StoredReview,
    id: DocumentId,
) -> Result<OpenDocument<'case>, ServiceError> {
    let document = stored.documents.iter().find(|document| document.id == id);
    let document = document.ok_or(ServiceRefusal::DocumentNotFound)?;
    if document.deleted_at.is_some() {
        return Err(ServiceRefusal::DocumentDeleted.into());
    }
    let opened = documents.store.open(stored.review.subject.key.partner, id).await.map_err(|error| {
        ServiceError::Failed { cause: format!("the file of document {id} cannot be read: {error}") }
    })?;
    // Without its bytes: a state of before was put back, and they had gone meanwhile.
    let opened = opened.ok_or(ServiceRefusal::DocumentFileGone)?;
    Ok(OpenDocument { document, opened })
}
