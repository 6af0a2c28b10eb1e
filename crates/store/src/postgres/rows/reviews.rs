//! Cases that people decide.

use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::{AppealStanding, Outcome, ReviewPlace, StoreError, StoredReview, Whose};
use qualify_domain::review::{Review, ReviewKind, Subject};
use qualify_vocabulary::{Person, Qualification, ReasonCode, ReviewId, Timestamp};
use tokio_postgres::Row;

use super::PostgresRows;
use super::whose::narrowed;
use crate::postgres::engine::column::{Cells as _, Columns, micros};
use crate::postgres::engine::value::params;
use crate::rows::{Queued, REVIEWS_MAX, Read, ReviewRows, ReviewTimes, Which, read_appeal, read_review};

/// A case with the customer's name and the last appeal against it, which is about the same request.
const SELECT: &str = "SELECT r.body, r.revision, c.company_name, a.id AS appeal_id, a.state AS appeal_state
 FROM reviews r
 LEFT JOIN customers c ON c.partner_id = r.partner_id AND c.id = r.customer_id
 LEFT JOIN reviews a ON a.partner_id = r.partner_id AND a.id = (
     SELECT x.id FROM reviews x
     WHERE x.partner_id = r.partner_id AND x.customer_id = r.customer_id AND x.created_at >= r.created_at AND
         x.kind = 'appeal' AND r.kind <> 'appeal' AND x.opened_at = r.opened_at AND
         replace(x.body::jsonb #>> '{subject,linked}', '-', '') = encode(r.id, 'hex')
     ORDER BY x.created_at DESC LIMIT 1)";

impl ReviewRows for PostgresRows {
    fn find_review(&mut self, id: ReviewId) -> impl Read<Option<StoredReview>> {
        async move {
            self.session.lock("SELECT 1 FROM reviews WHERE id = $1 FOR NO KEY UPDATE", [id.as_bytes()]);
            let found = self.find(format!("{SELECT} WHERE r.id = $1"), [id.as_bytes()], read).await?;
            let Some(stored) = found else { return Ok(None) };
            Ok(Some(StoredReview { documents: self.documents_of(id).await?, ..stored }))
        }
    }

    fn insert_review(&mut self, review: &Review, times: ReviewTimes) -> impl Read<bool> {
        async move {
            let subject = &review.subject;
            let ending_at = review.ending.as_ref().map_or(subject.created_at, |ending| ending.at);
            let closed_at = review.state.is_final().then(|| micros(ending_at));
            self.execute(
                "INSERT INTO reviews (id, partner_id, customer_id, kind, qualification, opened_at,
                        state, priority, sla_due_at, next_at, country, language, domain, reason_code,
                        holder, body, created_at, closed_at, revision, holder_key)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
                         $18, 0, $19)
                     ON CONFLICT (partner_id, id) DO NOTHING",
                params![
                    subject.id.as_bytes(),
                    subject.key.partner.as_bytes(),
                    subject.key.customer.as_bytes(),
                    subject.kind.name(),
                    subject.qualification.name(),
                    micros(subject.opened_at),
                    review.state.name(),
                    review.priority() as u8,
                    sla_due_micros(times),
                    times.next_at.map(micros),
                    subject.country,
                    subject.language,
                    subject.domain,
                    subject.reason_code.name(),
                    review.holder().map(|holder| &holder.name),
                    write_body(review)?,
                    micros(subject.created_at),
                    closed_at,
                    key_of(review.holder())
                ],
            )
            .await
            .map(|rows| rows > 0)
        }
    }

    fn save_review(&mut self, review: &Review, times: ReviewTimes, now: Timestamp) -> Queued {
        let closed_at = review.state.is_final().then(|| micros(now));
        self.execute_one(
            "UPDATE reviews SET state = $3, priority = $4, sla_due_at = $5, next_at = $6,
                    holder = $7, first_reviewer_key = $8, second_reviewer_key = $9, body = $10,
                    closed_at = coalesce(closed_at, $11), holder_key = $12, revision = revision + 1
                 WHERE partner_id = $1 AND id = $2",
            params![
                review.subject.key.partner.as_bytes(),
                review.subject.id.as_bytes(),
                review.state.name(),
                review.priority() as u8,
                sla_due_micros(times),
                times.next_at.map(micros),
                review.holder().map(|holder| &holder.name),
                key_of(review.first_reviewer.as_ref()),
                key_of(review.second_reviewer.as_ref()),
                write_body(review)?,
                closed_at,
                key_of(review.holder())
            ],
        )?;
        if closed_at.is_some() {
            self.begin_end(review.subject.id, now)?;
            if let Some(contested) = review.subject.contested() {
                self.begin_end(contested, now)?;
            }
        }
        Ok(())
    }

    fn save_review_reason(&mut self, subject: &Subject) -> Queued {
        self.execute_one(
            "UPDATE reviews SET reason_code = $3, domain = $4 WHERE partner_id = $1 AND id = $2",
            params![
                subject.key.partner.as_bytes(),
                subject.id.as_bytes(),
                subject.reason_code.name(),
                subject.domain
            ],
        )
    }

    fn find_last_reverification(
        &mut self,
        key: CustomerKey,
        opened_at: Timestamp,
    ) -> impl Read<Option<(ReasonCode, Timestamp)>> {
        self.find(
            "SELECT reason_code, closed_at
                 FROM reviews
                 WHERE partner_id = $1 AND customer_id = $2 AND kind = $3 AND opened_at = $4
                 ORDER BY created_at DESC LIMIT 1",
            params![
                key.partner.as_bytes(),
                key.customer.as_bytes(),
                ReviewKind::Reverification.name(),
                micros(opened_at)
            ],
            |row| {
                let columns = Columns::new("reviews", row);
                let closed_at = columns.optional_moment("closed_at")?.unwrap_or(Timestamp::MAX);
                Ok((columns.parsed("reason_code", ReasonCode::parse)?, closed_at))
            },
        )
    }

    fn is_any_review_due(&mut self, now: Timestamp, whose: &Whose) -> impl Read<bool> {
        let due = narrowed(
            "SELECT 1 FROM reviews WHERE next_at IS NOT NULL AND next_at <= $1 WHOSE LIMIT 1",
            params![micros(now)],
            whose,
        );
        self.is_any(due.sql, due.parameters)
    }

    fn list_due_reviews(
        &mut self,
        now: Timestamp,
        whose: &Whose,
        rows_max: usize,
    ) -> impl Read<Vec<ReviewId>> {
        let due = narrowed(
            "SELECT id
             FROM reviews
             WHERE next_at IS NOT NULL AND next_at <= $1 WHOSE
             ORDER BY next_at LIMIT $2",
            params![micros(now), rows_max],
            whose,
        );
        let sql = format!("{}{}", due.sql, self.session.locking_what_is_free());
        self.list(sql, due.parameters, |row| Columns::new("reviews", row).id("id"))
    }

    fn put_review_off(&mut self, id: ReviewId, until: Timestamp) -> Queued {
        self.execute_one(
            "UPDATE reviews SET next_at = $2 WHERE id = $1",
            params![id.as_bytes(), micros(until)],
        )
    }

    fn list_reviews_to_erase(&mut self, ended_before: Timestamp, rows_max: u16) -> impl Read<Vec<ReviewId>> {
        self.list(
            "SELECT id
                 FROM reviews
                 WHERE ended_at < $1 AND ended_at IS NOT NULL AND erased_at IS NULL
                 ORDER BY ended_at LIMIT $2",
            params![micros(ended_before), rows_max],
            |row| Columns::new("reviews", row).id("id"),
        )
    }

    fn keep_review_texts(&mut self, id: ReviewId, now: Timestamp) -> Queued {
        self.execute_one(
            "UPDATE reviews SET ended_at = $2 WHERE id = $1",
            params![id.as_bytes(), micros(now)],
        )
    }

    fn mark_review_erased(&mut self, id: ReviewId, now: Timestamp) -> Queued {
        self.execute_one(
            "UPDATE reviews SET erased_at = $2, domain = NULL WHERE id = $1",
            params![id.as_bytes(), micros(now)],
        )
    }

    fn list_reviews_of(&mut self, key: CustomerKey, which: Which) -> impl Read<Vec<StoredReview>> {
        async move {
            let which = match which {
                Which::All => "",
                Which::Open => "AND r.closed_at IS NULL",
                Which::Written => "AND r.erased_at IS NULL",
            };
            self.list(
                format!(
            "{SELECT} WHERE r.partner_id = $1 AND r.customer_id = $2 {which} ORDER BY r.created_at DESC,
                 r.id LIMIT $3"
        ),
                params![
                    key.partner.as_bytes(),
                    key.customer.as_bytes(),
                    u32::try_from(REVIEWS_MAX).unwrap_or(u32::MAX)
                ],
                read,
            )
            .await
        }
    }

    fn list_shown_reviews(
        &mut self,
        key: CustomerKey,
        after: Option<ReviewPlace>,
        rows_max: u32,
    ) -> impl Read<Vec<StoredReview>> {
        async move {
            let kinds = ReviewKind::ALL.into_iter().filter(|kind| kind.is_shown_to_partner());
            let kinds: Vec<String> = kinds.map(|kind| format!("'{}'", kind.name())).collect();
            let (created_at, id) =
                after.map_or((i64::MAX, [0; 16]), |after| (micros(after.created_at), *after.id.as_bytes()));
            self.list(
                format!(
                    "{SELECT} WHERE r.partner_id = $1 AND r.customer_id = $2 AND r.kind IN ({})
                 AND r.created_at <= $3 AND (r.created_at < $3 OR r.id > $4)
             ORDER BY r.created_at DESC, r.id LIMIT $5",
                    kinds.join(", ")
                ),
                params![key.partner.as_bytes(), key.customer.as_bytes(), created_at, id, rows_max],
                read,
            )
            .await
        }
    }

    fn find_appeal_against(
        &mut self,
        key: CustomerKey,
        contested: ReviewId,
    ) -> impl Read<Option<AppealStanding>> {
        async move {
            self.find(
                "SELECT id AS appeal_id, state AS appeal_state FROM reviews
                 WHERE partner_id = $1 AND customer_id = $2 AND kind = 'appeal' AND
                     replace(body::jsonb #>> '{subject,linked}', '-', '') = encode($3, 'hex')
                 ORDER BY created_at DESC LIMIT 1",
                params![key.partner.as_bytes(), key.customer.as_bytes(), contested.as_bytes()],
                |row| read_appeal(&Columns::new("reviews", row)),
            )
            .await
            .map(Option::flatten)
        }
    }

    fn has_used_up_appeal(&mut self, key: CustomerKey, opened_at: Timestamp) -> impl Read<bool> {
        async move {
            let found = self
                .find(
                    "SELECT 1 FROM reviews
                 WHERE partner_id = $1 AND customer_id = $2 AND kind = 'appeal' AND opened_at = $3 AND
                     state <> 'approved' LIMIT 1",
                    params![key.partner.as_bytes(), key.customer.as_bytes(), micros(opened_at)],
                    |_| Ok(()),
                )
                .await?;
            Ok(found.is_some())
        }
    }

    fn has_review_of(&mut self, subject: &Subject) -> impl Read<bool> {
        async move {
            let found = self
                .find(
                    "SELECT 1
                 FROM reviews
                 WHERE partner_id = $1 AND customer_id = $2 AND kind = $3 AND qualification = $4 AND
                     opened_at = $5 LIMIT 1",
                    params![
                        subject.key.partner.as_bytes(),
                        subject.key.customer.as_bytes(),
                        subject.kind.name(),
                        subject.qualification.name(),
                        micros(subject.opened_at)
                    ],
                    |_| Ok(()),
                )
                .await?;
            Ok(found.is_some())
        }
    }

    fn end_review_texts(&mut self, key: CustomerKey, qualification: Qualification, now: Timestamp) -> Queued {
        self.execute_any(
            "UPDATE reviews SET ended_at = $4
                     WHERE partner_id = $1 AND customer_id = $2 AND qualification = $3 AND ended_at IS NULL",
            params![key.partner.as_bytes(), key.customer.as_bytes(), qualification.name(), micros(now)],
        )
    }
}

/// When the time is used up, as the queue sorts it: a case whose clock stands comes last.
fn sla_due_micros(times: ReviewTimes) -> i64 {
    times.sla_due_at.map_or(i64::MAX, micros)
}

fn key_of(person: Option<&Person>) -> Option<&str> {
    person.map(|person| person.key.as_str())
}

fn write_body(review: &Review) -> Outcome<String> {
    serde_json::to_string(review).map_err(|error| StoreError::Failed(Box::new(error)))
}

fn read(row: &Row) -> Outcome<StoredReview> {
    read_review(&Columns::new("reviews", row))
}
