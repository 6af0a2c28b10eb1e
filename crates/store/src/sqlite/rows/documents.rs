//! What is known of the documents of a case. Their bytes are files beside the database.

use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::{Document, Outcome};
use qualify_vocabulary::{DocumentId, ReviewId, Timestamp};
use rusqlite::{Row, params};

use super::SqliteRows;
use crate::rows::{DocumentOwner, DocumentRows, Queued, Read, read_document};
use crate::sqlite::engine::column::{Cells as _, Columns, micros};
use crate::sqlite::engine::session::Session;

const SELECT: &str = "SELECT id, review_id, media_type, bytes, hash, added_by, deleted_at, created_at
 FROM documents";

impl DocumentRows for SqliteRows<'_> {
    fn list_documents(&mut self, review: ReviewId) -> impl Read<Vec<Document>> {
        self.read(|session| list(session, review))
    }

    fn insert_document(&mut self, document: &Document) -> Queued {
        self.write(|session| {
            session.execute_one(
                "INSERT INTO documents (id, review_id, media_type, bytes, hash, added_by, created_at)
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
            )
        })
    }

    fn mark_document_deleted(&mut self, document: DocumentId, now: Timestamp) -> impl Read<bool> {
        self.read(|session| {
            let marked = session.execute(
                "UPDATE documents SET deleted_at = ?2, added_by = ''
                 WHERE id = ?1 AND deleted_at IS NULL",
                params![document.as_bytes(), micros(now)],
            )?;
            Ok(marked > 0)
        })
    }

    fn load_document_owner(&mut self, document: DocumentId) -> impl Read<DocumentOwner> {
        self.read(|session| {
            session.get(
                "SELECT r.id, r.partner_id, r.customer_id, c.company_name
                 FROM documents p
                 JOIN reviews r ON r.id = p.review_id
                 LEFT JOIN customers c ON c.partner_id = r.partner_id AND c.id = r.customer_id
                 WHERE p.id = ?1",
                [document.as_bytes()],
                |row| {
                    let columns = Columns::new("reviews", row);
                    let key = CustomerKey {
                        partner: columns.id("partner_id")?,
                        customer: columns.id("customer_id")?,
                    };
                    Ok(DocumentOwner {
                        review: columns.id("id")?,
                        key,
                        company_name: columns.get("company_name")?,
                    })
                },
            )
        })
    }

    fn keep_documents_on(&mut self, review: ReviewId) -> Queued {
        self.write(|session| {
            session.execute_any(
                "UPDATE documents SET closed_at = NULL WHERE review_id = ?1 AND deleted_at IS NULL",
                [review.as_bytes()],
            )
        })
    }

    fn give_documents_up(&mut self, review: ReviewId) -> Queued {
        self.write(|session| {
            session.execute_any(
                "UPDATE documents SET closed_at = ?2 WHERE review_id = ?1 AND deleted_at IS NULL",
                params![review.as_bytes(), i64::MIN],
            )
        })
    }

    fn list_expired_documents(
        &mut self,
        closed_before: Timestamp,
        rows_max: u16,
    ) -> impl Read<Vec<DocumentId>> {
        self.read(|session| {
            session.list(
                "SELECT id
                 FROM documents
                 WHERE closed_at < ?1 AND closed_at IS NOT NULL AND deleted_at IS NULL
                 ORDER BY closed_at LIMIT ?2",
                params![micros(closed_before), rows_max],
                |row| Columns::new("documents", row).id("id"),
            )
        })
    }

    fn list_known_documents(&mut self, documents: &[DocumentId]) -> impl Read<Vec<DocumentId>> {
        self.read(|session| {
            let mut known = Vec::new();
            for document in documents {
                let found = session.find(
                    "SELECT 1 FROM documents WHERE id = ?1 AND deleted_at IS NULL",
                    [document.as_bytes()],
                    |_| Ok(()),
                )?;
                known.extend(found.map(|()| *document));
            }
            Ok(known)
        })
    }
}

/// The documents of a case, the oldest first.
pub(super) fn list(session: &Session, review: ReviewId) -> Outcome<Vec<Document>> {
    session.list(&format!("{SELECT} WHERE review_id = ?1 ORDER BY created_at, id"), [review.as_bytes()], read)
}

/// The case was closed: the time of its documents begins to run.
pub(super) fn begin_end(session: &Session, review: ReviewId, now: Timestamp) -> Outcome<()> {
    session.execute_any(
        "UPDATE documents SET closed_at = coalesce(closed_at, ?2)
             WHERE review_id = ?1 AND deleted_at IS NULL",
        params![review.as_bytes(), micros(now)],
    )
}

fn read(row: &Row<'_>) -> Outcome<Document> {
    read_document(&Columns::new("documents", row))
}
