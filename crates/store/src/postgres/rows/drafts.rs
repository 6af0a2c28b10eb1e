//! Decisions that were sent from a page and take effect after a moment.

use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::{DueDraft, Outcome};
use qualify_domain::review::{DraftState, ReviewDraft};
use qualify_vocabulary::{DraftId, PersonKey, ReviewId, Timestamp};
use tokio_postgres::Row;

use super::PostgresRows;
use crate::postgres::engine::column::{Cells as _, Columns, micros};
use crate::postgres::engine::value::params;
use crate::rows::{DraftRows, Queued, Read, read_draft};

impl DraftRows for PostgresRows {
    fn insert_draft(&mut self, draft: &ReviewDraft) -> Queued {
        let act = serde_json::to_string(&draft.act).expect("it is made of texts");
        self.execute_one(
            "INSERT INTO review_drafts (id, review_id, partner_id, customer_id, review_revision, owner_key,
                    owner_name, is_lead, act, correlation_id, takes_effect_at, state, created_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'waiting', $12)",
            params![
                draft.id.as_bytes(),
                draft.review.as_bytes(),
                draft.key.partner.as_bytes(),
                draft.key.customer.as_bytes(),
                i64::try_from(draft.revision).unwrap_or(i64::MAX),
                draft.owner.person.key.as_str(),
                draft.owner.person.name,
                draft.owner.is_lead,
                act,
                draft.correlation_id.as_bytes(),
                micros(draft.takes_effect_at),
                micros(draft.created_at)
            ],
        )
    }

    fn find_draft(&mut self, id: DraftId) -> impl Read<Option<ReviewDraft>> {
        {
            let locking = self.session.locking();
            self.find(format!("SELECT * FROM review_drafts WHERE id = $1{locking}"), [id.as_bytes()], read)
        }
    }

    fn find_waiting_draft(&mut self, review: ReviewId) -> impl Read<Option<ReviewDraft>> {
        let locking = self.session.locking();
        self.find(
            format!("SELECT * FROM review_drafts WHERE review_id = $1 AND state = 'waiting'{locking}"),
            [review.as_bytes()],
            read,
        )
    }

    fn list_drafts(&mut self, owner: &PersonKey, rows_max: u16) -> impl Read<Vec<ReviewDraft>> {
        self.list(
            "SELECT *
                 FROM review_drafts
                 WHERE owner_key = $1
                 ORDER BY created_at DESC, id DESC LIMIT $2",
            params![owner.as_str(), rows_max],
            read,
        )
    }

    fn list_due_drafts(&mut self, now: Timestamp, rows_max: u16) -> impl Read<Vec<DueDraft>> {
        self.list(
            "SELECT id, partner_id, correlation_id
                 FROM review_drafts
                 WHERE state = 'waiting' AND takes_effect_at <= $1
                 ORDER BY takes_effect_at, id LIMIT $2",
            params![micros(now), rows_max],
            |row| {
                let columns = Columns::new("review_drafts", row);
                Ok(DueDraft {
                    id: columns.id("id")?,
                    partner: columns.id("partner_id")?,
                    correlation_id: columns.id("correlation_id")?,
                })
            },
        )
    }

    fn end_draft(&mut self, id: DraftId, state: &DraftState, now: Timestamp) -> Queued {
        self.execute_one(
            "UPDATE review_drafts SET state = $2, detail = $3, ended_at = $4
                 WHERE id = $1 AND state = 'waiting'",
            params![id.as_bytes(), state.name(), state.detail(), micros(now)],
        )
    }

    fn delete_drafts(&mut self, key: CustomerKey) -> Queued {
        self.execute_any(
            "DELETE FROM review_drafts WHERE partner_id = $1 AND customer_id = $2",
            [key.partner.as_bytes(), key.customer.as_bytes()],
        )
    }

    fn is_any_draft_over(&mut self, ended_before: Timestamp) -> impl Read<bool> {
        async move {
            let sql = "SELECT 1 FROM review_drafts WHERE ended_at <= $1 LIMIT 1";
            self.find(sql, [micros(ended_before)], |_| Ok(())).await.map(|found| found.is_some())
        }
    }

    fn purge_drafts(&mut self, ended_before: Timestamp, rows_max: u16) -> impl Read<usize> {
        self.execute(
            "DELETE
                 FROM review_drafts
                 WHERE (partner_id, id) IN (SELECT partner_id, id FROM review_drafts WHERE ended_at <= $1
                     ORDER BY ended_at LIMIT $2)",
            params![micros(ended_before), rows_max],
        )
    }
}

fn read(row: &Row) -> Outcome<ReviewDraft> {
    read_draft(&Columns::new("review_drafts", row))
}
