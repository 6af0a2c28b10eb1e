//! What is left to do: a sandbox asks for it, which has few rows. Only where no partner is named are all of these looks
//! at the beginning of an index.

use qualify_domain::ports::{QueueLengths, Waiting, WorkLeft};
use qualify_vocabulary::{PartnerId, Timestamp};
use rusqlite::params;

use super::SqliteRows;
use crate::rows::{Read, WorkRows};
use crate::sqlite::engine::column::{Cells as _, Columns, micros};

/// Of a partner, or of all; ?1 is the time, ?2 the partner, ?3 whether vetting decides.
const IS_LEFT: &str = "SELECT
    EXISTS (SELECT 1 FROM customers INDEXED BY customers_due
        WHERE ?3 AND due_at IS NOT NULL AND due_at <= ?1 AND (?2 IS NULL OR partner_id = ?2))
    OR EXISTS (SELECT 1 FROM reviews INDEXED BY reviews_next
        WHERE next_at IS NOT NULL AND next_at <= ?1 AND (?2 IS NULL OR partner_id = ?2))
    OR EXISTS (SELECT 1 FROM events
        WHERE id > coalesce((SELECT cursor FROM dispatch), 0) AND (?2 IS NULL OR partner_id = ?2))
    OR EXISTS (SELECT 1 FROM endpoints INDEXED BY endpoints_due
        WHERE due_at IS NOT NULL AND due_at <= ?1 AND (?2 IS NULL OR partner_id = ?2))
    OR EXISTS (SELECT 1 FROM deliveries INDEXED BY deliveries_leased
        WHERE lease IS NOT NULL AND (?2 IS NULL OR partner_id = ?2)) AS is_left";

/// How much waits where; each along an index of what waits, and counted up to ?1.
const QUEUES: &str = "SELECT
    (SELECT count(*) FROM (SELECT 1 FROM reviews INDEXED BY reviews_open WHERE closed_at IS NULL LIMIT ?1))
        AS open_cases,
    (SELECT min(created_at) FROM reviews INDEXED BY reviews_open WHERE closed_at IS NULL) AS oldest_case,
    (SELECT count(*) FROM (SELECT 1 FROM review_drafts INDEXED BY review_drafts_due WHERE state = 'waiting' LIMIT ?1))
        AS waiting_drafts,
    (SELECT count(*) FROM (SELECT 1 FROM events WHERE id > coalesce((SELECT cursor FROM dispatch), 0) LIMIT ?1))
        AS new_events,
    (SELECT count(*) FROM (SELECT 1 FROM deliveries INDEXED BY deliveries_pending WHERE state = 'pending' LIMIT ?1))
        AS pending_deliveries,
    (SELECT min(due_at) FROM endpoints INDEXED BY endpoints_due WHERE due_at IS NOT NULL) AS first_delivery_due,
    (SELECT count(*) FROM (SELECT 1 FROM deliveries INDEXED BY deliveries_failed WHERE state = 'failed' LIMIT ?1))
        AS failed_deliveries,
    (SELECT count(*) FROM (SELECT 1 FROM endpoints INDEXED BY endpoints_disabled WHERE disabled_at IS NOT NULL
        AND removed_at IS NULL LIMIT ?1)) AS disabled_receivers";

/// Each looks at what is due until then, and at nothing behind it.
const fn waiting(what: Waiting) -> &'static str {
    match what {
        Waiting::Records => {
            "SELECT partner_id, min(coalesce(leased_until, due_at)) AS first_due
             FROM customers INDEXED BY customers_due
             WHERE due_at IS NOT NULL AND coalesce(leased_until, due_at) <= ?1
             GROUP BY partner_id"
        }
        Waiting::Reviews => {
            "SELECT partner_id, min(next_at) AS first_due FROM reviews INDEXED BY reviews_next
             WHERE next_at IS NOT NULL AND next_at <= ?1
             GROUP BY partner_id"
        }
        Waiting::Receivers => {
            "SELECT partner_id, min(due_at) AS first_due FROM endpoints INDEXED BY endpoints_due
             WHERE due_at IS NOT NULL AND due_at <= ?1
             GROUP BY partner_id"
        }
    }
}

impl WorkRows for SqliteRows<'_> {
    fn list_partners_waiting(
        &mut self,
        what: Waiting,
        until: Timestamp,
    ) -> impl Read<Vec<(PartnerId, Timestamp)>> {
        self.read(|session| {
            session.list(waiting(what), [micros(until)], |row| {
                let columns = Columns::new("work", row);
                Ok((columns.id("partner_id")?, columns.moment("first_due")?))
            })
        })
    }

    fn count_queues(&mut self) -> impl Read<QueueLengths> {
        self.read(|session| {
            session.get(QUEUES, [QueueLengths::ROWS_MAX], |row| {
                let columns = Columns::new("work", row);
                Ok(QueueLengths {
                    open_cases: columns.get("open_cases")?,
                    oldest_case: columns.optional_moment("oldest_case")?,
                    waiting_drafts: columns.get("waiting_drafts")?,
                    new_events: columns.get("new_events")?,
                    pending_deliveries: columns.get("pending_deliveries")?,
                    first_delivery_due: columns.optional_moment("first_delivery_due")?,
                    failed_deliveries: columns.get("failed_deliveries")?,
                    disabled_receivers: columns.get("disabled_receivers")?,
                })
            })
        })
    }

    fn is_work_left(&mut self, left: WorkLeft) -> impl Read<bool> {
        let WorkLeft { now, partner, vetting_decides } = left;
        self.read(|session| {
            session.get(
                IS_LEFT,
                params![micros(now), partner.as_ref().map(PartnerId::as_bytes), vetting_decides],
                |row| Columns::new("work", row).get("is_left"),
            )
        })
    }
}
