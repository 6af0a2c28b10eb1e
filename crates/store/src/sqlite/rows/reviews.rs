//! Cases that people decide.

use qualify_domain::customer::CustomerKey;
use qualify_domain::ports::{AppealStanding, Outcome, ReviewPlace, StoreError, StoredReview, Whose};
use qualify_domain::review::{Review, ReviewKind, Subject};
use qualify_vocabulary::{Person, Qualification, ReasonCode, ReviewId, Timestamp};
use rusqlite::{Row, params, params_from_iter};

use super::SqliteRows;
use super::documents;
use super::whose::narrowed;
use crate::rows::{Queued, REVIEWS_MAX, Read, ReviewRows, ReviewTimes, Which, read_appeal, read_review};
use crate::sqlite::engine::column::{Cells as _, Columns, micros};

/// A case with the customer's name and the last appeal against it, which is about the same request.
const SELECT: &str = "SELECT r.body, r.revision, c.company_name, a.id AS appeal_id, a.state AS appeal_state
 FROM reviews r
 LEFT JOIN customers c ON c.partner_id = r.partner_id AND c.id = r.customer_id
 LEFT JOIN reviews a ON a.id = (
     SELECT x.id FROM reviews x
     WHERE x.partner_id = r.partner_id AND x.customer_id = r.customer_id AND x.created_at >= r.created_at AND
         x.kind = 'appeal' AND r.kind <> 'appeal' AND x.opened_at = r.opened_at AND
         replace(json_extract(x.body, '$.subject.linked'), '-', '') = lower(hex(r.id))
     ORDER BY x.created_at DESC LIMIT 1)";

impl ReviewRows for SqliteRows<'_> {
    fn find_review(&mut self, id: ReviewId) -> impl Read<Option<StoredReview>> {
        self.read(|session| {
            let found = session.find(&format!("{SELECT} WHERE r.id = ?1"), [id.as_bytes()], read)?;
            let Some(stored) = found else { return Ok(None) };
            Ok(Some(StoredReview { documents: documents::list(session, id)?, ..stored }))
        })
    }

    fn insert_review(&mut self, review: &Review, times: ReviewTimes) -> impl Read<bool> {
        self.read(|session| {
            let subject = &review.subject;
            let ending_at = review.ending.as_ref().map_or(subject.created_at, |ending| ending.at);
            let closed_at = review.state.is_final().then(|| micros(ending_at));
            session
                .execute(
                    "INSERT INTO reviews (id, partner_id, customer_id, kind, qualification, opened_at,
                        state, priority, sla_due_at, next_at, country, language, domain, reason_code,
                        holder, body, created_at, closed_at, revision, holder_key)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,
                         ?18, 0, ?19)
                     ON CONFLICT (id) DO NOTHING",
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
                .map(|rows| rows > 0)
        })
    }

    fn save_review(&mut self, review: &Review, times: ReviewTimes, now: Timestamp) -> Queued {
        self.write(|session| {
            let closed_at = review.state.is_final().then(|| micros(now));
            session.execute_one(
                "UPDATE reviews SET state = ?2, priority = ?3, sla_due_at = ?4, next_at = ?5,
                    holder = ?6, first_reviewer_key = ?7, second_reviewer_key = ?8, body = ?9,
                    closed_at = coalesce(closed_at, ?10), holder_key = ?11, revision = revision + 1
                 WHERE id = ?1",
                params![
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
                documents::begin_end(session, review.subject.id, now)?;
                if let Some(contested) = review.subject.contested() {
                    documents::begin_end(session, contested, now)?;
                }
            }
            Ok(())
        })
    }

    fn save_review_reason(&mut self, subject: &Subject) -> Queued {
        self.write(|session| {
            session.execute_one(
                "UPDATE reviews SET reason_code = ?2, domain = ?3 WHERE id = ?1",
                params![subject.id.as_bytes(), subject.reason_code.name(), subject.domain],
            )
        })
    }

    fn find_last_reverification(
        &mut self,
        key: CustomerKey,
        opened_at: Timestamp,
    ) -> impl Read<Option<(ReasonCode, Timestamp)>> {
        self.read(|session| {
            session.find(
                "SELECT reason_code, closed_at
                 FROM reviews
                 WHERE partner_id = ?1 AND customer_id = ?2 AND kind = ?3 AND opened_at = ?4
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
        })
    }

    fn is_any_review_due(&mut self, now: Timestamp, whose: &Whose) -> impl Read<bool> {
        self.read(|session| {
            let due = narrowed(
                "SELECT 1 FROM reviews WHERE next_at IS NOT NULL AND DUE next_at <= ?1 WHOSE LIMIT 1",
                vec![micros(now).into()],
                whose,
            );
            let found = session.find(&due.sql, params_from_iter(due.parameters), |_| Ok(()))?;
            Ok(found.is_some())
        })
    }

    fn list_due_reviews(
        &mut self,
        now: Timestamp,
        whose: &Whose,
        rows_max: usize,
    ) -> impl Read<Vec<ReviewId>> {
        self.read(|session| {
            let due = narrowed(
                "SELECT id
                 FROM reviews
                 WHERE next_at IS NOT NULL AND DUE next_at <= ?1 WHOSE
                 ORDER BY next_at LIMIT ?2",
                vec![micros(now).into(), i64::try_from(rows_max).unwrap_or(i64::MAX).into()],
                whose,
            );
            session
                .list(&due.sql, params_from_iter(due.parameters), |row| Columns::new("reviews", row).id("id"))
        })
    }

    fn put_review_off(&mut self, id: ReviewId, until: Timestamp) -> Queued {
        self.write(|session| {
            session.execute_one(
                "UPDATE reviews SET next_at = ?2 WHERE id = ?1",
                params![id.as_bytes(), micros(until)],
            )
        })
    }

    fn list_reviews_to_erase(&mut self, ended_before: Timestamp, rows_max: u16) -> impl Read<Vec<ReviewId>> {
        self.read(|session| {
            session.list(
                "SELECT id
                 FROM reviews
                 WHERE ended_at < ?1 AND ended_at IS NOT NULL AND erased_at IS NULL
                 ORDER BY ended_at LIMIT ?2",
                params![micros(ended_before), rows_max],
                |row| Columns::new("reviews", row).id("id"),
            )
        })
    }

    fn keep_review_texts(&mut self, id: ReviewId, now: Timestamp) -> Queued {
        self.write(|session| {
            session.execute_one(
                "UPDATE reviews SET ended_at = ?2 WHERE id = ?1",
                params![id.as_bytes(), micros(now)],
            )
        })
    }

    fn mark_review_erased(&mut self, id: ReviewId, now: Timestamp) -> Queued {
        self.write(|session| {
            session.execute_one(
                "UPDATE reviews SET erased_at = ?2, domain = NULL WHERE id = ?1",
                params![id.as_bytes(), micros(now)],
            )
        })
    }

    fn list_reviews_of(&mut self, key: CustomerKey, which: Which) -> impl Read<Vec<StoredReview>> {
        self.read(|session| {
            let which = match which {
                Which::All => "",
                Which::Open => "AND r.closed_at IS NULL",
                Which::Written => "AND r.erased_at IS NULL",
            };
            session.list(
                &format!(
            "{SELECT} WHERE r.partner_id = ?1 AND r.customer_id = ?2 {which} ORDER BY r.created_at DESC,
                 r.id LIMIT ?3"
        ),
                params![
                    key.partner.as_bytes(),
                    key.customer.as_bytes(),
                    u32::try_from(REVIEWS_MAX).unwrap_or(u32::MAX)
                ],
                read,
            )
        })
    }

    fn list_shown_reviews(
        &mut self,
        key: CustomerKey,
        after: Option<ReviewPlace>,
        rows_max: u32,
    ) -> impl Read<Vec<StoredReview>> {
        self.read(|session| {
            let kinds = ReviewKind::ALL.into_iter().filter(|kind| kind.is_shown_to_partner());
            let kinds: Vec<String> = kinds.map(|kind| format!("'{}'", kind.name())).collect();
            let (created_at, id) =
                after.map_or((i64::MAX, [0; 16]), |after| (micros(after.created_at), *after.id.as_bytes()));
            session.list(
                &format!(
                    "{SELECT} WHERE r.partner_id = ?1 AND r.customer_id = ?2 AND r.kind IN ({})
                 AND r.created_at <= ?3 AND (r.created_at < ?3 OR r.id > ?4)
             ORDER BY r.created_at DESC, r.id LIMIT ?5",
                    kinds.join(", ")
                ),
                params![key.partner.as_bytes(), key.customer.as_bytes(), created_at, id, rows_max],
                read,
            )
        })
    }

    fn find_appeal_against(
        &mut self,
        key: CustomerKey,
        contested: ReviewId,
    ) -> impl Read<Option<AppealStanding>> {
        self.read(|session| {
            session
                .find(
                    "SELECT id AS appeal_id, state AS appeal_state FROM reviews
                 WHERE partner_id = ?1 AND customer_id = ?2 AND kind = 'appeal' AND
                     replace(json_extract(body, '$.subject.linked'), '-', '') = lower(hex(?3))
                 ORDER BY created_at DESC LIMIT 1",
                    params![key.partner.as_bytes(), key.customer.as_bytes(), contested.as_bytes()],
                    |row| read_appeal(&Columns::new("reviews", row)),
                )
                .map(Option::flatten)
        })
    }

    fn has_used_up_appeal(&mut self, key: CustomerKey, opened_at: Timestamp) -> impl Read<bool> {
        self.read(|session| {
            let found = session.find(
                "SELECT 1 FROM reviews
                 WHERE partner_id = ?1 AND customer_id = ?2 AND kind = 'appeal' AND opened_at = ?3 AND
                     state <> 'approved' LIMIT 1",
                params![key.partner.as_bytes(), key.customer.as_bytes(), micros(opened_at)],
                |_| Ok(()),
            )?;
            Ok(found.is_some())
        })
    }

    fn has_review_of(&mut self, subject: &Subject) -> impl Read<bool> {
        self.read(|session| {
            let found = session.find(
                "SELECT 1
                 FROM reviews
                 WHERE partner_id = ?1 AND customer_id = ?2 AND kind = ?3 AND qualification = ?4 AND
                     opened_at = ?5 LIMIT 1",
                params![
                    subject.key.partner.as_bytes(),
                    subject.key.customer.as_bytes(),
                    subject.kind.name(),
                    subject.qualification.name(),
                    micros(subject.opened_at)
                ],
                |_| Ok(()),
            )?;
            Ok(found.is_some())
        })
    }

    fn end_review_texts(&mut self, key: CustomerKey, qualification: Qualification, now: Timestamp) -> Queued {
        self.write(|session| {
            session.execute_any(
                "UPDATE reviews SET ended_at = ?4
                     WHERE partner_id = ?1 AND customer_id = ?2 AND qualification = ?3 AND ended_at IS NULL",
                params![key.partner.as_bytes(), key.customer.as_bytes(), qualification.name(), micros(now)],
            )
        })
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

fn read(row: &Row<'_>) -> Outcome<StoredReview> {
    read_review(&Columns::new("reviews", row))
}
