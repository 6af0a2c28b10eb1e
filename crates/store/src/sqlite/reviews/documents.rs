//! What is known of the documents of a case. Their bytes are files beside the database.

use qualify_domain::Refusal;
use qualify_domain::audit::{AuditFact, AuditOperation};
use qualify_domain::caller::{Act, Actor};
use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::{Document, Outcome, StoredReview};
use qualify_domain::review::DOCUMENTS_MAX;
use qualify_domain::review::ReviewRefusal;
use qualify_vocabulary::{CorrelationId, DocumentId, ReviewId, Timestamp};
use rusqlite::{Row, params};

use super::super::audit;
use super::super::column::{Columns, micros};
use super::super::requests::granted;
use super::super::saving::customer_fact;
use super::super::session::Session;
use super::super::writer::Decided;
use super::{acts, find_row};

const SELECT: &str =
    "SELECT id, review_id, media_type, bytes, hash, added_by, deleted_at, created_at FROM papers";

/// Keeps a document of an open case.
pub(in super::super) fn add(
    session: &Session,
    act: &Act,
    wall: CustomerKey,
    document: &Document,
) -> Decided<StoredReview> {
    let found = acts::find_or_open(session, document.review, wall)?;
    let stored = granted!(found.ok_or(Refusal::ReviewNotFound));
    let review = &stored.review;
    if review.state.is_final() {
        let refusal = ReviewRefusal::NotPossible { command: "adding a document", state: review.state.name() };
        return Ok(Err(refusal.into()));
    }
    if stored.documents.len() >= DOCUMENTS_MAX {
        return Ok(Err(Refusal::TooManyDocuments(DOCUMENTS_MAX)));
    }
    session.execute_one(
        "INSERT INTO papers (id, review_id, media_type, bytes, hash, added_by, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            document.id.as_bytes(),
            document.review.as_bytes(),
            document.media_type,
            document.bytes,
            document.hash,
            document.added_by,
            micros(document.added_at)
        ],
    )?;
    acts::audit(session, act, review, stored.company_name.as_deref().unwrap_or_default(), "add document")?;
    Ok(find_row(session, document.review)?.ok_or(Refusal::ReviewNotFound))
}

/// The documents of a case, the oldest first.
pub(super) fn list(session: &Session, review: ReviewId) -> Outcome<Vec<Document>> {
    session.list(&format!("{SELECT} WHERE review_id = ?1 ORDER BY created_at, id"), [review.as_bytes()], read)
}

/// The case was closed: the time of its documents begins to run.
pub(super) fn note_closed(session: &Session, review: ReviewId, now: Timestamp) -> Outcome<()> {
    session
        .execute(
            "UPDATE papers SET closed_at = coalesce(closed_at, ?2) WHERE review_id = ?1 AND deleted_at IS NULL",
            params![review.as_bytes(), micros(now)],
        )
        .map(|_| ())
}

/// The case's decision is contested: the time of its documents begins again when that is decided.
pub(super) fn keep_on(session: &Session, review: ReviewId) -> Outcome<()> {
    session
        .execute(
            "UPDATE papers SET closed_at = NULL WHERE review_id = ?1 AND deleted_at IS NULL",
            [review.as_bytes()],
        )
        .map(|_| ())
}

/// The documents go as soon as somebody looks.
pub(super) fn give_up(session: &Session, review: ReviewId) -> Outcome<()> {
    session
        .execute(
            "UPDATE papers SET closed_at = ?2 WHERE review_id = ?1 AND deleted_at IS NULL",
            params![review.as_bytes(), i64::MIN],
        )
        .map(|_| ())
}

/// Documents whose time is over.
pub(in super::super) fn list_expired(
    session: &Session,
    closed_before: Timestamp,
    rows_max: u16,
) -> Outcome<Vec<DocumentId>> {
    session.list(
        "SELECT id FROM papers WHERE closed_at < ?1 AND closed_at IS NOT NULL AND deleted_at IS NULL
         ORDER BY closed_at LIMIT ?2",
        params![micros(closed_before), rows_max],
        |row| Columns::new("papers", row).id("id"),
    )
}

/// Notes that a document's bytes are gone: what is left is what it was and who checked it, which its case says.
pub(in super::super) fn mark_deleted(session: &Session, document: DocumentId, now: Timestamp) -> Decided<()> {
    let marked = session.execute(
        "UPDATE papers SET deleted_at = ?2, added_by = '' WHERE id = ?1 AND deleted_at IS NULL",
        params![document.as_bytes(), micros(now)],
    )?;
    if marked > 0 {
        note_deleted(session, document, now)?;
    }
    Ok(Ok(()))
}

/// Leaves a record of it in the operators' trail.
fn note_deleted(session: &Session, document: DocumentId, now: Timestamp) -> Outcome<()> {
    let (review, key, company_name): (ReviewId, CustomerKey, Option<String>) = session.get(
        "SELECT r.id, r.partner_id, r.customer_id, c.company_name FROM papers p JOIN reviews r ON r.id = p.review_id
         LEFT JOIN customers c ON c.partner_id = r.partner_id AND c.id = r.customer_id WHERE p.id = ?1",
        [document.as_bytes()],
        |row| {
            let columns = Columns::new("reviews", row);
            let key = CustomerKey { partner: columns.id("partner_id")?, customer: columns.id("customer_id")? };
            Ok((columns.id("id")?, key, columns.get("company_name")?))
        },
    )?;
    let correlation_id = CorrelationId::from_uuid(*document.as_uuid());
    let act = Act { actor: Actor::service("documents"), now, correlation_id };
    let details = vec![("Review".into(), review.to_string()), ("Document".into(), document.to_string())];
    let company_name = company_name.unwrap_or_default();
    let fact = customer_fact(&act, key, &company_name, AuditOperation::DeleteDocument);
    audit::append(session, &AuditFact { details, ..fact }).map(|_| ())
}

/// Which of these documents are known, and have not been deleted.
pub(in super::super) fn list_known(session: &Session, documents: &[DocumentId]) -> Outcome<Vec<DocumentId>> {
    let mut known = Vec::new();
    for document in documents {
        let found = session.find(
            "SELECT 1 FROM papers WHERE id = ?1 AND deleted_at IS NULL",
            [document.as_bytes()],
            |_| Ok(()),
        )?;
        known.extend(found.map(|()| *document));
    }
    Ok(known)
}

fn read(row: &Row<'_>) -> Outcome<Document> {
    let columns = Columns::new("papers", row);
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
