//! What is left to do: a sandbox asks for it, which has few rows. Only where no partner is named are all of these looks
//! at the beginning of an index.

use qualify_domain::ports::{Waiting, WorkLeft};
use qualify_vocabulary::{PartnerId, Timestamp};
use rusqlite::params;

use super::SqliteRows;
use crate::rows::{Read, WorkRows};
use crate::sqlite::engine::column::{Columns, micros};

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
