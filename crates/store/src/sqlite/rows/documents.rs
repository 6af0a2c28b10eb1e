//! What is known of the documents of a case. Their bytes are files beside the database.

use qualify_domain::ports::{Document, Outcome};
use qualify_vocabulary::{ReviewId, Timestamp};
use rusqlite::{Row, params};

use crate::sqlite::engine::column::{Columns, micros};
use crate::sqlite::engine::session::Session;

const SELECT: &str =
    "SELECT id, review_id, media_type, bytes, hash, added_by, deleted_at, created_at FROM papers";

/// The documents of a case, the oldest first.
pub(super) fn list(session: &Session, review: ReviewId) -> Outcome<Vec<Document>> {
    session.list(&format!("{SELECT} WHERE review_id = ?1 ORDER BY created_at, id"), [review.as_bytes()], read)
}

/// The case was closed: the time of its documents begins to run.
pub(super) fn begin_end(session: &Session, review: ReviewId, now: Timestamp) -> Outcome<()> {
    session
        .execute(
            "UPDATE papers SET closed_at = coalesce(closed_at, ?2) WHERE review_id = ?1 AND deleted_at IS NULL",
            params![review.as_bytes(), micros(now)],
        )
        .map(|_| ())
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
